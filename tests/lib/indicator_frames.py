"""Indicator frames by contract, made without records: for tests of what comes after the indicators."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features import catalogue
from features.indicators import COLUMNS, REGIME_DTYPE, STATUS_DTYPE, check_indicators
from features.vocabulary import STATUSES, Regime, Status

SCHOOLS = (Status.COMPULSORY_SCHOOL, Status.TENTH_GRADE, Status.UPPER_SECONDARY, Status.VOCATIONAL_BASIC)


def indicator_frame(**values: Sequence[object]) -> pd.DataFrame:
    """A frame with the given columns; every other indicator is missing, every other context as usual."""
    rows = len(next(iter(values.values())))
    context: dict[str, Sequence[object]] = {
        "youth_id": [f"y{row:05d}" for row in range(rows)],
        "as_of": ["2026-01-05"] * rows,
        "age_years": [16] * rows,
        "status": [str(Status.UPPER_SECONDARY)] * rows,
        "institution_id": ["i1"] * rows,
        "regime": [str(Regime.ATTENDANCE)] * rows,
        "coverage": [1.0] * rows,
    }
    frame = pd.DataFrame({**{name: [np.nan] * rows for name in catalogue.NAMES}, **context, **values})
    frame = frame.astype(dict.fromkeys(catalogue.NAMES, "float64"))
    frame["as_of"] = pd.to_datetime(frame["as_of"]).astype("datetime64[s]")
    frame = frame.astype(
        {
            "age_years": "Int16",
            "status": STATUS_DTYPE,
            "regime": REGIME_DTYPE,
            "youth_id": "str",
            "institution_id": "str",
        }
    )
    return check_indicators(frame[list(COLUMNS)])


def random_frame(youths: int, as_of: Sequence[str], *, seed: int) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Youths with a lasting level of absence, seen on several days, and whether they drop out: more often the more they miss."""
    random = np.random.default_rng(seed)
    rows = youths * len(as_of)
    repeated = lambda values: np.repeat(values, len(as_of))  # noqa: E731  # shorter than a function for four uses
    level = repeated(random.beta(1.2, 12, youths))
    attends = repeated(random.random(youths) < 0.7)
    status = repeated(random.choice([str(item) for item in SCHOOLS], youths))
    share = lambda spread: np.clip(level + random.normal(0, spread, rows), 0, 1)  # noqa: E731  # as above
    values = {name: np.where(random.random(rows) < 0.05, np.nan, random.random(rows)) for name in catalogue.NAMES}
    values |= {
        f"absence_share_{days}d": share(spread) for days, spread in ((10, 0.06), (20, 0.05), (60, 0.03), (200, 0.02))
    }
    values["unlawful_share_20d"] = values["absence_share_20d"] * random.random(rows) ** 3
    values["unlawful_share_200d"] = values["absence_share_200d"] * random.random(rows) ** 3
    values["absence_change_20d"] = values["absence_share_20d"] - level
    values["absence_change_year"] = np.where(
        random.random(rows) < 0.3, np.nan, values["absence_share_20d"] - share(0.05)
    )
    values["absence_spell_longest_60d"] = np.floor(random.exponential(1 + 20 * level))
    values["absence_spell_days_current"] = np.floor(values["absence_spell_longest_60d"] * (random.random(rows) < 0.1))
    for name in [item.name for item in catalogue.INDICATORS if Regime.STATUS_ONLY not in item.regimes]:
        values[name] = np.where(attends, values[name], np.nan)
    for grade in catalogue.GRADES:
        scheduled = np.where(random.random(rows) < 0.3, np.nan, random.integers(100, 900, rows).astype(float))
        values[f"scheduled_lessons_grade_{grade}"] = scheduled
        values[f"missed_lessons_grade_{grade}"] = np.floor(scheduled * level)
    values["education_kind"] = np.array([float(STATUSES.index(Status(item))) for item in status])
    values["education_days"] = np.floor(random.random(rows) * 700)
    values["interruption_count"] = repeated(random.poisson(0.2, youths).astype(float))
    values["risk_report_open"] = (random.random(rows) < 0.03).astype(float)
    values["absence_share_last_year"] = np.where(random.random(rows) < 0.2, np.nan, share(0.03))
    values["history_months"] = repeated(np.floor(random.random(youths) * 90))
    values["last_year_age_days"] = np.where(np.isnan(values["absence_share_last_year"]), np.nan, 190.0)
    values["onset_days_ago"] = np.where(random.random(rows) < 0.7, np.nan, np.floor(random.random(rows) * 2000))
    frame = indicator_frame(
        youth_id=repeated(np.array([f"y{number:05d}" for number in range(youths)])),
        as_of=np.tile(np.array(as_of), youths),
        age_years=repeated(random.integers(14, 19, youths)),
        status=status,
        regime=np.where(attends, str(Regime.ATTENDANCE), str(Regime.STATUS_ONLY)),
        coverage=np.where(random.random(rows) < 0.05, 0.3, 0.95),
        **values,
    )
    log_odds = (
        -4.0
        + 9 * level
        + 1.0 * values["interruption_count"]
        + 2 * values["risk_report_open"]
        - 0.001 * values["education_days"]
    )
    return frame, (random.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(float)
