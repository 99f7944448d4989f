"""CONTRACT 1: the tables of records format v1, each declared once.

Reading, validation, documentation and synthetic data all come from the declarations below: a column is written here and nowhere
else. The prose of the format (what "known before the cut" means, what is refused and what is quarantined) is in the guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa

from features.legal import (
    BY_MUNICIPALITY,
    DUTY_OF_YOUTHS,
    EDUCATION_PLAN,
    PUBLIC_TASK,
    SCHOOL_ABSENCE,
    SHARED_DATA,
    HeldFor,
    Reference,
)
from features.origins import Origin
from features.vocabulary import (
    AssignmentRole,
    AssignmentScope,
    ContactKind,
    DataKind,
    EndReason,
    InstitutionKind,
    InterventionKind,
    InterventionResult,
    NextStepKind,
    Status,
)

FORMAT = 1


class Kind(StrEnum):
    """What a cell holds; the comment is the dtype of a column after reading."""

    TEXT = "text"  # str, missing NaN
    DATE = "date"  # datetime64[s], missing NaT
    INSTANT = "instant"  # datetime64[us], UTC without zone, missing NaT
    INTEGER = "integer"  # Int64
    NUMBER = "number"  # float64
    FLAG = "flag"  # bool; a missing cell is False


DTYPES: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "str",
    Kind.DATE: "datetime64[s]",
    Kind.INSTANT: "datetime64[us]",
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "float64",
    Kind.FLAG: "bool",
}


@dataclass(frozen=True)
class Column:
    """One column: what a cell may hold and what it means.

    `missing`: a cell may be empty. `optional`: the whole column may be absent (and then every cell is empty).
    `low`, `high`: inclusive limits. `at_most`: the column that no cell may exceed.
    `ahead`: the day may lie after the delivery. `identifies`: a faulty value is masked in reports.
    `purpose`, `legal_reference`: where they are others than the table's; both or none.
    """

    name: str
    kind: Kind
    meaning: str
    missing: bool = False
    optional: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    low: float | None = None
    high: float | None = None
    at_most: str = ""
    ahead: bool = False
    identifies: bool = False
    purpose: HeldFor | None = None
    legal_reference: Reference | None = None


@dataclass(frozen=True)
class End:
    """An ending that reads as missing while its day is on or after `as_of`, together with what is told about it."""

    on: str
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: its columns, key and place in time.

    `happened`: the column with the row's own day, if it has one. `starts`, `ends`: the days between which no end may come first.
    `purpose`, `legal_reference`: what the municipality holds such rows for, and by which law.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    purpose: HeldFor
    legal_reference: Reference
    required: bool = False
    happened: str = ""
    ends: tuple[End, ...] = ()
    order: tuple[tuple[str, str], ...] = field(default=())

    def column(self, name: str) -> Column:
        """The declaration of one column; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in declared order."""
        return tuple(column.name for column in self.columns)

    @property
    def has_versions(self) -> bool:
        """Whether rows say when they became known."""
        return "known_at" in self.names


ID_PATTERN = r"[A-Za-z0-9_-]{1,64}"

_KNOWN_AT = Column("known_at", Kind.INSTANT, "when the municipality came to know it", missing=True, optional=True)
_RETRACTED = Column("retracted", Kind.FLAG, "the row was a mistake and is taken back", missing=True, optional=True)


def _youth() -> Column:
    return Column("youth_id", Kind.TEXT, "pseudonym, without meaning", pattern=ID_PATTERN, identifies=True)


def _reference(name: str, meaning: str, *, missing: bool = False, optional: bool = False) -> Column:
    return Column(name, Kind.TEXT, meaning, missing=missing, optional=optional, pattern=r"[^\x00-\x1f]{1,64}")


def _name(meaning: str) -> Column:
    return Column("name", Kind.TEXT, meaning, missing=True, pattern=r"[^\x00-\x1f]{1,200}")


def _count(name: str, meaning: str) -> Column:
    return Column(name, Kind.INTEGER, meaning, low=0, high=20, at_most="scheduled")


_VALID = (
    Column("valid_from_on", Kind.DATE, "first day on which the row holds", missing=True, optional=True, ahead=True),
    Column("valid_to_on", Kind.DATE, "last day on which the row holds", missing=True, optional=True, ahead=True),
)
_VALID_ORDER = (("valid_from_on", "valid_to_on"),)

YOUTHS = Table(
    "youths",
    "a youth the municipality knows",
    key=("youth_id",),
    required=True,
    purpose=HeldFor.GUIDE,
    legal_reference=DUTY_OF_YOUTHS,
    columns=(
        _youth(),
        Column("birth_on", Kind.DATE, "date of birth", identifies=True),
        Column(
            "sex",
            Kind.TEXT,
            "audit of fairness only",
            missing=True,
            optional=True,
            allowed=("F", "M"),
            purpose=HeldFor.AUDIT_FAIRNESS,
            legal_reference=BY_MUNICIPALITY,
        ),
        _reference("district_id", "district of residence; missing for no fixed abode", missing=True),
        Column("moved_in_on", Kind.DATE, "out of scope before this day", missing=True, optional=True, ahead=True),
        Column(
            "left_municipality_on", Kind.DATE, "out of scope from this day", missing=True, optional=True, ahead=True
        ),
        _KNOWN_AT,
    ),
    ends=(End("left_municipality_on"),),
    order=(("birth_on", "moved_in_on"), ("birth_on", "left_municipality_on")),
)

ATTENDANCE = Table(
    "attendance",
    "a school day of a youth at an institution; no row means nothing was scheduled or collected, never presence",
    key=("youth_id", "on", "institution_id"),
    happened="on",
    purpose=HeldFor.FOLLOW_ABSENCE,
    legal_reference=SCHOOL_ABSENCE,
    columns=(
        _youth(),
        Column("on", Kind.DATE, "the school day"),
        _reference("institution_id", "school or place of education"),
        Column("scheduled", Kind.INTEGER, "lessons or half days possible that day", low=1, high=20),
        _count("sick", "of those, missed by illness"),
        _count("permitted", "of those, missed with the school's permission"),
        _count("unlawful", "of those, missed unlawfully"),
        _KNOWN_AT,
        _RETRACTED,
    ),
)

SPELLS = Table(
    "spells",
    "a period of education or activity; the last day belongs to it; periods may overlap",
    key=("youth_id", "started_on", "status", "institution_id"),
    required=True,
    happened="started_on",
    purpose=HeldFor.FOLLOW_STATUS,
    legal_reference=SHARED_DATA,
    columns=(
        _youth(),
        Column("started_on", Kind.DATE, "first day", ahead=True),
        Column("ended_on", Kind.DATE, "last day; missing while it is open", missing=True, ahead=True),
        Column("status", Kind.TEXT, "kind of education or activity", allowed=tuple(Status)),
        _reference("institution_id", "where", missing=True),
        Column("end_reason", Kind.TEXT, "why it ended", missing=True, allowed=tuple(EndReason)),
        Column("grade", Kind.INTEGER, "school grade", missing=True, optional=True, low=0, high=10),
        Column("hours_per_week", Kind.NUMBER, "hours of employment", missing=True, optional=True, low=0, high=168),
        Column("expected_end_on", Kind.DATE, "when it is expected to end", missing=True, optional=True, ahead=True),
        _KNOWN_AT,
        _RETRACTED,
    ),
    ends=(End("ended_on", ("end_reason",)),),
    order=(("started_on", "ended_on"),),
)

RISK_REPORTS = Table(
    "risk_reports",
    "an institution's own notice that a youth may interrupt",
    key=("youth_id", "reported_on", "institution_id"),
    happened="reported_on",
    purpose=HeldFor.HEAR_OF_RISK,
    legal_reference=SHARED_DATA,
    columns=(
        _youth(),
        Column("reported_on", Kind.DATE, "day of the notice"),
        _reference("institution_id", "who reported"),
        Column("withdrawn_on", Kind.DATE, "day the notice was withdrawn", missing=True, optional=True),
        _KNOWN_AT,
        _RETRACTED,
    ),
    ends=(End("withdrawn_on"),),
    order=(("reported_on", "withdrawn_on"),),
)

NEXT_STEPS = Table(
    "next_steps",
    "what is known about the step after the present one",
    key=("youth_id", "starts_on", "kind"),
    purpose=HeldFor.FOLLOW_TRANSITIONS,
    legal_reference=EDUCATION_PLAN,
    columns=(
        _youth(),
        Column("starts_on", Kind.DATE, "day the step begins", ahead=True),
        Column("kind", Kind.TEXT, "how far it has come", allowed=tuple(NextStepKind)),
        _reference("institution_id", "where", missing=True, optional=True),
        _KNOWN_AT,
        _RETRACTED,
    ),
)

CONTACTS = Table(
    "contacts",
    "a contact with a youth; an attempt is not contact",
    key=("youth_id", "contacted_on", "kind"),
    happened="contacted_on",
    purpose=HeldFor.MEET_DEADLINES,
    legal_reference=DUTY_OF_YOUTHS,
    columns=(
        _youth(),
        Column("contacted_on", Kind.DATE, "day of the contact"),
        Column("kind", Kind.TEXT, "what came of it", allowed=tuple(ContactKind)),
        _reference("by_role", "role of whoever made it", missing=True, optional=True),
        _KNOWN_AT,
    ),
)

INTERVENTIONS = Table(
    "interventions",
    "an effort on steps 1 to 4 of the ladder; steps 5 and 6 are refused",
    key=("youth_id", "started_on", "kind"),
    happened="started_on",
    purpose=HeldFor.CASEWORK,
    legal_reference=DUTY_OF_YOUTHS,
    columns=(
        _youth(),
        Column("started_on", Kind.DATE, "first day"),
        Column("kind", Kind.TEXT, "what is done", allowed=tuple(InterventionKind)),
        Column("ended_on", Kind.DATE, "last day; missing while open", missing=True, optional=True, ahead=True),
        Column("step", Kind.INTEGER, "step of the ladder", missing=True, optional=True, low=1, high=4),
        Column("result", Kind.TEXT, "what came of it", missing=True, optional=True, allowed=tuple(InterventionResult)),
        _KNOWN_AT,
        _RETRACTED,
    ),
    ends=(End("ended_on", ("result",)),),
    order=(("started_on", "ended_on"),),
)

INSTITUTIONS = Table(
    "institutions",
    "a school or place of education",
    key=("institution_id",),
    purpose=HeldFor.FIND_COUNSELLOR,
    legal_reference=PUBLIC_TASK,
    columns=(
        _reference("institution_id", "identity of the institution"),
        _name("name for people"),
        Column("kind", Kind.TEXT, "kind of institution", missing=True, allowed=tuple(InstitutionKind)),
        _reference("district_id", "school district", missing=True, optional=True),
        Column(
            "delivers_attendance",
            Kind.FLAG,
            "whether its attendance reaches the municipality",
            missing=True,
            optional=True,
        ),
    ),
)

SCHOOL_DAYS = Table(
    "school_days",
    "how much is possible on a day, known in advance; institution `default` holds where none is named",
    key=("institution_id", "on"),
    purpose=HeldFor.COUNT_DAYS,
    legal_reference=PUBLIC_TASK,
    columns=(
        _reference("institution_id", "institution, or `default`"),
        Column("on", Kind.DATE, "the day", ahead=True),
        Column("possible", Kind.INTEGER, "lessons or half days possible", low=0, high=20),
    ),
)

AREAS = Table(
    "areas",
    "an area of the municipality",
    key=("area_id",),
    purpose=HeldFor.FIND_COUNSELLOR,
    legal_reference=PUBLIC_TASK,
    columns=(_reference("area_id", "identity of the area"), _name("name for people"), *_VALID),
    order=_VALID_ORDER,
)

DISTRICTS = Table(
    "districts",
    "a school district",
    key=("district_id", "valid_from_on"),
    purpose=HeldFor.FIND_COUNSELLOR,
    legal_reference=PUBLIC_TASK,
    columns=(
        _reference("district_id", "identity of the district"),
        _name("name for people"),
        _reference("area_id", "the area it lies in", missing=True),
        *_VALID,
    ),
    order=_VALID_ORDER,
)

COUNSELLORS = Table(
    "counsellors",
    "a UU counsellor",
    key=("counsellor_id", "valid_from_on"),
    purpose=HeldFor.FIND_COUNSELLOR,
    legal_reference=PUBLIC_TASK,
    columns=(
        _reference("counsellor_id", "identity of the counsellor"),
        _name("name for people"),
        Column("email", Kind.TEXT, "work address", missing=True, optional=True, identifies=True),
        _reference("district_id", "the district served; missing for none", missing=True),
        Column(
            "weekly_capacity",
            Kind.INTEGER,
            "new risk flags a week; 2 if missing",
            missing=True,
            optional=True,
            low=0,
            high=100,
        ),
        *_VALID,
    ),
    order=_VALID_ORDER,
)

ASSIGNMENTS = Table(
    "assignments",
    "who answers for a youth, institution, district or area",
    key=("counsellor_id", "scope", "scope_id", "role", "valid_from_on"),
    purpose=HeldFor.FIND_COUNSELLOR,
    legal_reference=PUBLIC_TASK,
    columns=(
        _reference("counsellor_id", "the counsellor"),
        Column("scope", Kind.TEXT, "what is assigned", allowed=tuple(AssignmentScope)),
        Column(
            "scope_id",
            Kind.TEXT,
            "which youth, institution, district or area",
            pattern=r"[^\x00-\x1f]{1,64}",
            identifies=True,
        ),
        Column("role", Kind.TEXT, "how", allowed=tuple(AssignmentRole)),
        Column("valid_from_on", Kind.DATE, "first day", missing=True, ahead=True),
        Column("valid_to_on", Kind.DATE, "last day", missing=True, optional=True, ahead=True),
        _KNOWN_AT,
    ),
    order=_VALID_ORDER,
)

TEAMS = Table(
    "teams",
    "the interdisciplinary team of a district",
    key=("district_id", "profession", "name", "valid_from_on"),
    purpose=HeldFor.FIND_COUNSELLOR,
    legal_reference=PUBLIC_TASK,
    columns=(
        _reference("district_id", "the district"),
        _reference("profession", "profession"),
        _name("name for people"),
        Column("phone", Kind.TEXT, "work telephone", missing=True, optional=True, identifies=True),
        *_VALID,
    ),
    order=_VALID_ORDER,
)

TABLES: Final[tuple[Table, ...]] = (
    YOUTHS,
    ATTENDANCE,
    SPELLS,
    RISK_REPORTS,
    NEXT_STEPS,
    CONTACTS,
    INTERVENTIONS,
    INSTITUTIONS,
    SCHOOL_DAYS,
    AREAS,
    DISTRICTS,
    COUNSELLORS,
    ASSIGNMENTS,
    TEAMS,
)
BY_NAME: Final[Mapping[str, Table]] = {table.name: table for table in TABLES}

DENIED: Final[frozenset[str]] = frozenset(
    """
    origin citizenship nationality ethnicity language mother_tongue country_of_birth religion oprindelse herkomst
    statsborgerskab nationalitet etnicitet sprog modersmaal modersmål foedeland fødeland religion tro
    parent parents mother father sibling siblings parent_income parent_education foraeldre forældre mor far soeskende søskende
    social_case notification child_protection sagsnummer underretning underretninger boernesag børnesag foranstaltning
    health diagnosis diagnoses sick_reason reason_of_sickness medication helbred sygdom diagnose diagnoser sygeaarsag sygeårsag medicin
    crime offence conviction kriminalitet sigtelse dom
    address street postcode zip housing_area distance adresse vej vejnavn postnummer boligomraade boligområde afstand
    wellbeing well_being trivsel trivselsmaaling trivselsmåling
    note notes comment free_text text note noter bemaerkning bemærkning kommentar fritekst
    name_of_youth youth_name first_name last_name full_name navn fornavn efternavn personnummer cpr cprnr cpr_nr cpr_nummer cprnummer
    exemption_reason fritagelsesaarsag fritagelsesårsag benefit benefits ydelse ydelser kontanthjaelp kontanthjælp
    score risk_score earlier_score risikoscore upv uddannelsesparathed readiness_assessment gender_identity
    """.split()
)
"""Column names that are refused on import even under another name: they may never enter the model."""


@dataclass(frozen=True)
class Delivery:
    """What a records folder says of itself in `delivery.json`."""

    data: DataKind = DataKind.UNDECLARED
    source: str = ""
    delivered_on: date | None = None
    attribution: str = ""


@dataclass(frozen=True)
class Records:
    """Tables as they were delivered: typed, complete in columns, not yet cut in time.

    `tables`: every table but attendance, by name, with all declared columns (absent optional tables are empty).
    `attendance`: Parquet files in delivered order, or one Arrow table, or nothing.
    `contained`: names of the tables that the delivery holds.
    `origins`: where the rows came from, by table, as long as the rows are those that were read.
    """

    tables: Mapping[str, pd.DataFrame]
    attendance: tuple[Path, ...] | pa.Table | None
    contained: frozenset[str]
    delivery: Delivery = Delivery()
    origins: Mapping[str, Origin] = field(default_factory=dict)


def empty(table: Table) -> pd.DataFrame:
    """A table without rows, with every declared column in its dtype."""
    return pd.DataFrame({column.name: pd.Series(dtype=DTYPES[column.kind]) for column in table.columns})
