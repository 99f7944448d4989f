"""What of a week is measured: every indicator, score, kind of course, coverage and flag, each as its matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from service.domain.rules import Rule
from service.domain.watching import Matter
from service.monitoring.inputs import COMPARED, TIMED
from service.monitoring.tallies import tally_columns
from service.monitoring.weekly import LEFT_OUT, SOURCES, WATCHED, measure_nearest, measure_week

YOUTHS = 600


def week(*, seed: int = 1, lift: float = 0.0, flagged: float = 0.02) -> pd.DataFrame:
    """A frame as the night makes it."""
    rng = np.random.default_rng(seed)
    told = {name: rng.normal(0.0 if name != "absence_share_20d" else lift, 1, YOUTHS) for name in COMPARED}
    flags = {f"flag_{rule}": np.where(rng.random(YOUTHS) < flagged, "yes", "no") for rule in Rule if rule not in TIMED}
    return pd.DataFrame(
        {
            "youth_id": [f"y{number}" for number in range(YOUTHS)],
            "coverage": rng.random(YOUTHS),
            "status": rng.choice(["fgu", "employment"], YOUTHS),
            "regime": rng.choice(["attendance", "status_only"], YOUTHS),
            "score_risk": rng.random(YOUTHS),
            "score_band": rng.choice(["low", "high"], YOUTHS),
            "score_profile": rng.choice(["none", "late_starter"], YOUTHS),
            **told,
            **flags,
        }
    )


def test_every_series_is_measured_once_and_as_its_matter():
    found = measure_week(tally_columns(week()), [tally_columns(week(seed=2))])
    series = [one.series for one in found]
    assert len(set(series)) == len(series)
    assert {matter for matter, _ in series} == {
        Matter.INDICATOR, Matter.SCORE, Matter.PROFILE, Matter.COVERAGE, Matter.FLAGS,
    }  # fmt: skip
    assert {name for matter, name in series if matter is Matter.INDICATOR} == set(COMPARED) - LEFT_OUT | {"status"}
    assert {name for matter, name in series if matter is Matter.FLAGS} == {
        str(rule) for rule in Rule if rule not in TIMED
    }
    assert set(SOURCES) <= set(COMPARED)


def test_the_series_that_moved_is_the_one_that_is_far():
    before = [tally_columns(week(seed=seed)) for seed in (2, 3)]
    found = measure_week(tally_columns(week(lift=0.6)), before)
    far = [one.series for one in found if one.matter is not Matter.FLAGS and abs(one.effect) > 0.25]
    assert far == [(Matter.INDICATOR, "absence_share_20d")]


def test_flags_are_told_per_1000_youths():
    found = measure_week(tally_columns(week(flagged=1.0)), [tally_columns(week(seed=2, flagged=0.0))])
    told = {(one.value, one.usual, one.effect, one.n) for one in found if one.matter is Matter.FLAGS}
    assert told == {(1000.0, 0.0, 1000.0, YOUTHS)}


def test_only_what_both_sides_have_is_measured():
    now = week().drop(columns="score_risk")
    before = week(seed=2).drop(columns="score_band")
    series = {one.series for one in measure_week(tally_columns(now), [tally_columns(before)])}
    assert set(WATCHED) - series == {(Matter.SCORE, "risk"), (Matter.SCORE, "band")}


@pytest.mark.parametrize("years", [[], [{}]])
def test_without_an_earlier_year_nothing_is_measured(years):
    assert measure_week(tally_columns(week()), years) == []


def test_a_difference_that_a_week_sooner_or_later_explains_is_the_calendar():
    now = tally_columns(week(lift=0.6))
    same, later = [tally_columns(week(seed=2))], [tally_columns(week(seed=3, lift=0.6))]
    series = (Matter.INDICATOR, "absence_share_20d")
    effects = [
        {one.series: one.effect for one in measure_nearest(now, weeks)}
        for weeks in ([same], [same, later], [later, same])
    ]
    assert effects[0][series] > 0.25
    assert effects[1][series] == effects[2][series] < 0.1
    assert [len(each) for each in effects] == [len(measure_week(now, same))] * 3
    assert measure_nearest(now, []) == []
