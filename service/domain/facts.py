"""What may be said of a youth to everybody who may see the list: facts from the records, never a judgement.

A fact is a key of the text catalogue with its values; the words are chosen later, in the reader's language. Facts come in the fixed
order of `FACTS`, which no score can change.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from features.vocabulary import EDUCATION, KNOWN_NEXT_STEPS, REACHED, ContactKind
from service.domain.activity import counting, known_steps, off_track
from service.domain.rules import InForce
from service.domain.situation import QuarterAbsence, Situation, Spell

Value = str | int | float | date
NOTABLE_CHANGE: Final = 0.05
"""Change of an absence share that is worth a line: one day in twenty."""
RECENT: Final = timedelta(days=60)
FRESH: Final = timedelta(days=45)
"""Age of the newest school day up to which it tells of now: as long as the summer break."""
NOTABLE_GAP_DAYS: Final = 8
"""Days since last attending that are worth a line: more than a week and its weekend."""


@dataclass(frozen=True)
class Fact:
    """One fact: a key of the text catalogue and the values its sentence names.

    Its hash is that of the key, so that what is made of a fact can be kept for the next time it is asked for.
    """

    key: str
    values: Mapping[str, Value] = field(hash=False)


@dataclass(frozen=True)
class Facts:
    """What happened and since when, figures from the records, and what has turned for the better."""

    changed: tuple[Fact, ...] = ()
    figures: tuple[Fact, ...] = ()
    goes_well: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Seen:
    """What facts are made from: the situation, the rules of the day, and the youth's indicators where there are any."""

    situation: Situation
    in_force: InForce
    indicators: Mapping[str, float]

    def measure(self, name: str) -> float | None:
        """The value of an indicator; None if it is missing."""
        value = self.indicators.get(name, math.nan)
        return None if math.isnan(value) else value

    @property
    def is_attending(self) -> bool:
        """Whether the youth is in education now and attendance was received lately: else "the last days" are those of long ago."""
        latest = self.situation.last_attendance_on
        enrolled = any(spell.ended_on is None and spell.status in EDUCATION for spell in self.situation.spells)
        return enrolled and latest is not None and self.situation.as_of - latest <= FRESH

    def lately(self, name: str) -> float | None:
        """The value of an indicator of recent attendance; None if it is missing or not of now."""
        return self.measure(name) if self.is_attending else None

    def recent(self, day: date) -> bool:
        """Whether a day lies in the last two months."""
        return self.situation.as_of - day <= RECENT


Found = Fact | None


def tell_facts(seen: Seen) -> Facts:
    """All facts of a youth, each group in catalogue order."""
    return Facts(_told(CHANGED, seen), _told(FIGURES, seen), _told(GOES_WELL, seen))


def _told(tellers: Iterable[Callable[[Seen], Found]], seen: Seen) -> tuple[Fact, ...]:
    return tuple(fact for fact in (tell(seen) for tell in tellers) if fact is not None)


def _without_activity(seen: Seen) -> Found:
    off = off_track(seen.situation, seen.in_force)
    return Fact("fact.without_activity", {"since": off.since_on}) if off else None


def _ended(seen: Seen) -> Found:
    """The activity that ended last, while nothing has taken its place."""
    spells = counting(seen.situation.spells, seen.in_force)
    if not spells or any(spell.ended_on is None for spell in spells):
        return None
    last = max(spells, key=lambda spell: (spell.ended_on or date.min, spell.started_on))
    reason = f"ended.{last.end_reason}" if last.end_reason else "ended.unknown"
    return Fact(reason, {"status": f"status.{last.status}", "on": last.ended_on or date.min})


def _no_spell(seen: Seen) -> Found:
    return None if seen.situation.spells else Fact("fact.no_spell", {})


def _reported(seen: Seen) -> Found:
    days = [report.reported_on for report in seen.situation.risk_reports if report.withdrawn_on is None]
    return Fact("fact.reported", {"on": max(days)}) if days and seen.recent(max(days)) else None


def _unlawful_quarter(seen: Seen) -> Found:
    return _unlawful("fact.unlawful_quarter", seen.situation.quarter)


def _unlawful_finished(seen: Seen) -> Found:
    return _unlawful("fact.unlawful_finished", seen.situation.finished_quarter)


def _unlawful(key: str, quarter: QuarterAbsence | None) -> Found:
    if quarter is None or not quarter.unlawful_days:
        return None
    return Fact(key, {"days": quarter.unlawful_days, "possible": quarter.possible_days})


