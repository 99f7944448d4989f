"""The records behind a reason in words: what the value counts, from when to when, and row by row what was recorded.

Judgement like the reason itself: only for who may read that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from features.behind import Behind, Counted
from features.calendar import LOCAL
from features.sources import Attended, Message, Period, Source
from service.domain.disputes import Disputed
from service.texts.catalogue import say
from service.texts.dates import Language, day, medium_day, month, percent, span

MOST_DAYS: Final = 31
"""Days that are told one by one; more are told by the month, since nobody reads a hundred lines."""
_KINDS: Final = ("unlawful", "sick", "permitted")
Marked = Set[tuple[str, date]]
"""Tables and days of what is disputed."""


@dataclass(frozen=True)
class WordedRow:
    """One record, or the days of a month: when, what was recorded, and when that became known."""

    on: str
    what: str
    known: str


@dataclass(frozen=True)
class WordedBehind:
    """What a reason rests on; empty texts and no rows where there is nothing to say."""

    usual: str
    counted: str
    summary: str
    sources: tuple[str, ...]
    first_column: str
    rows: tuple[WordedRow, ...]


def word_behind(behind: Behind, language: Language, *, disputed: Collection[Disputed] = ()) -> WordedBehind:
    """What a reason rests on, in a language; the latest first. What is disputed and not answered is marked."""
    marked = {(one.table, one.on) for one in disputed}
    attended = [row for row in behind.counted if isinstance(row, Attended)]
    is_long = len({row.on for row in attended}) > MOST_DAYS
    rows = (
        _by_month(attended, marked, language)
        if is_long
        else [_row(row, behind, marked, language) for row in behind.counted[::-1]]
    )
    return WordedBehind(
        ""
        if behind.own_usual is None
        else say("behind.own_usual", language, value=percent(behind.own_usual, language)),
        _counted(behind, language),
        say("behind.see_days" if attended else "behind.see_rows", language),
        tuple(say(f"behind.from.{table}", language) for table in sorted({row.table for row in behind.counted})),
        say("behind.month" if is_long else "behind.on", language),
        tuple(rows),
    )


def _counted(behind: Behind, language: Language) -> str:
    """How many of how many school days count, and from when to when."""
    days = sorted({row.on for row in behind.rows if isinstance(row, Attended)})
    if not days:
        return ""
    count = len({row.on for row in behind.counted})
    written = span(days[0], days[-1], language)
    what = say(f"behind.days.{behind.days_with or Counted.ANY}", language)
    return say("behind.counted", language, what=what, count=count, days=len(days), span=written)


def _row(row: Source, behind: Behind, marked: Marked, language: Language) -> WordedRow:
    what = _marked([row], marked, _what(row, behind, language), language)
    return WordedRow(medium_day(row.on, language), what, _known(row.known_at, language))


def _marked(rows: Iterable[Source], marked: Marked, what: str, language: Language) -> str:
    """What was recorded, with a word more if the youth says that some of it is wrong."""
    is_disputed = any((row.table, row.on) in marked for row in rows)
    return say("behind.disputed", language, what=what) if is_disputed else what


def _what(row: Source, behind: Behind, language: Language) -> str:
    match row:
        case Attended():
            return _lessons([row], language)
        case Period():
            return _period(row, behind.as_of, language)
        case Message(kind=None):
            return say("behind.report", language)
        case Message():
            return say(f"behind.step.{row.kind}", language)
    raise LookupError(f"records behind: got a {type(row).__name__}, allowed are those that have words here")


def _period(row: Period, as_of: date, language: Language) -> str:
    status = say(f"status.{row.status}", language)
    if row.on >= as_of:
        return say("behind.planned", language, status=status)
    if row.ended_on is not None:
        return say(f"ended.{row.end_reason or 'unknown'}", language, status=status, on=day(row.ended_on, language))
    if row.expected_end_on is not None:
        return say("behind.until", language, status=status, on=day(row.expected_end_on, language))
    return say("behind.open", language, status=status)


def _lessons(rows: Iterable[Attended], language: Language) -> str:
    """Lessons missed by kind, of those scheduled."""
    rows = list(rows)
    counts = {kind: sum(getattr(row, kind) for row in rows) for kind in _KINDS}
    kinds = ", ".join(say(f"behind.kind.{kind}", language, count=count) for kind, count in counts.items() if count)
    scheduled = sum(row.scheduled for row in rows)
    text = say("behind.lessons" if kinds else "behind.lessons.none", language, kinds=kinds, scheduled=scheduled)
    return text[0].upper() + text[1:]


def _by_month(rows: Sequence[Attended], marked: Marked, language: Language) -> list[WordedRow]:
    months = groupby(reversed(rows), key=lambda row: (row.on.year, row.on.month))
    return [_month(list(found), marked, language) for _, found in months]


def _month(rows: Sequence[Attended], marked: Marked, language: Language) -> WordedRow:
    days = len({row.on for row in rows})
    lessons = _lessons(rows, language)
    key = "behind.of_month.one" if days == 1 else "behind.of_month"
    told = say(key, language, days=days, lessons=lessons[0].lower() + lessons[1:])
    known_at = max((row.known_at for row in rows if row.known_at), default=None)
    return WordedRow(month(rows[0].on, language), _marked(rows, marked, told, language), _known(known_at, language))


def _known(at: datetime | None, language: Language) -> str:
    return "" if at is None else medium_day(at.astimezone(LOCAL).date(), language)
