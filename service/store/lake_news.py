"""What a delivery says that the lake does not hold yet, and how much of it takes back or rewrites what stands.

A row that says what is already held is no news: one with its own `known_at` if that very version lies there, one without if it says
what stands. So a source may deliver everything every night, and a fact keeps the instant at which it was first received.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from features import calendar
from features.asof import with_known_at
from features.conflicts import content_hashes, key_hashes
from features.records import ATTENDANCE, INSTITUTIONS, SCHOOL_DAYS, Kind, Records, Table
from features.typed import ARROW, frame_of, schema_of
from service.store.lake_rows import SHARDS, TAKEN_IN, coded, is_of_youths, shards_of
from service.store.lake_versions import ALWAYS

BY_KEY: Final = frozenset({INSTITUTIONS.name, SCHOOL_DAYS.name})
"""Tables without `known_at` that are told row by row; each of the others is told whole, and the last telling stands."""
UPDATED: Final = {
    "spells": frozenset({"grade", "hours_per_week", "expected_end_on"}),
    "assignments": frozenset({"valid_to_on"}),
}
"""Columns that are brought up to date in the course of things; to change them takes nothing back."""
SPAN: Final = timedelta(days=90)
"""Attendance is compared with what stands of the delivery's days, and of at least so long before its last."""
AT_ONCE: Final = 1 << 20
"""Rows of a delivery that are compared in one go; more are compared shard by shard."""

Lying = Callable[[Table, int | None, tuple[date, date] | None], pa.Table]
"""The rows that lie in the lake, with the version that took them: of a table, of one shard or all, of some days or all."""


@dataclass(frozen=True)
class TableNews:
    """What is new in one table.

    `rows`: to be added, and beside them `received_for`. `repeats`: rows that say nothing new. `standing`: facts held before.
    `rewritten`: of those, how many the delivery takes back or says otherwise; an end that is told for the first time is neither.
    `replaces`: some rows have the key and `known_at` of one that lies there.
    """

    table: str
    rows: pa.Table
    received_for: pa.Array
    delivered: int
    repeats: int = 0
    standing: int = 0
    rewritten: int = 0
    replaces: bool = False


def filled(table: Table, records: Records, *, received_for: date | None) -> tuple[pa.Table, NDArray[np.bool_]]:
    """The delivered rows of a table with every `known_at` as it is assumed, and which of them were.

    `received_for`: the night that takes the delivery; None for a first load, where the rows tell when they were known.
    """
    if received_for is None and table is not ATTENDANCE:
        records, _ = with_known_at(replace(records, tables={table.name: records.tables[table.name]}))
    rows = coded(table, _delivered(table, records))
    if not table.has_versions:
        return rows, np.zeros(rows.num_rows, np.bool_)
    gaps = np.asarray(pc.is_null(rows["known_at"]), dtype=bool)
    if not gaps.any() or (received_for is None and not table.happened):
        return rows, gaps & (received_for is not None)
    stamps = _stamps(table, rows, received_for)
    known = pc.coalesce(rows["known_at"], stamps)
    return rows.set_column(rows.schema.get_field_index("known_at"), "known_at", known), gaps & (
        received_for is not None
    )


def received(table: Table, rows: pa.Table, *, received_for: date | None) -> pa.Array:
    """By row, the night that received it: the one given, else the first that could see what the row says was known."""
    if received_for is not None or not table.has_versions:
        return pa.array(np.full(rows.num_rows, _day(received_for or ALWAYS), np.int32)).cast(pa.date32())
    local = pc.local_timestamp(rows["known_at"].cast(pa.timestamp("us", tz=str(calendar.LOCAL))))
    next_day = pc.add(pc.floor_temporal(local, unit="day").cast(pa.date32()).cast(pa.int32()), pa.scalar(1, pa.int32()))
    filled_days = pc.fill_null(next_day, pa.scalar(_day(ALWAYS), pa.int32())).cast(pa.date32())
    return filled_days.combine_chunks() if isinstance(filled_days, pa.ChunkedArray) else filled_days


