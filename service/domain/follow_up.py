"""Who stays on the transition list after school: followed until the start of what comes next is confirmed at 30 days and at 3 months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from features.vocabulary import YouthId
from service.domain.activity import counting
from service.domain.rules import InForce, MeasureName, Rule
from service.domain.situation import Situation, Spell
from service.domain.transitions import Leaver, add_months, as_leaver

END_OF_SCHOOL = (6, 30)
"""Day of the year whose night says who is followed: the last on which a school year counts."""


@dataclass(frozen=True)
class InTransition:
    """One youth who left school in the summer of `year` and is followed.

    `step_on`: the start of the known next step. `started_on`: the start of what has begun and lasts. `confirm_on`: the next day on which
    it is looked whether the youth is still there; missing while nothing has begun.
    """

    youth_id: YouthId
    year: int
    step_on: date | None = None
    started_on: date | None = None
    is_confirmed_at_30_days: bool = False
    confirm_on: date | None = None


def school_ended_on(as_of: date) -> date | None:
    """The end of the school year whose leavers are followed on a date; None in spring, when nobody has left yet."""
    if date(as_of.year, *END_OF_SCHOOL) < as_of:
        return date(as_of.year, *END_OF_SCHOOL)
    return date(as_of.year - 1, *END_OF_SCHOOL) if as_of < date(as_of.year, 3, 2) else None


def follow(situation: Situation, in_force: InForce) -> InTransition | None:
    """Where a followed youth stands; None for one who is no leaver, or whose start has been confirmed at three months."""
    leaver = as_leaver(situation, in_force)
    if leaver is None:
        return None
    step_on = min((step.starts_on for step in leaver.known), default=None)
    spell = lasting(leaver)
    if spell is None:
        return InTransition(situation.youth_id, leaver.year, step_on)
    days = timedelta(days=in_force.measures[MeasureName.TERM_GRACE_DAYS])
    first, last = spell.started_on + days, add_months(spell.started_on, _months(in_force))
    if situation.as_of >= last:
        return None
    is_confirmed = situation.as_of >= first
    confirm_on = last if is_confirmed else first
    return InTransition(situation.youth_id, leaver.year, step_on, spell.started_on, is_confirmed, confirm_on)


def lasting(leaver: Leaver) -> Spell | None:
    """What has begun since the summer and has not ended, the earliest of several."""
    begun = [spell for spell in counting(leaver.begun, leaver.in_force) if spell.ended_on is None]
    return min(begun, key=lambda spell: spell.started_on, default=None)


def _months(in_force: InForce) -> int:
    rule = in_force.duties.get(Rule.NEXT_STEP_3_MONTHS)
    return int(rule.limit) if rule else 3
