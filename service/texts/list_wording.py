"""What people have done with a youth on the list, and absence week by week, put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from features.calendar import LOCAL
from service.domain.flag_life import Moved
from service.domain.list_past import FEWEST, ListPast
from service.texts.catalogue import say
from service.texts.dates import Language, percent, short_day


@dataclass(frozen=True)
class WordedWeeks:
    """Absence week by week: what stands beside the picture, and what is read instead of it."""

    caption: str
    label: str


def word_weeks(shares: Sequence[float | None], language: Language) -> WordedWeeks | None:
    """The weeks in words; None where nothing is known of any."""
    known = [share for share in shares if share is not None]
    if not known:
        return None
    weeks = [_week(share, language) for share in shares]
    return WordedWeeks(
        say("spark.caption", language, last=weeks[-1], most=percent(max(known), language)),
        say("spark.label", language, count=len(weeks), weeks=", ".join(weeks)),
    )


def say_act(moved: Moved, who: str, language: Language) -> str:
    """What somebody did, who it was and when: Set af Hanne Holm 17. nov."""
    until = short_day(moved.until_on, language) if moved.until_on else ""
    key = f"last_act.{moved.to_state}"
    return say(key, language, who=who, on=_day(moved.at, language), until=until)


def say_past(past: ListPast, language: Language) -> str:
    """What became of those whom an earlier list named, in counts."""
    year, week, _ = past.monday_on.isocalendar()
    counts = {"named": past.named, "active": past.active, "without": past.without, "gone": past.gone}
    told = say("past.known", language, week=week, year=year, **counts)
    return told if past.dropped is None else f"{told} {_say_dropped(past.dropped, language)}"


def _say_dropped(count: int, language: Language) -> str:
    """How many dropped out, as far as so few may be counted."""
    return (
        say("past.few", language, fewest=FEWEST) if 0 < count < FEWEST else say("past.dropped", language, count=count)
    )


def _day(at: datetime, language: Language) -> str:
    return short_day(at.astimezone(LOCAL).date(), language)


def _week(share: float | None, language: Language) -> str:
    return say("spark.none", language) if share is None else percent(share, language)
