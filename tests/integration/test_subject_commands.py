"""The rights of a youth from the command line, in the protection officer's name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.__main__ import app
from service.domain.access import COMMAND_LINE, Role
from service.domain.sight import AT_NIGHT
from service.domain.users import User
from service.operating.users import add_user
from service.settings import Mode
from service.store.disputes import disputed_at
from service.store.legal import objection_of
from tests.lib.canary_home import AT, CANARY, canary_home
from tests.lib.small_night import Home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    var = tmp_path_factory.mktemp("rights") / "var"
    home = canary_home(var, f"sqlite:///{var / 'service' / 'store.db'}")
    store = home.open()
    with store.begin() as work:
        add_user(work, COMMAND_LINE, User("officer", "Olga", Role.PROTECTION_OFFICER), mode=Mode.DEMO, at=AT)
        add_user(work, COMMAND_LINE, User("driver", "Dan", Role.OPERATOR), mode=Mode.DEMO, at=AT)
    store.close()
    return home


@pytest.fixture(autouse=True)
def _there(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLESKALMED_VAR", str(home.var))


def subject(*words: object, code: int = 0, by: str = "officer") -> Result:
    result = CliRunner().invoke(app, ["subject", *map(str, words), "--by", by])
    assert result.exit_code == code, result.output
    assert CANARY not in result.stderr
    return result


def test_everything_is_written_as_json_and_as_a_page_in_either_language(home: Home, tmp_path: Path):
    for language, title in (("da", "Det har vi om dig"), ("en", "What we hold about you")):
        out = tmp_path / language
        subject("access", CANARY, "--out", out, "--language", language)
        told = json.loads((out / "access.json").read_text(encoding="utf-8"))
        assert told["youth_id"] == CANARY and len(told["store"]) > 15 and len(told["lake"]) == 8
        page = (out / "access.html").read_text(encoding="utf-8")
        assert title in page and f'lang="{language}"' in page
        assert "Søskolen" not in page or told["deliveries"]
        assert out.stat().st_mode & 0o077 == 0
    subject("access", "nobody", "--out", tmp_path / "none", code=2)
    subject("access", CANARY, "--out", tmp_path / "driver", code=3, by="driver")
    assert not (tmp_path / "driver").exists()


def test_looks_tell_the_officer_who_and_the_youth_as_what(home: Home):
    rows = json.loads(subject("looks", CANARY, "--json").stdout)
    assert {"at", "role", "action", "actor_id"} == set(rows[0])
    rows = json.loads(subject("looks", CANARY, "--for-youth", "--json").stdout)
    assert {"at", "role", "action"} == set(rows[0])
    assert rows[-1]["action"] == "subject.looks_read"


def test_an_objection_is_kept_and_ended(home: Home):
    store = home.open()
    with store.begin() as work:  # one that stands from before is ended first
        work.connection.exec_driver_sql("UPDATE objections SET ended_at = at")
    subject("object", CANARY)
    with store.read() as work:
        assert objection_of(work, AT_NIGHT.of(CANARY)) is not None  # type: ignore[arg-type] # a name is enough
    subject("object", CANARY, "--end")
    with store.read() as work:
        assert objection_of(work, AT_NIGHT.of(CANARY)) is None  # type: ignore[arg-type] # a name is enough
    store.close()


def test_a_record_is_disputed_until_its_source_answers(home: Home):
    asked = ("contest", CANARY, "--reason", "Jeg var der", "--table")
    subject(*asked, "attendance", "--on", "2026-10-04", code=2)  # a Sunday: there is no such record
    said = subject(*asked, "attendance", "--on", "2026-10-06").stderr
    number = int(said.partition("number ")[2].partition(":")[0])
    [row] = [one for one in json.loads(subject("disputes", "--json").stdout) if one["number"] == number]
    assert (row["table"], row["on"], row["is_overdue"]) == ("attendance", "2026-10-06", False)
    subject("answer", number, "upheld")
    subject("answer", number, "corrected", code=2)
    store = home.open()
    with store.read() as work:
        assert all(one.on.isoformat() != "2026-10-06" for one in disputed_at(work, AT_NIGHT, at=AT))
    store.close()


def test_erasing_asks_for_certainty_and_heeds_a_hold(home: Home):
    assert "Nothing was erased" in subject("erase", CANARY).stdout
    number = int(subject("hold", CANARY, "--reason", "Klagesag").stderr.partition("number ")[2].partition(":")[0])
    subject("erase", CANARY, "--yes", code=2)
    subject("release", number)
    subject("erase", CANARY, "--yes")
    subject("looks", CANARY, code=2)  # asking leaves no line that would bring the name back
    assert CliRunner().invoke(app, ["audit", "verify"]).exit_code == 0
    assert CliRunner().invoke(app, ["db", "verify"]).exit_code == 0
