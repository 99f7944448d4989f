"""Pictures: small tables of records drawn as text, and what an indicator says about them.

The first column names the youth (in `institutions` the institution). A column not drawn takes its default; an empty cell is
missing. A day written FIRST..LAST stands for one row on each Monday to Friday from FIRST to LAST. A `known_at` without a clock
time is the start of that local day; with one it is UTC.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa

from features import calendar, records
from features.build import build_indicators
from features.records import DTYPES, Delivery, Kind, Records, Table
from features.reference import build_reference
from features.vocabulary import DataKind

Build = Callable[..., pd.DataFrame]
ENGINES: Mapping[str, Build] = {"kernel": build_indicators, "reference": build_reference}

DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "youths": {"birth_on": date(2011, 5, 1)},
    "attendance": {"institution_id": "S1", "scheduled": 6, "sick": 0, "permitted": 0, "unlawful": 0},
    "spells": {"status": "compulsory_school", "institution_id": "S1"},
    "institutions": {"kind": "municipal_school", "delivers_attendance": True},
    "risk_reports": {"institution_id": "S1"},
    "next_steps": {"kind": "admitted"},
}
ARROW: Mapping[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.DATE: pa.date32(),
    Kind.INSTANT: pa.timestamp("us"),
    Kind.INTEGER: pa.int16(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
}


@dataclass(frozen=True)
class Picture:
    """One idea: records, a date, an indicator, and what it gives by youth (None for missing)."""

    as_of: str
    indicator: str
    gives: Mapping[str, float | None]
    attendance: str = ""
    spells: str = ""
    youths: str = ""
    institutions: str = ""
    next_steps: str = ""
    risk_reports: str = ""

    def records(self) -> Records:
        """The drawn tables as records; youths named anywhere but not drawn are residents with the default birthday."""
        drawn = {name: getattr(self, name) for name in DEFAULTS}
        rows = {name: draw(records.BY_NAME[name], text) for name, text in drawn.items() if text}
        known = {row["youth_id"] for row in rows.get("youths", [])}
        named = {row["youth_id"] for table in rows.values() for row in table if "youth_id" in row} | set(self.gives)
        stand_ins = [{"youth_id": name, **DEFAULTS["youths"]} for name in sorted(named - known)]
        return records_of({**rows, "youths": rows.get("youths", []) + stand_ins})


@dataclass(frozen=True)
class Spec:
    """Shows a picture to one engine and compares what it says."""

    build: Build

    def __call__(self, **picture: Any) -> None:
        self.show(Picture(**picture))

    def show(self, picture: Picture) -> None:
        """Assert that the engine gives what the picture says."""
        frame = self.build(picture.records(), as_of=date.fromisoformat(picture.as_of))
        given = frame.set_index("youth_id")[picture.indicator]
        for youth, expected in picture.gives.items():
            got = given[youth]
            wanted = math.nan if expected is None else float(expected)
            same = (math.isnan(got) and math.isnan(wanted)) or math.isclose(got, wanted, rel_tol=1e-12, abs_tol=1e-12)
            assert same, f"{picture.indicator} of {youth} as of {picture.as_of}: got {got}, the picture says {expected}"


def draw(table: Table, text: str) -> list[dict[str, Any]]:
    """Rows of a drawn table, as plain values."""
    lines = [line for line in text.splitlines() if line.strip() and not set(line.strip()) <= set("-+")]
    header, *body = [[cell.strip() for cell in line.split("|")] for line in lines]
    names = [table.key[0] if table.name == "institutions" else "youth_id", *header[1:]]
    unknown = set(names) - set(table.names)
    assert not unknown, f"a picture of {table.name} has columns it does not know: {sorted(unknown)}"
    return [row for cells in body for row in _rows(table, dict(zip(names, cells, strict=True)))]


def records_of(
    rows: Mapping[str, list[dict[str, Any]]],
    *,
    delivered_on: date | None = None,
    contained: frozenset[str] | None = None,
) -> Records:
    """Records from rows of plain values, by table; attendance becomes one Arrow table."""
    frames = {
        table.name: frame_of(table, rows.get(table.name, []))
        for table in records.TABLES
        if table is not records.ATTENDANCE
    }
    attendance = arrow_of(rows["attendance"]) if "attendance" in rows else None
    held = contained if contained is not None else frozenset(rows) | {"youths", "spells"}
    return Records(frames, attendance, held, Delivery(DataKind.SYNTHETIC, delivered_on=delivered_on))


def frame_of(table: Table, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a frame with every declared column in its dtype."""
    return pd.DataFrame(
        {
            column.name: pd.Series([_cell(row, column) for row in rows], dtype=DTYPES[column.kind])
            for column in table.columns
        }
    )


def arrow_of(rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of attendance as an Arrow table of the declared columns."""
    schema = pa.schema([(column.name, ARROW[column.kind]) for column in records.ATTENDANCE.columns])
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def weekdays(first: date, last: date) -> Iterator[date]:
    """Mondays to Fridays from the first to the last day."""
    for offset in range((last - first).days + 1):
        if (day := first + timedelta(days=offset)).isoweekday() <= 5:
            yield day


def _cell(row: Mapping[str, Any], column: records.Column) -> Any:
    value = row.get(column.name)
    return bool(value) if column.kind is Kind.FLAG else value


def _rows(table: Table, cells: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for name, text in cells.items():
        if ".." in text:
            first, last = (date.fromisoformat(part) for part in text.split(".."))
            for day in weekdays(first, last):
                yield from _rows(table, {**cells, name: day.isoformat()})
            return
    drawn = {name: _value(table.column(name).kind, text) for name, text in cells.items()}
    yield {**{name: value for name, value in DEFAULTS[table.name].items() if name not in drawn}, **drawn}


def _value(kind: Kind, text: str) -> Any:
    return PARSERS[kind](text) if text else None


def _instant(text: str) -> pd.Timestamp:
    if ":" in text:
        return pd.Timestamp(text).as_unit("us")
    return pd.Timestamp(calendar.cut(date.fromisoformat(text))).tz_localize(None).as_unit("us")


PARSERS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    Kind.DATE: date.fromisoformat,
    Kind.INSTANT: _instant,
    Kind.INTEGER: int,
    Kind.NUMBER: float,
    Kind.FLAG: lambda text: {"yes": True, "no": False}[text],
}
