"""Plots as inline SVG, drawn from plain values that stand in a JSON artefact: no script, no font, no file beside the page.

A drawing is 360 units wide, so that its words stay readable on a phone; every figure printed in it carries its value in `data-value`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import Final, NotRequired, TypedDict

WIDTH, HEIGHT = 360, 244
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 26, 44
TICKS: Final = 5
"""Steps of an axis, about."""
LINE: Final = 18
"""Height of a line of the legend."""
HEAD, ROW = 44, 36
"""Where the first row of ratios begins, and the height of each: its words, and its interval below them."""
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_ROOT_TICKS: Final = (0.0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)


class Axis(TypedDict):
    """What runs along a side: words with the unit, and the ticks, of which the first and last are its ends.

    `by_root`: placed by the square root, so that small shares, where most youths are, can be told apart.
    """

    words: str
    ticks: list[float]
    is_share: bool
    by_root: NotRequired[bool]


class Series(TypedDict):
    """Points (x, y) in order. `spans`: low and high of each y. `style`: line, dots, steps or guide; each looks different in print."""

    name: str
    style: str
    points: list[tuple[float, float]]
    spans: NotRequired[list[tuple[float, float]]]


class Plot(TypedDict):
    """A plot; `describes` says in words what it shows, for who does not see it."""

    title: str
    describes: str
    x: Axis
    y: Axis
    series: list[Series]


class Ratio(TypedDict):
    """A ratio with its interval; the words name the group and what can be said of it."""

    words: str
    value: float
    low: float
    high: float


class Ratios(TypedDict):
    """Ratios below each other on a logarithmic axis, with the limits they should lie within."""

    title: str
    describes: str
    words: str
    ticks: list[float]
    limits: tuple[float, float]
    rows: list[Ratio]


def axis(words: str, values: Iterable[float], *, is_share: bool = False, from_zero: bool = True) -> Axis:
    """An axis with round ticks around every value."""
    known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        high = low + 1.0
    size = 10 ** math.floor(math.log10((high - low) / TICKS))
    step = next(size * factor for factor in _STEPS if size * factor * TICKS >= (high - low) * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = [round(number * step, 12) for number in range(first, last + 1)]
    return {"words": words, "ticks": ticks, "is_share": is_share}


def root_axis(words: str, values: Iterable[float]) -> Axis:
    """An axis for shares of which most are small."""
    highest = max((value for value in values if math.isfinite(value)), default=1.0)
    needed = sum(tick < highest for tick in _ROOT_TICKS)
    ticks = [*_ROOT_TICKS[: max(needed, 2)], _ROOT_TICKS[min(max(needed, 2), len(_ROOT_TICKS) - 1)]]
    return {"words": words, "ticks": sorted(set(ticks)), "is_share": True, "by_root": True}


def draw(plot: Plot, *, name: str) -> str:
    """A plot of series over two axes; `name` tells it from the others on its page."""
    legend, lines = _legend(plot["series"])
    parts = [*_sides(plot["x"], plot["y"]), *legend]
    for place, series in enumerate(plot["series"]):
        parts += _drawn(series, plot["x"], plot["y"], f"s{place}")
    return _svg(parts, plot["title"], plot["describes"], height=HEIGHT + LINE * lines, name=name)


def draw_ratios(plot: Ratios, *, name: str) -> str:
    """Ratios as points with intervals; what runs over the ends ends in an arrow."""
    height = HEAD + ROW * len(plot["rows"]) + BOTTOM
    low, high = plot["ticks"][0], plot["ticks"][-1]

    def across(value: float) -> float:
        share = math.log(min(max(value, low), high) / low) / math.log(high / low)
        return 12 + share * (WIDTH - 24)

    foot = height - BOTTOM
    left, right = (across(limit) for limit in plot["limits"])
    parts = [
        f'<rect class="within" x="{left:.1f}" y="{HEAD - 14}" width="{right - left:.1f}" height="{foot - HEAD + 14}"/>'
    ]
    for tick in plot["ticks"]:
        at = across(tick)
        parts += [_line("grid", at, HEAD - 14, at, foot), _figure(tick, f"{tick:g}", at, foot + 16, "middle")]
    parts.append(_text(plot["words"], 12, 16, "words"))
    for place, row in enumerate(plot["rows"]):
        top = HEAD + place * ROW
        at, start, end = (across(row["value"]), across(row["low"]), across(row["high"]))
        parts += [_text(row["words"], 12, top + 8, "label"), _line("span s0", start, top + 20, end, top + 20)]
        parts += [_arrow(start, top + 20, -1)] if row["low"] < low else []
        parts += [_arrow(end, top + 20, 1)] if row["high"] > high else []
        parts.append(f'<circle class="dot s0" cx="{at:.1f}" cy="{top + 20}" r="4"/>')
    return _svg(parts, plot["title"], plot["describes"], height=height, name=name)


def _svg(parts: Sequence[str], title: str, describes: str, *, height: int, name: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(describes)}</desc>{"".join(parts)}</svg>'
    )


def _across(value: float, side: Axis) -> float:
    return LEFT + _place(value, side) * (WIDTH - LEFT - RIGHT)


def _up(value: float, side: Axis) -> float:
    return HEIGHT - BOTTOM - _place(value, side) * (HEIGHT - TOP - BOTTOM)


def _place(value: float, side: Axis) -> float:
    """Where between the axis's ends, from 0 to 1."""
    low, high = side["ticks"][0], side["ticks"][-1]
    if side.get("by_root"):
        return math.sqrt(value / high)
    return (value - low) / (high - low)


