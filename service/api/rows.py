"""Rows of records as JSON: models made from the declarations of the records format, so that no column is named twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Annotated, Any, Final, Literal

import pyarrow as pa
from pydantic import BaseModel, BeforeValidator, Field, create_model

from features.calendar import day_number, microseconds
from features.records import ATTENDANCE, TABLES, Column, Delivery, Kind, Records, Table
from features.typed import Cells, TypedTables, schema_of
from features.vocabulary import DataKind
from service.edge.json_bodies import MOST_WHOLE, Day, Moment, Strict

MOST_YOUTHS: Final = 1_000


def _whole(value: object) -> object:
    """9.0 as 9: a system whose column has gaps often holds its integers as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


_TYPES: Final[dict[Kind, Any]] = {
    Kind.TEXT: str,
    Kind.DATE: Day,
    Kind.INSTANT: Moment,
    Kind.INTEGER: int,
    Kind.NUMBER: float,
    Kind.FLAG: bool,
}


def row_model(table: Table) -> type[Strict]:
    """The model of one row of a table."""
    has_retracted = "retracted" in table.names
    fields = {
        column.name: _field(column, may_lack=has_retracted and column.name not in table.key) for column in table.columns
    }
    title = "".join(word.capitalize() for word in table.name.split("_")) + "Row"
    return create_model(title, __base__=Strict, __doc__=f"{table.meaning[0].upper()}{table.meaning[1:]}.", **fields)


def _field(column: Column, *, may_lack: bool) -> Any:
    """Type and limits of a cell; `may_lack`: a row that takes another one back needs only its key."""
    kind: Any = Literal[column.allowed] if column.allowed else _TYPES[column.kind]
    told: dict[str, Any] = {"description": column.meaning}
    if column.pattern:
        told["pattern"] = f"^(?:{column.pattern})$"
    limits = _limits(column)
    if limits is not None:
        kind = Annotated[kind, limits]
    if column.missing or column.optional or may_lack:
        if column.kind is Kind.INTEGER:
            kind = Annotated[kind, BeforeValidator(_whole)]
        return (kind | None, Field(None, **told))
    return (kind, Field(**told))


def _limits(column: Column) -> Any:
    """The limits of a number itself, for of the choice between it and nothing a description would lose them; None of what is no number."""
    if column.low is not None and column.kind is not Kind.TEXT:
        return Field(ge=int(column.low), le=int(column.high or 0))
    return Field(ge=-MOST_WHOLE, le=MOST_WHOLE) if column.kind is Kind.INTEGER else None


ROWS: Final = {table.name: row_model(table) for table in TABLES}
"""The model of a row, by table."""


def _tables() -> Any:
    fields: dict[str, Any] = {}
    for table in TABLES:
        rows: Any = list.__class_getitem__(ROWS[table.name])
        told: dict[str, Any] = {"description": f"{table.meaning}; key: {', '.join(table.key)}"}
        if table.required:
            fields[table.name] = (rows, Field(min_length=1, **told))
        else:
            fields[table.name] = (rows | None, Field(None, **told))
    return create_model(
        "RecordsAsked", __base__=Strict, __doc__="Tables of records format 1, each a list of rows.", **fields
    )


RecordsAsked: Final[type[Strict]] = _tables()


def records_of(asked: BaseModel, data: DataKind) -> Records:
    """The rows that were sent as `Records`, typed as if they had been read."""
    cells, attendance, contained = {}, None, set()
    for table in TABLES:
        rows: Sequence[BaseModel] | None = getattr(asked, table.name)
        if rows is not None:
            contained.add(table.name)
        if table is ATTENDANCE:
            attendance = arrow_rows(table, rows) if rows else None
        else:
            cells[table.name] = _plain_cells(table, rows or ())
    return Records(TypedTables({}, cells), attendance, frozenset(contained), Delivery(data))


def _plain_cells(table: Table, rows: Sequence[BaseModel]) -> Cells:
    found: dict[str, list[Any]] = {column.name: list(map(attrgetter(column.name), rows)) for column in table.columns}
    for column in table.columns:
        plain = _PLAIN.get(column.kind)
        if plain is not None:
            found[column.name] = [plain(value) for value in found[column.name]]
    return found


_PLAIN: Final[dict[Kind, Callable[[Any], Any]]] = {
    Kind.DATE: lambda day: None if day is None else day_number(day),
    Kind.INSTANT: lambda instant: None if instant is None else microseconds(instant),
    Kind.FLAG: bool,
}


def arrow_rows(table: Table, rows: Sequence[BaseModel]) -> pa.Table:
    """Rows of one table in its declared Arrow schema."""
    schema = schema_of(table)
    columns = [pa.array(list(map(attrgetter(field.name), rows)), type=field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def json_cell(value: Any) -> Any:
    """A cell of a frame as JSON has it: missing is null, a date its ISO text."""
    if value is None or value != value or str(value) == "NaT":  # noqa: PLR0124 - only NaN differs from itself
        return None
    return value.isoformat() if isinstance(value, date | datetime) else value
