"""What was said on the lists of past weeks beside what happened to those it was said of; judgement, read for counting many alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from features.calendar import iso_week
from features.outcome import matures_in
from features.vocabulary import DistrictId, YouthId
from service.domain.canonical import from_text, to_text
from service.domain.night import Run, RunState
from service.domain.said import Figures, shown
from service.domain.sight import Errand, Many, Overview
from service.store import nights
from service.store.bulk import insert_columns
from service.store.matured_tables import MATURED, MATURED_FIGURES
from service.store.tables import BUNDLES, ORGANISATION, RUNS, SCORES, WEEKLY_CUTS
from service.store.unit_of_work import Work
from service.store.youths import read_organisation

DTYPES: Final = {
    "run_id": "str",
    "youth_id": "str",
    "week": "str",
    "monday_on": "datetime64[s]",
    "as_of": "datetime64[s]",
    "district_id": "str",
    "regime": "str",
    "risk": "float64",
    "band": "str",
    "profile": "str",
    "rank": "Int64",
    "cut_off": "boolean",
    "capacity": "Int64",
    "outcome": "Int8",
    "ended_on": "datetime64[s]",
    "known_by": "str",
}
"""The columns of what is kept, in order; missing are the risk of who was not assessed, rank, cut and capacity of who was no candidate of
the week, the outcome of who is censored, and the day of an ending that did not come."""


@dataclass(frozen=True)
class SaidThen:
    """The night that chose for a week: what it said is known to have come true or not from the morning of `mature_on`."""

    run: Run
    horizon_days: int
    mature_on: date

    @property
    def week(self) -> str:
        """The week, as 2026-W47."""
        return iso_week(self.run.business_on)


# What was said


def lists_until(work: Work, _errand: Errand, *, on: date) -> tuple[SaidThen, ...]:
    """Of every week the first published night that had scores, if what it said is known by a day; the earliest first."""
    query = sa.select(RUNS.c.run_id, RUNS.c.business_on, BUNDLES.c.manifest)
    joined = query.join(BUNDLES, BUNDLES.c.model_id == RUNS.c.model_id)
    has_scores = sa.exists().where(SCORES.c.run_id == RUNS.c.run_id)
    found = joined.where(RUNS.c.state == RunState.PUBLISHED, RUNS.c.business_on <= on, has_scores)
    first: dict[str, Any] = {}
    for row in work.rows(found.order_by(RUNS.c.business_on)):
        first.setdefault(iso_week(row.business_on), row)
    lists = (_said_then(work, row) for row in first.values())
    return tuple(one for one in lists if one.mature_on <= on)


def _said_then(work: Work, row: Any) -> SaidThen:
    recipe = json.loads(row.manifest)["recipe"]
    horizon = int(recipe["horizon_days"])
    ripe = matures_in(horizon_days=horizon, report_delay_days=int(recipe["report_delay_days"]))
    return SaidThen(nights.run_of(work, row.run_id), horizon, row.business_on + ripe)


def said(work: Work, _errand: Errand, *, run: Run) -> pd.DataFrame:
    """Everybody whom a night scored, with the place of the week's candidates.

    Shape: youth_id, regime, risk, band, profile, district_id (in which a candidate was ranked), rank, cut_off, capacity; sorted by youth.
    """
    told = (SCORES.c.youth_id, SCORES.c.regime, SCORES.c.risk, SCORES.c.band, SCORES.c.profile)
    placed = (WEEKLY_CUTS.c.district_id, WEEKLY_CUTS.c.rank, WEEKLY_CUTS.c.cut_off, WEEKLY_CUTS.c.capacity)
    of_week = sa.and_(WEEKLY_CUTS.c.week == iso_week(run.business_on), WEEKLY_CUTS.c.run_id == run.run_id)
    same = sa.and_(of_week, WEEKLY_CUTS.c.youth_id == SCORES.c.youth_id)
    query = (
        sa.select(*told, *placed).select_from(SCORES.outerjoin(WEEKLY_CUTS, same)).where(SCORES.c.run_id == run.run_id)
    )
    return _frame(work.rows(query.order_by(SCORES.c.youth_id)), [column.name for column in (*told, *placed)])


def places_of(work: Work, *, run_id: str) -> Mapping[DistrictId, int]:
    """New risk flags of a week that each district could take, as a night knew it."""
    found = work.first(sa.select(ORGANISATION.c.content).where(ORGANISATION.c.run_id == run_id))
    return {} if found is None else read_organisation(found.content).capacity


# What happened


def keep(work: Work, _errand: Errand, rows: pd.DataFrame) -> None:
    """Keep what became of everybody of some lists.

    Shape: columns of `DTYPES`.
    """
    insert_columns(work, MATURED, {name: _plain(rows[name]) for name in DTYPES})


def kept_runs(work: Work, _errand: Errand) -> Mapping[str, str]:
    """By night whose list is kept here, the night by which it was known."""
    return {row.run_id: row.known_by for row in work.rows(sa.select(MATURED.c.run_id, MATURED.c.known_by).distinct())}


def rows(work: Work, seen: Overview | Errand) -> pd.DataFrame:
    """What was said and happened, one row per list and youth of the districts that may be seen.

    Shape: columns of `DTYPES`; sorted by the day of the list, then youth.
    """
    query = sa.select(*(MATURED.c[name] for name in DTYPES)).order_by(MATURED.c.as_of, MATURED.c.youth_id)
    if isinstance(seen, Overview) and seen.districts is not None:
        query = query.where(MATURED.c.district_id.in_(sorted(seen.districts)))
    return _frame(work.rows(query), list(DTYPES))


def dropped_after(work: Work, _seen: Many, *, week: str) -> frozenset[YouthId] | None:
    """Everybody who was scored for a week and dropped out within the horizon; None while that is not known."""
    found = work.rows(sa.select(MATURED.c.youth_id, MATURED.c.outcome).where(MATURED.c.week == week))
    return frozenset(YouthId(row.youth_id) for row in found if row.outcome == 1) if found else None


# What was counted


def keep_figures(work: Work, run_id: str, figures: Figures) -> None:
    """Keep the figures that a night counted."""
    work.execute(sa.insert(MATURED_FIGURES).values(run_id=run_id, content=to_text(figures)))


def figures_of(work: Work, run_id: str) -> Figures | None:
    """The figures that a night counted; None if it counted none."""
    found = work.first(sa.select(MATURED_FIGURES.c.content).where(MATURED_FIGURES.c.run_id == run_id))
    return None if found is None else from_text(Figures, found.content)


def latest_figures(work: Work) -> tuple[Run, Figures] | None:
    """The latest figures, and the night that counted them; None while nothing has matured."""
    query = sa.select(MATURED_FIGURES).join(RUNS, RUNS.c.run_id == MATURED_FIGURES.c.run_id)
    found = work.first(query.order_by(RUNS.c.business_on.desc(), RUNS.c.attempt.desc()).limit(1))
    return None if found is None else (nights.run_of(work, found.run_id), from_text(Figures, found.content))


def latest_shown(work: Work) -> Figures | None:
    """The latest figures as far as nobody can be found in them; None while nothing has matured."""
    found = latest_figures(work)
    return None if found is None else shown(found[1])


def _frame(found: list[Any], names: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame([tuple(row) for row in found], columns=names)
    return frame.astype({name: DTYPES[name] for name in names})


def _plain(column: pd.Series[Any]) -> list[Any]:
    """The cells as plain values: missing is None, a day a date."""
    if column.dtype.kind == "M":
        return [None if pd.isna(day) else day.date() for day in column]
    told: list[Any] = column.astype(object).where(column.notna(), None).tolist()
    return told
