"""How old what a page shows is, told on the page itself."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from features.calendar import LOCAL
from service.domain.night import Run
from service.texts.case_wording import say_clock
from service.texts.dates import weekday
from service.web.reading import Reader
from service.web.views import Freshness

EARLIER: Final = "fresh.earlier"
"""The sentence of an earlier week's list, which is meant to be old."""


def freshness(run: Run, reader: Reader, *, said: str = "fresh.list") -> Freshness:
    """Of which night what is shown is, in the sentence `said`, and a warning when a newer night should have come."""
    on = weekday(run.business_on, reader.language)
    at = say_clock(run.published_at, reader.language) if run.published_at else "–"
    return Freshness(reader.say(said, on=on, time=at), stale(run, reader) if said != EARLIER else "")


def stale(run: Run | None, reader: Reader) -> str:
    """The warning that the latest night is missing; empty while there is none, or nothing was ever published.

    A night is missing once `overdue_hours` have passed since the morning it was made for.
    """
    if run is None:
        return ""
    morning = datetime.combine(run.business_on, time(), LOCAL)
    if reader.at - morning <= timedelta(hours=reader.service.settings.overdue_hours):
        return ""
    return reader.say("fresh.stale", on=weekday(run.business_on, reader.language))
