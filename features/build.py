"""The public verb: records in, the indicator frame out.

Attendance is streamed once for all dates; the small tables are cut once for each date. Nothing known at or after the last cut is
looked at, not even for faults, and for each date only what was known before its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from features import calendar, catalogue, stream
from features.asof import Known, known_on, residents, timeline, with_known_at
from features.checking import LIMIT, Checked, check_tables
from features.errors import TooManyFaults, WindowError
from features.indicators import COLUMNS, REGIME_DTYPE, STATUS_DTYPE, coverage_share
from features.kernels import BLOCKS, Dates, Found, People, Places, measure
from features.population import ages
from features.reading import as_records
from features.records import Records
from features.status import EVENTS, Situation, situations
from features.stream import NO_DAY
from features.vocabulary import Regime
from features.windows import MEASURED, Almanac

NEEDED: Final = ("youths", "spells", "risk_reports", "next_steps", "institutions")
"""The tables, beside attendance, from which indicators are made."""


@dataclass(frozen=True)
class Built:
    """The indicator frame, and by table the rows dropped as faulty and those whose `known_at` was assumed."""

    frame: pd.DataFrame
    faulty_rows: Mapping[str, int]
    known_at_assumed: Mapping[str, int]


@dataclass(frozen=True)
class _Day:
    """One date: the youths known on it, and those of them who get a row."""

    as_of: date
    birth: NDArray[np.int32]  # by youth; NO_DAY if not known yet
    resident: NDArray[np.int64]  # codes of youths, ascending
    age: NDArray[np.int16]
    situation: Situation
    listed: frozenset[str]
    delivering: frozenset[str]


@dataclass(frozen=True)
class _Seen:
    """What the stream gave: filled arrays, and on each date the institutions named in attendance."""

    found: Found
    named: Sequence[frozenset[str]]


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
) -> Built:
    """As `build_indicators`, with what was dropped and assumed; rows only for `youths` if they are given.

    `youths` limits the rows of the result, not who makes up the level of an institution.
    """
    dates, given = _dates(as_of), as_records(records)
    with stream.opened(given.attendance) as batches:  # read while the small tables are being checked
        return _built(given, dates, youths, batches)


def _built(
    given: Records, dates: Sequence[date], youths: pd.Index[str] | None, batches: Iterable[pa.RecordBatch]
) -> Built:
    checked = _checked(given, dates)
    last = known_on(checked[-1].records, dates[-1])
    everybody = pd.Index(np.sort(last["youths"]["youth_id"].to_numpy(dtype=object)), dtype="str")
    chosen = np.ones(len(everybody), np.bool_) if youths is None else everybody.isin(youths)
    days = [_day(known, everybody, chosen) for known in _known(checked, dates)]
    row = _row_numbers(days, len(everybody))
    seen = _stream(checked[-1].records, batches, days, stream.Codes(everybody), row)
    _check_faults(seen.found)
    faulty, assumed = dict(checked[-1].faulty_rows), dict(checked[-1].known_at_assumed)
    for counts, number in ((faulty, seen.found.counts[1]), (assumed, seen.found.counts[2])):
        if number:
            counts["attendance"] = int(number)
    return Built(_frame(days, everybody, row, seen, checked[-1].records.contained), faulty, assumed)


def _checked(records: Records, dates: Sequence[date]) -> list[Checked]:
    """The sound rows of the small tables as judged on each date, of those tables that are needed further on.

    One judgement serves all dates if it found nothing on the last and no youth's day of birth could have read otherwise before.
    """
    filled = {name: rows for name, rows in records.tables.items() if name == "youths" or len(rows)}
    given = replace(records, tables=filled)
    last = check_tables(given, as_of=dates[-1])
    births = last.records.tables["youths"][["youth_id", "birth_on"]].drop_duplicates()
    if last.faulty_rows or births["youth_id"].duplicated().any():
        judged = [*(check_tables(given, as_of=day) for day in dates[:-1]), last]
        return [_needed(found, records) for found in judged]
    return [_needed(last, records)] * len(dates)


def _known(checked: Sequence[Checked], dates: Sequence[date]) -> Iterator[Known]:
    """What was known on each date, one at a time; dates that share a judgement share the work."""
    judged: Checked | None = None
    for found, day in zip(checked, dates, strict=True):
        if found is not judged:
            judged, line = found, timeline(found.records)
        yield line.known_on(day)


def _needed(checked: Checked, records: Records) -> Checked:
    tables = {name: checked.records.tables.get(name, records.tables[name]) for name in NEEDED}
    return replace(checked, records=with_known_at(replace(checked.records, tables=tables))[0])


def _dates(as_of: date | Sequence[date]) -> list[date]:
    given = [as_of] if isinstance(as_of, date | str) else list(as_of)
    if not given or not all(isinstance(day, date) for day in given):
        raise WindowError(f"as_of: got {type(given[0]).__name__ if given else 'nothing'}, allowed is a date or several")
    return sorted({day.date() if isinstance(day, datetime) else day for day in given})


def _day(known: Known, everybody: pd.Index[str], chosen: NDArray[np.bool_]) -> _Day:
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
    return _Day(
        known.as_of,
        birth,
        code[order].astype(np.int64),
        ages(here.iloc[order], known.as_of).to_numpy().astype(np.int16),
        situations(known, everybody[code[order]]),
        frozenset(institutions["institution_id"]),
        frozenset(institutions.loc[institutions["delivers_attendance"], "institution_id"]),
    )


def _row_numbers(days: Sequence[_Day], youths: int) -> NDArray[np.int64]:
    """Dates x youths: the row of the result, counted by youth and then date; -1 for none."""
    has_row = np.zeros((youths, len(days)), np.bool_)
    for d, day in enumerate(days):
        has_row[day.resident, d] = True
    return np.ascontiguousarray(np.where(has_row, np.cumsum(has_row).reshape(has_row.shape) - 1, -1).T)


def _stream(
    records: Records,
    batches: Iterable[pa.RecordBatch],
    days: Sequence[_Day],
    codes: stream.Codes,
    row: NDArray[np.int64],
) -> _Seen:
    """Take attendance through the compiled pass; again, regrouped, if a youth's rows do not lie together."""
    try:
        return _measured(stream.by_youth(stream.read(batches, codes), len(codes.youths)), records, days, codes, row)
    except stream.NotByYouth:
        limit = stream.Limit(calendar.day_number(days[-1].as_of), calendar.cut_microseconds(days[-1].as_of))
        delivered = stream.row_count(records.attendance)
        with stream.opened(records.attendance) as again:
            pieces = stream.regrouped(stream.read(again, codes), codes, limit, rows_delivered=delivered)
            return _measured(pieces, records, days, codes, row)


