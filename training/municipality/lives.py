"""The state everybody is in, and the log of what happened: spells opened and closed, steps decided, risks reported, help given.

One main activity at a time; jobs beside school are drawn afterwards. Days are day numbers, NEVER where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from features.vocabulary import STATUSES, EndReason, Status
from training.municipality.people import NEVER, Days, People

CODE = {status: number for number, status in enumerate(STATUSES)}
IDLE, OUTSIDE = -1, -2
"""No activity at all; not (yet, or any longer) in the town."""
Who = NDArray[np.int64]
"""Numbers of people."""


def is_one_of(codes: NDArray[np.int64], statuses: Iterable[Status]) -> NDArray[np.bool_]:
    """Whether each code is that of one of `statuses`."""
    sought = np.zeros(len(STATUSES) + 2, dtype=bool)  # two more: IDLE and OUTSIDE count from the end
    sought[[CODE[status] for status in statuses]] = True
    return np.asarray(sought[codes])


@dataclass
class Log:
    """Columns of events, gathered batch by batch."""

    names: tuple[str, ...]
    batches: list[tuple[NDArray[np.int64], ...]] = field(default_factory=list)

    def add(self, who: Who, *values: NDArray[np.int64] | int) -> None:
        """One event for each of `who`; a single value holds for all."""
        if len(who):
            self.batches.append((who, *(np.broadcast_to(np.asarray(value), who.shape).copy() for value in values)))

    def columns(self) -> dict[str, NDArray[np.int64]]:
        """All events by column."""
        if not self.batches:
            return {name: np.empty(0, dtype=np.int64) for name in self.names}
        return {
            name: np.concatenate(column)
            for name, column in zip(self.names, zip(*self.batches, strict=True), strict=True)
        }


@dataclass(frozen=True)
class Step:
    """Where somebody goes next: a status code, an institution (NEVER for none), a day, and the day it becomes known."""

    status: NDArray[np.int64]
    place: NDArray[np.int64]
    start: Days
    known: Days


class Lives:
    """Everybody's present, and the past as logs."""

    def __init__(self, people: People) -> None:
        count = len(people)
        self.people = people
        self.status = np.full(count, OUTSIDE, dtype=np.int64)
        self.place = np.full(count, NEVER, dtype=np.int64)
        self.started = np.full(count, NEVER, dtype=np.int64)
        self.expected = np.full(count, NEVER, dtype=np.int64)
        self.announced = np.full(count, NEVER, dtype=np.int64)
        self.next_status = np.full(count, NEVER, dtype=np.int64)
        self.next_place = np.full(count, NEVER, dtype=np.int64)
        self.next_start = np.full(count, NEVER, dtype=np.int64)
        self.next_known = np.full(count, NEVER, dtype=np.int64)
        self.interruptions = np.zeros(count, dtype=np.int64)
        self.idle_since = np.full(count, NEVER, dtype=np.int64)
        self.way_out = np.ones(count)
        self.helped_until = np.full(count, NEVER, dtype=np.int64)
        self.reported = np.full(count, NEVER, dtype=np.int64)
        self.spells = Log(("person", "started", "ended", "status", "place", "reason", "expected", "announced"))
        self.steps = Log(("person", "decided", "status", "place", "start", "known"))
        self.reports = Log(("person", "day", "place"))
        self.help = Log(("person", "day", "grade"))

    def those_in(self, *statuses: Status) -> Who:
        """Numbers of those whose present activity is one of `statuses`."""
        return np.flatnonzero(is_one_of(self.status, statuses))

    def idle(self) -> Who:
        """Numbers of those without any activity."""
        return np.flatnonzero(self.status == IDLE)

    def open(self, who: Who, step: Step, expected: Days) -> None:
        """Begin an activity; whatever was planned is done with."""
        self.status[who], self.place[who], self.started[who] = step.status, step.place, step.start
        self.expected[who], self.announced[who] = expected, step.known
        self.next_start[who], self.idle_since[who] = NEVER, NEVER

    def close(self, who: Who, day: Days, reason: EndReason) -> None:
        """End the present activity on `day`; until something else begins there is none."""
        busy = self.status[who] >= 0
        ending, day = who[busy], np.maximum(np.broadcast_to(day, who.shape)[busy], self.started[who[busy]])
        self._note(ending, day, REASONS.index(reason))
        self.interruptions[ending] += reason == EndReason.INTERRUPTED
        self.status[ending], self.place[ending], self.idle_since[ending] = IDLE, NEVER, day
        self.expected[ending], self.way_out[ending] = NEVER, 1.0

    def plan(self, who: Who, step: Step, *, decided: Days | int) -> None:
        """Settle where each of `who` goes next."""
        self.next_status[who], self.next_place[who] = step.status, step.place
        self.next_start[who], self.next_known[who] = step.start, step.known
        self.steps.add(who, decided, step.status, step.place, step.start, step.known)

    def end_of_time(self) -> None:
        """Log the activities still open."""
        self._note(np.flatnonzero(self.status >= 0), np.int64(NEVER), NEVER)

    def _note(self, who: Who, ended: Days | np.int64, reason: int) -> None:
        self.spells.add(
            who,
            self.started[who],
            np.asarray(ended),
            self.status[who],
            self.place[who],
            reason,
            self.expected[who],
            self.announced[who],
        )


REASONS = tuple(EndReason)
