"""What a mature list says for the alarms: whether risks kept what they promise, and whether lists find what they used to."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from service.domain.watching import Matter
from service.monitoring.matured_measures import measure_matured
from service.store.matured import DTYPES

NOW, BEFORE, CLOSE = pd.Timestamp("2026-01-05"), pd.Timestamp("2025-06-02"), pd.Timestamp("2025-12-01")


def a_list(as_of, *, risk=0.05, dropouts=50, placed=0, known_by="then", first=0, n=1_000):
    """A list of `n` youths, the first of whom drop out; of these `placed` have a place."""
    number = np.arange(n)
    rows = pd.DataFrame({"youth_id": [f"y{first + one}" for one in number], "outcome": (number < dropouts).astype(int)})
    rows["ended_on"] = (as_of + pd.Timedelta(days=40)) if dropouts else pd.NaT
    rows["ended_on"] = rows["ended_on"].where(rows["outcome"] == 1)
    rows["rank"] = pd.Series(number + 1, dtype="Int64").where(number < placed)
    rows["cut_off"] = pd.Series(False, index=rows.index, dtype="boolean").where(number < placed)
    same = {"as_of": as_of, "monday_on": as_of, "risk": risk, "regime": "attendance", "known_by": known_by}
    rows = rows.assign(**same, run_id=str(as_of), week="", district_id="D1", band="low", profile="none", capacity=1)
    return rows[list(DTYPES)].astype(DTYPES)


def measured(*lists: pd.DataFrame):
    return {one.matter: one for one in measure_matured(pd.concat(lists, ignore_index=True), known_by="now")}


def test_a_night_that_made_no_list_known_measures_nothing():
    assert measured(a_list(BEFORE)) == {}


def test_as_many_dropouts_as_were_foretold_are_no_difference():
    found = measured(a_list(NOW, risk=0.05, dropouts=50, known_by="now"))
    assert set(found) == {Matter.CALIBRATION}
    one = found[Matter.CALIBRATION]
    assert (one.subject, one.value, one.usual, one.n, one.p) == ("attendance", 1.0, 1.0, 1_000, 1.0)
    assert one.effect == pytest.approx(0)


@pytest.mark.parametrize(("dropouts", "sign"), [(90, 1), (20, -1)])
def test_far_more_or_fewer_than_foretold_are_one(dropouts: int, sign: int):
    one = measured(a_list(NOW, risk=0.05, dropouts=dropouts, known_by="now"))[Matter.CALIBRATION]
    assert one.effect == pytest.approx(math.log((dropouts + 0.5) / 50.5))
    assert math.copysign(1, one.effect) == sign
    assert one.p < 0.001


def test_nobody_who_drops_out_is_a_figure_too():
    one = measured(a_list(NOW, risk=0.05, dropouts=0, known_by="now"))[Matter.CALIBRATION]
    assert (one.value, one.effect) == (0.0, math.log(0.5 / 50.5))


def test_what_lists_found_is_held_against_lists_half_a_year_before_and_not_against_the_last_ones():
    now, before = a_list(NOW, placed=10, known_by="now"), a_list(BEFORE, placed=40, first=2_000)
    close = a_list(CLOSE, placed=50, first=4_000)
    one = measured(now, before, close)[Matter.RECALL]
    assert (one.value, one.usual, one.n, one.n_reference) == (0.2, 0.8, 50, 50)
    assert one.effect == pytest.approx(-0.6)
    assert one.p < 0.001


def test_a_place_some_weeks_before_has_found_a_youth_and_one_a_year_before_has_not():
    now, before = a_list(NOW, known_by="now"), a_list(BEFORE, placed=10, first=2_000)
    close = a_list(CLOSE, placed=20)  # the same youths
    assert measured(now, before, close)[Matter.RECALL].value == 0.4
    assert measured(now, a_list(BEFORE, placed=20))[Matter.RECALL].value == 0.0
