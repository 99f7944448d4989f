"""Generated records: a few youths with gaps, versions, retractions, equal instants, one-day histories and plans around a date.

Hypothesis draws the date and one number, and everything else follows from that number: choices drawn one by one came out too plain.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from features import calendar
from features.records import Records
from features.vocabulary import EDUCATION, STATUSES, EndReason, NextStepKind
from tests.lib.spec import records_of

Row = dict[str, Any]
MICROSECOND = pd.Timedelta(microseconds=1)
INSTITUTIONS = ("S1", "S2", "S10", "Ærø Skole")
DATES = (
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2026, 1, 1),
    date(2026, 3, 29),
    date(2026, 3, 30),
    date(2026, 4, 1),
    date(2026, 7, 1),
    date(2026, 7, 15),
    date(2026, 8, 1),
    date(2026, 10, 25),
    date(2026, 10, 26),
)
OFFSETS = (-3000, -731, -730, -729, -366, -365, -364, -100, -31, -30, -2, -1, 0, 1, 40)


@dataclass(frozen=True)
class History:
    """Generated rows by table, and the date they surround."""

    rows: dict[str, list[Row]] = field(repr=False)
    as_of: date
    made_by: str = ""

    def records(self, **rows: list[Row]) -> Records:
        """As records, with some tables replaced."""
        return records_of({**self.rows, **rows})


@dataclass(frozen=True)
class Manner:
    """How a youth's days are filled."""

    days: int
    terms: int
    absence: float
    gaps: float
    odd: float
    places: int


def midnight(day: date) -> pd.Timestamp:
    """00:00 in Copenhagen, as the records write it."""
    return pd.Timestamp(calendar.cut(day)).tz_localize(None).as_unit("us")


def histories(*, versions: bool = True) -> st.SearchStrategy[History]:
    """Records of up to five youths around a date; without `versions` every row is known at the end of its day."""
    days = st.sampled_from(DATES) | st.dates(date(2022, 8, 1), date(2027, 12, 31))
    return st.builds(history, days, st.integers(0, 2**32 - 1), versions=st.just(versions))


def history(as_of: date, number: int, *, versions: bool) -> History:
    """The history that follows from a date and a number; what a failing test prints makes it again."""
    seed = Random(number)
    names = ["Anna", "Bilal", "Clara", "David", "Emma"][: seed.choice((2, 4, 5))]
    rows: dict[str, list[Row]] = {"youths": [], "attendance": [], "spells": []}
    for name in names:
        rows["youths"].append(_youth(name, as_of, seed, versions=versions))
        rows["attendance"] += _attended(name, _manner(seed, versions=versions), as_of, seed)
        rows["spells"] += _spells(name, seed.randint(0, 6), as_of, seed, versions=versions)
    optional = {"risk_reports": _reports(names, as_of, seed), "next_steps": _steps(names, as_of, seed)}
    optional["institutions"] = [
        {"institution_id": place, "kind": "municipal_school", "delivers_attendance": seed.random() < 0.6}
        for place in seed.sample(INSTITUTIONS, 2)
    ]
    held = {table: drawn for table, drawn in optional.items() if seed.random() < 0.6}
    return History(rows | held, as_of, made_by=f"history({as_of!r}, {number}, versions={versions})")


def _manner(seed: Random, *, versions: bool) -> Manner:
    return Manner(
        days=seed.choice((0, 1, 5, 19, 20, 21, 45, 90, 150, 280, 310)),
        terms=seed.choice((0, 1, 2, 5, 12)),
        absence=seed.choice((0.0, 0.05, 0.1, 0.3, 0.8, 1.0)),
        gaps=seed.choice((0.0, 0.1, 0.6)),
        odd=seed.choice((0.0, 0.02, 0.3)) if versions else 0.0,
        places=seed.choice((1, 1, 2, 4)),
    )


