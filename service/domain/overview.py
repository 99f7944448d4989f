"""What a leader looks at: whether deadlines were kept, who has how much, what waits, and how things went - of the work, never of a person.

Nothing here is a judgement of a youth: who waits below the line is named without rank or risk, and results are counts of many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from features.calendar import monday_of
from features.vocabulary import CounsellorId, InterventionKind, YouthId
from service.domain.rules import Rule

CLOCKS: Final = (Rule.CONTACT_5, Rule.OFFER_30)
"""The two duties whose clocks are the municipality's own."""
WEEKS: Final = 8
"""Weeks of deadlines that are shown, the present one the last but those to come."""


class Kept(StrEnum):
    """What became of a deadline."""

    IN_TIME = "in_time"
    LATE = "late"
    DOCUMENTED = "documented"  # a person wrote down how it was dealt with
    OVERDUE = "overdue"  # past, and still open
    AHEAD = "ahead"  # open, and the day has not passed


class WhyLate(StrEnum):
    """What is known of why a deadline passed; the first that holds is told."""

    NOT_REACHED = "not_reached"  # somebody tried before the day
    IN_QUEUE = "in_queue"  # nobody has the youth
    WAITING = "waiting"  # somebody chose to wait until a later day
    UNTOLD = "untold"


@dataclass(frozen=True)
class Clock:
    """One deadline: of whom, of which duty, until when, and what was done.

    `met_on`: the day of the contact or offer that met it, as it was told. `ended_on`: the day on which it ended, however it did.
    `was_tried`: somebody tried before the day was over. `has_waited`: somebody chose to wait.
    """

    youth_id: YouthId
    rule: Rule
    due_on: date
    is_open: bool
    met_on: date | None = None
    ended_on: date | None = None
    is_documented: bool = False
    was_tried: bool = False
    has_waited: bool = False
    is_in_queue: bool = False

    def kept(self, on: date) -> Kept:
        """What became of it by a day."""
        if self.is_open:
            return Kept.OVERDUE if self.due_on < on else Kept.AHEAD
        if self.is_documented:
            return Kept.DOCUMENTED
        done_on = self.met_on or self.ended_on
        return Kept.LATE if done_on is not None and done_on > self.due_on else Kept.IN_TIME

    @property
    def why_late(self) -> WhyLate:
        """What is known of why it passed."""
        holds = {
            WhyLate.NOT_REACHED: self.was_tried,
            WhyLate.IN_QUEUE: self.is_in_queue,
            WhyLate.WAITING: self.has_waited,
        }
        return next((why for why, is_so in holds.items() if is_so), WhyLate.UNTOLD)


@dataclass(frozen=True)
class WeekOfClocks:
    """The deadlines of a week by what became of them."""

    monday_on: date
    counts: tuple[tuple[Kept, int], ...]

    @property
    def total(self) -> int:
        """How many there were."""
        return sum(count for _, count in self.counts)


def weeks_of(clocks: Iterable[Clock], rule: Rule, *, on: date) -> tuple[WeekOfClocks, ...]:
    """The deadlines of a duty by the week they fall in, the latest first; weeks without any are left out."""
    by_week: dict[date, list[Kept]] = {}
    for clock in clocks:
        if clock.rule is rule:
            by_week.setdefault(monday_of(clock.due_on), []).append(clock.kept(on))
    return tuple(
        WeekOfClocks(monday, tuple((kept, found.count(kept)) for kept in Kept))
        for monday, found in sorted(by_week.items(), reverse=True)
    )


def late_ones(clocks: Iterable[Clock], *, on: date) -> tuple[Clock, ...]:
    """Deadlines that passed and are still open, the first due first; by nothing that a score could move."""
    late = [clock for clock in clocks if clock.kept(on) is Kept.OVERDUE]
    return tuple(sorted(late, key=lambda clock: (clock.due_on, clock.rule, clock.youth_id)))


def reasons_of(clocks: Iterable[Clock], *, on: date) -> tuple[tuple[WhyLate, int], ...]:
    """Why deadlines passed, those met too late among them; reasons of none are left out."""
    found = [clock.why_late for clock in clocks if clock.kept(on) in {Kept.LATE, Kept.OVERDUE}]
    return tuple((why, found.count(why)) for why in WhyLate if why in found)


def clocks_since(on: date) -> date:
    """The first due day that is shown on a day."""
    return monday_of(on) - timedelta(weeks=WEEKS - 1)


@dataclass(frozen=True)
class Below:
    """A youth who waits for a place: below the line on every list since a Monday. No rank, no risk."""

    youth_id: YouthId
    since_on: date
    lists: int


LONG_LISTS: Final = 2
"""Lists in a row below the line after which a youth is named to the leader."""


def waiting_long(below: Iterable[Below]) -> tuple[Below, ...]:
    """Who has waited for two lists or more, the longest first, then by pseudonym."""
    long = [one for one in below if one.lists >= LONG_LISTS]
    return tuple(sorted(long, key=lambda one: (one.since_on, one.youth_id)))


def below_since(weeks: Sequence[tuple[date, frozenset[YouthId]]]) -> tuple[Below, ...]:
    """Who is below the line now, and since when without a break; `weeks`: the Mondays and who was below, the latest first."""
    if not weeks:
        return ()
    found = []
    for youth_id in sorted(weeks[0][1]):
        run = 1
        while run < len(weeks) and youth_id in weeks[run][1]:
            run += 1
        found.append(Below(youth_id, weeks[run - 1][0], run))
    return tuple(found)


@dataclass(frozen=True)
class Load:
    """What a counsellor has: youths, open flags, those past their day; how many new ones a week; and who covers while away."""

    counsellor_id: CounsellorId
    name: str
    youths: int
    open_flags: int
    overdue: int
    capacity: int
    covered_by: str = ""
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """A youth whom nobody has: in which queue, why, since when, and until when something is due."""

    youth_id: YouthId
    queue: str
    rules: tuple[Rule, ...]
    since_on: date
    due_on: date | None = None


class Agreement(StrEnum):
    """How a person's own assessment and what was computed stand to each other."""

    ALIKE = "alike"
    PERSON_MORE = "person_more"  # the person is more worried
    MODEL_MORE = "model_more"  # more signs were found
    OPEN = "open"  # one of the two does not know


def agreement(level: str, band: str) -> Agreement:
    """How an assessment and a band stand to each other."""
    worried, signs = _WORRIED.get(level), _SIGNS.get(band)
    if worried is None or signs is None:
        return Agreement.OPEN
    if worried == signs:
        return Agreement.ALIKE
    return Agreement.PERSON_MORE if worried else Agreement.MODEL_MORE


_WORRIED: Final = {"not": False, "a_little": True, "much": True}
_SIGNS: Final = {"low": False, "raised": True, "high": True}


class Came(StrEnum):
    """What came of an effort, as records or people here tell it."""

    HELPED = "helped"
    PARTLY = "partly"
    NO_EFFECT = "no_effect"
    NOT_TRIED = "not_tried"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Ended:
    """An effort that ended, to be counted: whose, what since when, on which step, and what came of it."""

    youth_id: YouthId
    kind: InterventionKind
    started_on: date
    step: int
    came: Came = Came.UNKNOWN


@dataclass(frozen=True)
class NotFound:
    """Those who dropped out in a month, and how many of them no list had told of before."""

    month_on: date
    dropouts: int
    unlisted: int
