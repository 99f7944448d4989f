"""Figures of very few, where an interval is easily told too narrow."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from models.measures import Resampling
from service.domain.said import Interval
from service.monitoring.prospective import Material, count
from service.store.matured import DTYPES

DAY = pd.Timestamp("2025-11-10")


def figures(outcome: int, *, youths: int = 10):
    """Of one list on which everybody had a place and the same came of everybody; dropouts a day after each other."""
    names = [f"y{number:02}" for number in range(youths)]
    ended = [DAY + pd.Timedelta(days=number + 1) if outcome else pd.NaT for number in range(youths)]
    told = {
        "run_id": "2025-11-10.1", "youth_id": names, "week": "2025-W46", "monday_on": DAY, "as_of": DAY, "district_id": "D1",
        "regime": "attendance", "risk": 0.1, "band": "high", "profile": "none", "rank": range(1, youths + 1), "cut_off": False,
        "capacity": youths, "outcome": outcome, "ended_on": ended, "known_by": "2026-11-09.1",
    }  # fmt: skip
    known = pd.DataFrame({"youth_id": names, "birth_on": pd.Timestamp("2009-05-01"), "sex": "f", "moved_in_on": pd.NaT})
    return count(Material(pd.DataFrame(told).astype(DTYPES), known, {}), resampling=Resampling(seed=1, resamples=50))


def test_ten_places_without_a_dropout_do_not_say_that_there_will_be_none():
    assert figures(0).listed.precision == Interval(0.0, 0.0, 0.3)


def test_ten_dropouts_who_all_had_a_place_do_not_say_that_lists_miss_nobody():
    found = figures(1).listed
    assert found.recall == found.precision == Interval(1.0, 0.7, 1.0)


@pytest.mark.parametrize("cases", [6, 10, 20, 41])
def test_the_interval_of_the_median_lead_covers_and_is_no_wider_than_it_must(cases: int):
    lead = figures(1, youths=cases).lead
    assert lead is not None
    low, high = int(lead.median.low), int(lead.median.high)
    assert low + high == cases + 1
    inside = float(binom.cdf(high - 1, cases, 0.5) - binom.cdf(low - 1, cases, 0.5))
    narrower = float(binom.cdf(high - 2, cases, 0.5) - binom.cdf(low, cases, 0.5))
    assert inside >= 0.95 > narrower
    assert math.isclose(lead.median.value, float(np.median(np.arange(1, cases + 1))))
