"""Parquet files and frames against the declaration: the right columns, and types that hold what is declared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from features import calendar
from features.errors import StructureFault
from features.headings import declared_names
from features.origins import Origin, Part
from features.records import Column, Kind, Table
from features.typed import ARROW, LARGEST, SMALLEST, schema_of

_NAMELESS_INDEX = re.compile(r"__index_level_\d+__")
Rows = TypeVar("Rows", pa.Table, pa.RecordBatch)
_TYPES = {
    Kind.TEXT: "text",
    Kind.DATE: "a date, or a timestamp at midnight",
    Kind.INSTANT: "a timestamp or a date",
    Kind.INTEGER: "an integer",
    Kind.NUMBER: "a number",
    Kind.FLAG: "true or false",
}


def read_parquet(table: Table, path: Path, *, file: str) -> tuple[pa.Table, Origin]:
    """The rows of a Parquet file in the declared Arrow schema, and where each came from.

    Raises: StructureFault if it is broken or has other columns or types than declared.
    """
    check_parquet(table, path, file=file)
    try:
        with pq.ParquetFile(path) as opened:
            rows = opened.read()
    except (pa.ArrowException, OSError):
        raise broken(file) from None
    return typed_rows(table, rows, file=file)


def check_parquet(table: Table, path: Path, *, file: str) -> int:
    """Number of rows of a Parquet file whose columns and types are as declared; only its footer is read.

    Raises: StructureFault if it is broken or has other columns or types than declared.
    """
    try:
        with pq.ParquetFile(path) as opened:
            schema, rows = _without_index(opened.schema_arrow), opened.metadata.num_rows
            unfit = _unfit(table, schema, file=file)
            empty = [name for name in unfit if _is_missing_throughout(opened, name)]
    except (pa.ArrowException, OSError):
        raise broken(file) from None
    _refuse_unfit(table, schema, file=file, names=[name for name in unfit if name not in empty])
    return int(rows)


def broken(file: str) -> StructureFault:
    """The refusal of a Parquet file that cannot be read."""
    return StructureFault(f"{file}: the file is no Parquet file or is cut short. Export it again and compare its size.")


def without_index(rows: Rows) -> Rows:
    """Rows without the columns that pandas added for a nameless index, as the file's own metadata says."""
    return rows.select(_without_index(rows.schema).names)


def typed_rows(table: Table, rows: pa.Table, *, file: str) -> tuple[pa.Table, Origin]:
    """Rows of any accepted types in the declared Arrow schema, and where each came from.

    Raises: StructureFault if columns or types are other than declared.
    """
    rows = without_index(rows)
    unfit = _unfit(table, rows.schema, file=file)
    empty = {name.strip() for name in unfit if _all_missing(rows.column(name))}
    _refuse_unfit(table, rows.schema, file=file, names=[name for name in unfit if name.strip() not in empty])
    rows = rows.rename_columns([name.strip() for name in rows.column_names])
    columns, unreadable = [], {}
    for column in table.columns:
        absent = column.name not in rows.column_names or column.name in empty
        if absent or pa.types.is_null(rows.schema.field(column.name).type):
            columns.append(pa.nulls(rows.num_rows, ARROW[column.kind]))
            continue
        cells = _plain_texts(rows.column(column.name))
        try:
            typed = _typed(column, cells)
        except pa.ArrowException:
            raise StructureFault(
                f"{file}, column '{column.name}': a value cannot be held as {_TYPES[column.kind]}."
            ) from None
        lost = np.asarray(pc.and_(pc.is_valid(cells), pc.is_null(typed)), dtype=bool) & ~_empty(cells)
        _refuse_instants(column, cells, typed, file=file)
        if lost.any():
            unreadable[column.name] = _texts(cells, lost)
        columns.append(typed)
    part = Part(file, rows.num_rows)
    return pa.Table.from_arrays(columns, schema=schema_of(table)), Origin((part,), unreadable)


def _refuse_instants(column: Column, cells: pa.ChunkedArray, typed: pa.ChunkedArray, *, file: str) -> None:
    if column.kind is not Kind.DATE or not pa.types.is_timestamp(cells.type) or cells.type.tz is None:
        return
    if cells.null_count < len(cells) and typed.null_count == len(typed):
        raise StructureFault(
            f"{file}, column '{column.name}': got instants of type {cells.type}, none of them at midnight in Denmark or in UTC; "
            f"allowed is {_TYPES[column.kind]}. Export the column as a date."
        )


def joined(parts: Sequence[tuple[pa.Table, Origin]], schema: pa.Schema) -> tuple[pa.Table, Origin]:
    """Several parts of one table as one, in the order given."""
    unreadable: dict[str, list[pd.Series[str]]] = {}
    before = 0
    for rows, origin in parts:
        for name, cells in origin.unreadable.items():
            unreadable.setdefault(name, []).append(cells.set_axis(cells.index + before))
        before += rows.num_rows
    return pa.concat_tables([schema.empty_table(), *(rows for rows, _ in parts)]), Origin(
        tuple(part for _, origin in parts for part in origin.parts),
        {name: pd.concat(cells) for name, cells in unreadable.items()},
        tuple(torn for _, origin in parts for torn in origin.torn),
    )


def _without_index(schema: pa.Schema) -> pa.Schema:
    index = (schema.pandas_metadata or {}).get("index_columns", ())
    added = {name for name in index if isinstance(name, str) and _NAMELESS_INDEX.fullmatch(name)}
    return pa.schema([field for field in schema if field.name not in added])


