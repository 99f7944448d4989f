"""The records behind an indicator's value: which rows of a youth it rests on, each with its own day and when it became known.

A counsellor who reads a reason can look at the days themselves. The windows are the judge's own (`lives`), so that no definition stands
here a second time. Rows of other youths, with whom an institution's level is made, are never told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from features import catalogue
from features.catalogue import REACH_DAYS
from features.lives import Day, Life, Lives, Spell, block_number, lives_on, share
from features.records import ATTENDANCE, NEXT_STEPS, RISK_REPORTS, Records
from features.sources import Attended, Source, attended, message, period
from features.status import GAP_DAYS, REPORT_DAYS
from features.vocabulary import ACTIVITY, EDUCATION, KNOWN_NEXT_STEPS, EndReason

USUAL_FROM, USUAL_TO = 393, 29
"""Days before `as_of` between which a youth's own usual lies, as absence_change_20d has it."""
_BLOCKS: Final = 4


class Counted(StrEnum):
    """Which school days an indicator counts: those with lessons missed (of a kind), those wholly or partly missed, or any."""

    MISSED = "missed"
    UNLAWFUL = "unlawful"
    SICK = "sick"
    PERMITTED = "permitted"
    WHOLE = "whole"
    PART = "part"
    ANY = "any"


@dataclass(frozen=True)
class Behind:
    """What an indicator's value of a youth rests on, by day.

    `counted`: the rows it counts, by `days_with` where they are school days. `beside`: those that it is measured against or bounded
    by, such as days that were attended. `own_usual`: the youth's own value of the year before, where the indicator is a share of
    lessons and there is enough of it.
    """

    indicator: str
    as_of: date
    counted: tuple[Source, ...]
    beside: tuple[Source, ...]
    own_usual: float | None = None
    days_with: Counted | None = None

    @property
    def rows(self) -> tuple[Source, ...]:
        """All of them; no other row of the youth moves the value."""
        return (*self.counted, *self.beside)

    @property
    def school_days(self) -> int:
        """On how many school days there is a row."""
        return len({row.on for row in self.rows if isinstance(row, Attended)})


def records_behind(
    records: Records, youth_id: str, *, as_of: date, indicators: Collection[str]
) -> Mapping[str, Behind]:
    """By indicator, the rows of a youth that its value rests on; nothing for somebody who was not known on `as_of`.

    Sees: as `build.build_indicators`, rows as they stood on the date.
    Raises: TooManyFaults if a small table cannot be trusted; KeyError for an indicator that there is none of.
    """
    lives = lives_on(_within_reach(records, as_of, indicators), as_of)
    return {name: behind_of(lives, youth_id, indicator=name) for name in indicators if youth_id in lives.of}


def behind_of(lives: Lives, youth_id: str, *, indicator: str) -> Behind:
    """The rows behind one indicator of somebody among `lives`."""
    life = lives.of[youth_id]
    counted, beside = _found(lives, youth_id, indicator)
    return Behind(indicator, life.as_of, counted, beside, _own_usual(life, indicator), _counted(indicator))


def _within_reach(records: Records, as_of: date, indicators: Collection[str]) -> Records:
    """The records without attendance from before all of the indicators' windows: a whole school life takes long to read."""
    rows = records.attendance
    if (
        not isinstance(rows, pa.Table)
        or not pa.types.is_date32(rows["on"].type)
        or not _OF_LATELY.issuperset(indicators)
    ):
        return records
    first = pa.scalar(as_of - timedelta(days=REACH_DAYS), pa.date32())
    return replace(records, attendance=rows.filter(pc.greater_equal(rows["on"], first)))


Sources = tuple[Source, ...]


def _found(lives: Lives, youth_id: str, indicator: str) -> tuple[Sources, Sources]:
    """The rows that count, and those beside them."""
    if indicator in _MESSAGES:
        return _MESSAGES[indicator](lives, youth_id), ()
    if indicator in _SPELLS:
        return _periods_behind(lives, youth_id, indicator)
    if catalogue.BY_NAME[indicator].tables == {ATTENDANCE.name}:
        return _days_behind(lives, youth_id, indicator)
    return (), ()


# Attendance


def _days_behind(lives: Lives, youth_id: str, indicator: str) -> tuple[Sources, Sources]:
    """The rows of the days that count, and of the others in the indicator's windows."""
    life = lives.of[youth_id]
    window = {day.on: day for day in _WINDOWS.get(indicator, _all)(life)}
    counted = _counted(indicator) or Counted.ANY
    found = attended(_of(lives.attended, youth_id), window)
    counts = {on for on, day in window.items() if _counts(day, counted)}
    return tuple(row for row in found if row.on in counts), tuple(row for row in found if row.on not in counts)


