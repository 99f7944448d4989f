"""Whether a youth is off track on a date, and since when the municipality has known it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from features.vocabulary import EDUCATION, KNOWN_NEXT_STEPS, SCHOOL, EndReason, NextStepKind
from service.domain.rules import InForce, MeasureName
from service.domain.situation import NextStep, Situation, Spell

LOWEST_AGE = 15
LEAVING_MONTHS = (5, 7)
"""Months in which a school year ends, the first and the last."""
BETWEEN_PARTS = timedelta(days=92)
"""Between two parts of an education: a summer, or the weeks between basic and main course."""
EARLY_START = timedelta(days=14)
"""A spell that starts up to a fortnight before its announced day is that step."""


@dataclass(frozen=True)
class OffTrack:
    """No activity: `since_on` the first such day, `aware_on` the day the municipality came to know it.

    `asked_from_on`: the first day on which a contact or an offer answers it. One before a next step fell through does not.
    """

    since_on: date
    aware_on: date
    asked_from_on: date


def off_track(situation: Situation, in_force: InForce) -> OffTrack | None:
    """Since when the youth is without activity; None while there is one, or while a leaver of school is in transition."""
    spells = counting(situation.spells, in_force)
    if any(spell.ended_on is None for spell in spells) or is_in_transition(situation, in_force):
        return None
    base = max(day for day in (situation.birthday(LOWEST_AGE), situation.resident_since_on) if day is not None)
    since = max([base, *(_day_after(spell) for spell in spells)])
    lost = [] if has_next_step(situation, in_force) else _bridges_ended(situation, in_force)
    known = [situation.first_known_on] if situation.first_known_on else []
    aware = max([since, *known, *_ends_received(spells), *lost])
    return OffTrack(since, aware, max([since, *lost]))


def counting(spells: tuple[Spell, ...], in_force: InForce) -> tuple[Spell, ...]:
    """The spells that count as activity."""
    hours = in_force.measures[MeasureName.EMPLOYMENT_HOURS]
    return tuple(spell for spell in spells if spell.counts(employment_hours=hours))


def is_in_transition(situation: Situation, in_force: InForce) -> bool:
    """Whether a youth has finished something, school or a part of an education, and the next step is known and near.

    After school near is the school year that follows, after another education a summer's length. Whoever interrupts is to be
    contacted, whatever is agreed for next August.
    """
    near = _near_until(situation)
    return near is not None and any(starts_on < near for starts_on in _next_starts(situation, in_force))


def has_next_step(situation: Situation, in_force: InForce) -> bool:
    """Whether a known next step lies ahead or began so recently that its start may still be confirmed."""
    return bool(_next_starts(situation, in_force))


def _next_starts(situation: Situation, in_force: InForce) -> list[date]:
    planned = [spell.started_on for spell in counting(situation.planned, in_force)]
    pending = pending_steps(situation, in_force)
    return planned + [step.starts_on for step in pending if situation.as_of <= confirmed_by(step, in_force)]


def _near_until(situation: Situation) -> date | None:
    """The day before which a next step must start to follow what was finished last; None if nothing was."""
    ended = [spell for spell in situation.spells if spell.status in EDUCATION and spell.ended_on is not None]
    last = max(ended, key=lambda spell: spell.ended_on or date.min, default=None)
    if last is None or last.ended_on is None:
        return None
    if last.status in SCHOOL and LEAVING_MONTHS[0] <= last.ended_on.month <= LEAVING_MONTHS[1]:
        return date(last.ended_on.year + 1, 6, 1)
    return last.ended_on + BETWEEN_PARTS if last.end_reason == EndReason.COMPLETED else None


def confirmed_by(step: NextStep, in_force: InForce) -> date:
    """The last day of the grace in which the start of a step may still be confirmed.

    Days count from the start of the step; of a step said to start in the summer, from the start of term in August.
    """
    term = date(step.starts_on.year, 8, int(in_force.measures[MeasureName.TERM_STARTS_IN_AUGUST]))
    starts_on = max(step.starts_on, term) if step.starts_on >= date(term.year, 6, 1) else step.starts_on
    return starts_on + timedelta(days=in_force.measures[MeasureName.TERM_GRACE_DAYS])


def known_steps(situation: Situation) -> tuple[NextStep, ...]:
    """Next steps admitted or agreed and not declined since."""
    declined = tuple(step for step in situation.next_steps if step.kind is NextStepKind.DECLINED)
    known = (step for step in situation.next_steps if step.kind in KNOWN_NEXT_STEPS)
    return tuple(step for step in known if not any(_undoes(no, step) for no in declined))


def pending_steps(situation: Situation, in_force: InForce) -> tuple[NextStep, ...]:
    """Known next steps that no spell has yet taken up."""
    starts = [spell.started_on for spell in counting(situation.spells, in_force)]
    return tuple(
        step
        for step in known_steps(situation)
        if step.starts_on >= situation.as_of or not any(start >= step.starts_on - EARLY_START for start in starts)
    )


def _undoes(declined: NextStep, step: NextStep) -> bool:
    same_place = (
        None in (declined.institution_id, step.institution_id) or declined.institution_id == step.institution_id
    )
    later = None in (declined.known_on, step.known_on) or (declined.known_on or date.min) >= (step.known_on or date.min)
    return declined.starts_on == step.starts_on and same_place and later


def _day_after(spell: Spell) -> date:
    return (spell.ended_on or date.min) + timedelta(days=1)


def _ends_received(spells: tuple[Spell, ...]) -> list[date]:
    """Days on which endings became known: of the spell that ended last, and of all that had been known as open.

    A spell of the past that arrives late, start and end together, told nobody that the youth had an activity: it moves no clock.
    """
    last = max((spell.ended_on for spell in spells if spell.ended_on), default=None)
    received = (
        spell
        for spell in spells
        if spell.ended_on == last or (spell.known_on and spell.end_known_on and spell.known_on < spell.end_known_on)
    )
    return [spell.end_known_on for spell in received if spell.end_known_on]


def _bridges_ended(situation: Situation, in_force: InForce) -> list[date]:
    """Days on which a known next step ceased to hold: not started in time, or declined."""
    lapsed = [confirmed_by(step, in_force) + timedelta(days=1) for step in pending_steps(situation, in_force)]
    undone = [
        min(no.known_on, confirmed_by(step, in_force) + timedelta(days=1))
        for no in situation.next_steps
        if no.kind is NextStepKind.DECLINED and no.known_on
        for step in situation.next_steps
        if step.kind in KNOWN_NEXT_STEPS and _undoes(no, step)
    ]
    return [day for day in lapsed + undone if day <= situation.as_of]
