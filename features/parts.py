"""The work on some youths, apart from the others: everything about them that can be told without knowing who else there is.

A part is small and can be sent between processes; `build.join_parts` makes the frame of several, the same to the last byte however
the youths were divided. What needs everybody (an institution's level, whether it is named in attendance, the share of faulty rows)
is kept as whole numbers and sets, which add up in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from features import calendar, stream
from features.asof import Known, residents, timeline, with_known_at
from features.checking import Checked, check_tables, join_reports, plain_report
from features.errors import StructureFault
from features.faults import Report
from features.few import few_on
from features.kernels import BLOCKS, Dates, Found, People, Places, measure
from features.plain import plain_rows
from features.population import ages
from features.records import Records
from features.status import Situation, join_situations, situations
from features.stream import NO_DAY
from features.windows import MEASURED, Almanac

NEEDED: Final = ("youths", "spells", "risk_reports", "next_steps", "institutions")
"""The tables, beside attendance, from which indicators are made."""

_UNLIMITED: Final = 1.0
"""No share of faulty rows is refused by a part: only all parts together tell the share."""


@dataclass(frozen=True)
class Day:
    """One date: the youths known on it, those of them who get a row, and the institutions listed then.

    `birth`: by youth, NO_DAY if not known yet. `resident`: codes of youths, ascending; `age` and `situation` are theirs.
    """

    as_of: date
    birth: NDArray[np.int32]
    resident: NDArray[np.int64]
    age: NDArray[np.int16]
    situation: Situation
    listed: frozenset[str]
    delivering: frozenset[str]


@dataclass(frozen=True)
class Part:
    """What was measured of some youths.

    `youths`: sorted; codes of youths are places in it. `row`: dates x youths, counted by youth and then date, -1 for no row.
    `institutions`: names by code; `named`: dates x institutions, whether attendance names it. `reports`: the last date's first.
    """

    youths: pd.Index[str]
    days: tuple[Day, ...]
    row: NDArray[np.int64]
    found: Found
    institutions: tuple[str, ...]
    named: NDArray[np.bool_]
    contained: frozenset[str]
    reports: tuple[Report, ...]

    @property
    def rows(self) -> int:
        """Number of rows of the result."""
        return int(self.row.max(initial=-1)) + 1

    def delivering(self, d: int) -> frozenset[str]:
        """Institutions that deliver attendance on a date; one that is only named there is taken to."""
        names = np.array(self.institutions, dtype=object)[self.named[d]]
        return self.days[d].delivering | (frozenset(names) - self.days[d].listed)


def measure_part(records: Records, *, as_of: date) -> Part:
    """Everything about the youths of `records` on one date that does not depend on other youths.

    `records`: all rows of each of its youths, and the whole of every table that is not about youths. Nothing is refused for faults here.
    Sees: what was known, and had happened, before `as_of`.
    Raises: StructureFault for Parquet that turns out to be broken.
    """
    return measure_dates(records, [as_of])


def measure_dates(records: Records, dates: Sequence[date], *, youths: pd.Index[str] | None = None) -> Part:
    """As `measure_part`, for several dates in order; rows only for `youths` if they are given."""
    with stream.opened(records.attendance) as batches:  # read while the small tables are being checked
        cut = _few(records, dates, youths) or _many(records, dates, youths)
        if cut.attendance is records.attendance:
            return _measured(records, cut, batches)
    sound = replace(records, attendance=cut.attendance)
    with stream.opened(sound.attendance) as batches:
        return _measured(sound, cut, batches)


def one_part(parts: Sequence[Part]) -> Part:
    """Several parts of one date as the part of all their youths, in whatever order they come.

    Raises: StructureFault for no part, for parts of several dates, and for a youth who is in two of them.
    """
    if len(parts) == 1:
        return parts[0]
    _refuse_unlike(parts)
    names = np.concatenate([part.youths.to_numpy(dtype=object) for part in parts])
    youths = pd.Index(np.sort(names), dtype="str")
    if not youths.is_unique:
        raise StructureFault("parts: got a youth in two of them, allowed is one. Divide the records by youth.")
    places = [youths.get_indexer(part.youths).astype(np.int64) for part in parts]
    institutions = tuple(sorted({name for part in parts for name in part.institutions}))
    day = _one_day([part.days[0] for part in parts], places, len(youths))
    row = _row_numbers([day], len(youths))
    named = np.zeros((1, len(institutions)), np.bool_)
    found = _room(1, len(youths), int(row.max(initial=-1)) + 1)
    for part, place in zip(parts, places, strict=True):
        code = pd.Index(institutions).get_indexer(pd.Index(part.institutions, dtype="str")).astype(np.int32)
        named[:, code] |= part.named
        _put(part, place, code, row, found)
    contained = frozenset[str]().union(*(part.contained for part in parts))
    report = join_reports([part.reports[0] for part in parts])
    return Part(youths, (day,), row, found, institutions, named, contained, (report,))


# One part


@dataclass(frozen=True)
class _Cut:
    """The small tables, cut at each date, and the attendance of which every row can be placed in time."""

    youths: pd.Index[str]
    days: tuple[Day, ...]
    attendance: tuple[Path, ...] | pa.Table | None
    reports: tuple[Report, ...]


def _measured(given: Records, cut: _Cut, batches: Iterator[pa.RecordBatch]) -> Part:
    row, codes = _row_numbers(cut.days, len(cut.youths)), stream.Codes(cut.youths)
    found, named = _stream(given, batches, cut.days, codes, row)
    institutions = tuple(codes.institutions)[: named.shape[1]]
    return Part(cut.youths, cut.days, row, found, institutions, named, given.contained, cut.reports)


def _few(given: Records, dates: Sequence[date], chosen: pd.Index[str] | None) -> _Cut | None:
    """The cut at a single date of a handful of rows that are beyond doubt."""
    plain = plain_rows(given) if len(dates) == 1 else None
    if plain is None:
        return None
    few = few_on(plain, dates[0], contained=given.contained)
    youths = pd.Index(few.youths, dtype="str")
    wanted = np.ones(len(few.resident), np.bool_) if chosen is None else youths.take(few.resident).isin(chosen)
    order = np.flatnonzero(wanted)
    day = Day(
        dates[0],
        np.array(few.births, np.int32),
        np.array(few.resident, np.int64)[order],
        np.array(few.ages, np.int16)[order],
        join_situations([few.situation], order),
        few.listed,
        few.delivering,
    )
    return _Cut(youths, (day,), given.attendance, (plain_report(given, plain, as_of=dates[0]),))


def _many(given: Records, dates: Sequence[date], chosen: pd.Index[str] | None) -> _Cut:
    checked = _checked(given, dates)
    youths = _everybody(checked[-1].records, dates[-1])
    wanted = np.ones(len(youths), np.bool_) if chosen is None else youths.isin(chosen)
    days = tuple(_day(known, youths, wanted) for known in _known(checked, dates))
    reports = tuple({id(one): one.report for one in reversed(checked)}.values())
    return _Cut(youths, days, checked[-1].records.attendance, reports)


def _checked(records: Records, dates: Sequence[date]) -> list[Checked]:
    """The sound rows of the small tables as judged on each date, of those tables that are needed further on.

    One judgement serves all dates if it found nothing on the last and no youth's day of birth could have read otherwise before.
    """
    filled = {name: rows for name, rows in records.tables.items() if name == "youths" or len(rows)}
    given = replace(records, tables=filled)
    last = check_tables(given, as_of=dates[-1], limit=_UNLIMITED)
    births = last.records.tables["youths"][["youth_id", "birth_on"]].drop_duplicates()
    if last.faulty_rows or births["youth_id"].duplicated().any():
        judged = [*(check_tables(given, as_of=day, limit=_UNLIMITED) for day in dates[:-1]), last]
        return [_needed(found, records) for found in judged]
    return [_needed(last, records)] * len(dates)


def _needed(checked: Checked, records: Records) -> Checked:
    tables = {name: checked.records.tables.get(name, records.tables[name]) for name in NEEDED}
    return replace(checked, records=with_known_at(replace(checked.records, tables=tables))[0])


def _everybody(records: Records, last: date) -> pd.Index[str]:
    """All youths known on the last date, sorted."""
    only = replace(records, tables={"youths": records.tables["youths"]})
    names = timeline(only).known_on(last)["youths"]["youth_id"]
    everybody: pd.Index[str] = pd.Index(np.sort(names.to_numpy(dtype=object)), dtype="str")
    return everybody


def _known(checked: Sequence[Checked], dates: Sequence[date]) -> Iterator[Known]:
    """What was known on each date, one at a time; dates that share a judgement share the work."""
    judged: Checked | None = None
    for found, day in zip(checked, dates, strict=True):
        if found is not judged:
            judged, line = found, timeline(found.records)
        yield line.known_on(day)


def _day(known: Known, everybody: pd.Index[str], chosen: NDArray[np.bool_]) -> Day:
    youths = known["youths"]
    birth = np.full(len(everybody), NO_DAY, np.int32)
    birth[everybody.get_indexer(pd.Index(youths["youth_id"]))] = (
        youths["birth_on"].to_numpy().astype("datetime64[D]").astype(np.int64)
    )
    here = residents(known)
    code = everybody.get_indexer(pd.Index(here["youth_id"]))
    order = np.argsort(code)
    order = order[chosen[code[order]]]
    institutions = known["institutions"]
    return Day(
        known.as_of,
        birth,
        code[order].astype(np.int64),
        ages(here.iloc[order], known.as_of).to_numpy().astype(np.int16),
        situations(known, everybody[code[order]]),
        frozenset(institutions["institution_id"]),
        frozenset(institutions.loc[institutions["delivers_attendance"], "institution_id"]),
    )


def _row_numbers(days: Sequence[Day], youths: int) -> NDArray[np.int64]:
    """Dates x youths: the row of the result, counted by youth and then date; -1 for none."""
    has_row = np.zeros((youths, len(days)), np.bool_)
    for d, day in enumerate(days):
        has_row[day.resident, d] = True
    return np.ascontiguousarray(np.where(has_row, np.cumsum(has_row).reshape(has_row.shape) - 1, -1).T)


# Attendance through the compiled pass


def _stream(
    records: Records,
    batches: Iterator[pa.RecordBatch],
    days: Sequence[Day],
    codes: stream.Codes,
    row: NDArray[np.int64],
) -> tuple[Found, NDArray[np.bool_]]:
    """Take attendance through the compiled pass; again, regrouped, if a youth's rows do not lie together."""
    try:
        return _pass(stream.by_youth(stream.read(batches, codes), len(codes.youths)), records, days, codes, row)
    except stream.NotByYouth:
        limit = stream.Limit(calendar.day_number(days[-1].as_of), calendar.cut_microseconds(days[-1].as_of))
        delivered = stream.row_count(records.attendance)
        with stream.opened(records.attendance) as again:
            pieces = stream.regrouped(stream.read(again, codes), codes, limit, rows_delivered=delivered)
            return _pass(pieces, records, days, codes, row)


