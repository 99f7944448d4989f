"""Many rows at once, column by column: COPY on PostgreSQL, one prepared statement on SQLite; both within the transaction of the work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice, repeat
from typing import Any, Final

import sqlalchemy as sa

from service.store.columns import Instant
from service.store.unit_of_work import Work

_BATCH: Final = 5_000
Columns = Mapping[str, Sequence[Any]]
"""Equally long columns of plain values by name; missing is None."""


def insert_columns(work: Work, table: sa.Table, columns: Columns, *, same: Mapping[str, Any] | None = None) -> None:
    """Insert the rows that the columns make; `same`: values that are the same on every row.

    Raises: ValueError if the view is only read; SQLAlchemy's errors as any other statement.
    """
    if not work.is_writing:
        raise ValueError("work: got a write in a view that is only read, allowed is a SELECT; use `store.begin()`")
    constant = dict(same or {})
    names = [*constant, *columns]
    if work.is_postgresql:
        _copy(work, table, names, zip(*map(repeat, constant.values()), *columns.values(), strict=False))
        return
    given = {name: _formed(table.c[name], values) for name, values in columns.items()}
    alike = (repeat(_formed(table.c[name], [value])[0]) for name, value in constant.items())
    _execute_many(work, table, names, zip(*alike, *given.values(), strict=False))


def insert_many(work: Work, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `names`, some at a time, so that a stream of them is never held whole."""
    left = iter(rows)
    while some := list(islice(left, _BATCH)):
        insert_columns(work, table, columns_of(names, some))


def columns_of(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Columns:
    """Rows as columns."""
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def _copy(work: Work, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    statement = f'COPY "{table.name}" ({_quoted(names)}) FROM STDIN'
    with _cursor(work, statement) as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _execute_many(work: Work, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    marks = ", ".join("?" for _ in names)
    statement = f'INSERT INTO "{table.name}" ({_quoted(names)}) VALUES ({marks})'  # noqa: S608 - names of declared tables and columns
    with _cursor(work, statement) as cursor:
        cursor.executemany(statement, rows)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


@contextmanager
def _cursor(work: Work, statement: str) -> Iterator[Any]:
    """The driver's own cursor, whose errors are told as SQLAlchemy tells them, without a value."""
    dialect = work.connection.dialect
    cursor = work.connection.connection.cursor()
    try:
        yield cursor
    except dialect.loaded_dbapi.Error as error:
        base = dialect.loaded_dbapi.Error
        told = sa.exc.DBAPIError.instance(statement, None, error, base, hide_parameters=True, dialect=dialect)
        raise told from error
    finally:
        cursor.close()


def _formed(column: sa.Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    """The values as SQLite keeps them: an instant or a date is a text."""
    form = _instant if isinstance(column.type, Instant) else _day if isinstance(column.type, sa.Date) else None
    if form is None:
        return values
    told = {value: form(value) for value in set(values) if value is not None}
    return [told.get(value) for value in values]


def _instant(value: datetime) -> str:
    """As SQLAlchemy writes an instant in SQLite."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", timespec="microseconds")


_day: Final[Callable[[date], str]] = date.isoformat
