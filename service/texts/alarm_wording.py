"""Alarms in words: what is watched, of which school, table or indicator, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from features.catalogue import INDICATORS
from features.vocabulary import InstitutionId
from service.domain.watching import Matter
from service.texts.catalogue import TEXTS, say, say_count
from service.texts.dates import Language, halves, number, percent

MOST_TOLD: Final = 3
"""Alarms that a stop names; the others are counted."""
STILL_A_DAY: Final = 1.25
"""To the nearest half this is told as one day, not as days."""
_INDICATORS: Final = {item.name: item.reason for item in INDICATORS}
_SHARE_INDICATORS: Final = frozenset(item.name for item in INDICATORS if "share" in item.unit)
_SHARES: Final = frozenset(
    {
        Matter.PROFILE,
        Matter.COVERAGE,
        Matter.OVERRIDES,
        Matter.TOWN_ABSENCE,
        Matter.SCHOOL_ABSENCE,
        Matter.SCHOOL_SILENT,
    }
    | {Matter.SCHOOL_KINDS, Matter.UNKNOWN_CODE, Matter.CORRECTIONS, Matter.RECALL}
)
_OF_LISTS: Final = frozenset({Matter.CALIBRATION, Matter.RECALL})
"""Matters of lists that matured, whose subject may be a regime: one of these is called as a table is."""
_DAYS: Final = frozenset({Matter.DELAY, Matter.NO_NEWS})
_PLACE: Final = {Language.DA: 0, Language.EN: 1}
_MISSING: Final = "missing:"
"""Before an indicator of which it is watched how many youths have none."""
_WORDS: Final = ("alarm.subject", "pack.table", "rule", "rights.column")
"""Where the words of a subject that is no school and no indicator stand."""

Names = Mapping[InstitutionId, str]


def say_matter(matter: Matter, language: Language) -> str:
    """What is watched."""
    return say(f"alarm.matter.{matter}", language)


def say_subject(series: tuple[Matter, str], names: Names, language: Language) -> str:
    """Of what it is watched: a school by name, an indicator or a table in words, an id that has neither as it is; several with a dash."""
    matter, subject = series
    key = f"alarm.regime.{subject}"
    if matter in _OF_LISTS and key in TEXTS:
        return say(key, language)
    return " – ".join(_say_part(part, names, language) for part in subject.split("/"))


def _say_part(subject: str, names: Names, language: Language) -> str:
    if subject.startswith(_MISSING):
        return say("alarm.missing", language, subject=_say_part(subject.removeprefix(_MISSING), names, language))
    if subject in names:
        return names[InstitutionId(subject)]
    if subject in _INDICATORS:
        return _INDICATORS[subject][_PLACE[language]]
    key = next((f"{prefix}.{subject}" for prefix in _WORDS if f"{prefix}.{subject}" in TEXTS), "")
    return say(key, language) if key else subject


def say_alarm(series: tuple[Matter, str], names: Names, language: Language) -> str:
    """A series as one line: what, and of what."""
    return say(
        "alarm.of", language, matter=say_matter(series[0], language), subject=say_subject(series, names, language)
    )


def say_stop(series: Sequence[tuple[Matter, str]], names: Names, language: Language) -> str:
    """Why the watch stopped the engine: the first alarms by name, the others counted."""
    told = "; ".join(
        say(f"alarm.why.{one[0]}", language, subject=say_subject(one, names, language)) for one in series[:MOST_TOLD]
    )
    more = len(series) - MOST_TOLD
    others = f" {say_count('alarm.more', more, language)}" if more > 0 else ""
    return say("alarm.stopped", language, told=told) + others


def say_value(matter: Matter, subject: str, value: float, language: Language) -> str:
    """A measurement in the unit of what is watched: whole percent, days, or a plain number."""
    if matter in _SHARES or (matter is Matter.INDICATOR and subject in _SHARE_INDICATORS):
        return f"−{percent(-value, language)}" if value < 0 else percent(value, language)
    if matter in _DAYS:
        told = halves(value, language)
        return say("alarm.days.one" if 0 < value <= STILL_A_DAY else "alarm.days", language, count=told)
    return number(value, language)
