"""A youth's school weeks: how many days were missed in each and of what kind, and of the others why nothing is known.

Facts alone, as they were recorded. A week without school, in the holidays, is no week here; a week of which nothing is known is never
taken for one without absence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from features.calendar import monday_of
from features.vocabulary import EDUCATION, InstitutionId, InterventionKind
from service.domain.situation import Spell


class Kept(StrEnum):
    """Whether a week's attendance is in the records, and if not, why."""

    OBSERVED = "observed"  # Vi har data
    NOT_COLLECTED = "not_collected"  # Skolen sender ikke fravær til kommunen
    MISSING = "missing"  # Data mangler
    NO_SCHOOL = "no_school"  # Ingen skole i vores data


@dataclass(frozen=True)
class SchoolDay:
    """A day at school, in shares of its lessons; `is_disputed`: the youth says that it is wrong, and nobody has answered yet."""

    on: date
    sick: float = 0.0
    permitted: float = 0.0
    unlawful: float = 0.0
    is_disputed: bool = False


@dataclass(frozen=True)
class SchoolWeek:
    """The school days of a week. `days`: how many are in the records; `sick`, `permitted`, `unlawful`: missed of them, in days."""

    monday_on: date
    kept: Kept
    days: int = 0
    sick: float = 0.0
    permitted: float = 0.0
    unlawful: float = 0.0
    is_disputed: bool = False

    @property
    def missed(self) -> float:
        """Days missed of any kind."""
        return self.sick + self.permitted + self.unlawful


@dataclass(frozen=True)
class Began:
    """An effort and its first day; `ended_on` is missing while it is open."""

    kind: InterventionKind
    on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class SchoolYear:
    """School weeks in order up to a day, the efforts that began meanwhile, and what institutions are called."""

    until_on: date
    weeks: tuple[SchoolWeek, ...] = ()
    efforts: tuple[Began, ...] = ()
    names: Mapping[InstitutionId, str] = field(default_factory=dict)

    @property
    def has_days(self) -> bool:
        """Whether any school day is in the records."""
        return any(week.kept is Kept.OBSERVED for week in self.weeks)

    @property
    def gaps(self) -> Iterator[tuple[Kept, Sequence[SchoolWeek]]]:
        """Weeks in a row of which nothing is known for the same reason; holidays do not part them."""
        for kept, weeks in groupby(self.weeks, key=lambda week: week.kept):
            if kept is not Kept.OBSERVED:
                yield kept, list(weeks)


def school_weeks(days: Iterable[SchoolDay], expected: Mapping[date, Kept]) -> tuple[SchoolWeek, ...]:
    """The weeks in which there was school, in order; `expected`: by school day what it means that nothing was recorded."""
    found: dict[date, list[SchoolDay]] = {}
    for day in days:
        found.setdefault(monday_of(day.on), []).append(day)
    unseen: dict[date, Counter[Kept]] = {}
    for on in sorted(expected):
        unseen.setdefault(monday_of(on), Counter())[expected[on]] += 1
    return tuple(
        _observed(monday, found[monday]) if monday in found else SchoolWeek(monday, unseen[monday].most_common(1)[0][0])
        for monday in sorted(found.keys() | unseen.keys())
    )


def spell_of_school(spells: Iterable[Spell], on: date) -> Spell | None:
    """The spell of education that holds on a day; of several the one begun last."""
    holding = (one for one in spells if one.status in EDUCATION and _holds(one, on))
    return max(holding, key=lambda one: (one.started_on, one.institution_id or ""), default=None)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _observed(monday: date, days: Sequence[SchoolDay]) -> SchoolWeek:
    return SchoolWeek(
        monday,
        Kept.OBSERVED,
        len({day.on for day in days}),
        sum(day.sick for day in days),
        sum(day.permitted for day in days),
        sum(day.unlawful for day in days),
        any(day.is_disputed for day in days),
    )


def _holds(spell: Spell, on: date) -> bool:
    return spell.started_on <= on and (spell.ended_on is None or on <= spell.ended_on)
