"""The list's own past: of those whom a list named so long ago that what became of them is known, how many are where now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from features.vocabulary import ACTIVITY, YouthId
from service.domain.night import YouthFacts

MATURE: Final = timedelta(days=330)
"""How old a list is before it is looked back at: half a year in which something can happen, 60 days in which it can be undone, and 90 in
which the news of it still comes."""
FEWEST: Final = 5
"""Youths whom a list must have named to be counted."""


@dataclass(frozen=True)
class ListPast:
    """What is known now of those whom a list named; `monday_on` of its week. `gone`: no longer known here.

    `dropped`: of those of them who were scored, how many dropped out within the half year after; None while nobody has looked.
    """

    monday_on: date
    named: int
    active: int
    without: int
    gone: int
    dropped: int | None = None


def list_past(
    named: Collection[YouthId],
    facts: Mapping[YouthId, YouthFacts],
    *,
    monday_on: date,
    dropped: Collection[YouthId] | None = None,
) -> ListPast | None:
    """The counts of a list by what is known of its youths now; None if it named too few to be counted.

    `dropped`: everybody of whom it was seen that they dropped out after that week's list, if it has been looked at.
    """
    if len(named) < FEWEST:
        return None
    here = [facts[youth_id] for youth_id in named if youth_id in facts]
    active = sum(
        any(spell.ended_on is None and spell.status in ACTIVITY for spell in one.situation.spells) for one in here
    )
    known = None if dropped is None else len(set(named) & set(dropped))
    return ListPast(monday_on, len(named), active, len(here) - active, len(named) - len(here), known)
