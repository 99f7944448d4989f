"""Attendance as arrays that can be looked at on many mornings: each version with the instant from which another one stands in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from features.calendar import cut_microseconds, day_number, last_microseconds
from features.stream import NO_INSTANT, Codes, Rows, opened, read

NEVER: Final = np.iinfo(np.int64).max
_PLACE_BITS: Final = 20


@dataclass(frozen=True, eq=False)
class AttendanceRows:
    """Every version of every row, those of a youth, day and institution together in the order in which they became known.

    `rows`: arrays of one length. `replaced`: microseconds UTC at which the next version became known, NEVER while there is none.
    `follows`: whether there was a version before. `institutions`: names by code. `youths`: how many there are.
    """

    rows: Rows
    replaced: NDArray[np.int64]
    follows: NDArray[np.bool_]
    institutions: tuple[str, ...]
    youths: int

    def standing(self, as_of: date) -> NDArray[np.bool_]:
        """Which rows stood on the morning of a day: known before its cut and not replaced by then, about a day before it."""
        cut, rows = cut_microseconds(as_of), self.rows
        return (rows.known < cut) & (self.replaced >= cut) & ~rows.retracted & (rows.day < day_number(as_of))


def attendance_rows(
    attendance: tuple[Path, ...] | pa.Table | None, youths: pd.Index[str], *, since: date
) -> AttendanceRows:
    """The rows of some youths, sorted index, about days on or after `since`, sound ones alone."""
    codes = Codes(youths)
    first, kept = day_number(since), []
    with opened(attendance) as batches:
        for rows in read(batches, codes):
            missed = rows.sick.astype(np.int32) + rows.permitted + rows.unlawful
            sound = (rows.scheduled > 0) & (missed <= rows.scheduled) & (rows.youth >= 0) & (rows.institution >= 0)
            kept.append(Rows._make(column[sound & (rows.day >= first)] for column in rows))
    return versions_in_order(kept, tuple(codes.institutions), len(youths))


def versions_in_order(kept: list[Rows], institutions: tuple[str, ...], youths: int) -> AttendanceRows:
    """Pieces of rows as one, each beside the version after it; a missing `known_at` is the end of its day."""
    rows = Rows._make(np.concatenate(columns) for columns in zip(*kept, strict=True)) if kept else _NO_ROWS
    gaps = rows.known == NO_INSTANT
    known = np.where(gaps, last_microseconds(np.where(gaps, rows.day, 0)), rows.known)
    rows = rows._replace(known=known)
    key = (rows.day.astype(np.int64) << _PLACE_BITS) + rows.institution
    if not _lie_in_order(rows, key):
        order = np.lexsort((rows.known, key, rows.youth))
        rows, key = Rows._make(column[order] for column in rows), key[order]
    same = (rows.youth[1:] == rows.youth[:-1]) & (key[1:] == key[:-1])
    replaced, follows = np.full(len(rows.day), NEVER, np.int64), np.zeros(len(rows.day), np.bool_)
    replaced[:-1][same] = rows.known[1:][same]
    follows[1:] = same
    return AttendanceRows(rows, replaced, follows, institutions, youths)


def _lie_in_order(rows: Rows, key: NDArray[np.int64]) -> bool:
    """Whether sorting can be spared: each youth's rows together, by day and institution, and of one key by instant."""
    same_youth, step = rows.youth[1:] == rows.youth[:-1], np.diff(key)
    ascends = (step > 0) | ((step == 0) & (rows.known[1:] >= rows.known[:-1]))
    begun = rows.youth[np.append(True, ~same_youth)[: len(rows.youth)]]
    return bool(ascends[same_youth].all()) and len(np.unique(begun)) == len(begun)


_NO_ROWS: Final = Rows(*(np.empty(0, kind) for kind in (*[np.int32] * 3, *[np.int16] * 4, np.int64, np.bool_)))