def _all(life: Life) -> Sequence[Day]:
    return life.days


def _last(school_days: int) -> Callable[[Life], Sequence[Day]]:
    return lambda life: life.last(school_days)


def _current(life: Life) -> Sequence[Day]:
    """The days in a row without attending, and the one before on which a lesson was attended."""
    days = life.last(200)
    attended = [place for place, day in enumerate(days) if not day.is_wholly_missed]
    return days[attended[-1] :] if attended else days


def _change_own(life: Life) -> Sequence[Day]:
    return [*life.between(USUAL_FROM, USUAL_TO), *life.last(20)]


def _change_year(life: Life) -> Sequence[Day]:
    """Both times of four weeks, and the school days without which the change would not be told."""
    return [*life.between(392, 365), *life.between(364, 1)[-20:], *life.between(28, 1)]


def _blocks(life: Life) -> Sequence[Day]:
    return [day for day in life.days if block_number(day.on, life.as_of) < _BLOCKS]


def _last_year(life: Life) -> Sequence[Day]:
    found = life.last_year()
    return found[1] if found else ()


def _latest(life: Life) -> Sequence[Day]:
    return life.days[-1:]


_WINDOWS: Final[Mapping[str, Callable[[Life], Sequence[Day]]]] = {
    "absence_share_10d": _last(10),
    "absence_share_20d": _last(20),
    "absence_share_60d": _last(60),
    "absence_share_200d": _last(200),
    "unlawful_share_20d": _last(20),
    "unlawful_share_200d": _last(200),
    "unlawful_share_quarter": Life.quarter,
    "unlawful_lessons_20d": _last(20),
    "sick_share_60d": _last(60),
    "permitted_share_60d": _last(60),
    "absence_spell_count_60d": _last(60),
    "absence_spell_longest_60d": _last(60),
    "absence_spell_days_current": _current,
    "presence_gap_days": _current,
    "absence_change_20d": _change_own,
    "absence_change_year": _change_year,
    "part_day_share_60d": _last(60),
    "monday_friday_gap_60d": _last(60),
    "institution_gap_28d": _blocks,
    "institution_usual_gap_10d": _last(10),
    "absence_share_last_year": _last_year,
    "last_year_age_days": _last_year,
    "delivery_lag_days": _last(60),
    "attendance_age_days": _latest,
}
"""School days that an indicator looks at; one that is not named here looks at the whole of the youth's school days."""


def _counted(indicator: str) -> Counted | None:
    """Which of the days an indicator counts; None for one that looks at no days."""
    if catalogue.BY_NAME[indicator].tables != {ATTENDANCE.name}:
        return None
    named = (kind for kind in (Counted.UNLAWFUL, Counted.SICK, Counted.PERMITTED) if indicator.startswith(kind))
    return _COUNTED.get(indicator) or next(named, Counted.MISSED)


def _counts(day: Day, counted: Counted) -> bool:
    match counted:
        case Counted.ANY:
            return True
        case Counted.WHOLE:
            return day.is_wholly_missed
        case Counted.PART:
            return 0 < day.missed < day.scheduled
    return bool(getattr(day, counted) > 0)


_COUNTED: Final[Mapping[str, Counted]] = {
    "absence_spell_count_60d": Counted.WHOLE,
    "absence_spell_longest_60d": Counted.WHOLE,
    "absence_spell_days_current": Counted.WHOLE,
    "presence_gap_days": Counted.WHOLE,
    "part_day_share_60d": Counted.PART,
    "last_year_age_days": Counted.ANY,
    "history_months": Counted.ANY,
    "delivery_lag_days": Counted.ANY,
    "attendance_age_days": Counted.ANY,
}
"""What counts, where it is not lessons missed (of the kind that the indicator is named by)."""


def _own_usual(life: Life, indicator: str) -> float | None:
    """The same share in the youth's own year before; None for less than twice the lessons of the window, as absence_change_20d."""
    kind = _SHARES.get(indicator)
    if kind is None:
        return None
    recent = life.last(20) if indicator == "absence_change_20d" else _WINDOWS[indicator](life)
    usual = life.between(USUAL_FROM, USUAL_TO)
    if sum(day.scheduled for day in usual) < 2 * sum(day.scheduled for day in recent):
        return None
    return share(usual, kind)


