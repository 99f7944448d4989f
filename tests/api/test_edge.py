"""What every answer and every write over HTTP has in common: headers, origin, sign-in, one line of log without identity."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from service.commands.serve import address
from service.domain.access import Role
from service.domain.errors import WrongUse
from service.domain.users import User
from service.edge.actors import COOKIE, HOST_COOKIE
from service.logs import start_logging
from service.operating.strength import check_strong
from service.settings import Mode, Settings
from service.store import users
from tests.lib.posted import one_youth
from tests.lib.served import NOW, SYSTEM, Served, served
from tests.lib.small_bundle import small_bundle

HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, "hanne", "D1", is_demo=True)  # type: ignore[arg-type]
MOVE = "/api/v1/flags/00112233aabbccdd/moves"


@pytest.mark.parametrize("path", ["/livez", "/api/v1/runs", "/nothing-here"])
def test_every_answer_says_what_a_browser_may_do_with_it(api: Served, path: str):
    first, second = api.nobody().get(path), api.nobody().get(path)
    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy != second.headers["content-security-policy"], "a nonce is used once"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 404),
        ({"origin": "http://testserver"}, 404),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "https://testserver"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({}, 403),
    ],
)
def test_a_write_with_a_cookie_must_come_from_our_own_pages(api: Served, headers: dict[str, str], status: int):
    person = api.person(HANNE)
    del person.headers["sec-fetch-site"]
    answer = person.post(MOVE, json={"move": "close"}, headers=headers)
    assert answer.status_code == status
    assert answer.json()["type"].endswith("foreign-origin" if status == 403 else "not-found")


def test_a_call_of_nobody_is_told_to_sign_in(api: Served):
    answer = api.nobody().post("/api/v1/scores", json=one_youth())
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["", "x", "a b", "\xe6", "t" * 5_000])
def test_a_token_that_is_none_signs_nobody_in(api: Served, token: str):
    headers = {"authorization": f"Bearer {token}".encode("latin-1")}
    assert api.nobody().get("/api/v1/runs", headers=headers).status_code == 401


def test_a_wrong_token_is_not_made_up_for_by_a_cookie(api: Served):
    person = api.person(HANNE)
    assert person.get("/api/v1/runs").status_code == 200
    assert person.get("/api/v1/runs", headers={"authorization": "Bearer wrong"}).status_code == 401


def test_a_cookie_reads_the_api_only_from_our_own_pages(api: Served):
    person = api.person(HANNE)
    assert person.get("/api/v1/runs", headers={"sec-fetch-site": "cross-site"}).status_code == 401


@pytest.mark.parametrize("days", [1, 2])
def test_a_token_ends(api: Served, tmp_path: Path, days: int):
    with api.store.begin() as work:
        users.add(work, [SYSTEM], at=NOW)
        token = users.make_token(work, SYSTEM.user_id, [], at=NOW, days=1)
    later = served(api.store, tmp_path, small_bundle(), at=NOW + timedelta(days=days))
    assert later.nobody().get("/api/v1/runs", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_demo_users_do_not_exist_outside_demo_mode(api: Served, tmp_path: Path):
    person = api.person(HANNE)
    synthetic = served(api.store, tmp_path, small_bundle(), mode="synthetic")
    secret = person.cookies[COOKIE]
    answer = synthetic.nobody().get(
        "/api/v1/runs", headers={"cookie": f"{HOST_COOKIE}={secret}", "sec-fetch-site": "same-origin"}
    )
    assert answer.status_code == 401


def test_a_line_of_log_tells_the_route_and_nobody(api: Served, capsys: pytest.CaptureFixture[str]):
    start_logging("info")
    api.system().get("/api/v1/youths/anna-secret")
    api.system().get("/api/v1/elsewhere/anna-secret")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["route"], line["status"]) for line in lines] == [("/api/v1/youths/{youth_id}", 404), ("(none)", 404)]
    assert set(lines[0]) == {"event", "level", "timestamp", "method", "route", "status", "ms"}
    assert "anna" not in str(lines)
    assert "anna" not in api.nobody().get("/metrics").text


def test_a_defect_is_told_by_its_place_and_without_its_message(
    tmp_path: Path, api: Served, capsys: pytest.CaptureFixture[str]
):
    start_logging("info")
    broken = served(api.store, tmp_path, small_bundle())

    @broken.app.get("/broken")
    def _() -> None:
        raise RuntimeError("0101015678 Anna")

    answer = broken.nobody().get("/broken")
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:alleskalmed:problem:defect")
    told = answer.text + capsys.readouterr().err
    assert "Anna" not in told
    assert '"error": "RuntimeError"' in told
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org"])
def test_a_demonstration_is_not_reached_from_other_machines(host: str):
    with pytest.raises(WrongUse, match="loopback"):
        check_strong(Settings(mode=Mode.DEMO), host=host)
    check_strong(Settings(mode=Mode.SYNTHETIC), host=host)


@pytest.mark.parametrize(
    ("host", "told"),
    [("127.0.0.1", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000"), ("localhost", "http://localhost:8000")],
)
def test_a_demonstration_answers_on_this_machine(host: str, told: str):
    check_strong(Settings(mode=Mode.DEMO), host=host)
    assert address(host, 8000) == told
