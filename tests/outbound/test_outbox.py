"""The outbox: written with the flag's move or not at all, in the order of commits, and told when it may be."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Thread

import pytest
import sqlalchemy as sa
from alembic import command

from features.calendar import LOCAL
from service.domain.access import NIGHT
from service.domain.audit import Event
from service.domain.flags import Source
from service.domain.sight import AT_NIGHT
from service.domain.webhooks import Webhook
from service.store import flags, outbox, subjects, webhooks
from service.store.migration import _config, upgrade
from service.store.outbox_tables import FLAG_EVENTS, WEBHOOK_BACKLOG
from service.store.tables import FLAG_MOVES
from service.store.unit_of_work import open_store
from tests.lib.flag_events import START, many_events, new_flag, say_moves

MONDAY = date(2026, 11, 16)
SIX = datetime(2026, 11, 16, 6, 0, tzinfo=LOCAL)


def told(store, *, at=START, after=0):
    with store.read() as work:
        return outbox.events_after(work, after, at=at, limit=5_000)


def test_an_event_is_written_with_the_move_or_not_at_all(store):
    flag = new_flag("anna")
    with store.begin() as work:
        flags.insert(work, [flag])
        say_moves(work, flag)
    with pytest.raises(RuntimeError), store.begin() as work:
        say_moves(work, flag, times=3)
        raise RuntimeError
    assert [one.flag_id for one in told(store)] == [flag.flag_id]
    with store.read() as work:
        assert len(flags.history(work, AT_NIGHT, flag_id=flag.flag_id)) == 1


def test_every_move_that_is_kept_is_told(store):
    many_events(store, youths=5, each=3)
    with store.read() as work:
        moves = work.rows(sa.select(FLAG_MOVES.c.flag_id, FLAG_MOVES.c.at, FLAG_MOVES.c.move, FLAG_MOVES.c.to_state))
    assert sorted(map(tuple, moves)) == sorted((one.flag_id, one.at, one.move, one.to_state) for one in told(store))


def test_who_has_read_up_to_a_number_never_sees_a_smaller_one_appear(store):
    slow, quick = new_flag("anna"), new_flag("bilal")
    with store.begin() as work:
        flags.insert(work, [slow, quick])

    def say(flag, *events):
        with store.begin() as work:
            say_moves(work, flag)
            work.events.extend(events)

    first = Thread(target=say, args=(slow, Event(START, NIGHT, "flag.moved")))
    second = Thread(target=say, args=(quick,))
    with store.seal.held():  # the first has its number and waits to be committed
        first.start()
        first.join(0.5)
        second.start()
        second.join(0.5)
        seen = told(store)
    first.join()
    second.join()
    later = told(store, after=seen[-1].number if seen else 0)
    assert [one.flag_id for one in (*seen, *later)] == [slow.flag_id, quick.flag_id]


def test_the_weeks_risk_flags_and_what_came_after_are_told_from_monday_at_six(store):
    duty, risk, late = new_flag("anna"), new_flag("bilal", source=Source.RISK, cause_on=MONDAY), new_flag("clara")
    with store.begin() as work:
        flags.insert(work, [duty, risk, late])
        for flag in (duty, risk, late):
            say_moves(work, flag)
    assert [one.flag_id for one in told(store, at=SIX - timedelta(seconds=1))] == [duty.flag_id]
    assert [one.flag_id for one in told(store, at=SIX)] == [duty.flag_id, risk.flag_id, late.flag_id]


def test_an_id_is_lasting_and_no_other_event_has_it(store):
    many_events(store, youths=20, each=5)
    ids = [one.event_id for one in told(store)]
    assert len(set(ids)) == len(ids) == 100
    assert ids == [one.event_id for one in told(store)]
    assert all(one.startswith("evt_") and "." not in one for one in ids)


def test_a_youth_who_is_erased_leaves_no_event_and_their_numbers_come_never_again(store):
    youths = many_events(store, youths=2, each=2)
    gone, stays = sorted(youths, key=lambda key: told(store)[-1].flag_id != key)
    last = told(store)[-1].number
    with store.begin() as work:
        webhooks.add(work, Webhook("journal", "https://example.org/", "whsec_eA==", START))
        webhooks.feed(work, webhooks.webhook(work, "journal"), at=START)
        subjects.erase_rows(work, youths[gone])
    assert {one.flag_id for one in told(store)} == {stays}
    with store.begin() as work:
        assert len(work.rows(sa.select(WEBHOOK_BACKLOG))) == 2
        flag = flags.by_id(work, AT_NIGHT, flag_id=stays)
        say_moves(work, flag)
    assert told(store)[-1].number == last + 1


def test_moves_made_before_there_was_an_outbox_are_told_under_their_numbers(database_url):
    store = open_store(database_url)
    with store.begin() as work:
        config = _config()
        config.attributes["connection"] = work.connection
        command.upgrade(config, "0001")
    row = {name: getattr(new_flag("anna"), name) for name in new_flag("anna").__dataclass_fields__}
    with store.begin() as work:
        work.execute(sa.insert(flags.FLAGS), [row])
        move = {"flag_id": row["flag_id"], "at": START, "actor_id": "night", "move": "raise", "to_state": "new"}
        work.execute(sa.insert(FLAG_MOVES), [move, move])
        work.execute(sa.delete(FLAG_MOVES).where(FLAG_MOVES.c.number == 1))
    upgrade(store)
    assert [one.number for one in told(store)] == [2]
    with store.begin() as work:
        say_moves(work, new_flag("anna"))
    assert [one.number for one in told(store)] == [2, 3]
    with store.read() as work:
        assert {column.name for column in FLAG_EVENTS.c} == {"number", "flag_id", "at", "move", "to_state"}
    store.close()
