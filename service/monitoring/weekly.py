"""What of a week's frame is measured against the same school weeks of earlier years, and as which matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from service.domain.watching import Matter, Measured
from service.monitoring.inputs import COMPARED
from service.monitoring.shifts import Shift, cohens_w, number_shift, parted, share_shift, word_shift
from service.monitoring.tallies import Tallies, Tally

Compare = Callable[[Tally, Sequence[Tally]], Shift]
PER_1000: Final = 1000
FLAG: Final = "flag_"
MISSING: Final = "missing:"
"""Before the name of an indicator: how many youths have none."""
LEFT_OUT: Final = frozenset({"education_kind", "school_year_phase", "delivery_lag_days", "attendance_age_days"})
"""A number that names something, which `status` says in words; what the calendar alone says; and delays, which are watched by source."""
SOURCES: Final = (
    "absence_share_20d",
    "unlawful_share_quarter",
    "absence_change_year",
    "absence_share_last_year",
    "onset_level_three_years",
    "education_days",
    "interruption_count",
    "transition_ahead_days",
)
"""Indicators of which it is watched how many youths have none; the others are missing together with one of these."""
_W: Final[Compare] = partial(word_shift, distance=cohens_w)
_PARTED: Final[Compare] = partial(word_shift, distance=parted)
_NOTHING: Final[Compare] = partial(share_shift, having=None)
_NUMBERS: Final = tuple(name for name in COMPARED if name not in LEFT_OUT)
WATCHED: Final[Mapping[tuple[Matter, str], tuple[str, Compare]]] = {
    **{(Matter.INDICATOR, name): (name, number_shift) for name in _NUMBERS},
    (Matter.INDICATOR, "status"): ("status", _W),
    (Matter.SCORE, "risk"): ("score_risk", number_shift),
    (Matter.SCORE, "band"): ("score_band", _W),
    (Matter.PROFILE, "profile"): ("score_profile", _PARTED),
    (Matter.COVERAGE, "coverage"): ("coverage", number_shift),
    (Matter.COVERAGE, "regime"): ("regime", _PARTED),
    **{(Matter.COVERAGE, f"{MISSING}{name}"): (name, _NOTHING) for name in SOURCES},
}
"""Each series with the column it is read from and how it is compared; flags, one series a rule, come beside."""


def measure_nearest(now: Tallies, weeks: Sequence[Sequence[Tallies]]) -> list[Measured]:
    """Every series beside that of the weeks which it resembles most: the same of earlier years, or those before or after it.

    A school year moves by a week against the calendar, and what counts days from its beginning moves with it; that is no drift.
    `weeks`: of each the earlier years, the same week first.
    Shape: as `measure_week`, which does one week.
    """
    found: dict[tuple[Matter, str], Measured] = {}
    for years in weeks:
        for one in measure_week(now, years):
            if one.series not in found or abs(one.effect) < abs(found[one.series].effect):
                found[one.series] = one
    return list(found.values())


def measure_week(now: Tallies, years: Sequence[Tallies]) -> list[Measured]:
    """Every series of a week's frame beside earlier years: of each column those years that have it, none without one.

    Shape: of one frame always the same series in the same order.
    """
    return [*_watched(now, years), *_flags(now, years)]


def _watched(now: Tallies, years: Sequence[Tallies]) -> Iterator[Measured]:
    for (matter, subject), (column, compare) in WATCHED.items():
        before = _alike(now, years, column)
        if before:
            yield Measured(matter, subject, **vars(compare(now[column], before)))


def _flags(now: Tallies, years: Sequence[Tallies]) -> Iterator[Measured]:
    """Flags of each rule, per 1,000 youths."""
    for column, tally in now.items():
        before = _alike(now, years, column) if column.startswith(FLAG) else []
        if before:
            shift = share_shift(tally, before, having="yes")
            many = {name: getattr(shift, name) * PER_1000 for name in ("value", "usual", "effect")}
            yield Measured(Matter.FLAGS, column.removeprefix(FLAG), **vars(replace(shift, **many)))


def _alike(now: Tallies, years: Sequence[Tallies], column: str) -> list[Tally]:
    """A column of those years that have it, of the same kind as now."""
    here = now.get(column)
    return [year[column] for year in years if here and column in year and year[column].is_number == here.is_number]
