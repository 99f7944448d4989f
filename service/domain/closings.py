"""Closing a course: where the youth is now, whether it helped as counsellor and youth see it, and who looks again in three months."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from features.vocabulary import CounsellorId, YouthId
from service.domain.efforts import LONGEST_TEXT
from service.domain.errors import MoveRefused
from service.domain.transitions import add_months
from service.domain.written import written

LOOK_BACK_MONTHS: Final = 3


class WhereNow(StrEnum):
    """Where a youth is when a course ends, and when somebody looks back."""

    SCHOOL = "school"
    EDUCATION = "education"
    WORK = "work"
    OTHER_ACTIVITY = "other_activity"
    ABOUT_TO_BEGIN = "about_to_begin"
    NO_ACTIVITY = "no_activity"
    MOVED = "moved"
    UNKNOWN = "unknown"


class Helped(StrEnum):
    """Whether it helped, as somebody sees it."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"  # of the youth: not asked


@dataclass(frozen=True)
class Closing:
    """What somebody writes when a course ends; `youth_words`: the youth's own, if there are some."""

    where_now: WhereNow
    helped: Helped
    youth_view: Helped
    looks_again: CounsellorId
    youth_words: str = ""


@dataclass(frozen=True)
class LookBack:
    """What somebody saw three months after the closing of a number; there `note` is optional."""

    number: int
    where_now: WhereNow
    note: str = ""


@dataclass(frozen=True)
class StoredClosing:
    """A closing as the store keeps it; the look back is None until somebody has looked."""

    number: int
    youth_id: YouthId
    closing: Closing
    actor_id: str
    at: datetime
    closed_on: date
    look_back_on: date
    look_back: LookBack | None = None
    looked_back_by: str | None = None
    looked_back_at: datetime | None = None


def sound_closing(closing: Closing) -> Closing:
    """The closing as it is kept.

    Raises: WrongUse for a text that is too long.
    """
    return replace(closing, youth_words=written(closing.youth_words, most=LONGEST_TEXT, what="youth's words"))


def look_back_on(closed_on: date) -> date:
    """The day on which somebody looks again."""
    return add_months(closed_on, LOOK_BACK_MONTHS)


def check_not_looked_back(closing: StoredClosing) -> None:
    """Pass if nobody has looked back yet.

    Raises: MoveRefused.
    """
    if closing.look_back is not None:
        raise MoveRefused("look back: got a closing that somebody has looked back on already, allowed is one look.")
