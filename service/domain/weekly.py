"""A district's weekly list: who is on it, why, what is known, and what is not seen. Facts only; no order by any score."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Final

from features.calendar import iso_week
from features.vocabulary import Coverage, InstitutionId, YouthId
from service.domain.facts import Facts
from service.domain.flags import Source
from service.domain.follow_up import InTransition
from service.domain.rules import Responsible, Rule

KEPT_DAYS: Final = 28
"""Days after its Monday on which a printed or exported list is to be deleted at the latest; the municipality's own choice."""
_WITHOUT_ACTIVITY: Final = frozenset({Rule.CONTACT_5, Rule.OFFER_30})
IMPLIED: Final = {
    Rule.ABSENCE_QUARTER_10: frozenset({Rule.ABSENCE_QUARTER_15}),
    Rule.ABSENCE_DAYS_10: frozenset({Rule.ABSENCE_DAYS_15}),
    Rule.NO_KNOWN_ACTIVITY: _WITHOUT_ACTIVITY,
}
"""Reasons that tell a reader no more than another one which stands; systems get them all."""


@dataclass(frozen=True)
class Reason:
    """One flag as the list tells it. `is_new`: it did not stand a week before.

    `is_known_before_start`: it stood before the service's first day, so no clock runs.
    """

    rule: Rule
    source: Source
    responsible: Responsible
    is_new: bool
    due_on: date | None = None
    flag_id: str = ""
    cause_on: date | None = None
    is_known_before_start: bool = False


@dataclass(frozen=True)
class Listed:
    """One youth on the list; `owner` is a counsellor's name, or empty where `queue` holds the flag.

    `absence_weeks`: share of lessons missed in each of the last whole weeks before the list's morning, the oldest first; None is a gap.
    `spoken_on`: when somebody last spoke with the youth, as the night knew it. `institution_ids`: where the youth is now; none of whom
    no place is told.
    """

    youth_id: YouthId
    age_years: int
    reasons: tuple[Reason, ...]
    facts: Facts
    coverage: Coverage
    owner: str = ""
    queue: str = ""
    data_until_on: date | None = None
    has_school: bool = True
    absence_weeks: tuple[float | None, ...] = ()
    spoken_on: date | None = None
    institution_ids: tuple[InstitutionId, ...] = ()

    @cached_property
    def due_on(self) -> date | None:
        """The first day on which something is due."""
        return min((reason.due_on for reason in self.reasons if reason.due_on), default=None)

    @cached_property
    def is_new(self) -> bool:
        """Whether nothing stood a week before."""
        return all(reason.is_new for reason in self.reasons)

    @property
    def shown_reasons(self) -> tuple[Reason, ...]:
        """The reasons without those that another one implies, and each that reads the same once."""
        rules = {reason.rule for reason in self.reasons}
        told = {(reason.rule, reason.due_on): reason for reason in self.reasons}
        return tuple(reason for reason in told.values() if not IMPLIED.get(reason.rule, frozenset()) & rules)


@dataclass(frozen=True)
class NotSeen:
    """What the list cannot know: youths of the district, those without attendance received, and those not assessed."""

    residents: int
    without_attendance: int
    not_assessed: int | None = None


@dataclass(frozen=True)
class WeeklyList:
    """The list of one district or queue in one week.

    `waiting`: youths with nothing but a risk flag below the line of capacity; they are counted, not named.
    `has_figures`: whether indicators could be built. `newest_on`: latest school day received for anybody in the district.
    `transition`: leavers of school who had a flag on a list and are followed until the start of what comes next is confirmed.
    """

    place: str
    place_name: str
    monday_on: date
    youths: tuple[Listed, ...]
    waiting: int
    not_seen: NotSeen
    has_risk: bool
    has_figures: bool
    newest_on: date | None = None
    data: str = ""
    transition: tuple[InTransition, ...] = ()

    def without(self, hidden: Collection[YouthId]) -> WeeklyList:
        """The same list without the rows of some youths; what it counts of the place stays."""
        return replace(self, youths=tuple(youth for youth in self.youths if youth.youth_id not in hidden))

    @property
    def week(self) -> str:
        """ISO week, as 2026-W47."""
        return iso_week(self.monday_on)

    @property
    def sunday_on(self) -> date:
        """Last day of the week."""
        return self.monday_on + timedelta(days=6)

    @property
    def delete_on(self) -> date:
        """Day by which copies are to be deleted."""
        return self.monday_on + timedelta(days=KEPT_DAYS)

    @property
    def with_deadline(self) -> tuple[Listed, ...]:
        """Those with something due, the first due first."""
        return tuple(youth for youth in self.youths if youth.due_on is not None)

    @property
    def new(self) -> tuple[Listed, ...]:
        """Those without a deadline who were not listed a week before."""
        return tuple(youth for youth in self.youths if youth.due_on is None and youth.is_new)

    @property
    def others(self) -> tuple[Listed, ...]:
        """All others."""
        return tuple(youth for youth in self.youths if youth.due_on is None and not youth.is_new)


_NOBODY: Final[Mapping[YouthId, date]] = MappingProxyType({})


def in_order(youths: list[Listed], *, seen_on: Mapping[YouthId, date] = _NOBODY) -> tuple[Listed, ...]:
    """Deadlines first, then the new, then the others; within each by day due, longest unseen, age and pseudonym.

    By nothing that a score could move. `seen_on`: the day on which somebody last saw to a youth; who was never seen comes first.
    """
    return tuple(
        sorted(
            youths,
            key=lambda youth: (
                youth.due_on or date.max,
                not youth.is_new,
                seen_on.get(youth.youth_id, date.min),
                -youth.age_years,
                youth.youth_id,
            ),
        )
    )