def _unfit(table: Table, schema: pa.Schema, *, file: str) -> list[str]:
    """Columns whose type cannot hold what is declared.

    Raises: StructureFault for columns that are denied, foreign, double or missing.
    """
    declared_names(table, schema.names, file=file)
    return [field.name for field in schema if not _fits(table.column(field.name.strip()).kind, field.type)]


def _refuse_unfit(table: Table, schema: pa.Schema, *, file: str, names: Sequence[str]) -> None:
    for name in names:
        column = table.column(name.strip())
        raise StructureFault(
            f"{file}, column '{column.name}': got the type {schema.field(name).type}, allowed is {_TYPES[column.kind]}. "
            "Export the column with its own type."
        )


def _is_missing_throughout(opened: pq.ParquetFile, name: str) -> bool:
    """Whether a column of a file holds nothing, whatever its type; read in batches and only as far as it takes to tell."""
    return all(_all_missing(batch.column(0)) for batch in opened.iter_batches(columns=[name]))


def _all_missing(cells: pa.Array | pa.ChunkedArray) -> bool:
    missing: bool = pc.all(pc.is_null(cells, nan_is_null=True), min_count=0).as_py()
    return missing


def _plain_texts(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Coded texts as plain ones where Arrow cannot decode them by itself; other cells as they are."""
    if not (pa.types.is_dictionary(cells.type) and pa.types.is_string_view(cells.type.value_type)):
        return cells
    return pa.chunked_array(
        [chunk.dictionary.cast(pa.string()).take(chunk.indices) for chunk in cells.chunks], type=pa.string()
    )


def _fits(kind: Kind, arrow: pa.DataType) -> bool:
    if pa.types.is_null(arrow):
        return True
    if pa.types.is_dictionary(arrow):
        return kind is Kind.TEXT and _fits(kind, arrow.value_type)
    whole = pa.types.is_integer(arrow) or pa.types.is_floating(arrow)
    day = pa.types.is_date(arrow) or pa.types.is_timestamp(arrow)
    fits = {
        Kind.TEXT: pa.types.is_string(arrow) or pa.types.is_large_string(arrow) or pa.types.is_string_view(arrow),
        Kind.DATE: day,
        Kind.INSTANT: day,
        Kind.INTEGER: whole,
        Kind.NUMBER: whole or pa.types.is_decimal(arrow),
        Kind.FLAG: pa.types.is_boolean(arrow),
    }
    return bool(fits[kind])


def _typed(column: Column, cells: pa.ChunkedArray) -> pa.ChunkedArray:
    match column.kind:
        case Kind.TEXT:
            texts = cells.cast(pa.string())
            texts.validate(full=True)  # a file can hold bytes that are no text, which would fail far from here
            return pc.if_else(pc.equal(texts, ""), None, texts)
        case Kind.DATE:
            return _dates(cells)
        case Kind.INSTANT:
            return _instants(cells)
        case Kind.INTEGER:
            return _integers(cells)
        case Kind.NUMBER:
            numbers = cells.cast(pa.float64())
            return pc.if_else(pc.is_finite(numbers), numbers, None)
        case Kind.FLAG:
            return cells


def _dates(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Days; an instant is one at midnight in Denmark or in UTC, which never are the same, and none at another time of day."""
    if pa.types.is_date(cells.type):
        return cells.cast(pa.date32())
    if cells.type.tz is None:
        return _midnights(cells)
    return pc.coalesce(*(_midnights(_clock(cells, zone)) for zone in (str(calendar.LOCAL), "UTC")))


def _clock(cells: pa.ChunkedArray, zone: str) -> pa.ChunkedArray:
    return pc.local_timestamp(cells.cast(pa.timestamp(cells.type.unit, tz=zone)))


def _midnights(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    days = pc.floor_temporal(cells, unit="day")
    return pc.if_else(pc.equal(days, cells), days.cast(pa.date32()), None)


def _instants(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Instants; one without zone is UTC, a day is its local midnight."""
    if not pa.types.is_date(cells.type):
        fine = cells.cast(pa.timestamp("us", tz=cells.type.tz), safe=cells.type.unit != "ns")
        return fine.cast(ARROW[Kind.INSTANT])
    midnights = calendar.local_midnights()
    numbers = cells.cast(pa.date32()).cast(pa.int32()).fill_null(-1).to_numpy().astype(np.int64)
    known = (numbers >= 0) & (numbers < len(midnights))
    micros = midnights[np.where(known, numbers, 0)]
    return pa.chunked_array([pa.array(micros, mask=~known).cast(ARROW[Kind.INSTANT])])


def _integers(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_floating(cells.type):
        numbers = cells.cast(pa.float64())
        whole = pc.and_(pc.is_finite(numbers), pc.equal(pc.floor(numbers), numbers))
        cells = pc.if_else(whole, numbers, None)
    held = pc.and_(pc.greater_equal(cells, SMALLEST), pc.less_equal(cells, LARGEST))
    return pc.if_else(held, cells, None).cast(pa.int16())


def _empty(cells: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Cells that hold something that means missing: an empty text, a NaN."""
    if pa.types.is_floating(cells.type):
        return np.asarray(pc.is_nan(cells).fill_null(False), dtype=bool)
    if pa.types.is_integer(cells.type) or pa.types.is_decimal(cells.type) or pa.types.is_temporal(cells.type):
        return np.zeros(len(cells), dtype=bool)
    return np.ones(len(cells), dtype=bool)


def _texts(cells: pa.ChunkedArray, lost: NDArray[np.bool_]) -> pd.Series[str]:
    index = np.flatnonzero(lost)
    return pd.Series([str(value) for value in cells.take(pa.array(index)).to_pylist()], index=index, dtype="str")
