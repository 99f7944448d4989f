"""The public verb: records in, the indicator frame out.

Attendance is streamed once for all dates; the small tables are cut once for each date. Nothing known at or after the last cut is
looked at, not even for faults, and for each date only what was known before its own. The work is done by `parts`; here parts become
one frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features import catalogue
from features.checking import LIMIT, refuse_over_limit
from features.errors import TooManyFaults, WindowError
from features.indicators import IndicatorRows, coverage_share
from features.kernels import BLOCKS, Found
from features.levels import Levels, Sums, others_level, sums_of_night, sums_within
from features.parts import Part, measure_dates, one_part
from features.reading import as_records
from features.records import Records
from features.status import EVENTS
from features.vocabulary import Regime
from features.windows import MEASURED

_REGIME_CODES: Final = tuple(list(Regime).index(regime) for regime in (Regime.ATTENDANCE, Regime.STATUS_ONLY))
_PLACE: Final = {name: place for place, name in enumerate(catalogue.NAMES)}


@dataclass(frozen=True)
class Built:
    """The indicator frame, and by table the rows dropped as faulty and those whose `known_at` was assumed."""

    frame: pd.DataFrame
    faulty_rows: Mapping[str, int]
    known_at_assumed: Mapping[str, int]


@dataclass(frozen=True)
class BuiltRows:
    """As `Built`, the rows not yet a frame."""

    rows: IndicatorRows
    faulty_rows: Mapping[str, int]
    known_at_assumed: Mapping[str, int]

    @property
    def built(self) -> Built:
        """The same with a frame."""
        return Built(self.rows.frame, self.faulty_rows, self.known_at_assumed)


def build_indicators(
    records: Records | Path | str | Mapping[str, pd.DataFrame], *, as_of: date | Sequence[date]
) -> pd.DataFrame:
    """All indicators of the catalogue for every resident youth on one date or several.

    Shape: CONTRACT 2, one row per youth and date, sorted by both.
    Sees: for each date what was known, and had happened, before it.
    Raises: StructureFault or TooManyFaults if the records cannot be used, WindowError without a date.
    """
    return build_with_report(records, as_of=as_of).frame


def build_with_report(
    records: Records | Path | str | Mapping[str, pd.DataFrame],
    *,
    as_of: date | Sequence[date],
    youths: pd.Index[str] | None = None,
    levels: Levels | None = None,
) -> Built:
    """As `build_indicators`, with what was dropped and assumed; rows only for `youths` if they are given.

    `youths` limits the rows of the result, not who makes up the level of an institution.
    `levels`: of a night that saw everybody. Then nobody in `records` is compared with anybody else in them, and of an institution
    that `records` do not list the night's word holds on whether it delivers attendance. A youth in `levels.counted` whose
    rows are those of the night gets the indicators of the night; for other dates and rows the comparison is with that night still.
    """
    dates = _dates(as_of)
    return _built(measure_dates(as_records(records), dates, youths=youths), levels).built


def build_rows(records: Records, *, as_of: date, levels: Levels | None = None) -> BuiltRows:
    """As `build_with_report` on one date, without the frame: for who scores a few youths and needs none.

    Raises: as `build_indicators`.
    """
    return _built(measure_dates(records, [as_of]), levels)


def join_parts(parts: Sequence[Part], *, levels: Levels | None = None) -> Built:
    """The frame of all youths of several parts of one date, whatever the division and order.

    Shape: as `build_indicators` gives for all records at once, to the last byte.
    Raises: TooManyFaults if all parts together have more faulty rows than the limit allows; StructureFault for parts that do not go
    together.
    """
    return _built(one_part(parts), levels).built


def _built(part: Part, levels: Levels | None) -> BuiltRows:
    for report in part.reports:
        refuse_over_limit(report, limit=LIMIT)
    _check_faults(part.found)
    last = part.reports[0]
    faulty = {tally.table: tally.faulty for tally in last.tallies if tally.faulty}
    assumed = {tally.table: tally.known_at_assumed for tally in last.tallies if tally.known_at_assumed}
    for counts, number in ((faulty, part.found.counts[1]), (assumed, part.found.counts[2])):
        if number:
            counts["attendance"] = int(number)
    return BuiltRows(_rows(part, levels), faulty, assumed)


def _dates(as_of: date | Sequence[date]) -> list[date]:
    given = [as_of] if isinstance(as_of, date | str) else list(as_of)
    if not given or not all(isinstance(day, date) for day in given):
        raise WindowError(f"as_of: got {type(given[0]).__name__ if given else 'nothing'}, allowed is a date or several")
    return sorted({day.date() if isinstance(day, datetime) else day for day in given})


def _check_faults(found: Found) -> None:
    seen, faulty = int(found.counts[0]), int(found.counts[1])
    if faulty > LIMIT * seen:
        raise TooManyFaults(
            f"attendance: got {faulty} faulty rows among the {seen} seen, allowed is {LIMIT:.0%}. "
            "Run `alleskalmed check` on the folder for the rows and reasons, correct them and deliver again."
        )


def _rows(part: Part, levels: Levels | None) -> IndicatorRows:
    days = part.days
    values = np.full((len(catalogue.NAMES), part.rows), np.nan)
    for name, measured in zip(MEASURED, part.found.values, strict=True):
        values[_PLACE[name]] = measured
    at = [part.row[d, day.resident] for d, day in enumerate(days)]
    for d, day in enumerate(days):
        for name in EVENTS:
            values[_PLACE[name], at[d]] = day.situation.events[name]
        sums = sums_within(part, d) if levels is None else sums_of_night(part, levels)
        values[_PLACE["institution_gap_28d"], at[d]] = _institution_gap(part, d, sums)[day.resident]
        usual = others_level(part, d, BLOCKS, sums)[day.resident]
        values[_PLACE["institution_usual_gap_10d"], at[d]] = values[_PLACE["absence_share_10d"], at[d]] - usual
    order = np.empty(part.rows, np.int64)
    order[np.concatenate(at)] = np.arange(part.rows)
    code = np.concatenate([day.resident for day in days])[order]
    attended = np.concatenate([_delivers(part, d, levels) for d in range(len(days))])[order]
    attended &= part.found.recent_days >= catalogue.OBSERVED_DAYS
    return IndicatorRows(
        part.youths,
        code,
        np.repeat(np.array([day.as_of for day in days], "datetime64[s]"), [len(a) for a in at])[order],
        np.concatenate([day.age for day in days])[order],
        np.concatenate([day.situation.status for day in days])[order],
        np.concatenate([day.situation.institution_id for day in days])[order],
        np.where(attended, *_REGIME_CODES),
        coverage_share(values.T, regime=attended, contained=part.contained),
        values,
    )


def _delivers(part: Part, d: int, levels: Levels | None) -> NDArray[np.bool_]:
    """By row of a date, whether the institution of the present spell delivers attendance."""
    delivering = set(part.delivering(d))
    present = part.days[d].situation.institution_id
    if levels is not None:
        told = levels.delivering(set(present) - part.days[d].listed - {None})
        delivering = {name for name in delivering if told.get(name, True)} | {name for name in told if told[name]}
    return np.fromiter((name in delivering for name in present), np.bool_, len(present))


def _institution_gap(part: Part, d: int, sums: Sums) -> NDArray[np.float64]:
    """By youth: own absence share minus that of everybody else at the institution, over the blocks, by own lessons."""
    found, youths = part.found, len(part.youths)
    weighted, lessons = np.zeros(youths), np.zeros(youths)
    for block in range(BLOCKS):
        missed, scheduled = found.block_missed[d, :, block], found.block_scheduled[d, :, block]
        level = others_level(part, d, block, sums)
        compared = ~np.isnan(level)
        share = missed / np.where(compared, scheduled, 1)
        weighted += np.where(compared, scheduled * (share - level), 0.0)
        lessons += np.where(compared, scheduled, 0)
    gap = np.full(youths, np.nan)
    np.divide(weighted, lessons, out=gap, where=lessons > 0)
    return gap
