"""`alleskalmed break-glass`: who opened whom is listed without the youth's name, and reviewed once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from features.vocabulary import YouthId
from service.__main__ import app
from service.casework.looking import tell_refusal
from service.commands.clock import now
from service.domain.access import COMMAND_LINE, Actor, Role
from service.domain.break_glass import Opening
from service.domain.users import User
from service.domain.volume import Looked
from service.operating.opening import open_installation
from service.operating.users import add_user
from service.settings import Mode, Settings
from service.store import openings

CANARY = YouthId("canary-7Q")
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


def call(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == code, result.output
    assert CANARY not in result.output + result.stderr
    return result


@pytest.fixture
def number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path / "var"))
    call("db", "upgrade")
    store = open_installation(Settings())
    people = (User("officer", "Olga", Role.PROTECTION_OFFICER), User("driver", "Dan", Role.OPERATOR))
    with store.begin() as work:
        for user in people:
            add_user(work, COMMAND_LINE, user, mode=Mode.DEMO, at=now())
        tell_refusal(work, Actor("u-ole", Role.COUNSELLOR), Looked.COLLEAGUE, at=now())
        opening = Opening(0, "u-ole", CANARY, "Ved stationen", LONG_AGO, LONG_AGO + timedelta(hours=4))
        made = openings.insert(work, opening)
    store.close()
    return made


def test_an_opening_is_listed_and_reviewed_once_by_those_who_may(number: int):
    by = ("--by", "officer")
    listed = call("break-glass", "list", *by, "--json")
    (told,) = json.loads(listed.stdout)
    assert (told["number"], told["actor_id"], told["reason"]) == (number, "u-ole", "Ved stationen")
    assert (told["verdict"], told["is_late"]) == (None, True)
    assert "Refused for looking up too many (colleague)" in listed.stderr
    assert "1 waiting for a review for more than 7 days" in call("doctor", code=1).output
    call("break-glass", "review", number, "justified", "--by", "driver", code=3)
    call("break-glass", "review", number, "justified", *by)
    (told,) = json.loads(call("break-glass", "list", *by, "--json").stdout)
    assert (told["verdict"], told["is_late"]) == ("justified", False)
    call("break-glass", "review", number, "unjustified", *by, code=2)
    call("break-glass", "list", "--by", "driver", code=3)
