"""How people's own assessments and what was computed stand to each other, as counts by district; nothing of one youth leaves here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from features.calendar import LOCAL
from features.vocabulary import DistrictId
from service.domain.night import RunState
from service.domain.overview import Agreement, agreement
from service.domain.sight import Overview
from service.store.flags import AT_ONCE
from service.store.tables import ASSESSMENTS, RUNS, SCORES, YOUTHS
from service.store.unit_of_work import Work


@dataclass
class Compared:
    """The youths of a district by how assessment and computing stand to each other, and by how many people they were assessed."""

    counts: Counter[Agreement] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)


def compared(work: Work, seen: Overview, *, since: datetime) -> Mapping[DistrictId, Compared]:
    """Of each youth of the districts the latest assessment since an instant, against what had been computed by that day."""
    latest = _latest_assessments(work, seen, since)
    bands = _bands(work, sorted(latest))
    found: dict[DistrictId, Compared] = defaultdict(Compared)
    for youth_id, row in latest.items():
        on = row.at.astimezone(LOCAL).date()
        band = next((band for as_of, band in bands.get(youth_id, ()) if as_of <= on), None)
        if band is not None:
            place = found[DistrictId(row.district_id)]
            place.counts[agreement(row.level, band)] += 1
            place.people.add(row.actor_id)
    return found


def _latest_assessments(work: Work, seen: Overview, since: datetime) -> dict[str, Any]:
    """By youth; those without a district, whose address may be protected, are left out."""
    columns = (ASSESSMENTS.c.youth_id, ASSESSMENTS.c.actor_id, ASSESSMENTS.c.level, ASSESSMENTS.c.at)
    asked = sa.select(*columns, YOUTHS.c.district_id).join(YOUTHS, YOUTHS.c.youth_id == ASSESSMENTS.c.youth_id)
    asked = asked.where(ASSESSMENTS.c.at >= since, YOUTHS.c.district_id.is_not(None))
    if seen.districts is not None:
        asked = asked.where(YOUTHS.c.district_id.in_(sorted(seen.districts)))
    return {row.youth_id: row for row in work.rows(asked.order_by(ASSESSMENTS.c.number))}


def _bands(work: Work, youth_ids: list[str]) -> dict[str, list[tuple[date, str]]]:
    """What was computed of some youths by the published nights, the latest first."""
    found: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for start in range(0, len(youth_ids), AT_ONCE):
        asked = sa.select(SCORES.c.youth_id, SCORES.c.as_of, SCORES.c.band).join(RUNS, RUNS.c.run_id == SCORES.c.run_id)
        asked = asked.where(
            RUNS.c.state == RunState.PUBLISHED, SCORES.c.youth_id.in_(youth_ids[start : start + AT_ONCE])
        )
        for row in work.rows(asked.order_by(SCORES.c.as_of.desc())):
            found[row.youth_id].append((row.as_of, row.band))
    return found