def _attended(name: str, manner: Manner, as_of: date, seed: Random) -> list[Row]:
    """The last days, a gap of at least a year perhaps, and earlier terms in five long days each."""
    rows: list[Row] = []
    beyond = seed.choice((0, 0, 3))
    for back in range(-beyond, manner.days * 7 // 5 + 1):
        day = as_of - timedelta(days=back)
        is_school_day = day.isoweekday() <= 5 or seed.random() < 0.02
        if manner.days and is_school_day and seed.random() >= manner.gaps:
            rows += _day(name, day, manner, as_of, seed)
    for term in range(manner.terms):
        year, first = as_of.year - 1 - term // 2, seed.choice(((9, 1), (2, 1), (6, 25)))
        for number in range(6):
            day = date(year, *first) + timedelta(days=number)
            if all(row["on"] != day for row in rows):
                rows += _day(name, day, manner, as_of, seed, scheduled=20)
    return rows


def _day(name: str, day: date, manner: Manner, as_of: date, seed: Random, *, scheduled: int | None = None) -> list[Row]:
    rows: list[Row] = []
    for place in seed.sample(INSTITUTIONS[: manner.places], seed.choice((1, 1, 1, manner.places))):
        row = {"youth_id": name, "on": day, "institution_id": place, **_lessons(scheduled, manner.absence, seed)}
        if seed.random() < manner.odd:
            rows += _versions(row, day, as_of, manner.absence, seed)
        else:
            rows.append(
                {**row, "known_at": None if seed.random() < 0.8 or not manner.odd else _instant(day, as_of, seed)}
            )
    return rows


def _lessons(scheduled: int | None, absence: float, seed: Random) -> Row:
    possible = scheduled or seed.choice((1, 2, 6, 7))
    missed = possible if seed.random() < absence / 2 else sum(seed.random() < absence for _ in range(possible))
    first = seed.randint(0, missed)
    second = seed.randint(0, missed - first)
    kinds = [first, second, missed - first - second]
    seed.shuffle(kinds)
    return {"scheduled": possible, **dict(zip(("sick", "permitted", "unlawful"), kinds, strict=True))}


def _versions(row: Row, day: date, as_of: date, absence: float, seed: Random) -> list[Row]:
    """Two to four messages on one key: corrections, retractions, equal twins; never two that conflict."""
    messages: dict[pd.Timestamp, Row] = {}
    for _ in range(seed.randint(2, 4)):
        known_at = _instant(day, as_of, seed)
        if seed.random() < 0.25:
            empty = dict.fromkeys(("scheduled", "sick", "permitted", "unlawful"))
            messages[known_at] = {**row, **empty, "retracted": True}
        else:
            messages[known_at] = {**row, **_lessons(None, absence, seed)}
    rows = [{**message, "known_at": known_at} for known_at, message in messages.items()]
    twins = [dict(message) for message in rows if seed.random() < 0.2]
    rows += twins
    seed.shuffle(rows)
    return rows


def _instant(day: date, as_of: date, seed: Random) -> pd.Timestamp:
    """An instant near the end of a day or near the cut, on either side."""
    late = pd.Timedelta(hours=seed.choice((0, 0, 8, 24, 71, 500)))
    return seed.choice(
        (
            midnight(day + timedelta(days=1)) + late,
            midnight(day + timedelta(days=1)) - MICROSECOND + late,
            midnight(as_of) - MICROSECOND,
            midnight(as_of),
            midnight(as_of) + MICROSECOND,
        )
    )


def _youth(name: str, as_of: date, seed: Random, *, versions: bool) -> Row:
    birth = seed.choice((date(2008, 2, 29), date(2011, 5, 1), date(2012, 12, 31), date(2009, 7, 15)))
    near = [*([None] * 20), *(as_of + timedelta(days=shift) for shift in (-400, -1, 0, 1))]
    known_at = seed.choice((*([None] * 8), midnight(as_of) - MICROSECOND, midnight(as_of))) if versions else None
    return {
        "youth_id": name,
        "birth_on": birth,
        "moved_in_on": seed.choice(near) if versions else None,
        "left_municipality_on": seed.choice(near) if versions else None,
        "known_at": known_at,
    }


def _spells(name: str, count: int, as_of: date, seed: Random, *, versions: bool) -> list[Row]:
    rows: dict[tuple[Any, ...], Row] = {}
    for _ in range(count):
        start = as_of + timedelta(days=seed.choice(OFFSETS))
        status = str(seed.choice((*STATUSES, *STATUSES[:4])))
        row = {
            "youth_id": name,
            "started_on": start,
            "status": status,
            "institution_id": seed.choice(("S1", *INSTITUTIONS, None)),
            "grade": seed.choice((None, 8, 9, 10)) if status in EDUCATION else None,
            "expected_end_on": seed.choice((None, None, as_of + timedelta(days=seed.choice((-1, 0, 30))))),
            "known_at": _instant(start, as_of, seed) if versions and seed.random() < 0.5 else None,
        }
        for message in _endings(row, as_of, seed, versions=versions):
            key = (
                message["started_on"],
                status,
                message["institution_id"],
                message["known_at"] is None,
                message["known_at"],
            )
            rows.setdefault(key, message)
    return list(rows.values())


def _endings(row: Row, as_of: date, seed: Random, *, versions: bool) -> list[Row]:
    """A spell as one message, or with a later one about its end, or taken back."""
    end = {
        "ended_on": row["started_on"] + timedelta(days=seed.choice((0, 1, 29, 300, 1000))),
        "end_reason": str(seed.choice((*EndReason, *[EndReason.INTERRUPTED] * 5, *[EndReason.PROGRAMME_CHANGE] * 4))),
    }
    chosen = seed.random()
    if chosen < 0.4:
        return [row]
    if chosen < 0.7 or row["known_at"] is None or not versions:
        return [{**row, **end}]
    later = {"known_at": row["known_at"] + pd.Timedelta(hours=seed.choice((1, 24, 900)))}
    return [row, {**row, **end, **later}] if chosen < 0.9 else [row, {**row, "retracted": True, **later}]


def _reports(names: list[str], as_of: date, seed: Random) -> list[Row]:
    rows = []
    for name in names:
        reported = as_of + timedelta(days=seed.choice((-366, -365, -40, -1, 0)))
        withdrawn = seed.choice((None, None, reported, reported + timedelta(days=39), reported + timedelta(days=40)))
        known_at = seed.choice((None, _instant(reported, as_of, seed)))
        rows.append(
            {
                "youth_id": name,
                "reported_on": reported,
                "institution_id": "S1",
                "withdrawn_on": withdrawn,
                "known_at": known_at,
            }
        )
    return rows


def _steps(names: list[str], as_of: date, seed: Random) -> list[Row]:
    return [
        {
            "youth_id": name,
            "starts_on": as_of + timedelta(days=seed.choice((-1, 0, 1, 60))),
            "kind": str(kind),
            "known_at": seed.choice((None, midnight(as_of) - MICROSECOND, midnight(as_of))),
        }
        for name in names
        for kind in seed.sample(list(NextStepKind), 2)
    ]


def with_attendance(history: History, rows: list[Row]) -> History:
    """The same history with other attendance."""
    return replace(history, rows={**history.rows, "attendance": rows})
