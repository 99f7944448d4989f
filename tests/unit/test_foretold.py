"""What was foretold beside what happened, as series of the weekly watch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log

import pytest

from service.domain.said import Afresh, Beside, Calibrated, Chosen, Figures, Interval
from service.domain.watching import Matter
from service.monitoring.foretold import measure_foretold

RIGHT, WRONG = Interval(1.0, 0.8, 1.25), Interval(2.0, 1.6, 2.5)
BEHIND, AHEAD = Interval(-0.2, -0.3, -0.1), Interval(0.1, 0.0, 0.2)
DAY = date(2026, 1, 5)


def figures(*calibration: Calibrated, ahead: Interval | None = None) -> Figures:
    risk = Afresh("risk", Interval(0.4, 0.3, 0.5), None)
    rule = Afresh("rule", Interval(0.6, 0.5, 0.7), None, ahead)
    beside = Beside(3, 0) if ahead is None else Beside(3, 0, 3, chosen_risk=risk, chosen=rule)
    return Figures(
        DAY, DAY, 3, 900, 300, 60, 40, 0, 0, calibration, Chosen(0, 0, 0, 0, 0), (), beside, (),
    )  # fmt: skip


def calibrated(ratio: Interval | None, *, regime: str = "attendance", band: str = "") -> Calibrated:
    return Calibrated(regime, band, 900, 60, 40, 30.0, ratio=ratio)


def test_calibration_is_told_by_regime_and_half_is_as_far_as_double():
    half = Interval(0.5, 0.4, 0.625)
    double, other = measure_foretold(figures(calibrated(WRONG), calibrated(half, regime="status_only")))
    assert (double.series, double.value, double.usual) == ((Matter.CALIBRATION, "attendance"), 2.0, 1.0)
    assert double.effect == pytest.approx(log(2)) == pytest.approx(-other.effect)
    assert double.p == pytest.approx(other.p)
    assert double.p < 1e-6


def test_what_chance_explains_is_told_as_such():
    (right,) = measure_foretold(figures(calibrated(RIGHT)))
    assert (right.effect, right.p) == (0.0, 1.0)


@pytest.mark.parametrize(
    "one",
    [
        calibrated(None),
        calibrated(WRONG, band="high"),
        calibrated(WRONG, regime=""),
        calibrated(replace(WRONG, low=0.0)),
    ],
)
def test_bands_sums_and_what_could_not_be_measured_are_no_series(one):
    assert measure_foretold(figures(one)) == []


def test_lists_that_find_fewer_than_the_rule_are_behind_and_those_that_find_more_are_not():
    (behind,) = measure_foretold(figures(ahead=BEHIND))
    assert (behind.matter, behind.value, behind.usual, behind.effect, behind.n) == (Matter.RECALL, 0.4, 0.6, -0.2, 40)
    assert behind.p == pytest.approx(8.9e-5, rel=0.05)
    assert measure_foretold(figures(ahead=AHEAD))[0].effect == 0.0
