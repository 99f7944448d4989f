"""Records that a youth says are wrong: out of risk until their source answers, which it has a month for.

Duties stand all the same: nobody loses a right by saying that a record is wrong.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from features.calendar import LOCAL
from features.records import BY_NAME
from features.vocabulary import YouthId
from service.domain.errors import WrongUse

DISPUTABLE: Final = ("attendance", "contacts", "interventions", "next_steps", "risk_reports", "spells")
"""Tables whose rows say something of a youth on a day."""
LONGEST_REASON: Final = 500


class Answer(StrEnum):
    """What the source says in the end; either way the record counts again as it then stands."""

    UPHELD = "upheld"  # it was right
    CORRECTED = "corrected"  # it was wrong, and a delivery corrects it


@dataclass(frozen=True)
class Disputed:
    """Which record: a youth's rows of a table that began or happened on a day."""

    youth_id: YouthId
    table: str
    on: date


@dataclass(frozen=True)
class Dispute:
    """A record that is disputed, since when, why, and until when the source has to answer."""

    number: int
    what: Disputed
    reason: str
    at: datetime
    due_on: date
    answer: Answer | None = None

    def is_overdue(self, on: date) -> bool:
        """Whether the source should have answered before a day."""
        return self.answer is None and self.due_on < on


def due_on(at: datetime) -> date:
    """The last day for an answer: a month on, by the calendar; the month's last day where it has no such day.

    Source: GDPR, article 12, 3.
    """
    day = at.astimezone(LOCAL).date()
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def check_may_dispute(what: Disputed, reason: str) -> None:
    """Pass if such a record can be disputed for such a reason.

    Raises: WrongUse.
    """
    if what.table not in DISPUTABLE:
        raise WrongUse(
            f"contest: got a table that holds no such records, allowed are {', '.join(DISPUTABLE)}. Name the one the record stands in."
        )
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise WrongUse(f"reason: allowed are 1 to {LONGEST_REASON} characters. Say in one line what is wrong.")


def day_column(table: str) -> str:
    """The column by which a record of a table is found: the day it began or happened."""
    return {"next_steps": "starts_on"}.get(table, BY_NAME[table].happened)