def _measured(
    pieces: Iterable[stream.Rows], records: Records, days: Sequence[_Day], codes: stream.Codes, row: NDArray[np.int64]
) -> _Seen:
    dates, people = _dates_of(days, records.delivery.delivered_on), _people(days, row)
    almanac = Almanac(calendar.local_midnights(), calendar.month_numbers(), calendar.school_years(), calendar.terms())
    found = _room(len(days), len(codes.youths), int(row.max(initial=-1)) + 1)
    places = Places(np.empty(0, np.int32), np.zeros((len(days), 0), np.bool_))
    for rows in pieces:
        if len(codes.institutions) > len(places.rank):
            ranks = codes.ranks()
            places = Places(ranks, np.pad(places.named, ((0, 0), (0, len(ranks) - len(places.rank)))))
        measure(rows, dates, people, almanac, places, found)
    names = np.array(list(codes.institutions), dtype=object)
    named = [frozenset(names[: len(places.rank)][which]) for which in places.named]
    return _Seen(found, named)


def _dates_of(days: Sequence[_Day], delivered_on: date | None) -> Dates:
    as_of = [day.as_of for day in days]
    return Dates(
        np.array([calendar.day_number(day) for day in as_of], np.int32),
        np.array([calendar.cut_microseconds(day) for day in as_of], np.int64),
        np.array([calendar.day_number(calendar.quarter_start(day - timedelta(days=1))) for day in as_of], np.int32),
        calendar.day_number(delivered_on or date.max),
    )


def _people(days: Sequence[_Day], row: NDArray[np.int64]) -> People:
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


def _check_faults(found: Found) -> None:
    seen, faulty = int(found.counts[0]), int(found.counts[1])
    if faulty > LIMIT * seen:
        raise TooManyFaults(
            f"attendance: got {faulty} faulty rows among the {seen} seen, allowed is {LIMIT:.0%}. "
            "Run `alleskalmed check` on the folder for the rows and reasons, correct them and deliver again."
        )


