"""The words of the domain, each with the Danish term a counsellor would use.

One word per thing, in code and on the wire alike: values here are the values of the records format and of the frames.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

YouthId = NewType("YouthId", str)
"""ung: a pseudonym without meaning."""

DistrictId = NewType("DistrictId", str)
"""distrikt"""

AreaId = NewType("AreaId", str)
"""område"""

InstitutionId = NewType("InstitutionId", str)
"""skole, uddannelsessted"""

CounsellorId = NewType("CounsellorId", str)
"""UU-vejleder"""


class DataKind(StrEnum):
    """What a delivery declares itself to be; carried into every output made from it."""

    SYNTHETIC = "synthetic"
    PUBLIC = "public"
    REAL = "real"
    UNDECLARED = "undeclared"


class Status(StrEnum):
    """uddannelses- og aktivitetsstatus; the first nine are education."""

    COMPULSORY_SCHOOL = "compulsory_school"
    TENTH_GRADE = "tenth_grade"
    BOARDING_SCHOOL = "boarding_school"
    UPPER_SECONDARY = "upper_secondary"
    VOCATIONAL_BASIC = "vocational_basic"
    VOCATIONAL_MAIN = "vocational_main"
    FGU = "fgu"
    STU = "stu"
    OTHER_EDUCATION = "other_education"
    EMPLOYMENT = "employment"
    OTHER_ACTIVITY = "other_activity"
    EXEMPT = "exempt"
    ABROAD = "abroad"
    NONE = "none"


STATUSES = tuple(Status)
EDUCATION = frozenset(STATUSES[:9])
"""uddannelse: the statuses in which a youth is enrolled somewhere."""
SCHOOL = frozenset({Status.COMPULSORY_SCHOOL, Status.TENTH_GRADE, Status.BOARDING_SCHOOL})
"""grundskole, 10. klasse, efterskole"""
ACTIVE = EDUCATION | {Status.EMPLOYMENT, Status.OTHER_ACTIVITY}
"""What a youth can drop out of: education, employment, other activity."""
ACTIVITY = ACTIVE | {Status.EXEMPT, Status.ABROAD}
"""aktivitet: what counts as not being lost from sight."""
NOT_SCORED = frozenset({Status.STU, Status.EXEMPT})
"""A youth with such an open spell is never scored."""
QUALIFYING = frozenset({Status.UPPER_SECONDARY, Status.VOCATIONAL_MAIN, Status.STU, Status.OTHER_EDUCATION})
"""Completing one of these is a qualification, not a dropout."""


class EndReason(StrEnum):
    """Why a spell ended."""

    COMPLETED = "completed"  # gennemført
    INTERRUPTED = "interrupted"  # afbrud
    PROGRAMME_CHANGE = "programme_change"  # omvalg
    INSTITUTION_CHANGE = "institution_change"  # skoleskift
    MOVED_AWAY = "moved_away"  # fraflyttet
    UNKNOWN = "unknown"


class Coverage(StrEnum):
    """Whether a month of a youth's attendance is in the records; missing is never zero absence."""

    OBSERVED = "observed"  # Vi har data
    NOT_COLLECTED = "not_collected"  # Skolen sender ikke fravær til kommunen
    MISSING = "missing"  # Data mangler


class Regime(StrEnum):
    """What a youth can be judged from: daily attendance, or events alone. Calibrated apart."""

    ATTENDANCE = "attendance"
    STATUS_ONLY = "status_only"


class InstitutionKind(StrEnum):
    """skoletype"""

    MUNICIPAL_SCHOOL = "municipal_school"
    PRIVATE_SCHOOL = "private_school"
    BOARDING_SCHOOL = "boarding_school"
    UPPER_SECONDARY = "upper_secondary"
    VOCATIONAL = "vocational"
    FGU = "fgu"
    OTHER = "other"


class NextStepKind(StrEnum):
    """overgang: what is known about the step after this one."""

    APPLIED = "applied"
    ADMITTED = "admitted"
    AGREED = "agreed"
    DECLINED = "declined"


KNOWN_NEXT_STEPS = frozenset({NextStepKind.ADMITTED, NextStepKind.AGREED})
"""Kinds that make a leaver "i overgang" rather than without activity."""


class ContactKind(StrEnum):
    """kontakt; an attempt is not contact."""

    ATTEMPT = "attempt"
    REACHED = "reached"
    MEETING = "meeting"
    OFFER = "offer"


REACHED = frozenset({ContactKind.REACHED, ContactKind.MEETING, ContactKind.OFFER})
"""Kinds in which the youth was in fact spoken with."""


class InterventionKind(StrEnum):
    """indsats: the closed list of steps 1 to 4 of the ladder (indsatstrappen)."""

    GROUP_GUIDANCE = "group_guidance"
    INTRODUCTION_COURSE = "introduction_course"
    BRIDGING = "bridging"
    ABSENCE_TALK = "absence_talk"
    INDIVIDUAL_TALK = "individual_talk"
    EDUCATION_PLAN = "education_plan"
    RECHOICE_GUIDANCE = "rechoice_guidance"
    WORK_PLACEMENT = "work_placement"
    STUDY_HELP = "study_help"
    INTERDISCIPLINARY_DISCUSSION = "interdisciplinary_discussion"
    NETWORK_MEETING = "network_meeting"
    MENTOR = "mentor"
    CONTACT_PERSON = "contact_person"
    HOME_VISIT = "home_visit"
    FGU_COURSE = "fgu_course"
    YOUTH_SCHOOL_COURSE = "youth_school_course"
    JOB_WITH_PLAN = "job_with_plan"


class InterventionResult(StrEnum):
    """What came of an effort."""

    HELPED = "helped"
    PARTLY = "partly"
    NO_EFFECT = "no_effect"
    UNKNOWN = "unknown"


class AssignmentScope(StrEnum):
    """What a counsellor is assigned to."""

    YOUTH = "youth"
    INSTITUTION = "institution"
    DISTRICT = "district"
    AREA = "area"


class AssignmentRole(StrEnum):
    """How a counsellor is assigned."""

    TOVHOLDER = "tovholder"
    REGULAR = "regular"
    COVER = "cover"
    RECUSED = "recused"


class Feeds(StrEnum):
    """What an indicator may be used for."""

    RISK = "risk"
    PROFILE = "profile"
    ABSTENTION = "abstention"
    DISPLAY = "display"


class Response(StrEnum):
    """How an indicator answers to one more missed lesson in the last 20 school days."""

    NEVER_DOWN = "never_down"
    UNAFFECTED = "unaffected"
    EITHER = "either"
