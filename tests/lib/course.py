"""A hand-made course: youths who attend or do not, and of whom the absent leave more often; small enough to fit in seconds."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

FIRST, END = date(2024, 2, 1), date(2024, 12, 1)
YOUTHS = 700
RECIPE = "open-university"
UNTIL = date(2024, 9, 1)
LATER = {"start": UNTIL, "end": date(2024, 9, 29), "recipe": RECIPE, "seed": 3}
"""Until when tests fit on the course, and on which dates after it they judge."""


def course(*, seed: int, hazard: float = 0.012) -> dict[str, pd.DataFrame]:
    """Records of 700 youths on a course from 1 February to 30 November 2024, declared nothing.

    `hazard`: chance a day that somebody who is always absent leaves; each is absent with a chance of their own.
    """
    random = np.random.default_rng(seed)
    days = pd.date_range(FIRST, END, inclusive="left")
    ids = pd.Series([f"Y{number:04d}" for number in range(YOUTHS)])
    away = random.beta(1, 4, YOUTHS)
    leaves = random.geometric(np.clip(hazard * away**1.5, 1e-9, 1)).clip(0, len(days) - 1)
    present = np.arange(len(days))[None, :] <= leaves[:, None]
    who, when = np.nonzero(present & (days.weekday.to_numpy() < 5)[None, :])
    attendance = pd.DataFrame(
        {
            "youth_id": ids.to_numpy()[who],
            "on": days.to_numpy()[when].astype("datetime64[s]"),
            "institution_id": "college",
            "scheduled": 4,
            "sick": 0,
            "permitted": 0,
            "unlawful": np.where(random.random(len(who)) < away[who], 4, 0),
        }
    )
    return {"youths": _youths(ids), "spells": _spells(ids, days, leaves), "attendance": attendance}


def _youths(ids: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"youth_id": ids, "birth_on": pd.Timestamp("2007-05-05"), "district_id": "north"})


def _spells(ids: pd.Series, days: pd.DatetimeIndex, leaves: np.ndarray) -> pd.DataFrame:
    """Each start known on its day, each ending a version of its own, known on the day it happened."""
    begun = pd.DataFrame(
        {
            "youth_id": ids,
            "started_on": pd.Timestamp(FIRST),
            "ended_on": pd.NaT,
            "status": "other_education",
            "institution_id": "college",
            "end_reason": None,
            "known_at": pd.Timestamp(FIRST),
        }
    )
    left = leaves < len(days) - 1
    ended_on = pd.Series(days.to_numpy()[leaves])
    ended = begun[left].assign(ended_on=ended_on[left], end_reason="interrupted", known_at=ended_on[left])
    return pd.concat([begun, ended], ignore_index=True)
