"""The rule book of engine A: duties and measures as dated rows, each with its source and who answers for it.

A duty is looked up by the day it is applied on, so that a change of the law is a new row and yesterday can be replayed.
Rows marked *verify* in their source rest on secondary sources: the municipality corrects them here, nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Rule(StrEnum):
    """Why a flag was raised."""

    ABSENCE_QUARTER_10 = "absence_quarter_10"
    ABSENCE_QUARTER_15 = "absence_quarter_15"
    ABSENCE_DAYS_10 = "absence_days_10"
    ABSENCE_DAYS_15 = "absence_days_15"
    CONTACT_5 = "contact_5"
    OFFER_30 = "offer_30"
    GUIDANCE_10 = "guidance_10"
    NEXT_STEP_APPLIED = "next_step_applied"
    NEXT_STEP_ADMITTED = "next_step_admitted"
    NEXT_STEP_KNOWN = "next_step_known"
    NEXT_STEP_STARTED = "next_step_started"
    NEXT_STEP_3_MONTHS = "next_step_3_months"
    BIRTHDAY_18 = "birthday_18"
    NO_KNOWN_ACTIVITY = "no_known_activity"
    RISK = "risk"
    MANUAL = "manual"


class Responsible(StrEnum):
    """Who has to act; others' duties are shown as information, without a clock for the counsellor."""

    UU = "uu"
    SCHOOL_LEADER = "school_leader"


class Unit(StrEnum):
    """What a limit counts."""

    SHARE = "share"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    YEARS = "years"
    CHECKPOINT = "checkpoint"  # the limit is a day of the year, in `day_of_year`


@dataclass(frozen=True)
class DutyRule:
    """One duty as it stands from a day to another.

    `limit`: counted in `unit` within `window`. `day_of_year`: (month, day) from which a checkpoint holds.
    """

    rule: Rule
    limit: float
    unit: Unit
    window: str
    responsible: Responsible
    source: str
    valid_from_on: date = date(2014, 8, 1)
    valid_to_on: date | None = None
    day_of_year: tuple[int, int] | None = None
    is_enabled: bool = True

    def holds(self, on: date) -> bool:
        """Whether the row is switched on and in force on a day."""
        return self.is_enabled and self.valid_from_on <= on and (self.valid_to_on is None or on <= self.valid_to_on)

    def checkpoint(self, year: int) -> date:
        """The day of `year` from which a checkpoint holds.

        Raises: ValueError if the row is no checkpoint.
        """
        if self.day_of_year is None:
            raise ValueError(f"rule {self.rule}: got no day of the year, a checkpoint needs one")
        return date(year, *self.day_of_year)


class MeasureName(StrEnum):
    """A number several rules lean on."""

    EMPLOYMENT_HOURS = "employment_hours"
    TERM_GRACE_DAYS = "term_grace_days"
    TERM_STARTS_IN_AUGUST = "term_starts_in_august"
    COOLDOWN_SCHOOL_WEEKS = "cooldown_school_weeks"
    COOLDOWN_DISMISSED_SCHOOL_WEEKS = "cooldown_dismissed_school_weeks"
    DEFAULT_WEEKLY_CAPACITY = "default_weekly_capacity"