def _sides(x: Axis, y: Axis) -> list[str]:
    foot = HEIGHT - BOTTOM
    parts = [_text(y["words"], 4, 14, "words"), _text(x["words"], WIDTH - RIGHT, HEIGHT - 6, "words", "end")]
    for tick in y["ticks"]:
        up = _up(tick, y)
        parts += [_line("grid", LEFT, up, WIDTH - RIGHT, up), _figure(tick, _tick(tick, y), LEFT - 6, up + 4, "end")]
    for tick in x["ticks"]:
        across = _across(tick, x)
        parts += [
            _line("axis", across, foot, across, foot + 4),
            _figure(tick, _tick(tick, x), across, foot + 17, "middle"),
        ]
    return [*parts, _line("axis", LEFT, foot, WIDTH - RIGHT, foot)]


def _tick(value: float, side: Axis) -> str:
    return f"{100 * value:g} %" if side["is_share"] else f"{value:g}"


def _legend(series: Sequence[Series]) -> tuple[list[str], int]:
    """What each series is, below the plot: a piece of it and its name; and how many lines that takes."""
    parts, at, lines = [], float(LEFT), 1
    for place, one in enumerate(series if len(series) > 1 else ()):
        width = 40 + 6.4 * len(one["name"])
        if at > LEFT and at + width > WIDTH:
            at, lines = float(LEFT), lines + 1
        middle = HEIGHT + LINE * lines - 8
        mark = (
            f'<circle class="dot s{place}" cx="{at + 10:.1f}" cy="{middle}" r="4"/>'
            if one["style"] == "dots"
            else _line(f"{one['style']} s{place}", at, middle, at + 20, middle)
        )
        parts += [mark, _text(one["name"], at + 25, middle + 4, "label")]
        at += width
    return parts, lines if parts else 0


def _drawn(series: Series, x: Axis, y: Axis, which: str) -> list[str]:
    style, spans = series["style"], series.get("spans", [])
    points = [(_across(at, x), _up(value, y)) for at, value in series["points"]]
    limits = [(_up(low, y), _up(high, y)) for low, high in spans]
    if style == "dots":
        marks = [f'<circle class="dot {which}" cx="{at:.1f}" cy="{up:.1f}" r="4"/>' for at, up in points]
        whiskers = [
            _line(f"span {which}", at, low, at, high) for (at, _), (low, high) in zip(points, limits, strict=False)
        ]
        return [*whiskers, *marks]
    if style == "steps":
        points, limits = _as_steps(points), [limit for limit in limits for _ in range(2)][: 2 * len(limits) - 1]
    parts = []
    if limits:
        there = [(at, high) for (at, _), (_, high) in zip(points, limits, strict=True)]
        back = [(at, low) for (at, _), (low, _) in zip(points, limits, strict=True)]
        parts.append(f'<polygon class="band {which}" points="{_path([*there, *reversed(back)])}"/>')
    return [*parts, f'<polyline class="{style} {which}" points="{_path(points)}"/>']


def _as_steps(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Each height holds until the next point begins."""
    steps = [points[0]]
    for (_, before), (at, up) in pairwise(points):
        steps += [(at, before), (at, up)]
    return steps


def _path(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{at:.1f},{up:.1f}" for at, up in points)


def _line(style: str, *ends: float) -> str:
    x1, y1, x2, y2 = (f"{end:.1f}" for end in ends)
    return f'<line class="{style}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _arrow(at: float, up: float, way: int) -> str:
    return f'<polyline class="span s0" fill="none" points="{at - 4 * way:.1f},{up - 4} {at:.1f},{up} {at - 4 * way:.1f},{up + 4}"/>'


def _text(words: str, at: float, up: float, style: str, anchor: str = "start") -> str:
    return f'<text class="{style}" x="{at:.1f}" y="{up:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _figure(value: float, words: str, at: float, up: float, anchor: str) -> str:
    return f'<text class="tick" data-value="{value!r}" x="{at:.1f}" y="{up:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