def news(table: Table, records: Records, lying: Lying, *, received_for: date | None) -> TableNews:
    """What a delivery says in one table that does not lie in the lake."""
    rows, is_assumed = filled(table, records, received_for=received_for)
    if not table.has_versions and table.name not in BY_KEY:
        return _told_whole(table, rows, lying(table, None, None), received_for)
    found = _Compared(np.ones(rows.num_rows, np.bool_))
    for shard, part in _parts(table, rows):
        before = lying(table, shard, _days(table, rows))
        if before.num_rows:
            found.add(part, _judged(table, rows.take(pa.array(part)), is_assumed[part], before))
    kept = rows.filter(pa.array(found.kept))
    return TableNews(
        table.name,
        kept,
        received(table, kept, received_for=received_for),
        rows.num_rows,
        int((~found.kept).sum()),
        found.standing,
        found.rewritten,
        found.replaces,
    )


@dataclass
class _Compared:
    """What is gathered while the parts of a delivery are compared."""

    kept: NDArray[np.bool_]
    standing: int = 0
    rewritten: int = 0
    replaces: bool = False

    def add(self, part: NDArray[np.int64], judged: _Judged) -> None:
        self.kept[part] = judged.kept
        self.standing += judged.standing
        self.rewritten += judged.rewritten
        self.replaces |= judged.replaces


@dataclass(frozen=True)
class _Judged:
    kept: NDArray[np.bool_]
    standing: int
    rewritten: int
    replaces: bool


def _told_whole(table: Table, rows: pa.Table, lying: pa.Table, received_for: date | None) -> TableNews:
    """A table that is told whole: all of it is news, or nothing."""
    before = standing_whole(lying).select(list(table.names))
    old, new = (set(map(_cells, part.to_pylist())) for part in (before, rows))
    repeats = len(new & old)
    if lying.num_rows and old == new:
        rows, repeats = rows.slice(0, 0), rows.num_rows
    when = received(table, rows, received_for=received_for)
    return TableNews(table.name, rows, when, max(len(new), repeats), repeats, len(old), len(old - new))


def standing_whole(lying: pa.Table) -> pa.Table:
    """The last telling of a table that is told whole."""
    if not lying.num_rows:
        return lying
    return lying.filter(pc.equal(lying[TAKEN_IN], pc.max(lying[TAKEN_IN])))


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.values())


def _parts(table: Table, rows: pa.Table) -> list[tuple[int | None, NDArray[np.int64]]]:
    """Positions of rows to be compared together, and their shard if they are of one."""
    if rows.num_rows <= AT_ONCE or not is_of_youths(table):
        return [(None, np.arange(rows.num_rows))]
    shards = shards_of(rows["youth_id"])
    return [(shard, np.flatnonzero(shards == shard)) for shard in range(SHARDS)]


def _days(table: Table, rows: pa.Table) -> tuple[date, date] | None:
    if table is not ATTENDANCE or not rows.num_rows:
        return None
    span = pc.min_max(rows["on"]).as_py()
    return min(span["min"], span["max"] - SPAN), span["max"]


def _judged(table: Table, rows: pa.Table, is_assumed: NDArray[np.bool_], lying: pa.Table) -> _Judged:
    """Which rows are news, beside what lies there of the same keys."""
    coming, before = _numbered(table, frame(table, rows)), _numbered(table, frame(table, lying))
    before[TAKEN_IN] = lying[TAKEN_IN].to_numpy()
    standing = before["key"].nunique()
    before = before[before["key"].isin(coming["key"])].sort_values(["key", "known", TAKEN_IN], kind="stable")
    latest = before.drop_duplicates("key", keep="last")
    version = before.drop_duplicates("version", keep="last")
    has_stood, says_what_stands = _compare(coming, latest, "key")
    has_lain, says_what_lay = _compare(coming, version, "version")
    is_told = is_assumed if table.has_versions else np.ones(len(coming), np.bool_)
    repeats = np.where(is_told, has_stood & says_what_stands, has_lain & says_what_lay)
    replaces = bool((~repeats & has_lain).any()) and table.has_versions
    fresh = coming[~repeats].sort_values("known", kind="stable").drop_duplicates("key", keep="last")
    return _Judged(~repeats, standing, _rewritten(table, fresh, latest.set_index("key")), replaces)


