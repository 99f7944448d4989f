"""The only place where time is cut: what was known, and had happened, before a date.

`known_on` answers for every table but attendance, which is streamed; the kernels get the same cut as a number from
`calendar.cut_microseconds` and follow the same rules row by row, judged by `attendance_known_on` through the reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features import calendar
from features.records import ATTENDANCE, BY_NAME, SPELLS, Records, Table

_ALWAYS: Final = np.iinfo(np.int64).min
"""In the place of an instant: known from the beginning."""


@dataclass(frozen=True)
class Known:
    """What was known on `as_of`: the standing rows of every table but attendance, endings still ahead read as missing.

    `planned`: spells known before the cut that start on or after `as_of`; no other rows have their own day ahead.
    """

    as_of: date
    tables: Mapping[str, pd.DataFrame]
    planned: pd.DataFrame
    contained: frozenset[str]

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]


def with_known_at(records: Records) -> tuple[Records, Mapping[str, int]]:
    """Fill in each missing `known_at` of a table with a happening day, and count how many were assumed.

    Assumed is the last microsecond (local) of that day. A spell with an end becomes two versions, its start and its end.
    """
    filled, assumed = {}, {}
    for name, frame in records.tables.items():
        table = BY_NAME[name]
        gaps = int(frame["known_at"].isna().sum()) if table.happened and table.has_versions else 0
        if gaps:
            assumed[name] = gaps
        filled[name] = _assume_known_at(table, frame) if gaps else frame
    return replace(records, tables=filled), assumed


@dataclass(frozen=True)
class Timeline:
    """Records made ready to be cut at many dates; each cut is cheap."""

    versions: Mapping[str, _Versions]
    contained: frozenset[str]

    def known_on(self, as_of: date) -> Known:
        """Everything but attendance as it was known on the morning of `as_of`."""
        instant, day = calendar.cut_microseconds(as_of), pd.Timestamp(as_of)
        tables: dict[str, pd.DataFrame] = {}
        planned = pd.DataFrame()
        for name, versions in self.versions.items():
            table = BY_NAME[name]
            standing = versions.standing(instant)
            if table.happened:
                ahead = standing[table.happened] >= day
                if name == SPELLS.name:
                    planned = mask_ends(table, standing[ahead], day).reset_index(drop=True)
                standing = standing[~ahead]
            tables[name] = mask_ends(table, standing, day).reset_index(drop=True)
        return Known(as_of, tables, planned, self.contained)


def timeline(records: Records) -> Timeline:
    """The records with every `known_at` filled in and every version in its place."""
    filled, _ = with_known_at(records)
    return Timeline({name: _versions(BY_NAME[name], rows) for name, rows in filled.tables.items()}, records.contained)


def known_on(records: Records, as_of: date) -> Known:
    """Everything but attendance as it was known on the morning of `as_of`; for many dates make a `timeline` first.

    Sees: rows with `known_at` before the cut whose own day is before `as_of`; of one key the version known last.
    """
    return timeline(records).known_on(as_of)


def attendance_known_on(attendance: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Standing attendance rows before `as_of`, in plain pandas; for small frames, checks and the reference."""
    frame = _assume_known_at(ATTENDANCE, attendance)
    standing = _versions(ATTENDANCE, frame).standing(calendar.cut_microseconds(as_of))
    return standing[standing["on"] < pd.Timestamp(as_of)].reset_index(drop=True)


