"""Looks of many requests at once: each on disk before it is answered for, several in one transaction, and all refused if it fails."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event as Gate

import pytest

from service.domain.access import Actor, Role
from service.domain.audit import Event
from service.domain.errors import StoreUnavailable
from service.edge.looks import Looks
from service.store.audit import lines, verify
from service.store.unit_of_work import Store, Work

AT = datetime(2026, 11, 16, 8, tzinfo=UTC)
MANY = 40


def look(number: int) -> Event:
    return Event(
        AT + timedelta(seconds=number), Actor("hanne", Role.COUNSELLOR, "Hanne"), "youth.looked", f"youth-{number}"
    )


class Slow:
    """A store whose first transaction waits until it is let go; the number of transactions is counted."""

    def __init__(self, store: Store) -> None:
        self.store, self.count, self.goes_on, self.fails = store, 0, Gate(), False

    @contextmanager
    def begin(self) -> Iterator[Work]:
        self.count += 1
        assert self.goes_on.wait(30)
        if self.fails:
            raise StoreUnavailable("database: got OperationalError, allowed is one that can be written.")
        with self.store.begin() as work:
            yield work


def written(store: Store) -> list[str | None]:
    with store.read() as work:
        return [line.youth_id for line in lines(work)]


def test_each_look_is_on_disk_when_its_request_goes_on(store: Store):
    looks = Looks(store)

    def request(number: int) -> bool:
        looks.write(look(number))
        return f"youth-{number}" in written(store)

    with ThreadPoolExecutor(8) as requests:
        assert all(requests.map(request, range(MANY)))
    assert sorted(written(store), key=str) == sorted(f"youth-{number}" for number in range(MANY))
    assert verify(store).is_whole


def test_looks_that_wait_are_written_together(store: Store):
    slow = Slow(store)
    looks = Looks(slow)  # type: ignore[arg-type]
    with ThreadPoolExecutor(MANY) as requests:
        asked = [requests.submit(looks.write, look(0))]
        while not slow.count:
            assert not asked[0].done()
        asked += [requests.submit(looks.write, look(number)) for number in range(1, MANY)]
        while len(looks._waiting) < MANY - 1:
            assert not any(one.done() for one in asked)
        slow.goes_on.set()
        for one in asked:
            one.result(30)
    assert slow.count == 2
    assert len(written(store)) == MANY


def test_if_they_cannot_be_written_nobody_goes_on_and_the_next_one_may(store: Store):
    slow = Slow(store)
    looks = Looks(slow)  # type: ignore[arg-type]
    slow.fails = True
    with ThreadPoolExecutor(MANY) as requests:
        asked = [requests.submit(looks.write, look(number)) for number in range(MANY)]
        slow.goes_on.set()
        for one in asked:
            with pytest.raises(StoreUnavailable):
                one.result(30)
    assert written(store) == []
    slow.fails = False
    looks.write(look(1))
    assert written(store) == ["youth-1"]