_SHARES: Final[Mapping[str, str]] = {
    "absence_share_10d": "missed",
    "absence_share_20d": "missed",
    "absence_share_60d": "missed",
    "unlawful_share_20d": "unlawful",
    "unlawful_share_quarter": "unlawful",
    "sick_share_60d": "sick",
    "permitted_share_60d": "permitted",
    "absence_change_20d": "missed",
}
"""Indicators of lately whose value can be held against the youth's own year before, and the kind of absence."""


# Spells


def _periods_behind(lives: Lives, youth_id: str, indicator: str) -> tuple[Sources, Sources]:
    """The spells that count, and the one from which on the history is known."""
    life = lives.of[youth_id]
    own = lives.known["spells"]
    told = [period(row) for row in own[own["youth_id"] == youth_id].itertuples(index=False)]
    pairs = list(zip(life.spells, told, strict=True))
    chosen = _SPELLS[indicator](life)
    counted = [row for spell, row in pairs if spell in chosen]
    first = life.first_spell_on() if indicator in _OF_A_HISTORY else None
    beside = [row for row in told if row.on == first and row not in counted][:1]
    return _in_order(counted), tuple(beside)


def _present(life: Life) -> Sequence[Spell]:
    spell = life.present_education()
    return [spell] if spell else []


def _ended(reason: EndReason) -> Callable[[Life], Sequence[Spell]]:
    def find(life: Life) -> Sequence[Spell]:
        is_known = life.first_spell_on() is not None
        return [s for s in life.spells if is_known and s.status in EDUCATION and s.end_reason == reason]

    return find


def _active(life: Life) -> Sequence[Spell]:
    """Activity in the days of which the gaps are counted."""
    if life.first_spell_on() is None:
        return []
    since = life.as_of - timedelta(days=GAP_DAYS)
    return [s for s in life.spells if s.status in ACTIVITY and (s.ended_on is None or s.ended_on >= since)]


_SPELLS: Final[Mapping[str, Callable[[Life], Sequence[Spell]]]] = {
    "education_kind": _present,
    "education_days": _present,
    "education_first_30_days": _present,
    "transition_ahead_days": _present,
    "interruption_count": _ended(EndReason.INTERRUPTED),
    "programme_change_count": _ended(EndReason.PROGRAMME_CHANGE),
    "activity_gap_days": _active,
}
_OF_A_HISTORY: Final = frozenset({"interruption_count", "programme_change_count", "activity_gap_days"})
"""Indicators that are known only where the first spell lies long enough back."""


# Messages


def _open_reports(lives: Lives, youth_id: str) -> Sources:
    reports = _of(lives.known[RISK_REPORTS.name], youth_id)
    earliest = pd.Timestamp(lives.known.as_of - timedelta(days=REPORT_DAYS))
    standing = reports[reports["withdrawn_on"].isna() & (reports["reported_on"] >= earliest)]
    return _in_order(message(RISK_REPORTS, row.reported_on, row) for row in standing.itertuples(index=False))


def _next_start(lives: Lives, youth_id: str) -> Sources:
    """What is planned first, as many rows as tell of that day."""
    steps, planned = _of(lives.known[NEXT_STEPS.name], youth_id), _of(lives.known.planned, youth_id)
    agreed = steps[steps["kind"].isin(list(KNOWN_NEXT_STEPS)) & (steps["starts_on"] >= pd.Timestamp(lives.known.as_of))]
    active = planned[planned["status"].isin(list(ACTIVITY))]
    told = chain(
        (message(NEXT_STEPS, row.starts_on, row, row.kind) for row in agreed.itertuples(index=False)),
        (period(row) for row in active.itertuples(index=False)),
    )
    ahead = _in_order(told)
    return tuple(row for row in ahead if row.on == ahead[0].on)


_MESSAGES: Final[Mapping[str, Callable[[Lives, str], Sources]]] = {
    "risk_report_open": _open_reports,
    "planned_start_days": _next_start,
}


def _of(frame: pd.DataFrame, youth_id: str) -> pd.DataFrame:
    return frame[frame["youth_id"] == youth_id]


def _in_order(rows: Iterable[Source]) -> Sources:
    return tuple(sorted(rows, key=lambda row: (row.on, row.table)))


_OF_LATELY: Final = frozenset({*_WINDOWS, *_SPELLS, *_MESSAGES}) - {
    *("absence_share_last_year", "last_year_age_days", "attendance_age_days"),
}
"""Indicators that look at no school day further back than REACH_DAYS."""
