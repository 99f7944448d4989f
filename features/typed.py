"""The declared types in Arrow and in pandas, and the way from the one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
SMALLEST, LARGEST = np.iinfo(np.int16).min, np.iinfo(np.int16).max
"""What an integer cell can hold; whatever is beyond is beyond every declared limit as well."""


@lru_cache(maxsize=len(BY_NAME))
def schema_of(table: Table) -> pa.Schema:
    """The declared columns of a table as an Arrow schema."""
    return pa.schema([pa.field(column.name, ARROW[column.kind]) for column in table.columns])


class ArrowTables(Mapping[str, pd.DataFrame]):
    """Tables by name, held as rows in the declared Arrow schema; one becomes a frame when it is first asked for.

    Frames cost more than a few rows are worth, so whoever can do without them reads `arrow`.
    """

    def __init__(self, arrow: Mapping[str, pa.Table]) -> None:
        self.arrow = dict(arrow)
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The frame of a table; it is shared, so nobody may change it in place."""
        if name not in self._frames:
            self._frames[name] = frame_of(BY_NAME[name], self.arrow[name])
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.arrow)

    def __len__(self) -> int:
        return len(self.arrow)


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
