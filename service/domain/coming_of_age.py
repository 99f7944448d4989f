"""What ends on the 18th birthday: from 00:00 in Denmark nothing about a youth is offered to a custody holder."""

from __future__ import annotations

from datetime import date, datetime

from features.calendar import LOCAL, completed_years
from service.domain.duties import OF_AGE
from service.domain.errors import NotPermitted


def is_of_age(birth_on: date, at: datetime) -> bool:
    """Whether somebody is of age at an instant: from the first moment of the 18th birthday, as the clock stands in Denmark.

    Source: værgemålsloven § 1.
    """
    return is_of_age_on(birth_on, at.astimezone(LOCAL).date())


def is_of_age_on(birth_on: date, on: date) -> bool:
    """The same on a day in Denmark."""
    return completed_years(birth_on, on) >= OF_AGE


def check_may_offer_to_custody(birth_on: date, at: datetime) -> None:
    """Pass while there may be a custody holder.

    Raises: NotPermitted from the 18th birthday on.
    """
    if is_of_age(birth_on, at):
        raise NotPermitted(
            "custody holder: got a youth who is of age, allowed are those under 18. Write to the youth alone: `--to youth`."
        )
