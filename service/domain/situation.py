"""What the duty rules may look at: one youth's situation on a date, as plain values.

`known_on` of a fact is the local day on which it was first received; a clock starts there, not when a correction came.
Nothing here comes from a score.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from features.calendar import completed_years
from features.vocabulary import (
    ACTIVITY,
    EDUCATION,
    REACHED,
    ContactKind,
    DistrictId,
    EndReason,
    InstitutionId,
    InterventionKind,
    InterventionResult,
    NextStepKind,
    Status,
    YouthId,
)


@dataclass(frozen=True)
class Spell:
    """A period of education or activity; `end_known_on` is the day its ending was first received."""

    started_on: date
    status: Status
    ended_on: date | None = None
    institution_id: InstitutionId | None = None
    end_reason: EndReason | None = None
    grade: int | None = None
    hours_per_week: float | None = None
    expected_end_on: date | None = None
    known_on: date | None = None
    end_known_on: date | None = None

    def counts(self, *, employment_hours: float) -> bool:
        """Whether the spell is activity; employment counts from some hours a week, unknown hours count."""
        if self.status is Status.EMPLOYMENT and self.hours_per_week is not None:
            return self.hours_per_week >= employment_hours
        return self.status in ACTIVITY


@dataclass(frozen=True)
class NextStep:
    """What is known about the step after the present one; `known_on` missing means always known."""

    starts_on: date
    kind: NextStepKind
    institution_id: InstitutionId | None = None
    known_on: date | None = None


@dataclass(frozen=True)
class Contact:
    """A contact with the youth."""

    contacted_on: date
    kind: ContactKind


@dataclass(frozen=True)
class RecordedEffort:
    """An effort that came as a record; `result` is missing while nobody has told it."""

    started_on: date
    kind: InterventionKind
    ended_on: date | None = None
    result: InterventionResult | None = None


@dataclass(frozen=True)
class RiskReport:
    """An institution's own notice of a risk of interruption."""

    reported_on: date
    institution_id: InstitutionId
    known_on: date
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class QuarterAbsence:
    """A calendar quarter of school.

    `possible_days`: of the whole quarter, also those still to come. `unlawful_days`, `sick_days`: lessons missed ÷ lessons
    scheduled, summed over the days seen.
    """

    started_on: date
    possible_days: int
    unlawful_days: float
    sick_days: float


@dataclass(frozen=True)
class Situation:
    """One youth on one date.

    `planned`: spells known before the date that start on or after it. `last_attendance_on`: latest school day received.
    `efforts`: those of the records; `has_open_effort` counts those recorded here too.
    `finished_quarter`: the one before, in the days in which its last days are still received and corrected.
    `first_known_on`: the day on which the municipality first received anything of who the youth is.
    `absence_weeks`: share of lessons missed in each of the last whole weeks, the oldest first; None where nothing was received.
    """

    youth_id: YouthId
    as_of: date
    birth_on: date
    district_id: DistrictId | None = None
    resident_since_on: date | None = None
    spells: tuple[Spell, ...] = ()
    planned: tuple[Spell, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    contacts: tuple[Contact, ...] = ()
    risk_reports: tuple[RiskReport, ...] = ()
    quarter: QuarterAbsence | None = None
    finished_quarter: QuarterAbsence | None = None
    has_tovholder: bool = False
    has_open_effort: bool = False
    efforts: tuple[RecordedEffort, ...] = ()
    last_attendance_on: date | None = None
    first_known_on: date | None = None
    absence_weeks: tuple[float | None, ...] = ()

    @property
    def judged_quarters(self) -> tuple[QuarterAbsence, ...]:
        """The quarters whose absence still counts, the latest last."""
        return tuple(quarter for quarter in (self.finished_quarter, self.quarter) if quarter is not None)

    @property
    def schools(self) -> frozenset[InstitutionId | None]:
        """Where the youth is in education now; None for an unnamed place."""
        return frozenset(
            spell.institution_id for spell in self.spells if spell.ended_on is None and spell.status in EDUCATION
        )

    @property
    def institutions(self) -> tuple[InstitutionId, ...]:
        """Where the youth is now, whatever is done there; unnamed places are left out."""
        present = {spell.institution_id for spell in self.spells if spell.ended_on is None}
        return tuple(sorted(name for name in present if name is not None))

    @property
    def spoken_on(self) -> date | None:
        """The day on which somebody last spoke with the youth; an attempt is not contact."""
        return max((row.contacted_on for row in self.contacts if row.kind in REACHED), default=None)

    @property
    def age_years(self) -> int:
        """Completed years on the date."""
        return completed_years(self.birth_on, self.as_of)

    def birthday(self, years: int) -> date:
        """The day on which `years` are completed; see `birthday`."""
        return birthday(self.birth_on, years)


def birthday(birth_on: date, years: int) -> date:
    """The day on which `years` are completed; born on 29 February, 1 March in common years."""
    year = birth_on.year + years
    if (birth_on.month, birth_on.day) == (2, 29) and not _is_leap(year):
        return date(year, 3, 1)
    return birth_on.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
