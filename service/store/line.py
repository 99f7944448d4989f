"""Who stood above and below the line of each week's list, and what was done for them; judgement, read for counting many alone."""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa

from features.vocabulary import REACHED
from service.domain.efforts import EffortState
from service.domain.sight import Overview
from service.store.follow_up_tables import EFFORTS
from service.store.matured import DTYPES
from service.store.matured_tables import MATURED
from service.store.tables import CONTACTS
from service.store.unit_of_work import Work

CANDIDATES = (
    "week",
    "monday_on",
    "district_id",
    "youth_id",
    "profile",
    "risk",
    "rank",
    "cut_off",
    "capacity",
    "outcome",
    "ended_on",
)


def candidates(work: Work, _seen: Overview) -> pd.DataFrame:
    """Everybody who was ranked on a list of which it is known what happened since.

    Shape: columns of `CANDIDATES` as `service.store.matured` declares them; sorted by week, district and rank.
    """
    ranked = sa.select(*(MATURED.c[name] for name in CANDIDATES)).where(MATURED.c.rank.is_not(None))
    found = work.rows(ranked.order_by(MATURED.c.week, MATURED.c.district_id, MATURED.c.rank, MATURED.c.youth_id))
    return pd.DataFrame([tuple(row) for row in found], columns=list(CANDIDATES)).astype(
        {name: DTYPES[name] for name in CANDIDATES}
    )


def contacts_since(work: Work, _seen: Overview, *, since: date) -> list[tuple[str, date]]:
    """Youths who were spoken with here since a day, and when."""
    kept = (CONTACTS.c.taken_back_at.is_(None), CONTACTS.c.kind.in_(sorted(REACHED)), CONTACTS.c.contacted_on >= since)
    return [(row.youth_id, row.contacted_on) for row in work.rows(sa.select(CONTACTS).where(*kept))]


def efforts_since(work: Work, _seen: Overview, *, since: date) -> list[tuple[str, date, int]]:
    """Efforts that began here since a day: whose, when, and on which step."""
    kept = (EFFORTS.c.state != EffortState.TAKEN_BACK, EFFORTS.c.started_on >= since)
    return [(row.youth_id, row.started_on, row.step) for row in work.rows(sa.select(EFFORTS).where(*kept))]
