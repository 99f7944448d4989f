"""How long what is kept, as days before which it goes; the limits are the municipality's own choice within the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

SCHOOL_YEAR_STARTS: Final = 8
"""The month a school year begins in."""


@dataclass(frozen=True)
class Limits:
    """School years of daily attendance, the present one counted; months of scores and looks; and months after the last age or leaving."""

    attendance_school_years: int = 2
    judgement_months: int = 24
    everything_months: int = 12
    last_age: int = 19

    def attendance_from(self, on: date) -> date:
        """The first day whose attendance is still kept by the day."""
        year = on.year - (on.month < SCHOOL_YEAR_STARTS) - self.attendance_school_years + 1
        return date(year, SCHOOL_YEAR_STARTS, 1)

    def judgement_from(self, on: date) -> date:
        """The first day whose scores and looks are still kept."""
        return months_before(on, self.judgement_months)

    def is_past(self, birth_on: date, left_on: date | None, on: date) -> bool:
        """Whether everything about a youth goes: long enough after the last birthday, or after leaving."""
        limit = months_before(on, self.everything_months)
        return months_before(limit, 12 * self.last_age) >= birth_on or (left_on is not None and left_on <= limit)


def months_before(on: date, months: int) -> date:
    """The day some months ago; the 28th at the latest, so that every month has it: a few days later is what the rule is for."""
    count = 12 * on.year + on.month - 1 - months
    return date(count // 12, count % 12 + 1, min(on.day, 28))
