"""Which dates train a model and which calibrate it: the past trains, what came later calibrates, nothing overlaps.

Dates are counted back from the last one whose outcome can be told at `until`, a step apart. The latest third of them, a year at
most, calibrates; then dates are left out until every training outcome was over before the first calibration date; the rest, as
far back as the records reach, trains. So no calibration row saw a training outcome in the making, and a fit of one kind of year
holds each season once in the calibration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from features import calendar
from features.asof import known_on
from features.errors import WindowError
from features.outcome import matures_in
from features.records import Records
from models.recipe import Recipe

MOST_DATES: Final = 36
"""More dates add rows of the same youths, not youths."""


@dataclass(frozen=True)
class Plan:
    """The dates of a fit, in order; nothing known on or after `until` may be read."""

    until: date
    training: tuple[date, ...]
    calibration: tuple[date, ...]

    @property
    def as_of(self) -> tuple[date, ...]:
        """Every date, for one pass over the records."""
        return self.training + self.calibration

    @property
    def covers_a_year(self) -> bool:
        """Whether the training dates show every season; else the season cannot be told from the time since a start."""
        return self.training[-1] - self.training[0] >= timedelta(days=330)


def make_plan(recipe: Recipe, *, first_day: date, until: date) -> Plan:
    """The dates from which a fit at `until` learns.

    The first date lies a horizon after `first_day`: windows cut short by the records' beginning teach what will not be seen again.
    Raises: WindowError if there is no room for one training and one calibration date.
    """
    last = until - matures_in(horizon_days=recipe.horizon_days, report_delay_days=recipe.report_delay_days)
    first = first_day + timedelta(days=recipe.horizon_days)
    gap = -(-recipe.horizon_days // recipe.step_days) - 1
    count = (last - first).days // recipe.step_days + 1
    usable = min(count, MOST_DATES + gap) - gap
    if usable < 2:
        needed = first + timedelta(days=(gap + 1) * recipe.step_days) + (until - last)
        raise WindowError(
            f"until: got {until.isoformat()} with records from {first_day.isoformat()}; recipe {recipe.name} foretells "
            f"{recipe.horizon_days} days and needs outcomes of two dates that do not overlap, which are known from "
            f"{needed.isoformat()} on. Choose a later date or deliver records that reach further back."
        )
    dates = [last - timedelta(days=recipe.step_days * back) for back in range(usable + gap)][::-1]
    calibrating = max(1, min(round(usable / 3), round(365 / recipe.step_days)))
    return Plan(until, tuple(dates[: usable - calibrating]), tuple(dates[-calibrating:]))


def first_day(records: Records, *, known_before: date) -> date:
    """The first day of which attendance was known before a date; without attendance, of which a spell was.

    Raises: WindowError if nothing was known.
    """
    days = attended_days(records, known_before=known_before)
    if days is not None:
        return days[0]
    spells = known_on(records, known_before)["spells"]
    if spells.empty:
        raise WindowError(
            f"until: got {known_before.isoformat()}, before which these records know of no spell and no attendance. "
            "Choose a later date or deliver earlier records."
        )
    started = pd.Timestamp(spells["started_on"].min())
    return date(started.year, started.month, started.day)


def attended_days(records: Records, *, known_before: date) -> tuple[date, date] | None:
    """First and last day with attendance known before a date; None if there is no attendance.

    Sees: rows with `known_at` before the cut whose own day is before the date; days before 1990 are faults and do not count.
    """
    spans = [span for batch in _batches(records) if (span := _span(batch, known_before)) is not None]
    if not spans:
        return None
    return calendar.day_of(min(low for low, _ in spans)), calendar.day_of(max(high for _, high in spans))


def _batches(records: Records) -> Iterator[pa.RecordBatch]:
    source = records.attendance
    parts = () if source is None else (source,) if isinstance(source, pa.Table) else source
    for part in parts:  # each with its own columns: not every part need tell when a row was known
        rows = ds.dataset(part)
        yield from rows.to_batches(columns=[name for name in ("on", "known_at") if name in rows.schema.names])


def _span(batch: pa.RecordBatch, known_before: date) -> tuple[int, int] | None:
    days = pc.cast(pc.cast(batch.column("on"), pa.date32()), pa.int32())
    seen = pc.and_(
        pc.less(days, calendar.day_number(known_before)),
        pc.greater_equal(days, calendar.day_number(calendar.FIRST_DAY)),
    )
    if "known_at" in batch.schema.names:
        known = pc.cast(pc.cast(batch.column("known_at"), pa.timestamp("us"), safe=False), pa.int64())
        seen = pc.and_(seen, pc.fill_null(pc.less(known, calendar.cut_microseconds(known_before)), True))
    kept = np.asarray(days.filter(seen).drop_null())
    return (int(kept.min()), int(kept.max())) if len(kept) else None
