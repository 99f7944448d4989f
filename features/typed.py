"""The declared types in Arrow and in pandas, and the way from the one to the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from features.records import DTYPES, Column, Kind, Table

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


def schema_of(table: Table) -> pa.Schema:
    """The declared columns of a table as an Arrow schema."""
    return pa.schema([pa.field(column.name, ARROW[column.kind]) for column in table.columns])


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
    series: pd.Series[Any] = cells.to_pandas().rename(None).astype(DTYPES[column.kind])
    return series


def _integers(cells: pa.ChunkedArray) -> pd.Series[int]:
    values = cells.fill_null(0).cast(pa.int64()).to_numpy()
    return pd.Series(pd.arrays.IntegerArray(values.copy(), cells.is_null().to_numpy().copy()))