def _pass(
    pieces: Iterable[stream.Rows], records: Records, days: Sequence[Day], codes: stream.Codes, row: NDArray[np.int64]
) -> tuple[Found, NDArray[np.bool_]]:
    dates, people = _dates_of(days, records.delivery.delivered_on), _people(days, row)
    almanac = Almanac(calendar.local_midnights(), calendar.month_numbers(), calendar.school_years(), calendar.terms())
    found = _room(len(days), len(codes.youths), int(row.max(initial=-1)) + 1)
    places = Places(np.empty(0, np.int32), np.zeros((len(days), 0), np.bool_))
    for rows in pieces:
        if len(codes.institutions) > len(places.rank):
            ranks = codes.ranks()
            places = Places(ranks, np.pad(places.named, ((0, 0), (0, len(ranks) - len(places.rank)))))
        measure(rows, dates, people, almanac, places, found)
    return found, places.named


def _dates_of(days: Sequence[Day], delivered_on: date | None) -> Dates:
    as_of = [day.as_of for day in days]
    return Dates(
        np.array([calendar.day_number(day) for day in as_of], np.int32),
        np.array([calendar.cut_microseconds(day) for day in as_of], np.int64),
        np.array([calendar.day_number(calendar.quarter_start(day - timedelta(days=1))) for day in as_of], np.int32),
        calendar.day_number(delivered_on or date.max),
    )


