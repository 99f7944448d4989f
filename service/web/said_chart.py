"""The picture of what was foretold and what happened: a row for each group, in hundredths of the width and pixels of the height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from service.domain.said import Calibrated

ROW: Final = 46
"""Pixels of one group: its name, and its marks below."""
TOP: Final = 8
BOTTOM: Final = 26
"""Room for the scale."""
_STEPS: Final = (0.02, 0.05, 0.10, 0.20, 0.25)
_MOST_TICKS: Final = 5
_EDGE: Final = 2.0
"""Hundredths of the width that stay free on either side, so that no mark is cut off."""


@dataclass(frozen=True)
class Mark:
    """A group: where its name and its marks stand, what was foretold, what happened and between which limits."""

    name: str
    text_y: int
    y: int
    expected: float
    happened: float
    low: float
    high: float


@dataclass(frozen=True)
class Scale:
    """A place on the scale, in whole hundredths of the youths."""

    x: float
    text: str


@dataclass(frozen=True)
class SaidChart:
    """The whole picture."""

    height: int
    bottom: int
    marks: tuple[Mark, ...]
    scale: tuple[Scale, ...]


def said_chart(rows: Sequence[tuple[str, Calibrated]]) -> SaidChart | None:
    """The picture of named groups that may be shown; None without any."""
    shown = [(name, one) for name, one in rows if one.share is not None and one.n]
    if not shown:
        return None
    top = max(max(one.share.high, one.expected / one.n) for _, one in shown if one.share is not None)
    step = next((step for step in _STEPS if top / step <= _MOST_TICKS), _STEPS[-1])
    end = step * max(-(-top // step), 1)

    def place(share: float) -> float:
        return round(_EDGE + (100 - 2 * _EDGE) * share / end, 2)

    marks = []
    for number, (name, one) in enumerate(shown):
        if one.share is not None:
            y = TOP + number * ROW
            low, value, high = place(one.share.low), place(one.share.value), place(one.share.high)
            marks.append(Mark(name, y + 12, y + 28, place(one.expected / one.n), value, low, high))
    bottom = TOP + len(shown) * ROW
    ticks = [step * number for number in range(round(end / step) + 1)]
    return SaidChart(
        bottom + BOTTOM, bottom, tuple(marks), tuple(Scale(place(tick), str(round(100 * tick))) for tick in ticks)
    )
