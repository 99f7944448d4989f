"""Meetings about a youth: interdisciplinary discussions, and inclusive network meetings, which are the youth's own.

What was agreed has an owner and a date. What may be shared is what was consented to: who said yes, when, and to what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from features.vocabulary import CounsellorId, YouthId
from service.domain.due import DueItem, DueKind
from service.domain.errors import WrongUse

LONGEST_LINE: Final = 120
LONGEST_WHAT: Final = 300
LONGEST_TEXT: Final = 2_000
MOST_PEOPLE: Final = 20
FURTHEST: Final = timedelta(days=366)
"""How far from today a meeting or an agreement may lie."""


class MeetingKind(StrEnum):
    """Tværfaglig drøftelse; inddragende netværksmøde."""

    DISCUSSION = "discussion"
    NETWORK = "network"


class MeetingState(StrEnum):
    """Aftalt, Holdt, Ikke holdt."""

    PLANNED = "planned"
    HELD = "held"
    NOT_HELD = "not_held"


class Profession(StrEnum):
    """The fields of an interdisciplinary team; every professional represents their own."""

    PSYCHOLOGIST = "psychologist"
    SOCIAL_WORKER = "social_worker"
    HEALTH_NURSE = "health_nurse"
    PEDAGOGUE = "pedagogue"
    OCCUPATIONAL_THERAPIST = "occupational_therapist"
    SPEECH_THERAPIST = "speech_therapist"
    COUNSELLOR = "counsellor"
    SCHOOL = "school"


class ConsentBy(StrEnum):
    """Who said yes to sharing."""

    YOUTH = "youth"
    HOLDER = "holder"
    BOTH = "both"


@dataclass(frozen=True)
class Consent:
    """That somebody said yes to sharing: who, when, and to what."""

    by: ConsentBy
    given_on: date
    to: str


@dataclass(frozen=True)
class People:
    """Who takes part: fields of the team, other professionals, and people of the youth's own, the last two as they were written."""

    professions: tuple[Profession, ...] = ()
    professionals: tuple[str, ...] = ()
    private: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """What is written of a meeting. `agenda`: the youth's own points, or what is to be discussed; `agreed`: once it was held."""

    kind: MeetingKind
    on: date
    chair_id: CounsellorId
    clock: time | None = None
    venue: str = ""
    agenda: str = ""
    people: People = People()
    consent: Consent | None = None
    state: MeetingState = MeetingState.PLANNED
    agreed: str = ""


@dataclass(frozen=True)
class Meeting:
    """A meeting as it is kept; `version` grows with each change, of which the last was `actor_id`'s at an instant."""

    number: int
    youth_id: YouthId
    content: Content
    version: int
    actor_id: str
    at: datetime


class Outcome(StrEnum):
    """What became of an agreement."""

    KEPT = "kept"
    NOT_KEPT = "not_kept"


@dataclass(frozen=True)
class Settled:
    """What became of the agreement of a number."""

    number: int
    outcome: Outcome


@dataclass(frozen=True)
class Promise:
    """Who does what by when."""

    what: str
    who: str
    due_on: date


@dataclass(frozen=True)
class Agreement:
    """A promise that was made at a meeting; `outcome` is None until somebody has asked."""

    number: int
    meeting: int
    promise: Promise
    outcome: Outcome | None = None


def check_content(content: Content, *, today: date, is_of_age: bool) -> None:
    """Pass if a meeting can be as it is written.

    Raises: WrongUse naming what cannot be.
    """
    _check_near(content.on, today, "meeting")
    if content.state is MeetingState.HELD and content.on > today:
        raise WrongUse("meeting: got one that was held on a day to come, allowed is today or before. Look at the day.")
    people = content.people
    if len(people.professionals) + len(people.private) > MOST_PEOPLE:
        raise WrongUse(f"meeting: got too many people, allowed are {MOST_PEOPLE} by name. Leave some out.")
    if content.consent is None:
        return
    if content.consent.given_on > today or not content.consent.to:
        raise WrongUse("consent: got one of a day to come or to nothing, allowed is one given already, and to what.")
    if is_of_age and content.consent.by is not ConsentBy.YOUTH:
        raise WrongUse("consent: got a custody holder's for a youth who is of age, allowed is the youth's own.")


def check_promise(promise: Promise, *, today: date) -> None:
    """Pass if a promise says what, who and when.

    Raises: WrongUse.
    """
    _check_near(promise.due_on, today, "agreement")
    if not (promise.what and promise.who):
        raise WrongUse("agreement: got one without what or who, allowed is one with both. Write both in a few words.")


def due_of_meeting(meeting: Meeting) -> DueItem | None:
    """A meeting that is to be held, or to be told of; None if it is over."""
    if meeting.content.state is not MeetingState.PLANNED:
        return None
    return DueItem(DueKind.MEETING, meeting.youth_id, meeting.content.on, below=f"moeder/{meeting.number}")


def due_of_agreement(agreement: Agreement, youth_id: YouthId) -> DueItem | None:
    """An agreement that nobody has asked about yet."""
    if agreement.outcome is not None:
        return None
    promise = agreement.promise
    below = f"moeder/{agreement.meeting}"
    return DueItem(DueKind.AGREEMENT, youth_id, promise.due_on, promise.what, below, who=promise.who)


def _check_near(on: date, today: date, what: str) -> None:
    if not today - FURTHEST <= on <= today + FURTHEST:
        raise WrongUse(
            f"{what}: got a day that is not within a year of today, allowed are {today - FURTHEST} to {today + FURTHEST}."
        )
