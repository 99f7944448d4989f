"""Real mode does not start on settings that let somebody in; a provider is named wholly; demo users stay on the machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError
from starlette.requests import Request
from starlette.testclient import TestClient

from service.app import build_app, installed
from service.domain.errors import WrongUse
from service.edge.provider import NotTrusted, Provider, provider_of
from service.edge.whereabouts import is_from_this_machine
from service.operating.doctor import Patient, examine
from service.operating.strength import check_strong, weaknesses
from service.settings import Settings
from service.store import users
from tests.lib.databases import migrated
from tests.sign_in.conftest import DEMO

AT = datetime(2026, 11, 16, 8, tzinfo=UTC)

NAMED = {
    "issuer": "http://i",
    "client_id": "alleskalmed",
    "client_secret_file": "secret",
    "public_url": "http://p",
    "mode": "synthetic",
}


def real(tmp_path, **changed) -> Settings:
    """Settings of a real installation that may start, but for what is changed."""
    secret = tmp_path / "client.secret"
    secret.write_text("s3cret", encoding="utf-8")
    secret.chmod(0o600)
    given = {
        "var": tmp_path,
        "mode": "real",
        "public_url": "https://alleskalmed.example",
        "issuer": "https://broker.example",
        "client_id": "alleskalmed",
        "client_secret_file": secret,
    }
    return Settings(**{**given, **changed})


def test_real_mode_starts_on_sound_settings(tmp_path):
    assert weaknesses(real(tmp_path)) == []
    check_strong(real(tmp_path))


WEAK = {
    "no issuer": ({"issuer": ""}, "issuer: got none"),
    "issuer over plain http": ({"issuer": "http://broker.example"}, "issuer: got an address that is not https"),
    "pages over plain http": ({"public_url": "http://alleskalmed.example"}, "public_url: got an address that is not"),
    "debug": ({"log_level": "debug"}, "log_level: got debug"),
}


@pytest.mark.parametrize(("changed", "words"), WEAK.values(), ids=WEAK)
def test_real_mode_refuses_weak_settings_and_the_doctor_says_the_same(tmp_path, changed, words):
    settings = real(tmp_path, **changed)
    with pytest.raises(WrongUse, match=words):
        installed(settings)
    [finding, _] = examine(Patient(settings, AT, None), only=frozenset({"sign-in"}))
    assert not finding.is_well
    assert words in finding.saw


def test_real_mode_refuses_a_secret_that_others_may_read_or_that_is_not_there(tmp_path):
    settings = real(tmp_path)
    settings.client_secret_file.chmod(0o640)
    assert "others may read it" in weaknesses(settings)[0]
    settings.client_secret_file.unlink()
    assert "got no file with a secret" in weaknesses(settings)[0]


@pytest.mark.parametrize("mode", ["demo", "synthetic"])
def test_other_modes_start_without_a_provider(tmp_path, mode):
    check_strong(Settings(var=tmp_path, mode=mode))


@pytest.mark.parametrize(
    ("settings", "is_well", "words"),
    [
        ({"mode": "demo"}, True, "on this machine only"),
        ({"mode": "synthetic"}, False, "no issuer is named"),
        (NAMED, True, "no systems"),
    ],
)
def test_the_doctor_says_who_can_sign_in(tmp_path, settings, is_well, words):
    [finding, _] = examine(Patient(Settings(var=tmp_path, **settings), AT, None), only=frozenset({"sign-in"}))
    assert (finding.is_well, words in finding.saw) == (is_well, True)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"client_id": ""}, "without client_id"),
        ({"client_secret_file": None}, "without client_secret_file"),
        ({"public_url": ""}, "without public_url"),
        ({"token_audience": "alleskalmed"}, "ID tokens would pass"),
        ({"mode": "demo", "demo_today": date(2026, 11, 16)}, "beside demo_today"),
    ],
)
def test_a_provider_is_named_wholly_or_not_at_all(settings, words):
    with pytest.raises(ValidationError, match=words):
        Settings(**{**NAMED, **settings})


def test_in_real_mode_the_provider_may_not_send_people_or_secrets_over_plain_http(desk):
    client = replace(provider_of(desk.settings, lambda: desk.at).client, must_be_https=True)
    with pytest.raises(NotTrusted, match="endpoint_not_https"):
        Provider(client, lambda: desk.at).address_of_sign_in(state="s" * 64, nonce="n" * 64, verifier="v" * 64)


def test_the_clients_secret_is_in_no_repr(desk):
    assert "a secret between" not in repr(provider_of(desk.settings, lambda: desk.at).client)


@pytest.mark.parametrize(
    ("peer", "headers", "is_ours"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("10.0.0.7", {}, False),
        ("somewhere", {}, False),
        (None, {}, False),
        ("127.0.0.1", {"x-forwarded-for": "10.0.0.7"}, False),
        ("127.0.0.1", {"forwarded": "for=10.0.0.7"}, False),
    ],
)
def test_demo_users_sign_in_on_the_machine_itself_only(tmp_path, peer, headers, is_ours):
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    client = None if peer is None else (peer, 1)
    assert is_from_this_machine(Request({"type": "http", "client": client, "headers": raw})) is is_ours
    with migrated(f"sqlite:///{tmp_path / 'store.db'}") as store:
        with store.begin() as work:
            users.add(work, [DEMO], at=AT)
        app = build_app(Settings(var=tmp_path), store=store, now=lambda: AT)
        browser = TestClient(
            app, client=client, headers={"sec-fetch-site": "same-origin", **headers}, follow_redirects=False
        )
        assert ("demo-C01" in browser.get("/log-ind").text) is is_ours
        assert browser.post("/log-ind", data={"user": "demo-C01"}).status_code == (303 if is_ours else 403)
