"""The duties around leaving grade 9 or 10: applied, admitted, known, started, still there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from features.vocabulary import SCHOOL, NextStepKind, Status
from service.domain.activity import confirmed_by, counting, known_steps, off_track
from service.domain.rules import DutyRule, InForce, Rule
from service.domain.situation import NextStep, Situation, Spell

LAST_GRADES = (9, 10)
END_AWAITED_UNTIL = (8, 31)
"""Day of the year up to which a leaver whose last day was announced is one, though no message of the end has come."""
FOLLOWED_MONTHS = 6
"""Months after the start of a next step in which its loss is still told as a transition's."""


@dataclass(frozen=True)
class Moment:
    """A transition duty that stands: its day of cause and its day of doing."""

    rule: Rule
    cause_on: date
    due_on: date


@dataclass(frozen=True)
class Leaver:
    """A youth who leaves school in the summer of `year`; `steps` are those of that summer and after."""

    situation: Situation
    in_force: InForce
    year: int
    steps: tuple[NextStep, ...]
    planned: tuple[Spell, ...]
    begun: tuple[Spell, ...]

    @property
    def known(self) -> tuple[NextStep, ...]:
        """Steps admitted or agreed and not declined since."""
        return tuple(step for step in known_steps(self.situation) if step in self.steps)


def transition_duties(situation: Situation, in_force: InForce) -> tuple[Moment, ...]:
    """The transition duties that stand on the date; none for a youth who is no leaver."""
    leaver = as_leaver(situation, in_force)
    if leaver is None:
        return ()
    checks = {
        Rule.NEXT_STEP_APPLIED: _not_applied,
        Rule.NEXT_STEP_ADMITTED: _not_admitted,
        Rule.NEXT_STEP_KNOWN: _not_known,
        Rule.NEXT_STEP_STARTED: _not_started,
        Rule.NEXT_STEP_3_MONTHS: _not_there,
    }
    found = (check(leaver, in_force.duties[rule]) for rule, check in checks.items() if rule in in_force.duties)
    return tuple(moment for moment in found if moment is not None)


def leaving_year(day: date) -> int:
    """The summer whose leavers are followed on a day: from 2 March those who are to leave, before it those who left last."""
    return day.year if day >= date(day.year, 3, 2) else day.year - 1


def as_leaver(situation: Situation, in_force: InForce) -> Leaver | None:
    """The youth as a leaver of the latest summer whose follow-up has begun (from March), or None."""
    year = leaving_year(situation.as_of)
    if not any(_leaves(spell, situation, year) for spell in situation.spells):
        return None
    summer = date(year, 6, 1)
    return Leaver(
        situation,
        in_force,
        year,
        steps=tuple(step for step in situation.next_steps if summer <= step.starts_on < date(year + 1, 6, 1)),
        planned=counting(situation.planned, in_force),
        begun=tuple(spell for spell in counting(situation.spells, in_force) if spell.started_on >= date(year, 7, 1)),
    )


def add_months(day: date, months: int) -> date:
    """The same day some months on; the last of the month where that month is shorter."""
    index = day.month - 1 + months
    first = date(day.year + index // 12, index % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def _leaves(spell: Spell, situation: Situation, year: int) -> bool:
    first, last = date(year, 5, 1), date(year, 7, 31)
    if spell.status not in SCHOOL or spell.started_on > last:
        return False
    if spell.ended_on is not None:
        return first <= spell.ended_on <= last and _is_last_year(spell, situation, year)
    if spell.expected_end_on is None:  # in August a school spell without any end is a pupil who goes on
        return situation.as_of <= last and _is_last_year(spell, situation, year)
    is_awaited = situation.as_of <= date(year, *END_AWAITED_UNTIL)
    return is_awaited and first <= spell.expected_end_on <= last and _is_last_year(spell, situation, year)


def _is_last_year(spell: Spell, situation: Situation, year: int) -> bool:
    if spell.grade is not None:
        return spell.grade in LAST_GRADES
    if (
        spell.status is Status.COMPULSORY_SCHOOL
    ):  # without a grade, by age: grade 9 ends in the year of the 16th birthday
        return year - situation.birth_on.year >= 16
    return True


def _not_applied(leaver: Leaver, rule: DutyRule) -> Moment | None:
    cause = rule.checkpoint(leaver.year)
    admitted = leaver.in_force.duties.get(Rule.NEXT_STEP_ADMITTED)
    until = admitted.checkpoint(leaver.year) if admitted else _first_of_july(leaver)
    asked = [step for step in leaver.steps if step.kind is not NextStepKind.DECLINED]
    if not cause <= leaver.situation.as_of < _first_of_july(leaver) or asked or leaver.planned:
        return None
    return Moment(rule.rule, cause, until - timedelta(days=1))


def _not_admitted(leaver: Leaver, rule: DutyRule) -> Moment | None:
    cause = rule.checkpoint(leaver.year)
    if not cause <= leaver.situation.as_of < _first_of_july(leaver) or not leaver.steps:
        return None
    return (
        None if leaver.known or leaver.planned else Moment(rule.rule, cause, _first_of_july(leaver) - timedelta(days=1))
    )


def _not_known(leaver: Leaver, rule: DutyRule) -> Moment | None:
    cause = rule.checkpoint(leaver.year)
    if leaver.situation.as_of < cause or leaver.known or leaver.planned or goes_on(leaver):
        return None
    return Moment(rule.rule, cause, cause - timedelta(days=1))


def _not_started(leaver: Leaver, rule: DutyRule) -> Moment | None:
    if not leaver.known or leaver.planned or goes_on(leaver):
        return None
    last = max(leaver.known, key=lambda step: step.starts_on)
    due_on = confirmed_by(last, leaver.in_force)
    return Moment(rule.rule, last.starts_on, due_on) if leaver.situation.as_of > due_on else None


def _not_there(leaver: Leaver, rule: DutyRule) -> Moment | None:
    if not leaver.begun or off_track(leaver.situation, leaver.in_force) is None:
        return None
    started_on = min(spell.started_on for spell in leaver.begun)
    due_on = add_months(started_on, int(rule.limit))
    followed = due_on <= leaver.situation.as_of < add_months(started_on, FOLLOWED_MONTHS)
    return Moment(rule.rule, due_on, due_on) if followed else None


def goes_on(leaver: Leaver) -> bool:
    """Whether an activity has begun since the summer, or one beside school (a job, say) is still open."""
    beside = (
        spell
        for spell in counting(leaver.situation.spells, leaver.in_force)
        if spell.ended_on is None and spell.status not in SCHOOL
    )
    return bool(leaver.begun) or any(beside)


def _first_of_july(leaver: Leaver) -> date:
    return date(leaver.year, 7, 1)
