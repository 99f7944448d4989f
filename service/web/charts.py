"""Pictures of absence as values: where each bar, gap and line stands, in hundredths of the width and in pixels of the height.

A template draws them as SVG without a scale of its own, so that text keeps its size on a phone. Every picture has its words and its
table beside it; here is geometry alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from features.calendar import monday_of
from service.domain.school_weeks import Kept, SchoolWeek, SchoolYear

DAY_HEIGHT: Final = 18
"""Pixels of one school day."""
DAYS_SHOWN: Final = 5
TOP: Final = 22
"""Room for the numbers of efforts above the bars."""
BOTTOM: Final = TOP + DAYS_SHOWN * DAY_HEIGHT
HEIGHT: Final = BOTTOM + 24
_KINDS: Final = ("unlawful", "permitted", "sick")
"""From below."""
_GUTTER: Final = 0.16
"""Share of a week's width that stays free, so that weeks can be told apart."""
_EDGE: Final = 94
"""Hundredths of the width beyond which a word may be cut off on a phone."""


@dataclass(frozen=True)
class Bar:
    """A box; `kind`: what it stands for. Across in hundredths of the width, down in pixels."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Tick:
    """A word or number at a place across; `is_minor`: left out where there is little room."""

    x: float
    text: str
    is_minor: bool = False


@dataclass(frozen=True)
class Chart:
    """Absence week by week: days that were attended or missed, weeks nobody knows of, and where efforts began."""

    height: int
    bottom: int
    top: int
    bars: tuple[Bar, ...]
    months: tuple[Tick, ...]
    efforts: tuple[Tick, ...]


def absence_chart(year: SchoolYear, *, months: Sequence[str]) -> Chart:
    """The picture of a school year; `months`: the twelve months in short."""
    columns = _Columns([week.monday_on for week in year.weeks])
    bars = [bar for week in year.weeks if week.kept is Kept.OBSERVED for bar in _observed(week, columns)]
    bars += [_gap(kept, weeks, columns) for kept, weeks in year.gaps]
    return Chart(HEIGHT, BOTTOM, TOP, tuple(bars), tuple(_months(columns, months)), tuple(_efforts(year, columns)))


@dataclass(frozen=True)
class _Columns:
    """The weeks that are drawn, each as wide as the others; holidays take no room."""

    mondays: Sequence[date]

    @property
    def width(self) -> float:
        return 100 / max(len(self.mondays), 1)

    def left(self, monday: date) -> float:
        return self.mondays.index(monday) * self.width

    def at(self, on: date) -> float:
        """The place of a day; of one in the holidays, of the next week that is drawn."""
        monday = monday_of(on)
        if monday in self.mondays:
            return self.left(monday) + self.width * min(on.weekday(), DAYS_SHOWN) / DAYS_SHOWN
        return sum(drawn < monday for drawn in self.mondays) * self.width


def _observed(week: SchoolWeek, columns: _Columns) -> Iterator[Bar]:
    """The days in the records as one pale box, and what was missed of them from below."""
    x, width = columns.left(week.monday_on) + columns.width * _GUTTER / 2, columns.width * (1 - _GUTTER)
    yield _box("present", (x, width), 0, min(week.days, DAYS_SHOWN))
    below = 0.0
    for kind in _KINDS:
        days = getattr(week, kind)
        if days > 0:
            yield _box(kind, (x, width), below, days)
            below += days
    if week.is_disputed:
        yield _box("disputed", (x, width), 0, min(week.days, DAYS_SHOWN))


def _gap(kept: Kept, weeks: Sequence[SchoolWeek], columns: _Columns) -> Bar:
    inset = columns.width * _GUTTER / 2
    x = columns.left(weeks[0].monday_on) + inset
    width = columns.left(weeks[-1].monday_on) + columns.width - inset - x
    return _box(str(kept), (x, width), 0, DAYS_SHOWN)


def _box(kind: str, across: tuple[float, float], below: float, days: float) -> Bar:
    height = days * DAY_HEIGHT
    return Bar(
        kind, round(across[0], 2), round(BOTTOM - below * DAY_HEIGHT - height, 1), round(across[1], 2), round(height, 1)
    )


def _months(columns: _Columns, names: Sequence[str]) -> Iterator[Tick]:
    """The first drawn week of each month; every second, and one at the very edge, is left out where there is little room."""
    fridays = [monday + timedelta(days=4) for monday in columns.mondays]
    firsts = [day for before, day in pairwise([None, *fridays]) if day and (not before or before.month != day.month)]
    for number, friday in enumerate(firsts):
        x = columns.left(monday_of(friday))
        yield Tick(round(x, 2), names[friday.month - 1], is_minor=number % 2 == 1 or x > _EDGE)


def _efforts(year: SchoolYear, columns: _Columns) -> Iterator[Tick]:
    for number, effort in enumerate(year.efforts, start=1):
        yield Tick(round(_within(columns.at(effort.on)), 2), str(number))


def _within(x: float) -> float:
    """A place that leaves room for a number's half width on either side."""
    return min(max(x, 1.0), 99.0)