def _absence_rose(seen: Seen) -> Found:
    change = seen.lately("absence_change_20d")
    return Fact("fact.absence_rose", {"points": change}) if change is not None and change >= NOTABLE_CHANGE else None


def _not_seen_lately(seen: Seen) -> Found:
    gap = seen.lately("presence_gap_days")
    attended = seen.lately("absence_spell_days_current")
    if gap is None or not attended or gap < NOTABLE_GAP_DAYS:
        return None
    return Fact("fact.not_attended_since", {"on": seen.situation.as_of - timedelta(days=int(gap))})


def _of_age(seen: Seen) -> Found:
    day = seen.situation.birthday(18)
    return Fact("fact.of_age", {"on": day}) if day <= seen.situation.as_of and seen.recent(day) else None


def _attempted(seen: Seen) -> Found:
    days = [row.contacted_on for row in seen.situation.contacts if row.kind is ContactKind.ATTEMPT]
    return Fact("fact.attempted", {"on": max(days)}) if days and seen.recent(max(days)) and not _spoken(seen) else None


def _share(name: str) -> Callable[[Seen], Found]:
    def tell(seen: Seen) -> Found:
        value = seen.lately(name)
        return None if value is None else Fact("figure.share", {"indicator": name, "share": value})

    return tell


def _last_year(seen: Seen) -> Found:
    """The last school year with data, for those of whom nothing newer is received."""
    value = seen.measure("absence_share_last_year")
    if value is None or seen.is_attending:
        return None
    return Fact("figure.share", {"indicator": "absence_share_last_year", "share": value})


def _in_education(seen: Seen) -> Found:
    begun = [spell for spell in seen.situation.spells if spell.ended_on is None and spell.status in EDUCATION]
    if not begun:
        return None
    latest = max(begun, key=lambda spell: spell.started_on)
    return Fact("figure.in_education", {"status": f"status.{latest.status}", "on": latest.started_on})


def _count(name: str, key: str) -> Callable[[Seen], Found]:
    def tell(seen: Seen) -> Found:
        value = seen.measure(name)
        return Fact(key, {"indicator": name, "count": int(value)}) if value else None

    return tell


def _attended_all(seen: Seen) -> Found:
    return Fact("well.attended_all", {}) if seen.lately("absence_share_10d") == 0 else None


def _absence_fell(seen: Seen) -> Found:
    change = seen.lately("absence_change_20d")
    return Fact("well.absence_fell", {"points": -change}) if change is not None and change <= -NOTABLE_CHANGE else None


def _back(seen: Seen) -> Found:
    """In education again after at least a fortnight without anything."""
    spells = counting(seen.situation.spells, seen.in_force)
    begun = [spell for spell in spells if spell.ended_on is None and spell.status in EDUCATION]
    if not begun:
        return None
    latest = max(begun, key=lambda spell: spell.started_on)
    before = [spell for spell in spells if spell.started_on < latest.started_on]
    if not before or not seen.recent(latest.started_on) or not _came_after_gap(latest, before):
        return None
    return Fact("well.back", {"status": f"status.{latest.status}", "on": latest.started_on})


def _came_after_gap(latest: Spell, before: list[Spell]) -> bool:
    gap = timedelta(days=14)
    return all(spell.ended_on is not None and latest.started_on - spell.ended_on > gap for spell in before)


def _next_step(seen: Seen) -> Found:
    ahead = [step for step in known_steps(seen.situation) if step.starts_on >= seen.situation.as_of]
    planned = [spell.started_on for spell in counting(seen.situation.planned, seen.in_force)]
    days = [step.starts_on for step in ahead if step.kind in KNOWN_NEXT_STEPS] + planned
    return Fact("well.next_step", {"on": min(days)}) if days else None


def _in_touch(seen: Seen) -> Found:
    return Fact("well.in_touch", {"on": max(_spoken(seen))}) if _spoken(seen) else None


def _spoken(seen: Seen) -> list[date]:
    days = [row.contacted_on for row in seen.situation.contacts if row.kind in REACHED]
    return [day for day in days if seen.recent(day)]


CHANGED: Final = (
    _without_activity,
    _ended,
    _no_spell,
    _reported,
    _unlawful_finished,
    _unlawful_quarter,
    _absence_rose,
    _not_seen_lately,
    _of_age,
    _attempted,
)
FIGURES: Final = (
    _share("absence_share_20d"),
    _share("absence_share_200d"),
    _last_year,
    _in_education,
    _count("interruption_count", "figure.count"),
    _count("programme_change_count", "figure.count"),
)
GOES_WELL: Final = (_attended_all, _absence_fell, _back, _next_step, _in_touch)
