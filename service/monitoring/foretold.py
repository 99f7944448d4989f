"""What was foretold beside what happened, as series of the weekly watch: calibration by regime, and what lists found beside a rule."""

from __future__ import annotations

from collections.abc import Iterator
from math import erfc, log, sqrt
from typing import Final

from service.domain.said import Calibrated, Figures, Interval
from service.domain.watching import Matter, Measured

WIDTH: Final = 2 * 1.959964
"""Standard errors between the ends of an interval that holds 95 of 100."""


def measure_foretold(figures: Figures) -> list[Measured]:
    """The series of the lists that have become mature; none where too little happened to tell."""
    return [*_calibration(figures), *_recall(figures)]


def _calibration(figures: Figures) -> Iterator[Measured]:
    """By regime, how many dropped out for each that was expected to; the effect is the logarithm, so that half and double are as far."""
    for one in figures.calibration:
        if not one.band and one.regime and one.ratio is not None and one.ratio.low > 0:
            yield _calibrated(one, one.ratio)


def _calibrated(one: Calibrated, ratio: Interval) -> Measured:
    p = _p(log(ratio.value), log(ratio.high) - log(ratio.low))
    return Measured(Matter.CALIBRATION, one.regime, ratio.value, 1.0, one.n, one.n, log(ratio.value), p)


def _recall(figures: Figures) -> Iterator[Measured]:
    """Share found by lists made by the risk beside those by the rule that was best on what was known; the effect is what is missing."""
    risk, rule = figures.beside.chosen_risk, figures.beside.chosen
    if risk is None or rule is None or risk.recall is None or rule.recall is None or rule.ahead is None:
        return
    ahead = rule.ahead
    p = _p(ahead.value, ahead.high - ahead.low)
    behind = min(0.0, ahead.value)
    value, usual = risk.recall.value, rule.recall.value
    yield Measured(Matter.RECALL, "beside_rule", value, usual, figures.people, figures.people, behind, p)


def _p(far: float, width: float) -> float:
    """How likely chance alone is at least so far from nothing, for a figure whose interval is so wide."""
    return 1.0 if width <= 0 else erfc(abs(far) / (width / WIDTH) / sqrt(2))
