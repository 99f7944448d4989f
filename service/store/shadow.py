"""Which candidate scores beside the model in use, and what it said of whom: read by the night alone, to be counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from service.domain.night import Run
from service.domain.shadow import Shadow
from service.domain.sight import Errand
from service.store.bulk import Columns, insert_columns
from service.store.shadow_tables import SHADOW_SCORES, SHADOWS
from service.store.unit_of_work import Work

SCORED: Final = ("run_id", "youth_id", "risk", "band", "profile", "is_first", "is_first_beside")


@dataclass(frozen=True)
class Ended:
    """When and by whom a candidate's trial was ended."""

    shadow: Shadow
    at: datetime
    by: str


def standing(work: Work) -> Shadow | None:
    """The candidate that scores beside the model in use; None if none does."""
    found = work.first(sa.select(SHADOWS).where(SHADOWS.c.ended_at.is_(None)).order_by(SHADOWS.c.number.desc()))
    return None if found is None else _shadow(found)


def latest_ended(work: Work) -> Ended | None:
    """The trial that was ended last; None before the first."""
    found = work.first(
        sa.select(SHADOWS).where(SHADOWS.c.ended_at.is_not(None)).order_by(SHADOWS.c.number.desc()).limit(1)
    )
    return None if found is None else Ended(_shadow(found), found.ended_at, found.ended_by)


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


def said(work: Work, _errand: Errand, *, model_id: str) -> pd.DataFrame:
    """What a candidate said in every run.

    Shape: one row per run and youth, the columns of `SCORED`.
    """
    asked = sa.select(*(SHADOW_SCORES.c[name] for name in SCORED)).where(SHADOW_SCORES.c.model_id == model_id)
    rows = [tuple(row) for row in work.rows(asked.order_by(SHADOW_SCORES.c.run_id, SHADOW_SCORES.c.youth_id))]
    return pd.DataFrame(rows, columns=list(SCORED))


def _shadow(row: Any) -> Shadow:
    return Shadow(row.number, row.model_id, row.actor_id, row.at)
