"""Tables as Parquet files in the types of the declared format, and the delivery's own description."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from features.records import FORMAT, Kind, Table
from features.vocabulary import DataKind

ROW_GROUP = 1_000_000
ARROW = {
    Kind.TEXT: pa.string(),
    Kind.DATE: pa.date32(),
    Kind.INSTANT: pa.timestamp("us"),
    Kind.INTEGER: pa.int16(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
}
SOURCE = "synthetic municipality"


def write_table(table: Table, frame: pd.DataFrame, folder: Path) -> None:
    """Write the declared columns that the frame has."""
    schema = pa.schema([(column.name, ARROW[column.kind]) for column in table.columns if column.name in frame])
    arrow = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
    pq.write_table(arrow.replace_schema_metadata(None), folder / f"{table.name}.parquet")


def write_stream(parts: Iterable[pa.Table], schema: pa.Schema, file: Path) -> int:
    """Write many tables as one file in row groups of one million rows; the number of rows."""
    waiting = schema.empty_table()
    rows = 0
    with pq.ParquetWriter(file, schema, compression="zstd", compression_level=1) as writer:
        for part in parts:
            rows += part.num_rows
            waiting = pa.concat_tables([waiting, part])
            while waiting.num_rows >= ROW_GROUP:
                writer.write_table(waiting.slice(0, ROW_GROUP))
                waiting = waiting.slice(ROW_GROUP)
        if waiting.num_rows:
            writer.write_table(waiting)
    return rows


def write_delivery(folder: Path, delivered_on: date, *, source: str = SOURCE) -> None:
    """Write delivery.json: what the folder says of itself."""
    told = {
        "format": FORMAT,
        "data": str(DataKind.SYNTHETIC),
        "source": source,
        "delivered_on": delivered_on.isoformat(),
        "attribution": "Made up; any likeness to persons is chance.",
    }
    (folder / "delivery.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
