"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite; both within the transaction of the work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import sqlalchemy as sa

from service.store.columns import Instant
from service.store.unit_of_work import Work

_BATCH: Final = 2_000
"""Rows handed to SQLite at a time, so that a generator of rows is never held whole."""


def insert_many(work: Work, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `names`; missing is None, a number is a plain one.

    Raises: ValueError if the view is only read.
    """
    if not work.is_writing:
        raise ValueError("work: got a write in a view that is only read, allowed is a SELECT; use `store.begin()`")
    if work.is_postgresql:
        _copy(work, table, names, rows)
    else:
        _execute_many(work, table, names, rows)


def _copy(work: Work, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    columns = ", ".join(f'"{name}"' for name in names)
    cursor = work.connection.connection.cursor()
    try:
        with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
    finally:
        cursor.close()


def _execute_many(work: Work, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 - names of declared tables and columns
    forms = [(place, _FORMS[kind]) for place, name in enumerate(names) if (kind := _kind(table.c[name])) is not None]
    batch: list[Sequence[Any]] = []
    for row in rows:
        batch.append(_formed(row, forms) if forms else row)
        if len(batch) == _BATCH:
            work.connection.exec_driver_sql(statement, [tuple(item) for item in batch])
            batch = []
    if batch:
        work.connection.exec_driver_sql(statement, [tuple(item) for item in batch])


def _formed(row: Sequence[Any], forms: list[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for place, form in forms:
        if values[place] is not None:
            values[place] = form(values[place])
    return values


def _kind(column: sa.Column[Any]) -> type | None:
    """What a column holds that SQLite has no kind for: an instant or a date."""
    if isinstance(column.type, Instant):
        return datetime
    return date if isinstance(column.type, sa.Date) else None


def _instant(value: datetime) -> str:
    """As SQLAlchemy writes an instant in SQLite."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", timespec="microseconds")


_FORMS: Final[dict[type, Callable[[Any], Any]]] = {datetime: _instant, date: date.isoformat}
