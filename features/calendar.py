"""Days, weeks, quarters, terms and working days, all as plain functions of a date; nothing here asks for today.

Two forms of a day are used: `datetime.date` at the edges, and the *day number* (days since 1970-01-01) inside arrays.
The lookup tables at the end translate a day number to what the compiled kernels need, so that no kernel does calendar arithmetic.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import numpy as np
from numpy.typing import NDArray

from features.errors import WindowError

LOCAL = ZoneInfo("Europe/Copenhagen")
EPOCH = date(1970, 1, 1)
_EPOCH_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = date(1990, 1, 1)
"""Dates before this day are faults of a row."""
FIRST_YEAR, LAST_YEAR = 1970, 2100
OFFICE_CLOSED = ((1, 5), (5, 6), (24, 12), (31, 12))
"""Days (day, month) on which municipal offices are closed though they are no public holidays: 1 May, Constitution Day, the two eves."""


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))


def microseconds(instant: datetime) -> int:
    """An instant as microseconds since 1970-01-01 UTC."""
    return (instant - _EPOCH_INSTANT) // timedelta(microseconds=1)


def cut(as_of: date) -> datetime:
    """The instant before which something must be known to be seen on `as_of`: 00:00 in Copenhagen, as UTC."""
    return datetime(as_of.year, as_of.month, as_of.day, tzinfo=LOCAL).astimezone(UTC)


def cut_microseconds(as_of: date) -> int:
    """The cut as microseconds since 1970-01-01 UTC."""
    return int(local_midnights()[day_number(as_of)])


def quarter_start(day: date) -> date:
    """First day of the calendar quarter of `day`."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def quarter_end(day: date) -> date:
    """Last day of the calendar quarter of `day`."""
    start = quarter_start(day)
    return (start + timedelta(days=95)).replace(day=1) - timedelta(days=1)


def school_year(day: date) -> int:
    """Calendar year in which the school year of `day` began; it begins on 1 August."""
    return day.year if day.month >= 8 else day.year - 1


def monday_of(day: date) -> date:
    """Monday of the ISO week of `day`."""
    return day - timedelta(days=day.weekday())


def iso_week(day: date) -> str:
    """ISO week as 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of_week(week: str) -> date:
    """Monday of an ISO week written 2026-W47.

    Raises: WindowError if it is not such a week.
    """
    try:
        year, number = week.split("-W")
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        raise WindowError(
            f"week: got a text that is no ISO week, allowed is YEAR-Wnn such as 2026-W47 (got {len(week)} characters)"
        ) from None


def completed_years(birth_on: date, day: date) -> int:
    """Age in completed years on `day`; born on 29 February, a year is completed on 1 March in common years."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


@lru_cache(maxsize=256)
def public_holidays(year: int) -> frozenset[date]:
    """Public holidays of Denmark in `year`."""
    return frozenset(holidays.country_holidays("DK", years=year))


@lru_cache(maxsize=256)
def danish_holidays(year: int) -> frozenset[date]:
    """Public holidays of Denmark in `year`, and the days on which municipal offices are closed all the same."""
    return public_holidays(year) | {date(year, month, day) for day, month in OFFICE_CLOSED}


def is_working_day(day: date) -> bool:
    """Whether municipal offices are open: Monday to Friday, no holiday."""
    return day.weekday() < 5 and day not in danish_holidays(day.year)


def add_working_days(day: date, working_days: int) -> date:
    """The day on which a clock of `working_days` runs out; `day` itself does not count.

    Raises: WindowError if `working_days` is below 0.
    """
    if working_days < 0:
        raise WindowError(f"working_days: got {working_days}, allowed is 0 or more")
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= is_working_day(day)
    return day


# Lookup tables over day numbers, 1970-01-01 to the end of LAST_YEAR.


@lru_cache(maxsize=1)
def local_midnights() -> NDArray[np.int64]:
    """Microseconds UTC of 00:00 in Copenhagen, by day number; right over daylight saving."""
    days = day_number(date(LAST_YEAR + 1, 1, 1)) + 1  # the last day ends where the next begins
    return np.fromiter((microseconds(cut(day_of(number))) for number in range(days)), dtype=np.int64, count=days)


def last_microseconds(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Last microsecond (local) of each day number, as microseconds UTC: when a fact without `known_at` counts as known."""
    return local_midnights()[days + 1] - 1


@lru_cache(maxsize=1)
def month_numbers() -> NDArray[np.int32]:
    """Months since January 1970, by day number."""
    return _all_days().astype("datetime64[M]").astype(np.int32)


@lru_cache(maxsize=1)
def school_years() -> NDArray[np.int32]:
    """School year (calendar year of its August), by day number."""
    months = month_numbers()
    return (1970 + months // 12 - (months % 12 < 7)).astype(np.int32)


@lru_cache(maxsize=1)
def terms() -> NDArray[np.int32]:
    """Term number by day number: 2 x school year for August-December, one more for January-June, -1 in July."""
    month = month_numbers() % 12
    number = 2 * school_years() + (month < 7)
    return np.where(month == 6, -1, number).astype(np.int32)


def _all_days() -> NDArray[np.datetime64]:
    days = day_number(date(LAST_YEAR + 1, 1, 1))
    return np.arange(days).astype("datetime64[D]")
