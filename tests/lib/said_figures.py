"""Figures of what was said and what happened, as a night may have counted them: with something small in every part that is shown."""

from __future__ import annotations

from datetime import date
from typing import Final

from models.fairness import Verdict
from service.domain.said import (
    Afresh,
    Beside,
    Calibrated,
    Chosen,
    Figures,
    GroupMeasure,
    Interval,
    LeadTime,
    OfGroup,
    Period,
    WhyMissed,
)


def between(value: float, low: float, high: float) -> Interval:
    """A figure with its interval."""
    return Interval(value, low, high)


def _measures(verdict: Verdict, flagged: float, foretold: float) -> tuple[GroupMeasure, ...]:
    if verdict is Verdict.NOT_ESTIMABLE:
        return (GroupMeasure("flag_rate", str(verdict)), GroupMeasure("predicted_over_observed", str(verdict)))
    shares = (between(flagged, 0.005, 0.009), between(0.008, 0.006, 0.01), between(0.9, 0.7, 1.2))
    ratios = (between(foretold, 0.9, 1.2), between(1.0, 0.9, 1.1), between(1.0, 0.85, 1.2))
    return (
        GroupMeasure("flag_rate", str(verdict), *shares),
        GroupMeasure("predicted_over_observed", str(verdict), *ratios),
    )


_RIGHT: Final = between(1.02, 0.83, 1.22)
FIGURES: Final = Figures(
    first_on=date(2025, 10, 27),
    last_on=date(2025, 12, 15),
    lists=8,
    rows=23_310,
    youths=2_964,
    events=412,
    people=71,
    censored=38,
    not_assessed=57,
    calibration=(
        Calibrated(
            "",
            "",
            22_950,
            412,
            71,
            403.6,
            between(0.018, 0.014, 0.022),
            _RIGHT,
            between(1.1, 0.8, 1.4),
            between(0.2, -0.4, 0.7),
        ),
        Calibrated("attendance", "", 11_200, 130, 22, 141.2, between(0.012, 0.007, 0.017), _RIGHT),
        Calibrated("attendance", "low", 10_600, 68, 12, 80.9, between(0.006, 0.003, 0.01), _RIGHT),
        Calibrated("attendance", "raised", 480, 38, 6, 36.1, between(0.08, 0.03, 0.14), _RIGHT),
        Calibrated("attendance", "high", 120, 24, 4, 24.2, between(0.2, 0.05, 0.4), _RIGHT),
        Calibrated("status_only", "", 11_750, 282, 49, 262.4, between(0.024, 0.018, 0.031), _RIGHT),
        Calibrated("status_only", "low", 10_900, 190, 32, 185.0, between(0.017, 0.012, 0.023), _RIGHT),
        Calibrated("status_only", "raised", 700, 66, 12, 58.3, between(0.094, 0.05, 0.15), _RIGHT),
        Calibrated("status_only", "high", 150, 26, 5, 19.1, between(0.173, 0.06, 0.33), _RIGHT),
    ),
    listed=Chosen(164, 23, 22, 74, 24, between(0.14, 0.09, 0.2), between(0.32, 0.22, 0.43)),
    missed=(
        (str(WhyMissed.WAITED), 11),
        (str(WhyMissed.BUSY), 3),
        (str(WhyMissed.LOW), 34),
        (str(WhyMissed.NOT_ASSESSED), 2),
    ),
    beside=Beside(
        7,
        1,
        3,
        Afresh("risk", between(0.11, 0.07, 0.16), between(0.13, 0.08, 0.19)),
        Afresh("risk_report", between(0.09, 0.05, 0.13), between(0.11, 0.06, 0.16), between(0.02, -0.01, 0.05)),
        Afresh("risk", between(0.12, 0.06, 0.18), between(0.14, 0.07, 0.22)),
        Afresh("absence_60_days", between(0.07, 0.03, 0.12), between(0.08, 0.04, 0.14), between(0.05, 0.0, 0.1)),
        ("absence_60_days",),
    ),
    periods=(
        Period(date(2025, 12, 1), 3, 2_930, 58, 21, 60, 8),
        Period(date(2025, 11, 1), 4, 2_921, 60, 26, 83, 12),
        Period(date(2025, 10, 1), 1, 2_908, 59, 24, 21, 3),
    ),
    groups=(
        OfGroup("sex", "F", 1_470, _measures(Verdict.UNCLEAR, 0.007, 1.1)),
        OfGroup("sex", "M", 1_494, _measures(Verdict.WITHIN, 0.008, 1.04)),
        OfGroup("age", "16", 720, _measures(Verdict.NOT_ESTIMABLE, 0.0, 0.0)),
        OfGroup("district", "D1", 290, _measures(Verdict.NOT_ESTIMABLE, 0.0, 0.0)),
    ),
    not_examined=("disability", "newcomer", "origin"),
    lead=LeadTime(24, 41.0, between(78.0, 62.0, 95.0), 121.0),
)
