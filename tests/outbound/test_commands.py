"""`alleskalmed webhooks` as it is typed, and who may do what it does."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from service.__main__ import app
from service.domain.access import COMMAND_LINE, Actor, Role, Scope
from service.domain.errors import NotPermitted, UnknownThing, WrongUse
from service.operating.opening import open_installation
from service.outbound.addresses import Reach
from service.outbound.receivers import Wanted, add_webhook, disable_webhook, redeliver, rotate_secret
from service.settings import Settings
from tests.lib.flag_events import START, many_events
from tests.lib.receiver import Receiver, receiving

URL = "https://journal.example.org/flags?code=hidden"
STRANGERS = [Actor("x", role, scopes=frozenset(Scope)) for role in Role if role is not Role.OPERATOR]


@pytest.fixture
def typed(tmp_path, monkeypatch):
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path))
    runner = CliRunner()

    def run(*words, code=0):
        found = runner.invoke(app, ["webhooks", *words])
        assert found.exit_code == code, found.output
        return found.stdout

    assert runner.invoke(app, ["db", "upgrade"]).exit_code == 0
    return run


def test_a_system_is_named_told_and_listed(typed):
    with receiving(Receiver()) as receiver:
        secret = typed("add", "journal", "--url", receiver.url).strip()
        receiver.secrets = (secret,)
        store = open_installation(Settings())
        many_events(store, youths=3, each=2)
        store.close()
        [told] = json.loads(typed("deliver", "--json"))
        assert told == {"webhook_id": "journal", "taken": 6, "failed": 0, "waiting": 0, "disabled": None}
        assert receiver.badly_signed == 0
    [row] = json.loads(typed("list", "--json"))
    assert (row["host"], row["waiting"], row["failing_since"]) == ("127.0.0.1", 0, None)
    assert secret not in json.dumps(row)


def test_the_list_tells_no_secret_of_an_address(typed):
    typed("add", "journal", "--url", URL)
    assert "hidden" not in typed("list")


def test_a_secret_is_rotated_and_a_system_disabled_and_told_again(typed):
    first = typed("add", "journal", "--url", URL).strip()
    second = typed("rotate", "journal", "--overlap-hours", "1").strip()
    assert first != second
    assert first.startswith("whsec_")
    assert second.startswith("whsec_")
    typed("disable", "journal")
    assert json.loads(typed("list", "--json"))[0]["disabled"] == "asked"
    assert json.loads(typed("deliver", "--json")) == []
    typed("redeliver", "journal", "--after", "0")
    assert json.loads(typed("list", "--json"))[0]["disabled"] is None


def test_what_is_wrong_ends_with_two(typed):
    typed("disable", "nobody", code=2)
    typed("add", "journal", "--url", "ftp://journal.example.org/", code=2)
    typed("add", "Journal 1", "--url", URL, code=2)
    typed("add", "journal", "--url", URL)
    typed("add", "journal", "--url", URL, code=2)


@pytest.mark.parametrize("actor", STRANGERS, ids=lambda actor: actor.role)
def test_only_operators_manage_webhooks(store, actor):
    reach = Reach()
    with store.begin() as work:
        add_webhook(work, COMMAND_LINE, Wanted("journal", URL), reach=reach, at=START)
        for act in (
            lambda: add_webhook(work, actor, Wanted("other", URL), reach=reach, at=START),
            lambda: rotate_secret(work, actor, "journal", overlap=timedelta(0), at=START),
            lambda: disable_webhook(work, actor, "journal", at=START),
            lambda: redeliver(work, actor, "journal", after=0, at=START),
        ):
            with pytest.raises(NotPermitted, match="manage_webhooks"):
                act()


def test_a_real_installation_reaches_neither_this_machine_nor_plain_http(store):
    with store.begin() as work, pytest.raises(WrongUse, match="allowed is https"):
        add_webhook(work, COMMAND_LINE, Wanted("journal", "http://127.0.0.1/"), reach=Reach(), at=START)


def test_an_unknown_name_is_refused_without_an_echo(store):
    with store.begin() as work, pytest.raises(UnknownThing, match="a name that none has") as refused:
        disable_webhook(work, COMMAND_LINE, "karla", at=START)
    assert "karla" not in str(refused.value)