# Arrays to the frame


def _frame(
    days: Sequence[_Day], everybody: pd.Index[str], row: NDArray[np.int64], seen: _Seen, contained: frozenset[str]
) -> pd.DataFrame:
    rows = int(row.max(initial=-1)) + 1
    values = np.full((len(catalogue.NAMES), rows), np.nan)
    for name, measured in zip(MEASURED, seen.found.values, strict=True):
        values[catalogue.NAMES.index(name)] = measured
    at = [row[d, day.resident] for d, day in enumerate(days)]
    for d, day in enumerate(days):
        for name in EVENTS:
            values[catalogue.NAMES.index(name), at[d]] = day.situation.events[name]
        values[catalogue.NAMES.index("institution_gap_28d"), at[d]] = _institution_gap(seen.found, d)[day.resident]
        usual = (
            values[catalogue.NAMES.index("absence_share_10d"), at[d]]
            - _others_level(seen.found, d, BLOCKS)[day.resident]
        )
        values[catalogue.NAMES.index("institution_usual_gap_10d"), at[d]] = usual
    order = np.empty(rows, np.int64)
    order[np.concatenate(at)] = np.arange(rows)
    code = np.concatenate([day.resident for day in days])[order]
    attended = np.concatenate([_delivers(day, seen.named[d]) for d, day in enumerate(days)])[order]
    attended &= seen.found.recent_days >= catalogue.OBSERVED_DAYS
    context = {
        "youth_id": everybody.take(code),
        "as_of": np.repeat(np.array([day.as_of for day in days], "datetime64[s]"), [len(a) for a in at])[order],
        "age_years": pd.array(np.concatenate([day.age for day in days])[order], dtype="Int16"),
        "status": pd.Categorical.from_codes(
            np.concatenate([day.situation.status for day in days])[order], dtype=STATUS_DTYPE
        ),
        "institution_id": pd.concat([day.situation.institution_id for day in days]).to_numpy()[order],
        "regime": pd.Categorical(np.where(attended, Regime.ATTENDANCE, Regime.STATUS_ONLY), dtype=REGIME_DTYPE),
        "coverage": coverage_share(values.T, regime=attended, contained=contained),
    }
    frame = pd.concat([pd.DataFrame(context), pd.DataFrame(values.T, columns=list(catalogue.NAMES))], axis=1)
    return frame.astype({"youth_id": "str", "institution_id": "str"})[list(COLUMNS)]


def _delivers(day: _Day, named: frozenset[str]) -> NDArray[np.bool_]:
    """By row, whether the institution of the present spell delivers attendance; one that is only named there is taken to."""
    return day.situation.institution_id.isin(day.delivering | (named - day.listed)).to_numpy(bool)


def _institution_gap(found: Found, d: int) -> NDArray[np.float64]:
    """By youth: own absence share minus that of everybody else at the institution, over the blocks, by own lessons."""
    youths = found.block_missed.shape[1]
    weighted, lessons = np.zeros(youths), np.zeros(youths)
    for block in range(BLOCKS):
        missed, scheduled = found.block_missed[d, :, block], found.block_scheduled[d, :, block]
        level = _others_level(found, d, block)
        compared = ~np.isnan(level)
        share = missed / np.where(compared, scheduled, 1)
        weighted += np.where(compared, scheduled * (share - level), 0.0)
        lessons += np.where(compared, scheduled, 0)
    gap = np.full(youths, np.nan)
    np.divide(weighted, lessons, out=gap, where=lessons > 0)
    return gap


def _others_level(found: Found, d: int, block: int) -> NDArray[np.float64]:
    """By youth: the absence share of everybody else at the youth's institution in a block; missing without a place or others."""
    institution = found.block_institution[d, :, block]
    own = institution >= 0
    missed, scheduled = found.block_missed[d, own, block], found.block_scheduled[d, own, block]
    others_missed = np.bincount(institution[own], weights=missed)[institution[own]] - missed
    others_scheduled = np.bincount(institution[own], weights=scheduled)[institution[own]] - scheduled
    level = np.full(len(institution), np.nan)
    level[own] = np.divide(
        others_missed, others_scheduled, out=np.full(len(missed), np.nan), where=others_scheduled > 0
    )
    return level
