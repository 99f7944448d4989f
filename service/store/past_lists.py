"""Who stood on which list before, which efforts ended, and the kind of course that a night's scores spoke of: for counting many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa

from features.vocabulary import InterventionKind, YouthId
from service.domain.closings import Helped
from service.domain.efforts import EffortState
from service.domain.night import RunState
from service.domain.overview import Came, Ended
from service.domain.sight import Overview
from service.store.flags import AT_ONCE
from service.store.follow_up_tables import CLOSINGS, EFFORTS
from service.store.tables import LISTED, RUNS, SCORES
from service.store.unit_of_work import Work


def first_listed(work: Work, _seen: Overview, *, youth_ids: Collection[YouthId], since: date) -> Mapping[YouthId, date]:
    """The first day since a day on which a published list told of each of some youths; nothing of whom none did."""
    wanted, found = sorted(youth_ids), dict[YouthId, date]()
    first = sa.func.min(RUNS.c.business_on, type_=RUNS.c.business_on.type).label("first_on")
    asked = sa.select(LISTED.c.youth_id, first).join(RUNS, RUNS.c.run_id == LISTED.c.run_id)
    asked = asked.where(RUNS.c.state == RunState.PUBLISHED, RUNS.c.business_on >= since).group_by(LISTED.c.youth_id)
    for start in range(0, len(wanted), AT_ONCE):
        part = asked.where(LISTED.c.youth_id.in_(wanted[start : start + AT_ONCE]))
        found |= {YouthId(row.youth_id): row.first_on for row in work.rows(part)}
    return found


def profiles(work: Work, _seen: Overview, *, run_id: str) -> Mapping[YouthId, str]:
    """The onset profile of each youth by a night, for counting alone."""
    asked = sa.select(SCORES.c.youth_id, SCORES.c.profile).where(SCORES.c.run_id == run_id)
    return {YouthId(row.youth_id): str(row.profile) for row in work.rows(asked)}


def ended_efforts(work: Work, _seen: Overview, *, since: date) -> list[Ended]:
    """Efforts recorded here that were closed on a day or later, whoever's they are."""
    asked = sa.select(EFFORTS).where(EFFORTS.c.state == EffortState.CLOSED, EFFORTS.c.ended_on >= since)
    return [
        Ended(
            YouthId(row.youth_id),
            InterventionKind(row.kind),
            row.started_on,
            row.step,
            Came(row.result or Came.UNKNOWN),
        )
        for row in work.rows(asked.order_by(EFFORTS.c.number))
    ]


def views_at_closing(work: Work, _seen: Overview, *, since: date) -> Counter[tuple[Helped, Helped]]:
    """Courses that were closed since a day and not taken back, by whether they helped as the counsellor and as the youth saw it."""
    columns = (CLOSINGS.c.helped, CLOSINGS.c.youth_view)
    asked = sa.select(*columns).where(CLOSINGS.c.taken_back_at.is_(None), CLOSINGS.c.closed_on >= since)
    return Counter((Helped(row.helped), Helped(row.youth_view)) for row in work.rows(asked))