def _numbered(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with numbers for their key, their version and what they say."""
    key = pd.util.hash_pandas_object(rows[list(table.key)], index=False).to_numpy()
    version = key_hashes(table, rows) if table.has_versions else key
    known = _microseconds(rows["known_at"]) if table.has_versions else np.zeros(len(rows), np.int64)
    return rows.assign(key=key, version=version, known=known, content=content_hashes(table, rows))


def _compare(coming: pd.DataFrame, lying: pd.DataFrame, by: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """By row that comes, whether something lies there under the same number, and whether it says the same."""
    place = pd.Index(lying[by]).get_indexer(pd.Index(coming[by]))
    there = place >= 0
    same = np.zeros(len(coming), np.bool_)
    same[there] = lying["content"].to_numpy()[place[there]] == coming["content"].to_numpy()[there]
    return there, same


def _rewritten(table: Table, changed: pd.DataFrame, latest: pd.DataFrame) -> int:
    """How many standing facts are taken back or said otherwise by the rows that are news."""
    after = changed[changed["key"].isin(latest.index)].reset_index(drop=True)
    before = latest.loc[after["key"]].reset_index(drop=True)
    is_later = (after["known"] >= before["known"]).to_numpy()
    stood = ~before["retracted"].to_numpy(dtype=bool) if "retracted" in table.names else np.ones(len(after), np.bool_)
    said_otherwise = np.zeros(len(after), np.bool_)
    told_with_end = {end.on: (end.on, *end.told) for end in table.ends}
    ends = {name for names in told_with_end.values() for name in names}
    for name in table.names:
        if name not in {*table.key, "known_at", *ends, *UPDATED.get(table.name, ())}:
            said_otherwise |= _differs(before[name], after[name])
    for on, names in told_with_end.items():
        was_told = before[on].notna().to_numpy()
        for name in names:
            said_otherwise |= was_told & _differs(before[name], after[name])
    return int((said_otherwise & is_later & stood).sum())


def _differs(before: pd.Series[Any], after: pd.Series[Any]) -> NDArray[np.bool_]:
    one, other = before.astype(object), after.astype(object)
    both_missing = one.isna().to_numpy() & other.isna().to_numpy()
    return np.asarray(~both_missing & (one.to_numpy() != other.to_numpy()), dtype=np.bool_)


# Forms


def _delivered(table: Table, records: Records) -> pa.Table:
    if table is not ATTENDANCE:
        return rows_of(table, records.tables[table.name])
    if not isinstance(records.attendance, pa.Table):
        raise TypeError("attendance: got files, allowed is a table of checked rows")
    return records.attendance


def rows_of(table: Table, rows: pd.DataFrame) -> pa.Table:
    """A frame in the declared dtypes as Arrow rows in the declared schema."""
    columns = []
    for column in table.columns:
        cells = pa.array(rows[column.name], from_pandas=True)
        if column.kind is Kind.INSTANT:
            cells = cells.cast(pa.timestamp("us"))
        columns.append(cells.cast(ARROW[column.kind]))
    return pa.Table.from_arrays(columns, schema=schema_of(table))


def frame(table: Table, rows: pa.Table) -> pd.DataFrame:
    """Rows as a frame in the declared dtypes; coded texts stay coded."""
    if table is not ATTENDANCE:
        return frame_of(table, rows)
    cells = {c.name: rows[c.name] for c in table.columns}
    typed = {name: column for name, column in cells.items() if not pa.types.is_dictionary(column.type)}
    made: dict[str, Any] = {
        name: column.unify_dictionaries().to_pandas() for name, column in cells.items() if name not in typed
    }
    for name, column in typed.items():
        kind = table.column(name).kind
        if kind is Kind.FLAG:
            made[name] = np.asarray(column.fill_null(False), dtype=np.bool_)
        elif kind is Kind.INTEGER:
            made[name] = np.asarray(column.fill_null(-1).to_numpy(), dtype=np.int64)
        elif kind is Kind.DATE:
            made[name] = column.cast(pa.timestamp("s")).to_numpy()
        else:
            made[name] = column.cast(pa.timestamp("us")).to_numpy()
    return pd.DataFrame(made)[list(table.names)]


def _microseconds(known_at: pd.Series[Any]) -> NDArray[np.int64]:
    return known_at.to_numpy().astype("datetime64[us]").astype(np.int64)


def _stamps(table: Table, rows: pa.Table, received_for: date | None) -> pa.Array:
    """The `known_at` that is assumed: the last microsecond before the night's cut, or of the day the fact happened."""
    if received_for is not None:
        micros = np.full(rows.num_rows, calendar.cut_microseconds(received_for) - 1)
    else:
        micros = calendar.last_microseconds(
            rows[table.happened].cast(pa.int32()).fill_null(0).to_numpy().astype(np.int64)
        )
    return pa.array(micros).cast(ARROW[Kind.INSTANT])


def _day(day: date) -> int:
    return calendar.day_number(day)
