"""Årshjul put into words; nothing here knows of a score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from service.domain.rules import Rule
from service.domain.situation import Situation
from service.domain.year import Ahead, ComingHome, Standing, Station
from service.texts.case_wording import say_contact
from service.texts.catalogue import say, say_count
from service.texts.dates import Language, day


@dataclass(frozen=True)
class WordedStation:
    """A checkpoint in words; `youth_ids` of those who wait there."""

    name: str
    title: str
    when: str
    asks: str
    is_now: bool
    is_open: bool
    waits: str
    passed: str
    youth_ids: tuple[str, ...]

    @property
    def is_listed(self) -> bool:
        """Whether it has a list of its own: the present one, and each where somebody waits."""
        return self.is_now or bool(self.youth_ids)


def word_station(station: Station, standings: tuple[Standing, ...], *, on: date, language: Language) -> WordedStation:
    """A checkpoint as it stands on a day."""
    waits = [one.situation.youth_id for one in standings if any(moment.rule is station.rule for moment in one.waits)]
    done, is_open, key = sum(station.rule in one.passed for one in standings), on >= station.from_on, _key(station.rule)
    return WordedStation(
        str(station.rule),
        say(key, language),
        say("year.opened" if is_open else "year.opens", language, on=day(station.from_on, language)),
        say(f"{key}.asks", language),
        station.is_now(on),
        is_open,
        say_count("year.waits", len(waits), language) if waits else "",
        say("year.passed", language, done=done, all=len(standings)) if is_open and standings else "",
        tuple(waits),
    )


def word_home(home: ComingHome, language: Language) -> str:
    """When a youth comes home from boarding school, and what comes next."""
    came = home.home_on < home.situation.as_of
    when = say("year.home.came" if came else "year.home.comes", language, on=day(home.home_on, language))
    on = day(home.on, language) if home.on else ""
    status = say(f"status.{home.status}", language) if home.status else ""
    ahead = say(f"year.ahead.{home.ahead}", language, on=on, status=status)
    told = f"{ahead}: {status}" if home.ahead is Ahead.SETTLED and status else ahead
    return f"{when}. {told}"


def word_touch(situation: Situation, language: Language) -> str:
    """The latest contact with a youth, or that there is none yet."""
    latest = max(situation.contacts, key=lambda contact: contact.contacted_on, default=None)
    return say("year.no_contact", language) if latest is None else say_contact(latest, language)


def _key(rule: Rule) -> str:
    return f"year.{rule}"
