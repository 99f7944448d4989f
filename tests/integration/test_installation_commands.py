"""Bundles, users, the audit trail, stop switches and legal bases from the command line of an installation."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from features.permission import Stop, StopKind
from models.bundle import save
from models.keys import signing_key
from service.__main__ import ROLES, SCOPES, app
from service.commands.clock import now
from service.domain.access import COMMAND_LINE, Role, Scope
from service.domain.routing import Counsellor, District, Organisation
from service.domain.watching import Level
from service.operating.opening import open_installation
from service.operating.users import add_demo_users
from service.settings import Mode, Settings
from service.store import legal, users
from service.store.audit import lines
from service.store.migration import upgrade
from service.store.tables import AUDIT
from service.store.unit_of_work import Store
from tests.lib.small_bundle import small_bundle
from tests.lib.watched import CODE, MONDAY, NEWS, SILENT, watch_week

TOWN = Organisation(
    counsellors={"C01": Counsellor("C01", "Hanne Overmark", "D01")},
    districts={"D01": District("D01", "Birkelund", "nord")},
    area_names={"nord": "Nord"},
)
BASIS = """
law = "Lov om kommunal indsats for unge"
scope = ["duties"]
phases = ["operation"]
tables = ["youths", "spells"]
valid_from_on = 2026-08-01
approved_by = "Direktør"
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path / "var"))
    opened = open_installation(Settings())
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def peopled(store: Store) -> Store:
    with store.begin() as work:
        add_demo_users(work, COMMAND_LINE, TOWN, mode=Mode.DEMO, at=now())
    return store


