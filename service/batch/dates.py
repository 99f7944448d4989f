"""Which nights are to be run: pure functions over dates, so that daylight saving, year ends and missed nights can be tested in a row.

A night is named by its *business date* D: it looks from the morning of D, and its cut is D 00:00 in Copenhagen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from features.calendar import LOCAL
from service.domain.errors import WrongUse

MOST_MISSED: Final = 31
"""More missed nights than this are rather a wrong clock than a long holiday; a person has to say so by `--date`."""


def business_date(now: datetime) -> date:
    """The local date at an instant."""
    return now.astimezone(LOCAL).date()


def nights_to_run(today: date, *, published_on: date | None, asked: date | None = None) -> tuple[date, ...]:
    """The business dates to run, in order; none if today's is published already.

    `asked` alone is run if it is given; else every night since the published one, so that no Monday is lost.
    Raises: WrongUse if a date before the published one would have to be published, or too many were missed.
    """
    wanted = asked or today
    if published_on is None:
        return (wanted,)
    if wanted < published_on:
        raise WrongUse(
            f"{'--date' if asked else 'clock'}: got {wanted}, allowed is {published_on} or later, because that night is published and "
            "nights are published in order. If the machine's clock stepped back, set it right; the list stays as it is."
        )
    if wanted == published_on:
        return ()
    missed = (wanted - published_on).days
    if asked:
        return (asked,)
    if missed > MOST_MISSED:
        raise WrongUse(
            f"clock: got {wanted}, which is {missed} nights after the published one ({published_on}); allowed without a word are "
            f"{MOST_MISSED}. Look at the clock; if it is right, name the night by --date {wanted}."
        )
    return tuple(published_on + timedelta(days=after) for after in range(1, missed + 1))


def night_that_takes(delivered_on: date | None, nights: Sequence[date]) -> date:
    """The first of the nights to come that a delivery would have been there for; the last one if its day is unknown.

    After missed nights a delivery of Sunday is thus seen by Monday's night, and stamped with it.
    """
    if delivered_on is None:
        return nights[-1]
    return next((night for night in nights if night > delivered_on), nights[-1])
