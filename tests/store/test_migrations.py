"""Migrations lead where the declared tables say, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from service.domain.errors import IntegrityBroken, StoreUnavailable
from service.store.migration import check_current, current, differences, newest, upgrade
from service.store.schema import METADATA
from service.store.tables import LOCKS, MILESTONES
from service.store.unit_of_work import open_store


def test_migrations_lead_to_the_declared_tables(store):
    assert differences(store) == []
    assert current(store) == newest()
    with store.read() as work:
        assert set(METADATA.tables) <= set(sa.inspect(work.connection).get_table_names())


def test_upgrading_twice_changes_nothing(store):
    upgrade(store)
    assert differences(store) == []


def test_an_empty_database_is_refused_in_words(database_url):
    store = open_store(database_url)
    with pytest.raises(IntegrityBroken, match="got migration none"):
        check_current(store)
    store.close()


def test_an_exception_undoes_everything_in_the_block(store):
    row = {"name": "first_night", "happened_on": sa.func.current_date()}
    with pytest.raises(RuntimeError), store.begin() as work:
        work.execute(sa.insert(MILESTONES).values(row))
        raise RuntimeError
    with store.read() as work:
        assert work.rows(sa.select(MILESTONES)) == []


def test_a_view_that_is_read_cannot_write(store):
    with store.read() as work, pytest.raises(ValueError, match="only read"):
        work.execute(sa.delete(MILESTONES))


def test_another_kind_of_database_is_refused():
    with pytest.raises(StoreUnavailable, match="got a URL of kind mysql"):
        open_store("mysql://nowhere/x")


def test_sqlite_runs_as_promised(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'a' / 'store.db'}")
    with store.read() as work:
        told = {
            name: work.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    store.close()
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_an_instant_comes_back_in_utc_on_both(store):
    at = datetime(2026, 11, 16, 7, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    with store.begin() as work:
        work.execute(sa.insert(LOCKS), [{"name": "x", "fence": 1, "taken_at": at}])
    with store.read() as work:
        assert work.first(sa.select(LOCKS.c.taken_at)) == (datetime(2026, 11, 16, 6, 0, 0, 123456, tzinfo=UTC),)
