"""The target group: youths who have a tovholder of their own, from the day they enter it.

Every other resident of 15 to 18 has a named counsellor by routing. Leaving the group takes nothing away.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from service.domain.activity import has_next_step, off_track
from service.domain.casework import Remembered
from service.domain.flag_life import FlagState
from service.domain.flags import Source
from service.domain.rules import InForce
from service.domain.situation import RiskReport, Situation

ACCEPTED: Final = frozenset({FlagState.IN_PROGRESS, FlagState.WAITING})
"""States of a flag that somebody has taken up."""


class TargetReason(StrEnum):
    """Why a youth is in the target group."""

    OFF_PLAN = "off_plan"
    NO_KNOWN_ACTIVITY = "no_known_activity"
    RISK_REPORT = "risk_report"
    ACCEPTED_FLAG = "accepted_flag"
    OPEN_EFFORT = "open_effort"


@dataclass(frozen=True)
class TargetGroup:
    """Who is in it from a day to another, by age in completed years and for which reasons."""

    ages: tuple[int, int]
    reasons: frozenset[TargetReason]
    source: str
    valid_from_on: date = date(2014, 8, 1)
    valid_to_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether this is the target group of a day."""
        return self.valid_from_on <= on and (self.valid_to_on is None or on <= self.valid_to_on)


TARGET_GROUPS: Final = (TargetGroup((15, 17), frozenset(TargetReason), "The project's own description (verify)"),)
"""The target group of each time; a change is a new row."""


def why_in_target_group(
    situation: Situation,
    in_force: InForce,
    *,
    flags: Collection[Remembered] = (),
    groups: tuple[TargetGroup, ...] = TARGET_GROUPS,
) -> frozenset[TargetReason]:
    """The reasons for which a resident belongs to the target group; none if the youth does not.

    `flags`: those remembered of the youth. Nothing here comes from a score: a risk flag counts once a person has taken it up.
    """
    group = next((group for group in groups if group.holds(situation.as_of)), None)
    if group is None or not group.ages[0] <= situation.age_years <= group.ages[1]:
        return frozenset()
    off = off_track(situation, in_force)
    found = {
        TargetReason.OFF_PLAN: off is not None,
        TargetReason.NO_KNOWN_ACTIVITY: off is not None and not has_next_step(situation, in_force),
        TargetReason.RISK_REPORT: any(_stands(report, situation) for report in situation.risk_reports),
        TargetReason.ACCEPTED_FLAG: any(_is_accepted(flag) for flag in flags),
        TargetReason.OPEN_EFFORT: situation.has_open_effort,
    }
    return frozenset(reason for reason, holds in found.items() if holds) & group.reasons


def _stands(report: RiskReport, situation: Situation) -> bool:
    """Whether the report is not withdrawn and the youth has not left the institution since."""
    there = [spell for spell in situation.spells if spell.institution_id == report.institution_id]
    return report.withdrawn_on is None and (not there or any(spell.ended_on is None for spell in there))


def _is_accepted(flag: Remembered) -> bool:
    return flag.source in (Source.RISK, Source.MANUAL) and flag.state in ACCEPTED
