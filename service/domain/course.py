"""The course so far: what a youth has been doing, the gaps between, and what is known of the step that comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from features.vocabulary import ACTIVITY, NextStepKind
from service.domain.situation import NextStep, Situation, Spell

ONE_DAY: Final = timedelta(days=1)
SHORTEST_GAP: Final = timedelta(days=7)
SUMMER: Final = (6, 7, 8)
"""Months between two school years: whoever is between them then has no gap."""


@dataclass(frozen=True)
class Gap:
    """Days of which no activity is known; `last_on` is missing while it lasts."""

    first_on: date
    last_on: date | None = None


@dataclass(frozen=True)
class Course:
    """What was done and the gaps between, in order; what is planned; and the next steps as last heard, by the day they begin."""

    so_far: tuple[Spell | Gap, ...] = ()
    planned: tuple[Spell, ...] = ()
    next_steps: tuple[NextStep, ...] = ()


def course_so_far(situation: Situation) -> Course:
    """The youth's course as it was known on the date of the situation."""
    spells = sorted(
        (spell for spell in situation.spells if spell.status in ACTIVITY),
        key=lambda spell: (spell.started_on, spell.ended_on or date.max),
    )
    return Course(
        tuple(_with_gaps(spells, situation.as_of)),
        tuple(sorted(situation.planned, key=lambda spell: spell.started_on)),
        _last_heard(situation),
    )


def _with_gaps(spells: list[Spell], as_of: date) -> Iterator[Spell | Gap]:
    until: date | None = None
    for spell in spells:
        if until is not None and _is_gap(until, spell.started_on):
            yield Gap(until + ONE_DAY, spell.started_on - ONE_DAY)
        yield spell
        until = max(until or date.min, spell.ended_on or as_of)
    if until is not None and _is_gap(until, as_of):
        yield Gap(until + ONE_DAY)


def _is_gap(until: date, begins: date) -> bool:
    """Whether enough lies between the last day of one thing and the first of the next, other than a summer."""
    is_summer = until.year == begins.year and until.month in SUMMER and begins.month in SUMMER
    return begins - until > SHORTEST_GAP and not is_summer


def _last_heard(situation: Situation) -> tuple[NextStep, ...]:
    """Of each next step that is still ahead what was heard last, so that one which was declined is not told as agreed."""
    order = {kind: number for number, kind in enumerate(NextStepKind)}
    heard: dict[date, NextStep] = {}
    for step in sorted(situation.next_steps, key=lambda step: (step.known_on or date.min, order[step.kind])):
        if step.starts_on >= situation.as_of:
            heard[step.starts_on] = step
    return tuple(heard[on] for on in sorted(heard))