@dataclass(frozen=True)
class Measure:
    """A dated number."""

    name: MeasureName
    value: float
    source: str
    valid_from_on: date = date(2014, 8, 1)
    valid_to_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the number is in force on a day."""
        return self.valid_from_on <= on and (self.valid_to_on is None or on <= self.valid_to_on)


@dataclass(frozen=True)
class InForce:
    """What holds on one day."""

    duties: Mapping[Rule, DutyRule]
    measures: Mapping[MeasureName, float]


@dataclass(frozen=True)
class RuleBook:
    """All rows, past and coming."""

    duties: tuple[DutyRule, ...]
    measures: tuple[Measure, ...]

    def on(self, day: date) -> InForce:
        """The rows that hold on `day`; of two for one rule, the one that began last."""
        duties = sorted((row for row in self.duties if row.holds(day)), key=lambda row: row.valid_from_on)
        measures = sorted((row for row in self.measures if row.holds(day)), key=lambda row: row.valid_from_on)
        return InForce({row.rule: row for row in duties}, {row.name: row.value for row in measures})


_ABSENCE_LAW = "Bekendtgørelse om elevers fravær fra undervisningen i folkeskolen (verify)"
_AGREED_LAW = "Agreed change of the absence rules, not yet in force (verify); switched on here when it is"
_GUIDANCE_LAW = "Vejledningsloven, duty to contact youths of 15-17 off their education plan (verify)"
_TRANSITION = "Vejledningsloven, follow-up of transitions; the municipality's own checkpoints"

HERNING: Final = RuleBook(
    duties=(
        DutyRule(Rule.ABSENCE_QUARTER_10, 0.10, Unit.SHARE, "quarter", Responsible.SCHOOL_LEADER, _ABSENCE_LAW),
        DutyRule(Rule.ABSENCE_QUARTER_15, 0.15, Unit.SHARE, "quarter", Responsible.SCHOOL_LEADER, _ABSENCE_LAW),
        DutyRule(
            Rule.ABSENCE_DAYS_10, 10, Unit.DAYS, "quarter", Responsible.SCHOOL_LEADER, _AGREED_LAW, is_enabled=False
        ),
        DutyRule(
            Rule.ABSENCE_DAYS_15, 15, Unit.DAYS, "quarter", Responsible.SCHOOL_LEADER, _AGREED_LAW, is_enabled=False
        ),
        DutyRule(Rule.CONTACT_5, 5, Unit.WORKING_DAYS, "since aware", Responsible.UU, _GUIDANCE_LAW),
        DutyRule(Rule.OFFER_30, 30, Unit.CALENDAR_DAYS, "since reached", Responsible.UU, _GUIDANCE_LAW),
        DutyRule(
            Rule.GUIDANCE_10,
            10,
            Unit.WORKING_DAYS,
            "since reported",
            Responsible.UU,
            "Local default; no statutory number of days was found",
        ),
        DutyRule(
            Rule.NEXT_STEP_APPLIED, 0, Unit.CHECKPOINT, "school year", Responsible.UU, _TRANSITION, day_of_year=(3, 2)
        ),
        # 15 June: answers to applications have come, and school is still open for a fortnight.
        DutyRule(
            Rule.NEXT_STEP_ADMITTED, 0, Unit.CHECKPOINT, "school year", Responsible.UU, _TRANSITION, day_of_year=(6, 15)
        ),
        DutyRule(
            Rule.NEXT_STEP_KNOWN, 0, Unit.CHECKPOINT, "school year", Responsible.UU, _TRANSITION, day_of_year=(7, 1)
        ),
        DutyRule(Rule.NEXT_STEP_STARTED, 30, Unit.CALENDAR_DAYS, "into term", Responsible.UU, _TRANSITION),
        DutyRule(Rule.NEXT_STEP_3_MONTHS, 3, Unit.MONTHS, "since start", Responsible.UU, _TRANSITION),
        DutyRule(Rule.BIRTHDAY_18, 18, Unit.YEARS, "birthday", Responsible.UU, "Coming of age; værgemålsloven"),
        DutyRule(Rule.NO_KNOWN_ACTIVITY, 0, Unit.DAYS, "as_of", Responsible.UU, _GUIDANCE_LAW),
    ),
    measures=(
        # Missing hours count as enough: a job known without its hours must not set a clock running; the list says it is unknown.
        Measure(
            MeasureName.EMPLOYMENT_HOURS, 18, "Hours a week from which employment counts (verify; 20 in other uses)"
        ),
        Measure(
            MeasureName.TERM_GRACE_DAYS, 30, "Days into term in which a leaver with a known next step is in transition"
        ),
        Measure(MeasureName.TERM_STARTS_IN_AUGUST, 10, "Day of August from which the days of a term are counted"),
        Measure(MeasureName.COOLDOWN_SCHOOL_WEEKS, 8, "School weeks after contact without a new risk flag"),
        Measure(
            MeasureName.COOLDOWN_DISMISSED_SCHOOL_WEEKS,
            4,
            "School weeks without a new risk flag after a person ended one",
        ),
        Measure(MeasureName.DEFAULT_WEEKLY_CAPACITY, 2, "New risk flags a week where a counsellor's row names none"),
    ),
)
"""The rules of the day; a proposal that the municipality owns and dates."""
