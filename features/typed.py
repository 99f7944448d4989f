"""The declared types in Arrow and in pandas, and the way from the one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from features.records import BY_NAME, DTYPES, Column, Kind, Table

ARROW: Final[Mapping[Kind, pa.DataType]] = {
    Kind.TEXT: pa.string(),
    Kind.DATE: pa.date32(),
    Kind.INSTANT: pa.timestamp("us", tz="UTC"),
    Kind.INTEGER: pa.int16(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
}
_NUMBERED: Final = {Kind.DATE: pa.int32(), Kind.INSTANT: pa.int64()}
"""Kinds whose plain cells are numbers: days, and microseconds UTC."""
SMALLEST, LARGEST = np.iinfo(np.int16).min, np.iinfo(np.int16).max
"""What an integer cell can hold; whatever is beyond is beyond every declared limit as well."""


@lru_cache(maxsize=len(BY_NAME))
def schema_of(table: Table) -> pa.Schema:
    """The declared columns of a table as an Arrow schema."""
    return pa.schema([pa.field(column.name, ARROW[column.kind]) for column in table.columns])


Cells = Mapping[str, Sequence[Any]]
"""By column, one value per row: texts and numbers as they are, days as day numbers, instants as microseconds UTC, missing None."""


class TypedTables(Mapping[str, pd.DataFrame]):
    """Tables by name, held as rows in the declared Arrow schema or as plain cells; one becomes a frame when it is first asked for.

    Frames cost more than a few rows are worth, so whoever can do without them reads `cells`.
    """

    def __init__(self, arrow: Mapping[str, pa.Table], cells: Mapping[str, Cells] | None = None) -> None:
        self._arrow = dict(arrow)
        self._cells = dict(cells or {})
        self._names = (*self._arrow, *self._cells)
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The frame of a table; it is shared, so nobody may change it in place."""
        if name not in self._frames:
            table = BY_NAME[name]
            rows = self._arrow[name] if name in self._arrow else _rows_of(table, self._cells[name])
            self._frames[name] = frame_of(table, rows)
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def count(self, name: str) -> int:
        """How many rows a table has."""
        if name in self._arrow:
            return int(self._arrow[name].num_rows)
        return len(self._cells[name][BY_NAME[name].names[0]])

    def cells(self, name: str) -> Cells:
        """The rows of a table as plain cells."""
        if name not in self._cells:
            self._cells[name] = _cells_of(BY_NAME[name], self._arrow[name])
        return self._cells[name]


def _cells_of(table: Table, rows: pa.Table) -> Cells:
    return {column.name: _plain(column.kind, rows.column(column.name)) for column in table.columns}


def _plain(kind: Kind, cells: pa.ChunkedArray) -> list[Any]:
    if cells.null_count == len(cells):
        return [False if kind is Kind.FLAG else None] * len(cells)
    if kind in _NUMBERED:
        cells = cells.cast(_NUMBERED[kind])
    elif kind is Kind.FLAG:
        cells = cells.fill_null(False)
    read: list[Any] = cells.to_pylist()
    return read


def _rows_of(table: Table, cells: Cells) -> pa.Table:
    schema = schema_of(table)
    columns = [
        pa.array(cells[column.name], type=_NUMBERED.get(column.kind, field.type)).cast(field.type)
        for column, field in zip(table.columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


@lru_cache(maxsize=len(BY_NAME))
def no_rows(table: Table) -> pa.Table:
    """A table without rows in its declared Arrow schema."""
    return schema_of(table).empty_table()


def frame_of(table: Table, rows: pa.Table) -> pd.DataFrame:
    """Rows in the declared Arrow schema as a frame in the declared dtypes; index 0, 1 and so on."""
    return pd.DataFrame({column.name: _series(column, rows.column(column.name)) for column in table.columns})


def _series(column: Column, cells: pa.ChunkedArray) -> pd.Series[Any]:
    if column.kind is Kind.DATE:
        cells = cells.cast(pa.timestamp("s"))
    elif column.kind is Kind.INSTANT:
        cells = cells.cast(pa.timestamp("us"))
    elif column.kind is Kind.FLAG:
        cells = cells.fill_null(False)
    elif column.kind is Kind.INTEGER:
        return _integers(cells)
    read = cells.to_pandas()
    series: pd.Series[Any] = read if read.dtype == DTYPES[column.kind] else read.astype(DTYPES[column.kind])
    return series


def _integers(cells: pa.ChunkedArray) -> pd.Series[int]:
    values = cells.fill_null(0).cast(pa.int64()).to_numpy()
    return pd.Series(pd.arrays.IntegerArray(values.copy(), cells.is_null().to_numpy().copy()))
