"""What `status` tells of all youths at once, youth by youth for a handful of them: the same values, without frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from features import calendar
from features.catalogue import SPELL_HISTORY_DAYS
from features.plain import Plain, Row, standing_rows
from features.records import BY_NAME
from features.status import EVENTS, GAP_DAYS, LEAVING_GRADES, LEAVING_STATUSES, REPORT_DAYS, Situation
from features.vocabulary import ACTIVE, ACTIVITY, EDUCATION, KNOWN_NEXT_STEPS, NOT_SCORED, STATUSES, EndReason

_POSITION: Final = {str(status): position for position, status in enumerate(STATUSES)}
_NAN: Final = float("nan")


@dataclass(frozen=True)
class Few:
    """Youths known on a date, sorted, with their day of birth; those who live here, by place in `youths`; listed institutions."""

    youths: list[str]
    births: list[int]
    resident: list[int]
    ages: list[int]
    situation: Situation
    listed: frozenset[str]
    delivering: frozenset[str]


@dataclass(frozen=True)
class _Told:
    """What stands on a date, by table; of spells those that have begun."""

    as_of: date
    day: int
    spells: Sequence[Row]
    planned: Sequence[Row]
    reports: Sequence[Row] | None
    steps: Sequence[Row]


def few_on(plain: Plain, as_of: date, *, contained: frozenset[str]) -> Few:
    """The youths of plain rows as they were known on the morning of `as_of`.

    Sees: as `asof.known_on`.
    """
    day = calendar.day_number(as_of)
    youths = sorted(_standing(plain, "youths", as_of), key=lambda row: str(row["youth_id"]))
    resident = [place for place, row in enumerate(youths) if _lives_here(row, day)]
    spells = _standing(plain, "spells", as_of)
    told = _Told(
        as_of,
        day,
        [row for row in spells if row["started_on"] < day],
        [row for row in spells if row["started_on"] >= day],
        [row for row in _standing(plain, "risk_reports", as_of) if row["reported_on"] < day]
        if "risk_reports" in contained
        else None,
        _standing(plain, "next_steps", as_of),
    )
    institutions = _standing(plain, "institutions", as_of)
    births = [int(row["birth_on"]) for row in youths]
    return Few(
        [row["youth_id"] for row in youths],
        births,
        resident,
        [calendar.completed_years(calendar.day_of(births[place]), as_of) for place in resident],
        _situation([youths[place]["youth_id"] for place in resident], told),
        frozenset(row["institution_id"] for row in institutions),
        frozenset(row["institution_id"] for row in institutions if row["delivers_attendance"]),
    )


def _standing(plain: Plain, table: str, as_of: date) -> list[Row]:
    return standing_rows(BY_NAME[table], plain.tables[table], as_of) if table in plain.tables else []


def _lives_here(youth: Row, day: int) -> bool:
    moved_in = youth["moved_in_on"]
    return (moved_in is None or moved_in <= day) and youth["left_municipality_on"] is None


def _situation(youths: Sequence[str], told: _Told) -> Situation:
    each = [_of_youth(youth, told) for youth in youths]
    return Situation(
        np.array([status for status, _, _ in each], np.int8),
        np.array([institution for _, institution, _ in each], object),
        {name: np.array([events[name] for _, _, events in each], np.float64) for name in EVENTS},
    )


def _of_youth(youth: str, told: _Told) -> tuple[int, str | None, Mapping[str, float]]:
    """Status, institution and event indicators of one youth."""
    spells = [row for row in told.spells if row["youth_id"] == youth]
    open_now = [row for row in spells if row["ended_on"] is None]
    education = _latest([row for row in open_now if row["status"] in EDUCATION])
    present = education or _latest([row for row in open_now if row["status"] in ACTIVE]) or _latest(open_now)
    spared = _latest([row for row in open_now if row["status"] in NOT_SCORED])
    status = _POSITION[(spared or present)["status"]] if present else -1
    first = min((row["started_on"] for row in spells), default=None)
    days = told.day - education["started_on"] if education else _NAN
    is_long_known = first is not None and first <= told.day - SPELL_HISTORY_DAYS
    events = {
        "education_kind": _POSITION[education["status"]] if education else _NAN,
        "education_days": days,
        "education_first_30_days": float(days <= 30) if education else _NAN,
        "interruption_count": _ended(spells, EndReason.INTERRUPTED) if is_long_known else _NAN,
        "programme_change_count": _ended(spells, EndReason.PROGRAMME_CHANGE) if is_long_known else _NAN,
        "activity_gap_days": _gap_days(spells, first, told.day) if first is not None and is_long_known else _NAN,
        "risk_report_open": _risk_report_open(youth, told),
        "school_year_phase": float((told.as_of.month - 8) % 12),
        "transition_ahead_days": _transition_ahead(education, told),
        "planned_start_days": _planned_start(youth, told),
    }
    return status, present["institution_id"] if present else None, events


def _latest(spells: Sequence[Row]) -> Row | None:
    """The spell that started last, ties by status and then institution."""
    return max(
        spells, key=lambda row: (row["started_on"], _POSITION[row["status"]], row["institution_id"] or ""), default=None
    )


def _ended(spells: Sequence[Row], reason: EndReason) -> float:
    return float(
        sum(
            row["ended_on"] is not None and row["end_reason"] == reason and row["status"] in EDUCATION for row in spells
        )
    )


def _gap_days(spells: Sequence[Row], first: int, day: int) -> float:
    """Days from the later of the first spell and GAP_DAYS ago to the day before `day` that no activity covers."""
    opening = max(first, day - GAP_DAYS)
    covered, reached = 0, opening
    for row in sorted((row for row in spells if row["status"] in ACTIVITY), key=lambda row: int(row["started_on"])):
        stop = day if row["ended_on"] is None else row["ended_on"] + 1
        covered += max(stop - max(row["started_on"], reached), 0)
        reached = max(reached, stop)
    return float(day - opening - covered)


def _risk_report_open(youth: str, told: _Told) -> float:
    if told.reports is None:
        return _NAN
    earliest = told.day - REPORT_DAYS
    return float(
        any(
            row["youth_id"] == youth and row["reported_on"] >= earliest and row["withdrawn_on"] is None
            for row in told.reports
        )
    )


def _transition_ahead(education: Row | None, told: _Told) -> float:
    if education is None:
        return _NAN
    expected, grade = education["expected_end_on"], education["grade"]
    if expected is not None and expected >= told.day:
        return float(expected - told.day)
    if grade in LEAVING_GRADES or (grade is None and education["status"] in LEAVING_STATUSES):
        june = date(told.as_of.year + (told.as_of > date(told.as_of.year, 6, 30)), 6, 30)
        return float(calendar.day_number(june) - told.day)
    return _NAN


def _planned_start(youth: str, told: _Told) -> float:
    steps = [row["starts_on"] for row in told.steps if row["youth_id"] == youth and row["kind"] in KNOWN_NEXT_STEPS]
    spells = [row["started_on"] for row in told.planned if row["youth_id"] == youth and row["status"] in ACTIVITY]
    ahead = min((start for start in (*steps, *spells) if start >= told.day), default=None)
    return _NAN if ahead is None else float(ahead - told.day)
