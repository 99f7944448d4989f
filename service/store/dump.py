"""Every row of the store out of it and into an empty one, in a form that is the same for both databases."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any, Final

import sqlalchemy as sa

from service.store.bulk import insert_many
from service.store.columns import Instant
from service.store.job_tables import JOB_RECORDS, JOB_SCORES, JOBS
from service.store.schema import METADATA
from service.store.tables import LOCKS
from service.store.unit_of_work import Work

_PAGE: Final = 5_000
_PASSING: Final = frozenset({LOCKS, JOBS, JOB_RECORDS, JOB_SCORES})
"""Of the moment, or kept for a day: a copy of it would outlive what was promised."""


def table_names() -> tuple[str, ...]:
    """Every table that is copied, each after those it refers to."""
    return tuple(table.name for table in METADATA.sorted_tables if table not in _PASSING)


def row_counts(work: Work) -> dict[str, int]:
    """How many rows each table has."""
    counts = {
        name: work.first(sa.select(sa.func.count().label("rows")).select_from(METADATA.tables[name]))
        for name in table_names()
    }
    return {name: int(found.rows) for name, found in counts.items() if found is not None}


def write_table(work: Work, name: str, file: IO[bytes]) -> int:
    """Write the rows of a table, as this view sees them, as compressed lines of JSON; returns how many."""
    table = METADATA.tables[name]
    count = 0
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1, mtime=0) as lines:
        query = sa.select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_PAGE)
        for row in work.execute(query):
            lines.write(json.dumps([_written(value) for value in row], ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def read_table(work: Work, name: str, file: IO[bytes]) -> None:
    """Insert the rows that `write_table` wrote, and let numbers go on from there."""
    table = METADATA.tables[name]
    names = [column.name for column in table.columns]
    with gzip.GzipFile(fileobj=file, mode="rb") as lines:
        insert_many(work, table, names, _rows(table, lines))
    if work.is_postgresql:
        _go_on_numbering(work, table)


def rows_in(name: str, file: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    """The rows that `write_table` wrote, without putting them anywhere."""
    table = METADATA.tables[name]
    with gzip.GzipFile(fileobj=file, mode="rb") as lines:
        for row in _rows(table, lines):
            yield dict(zip(table.columns.keys(), row, strict=True))


def _rows(table: sa.Table, lines: Iterable[bytes]) -> Iterator[Sequence[Any]]:
    forms = [_form(column) for column in table.columns]
    for line in lines:
        yield [value if value is None else form(value) for form, value in zip(forms, json.loads(line), strict=True)]


def _written(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def _form(column: sa.Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, Instant):
        return datetime.fromisoformat
    if isinstance(column.type, sa.Date):
        return date.fromisoformat
    return b64decode if isinstance(column.type, sa.LargeBinary) else lambda value: value


def _go_on_numbering(work: Work, table: sa.Table) -> None:
    column = table.autoincrement_column
    if column is None:
        return
    last = sa.select(sa.func.max(column)).scalar_subquery()
    sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
    work.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(last, 1), last.is_not(None))))
