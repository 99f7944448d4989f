"""A handful of rows read one by one: whether they are beyond doubt, and then what each cell says.

Frames pay for every operation, not for every row, so a youth who is scored alone would cost as much as a town. Rows that are few and
break no rule are taken this way; a doubt about any of them, and they are judged column by column like all others. What comes out
is the same either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from features import calendar
from features.masking import looks_like_cpr
from features.records import BY_NAME, SPELLS, YOUTHS, Column, Kind, Records, Table
from features.typed import Cells, TypedTables

FEW: Final = 500
"""Rows of all tables but attendance up to which they are read one by one."""

Cell = Any
Row = dict[str, Cell]

_ANY_TEXT: Final = r"[^\x00-\x1f]{1,200}"
_FIRST: Final = calendar.day_number(calendar.FIRST_DAY)
_END: Final = calendar.day_number(date(calendar.LAST_YEAR + 1, 1, 1))
_DAY_MICROSECONDS: Final = 86_400_000_000


@dataclass(frozen=True)
class Plain:
    """The rows of every table but attendance, none of them in doubt. `births`: by youth, the day number."""

    tables: Mapping[str, Cells]
    births: Mapping[str, int]


def plain_rows(records: Records) -> Plain | None:
    """The rows of the small tables if they are few, are typed already, and break no rule on any date; else nothing."""
    tables = records.tables
    if not isinstance(tables, TypedTables) or _has_unread_cells(records):
        return None
    rows = {name: count for name in tables if (count := tables.count(name))}
    if YOUTHS.name not in rows or sum(rows.values()) > FEW:
        return None
    columns = {name: tables.cells(name) for name in rows}
    youths = columns[YOUTHS.name]
    births = dict(zip(youths["youth_id"], youths["birth_on"], strict=True))
    days = _Days.of(records.delivery.delivered_on, births)
    if len(births) < len(youths["youth_id"]) or not all(_is_sound(BY_NAME[name], columns[name], days) for name in rows):
        return None
    return Plain(columns, births)


def seen_rows(table: Table, columns: Cells, as_of: date) -> list[bool]:
    """Which rows, of any version, could be seen on `as_of`, as `asof.seen_before` says."""
    day, cut = calendar.day_number(as_of), calendar.cut_microseconds(as_of)
    known: Sequence[int | None] = columns.get("known_at", ())
    seen = [instant is None or instant < cut for instant in known] or [True] * len(columns[table.names[0]])
    if table is SPELLS:
        begun = columns[table.happened]
        return [
            visible and (instant is not None or start < day)
            for visible, instant, start in zip(seen, known, begun, strict=True)
        ]
    if table.happened:
        return [visible and on < day for visible, on in zip(seen, columns[table.happened], strict=True)]
    return seen


def assumed_instants(table: Table, columns: Cells, seen: Sequence[bool]) -> int:
    """How many of the rows seen have a `known_at` that must be assumed."""
    if not (table.happened and table.has_versions):
        return 0
    return sum(visible and known is None for visible, known in zip(seen, columns["known_at"], strict=True))


def standing_rows(table: Table, columns: Cells, as_of: date) -> list[Row]:
    """Of each key the version known last before the cut of `as_of`, endings still ahead read as missing, as `asof.known_on` says.

    Rows whose own day is ahead are among them.
    """
    day, cut = calendar.day_number(as_of), calendar.cut_microseconds(as_of)
    latest: dict[tuple[Cell, ...], tuple[int, Row]] = {}
    for known, row in _versions(table, columns):
        key = tuple(row[name] for name in table.key)
        if known < cut and (key not in latest or latest[key][0] < known):
            latest[key] = known, row
    rows = [row for _, row in latest.values()]
    for row in rows:
        for end in table.ends:
            if row[end.on] is not None and row[end.on] >= day:
                row.update(dict.fromkeys((end.on, *end.told)))
    return rows


def _has_unread_cells(records: Records) -> bool:
    return any(origin.unreadable or origin.torn for origin in records.origins.values())


# Whether a row is beyond doubt


@dataclass(frozen=True)
class _Days:
    """What days are held against: the first day, and the first instant, that lie after the delivery."""

    after: int
    after_instant: int
    births: Mapping[str, int]

    @classmethod
    def of(cls, delivered_on: date | None, births: Mapping[str, int]) -> _Days:
        if delivered_on is None:
            return cls(_END, _END * _DAY_MICROSECONDS, births)
        after = delivered_on + timedelta(days=1)
        return cls(calendar.day_number(after), calendar.cut_microseconds(after), births)


def _is_sound(table: Table, columns: Cells, days: _Days) -> bool:
    """Whether no row breaks a rule of `row_rules`, is taken back, or shares key and instant with another."""
    if any(columns.get("retracted", ())):
        return False
    if not all(_is_sound_column(column, columns, days) for column in table.columns):
        return False
    for first, last in table.order:
        pairs = zip(columns[first], columns[last], strict=True)
        if any(start is not None and end is not None and end < start for start, end in pairs):
            return False
    places = [(known, *(row[name] for name in table.key)) for known, row in _versions(table, columns)]
    return len(set(places)) == len(places)


def _is_sound_column(column: Column, columns: Cells, days: _Days) -> bool:
    cells = [cell for cell in columns[column.name] if cell is not None]
    if len(cells) < len(columns[column.name]) and not column.missing:
        return False
    match column.kind:
        case Kind.TEXT:
            return all(_is_sound_text(column, word) for word in set(cells))
        case Kind.DATE:
            after = _END if column.ahead else days.after
            return all(_FIRST <= day < after for day in cells) and _is_after_birth(column, columns, days.births)
        case Kind.INSTANT:
            after = _END * _DAY_MICROSECONDS if column.ahead else days.after_instant
            return all(_FIRST * _DAY_MICROSECONDS <= instant < after for instant in cells)
        case _:
            low, high = column.low, column.high
            return low is None or high is None or all(low <= number <= high for number in cells)


def _is_after_birth(column: Column, columns: Cells, births: Mapping[str, int]) -> bool:
    if "youth_id" not in columns or column.name == "birth_on":
        return True
    days = zip(columns["youth_id"], columns[column.name], strict=True)
    return all(day is None or day >= births.get(youth, day) for youth, day in days)


def _is_sound_text(column: Column, word: str) -> bool:
    is_id = column.name.endswith("_id") and column.name != "institution_id"
    if is_id and looks_like_cpr(word, zero_lost=column.name == "youth_id"):
        return False
    if column.allowed:
        return word in column.allowed
    return re.fullmatch(column.pattern or _ANY_TEXT, word) is not None


# Versions


def _versions(table: Table, columns: Cells) -> Iterator[tuple[int, Row]]:
    """Each row with the instant at which it became known, assumed where it is missing; an ended spell without one is two versions."""
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        known = row.get("known_at")
        if known is not None:
            yield known, row
        elif not (table.happened and table.has_versions):
            yield -1, row  # seen always
        elif table is SPELLS and row["ended_on"] is not None:
            if row["ended_on"] > row["started_on"]:
                yield _end_of(row["started_on"]), {**row, "ended_on": None, "end_reason": None}
            yield _end_of(row["ended_on"]), row
        else:
            yield _end_of(row[table.happened]), row


def _end_of(day: int) -> int:
    """The last microsecond (local) of a day."""
    return int(calendar.local_midnights()[day + 1]) - 1
