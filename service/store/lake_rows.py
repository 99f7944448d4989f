"""Rows as they lie in the lake: the declared columns, and beside them the night that received them, the version that took them, and the
shard of their youth.

Rows of youths are sorted by shard and youth, so that a shard is a run of row groups that a reader finds by their statistics, and a
youth's rows lie together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from hashlib import blake2b
from operator import and_
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from numpy.typing import NDArray

from features.records import ATTENDANCE, Kind, Table
from features.typed import schema_of

SHARDS: Final = 64
RECEIVED_FOR, TAKEN_IN, SHARD = "received_for", "taken_in", "shard"
NO_SHARD: Final = 255
"""In the place of a shard: the row is about no youth."""
GROUP_ROWS: Final = 1 << 13
"""Row groups hold at least so many rows, and whole shards."""
_CODED: Final = pa.dictionary(pa.int32(), pa.string())


@lru_cache(maxsize=1 << 17)
def shard_of(youth_id: str) -> int:
    """The shard of a youth, 0 to 63: the same on every machine and in every version."""
    return int.from_bytes(blake2b(youth_id.encode(), digest_size=8).digest(), "big") % SHARDS


def shards_of(youths: pa.ChunkedArray) -> NDArray[np.uint8]:
    """By row, the shard of its youth."""
    return _places(youths)[1]


def is_of_youths(table: Table) -> bool:
    """Whether the rows of a table are about one youth each; others are the same for every shard."""
    return "youth_id" in table.names


def rows_schema(table: Table) -> pa.Schema:
    """The declared columns; of attendance, texts as codes, because few of them are different."""
    if table is not ATTENDANCE:
        return schema_of(table)
    texts = {column.name for column in table.columns if column.kind is Kind.TEXT}
    return pa.schema([pa.field(f.name, _CODED if f.name in texts else f.type) for f in schema_of(table)])


def stored_schema(table: Table) -> pa.Schema:
    """The columns of a data file."""
    added = (pa.field(RECEIVED_FOR, pa.date32()), pa.field(TAKEN_IN, pa.int32()), pa.field(SHARD, pa.uint8()))
    return pa.schema([*rows_schema(table), *added])


def stored(table: Table, rows: pa.Table, *, received_for: pa.Array, taken_in: int) -> pa.Table:
    """Rows as they go into a file: with their three columns, sorted by shard and youth, else in the order given."""
    if is_of_youths(table):
        rows = rows.unify_dictionaries()
        place, shards = _places(rows["youth_id"])
    else:
        place, shards = np.zeros(rows.num_rows, np.uint16), np.full(rows.num_rows, NO_SHARD, np.uint8)
    added = (received_for, pa.array(np.full(rows.num_rows, taken_in, np.int32)), pa.array(shards))
    table_rows = pa.Table.from_arrays([*rows.columns, *added], schema=stored_schema(table))
    if (place[1:] >= place[:-1]).all():
        return table_rows
    return table_rows.take(pa.array(np.argsort(place, kind="stable")))


def write_rows(rows: pa.Table, file: IO[bytes]) -> None:
    """Write sorted rows as Parquet, cut between shards."""
    with pq.ParquetWriter(file, rows.schema, compression="zstd") as writer:
        for start, stop in _groups(rows[SHARD].to_numpy()):
            writer.write_table(rows.slice(start, stop - start), row_group_size=stop - start)


@dataclass(frozen=True)
class Wanted:
    """Which rows are asked for: of some shards, of one youth, taken up to a version, received up to a night, of some days
    where the table has days of its own."""

    shards: Collection[int] | None = None
    youth_id: str | None = None
    taken_until: int | None = None
    received_until: date | None = None
    days: tuple[date, date] | None = None


EVERYTHING: Final = Wanted()


def scan(table: Table, files: Sequence[Path], wanted: Wanted = EVERYTHING) -> pa.Table:
    """Rows of the files in order, with their three columns."""
    if not files:
        return stored_schema(table).empty_table()
    form = ds.ParquetFileFormat(
        dictionary_columns=[f.name for f in rows_schema(table) if pa.types.is_dictionary(f.type)]
    )
    found = ds.dataset([str(path) for path in files], schema=stored_schema(table), format=form)
    rows: pa.Table = found.to_table(filter=_condition(table, wanted), use_threads=True)
    return rows


def together(rows: pa.Table) -> pa.Table:
    """Rows of several files with those of a youth together again, in the order they were taken."""
    rows = rows.unify_dictionaries()
    place, _ = _places(rows["youth_id"])
    return rows if (place[1:] >= place[:-1]).all() else rows.take(pa.array(np.argsort(place, kind="stable")))


def coded(table: Table, rows: pa.Table) -> pa.Table:
    """Rows in the declared schema with the texts of attendance as codes."""
    if table is not ATTENDANCE:
        return rows
    columns = [
        pc.dictionary_encode(cells)
        if pa.types.is_dictionary(field.type) and not pa.types.is_dictionary(cells.type)
        else cells
        for field, cells in zip(rows_schema(table), rows.columns, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=rows_schema(table)).unify_dictionaries()


def _condition(table: Table, wanted: Wanted) -> Any:
    conditions = []
    if wanted.shards is not None and is_of_youths(table):
        conditions.append(ds.field(SHARD).isin(pa.array(sorted(wanted.shards), pa.uint8())))
    if wanted.youth_id is not None and is_of_youths(table):
        conditions.append(ds.field("youth_id") == wanted.youth_id)
    if wanted.taken_until is not None:
        conditions.append(ds.field(TAKEN_IN) <= wanted.taken_until)
    if wanted.received_until is not None:
        conditions.append(ds.field(RECEIVED_FOR) <= pa.scalar(wanted.received_until, pa.date32()))
    if wanted.days is not None and table.happened:
        first, last = (pa.scalar(day, pa.date32()) for day in wanted.days)
        conditions.append((ds.field(table.happened) >= first) & (ds.field(table.happened) <= last))
    return reduce(and_, conditions) if conditions else None


def _places(youths: pa.ChunkedArray) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """By row, the place of its youth in the order of shard and name, and the shard."""
    encoded = youths if pa.types.is_dictionary(youths.type) else pc.dictionary_encode(youths).unify_dictionaries()
    if encoded.num_chunks == 0:
        return np.empty(0, np.uint16), np.empty(0, np.uint8)
    names = encoded.chunk(0).dictionary.to_pylist()
    shards = np.array([shard_of(name) for name in names], np.uint8)
    order = sorted(range(len(names)), key=lambda code: (shards[code], names[code]))
    ranks = np.empty(
        len(names), np.uint16 if len(names) < 1 << 16 else np.uint32
    )  # 16 bits are sorted many times faster
    ranks[order] = np.arange(len(names))
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in encoded.chunks])
    return ranks[codes], shards[codes]


def _groups(shards: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Where row groups start and stop: whole shards, at least GROUP_ROWS rows each but for the last."""
    ends = np.append(np.flatnonzero(shards[1:] != shards[:-1]) + 1, len(shards)).tolist()
    groups, start = [], 0
    for end in ends:
        if end - start >= GROUP_ROWS or end == len(shards):
            groups.append((start, end))
            start = end
    return groups
