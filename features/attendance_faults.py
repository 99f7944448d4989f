"""The rows of attendance against the rules, in batches, so that its size does not matter.

Each row is judged by the rules of every table; that two rows contradict one another is found by a second pass over the few keys
that come more than once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from features import conflicts
from features.asof import seen_before
from features.calendar import cut
from features.faults import LISTED, Fault, Finding, Rule, Tally, broken_rows, tally_of, told, torn_row
from features.origins import Origin, Part
from features.parquet_files import broken, check_parquet, typed_rows
from features.reading import name_of
from features.records import ATTENDANCE, Records
from features.row_rules import Limits, broken_rules, without_place
from features.typed import frame_of

BATCH: Final = 1 << 18
"""Rows judged at a time."""


@dataclass(frozen=True)
class AttendanceChecked:
    """Counts, faults, and the attendance that is left: a table without the faulty rows, or the files as they are."""

    tally: Tally
    faults: tuple[Fault, ...]
    sound: tuple[Path, ...] | pa.Table | None


@dataclass(frozen=True)
class _Judged:
    """One batch: the rows that could be seen, the rules they break, and those that can be compared with others."""

    frame: pd.DataFrame
    findings: list[Finding]
    known: pd.DataFrame
    assumed: int
    origin: Origin


def check_attendance(records: Records, *, limits: Limits, as_of: date | None) -> AttendanceChecked:
    """Every row of attendance that could be seen, judged.

    Raises: StructureFault for Parquet that turns out to be broken.
    """
    origin = _origin(records)
    keys = np.empty(sum(part.rows for part in origin.parts), np.uint64)
    findings: list[Finding] = []
    listed = [torn_row(ATTENDANCE, row) for row in origin.torn[:LISTED]]
    seen: list[NDArray[np.int64]] = []
    rows, assumed, compared = 0, 0, 0
    for judged in _judged(records, origin, limits, as_of):
        hashes = conflicts.key_hashes(ATTENDANCE, judged.known)
        keys[compared : compared + len(hashes)] = hashes
        compared, rows, assumed = compared + len(hashes), rows + len(judged.frame), assumed + judged.assumed
        findings += judged.findings
        if len(listed) < LISTED:
            listed += told(ATTENDANCE, judged.findings, frame=judged.frame, origin=judged.origin)
        if isinstance(records.attendance, pa.Table):
            seen.append(judged.frame.index.to_numpy(dtype=np.int64))
    twice = conflicts.doubled(keys[:compared])
    if len(twice):
        clash = _clash(_judged(records, origin, limits, as_of), twice)
        findings.append(clash)
        listed += told(ATTENDANCE, [clash], frame=pd.DataFrame(), origin=origin)
    listed = sorted(listed, key=lambda fault: (fault.file, fault.line))[:LISTED]
    tally = tally_of(ATTENDANCE, rows, findings, assumed=assumed, torn=sum(row.rows for row in origin.torn))
    return AttendanceChecked(tally, tuple(listed), _sound(records, seen, findings))


def without_unplaced(records: Records, *, as_of: date | None) -> AttendanceChecked | None:
    """Attendance without rows of which it cannot be told when they were known or whether they stand; nothing if all can be placed.

    Only text files have such rows. A pass that judges the rest by itself must not take an unreadable `known_at` for a missing one.
    """
    origin = records.origins.get(ATTENDANCE.name, Origin())
    lost = [origin.unreadable[name].index.to_numpy() for name in ("known_at", "retracted") if name in origin.unreadable]
    if not isinstance(records.attendance, pa.Table) or not (origin.torn or lost):
        return None
    unplaced = np.zeros(records.attendance.num_rows, dtype=bool)
    unplaced[np.concatenate([np.empty(0, np.int64), *lost])] = True
    seen = _seen(records.attendance, as_of)
    torn = sum(row.rows for row in origin.torn)
    faulty = int((unplaced & seen).sum()) + torn
    tally = Tally(ATTENDANCE.name, int(seen.sum()) + torn, faulty, faulty)
    return AttendanceChecked(tally, (), records.attendance.filter(pa.array(~unplaced)))


def _seen(attendance: pa.Table, as_of: date | None) -> NDArray[np.bool_]:
    if as_of is None:
        return np.ones(attendance.num_rows, dtype=bool)
    happened = pc.fill_null(pc.less(attendance.column("on"), pa.scalar(as_of)), True)
    known = pc.fill_null(
        pc.less(attendance.column("known_at"), pa.scalar(cut(as_of), attendance["known_at"].type)), True
    )
    return np.asarray(pc.and_(happened, known), dtype=bool)


def _judged(records: Records, origin: Origin, limits: Limits, as_of: date | None) -> Iterator[_Judged]:
    for frame, unreadable in _batches(records, origin):
        seen = frame if as_of is None else seen_before(ATTENDANCE, frame, as_of)
        findings = broken_rules(ATTENDANCE, seen, limits=limits, unreadable=unreadable)
        comparable = seen.drop(index=without_place(ATTENDANCE, findings)) if findings else seen
        known, assumed = conflicts.versions(ATTENDANCE, comparable)
        yield _Judged(seen, findings, known, assumed, replace(origin, unreadable=unreadable))


def _clash(batches: Iterator[_Judged], twice: NDArray[np.uint64]) -> Finding:
    """Rows that contradict another, among those whose key comes more than once."""
    keys, contents, rows = [], [], []
    for judged in batches:
        hashes = conflicts.key_hashes(ATTENDANCE, judged.known)
        again = np.isin(hashes, twice)
        candidates = judged.known[again]
        keys.append(hashes[again])
        contents.append(conflicts.content_hashes(ATTENDANCE, candidates))
        rows.append(candidates[conflicts.ROW].to_numpy(dtype=np.int64))
    clash = conflicts.clashing(np.concatenate(keys), np.concatenate(contents))
    return Finding(Rule.CONFLICT, ATTENDANCE.key[0], pd.Index(np.concatenate(rows)[clash]))


def _origin(records: Records) -> Origin:
    attendance = records.attendance
    if isinstance(attendance, pa.Table):
        return records.origins.get(ATTENDANCE.name, Origin((Part(ATTENDANCE.name, attendance.num_rows),)))
    files = [(path, name_of(path, ATTENDANCE)) for path in attendance or ()]
    return Origin(tuple(Part(file, check_parquet(ATTENDANCE, path, file=file)) for path, file in files))


def _batches(records: Records, origin: Origin) -> Iterator[tuple[pd.DataFrame, Mapping[str, pd.Series[str]]]]:
    """Attendance in declared dtypes, the index counting through all files, and the cells that could not be read."""
    if isinstance(records.attendance, pa.Table):
        for start in range(0, records.attendance.num_rows, BATCH):
            yield _numbered(records.attendance.slice(start, BATCH), start), origin.unreadable
        return
    start = 0
    for path, part in zip(records.attendance or (), origin.parts, strict=True):
        for rows in _file_batches(path, part.file):
            typed, place = typed_rows(ATTENDANCE, rows, file=part.file)
            unreadable = {name: cells.set_axis(cells.index + start) for name, cells in place.unreadable.items()}
            yield _numbered(typed, start), unreadable
            start += rows.num_rows


def _numbered(rows: pa.Table, start: int) -> pd.DataFrame:
    return frame_of(ATTENDANCE, rows).set_axis(pd.RangeIndex(start, start + rows.num_rows))


def _file_batches(path: Path, file: str) -> Iterator[pa.Table]:
    try:
        with pq.ParquetFile(path) as opened:
            for batch in opened.iter_batches(batch_size=BATCH):
                yield pa.Table.from_batches([batch])
    except (pa.ArrowException, OSError):
        raise broken(file) from None


def _sound(
    records: Records, seen: list[NDArray[np.int64]], findings: list[Finding]
) -> tuple[Path, ...] | pa.Table | None:
    if not isinstance(records.attendance, pa.Table) or not seen:
        return records.attendance
    kept = np.setdiff1d(np.concatenate(seen), broken_rows(findings).to_numpy(dtype=np.int64), assume_unique=True)
    return records.attendance.take(pa.array(kept))
