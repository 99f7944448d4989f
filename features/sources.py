"""Rows of the records as somebody is told them: what was recorded, its own day, and when it became known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from features.records import ATTENDANCE, SPELLS, Table


@dataclass(frozen=True)
class Source:
    """A record as it stood on the date: its table, its own day, where, and the instant in UTC at which it became known."""

    table: str
    on: date
    known_at: datetime | None
    institution_id: str | None


@dataclass(frozen=True)
class Attended(Source):
    """A school day at an institution, in lessons."""

    scheduled: int
    sick: int
    permitted: int
    unlawful: int

    @property
    def missed(self) -> int:
        """Lessons missed of any kind."""
        return self.sick + self.permitted + self.unlawful


@dataclass(frozen=True)
class Period(Source):
    """A spell; `on` is its first day."""

    status: str
    ended_on: date | None
    end_reason: str | None
    expected_end_on: date | None


@dataclass(frozen=True)
class Message(Source):
    """A risk report, or a next step and how far it has come."""

    kind: str | None = None


def attended(rows: pd.DataFrame, days: Iterable[date]) -> list[Attended]:
    """The rows of attendance of some days, in order of time."""
    names = ["on", "known_at", "institution_id", "scheduled", "sick", "permitted", "unlawful"]
    own = rows[rows["on"].isin([pd.Timestamp(day) for day in days])].sort_values(["on", "institution_id"])
    return [
        Attended(ATTENDANCE.name, on.date(), _instant(known_at), place, *(int(number) for number in lessons))
        for on, known_at, place, *lessons in zip(*(own[name] for name in names), strict=True)
    ]


def message(table: Table, on: Any, row: Any, kind: Any = None) -> Message:
    """A row of a table of messages, on the day that it speaks of."""
    return Message(table.name, on.date(), _instant(row.known_at), _text(row.institution_id), kind)


def period(row: Any) -> Period:
    """A row of spells."""
    return Period(
        SPELLS.name,
        row.started_on.date(),
        _instant(row.known_at),
        _text(row.institution_id),
        row.status,
        _day(row.ended_on),
        _text(row.end_reason),
        _day(row.expected_end_on),
    )


def _day(cell: Any) -> date | None:
    return None if pd.isna(cell) else cell.date()


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None


def _instant(cell: Any) -> datetime | None:
    """An instant of the records, in UTC."""
    if pd.isna(cell):
        return None
    at: datetime = cell.to_pydatetime()
    return at.replace(tzinfo=UTC)
