"""From measurements to levels: when a difference is an alarm, and when it is over.

A series is raised in a run if its effect is beyond the line of its matter and chance does not explain it, given all that was measured in
the run; what is counted and not estimated needs no chance. It takes runs in a row to raise an alarm and runs in a row to end it, so that a
series on the line does not flicker. A known break explains what is estimated: that is told, and raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from typing import Final

from service.domain.known_breaks import BREAKS, KnownBreak, explained_by
from service.domain.watching import Level, Matter, Measured, Standing

ALPHA: Final = 0.02
"""How likely at most, in a run in which nothing changed, it is that chance raises any of its series."""
RELEASE: Final = 0.8
"""Share of its line under which an effect speaks for calm; between the two it speaks for nothing."""


@dataclass(frozen=True)
class Line:
    """From which effect on a matter is raised.

    `watch`, `stop`: effects in the matter's own unit; without `stop` it never lets the engine rest. `fewest`: with less than this on
    either side nothing is said. `raised`, `calm`: runs in a row that make an alarm and end it. `share`: of ALPHA, what may be spent on the
    matter.
    """

    watch: float
    stop: float = inf
    fewest: int = 50
    raised: int = 2
    calm: int = 3
    share: float = 0.025


LINES: Final[Mapping[Matter, Line]] = {
    Matter.INDICATOR: Line(watch=0.12),  # standard deviations beyond what earlier years differ among themselves
    Matter.SCORE: Line(watch=0.12, stop=0.4),  # likewise
    Matter.PROFILE: Line(watch=0.03),  # share of youths told otherwise, likewise
    Matter.COVERAGE: Line(watch=0.03, stop=0.15),  # share of youths, likewise
    Matter.FLAGS: Line(watch=10.0, fewest=500),  # flags per 1,000 youths
    Matter.OVERRIDES: Line(watch=0.20, fewest=30),  # share of answered flags
    Matter.DELAY: Line(watch=0.2, fewest=20),  # Cliff's delta: how much oftener later than sooner
    Matter.TOWN_ABSENCE: Line(watch=0.12, raised=1, share=0.1),  # share by which absence climbed in four weeks
    Matter.SCHOOL_ABSENCE: Line(watch=0.15, raised=1, share=0.2),  # share of the absence that is expected
    Matter.SCHOOL_SILENT: Line(
        watch=0.5, fewest=1, raised=1, calm=1
    ),  # share of what is usually sent that did not come
    Matter.SCHOOL_KINDS: Line(watch=0.25, fewest=20, raised=1, share=0.01),  # Cohen's h of the share of a kind
    Matter.UNKNOWN_CODE: Line(watch=0.01, stop=0.10, fewest=1, raised=1, calm=1),  # share of rows
    Matter.CORRECTIONS: Line(watch=0.05, fewest=500),  # share of rows
    Matter.NO_NEWS: Line(watch=1.0, stop=3.0, fewest=1, raised=1, calm=1),  # times as old as it should ever be
    Matter.CALIBRATION: Line(watch=0.3, stop=0.7, fewest=200),  # logarithm of those who dropped out over those expected
    Matter.RECALL: Line(watch=0.15, stop=0.30, fewest=30),  # share of those who dropped out
}
"""Each matter's line; where the numbers come from: decision 0030."""


def judge(
    before: Iterable[Standing],
    measured: Sequence[Measured],
    *,
    monday_on: date,
    breaks: Iterable[KnownBreak] = BREAKS,
) -> tuple[Standing, ...]:
    """How every series that was measured in the week of a Monday stands after it, given how it stood before."""
    stood = {one.series: one for one in before}
    known = tuple(breaks)
    likely = _adjusted(measured)
    found = []
    for one in measured:
        since = Standing(*one.series, Level.FINE, monday_on)
        reasons = () if one.is_fact else explained_by(known, one.series, monday_on=monday_on)
        now = _after(stood.get(one.series, since), one, likely=likely[one.series], reasons=reasons)
        found.append(replace(now, since_on=monday_on) if now.level is not stood.get(one.series, since).level else now)
    return tuple(found)


def is_raised(one: Measured, *, likely: float) -> bool:
    """Whether a measurement speaks for an alarm; `likely`: how likely chance alone explains it, given all others of the run."""
    line = LINES[one.matter]
    is_clear = one.is_fact or likely <= ALPHA
    return abs(one.effect) >= line.watch and is_clear


def _after(stood: Standing, one: Measured, *, likely: float, reasons: tuple[str, ...]) -> Standing:
    line = LINES[one.matter]
    if (one.n if one.is_fact else min(one.n, one.n_reference)) < line.fewest:
        return stood
    if reasons:
        return replace(stood, level=Level.FINE, raised=0, calm=0, known_breaks=reasons)
    stood = replace(stood, known_breaks=())
    if is_raised(one, likely=likely):
        raised = stood.raised + 1
        return replace(stood, raised=raised, calm=0, level=_raised_to(stood.level, one, raised))
    calm = stood.calm + 1 if abs(one.effect) < RELEASE * line.watch else 0
    return replace(stood, raised=0, calm=calm, level=Level.FINE if calm >= line.calm else stood.level)


def _raised_to(level: Level, one: Measured, raised: int) -> Level:
    line = LINES[one.matter]
    if raised < line.raised:
        return level
    return Level.STOP if level is Level.STOP or abs(one.effect) >= line.stop else Level.WATCH


def _adjusted(measured: Iterable[Measured]) -> dict[tuple[Matter, str], float]:
    """By series, how likely chance explains it or a likelier one of its matter; facts count for nothing.

    Holm's step-down within each matter, weighted by the share of ALPHA that the matter may spend: so that many series of one matter do
    not hide what another one shows, and the run as a whole still spends no more than ALPHA.
    Source: Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 1979.
    """
    every = tuple(measured)
    found = dict.fromkeys((one.series for one in every), 1.0)
    for matter, line in LINES.items():
        tested = [one for one in every if one.matter is matter and not one.is_fact]
        worst = 0.0
        for place, one in enumerate(sorted(tested, key=lambda one: (one.p, one.subject))):
            worst = max(worst, min(1.0, one.p * (len(tested) - place) / line.share))
            found[one.series] = worst
    return found
