"""Årshjulet: the checkpoints through which those who leave school are followed, and who stands where. Facts and duties alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from features.vocabulary import NextStepKind, Status, YouthId
from service.domain.activity import counting, pending_steps
from service.domain.follow_up import lasting
from service.domain.rules import InForce, MeasureName, Rule
from service.domain.situation import Situation, Spell
from service.domain.transitions import Leaver, Moment, add_months, as_leaver, goes_on, leaving_year, transition_duties

CHECKPOINTS: Final = (
    Rule.NEXT_STEP_APPLIED,
    Rule.NEXT_STEP_ADMITTED,
    Rule.NEXT_STEP_KNOWN,
    Rule.NEXT_STEP_STARTED,
    Rule.NEXT_STEP_3_MONTHS,
)
"""In the order of the year."""
_SUMMER: Final = (7, 31)


@dataclass(frozen=True)
class Station:
    """A checkpoint of those who leave school in a summer; `until_on` is the last day before the next one is looked at."""

    rule: Rule
    from_on: date
    until_on: date

    def is_now(self, on: date) -> bool:
        """Whether this is the one that is looked at on a day."""
        return self.from_on <= on <= self.until_on


def stations(year: int, in_force: InForce) -> tuple[Station, ...]:
    """The wheel of those who leave school in the summer of `year`, of the rules in force; each day to next March has exactly one.

    Start and three months are those of who begins with the term in August; a later start moves a youth's own days.
    """
    begins = [(rule, _begins(rule, year, in_force)) for rule in CHECKPOINTS if rule in in_force.duties]
    if not begins:
        return ()
    ahead = [*(on for _, on in begins[1:]), begins[0][1].replace(year=year + 1)]
    day = timedelta(days=1)
    return tuple(Station(rule, on, following - day) for (rule, on), following in zip(begins, ahead, strict=True))


def _begins(rule: Rule, year: int, in_force: InForce) -> date:
    duty, measures = in_force.duties[rule], in_force.measures
    if duty.day_of_year is not None:
        return duty.checkpoint(year)
    term = date(year, 8, int(measures[MeasureName.TERM_STARTS_IN_AUGUST]))
    if rule is Rule.NEXT_STEP_STARTED:
        return term + timedelta(days=measures[MeasureName.TERM_GRACE_DAYS] + 1)
    return add_months(term, int(duty.limit))


@dataclass(frozen=True)
class Standing:
    """Where one who leaves school stands: the duties that wait, and the checkpoints that are passed."""

    situation: Situation
    waits: tuple[Moment, ...]
    passed: frozenset[Rule]


def standing(situation: Situation, in_force: InForce) -> Standing | None:
    """Where a youth stands on the date; None for one who is no leaver."""
    leaver = as_leaver(situation, in_force)
    if leaver is None:
        return None
    waits = transition_duties(situation, in_force)
    waiting = {moment.rule for moment in waits}
    return Standing(
        situation, waits, frozenset(rule for rule, passes in PASSES.items() if rule not in waiting and passes(leaver))
    )


def _is_settled(leaver: Leaver) -> bool:
    return bool(leaver.known or leaver.planned) or goes_on(leaver)


def _has_applied(leaver: Leaver) -> bool:
    return _is_settled(leaver) or any(step.kind is not NextStepKind.DECLINED for step in leaver.steps)


def _has_stayed(leaver: Leaver) -> bool:
    spell, rule = lasting(leaver), leaver.in_force.duties.get(Rule.NEXT_STEP_3_MONTHS)
    return bool(spell and rule and leaver.situation.as_of >= add_months(spell.started_on, int(rule.limit)))


PASSES: Final[dict[Rule, Callable[[Leaver], bool]]] = {
    Rule.NEXT_STEP_APPLIED: _has_applied,
    Rule.NEXT_STEP_ADMITTED: _is_settled,
    Rule.NEXT_STEP_KNOWN: _is_settled,
    Rule.NEXT_STEP_STARTED: lambda leaver: bool(leaver.begun),
    Rule.NEXT_STEP_3_MONTHS: _has_stayed,
}
"""By what a checkpoint is passed; the opposite of its duty, but for those of whom it is too early to say."""


# Home from efterskole


class Ahead(StrEnum):
    """What is known about what comes next."""

    THERE = "there"  # it has begun
    SETTLED = "settled"  # a place, and the day on which it begins
    APPLIED = "applied"  # applied for, no answer yet
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ComingHome:
    """A youth whose time at a boarding school ends or has ended; `on` and `status` are of what comes next."""

    situation: Situation
    home_on: date
    ahead: Ahead
    on: date | None = None
    status: Status | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to ask what comes next."""
        return self.ahead in {Ahead.THERE, Ahead.SETTLED}


def coming_home(situation: Situation, in_force: InForce, *, year: int) -> ComingHome | None:
    """The youth as one who comes home in the school year that ends in the summer of `year`, or has since; None for everybody else."""
    boarding = [spell for spell in situation.spells if spell.status is Status.BOARDING_SCHOOL]
    last = max(boarding, key=lambda spell: spell.started_on, default=None)
    home_on = (last.ended_on or last.expected_end_on) if last else None
    if last is None or home_on is None or home_on < date(year - 1, 8, 1):
        return None
    if last.ended_on is None and home_on > date(year, *_SUMMER):
        return None
    return _next(situation, in_force, last, home_on)


def _next(situation: Situation, in_force: InForce, last: Spell, home_on: date) -> ComingHome:
    there = [one for one in counting(situation.spells, in_force) if one.ended_on is None and one is not last]
    if there:
        begun = max(there, key=lambda one: one.started_on)
        return ComingHome(situation, home_on, Ahead.THERE, begun.started_on, begun.status)
    if planned := counting(situation.planned, in_force):
        first = min(planned, key=lambda one: one.started_on)
        return ComingHome(situation, home_on, Ahead.SETTLED, first.started_on, first.status)
    if steps := [step for step in pending_steps(situation, in_force) if step.starts_on >= last.started_on]:
        return ComingHome(situation, home_on, Ahead.SETTLED, min(step.starts_on for step in steps))
    applied = any(
        step.kind is NextStepKind.APPLIED and step.starts_on >= situation.as_of for step in situation.next_steps
    )
    return ComingHome(situation, home_on, Ahead.APPLIED if applied else Ahead.UNKNOWN)


# Everybody together


@dataclass(frozen=True)
class Year:
    """Those who leave school in the summer of `summer`, and those who come home from boarding school."""

    summer: int
    standings: tuple[Standing, ...]
    coming: tuple[ComingHome, ...]

    @property
    def youth_ids(self) -> frozenset[YouthId]:
        """Everybody in it."""
        leaving = {one.situation.youth_id for one in self.standings}
        return frozenset(leaving | {one.situation.youth_id for one in self.coming})

    def without(self, hidden: frozenset[YouthId]) -> Year:
        """The same without some youths."""
        return Year(
            self.summer,
            tuple(one for one in self.standings if one.situation.youth_id not in hidden),
            tuple(one for one in self.coming if one.situation.youth_id not in hidden),
        )


def year_of(situations: Iterable[Situation], in_force: InForce, *, on: date) -> Year:
    """The year that is looked at on a day, in the order in which the youths come."""
    kept, summer = tuple(situations), leaving_year(on)
    standings = tuple(found for one in kept if (found := standing(one, in_force)) is not None)
    coming = tuple(home for one in kept if (home := coming_home(one, in_force, year=summer)) is not None)
    return Year(summer, standings, coming)
