"""What holds for every answer: headers, policy, no keeping, own origin, limits of bodies - asked of all routes that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from service.domain.access import Role
from service.domain.users import User
from service.edge.addresses import routes_of
from service.logs import ALLOWED
from tests.lib.copied_town import copy_of, published_town
from tests.lib.every_route import BEYOND, WITH_BODY, Way, ways
from tests.lib.served import Served, served
from tests.lib.small_bundle import small_bundle

FEWEST = 30
HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, "hanne", "D1", is_demo=True)  # type: ignore[arg-type]
PEOPLE = (
    HANNE,
    *(User(f"u-{role}", str(role), role, is_demo=True) for role in (Role.PROTECTION_OFFICER, Role.OPERATOR)),
)
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
}
BROWSER = {"accept": "text/html", "sec-fetch-site": "same-origin"}
FRAMED = "/drift/rapport"
"""Runs scripts of a library, and so has no origin instead of a nonce."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("every")
    (folder / "template").mkdir()
    (folder / "copy").mkdir()
    with published_town("sqlite", folder / "template", None) as template, copy_of(template, folder / "copy") as store:
        yield served(store, folder / "copy", small_bundle())


@pytest.fixture(scope="module")
def answers(town: Served) -> list[tuple[Way, Response]]:
    """Every route and method as nobody, as three roles and as a system; and addresses that there are not."""
    found = []
    for client in (town.nobody(), *(town.person(one) for one in PEOPLE), town.system()):
        for way in (*asked(town.app), *(Way("GET", path) for path in BEYOND), Way("PUT", "/livez")):
            address = way.address(
                {"key": "x", "week": "2026-W47", "place": "D1", "district": "D1", "youth_id": "jonas"}
            )
            found.append((way, client.request(way.method, address, headers=BROWSER, follow_redirects=False)))
            if way.route == "/":  # its list, as somebody who is signed in sees it
                found.append((way, client.get("/", headers=BROWSER)))
    return found


def asked(app: FastAPI) -> list[Way]:
    """Signing out comes last."""
    return sorted(ways(app), key=lambda way: (way.route == "/log-ud", way.route, way.method))


def test_there_are_routes_to_ask(town: Served, answers):
    assert len(asked(town.app)) >= FEWEST
    assert {answer.status_code for _, answer in answers} >= {200, 303, 401, 403, 404, 405, 422}


def test_every_answer_has_every_header(answers):
    lacking = {
        (way.method, way.route, name)
        for way, answer in answers
        for name, value in ALWAYS.items()
        if answer.headers.get(name) != value
    }
    assert lacking == set()


def test_every_policy_lets_nothing_run_but_what_carries_this_answers_nonce(answers):
    nonces = []
    for way, answer in answers:
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
        if way.route == FRAMED and answer.status_code == 200:
            assert "sandbox" in policy and "allow-same-origin" not in policy["sandbox"]
            continue
        assert policy["default-src"] == "'none'" and policy["base-uri"] == "'none'", way
        assert "unsafe" not in str(policy) and "*" not in str(policy), way
        nonces += re.findall(r"'nonce-([\w-]{20,})'", policy["script-src"])
        for script in re.findall(
            r"<script[^>]*>", answer.text if "html" in answer.headers.get("content-type", "") else ""
        ):
            assert f'nonce="{nonces[-1]}"' in script, way
        assert not re.search(r"<[^>]+\son\w+=|<[^>]+\sstyle=|javascript:", answer.text), way
    assert len(nonces) == len(set(nonces)) >= len(answers) - 20


def test_nothing_but_files_that_are_the_same_for_all_is_kept(answers):
    kept = {way.route for way, answer in answers if answer.headers["cache-control"] != "no-store"}
    assert kept == {"/static/pages.css"}


def test_no_answer_tells_what_serves_it_or_lets_others_read_it(answers):
    told = {"server", "x-powered-by", "access-control-allow-origin", "access-control-allow-credentials"}
    assert [way.route for way, answer in answers if told & set(answer.headers)] == []


def test_every_page_for_somebody_says_on_paper_by_when_it_goes(answers):
    names = ("Hanne Holm", *(one.user_id for one in PEOPLE[1:]))
    pages = [answer for _, answer in answers if any(name in answer.text for name in names)]
    pages = [
        one
        for one in pages
        if one.status_code == 200
        and "html" in one.headers["content-type"]
        and "site-foot" in one.text
        and one.request.url.path != "/api/docs"  # the same for everybody, and about nobody
    ]
    assert len(pages) >= 4
    assert [one.request.url for one in pages if not re.search(r"Fortroligt – slettes senest \d", one.text)] == []


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}, {"referer": "http://testserver/"}],
)
def test_every_write_with_a_cookie_fails_closed_if_it_does_not_say_that_it_is_ours(
    town: Served, headers: dict[str, str]
):
    person = town.person(HANNE)
    del person.headers["sec-fetch-site"]
    writes = [way for way in asked(town.app) if way.method in WITH_BODY]
    assert len(writes) >= 10
    said = {way.route: person.request(way.method, way.address(), headers=headers).status_code for way in writes}
    assert set(said.values()) == {403}, said


def test_every_write_refuses_a_body_beyond_the_limit_however_it_is_sent(town: Served):
    client, settings = town.person(HANNE), town.app.state.service.settings

    def pieces(most: int) -> Iterator[bytes]:
        for _ in range(most // 100_000 + 1):
            yield b"x" * 100_000

    for way in asked(town.app):
        if way.method not in WITH_BODY:
            continue
        most = int((settings.max_job_mb if way.route.endswith("/jobs") else settings.max_body_mb) * 1_000_000)
        declared = client.request(way.method, way.address(), content=b"", headers={"content-length": str(most + 1)})
        assert declared.status_code == 413, way
        kind = "application/json" if way.route.startswith("/api/") else "application/x-www-form-urlencoded"
        sent = client.request(
            way.method, way.address(), content=pieces(most), headers={"content-type": kind}, follow_redirects=False
        )
        assert sent.status_code in {303, 403, 404, 413, 422}, (way, sent.status_code)


def test_cookies_are_read_by_no_script_and_sent_by_no_other_site(town: Served, tmp_path: Path):
    town.person(HANNE)  # so that she is there
    demo = TestClient(town.app, client=("127.0.0.1", 1)).post(
        "/log-ind", data={"user": HANNE.user_id}, headers=BROWSER, follow_redirects=False
    )
    other = served(town.store, tmp_path, small_bundle(), mode="synthetic")
    word = other.nobody().post("/sprog", data={"language": "en"}, headers=BROWSER, follow_redirects=False)
    cookies = [*demo.headers.get_list("set-cookie"), *word.headers.get_list("set-cookie")]
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert "Secure" in cookies[1]


def test_every_route_can_be_told_in_a_line_of_log(town: Served):
    form = ALLOWED["route"]
    assert form is not None
    assert [route.path for route in routes_of(town.app) if form.fullmatch(route.path) is None] == []
