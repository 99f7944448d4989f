"""Labelled rows of a plan: who could be flagged on each date, what was known of them then, and what happened to them.

Everything is read as it was known before `until`: indicators as each date's own morning saw them, outcomes as the last morning did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from features.asof import Known, Timeline, timeline
from features.build import build_with_report
from features.errors import WindowError
from features.outcome import matures_in, outcomes_known
from features.permission import Phase, check_may_profile
from features.population import population
from features.records import Records
from models.manifest import Window
from models.recipe import Recipe
from models.risk import Labelled
from training.plan import Plan

SEASONAL = "school_year_phase"
"""The indicator that says nothing but the season."""
_LIVES = ("youths", "spells")


@dataclass(frozen=True)
class Split:
    """Rows of the past, and of what came after them."""

    training: Labelled
    calibration: Labelled

    @property
    def both(self) -> Labelled:
        """The rows of both, those of the past first."""
        parts = (self.training, self.calibration)
        indicators = pd.concat([part.indicators for part in parts], ignore_index=True)
        return Labelled(indicators, np.concatenate([part.outcome for part in parts]))


def split(records: Records, plan: Plan, *, recipe: Recipe) -> Split:
    """Labelled rows of a plan's dates, from one pass over the attendance.

    Training dates that do not show every season teach nothing about it: then the season's indicator is missing throughout, because
    on a single term it runs along with the time since the start, and would carry that into another season.
    """
    told = label(records, as_of=plan.as_of, known_before=plan.until, recipe=recipe)
    if not plan.covers_a_year:
        told = Labelled(told.indicators.assign(**{SEASONAL: np.nan}), told.outcome)
    later = (told.indicators["as_of"] >= pd.Timestamp(plan.calibration[0])).to_numpy()
    return Split(_rows(told, ~later), _rows(told, later))


def windows(plan: Plan, rows: Split) -> tuple[Window, Window]:
    """What training and calibration were learned from, for the bundle to say."""
    training = Window(plan.training[0], plan.training[-1], len(plan.training), _fingerprint(rows.training))
    later = Window(plan.calibration[0], plan.calibration[-1], len(plan.calibration), _fingerprint(rows.calibration))
    return training, later


def label(records: Records, *, as_of: Sequence[date], known_before: date, recipe: Recipe) -> Labelled:
    """Indicators and outcomes of everybody who could be flagged on the dates; the censored are left out.

    Shape: rows by youth and date; outcome 0 or 1.
    Sees: of each date's indicators what was known that morning; of outcomes what was known before `known_before`.
    Raises: ProfilingRefused by the gate; WindowError if an outcome cannot be told yet.
    """
    check_may_profile(records.delivery.data, Phase.DEVELOPMENT, tables=records.contained, on=known_before)
    _check_mature(as_of, known_before, recipe)
    outcomes = _outcomes(records, as_of, known_before, recipe)
    youths = pd.Index(outcomes["youth_id"].unique())
    indicators = build_with_report(records, as_of=list(as_of), youths=youths).frame
    indicators = indicators[indicators["status"].isin(recipe.statuses)]
    rows = indicators.merge(outcomes, on=["youth_id", "as_of"], how="inner")
    return Labelled(rows.drop(columns="outcome"), rows["outcome"].to_numpy(dtype=np.int8))


def lives(records: Records) -> Timeline:
    """Youths and spells alone, to be cut at many dates: all that population and outcome look at."""
    return timeline(replace(records, tables={name: records.tables[name] for name in _LIVES}))


def _check_mature(as_of: Sequence[date], known_before: date, recipe: Recipe) -> None:
    wait = matures_in(horizon_days=recipe.horizon_days, report_delay_days=recipe.report_delay_days)
    early = [day for day in as_of if day + wait > known_before]
    if early:
        raise WindowError(
            f"as_of: got {max(early).isoformat()}, whose outcome is known from {(max(early) + wait).isoformat()} on, with what was known "
            f"before {known_before.isoformat()}; allowed is up to {(known_before - wait).isoformat()}. Choose earlier dates, or wait."
        )


def _outcomes(records: Records, as_of: Sequence[date], known_before: date, recipe: Recipe) -> pd.DataFrame:
    line = lives(records)
    later = line.known_on(known_before)
    return pd.concat([_outcomes_of(line.known_on(day), later, recipe) for day in as_of], ignore_index=True)


def _outcomes_of(known: Known, later: Known, recipe: Recipe) -> pd.DataFrame:
    youths = population(known, recipe.population)
    told = outcomes_known(later, youths=youths, as_of=known.as_of, horizon_days=recipe.horizon_days)
    told = told[["outcome"]].dropna().reset_index()
    return told.assign(as_of=pd.Series(pd.Timestamp(known.as_of), index=told.index, dtype="datetime64[s]"))


def _rows(told: Labelled, chosen: np.ndarray) -> Labelled:
    return Labelled(told.indicators[chosen].reset_index(drop=True), told.outcome[chosen])


def _fingerprint(told: Labelled) -> str:
    """SHA-256 over every cell and outcome."""
    cells = pd.util.hash_pandas_object(told.indicators, index=False).to_numpy()
    return hashlib.sha256(cells.tobytes() + np.asarray(told.outcome, np.int8).tobytes()).hexdigest()
