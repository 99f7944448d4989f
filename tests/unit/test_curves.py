"""The points behind the plots: what a group of risks and a list of some length hold, counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from models.measures import Resampling
from models.rules import BY_NAME
from training.curves import TOGETHER, draw_curves
from training.figures import Judged

RULE = BY_NAME["absence_60_days"]
RESAMPLING = Resampling(seed=1, resamples=50)


def judged(risks: list[float], outcomes: list[int], absence: list[float]) -> Judged:
    rows = pd.DataFrame(
        {
            "youth_id": [f"youth {number}" for number in range(len(risks))],
            "as_of": pd.Timestamp("2026-03-02"),
            "regime": "attendance",
            "risk": risks,
            "outcome": outcomes,
        }
    )
    return Judged(rows, pd.DataFrame({RULE.indicator: absence}))


TWENTY = judged([number / 100 for number in range(1, 21)], [0] * 18 + [1, 1], [1.0] + [0.0] * 19)
"""Twenty youths by rising risk, of whom the two of highest risk drop out; the rule points at the first."""


def test_a_list_of_a_tenth_holds_the_two_of_highest_risk():
    (tenth,) = [length for length in draw_curves(TWENTY, RULE, resampling=RESAMPLING).lengths if length.share == 0.10]
    assert tenth.places == pytest.approx(2)
    assert (tenth.model.recall.value, tenth.model.precision.value) == (1.0, 1.0)
    assert tenth.rule.recall.value == pytest.approx(1 / 19)


def test_each_date_has_its_own_list():
    later = judged([0.5] * 10 + [0.9] * 10, [0] * 20, [0.0] * 20).rows.assign(as_of=pd.Timestamp("2026-04-06"))
    rows = pd.concat([TWENTY.rows, later], ignore_index=True)
    both = Judged(rows, pd.concat([TWENTY.indicators, TWENTY.indicators], ignore_index=True))
    (tenth,) = [length for length in draw_curves(both, RULE, resampling=RESAMPLING).lengths if length.share == 0.10]
    assert tenth.model.recall.value == 1.0
    assert tenth.model.precision.value == 0.5


def test_tenths_of_risk_hold_equally_many_rows_and_tell_foretold_beside_observed():
    groups = draw_curves(TWENTY, RULE, resampling=RESAMPLING).reliability[TOGETHER]
    assert [group.rows for group in groups] == [2] * 10
    assert [group.dropouts for group in groups] == [0] * 9 + [2]
    assert groups[-1].foretold == pytest.approx(0.195)
    assert groups[-1].observed.value == 1.0


def test_nothing_seen_in_a_group_is_no_proof_that_there_is_nothing():
    first = draw_curves(TWENTY, RULE, resampling=RESAMPLING).reliability[TOGETHER][0]
    assert (first.observed.value, first.observed.high) == (0.0, 1.0)


def test_equal_risks_stay_in_one_group():
    groups = draw_curves(judged([0.1] * 12 + [0.4] * 8, [0] * 14 + [1] * 6, [0.0] * 20), RULE, resampling=RESAMPLING)
    assert [group.rows for group in groups.reliability[TOGETHER]] == [12, 8]


def test_a_regime_nobody_is_in_has_no_curve():
    assert set(draw_curves(TWENTY, RULE, resampling=RESAMPLING).reliability) == {TOGETHER, "attendance"}