def seen_before(table: Table, frame: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Rows, of any version, that could be seen on `as_of`: the others must not even be checked for faults."""
    seen = pd.Series(True, index=frame.index)
    if table.has_versions:
        seen &= frame["known_at"].isna() | (frame["known_at"] < _cut(as_of))
    if table.happened and table.name != SPELLS.name:
        seen &= frame[table.happened].isna() | (frame[table.happened] < pd.Timestamp(as_of))
    if table.name == SPELLS.name:  # a spell without known_at is known when it starts, so it is never planned
        seen &= frame["known_at"].notna() | frame["started_on"].isna() | (frame["started_on"] < pd.Timestamp(as_of))
    return frame[seen]


def residents(known: Known) -> pd.DataFrame:
    """Rows of `youths` for those who live in the municipality on `as_of`: moved in by then and not left."""
    youths = known["youths"]
    here = youths["moved_in_on"].isna() | (youths["moved_in_on"] <= pd.Timestamp(known.as_of))
    return youths[here & youths["left_municipality_on"].isna()]


def _cut(as_of: date) -> pd.Timestamp:
    return pd.Timestamp(calendar.cut(as_of)).tz_localize(None).as_unit("us")


@dataclass(frozen=True)
class _Versions:
    """Rows of a table sorted by key and `known_at`, without repetitions and without twins that contradict each other.

    `known`: microseconds UTC, the least number for rows always seen. `followed`: whether the next row is a later version of the same.
    """

    rows: pd.DataFrame
    known: NDArray[np.int64]
    followed: NDArray[np.bool_]

    def standing(self, instant: int) -> pd.DataFrame:
        """Of each key the version known last before the instant; retractions vanish."""
        seen = self.known < instant
        outdated = self.followed & np.append(seen[1:], False)
        stands = seen & ~outdated
        if "retracted" in self.rows:
            stands &= ~self.rows["retracted"].to_numpy(dtype=bool)
        standing: pd.DataFrame = self.rows[stands]
        return standing


def _versions(table: Table, frame: pd.DataFrame) -> _Versions:
    rows = frame.drop_duplicates()
    if not table.has_versions:
        return _Versions(rows, np.full(len(rows), _ALWAYS), np.zeros(len(rows), np.bool_))
    key = list(table.key)
    if "retracted" in table.names:  # a retraction says nothing but that; two of them are one
        rows = rows[~(rows["retracted"] & rows.duplicated([*key, "known_at", "retracted"]))]
    rows = rows[~rows.duplicated([*key, "known_at"], keep=False)]
    rows = rows.sort_values([*key, "known_at"], kind="stable", na_position="first")
    known = (
        rows["known_at"].to_numpy().astype("datetime64[us]").astype(np.int64)
    )  # a missing instant is the least number
    same = rows.groupby(key, dropna=False, sort=False).ngroup().to_numpy()
    return _Versions(rows, known, np.append(same[1:] == same[:-1], False)[: len(rows)])


def mask_ends(table: Table, frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The rows with endings on or after `day`, and what is told about them, read as missing."""
    for end in table.ends:
        ahead = frame[end.on] >= day
        if ahead.any():
            frame = frame.assign(**{end.on: frame[end.on].mask(ahead)})
            frame = frame.assign(**{name: frame[name].mask(ahead) for name in end.told})
    return frame


def _assume_known_at(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    gaps = frame["known_at"].isna()
    if not gaps.any():
        return frame
    if table.name == SPELLS.name:
        frame = _split_ends(frame, gaps)
        gaps = frame["known_at"].isna()
    return frame.assign(known_at=frame["known_at"].mask(gaps, _end_of_day(frame[table.happened])))


def _split_ends(spells: pd.DataFrame, gaps: pd.Series[bool]) -> pd.DataFrame:
    ended = gaps & spells["ended_on"].notna()
    outlived = ended & (
        spells["ended_on"] > spells["started_on"]
    )  # a spell of one day is one message, not two in conflict
    unended = spells.loc[outlived, [name for name in spells.columns if name not in ("ended_on", "end_reason")]]
    starts = unended.reindex(columns=spells.columns).astype(dict(spells.dtypes))
    ends = spells.assign(known_at=spells["known_at"].mask(ended, _end_of_day(spells["ended_on"])))
    return pd.concat([starts, ends], ignore_index=True)


def _end_of_day(days: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    numbers = days.fillna(pd.Timestamp(calendar.FIRST_DAY)).to_numpy().astype("datetime64[D]").astype(np.int64)
    instants = calendar.last_microseconds(numbers).astype("datetime64[us]")
    return pd.Series(instants, index=days.index).mask(days.isna())