def _people(days: Sequence[Day], row: NDArray[np.int64]) -> People:
    birth = np.stack([day.birth for day in days])
    years = birth.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int32) + 1970
    return People(birth, years, row)


def _room(dates: int, youths: int, rows: int) -> Found:
    values = np.full((len(MEASURED), rows), np.nan)
    values[MEASURED.index("history_months")] = 0.0
    blocks = (dates, youths, BLOCKS + 1)
    return Found(
        values,
        np.zeros(rows, np.int16),
        np.full(blocks, -1, np.int32),
        np.zeros(blocks, np.int32),
        np.zeros(blocks, np.int32),
        np.zeros(3, np.int64),
    )


# Several parts as one


def _refuse_unlike(parts: Sequence[Part]) -> None:
    dates = {day.as_of for part in parts for day in part.days}
    if len(dates) != 1:
        raise StructureFault(
            f"parts: got {len(parts)} of {len(dates)} dates, allowed are parts of one date. Measure each again."
        )


def _one_day(days: Sequence[Day], places: Sequence[NDArray[np.int64]], youths: int) -> Day:
    birth = np.full(youths, NO_DAY, np.int32)
    for day, place in zip(days, places, strict=True):
        birth[place] = day.birth
    resident = np.concatenate([place[day.resident] for day, place in zip(days, places, strict=True)])
    order = np.argsort(resident)
    return Day(
        days[0].as_of,
        birth,
        resident[order],
        np.concatenate([day.age for day in days])[order],
        join_situations([day.situation for day in days], order),
        frozenset[str]().union(*(day.listed for day in days)),
        frozenset[str]().union(*(day.delivering for day in days)),
    )


def _put(part: Part, place: NDArray[np.int64], code: NDArray[np.int32], row: NDArray[np.int64], found: Found) -> None:
    """Write what was found of a part's youths to their places among all."""
    old, new = part.row[0], row[0, place]
    has_row = old >= 0
    found.values[:, new[has_row]] = part.found.values[:, old[has_row]]  # noqa: PD011 - a plain array
    found.recent_days[new[has_row]] = part.found.recent_days[old[has_row]]
    found.block_institution[:, place] = np.append(code, np.int32(-1))[part.found.block_institution]
    found.block_missed[:, place] = part.found.block_missed
    found.block_scheduled[:, place] = part.found.block_scheduled
    found.counts[:] += part.found.counts
