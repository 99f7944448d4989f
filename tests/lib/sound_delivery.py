"""A small sound delivery, and ways to write it: Parquet, CSV as the format has it, CSV as Danish systems have it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from features.records import BY_NAME
from features.typed import schema_of

YOUTHS = 300
DELIVERED_ON = date(2026, 3, 1)
Row = dict[str, str]
Tables = dict[str, list[Row]]


def sound() -> Tables:
    """Rows as text, 300 and more of each required table, none of them faulty."""
    ids = [f"y{number:03d}" for number in range(YOUTHS)]
    return {
        "youths": [
            {"youth_id": youth, "birth_on": "2010-05-01", "sex": "F", "district_id": "Nord", "known_at": ""}
            for youth in ids
        ],
        "spells": [
            {
                "youth_id": youth,
                "started_on": "2025-08-11",
                "ended_on": "",
                "status": "upper_secondary",
                "institution_id": "Søndergård",
                "end_reason": "",
                "hours_per_week": "",
                "known_at": "2025-08-12T06:00:00",
                "retracted": "",
            }
            for youth in ids
        ],
        "attendance": [
            {
                "youth_id": youth,
                "on": str(date(2026, 2, 2) + timedelta(days=day)),
                "institution_id": "Søndergård",
                "scheduled": "6",
                "sick": "0",
                "permitted": "1",
                "unlawful": "2",
                "known_at": "2026-02-09T06:00:00",
                "retracted": "",
            }
            for youth in ids
            for day in range(2)
        ],
        "interventions": [
            {"youth_id": youth, "started_on": "2026-01-05", "kind": "mentor", "ended_on": "", "step": "3", "result": ""}
            for youth in ids
        ],
        "school_days": [
            {"institution_id": "default", "on": str(date(2026, 1, 1) + timedelta(days=day)), "possible": "1"}
            for day in range(YOUTHS)
        ],
    }


def assignments() -> list[Row]:
    """Rows that say who answers for each youth of `sound`, none of them faulty."""
    return [
        {
            "counsellor_id": "c1",
            "scope": "youth",
            "scope_id": row["youth_id"],
            "role": "tovholder",
            "valid_from_on": "2025-08-01",
        }
        for row in sound()["youths"]
    ]


def write_csv(
    folder: Path, tables: Tables, *, delimiter: str = ",", encoding: str = "utf-8", name: str = "{}.csv"
) -> Path:
    """The rows as text files of the format; a cell with the delimiter or a line break is quoted."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        lines = [list(rows[0]), *([*row.values()] for row in rows)]
        text = "".join(delimiter.join(_quoted(cell, delimiter) for cell in line) + "\r\n" for line in lines)
        (folder / name.format(table)).write_bytes(text.encode(encoding))
    return folder


def write_parquet(folder: Path, tables: Tables) -> Path:
    """The rows as Parquet in the declared types, instants read as local time."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        pq.write_table(arrow_of(name, rows), folder / f"{name}.parquet")
    return folder


def arrow_of(name: str, rows: Sequence[Mapping[str, str]]) -> pa.Table:
    """The rows of one table in the declared Arrow types, without the columns that are not given."""
    schema = pa.schema([field for field in schema_of(BY_NAME[name]) if field.name in rows[0]])
    return pa.table({field.name: _cells(field, [row[field.name] for row in rows]) for field in schema}, schema=schema)


def fingerprint(folder: Path) -> Mapping[str, str]:
    """What every file of a folder holds."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _quoted(cell: str, delimiter: str) -> str:
    return f'"{cell}"' if delimiter in cell or "\n" in cell else cell


def _cells(field: pa.Field, texts: list[str]) -> pa.Array:
    if pa.types.is_timestamp(field.type):
        local = pd.Series(pd.to_datetime(pd.Series(texts, dtype="str").mask(pd.Series(texts) == ""), format="ISO8601"))
        return pa.array(
            local.dt.tz_localize("Europe/Copenhagen").dt.tz_convert("UTC"), type=field.type, from_pandas=True
        )
    if pa.types.is_boolean(field.type):
        return pa.array([text == "true" for text in texts])
    if pa.types.is_floating(field.type):
        return pa.array([float(text) if text else None for text in texts], type=field.type)
    if pa.types.is_integer(field.type):
        return pa.array([int(text) if text else None for text in texts], type=field.type)
    if pa.types.is_date(field.type):
        return pa.array([date.fromisoformat(text) if text else None for text in texts], type=field.type)
    return pa.array([text or None for text in texts], type=field.type)
