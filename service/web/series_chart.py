"""A watched series as a picture: what was measured and what is usual, week by week, with known breaks and alarms as lines across.

Across in hundredths of the width, down in pixels, as the pictures of absence; its words and its table stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import quantiles
from typing import Final

from service.domain.known_breaks import KnownBreak
from service.domain.watching import Level
from service.store.watching import Week
from service.web.charts import Bar, Tick

TOP: Final = 22
BOTTOM: Final = 132
HEIGHT: Final = BOTTOM + 24
FEWEST_CALM: Final = 12
"""Calm weeks from which it is said where most of them lay."""
_WEEK: Final = timedelta(weeks=1)
_EDGE: Final = 94
"""Hundredths of the width beyond which a word may be cut off on a phone."""


@dataclass(frozen=True)
class Stroke:
    """A straight line from one place to another."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class SeriesChart:
    """What is drawn. `high`, `low`: the values at the upper and the lower edge, in words."""

    height: int
    top: int
    bottom: int
    high: str
    low: str
    band: tuple[Bar, ...]
    usual: tuple[Stroke, ...]
    value: tuple[Stroke, ...]
    months: tuple[Tick, ...]
    breaks: tuple[Tick, ...]
    alarms: tuple[Tick, ...]


@dataclass(frozen=True)
class Drawn:
    """How a series is drawn: the breaks that may explain it, the months in short, and how a value is said."""

    breaks: Sequence[KnownBreak]
    months: Sequence[str]
    say: Callable[[float], str]


def series_chart(weeks: Sequence[Week], drawn: Drawn) -> SeriesChart:
    """The picture of one series, whose weeks stand in order."""
    scale = _Scale(weeks)
    return SeriesChart(
        HEIGHT,
        TOP,
        BOTTOM,
        drawn.say(scale.high),
        drawn.say(scale.low),
        tuple(_band(weeks, scale)),
        tuple(_line(weeks, scale, lambda week: week.measured.usual)),
        tuple(_line(weeks, scale, lambda week: week.measured.value)),
        tuple(_months(scale, drawn.months)),
        tuple(Tick(scale.x(on), "") for on in _days(drawn.breaks) if scale.first <= on <= scale.last),
        tuple(Tick(scale.x(week.monday_on), "") for week in weeks if has_begun(week)),
    )


def has_begun(week: Week) -> bool:
    """Whether an alarm began in the week."""
    return week.standing.level is not Level.FINE and week.standing.since_on == week.monday_on


def calm_band(weeks: Sequence[Week]) -> tuple[float, float] | None:
    """Between which differences from what is usual nine of ten calm weeks lay; None if too few were calm."""
    calm = [
        week.measured.value - week.measured.usual
        for week in weeks
        if week.standing.level is Level.FINE and not week.standing.known_breaks
    ]
    if len(calm) < FEWEST_CALM:
        return None
    cuts = quantiles(calm, n=20, method="inclusive")
    return cuts[0], cuts[-1]


class _Scale:
    """From weeks and values to places: every week is as wide, also one that was not measured."""

    def __init__(self, weeks: Sequence[Week]) -> None:
        self.first, self.last = weeks[0].monday_on, weeks[-1].monday_on
        low, high = calm_band(weeks) or (0.0, 0.0)
        told = [
            value for week in weeks for value in (week.measured.value, week.measured.usual, *_around(week, low, high))
        ]
        self.low, self.high = min(told), max(told)
        self.width = 100 / ((self.last - self.first) // _WEEK + 1)

    def x(self, on: date) -> float:
        """The middle of the week of a day."""
        return round((((on - self.first) // _WEEK) + 0.5) * self.width, 2)

    def y(self, value: float) -> float:
        """The place of a value; one that never differs stands in the middle."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _around(week: Week, low: float, high: float) -> tuple[float, float]:
    return week.measured.usual + low, week.measured.usual + high


def _band(weeks: Sequence[Week], scale: _Scale) -> Iterator[Bar]:
    edges = calm_band(weeks)
    if edges is None:
        return
    for week in weeks:
        low, high = (scale.y(value) for value in _around(week, *edges))
        x = round(scale.x(week.monday_on) - scale.width / 2, 2)
        yield Bar("usual-band", x, high, round(scale.width, 2), max(round(low - high, 1), 1.0))


def _line(weeks: Sequence[Week], scale: _Scale, value: Callable[[Week], float]) -> Iterator[Stroke]:
    """From week to week where both were measured; a week alone is a short stroke."""
    joined: set[date] = set()
    for one, other in pairwise(weeks):
        if other.monday_on - one.monday_on == _WEEK:
            joined |= {one.monday_on, other.monday_on}
            ends = (scale.x(one.monday_on), scale.y(value(one)), scale.x(other.monday_on), scale.y(value(other)))
            yield Stroke(*ends)
    for week in weeks:
        if week.monday_on not in joined:
            x, y, half = scale.x(week.monday_on), scale.y(value(week)), min(scale.width / 4, 1.5)
            yield Stroke(round(x - half, 2), y, round(x + half, 2), y)


def _months(scale: _Scale, names: Sequence[str]) -> Iterator[Tick]:
    """The name of a month under its first week, every third on a phone."""
    mondays = [scale.first + number * _WEEK for number in range((scale.last - scale.first) // _WEEK + 1)]
    firsts = [mondays[0], *(now for before, now in pairwise(mondays) if before.month != now.month)]
    for number, monday in enumerate(firsts):
        x = scale.x(monday)
        if x <= _EDGE:
            yield Tick(x, names[monday.month - 1], is_minor=number % 3 > 0)


def _days(breaks: Sequence[KnownBreak]) -> Iterator[date]:
    """The days on which breaks begin, and on which those end that were a time."""
    for one in breaks:
        yield from sorted({one.from_on, one.to_on})
