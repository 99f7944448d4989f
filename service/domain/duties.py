"""Engine A: which duties and deadlines stand for a youth on a date. It cannot see a score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from features.calendar import add_working_days
from features.vocabulary import REACHED, SCHOOL, ContactKind, Status
from service.domain.activity import has_next_step, off_track
from service.domain.flags import Source
from service.domain.rules import DutyRule, InForce, Rule
from service.domain.situation import RiskReport, Situation
from service.domain.transitions import transition_duties

CONTACT_AGES: Final = (15, 17)
SERVED_AGES: Final = (15, 18)
OF_AGE: Final = 18
OLDEST: Final = 18
"""Completed years after which no duty of this service is raised."""
ROUNDING: Final = 1e-9
"""Thirds of days do not add up exactly in binary; at the limit counts as at the limit."""


@dataclass(frozen=True)
class Duty:
    """A duty that stands: what raised it, the day of its cause, and the day it is due (missing: no clock for the counsellor)."""

    source: Source
    rule: Rule
    cause_on: date
    due_on: date | None = None


def decide_duties(situation: Situation, in_force: InForce) -> tuple[Duty, ...]:
    """Every duty that stands on the date, in the order of the rule book.

    Each is the same on every night until it is met: neither its cause nor its due day depends on the date asked for.
    """
    if situation.age_years > OLDEST:
        return ()
    moments = {moment.rule: moment for moment in transition_duties(situation, in_force)}
    duties: list[Duty] = []
    for name, rule in in_force.duties.items():
        if name in moments:
            duties.append(Duty(Source.DUTY, name, moments[name].cause_on, moments[name].due_on))
        elif name in DECISIONS:
            duties.extend(DECISIONS[name](situation, rule, in_force))
    return _once_each(duties)


def _once_each(duties: list[Duty]) -> tuple[Duty, ...]:
    """One duty of a source, rule and day of cause, the one due first: two notices received on a day ask for one conversation."""
    found: dict[tuple[Source, Rule, date], Duty] = {}
    for duty in sorted(duties, key=lambda duty: (ORDER[duty.rule], duty.cause_on, duty.due_on or date.max)):
        found.setdefault((duty.source, duty.rule, duty.cause_on), duty)
    return tuple(found.values())


def _unlawful_share(situation: Situation, rule: DutyRule, _in_force: InForce) -> list[Duty]:
    return [
        Duty(Source.DUTY, rule.rule, quarter.started_on)
        for quarter in situation.judged_quarters
        if _is_pupil(situation)
        and quarter.possible_days
        and quarter.unlawful_days / quarter.possible_days >= rule.limit - ROUNDING
    ]


def _absent_days(situation: Situation, rule: DutyRule, _in_force: InForce) -> list[Duty]:
    return [
        Duty(Source.DUTY, rule.rule, quarter.started_on)
        for quarter in situation.judged_quarters
        if _is_pupil(situation) and quarter.sick_days + quarter.unlawful_days > rule.limit + ROUNDING
    ]


def _contact(situation: Situation, rule: DutyRule, in_force: InForce) -> list[Duty]:
    off = off_track(situation, in_force) if _is_aged(situation, CONTACT_AGES) else None
    if off is None or _contacted(situation, off.asked_from_on):
        return []
    return [Duty(Source.DUTY, rule.rule, off.aware_on, add_working_days(off.aware_on, int(rule.limit)))]


def _offer(situation: Situation, rule: DutyRule, in_force: InForce) -> list[Duty]:
    off = off_track(situation, in_force) if _is_aged(situation, CONTACT_AGES) else None
    reached = _contacted(situation, off.asked_from_on) if off else []
    if off is None or not reached or _offered(situation, off.asked_from_on):
        return []
    return [Duty(Source.DUTY, rule.rule, min(reached), min(reached) + timedelta(days=rule.limit))]


def _guidance(situation: Situation, rule: DutyRule, _in_force: InForce) -> list[Duty]:
    if not _is_aged(situation, SERVED_AGES):
        return []
    return [
        Duty(Source.INSTITUTION, rule.rule, report.known_on, add_working_days(report.known_on, int(rule.limit)))
        for report in situation.risk_reports
        if _waits_for_guidance(situation, report)
    ]


def _coming_of_age(situation: Situation, rule: DutyRule, _in_force: InForce) -> list[Duty]:
    of_age_on = situation.birthday(int(rule.limit))
    return [Duty(Source.DUTY, rule.rule, of_age_on)] if situation.has_tovholder and situation.as_of >= of_age_on else []


def _no_known_activity(situation: Situation, rule: DutyRule, in_force: InForce) -> list[Duty]:
    off = off_track(situation, in_force) if _is_aged(situation, SERVED_AGES) else None
    if off is None or has_next_step(situation, in_force):
        return []
    return [Duty(Source.NO_KNOWN_ACTIVITY, rule.rule, off.aware_on)]


DECISIONS: Final[dict[Rule, Callable[[Situation, DutyRule, InForce], list[Duty]]]] = {
    Rule.ABSENCE_QUARTER_10: _unlawful_share,
    Rule.ABSENCE_QUARTER_15: _unlawful_share,
    Rule.ABSENCE_DAYS_10: _absent_days,
    Rule.ABSENCE_DAYS_15: _absent_days,
    Rule.CONTACT_5: _contact,
    Rule.OFFER_30: _offer,
    Rule.GUIDANCE_10: _guidance,
    Rule.BIRTHDAY_18: _coming_of_age,
    Rule.NO_KNOWN_ACTIVITY: _no_known_activity,
}
ORDER: Final = {rule: place for place, rule in enumerate(Rule)}


def _is_aged(situation: Situation, ages: tuple[int, int]) -> bool:
    return ages[0] <= situation.age_years <= ages[1]


def _is_pupil(situation: Situation) -> bool:
    """Whether the youth is at a school whose leader the absence rules bind: not at a boarding school or a youth education.

    They speak of the child and its home, so they end with the 18th birthday.
    """
    if situation.age_years >= OF_AGE:
        return False
    schools = SCHOOL - {Status.BOARDING_SCHOOL}
    return any(spell.status in schools and spell.ended_on is None for spell in situation.spells)


def _contacted(situation: Situation, since_on: date) -> list[date]:
    """Days since then on which the youth was spoken with; an attempt is not contact."""
    return [
        contact.contacted_on
        for contact in situation.contacts
        if contact.kind in REACHED and contact.contacted_on >= since_on
    ]


def _offered(situation: Situation, since_on: date) -> bool:
    return any(contact.kind is ContactKind.OFFER and contact.contacted_on >= since_on for contact in situation.contacts)


def _waits_for_guidance(situation: Situation, report: RiskReport) -> bool:
    if report.withdrawn_on is not None or _contacted(situation, report.reported_on):
        return False
    there = [spell for spell in situation.spells if spell.institution_id == report.institution_id]
    return not there or any(spell.ended_on is None for spell in there)
