"""Real mode does not start on settings that let somebody in; a provider is named wholly; demo users stay on the machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import ValidationError
from starlette.requests import Request
from starlette.testclient import TestClient

from service.app import build_app, installed
from service.commands import nightly
from service.domain.errors import WrongUse
from service.edge.provider import NotTrusted, Provider, provider_of
from service.edge.whereabouts import is_from_this_machine
from service.operating.doctor import Patient, examine
from service.operating.opening import open_installation
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


def drawn(said: str) -> str:
    """A key as if drawn by chance, the same each time."""
    return sha256(said.encode()).hexdigest()


def kept(place: Path, text: str) -> Path:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    place.chmod(0o600)
    return place


def real(tmp_path, **changed) -> Settings:
    """Settings of a real installation that may start, but for what is changed."""
    keys = tmp_path / "kept"
    identity = keys / "identity"
    for name in ("pseudonym-2026", "cells-2026"):
        kept(identity / f"{name}.key", drawn(name))
    given = {
        "var": tmp_path,
        "mode": "real",
        "public_url": "https://alleskalmed.example",
        "issuer": "https://broker.example",
        "client_id": "alleskalmed",
        "client_secret_file": kept(keys / "client.word", "q8Zr-w1xN_v7Lk3Pd0Ts"),
        "raw_key_file": kept(keys / "raw.key", drawn("raw")),
        "audit_key_file": kept(keys / "audit.key", drawn("audit")),
        "identity_keys": identity,
    }
    kept(Settings(**{**given, **changed}).folders.home / "store.db", "")
    return Settings(**{**given, **changed})


def test_real_mode_starts_on_sound_settings(tmp_path):
    assert weaknesses(real(tmp_path)) == []
    check_strong(real(tmp_path))


def test_a_key_drawn_by_chance_is_never_called_weak(tmp_path):
    settings = real(tmp_path)
    for number in range(2_000):
        settings.raw_key_file.write_text(drawn(f"{number}"))
        if found := weaknesses(settings):
            raise AssertionError(found)


WEAK = {
    "no issuer": ({"issuer": ""}, "issuer: got none"),
    "issuer over plain http": ({"issuer": "http://broker.example"}, "issuer: got an address that is not https"),
    "pages over plain http": ({"public_url": "http://alleskalmed.example"}, "public_url: got an address that is not"),
    "debug": ({"log_level": "debug"}, "log_level: got debug"),
    "no raw key": ({"raw_key_file": None}, "raw_key_file: got none"),
    "no audit key": ({"audit_key_file": None}, "audit_key_file: got none"),
    "no identity keys": ({"identity_keys": None}, "identity_keys: got none"),
}


@pytest.mark.parametrize(("changed", "words"), WEAK.values(), ids=WEAK)
def test_real_mode_refuses_weak_settings_and_the_doctor_says_the_same(tmp_path, changed, words):
    settings = real(tmp_path, **changed)
    with pytest.raises(WrongUse, match=words):
        installed(settings)
    [finding, _] = examine(Patient(settings, AT, None), only=frozenset({"strength"}))
    assert not finding.is_well
    assert words in finding.saw


def put(name: str, text: str, mode: int = 0o600) -> Callable[[Settings], None]:
    def change(settings: Settings) -> None:
        place = getattr(settings, name)
        place.write_text(text)
        place.chmod(mode)

    return change


def opened(find: Callable[[Settings], Path], mode: int) -> Callable[[Settings], None]:
    return lambda settings: find(settings).chmod(mode)


def store_of(settings: Settings) -> Path:
    return settings.folders.home / "store.db"


COUNTED = bytes(range(32)).hex()
FILES = {
    "no secret": (lambda settings: settings.client_secret_file.unlink(), "got no file with a secret"),
    "a short secret": (put("client_secret_file", "s3cR-t"), "got a secret that can be guessed"),
    "a common secret": (put("client_secret_file", "change-me-Password-42"), "got a secret that can be guessed"),
    "a secret of few letters": (put("client_secret_file", "abab" * 8), "got a secret that can be guessed"),
    "a key of one byte": (put("raw_key_file", "5a" * 32), "raw_key_file: got a key that can be guessed"),
    "a key of nothing": (put("audit_key_file", "00" * 32), "audit_key_file: got a key that can be guessed"),
    "a key that counts": (put("audit_key_file", COUNTED), "audit_key_file: got a key that can be guessed"),
    "a key for two things": (put("audit_key_file", drawn("raw")), "audit_key_file: got the key of raw_key_file again"),
    "identities under a weak key": (
        lambda settings: kept(settings.identity_keys / "cells-2027.key", "01" * 32),
        "identity_keys: got a key that can be guessed",
    ),
    "a made key": (
        lambda settings: kept(settings.identity_keys / "cells-made.key", drawn("made")),
        "identity_keys: got a key that was made here",
    ),
    "a secret that a group reads": (opened(lambda settings: settings.client_secret_file, 0o640), "others may read"),
    "a key that everybody reads": (opened(lambda settings: settings.raw_key_file, 0o604), "others may read raw.key"),
    "a folder that others list": (opened(lambda settings: settings.identity_keys, 0o750), "others may read identity"),
    "a database that a group reads": (opened(store_of, 0o640), "database: others may read store.db"),
    "a folder for everybody": (opened(lambda settings: settings.folders.home, 0o705), "everybody may look into"),
}


@pytest.mark.parametrize(("change", "words"), FILES.values(), ids=FILES)
def test_real_mode_refuses_keys_secrets_and_files_that_others_may_have(tmp_path, change, words):
    settings = real(tmp_path)
    change(settings)
    [found] = weaknesses(settings)
    assert words in found
    with pytest.raises(WrongUse):
        check_strong(settings)
    written = [path.read_text().strip() for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size]
    assert not [secret for secret in written if secret in found]


def test_the_settings_file_holds_the_databases_password_and_is_its_owners_alone(tmp_path, monkeypatch):
    file = kept(tmp_path / "kept" / "settings.toml", "")
    monkeypatch.setenv("ALLESKALMED_CONFIG", str(file))
    assert weaknesses(real(tmp_path)) == []
    file.chmod(0o644)
    assert "settings: others may read settings.toml" in weaknesses(real(tmp_path))[0]


@pytest.mark.parametrize("name", ["PYTHONASYNCIODEBUG", "PYTHONDEVMODE"])
def test_real_mode_refuses_a_debugging_switch(tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, "1")
    assert name in weaknesses(real(tmp_path))[0]


@pytest.mark.parametrize(
    ("host", "is_behind_tls", "starts"),
    [("127.0.0.1", False, True), ("::1", False, True), ("0.0.0.0", False, False), ("0.0.0.0", True, True)],
)
def test_nothing_real_goes_over_a_network_in_plain_text(tmp_path, host, is_behind_tls, starts):
    settings = real(tmp_path, is_behind_tls=is_behind_tls)
    assert (weaknesses(settings, host=host) == []) is starts


def test_a_night_does_not_run_on_weak_settings_either(tmp_path, monkeypatch):
    for name, value in {"MODE": "real", "VAR": str(tmp_path)}.items():
        monkeypatch.setenv(f"ALLESKALMED_{name}", value)
    with pytest.raises(WrongUse, match=r"raw_key_file: got none.*audit_key_file: got none"):
        nightly.run(day=None, resume=False, replay=None, as_json=False)


def test_what_a_real_installation_writes_is_its_owners_alone(tmp_path):
    settings, before = real(tmp_path), os.umask(0o022)
    try:
        open_installation(settings).close()
        (tmp_path / "written").touch()
    finally:
        os.umask(before)
    assert (tmp_path / "written").stat().st_mode & 0o077 == 0


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