def command(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result


def told(store: Store) -> list[tuple[str, str]]:
    with store.read() as work:
        return [(line.actor_id, line.action) for line in lines(work)]


def test_the_command_line_names_every_role_and_scope():
    assert {*ROLES} == {str(role) for role in Role}
    assert {*SCOPES} == {str(scope) for scope in Scope}


def test_a_bundle_is_activated_from_its_folder_and_listed(store: Store, tmp_path: Path):
    assert "No bundle" in command("bundle", "list").stdout
    save(small_bundle(), tmp_path / "bundle", key=signing_key(None, tmp_path / "var" / "keys"))
    model_id = command("bundle", "add", tmp_path / "bundle").stdout.strip()
    command("bundle", "activate", tmp_path / "bundle")
    command("bundle", "activate", model_id)
    [row] = json.loads(command("bundle", "list", "--json").stdout)
    assert (row["model_id"], row["is_active"], row["data"]) == (model_id, True, "synthetic")
    assert [action for _, action in told(store)] == ["bundle.added", "bundle.activated", "bundle.activated"]
    assert "bundle list" in command("bundle", "activate", "herning-2020-01-01-abc", code=2).stderr


def test_a_token_of_the_demonstrations_system_is_printed_alone_and_holds(peopled: Store):
    secret = command("users", "token", "--role", "system").stdout.strip()
    few = command("users", "token", "--role", "system", "--scope", "lists:read").stdout.strip()
    with peopled.read() as work:
        called = users.user_of_token(work, secret, at=now(), is_demo_mode=True)
        restricted = users.user_of_token(work, few, at=now(), is_demo_mode=True)
    assert called is not None
    assert (called.user.user_id, called.scopes) == ("demo-system", frozenset(Scope))
    assert restricted is not None
    assert restricted.scopes == {Scope.READ}
    assert secret not in "".join(str(row) for row in told(peopled))
    command("users", "token", "--role", "counsellor", "--district", "D01")
    assert "no demo user" in command("users", "token", "--role", "counsellor", "--district", "D02", code=2).stderr
    command("users", "token", "--role", "leader", "--scope", "lists:read", code=2)


def test_users_are_let_in_listed_and_let_out(peopled: Store):
    command(
        "users", "add", "sara", "--name", "Sara", "--role", "counsellor", "--counsellor", "C02", "--district", "D01"
    )
    command("users", "add", "sara", "--name", "Other", "--role", "analyst", code=2)
    command("users", "add", "ida", "--name", "Ida", "--role", "counsellor", code=2)
    listed = {row["user_id"]: row for row in json.loads(command("users", "list", "--json").stdout)}
    assert (listed["sara"]["role"], listed["sara"]["is_demo"]) == ("counsellor", False)
    assert {row["role"] for row in listed.values()} == {str(role) for role in Role}
    command("users", "end", "sara")
    assert "sara" not in command("users", "list").stdout
    assert told(peopled)[-2:] == [("command-line", "user.added"), ("command-line", "user.ended")]


def test_who_is_signed_in_is_listed_without_a_secret_and_signed_out_from_the_next_request_on(peopled: Store):
    assert "Nobody is signed in" in command("users", "sessions").stdout
    with peopled.begin() as work:
        secrets = [users.open_session(work, "demo-C01", at=now(), hours=1) for _ in range(2)]
    told = command("users", "sessions", "--json").stdout
    assert [row["user_id"] for row in json.loads(told)] == ["demo-C01", "demo-C01"]
    assert not any(secret in told for secret in secrets)
    assert "Signed out of 2 sessions" in command("users", "sign-out", "demo-C01").stderr
    assert "Nobody is signed in" in command("users", "sessions").stdout
    with peopled.read() as work:
        idle, last = timedelta(hours=1), list(lines(work))[-1]
        found = [users.session_of(work, secret, at=now(), idle=idle, is_demo_mode=True) for secret in secrets]
    assert found == [None, None]
    assert (last.action, '"sessions":2' in last.detail) == ("user.signed_out", True)
    assert "users list" in command("users", "sign-out", "nobody", code=2).stderr


def test_outside_demo_mode_there_are_no_demo_users_and_no_tokens(peopled: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALLESKALMED_MODE", "synthetic")
    assert "demo mode only" in command("users", "token", "--role", "system", code=3).stderr


def test_a_whole_trail_verifies_and_a_changed_one_ends_with_5(peopled: Store):
    found = json.loads(command("audit", "verify", "--json").stdout)
    assert found["is_whole"]
    assert found["count"] == len(told(peopled)) > 5
    with peopled.begin() as work:
        work.execute(sa.update(AUDIT).where(AUDIT.c.number == 4).values(action="user.ended"))
    result = command("audit", "verify", "--json", code=5)
    assert "line 4 is not what was written there" in result.stderr
    assert json.loads(result.stdout)["broken"] == 4


def test_the_trail_is_handed_out_to_the_officer_alone_and_says_so(peopled: Store, tmp_path: Path):
    out = tmp_path / "trail.csv"
    assert "read_audit" in command("audit", "export", "--by", "demo-operator", "--out", out, code=3).stderr
    command("audit", "export", "--by", "demo-protection_officer", "--out", out)
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert [(row["actor_id"], row["action"]) for row in rows] == told(peopled)
    assert rows[-1]["action"] == "audit.exported"
    assert out.stat().st_mode & 0o777 == 0o600
    command("audit", "export", "--by", "demo-protection_officer", "--out", out, code=1)


def test_anybody_at_the_machine_stops_the_engine_and_a_leader_lets_it_run(peopled: Store):
    command("stop", "throw", "--reason", "Vi ser på det")
    command("stop", "throw", "--reason", "Pilot", "--district", "D01", "--by", "demo-leader-nord")
    with peopled.read() as work:
        assert legal.permits(work, at=now()).stops == {Stop(StopKind.ENGINE), Stop(StopKind.DISTRICT, "D01")}
    [first, second] = json.loads(command("stop", "list", "--json").stdout)
    assert (first["kind"], second["by"]) == ("engine", "demo-leader-nord")
    assert (
        "lift_stop"
        in command("stop", "lift", first["number"], "--reason", "Fundet", "--by", "demo-operator", code=3).stderr
    )
    command("stop", "lift", first["number"], "--reason", "Fundet", "--by", "demo-leader-nord")
    command("stop", "lift", second["number"], "--reason", "Fundet", "--by", "demo-protection_officer")
    assert "No stop switch" in command("stop", "list").stdout
    assert "one line why" in command("stop", "throw", "--reason", " ", code=2).stderr


def test_alarms_are_listed_by_level_and_somebody_says_that_they_look(peopled: Store):
    assert "Nothing stands out." in command("alarms", "list").stdout
    with peopled.begin() as work:
        watch_week(work, MONDAY, {NEWS: Level.STOP, SILENT: Level.WATCH, CODE: Level.FINE})
    command("alarms", "seen", *NEWS, "--line", "Ringer til kilden", "--by", "demo-leader-nord")
    [stop, watch] = json.loads(command("alarms", "list", "--json").stdout)
    assert (stop["level"], stop["subject"], stop["seen_by"]) == ("stop", "spells", "demo-leader-nord")
    assert (watch["level"], watch["matter"], watch["seen"]) == ("watch", "school_silent", None)
    assert json.loads(command("alarms", "list", "--level", "stop", "--json").stdout) == [stop]
    assert "Ringer til kilden" in command("alarms", "list").stdout
    command("alarms", "seen", *CODE, "--line", "Ringer", code=2)
    assert json.loads(command("stop", "list", "--json").stdout)[0]["by"] == "watch"


def test_a_basis_is_recorded_from_a_file_and_withdrawn(peopled: Store, tmp_path: Path):
    file = tmp_path / "basis.toml"
    file.write_text(BASIS, encoding="utf-8")
    command("basis", "add", file, "--by", "demo-protection_officer")
    [row] = json.loads(command("basis", "list", "--json").stdout)
    assert (row["scope"], row["tables"], row["withdrawn_at"]) == (["duties"], ["spells", "youths"], None)
    command("basis", "withdraw", row["number"])
    assert json.loads(command("basis", "list", "--json").stdout)[0]["withdrawn_at"] is not None
    command("basis", "withdraw", row["number"], code=2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('scope = ["duties"]', 'scope = ["profiling"]'), "dpia, fria, notice_given_on"),
        (('["youths", "spells"]', '["youths", "secrets"]'), "tables that are none: secrets"),
        (('phases = ["operation"]', ""), "KeyError at 'phases'"),
        (('["operation"]', '["forever"]'), "ValueError"),
        (("law =", "law ="[:3]), "TOMLDecodeError"),
    ],
)
def test_a_basis_that_says_too_little_or_something_else_is_refused(store: Store, tmp_path: Path, change, words):
    file = tmp_path / "basis.toml"
    file.write_text(BASIS.replace(*change), encoding="utf-8")
    assert words in command("basis", "add", file, code=2).stderr


