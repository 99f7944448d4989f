"""What is watched from week to week: one measurement of each series and weekly run, and the level at which its history stands.

A series is a matter and a subject: how one indicator is distributed, how much is missed at one school, how late one table's news come.
Never a person. How levels follow from measurements is `service.domain.alarms`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Matter(StrEnum):
    """What is measured; each has a page that tells what to do (`service/guide/runbook`)."""

    INDICATOR = "indicator"
    SCORE = "score"
    PROFILE = "profile"
    COVERAGE = "coverage"
    FLAGS = "flags"
    OVERRIDES = "overrides"
    DELAY = "delay"
    TOWN_ABSENCE = "town_absence"
    SCHOOL_ABSENCE = "school_absence"
    SCHOOL_SILENT = "school_silent"
    SCHOOL_KINDS = "school_kinds"
    UNKNOWN_CODE = "unknown_code"
    CORRECTIONS = "corrections"
    NO_NEWS = "no_news"
    CALIBRATION = "calibration"
    RECALL = "recall"


class Level(StrEnum):
    """How a series stands. `watch`: somebody looks into it. `stop`: the risk engine rests until somebody has."""

    FINE = "fine"
    WATCH = "watch"
    STOP = "stop"


@dataclass(frozen=True)
class Measured:
    """One series in one weekly run, beside what is usual: the same school weeks of earlier years.

    `value`, `usual`: in the unit of the matter. `n`, `n_reference`: how many youths, rows or messages they rest on. `effect`: how far
    apart, signed, in the unit of the matter's own line. `p`: how likely it is to be at least so far apart if nothing had changed, before
    any correction for many series; 1 where there are too few to tell. `is_fact`: true of what is counted, not estimated (a code that is
    unknown, a school that sent nothing), where no chance is involved.
    """

    matter: Matter
    subject: str
    value: float
    usual: float
    n: int
    n_reference: int
    effect: float
    p: float
    is_fact: bool = False

    @property
    def series(self) -> tuple[Matter, str]:
        """What it is a measurement of."""
        return self.matter, self.subject


@dataclass(frozen=True)
class Standing:
    """The level of a series after a weekly run.

    `since_on`: Monday from which it stands there. `raised`, `calm`: weekly runs in a row that spoke for and against an alarm.
    `known_breaks`: names of the known breaks that explain it; a series so explained is told, and raises no alarm.
    """

    matter: Matter
    subject: str
    level: Level
    since_on: date
    raised: int = 0
    calm: int = 0
    known_breaks: tuple[str, ...] = ()

    @property
    def series(self) -> tuple[Matter, str]:
        """What stands there."""
        return self.matter, self.subject
