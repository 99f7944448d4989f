"""How many new risk flags a district can take in a week, and who waits. Nothing but risk flags is ever cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from features.calendar import monday_of
from features.vocabulary import DistrictId, YouthId


@dataclass(frozen=True)
class Candidate:
    """A youth whose risk is raised or high, with the district whose counsellors would take the flag (None: nobody's)."""

    youth_id: YouthId
    district_id: DistrictId | None
    risk: float


@dataclass(frozen=True)
class Ranked:
    """A candidate's place in the district: equal risk, equal rank."""

    rank: int
    cut_off: bool


def rank_candidates(candidates: Iterable[Candidate], capacity: Mapping[DistrictId, int]) -> Mapping[YouthId, Ranked]:
    """Rank per district by falling risk and cut at its capacity.

    Equal risks share the better rank; a group of equals that does not fit whole stays below the line, and all after it.
    A district without counsellors has no capacity.
    """
    by_district: dict[DistrictId | None, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_district[candidate.district_id].append(candidate)
    ranked: dict[YouthId, Ranked] = {}
    for district_id, group in by_district.items():
        places = 0 if district_id is None else capacity.get(district_id, 0)
        ranked |= _rank(group, places)
    return ranked


def _rank(group: list[Candidate], places: int) -> dict[YouthId, Ranked]:
    equals: dict[float, list[YouthId]] = defaultdict(list)
    for candidate in group:
        equals[candidate.risk].append(candidate.youth_id)
    ranked: dict[YouthId, Ranked] = {}
    for risk in sorted(equals, reverse=True):
        rank = len(ranked) + 1
        last = len(ranked) + len(equals[risk])
        ranked |= {youth_id: Ranked(rank, last > places) for youth_id in equals[risk]}
    return ranked


def school_weeks_since(contacted_on: date, as_of: date, *, school_days: frozenset[date]) -> int:
    """ISO weeks with a school day after the week of a contact and before that of `as_of`."""
    first, last = monday_of(contacted_on) + timedelta(weeks=1), monday_of(as_of)
    return len({monday_of(day) for day in school_days if first <= day < last})


def is_cooling(contacts: Iterable[date], as_of: date, *, school_weeks: int, school_days: frozenset[date]) -> bool:
    """Whether the youth was spoken with so recently that no new risk flag is raised."""
    return any(
        school_weeks_since(contacted_on, as_of, school_days=school_days) < school_weeks
        for contacted_on in contacts
        if contacted_on < as_of
    )