def test_one_proposes_a_bundle_and_another_confirms_with_the_same_command(peopled: Store, tmp_path: Path):
    model_id = save(small_bundle(), tmp_path / "made", key=signing_key(None, tmp_path / "var" / "keys"))
    command("bundle", "add", tmp_path / "made")
    analyst, operator = (f"demo-{role}" for role in (Role.ANALYST, Role.OPERATOR))
    assert "is proposed" in command("bundle", "activate", model_id, "--by", analyst).stderr
    assert "allowed are leader, operator" in command("bundle", "activate", model_id, "--by", analyst, code=3).stderr
    assert json.loads(command("bundle", "list", "--json").stdout)[0]["is_active"] is False
    assert "scores from the next night on" in command("bundle", "activate", model_id, "--by", operator).stderr
    assert json.loads(command("bundle", "list", "--json").stdout)[0]["is_active"] is True


HELPFUL = """
    bundle add, bundle activate, bundle list, users list, users add, users end, users sessions, users sign-out, users token,
    audit verify, audit export,
    stop list, stop throw, stop lift, alarms list, alarms seen, basis list, basis add, basis withdraw
"""


@pytest.mark.parametrize("words", [words.strip() for words in HELPFUL.split(",")])
def test_help_fits_80_columns_and_shows_an_example(words: str):
    said = command(*words.split(), "--help").stdout
    assert "Example:" in said
    assert max(map(len, said.splitlines())) <= 80
