"""Attendance as a stream of plain arrays, all rows of a youth together, in memory that does not grow with the delivery.

Files sorted by youth are passed on as they are read, while the next piece is read in a thread. In any other order the rows that could
be seen are regrouped first: in memory when they are few, else through buckets of youths in a temporary folder. Which way is taken
changes no result, because whoever reads the stream gets whole youths and orders their rows itself.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from features.parquet_files import broken, typed_rows, without_index
from features.records import ATTENDANCE

NO_DAY: Final = -(2**31)
"""A missing day."""
NO_INSTANT: Final = -(2**63)
"""A missing instant."""
UNKNOWN_YOUTH: Final = -1
"""A row about somebody who is not in `youths`: passed over."""
MISSING_YOUTH: Final = -2
"""A row about nobody: a fault."""
MISSING_INSTITUTION: Final = -1
"""A row about no institution, or one whose institution is built like a CPR number: a fault."""

BATCH_ROWS: Final = 2**20
BATCHES_AHEAD: Final = 8
IN_MEMORY_ROWS: Final = 2**22
MOST_BUCKETS: Final = 256
_COUNT: Final = np.dtype(np.int16)
_INSTANT: Final = pa.timestamp("us", tz="UTC")
_TEXTS: Final = ("youth_id", "institution_id")
_COUNTS: Final = ("scheduled", "sick", "permitted", "unlawful")

Item = TypeVar("Item")


class Rows(NamedTuple):
    """Attendance rows as arrays of one length.

    `youth`, `institution`: codes. `day`: day number. Counts that are missing or beyond what int16 holds read -1. `known`: microseconds UTC.
    """

    youth: NDArray[np.int32]
    institution: NDArray[np.int32]
    day: NDArray[np.int32]
    scheduled: NDArray[np.int16]
    sick: NDArray[np.int16]
    permitted: NDArray[np.int16]
    unlawful: NDArray[np.int16]
    known: NDArray[np.int64]
    retracted: NDArray[np.bool_]


class NotByYouth(Exception):
    """The rows of a youth do not lie together; read again with `regrouped`."""


@dataclass
class Codes:
    """Numbers for names: youths by their place in a sorted index, institutions as they appear."""

    youths: pd.Index[str]
    institutions: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._youth_set = pa.array(self.youths, type=pa.string())

    def of_youths(self, names: pa.Array) -> NDArray[np.int32]:
        """Codes of youths, one more at the end for a missing one."""
        codes = pc.fill_null(pc.index_in(names.cast(pa.string()), value_set=self._youth_set), UNKNOWN_YOUTH)
        found = np.append(codes.to_numpy(), np.int32(MISSING_YOUTH)).astype(np.int32)
        if names.null_count:
            found[:-1][names.is_null().to_numpy(zero_copy_only=False)] = MISSING_YOUTH
        return found

    def of_institutions(self, names: pa.Array) -> NDArray[np.int32]:
        """Codes of institutions, one more at the end for a missing one."""
        codes = [self._institution(name) for name in names.to_pylist()]
        return np.array([*codes, MISSING_INSTITUTION], dtype=np.int32)

    def ranks(self) -> NDArray[np.int32]:
        """By code, the place of each institution in the order of their names."""
        names = list(self.institutions)
        ranks = np.empty(len(names), np.int32)
        ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names), dtype=np.int32)
        return ranks

    def _institution(self, name: str | None) -> int:
        if not name:
            return MISSING_INSTITUTION
        return self.institutions.setdefault(name, len(self.institutions))


@dataclass(frozen=True)
class Limit:
    """What could be seen at all: days before `day`, known before `cut` (microseconds UTC)."""

    day: int
    cut: int

    def visible(self, rows: Rows) -> Rows:
        """Rows that could be seen, of youths we know or of nobody."""
        known = (rows.known == NO_INSTANT) | (rows.known < self.cut)
        return _pick(rows, known & (rows.day < self.day) & (rows.youth != UNKNOWN_YOUTH))


@contextmanager
def opened(attendance: Sequence[Path] | pa.Table | None) -> Iterator[Iterator[pa.RecordBatch]]:
    """Attendance piece by piece in delivered order; a thread starts to read at once and stays a few pieces ahead."""
    if attendance is None or (isinstance(attendance, pa.Table) and attendance.num_rows <= BATCH_ROWS):
        yield _batches(attendance)  # there is nothing to wait for
        return
    with _ahead(_batches(attendance), BATCHES_AHEAD) as batches:
        yield batches


def read(batches: Iterator[pa.RecordBatch], codes: Codes) -> Iterator[Rows]:
    """The pieces as arrays, the next being made in a thread while the last is used."""
    begun = list(islice(batches, 2))
    pieces = (_coded(batch, codes) for batch in chain(begun, batches))
    if len(begun) < 2:  # a thread would cost more than the piece
        yield from pieces
        return
    with _ahead(pieces, 1) as coded:
        yield from coded


def row_count(attendance: Sequence[Path] | pa.Table | None) -> int:
    """Rows delivered, without reading them."""
    if attendance is None:
        return 0
    if isinstance(attendance, pa.Table):
        return int(attendance.num_rows)
    return sum(int(pq.read_metadata(path).num_rows) for path in attendance)


def by_youth(pieces: Iterable[Rows], youths: int) -> Iterator[Rows]:
    """The same rows, cut so that every piece holds whole youths.

    Raises: NotByYouth when a youth comes back after another.
    """
    begun = np.zeros(youths, np.bool_)
    carry: Rows | None = None
    for rows in pieces:
        if not len(rows.youth):
            continue
        edges = np.flatnonzero(rows.youth[1:] != rows.youth[:-1]) + 1
        continued = carry is not None and carry.youth[-1] == rows.youth[0]
        _begin(rows.youth[np.append(0, edges)][int(continued) :], begun)
        first, last = (edges[0], edges[-1]) if len(edges) else (len(rows.youth), 0)
        if carry is not None:
            carry = _join([carry, _cut(rows, 0, first)]) if continued else carry
            if continued and not len(edges):
                continue
            yield carry
        yield _cut(rows, first if continued else 0, last)
        carry = _copy(_cut(rows, last, len(rows.youth)))
    if carry is not None:
        yield carry


def regrouped(pieces: Iterable[Rows], codes: Codes, limit: Limit, *, rows_delivered: int) -> Iterator[Rows]:
    """Visible rows in order of youth, whatever order they came in."""
    visible = (limit.visible(rows) for rows in pieces)
    if rows_delivered <= IN_MEMORY_ROWS:
        gathered = list(visible)
        if gathered:
            yield _sorted_by_youth(_join(gathered))
        return
    buckets = min(MOST_BUCKETS, -(-4 * rows_delivered // IN_MEMORY_ROWS))
    with tempfile.TemporaryDirectory(prefix="alleskalmed-") as folder:
        for path in _spill(visible, Path(folder), buckets=buckets, youths=max(1, len(codes.youths))):
            yield _sorted_by_youth(_unspill(path))


def _batches(attendance: Sequence[Path] | pa.Table | None) -> Iterator[pa.RecordBatch]:
    if isinstance(attendance, pa.Table):
        yield from attendance.to_batches(max_chunksize=BATCH_ROWS)
        return
    for path in attendance or ():
        try:
            yield from _file_batches(path)
        except (pa.ArrowException, OSError):
            raise broken(path.name) from None


def _file_batches(path: Path) -> Iterator[pa.RecordBatch]:
    # pre_buffer would keep the whole file in memory until the last batch
    with pq.ParquetFile(path, read_dictionary=list(_TEXTS), pre_buffer=False) as file:
        for batch in file.iter_batches(batch_size=BATCH_ROWS):
            rows = without_index(batch)
            yield rows.rename_columns([name.strip() for name in rows.schema.names])


@contextmanager
def _ahead(items: Iterator[Item], most: int) -> Iterator[Iterator[Item]]:
    """The same items, made in a thread that is up to `most` items ahead of whoever uses them."""
    thread = ThreadPoolExecutor(1)
    try:
        coming = deque(thread.submit(next, items, None) for _ in range(most))
        yield _arriving(items, coming, thread)
    finally:
        thread.shutdown(cancel_futures=True)


def _arriving(items: Iterator[Item], coming: deque[Future[Item | None]], thread: ThreadPoolExecutor) -> Iterator[Item]:
    while (item := coming.popleft().result()) is not None:
        coming.append(thread.submit(next, items, None))
        yield item


# Arrow columns to arrays


def _coded(batch: pa.RecordBatch, codes: Codes) -> Rows:
    if not _is_plain(batch.schema):
        typed, _ = typed_rows(ATTENDANCE, pa.Table.from_batches([batch]), file=ATTENDANCE.name)
        batch = typed.combine_chunks().to_batches()[0]
    columns: Mapping[str, Any] = dict(zip(batch.schema.names, batch.columns, strict=True))
    size = batch.num_rows
    return Rows(
        _names(columns["youth_id"], codes.of_youths),
        _names(columns["institution_id"], codes.of_institutions),
        _filled(columns["on"].view(pa.int32()), NO_DAY),
        _counts(columns["scheduled"]),
        _counts(columns["sick"]),
        _counts(columns["permitted"]),
        _counts(columns["unlawful"]),
        _filled(columns["known_at"].view(pa.int64()), NO_INSTANT)
        if "known_at" in columns
        else np.full(size, NO_INSTANT, np.int64),
        _filled(columns["retracted"], False) if "retracted" in columns else np.zeros(size, np.bool_),
    )


def _is_plain(schema: pa.Schema) -> bool:
    """Whether the arrays can be used as they lie; other accepted types are brought into the declared ones first."""
    types = dict(zip(schema.names, schema.types, strict=True))
    known_at, retracted = types.get("known_at", _INSTANT), types.get("retracted", pa.bool_())
    return (
        all(pa.types.is_dictionary(types[name]) or pa.types.is_string(types[name]) for name in _TEXTS)
        and types["on"] == pa.date32()
        and all(pa.types.is_signed_integer(types[name]) for name in _COUNTS)
        and (pa.types.is_timestamp(known_at) and known_at.unit == _INSTANT.unit)
        and pa.types.is_boolean(retracted)
    )


def _names(column: Any, code: Callable[[Any], NDArray[np.int32]]) -> NDArray[np.int32]:
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    indices = column.indices
    if indices.null_count:
        indices = indices.cast(pa.int64()).fill_null(len(column.dictionary))
    return _translated(code(column.dictionary), indices.to_numpy(zero_copy_only=False))


def _translated(codes: NDArray[np.int32], indices: NDArray[np.int32]) -> NDArray[np.int32]:
    """The code at each index, looked up once for each run of one index, as most names come in long runs."""
    starts = np.append(0, np.flatnonzero(indices[1:] != indices[:-1]) + 1) if len(indices) else np.empty(0, np.int64)
    if len(starts) > len(indices) // 8:
        return codes[indices]
    return np.repeat(codes[indices[starts]], np.diff(starts, append=len(indices)))


def _counts(column: Any) -> NDArray[np.int16]:
    values = _filled(column, -1)
    if values.dtype.itemsize > _COUNT.itemsize:
        values = np.where((values >= -1) & (values <= np.iinfo(_COUNT).max), values, -1)
    return values.astype(_COUNT, copy=False)


def _filled(column: Any, value: object) -> NDArray[Any]:
    column = column.fill_null(value) if column.null_count else column
    return cast("NDArray[Any]", column.to_numpy(zero_copy_only=False))


# Rows as one thing


def _begin(youths: NDArray[np.int32], begun: NDArray[np.bool_]) -> None:
    """Note the youths whose rows begin here; none may have begun before."""
    youths = youths[youths >= 0]
    if begun[youths].any():
        raise NotByYouth
    begun[youths] = True
    if begun.any() and len(np.unique(youths)) < len(youths):
        raise NotByYouth


def _cut(rows: Rows, start: int, stop: int) -> Rows:
    return Rows._make(column[start:stop] for column in rows)


def _pick(rows: Rows, which: NDArray[Any]) -> Rows:
    return Rows._make(column[which] for column in rows)


def _copy(rows: Rows) -> Rows:
    return Rows._make(column.copy() for column in rows)


def _join(pieces: Sequence[Rows]) -> Rows:
    return Rows._make(np.concatenate(columns) for columns in zip(*pieces, strict=True))


def _sorted_by_youth(rows: Rows) -> Rows:
    return _pick(rows, np.argsort(rows.youth, kind="stable"))


# Buckets on disk


def _spill(pieces: Iterable[Rows], folder: Path, *, buckets: int, youths: int) -> list[Path]:
    """Write each row into the bucket of its youth and say where the buckets are."""
    paths = [folder / f"{number}.arrow" for number in range(buckets)]
    writers: dict[int, pa.RecordBatchFileWriter] = {}
    try:
        for rows in pieces:
            bucket = np.maximum(rows.youth, 0).astype(np.int64) * buckets // youths
            rows = _pick(rows, np.argsort(bucket, kind="stable"))  # noqa: PLW2901 - only the ordered rows are of use
            edges = np.append(0, np.cumsum(np.bincount(bucket, minlength=buckets)))
            for number in np.flatnonzero(np.diff(edges)).tolist():
                batch = _packed(_cut(rows, edges[number], edges[number + 1]))
                if number not in writers:
                    writers[number] = pa.ipc.new_file(paths[number], batch.schema)
                writers[number].write_batch(batch)
    finally:
        for writer in writers.values():
            writer.close()
    return [path for number, path in enumerate(paths) if number in writers]


def _packed(rows: Rows) -> pa.RecordBatch:
    columns = [column.view(np.int8) if column.dtype == np.bool_ else column for column in rows]
    return pa.record_batch([pa.array(column) for column in columns], names=list(Rows._fields))


def _unspill(path: Path) -> Rows:
    with pa.OSFile(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
    columns = [table[name].to_numpy() for name in Rows._fields]
    return Rows._make([*columns[:-1], columns[-1].view(np.bool_)])
