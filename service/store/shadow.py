"""Which candidate scores beside the model in use, and what it said of whom: read by the night alone, to be counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from features.calendar import monday_of
from service.domain.night import Run, RunState
from service.domain.shadow import Shadow
from service.domain.sight import Errand
from service.store.bulk import Columns, insert_columns
from service.store.matured_tables import MATURED
from service.store.shadow_tables import SHADOW_SCORES, SHADOWS
from service.store.tables import RUNS, SCORES
from service.store.unit_of_work import Work

COMPARED: Final = {
    "run_id": "str",
    "youth_id": "str",
    "outcome": "float64",
    "risk": "float64",
    "risk_shadow": "float64",
    "is_first_beside": "bool",
    "is_first": "bool",
}
"""The columns by which the two are compared; those without `shadow` of the model in use."""


def standing(work: Work) -> Shadow | None:
    """The candidate that scores beside the model in use; None if none does."""
    found = work.first(sa.select(SHADOWS).where(SHADOWS.c.ended_at.is_(None)).order_by(SHADOWS.c.number.desc()))
    return None if found is None else _shadow(found)


def begin(work: Work, model_id: str, *, actor_id: str, at: datetime) -> int:
    """Let a candidate score beside the model in use from now on; returns the trial's number."""
    made = sa.insert(SHADOWS).values(model_id=model_id, actor_id=actor_id, at=at)
    return int(work.connection.execute(made.returning(SHADOWS.c.number)).scalar_one())


def end(work: Work, shadow: Shadow, *, actor_id: str, at: datetime) -> bool:
    """End a trial; returns False if somebody else has meanwhile."""
    mine = sa.update(SHADOWS).where(SHADOWS.c.number == shadow.number, SHADOWS.c.ended_at.is_(None))
    return bool(work.execute(mine.values(ended_at=at, ended_by=actor_id)).rowcount)


def keep(work: Work, run: Run, scores: Columns) -> None:
    """Keep what a candidate said in a run, in place of what was kept before."""
    work.execute(sa.delete(SHADOW_SCORES).where(SHADOW_SCORES.c.run_id == run.run_id))
    insert_columns(work, SHADOW_SCORES, scores, same={"run_id": run.run_id})


def is_first_of_week(work: Work, _errand: Errand, run: Run) -> bool:
    """Whether no night of the run's week had scores before it: only what such a night says is held against what happens."""
    earlier = RUNS.c.business_on.between(monday_of(run.business_on), run.business_on - timedelta(days=1))
    has_scores = sa.exists().where(SCORES.c.run_id == RUNS.c.run_id)
    return work.first(sa.select(RUNS.c.run_id).where(RUNS.c.state == RunState.PUBLISHED, earlier, has_scores)) is None


def said_and_happened(work: Work, _errand: Errand, *, model_id: str) -> pd.DataFrame:
    """Of those whom a candidate and the model in use both gave a risk, and of whom it is known what happened: what each said.

    Shape: one row per run and youth, columns of `COMPARED`; sorted by run and youth.
    """
    said, then = SHADOW_SCORES.c, MATURED.c
    same = sa.and_(then.run_id == said.run_id, then.youth_id == said.youth_id)
    columns = (said.run_id, said.youth_id, then.outcome, then.risk, said.risk, said.is_first_beside, said.is_first)
    known = (said.model_id == model_id, then.outcome.is_not(None), then.risk.is_not(None), said.risk.is_not(None))
    asked = sa.select(*columns).join(MATURED, same).where(*known).order_by(said.run_id, said.youth_id)
    found = pd.DataFrame([tuple(row) for row in work.rows(asked)], columns=list(COMPARED))
    return found.astype(COMPARED)


def _shadow(row: Any) -> Shadow:
    return Shadow(row.number, row.model_id, row.actor_id, row.at)
