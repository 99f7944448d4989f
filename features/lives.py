"""What the judge counts over: the life of one youth as it was known on a date, in plain dataclasses.

Everything here is small and slow; time is cut by `asof` and nowhere else. The compiled pass knows nothing of this file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from features import calendar
from features.asof import Known, attendance_known_on, known_on
from features.catalogue import COUNTED_DAYS, COUNTED_LESSONS, REACH_DAYS, SPELL_HISTORY_DAYS
from features.checking import check_tables
from features.parquet_files import read_parquet
from features.records import ATTENDANCE, DTYPES, Records
from features.vocabulary import ACTIVE, ACTIVITY, EDUCATION, KNOWN_NEXT_STEPS, NOT_SCORED, STATUSES, Status

ONE_DAY: Final = timedelta(days=1)
READ: Final = frozenset({"youths", "spells", "institutions", "next_steps", "risk_reports"})
"""Tables that indicators look at, attendance apart."""


@dataclass(frozen=True)
class Day:
    """A school day of a youth: the standing rows of all institutions, added up."""

    on: date
    scheduled: int
    sick: int
    permitted: int
    unlawful: int
    institution_id: str  # of several, the greatest
    lags: tuple[int, ...]  # microseconds from the end of the day to when each row became known

    @property
    def missed(self) -> int:
        """Lessons missed of any kind."""
        return self.sick + self.permitted + self.unlawful

    @property
    def is_wholly_missed(self) -> bool:
        """Whether every lesson was missed."""
        return self.missed == self.scheduled


@dataclass(frozen=True)
class Spell:
    """A spell as it was seen, with None for what is missing."""

    started_on: date
    ended_on: date | None
    status: str
    institution_id: str | None
    end_reason: str | None
    grade: int | None
    expected_end_on: date | None

    @property
    def order(self) -> tuple[date, int, str]:
        """Later start, then later status, then greater institution_id; a missing one is least."""
        return (self.started_on, STATUSES.index(Status(self.status)), self.institution_id or "")

    def covers(self, day: date) -> bool:
        """Whether the spell holds on a day."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)


@dataclass(frozen=True)
class Term:
    """A counted term in grades 0 to 9."""

    school_year: int
    grade: int
    days: Sequence[Day]

    @property
    def first_on(self) -> date:
        """Its first school day."""
        return self.days[0].on

    @property
    def share(self) -> float:
        """Share of lessons missed."""
        return self.missed / self.scheduled

    @property
    def missed(self) -> int:
        """Lessons missed."""
        return sum(day.missed for day in self.days)

    @property
    def scheduled(self) -> int:
        """Lessons scheduled; a counted term has some."""
        return sum(day.scheduled for day in self.days)


@dataclass(frozen=True)
class Pair:
    """Two successive counted terms and their level."""

    first: Term
    second: Term

    @property
    def level(self) -> float:
        """The lower of the two shares."""
        return min(self.first.share, self.second.share)

    @property
    def school_years(self) -> set[int]:
        """School years that take part."""
        return {self.first.school_year, self.second.school_year}


@dataclass(frozen=True)
class Life:
    """All that is known of one youth on `as_of`.

    `everybody`: by block and institution, the lessons (missed, scheduled) of everybody there. `usual`: by institution, those of
    everybody's 21st to 200th latest school days.
    """

    as_of: date
    birth_on: date
    days: Sequence[Day]
    spells: Sequence[Spell]
    planned_on: Sequence[date]
    has_open_report: bool | None
    everybody: Mapping[tuple[int, str], tuple[int, int]]
    usual: Mapping[str, tuple[int, int]]

    def last(self, school_days: int) -> list[Day]:
        """The last n school days, oldest first."""
        within = [day for day in self.days if day.on >= self.as_of - timedelta(days=REACH_DAYS)]
        return within[-school_days:]

    def between(self, most: int, least: int) -> list[Day]:
        """School days from `most` to `least` days before `as_of`, both included."""
        return [day for day in self.days if least <= (self.as_of - day.on).days <= most]

    def quarter(self) -> list[Day]:
        """School days of the calendar quarter that holds the day before `as_of`."""
        start = calendar.quarter_start(self.as_of - ONE_DAY)
        return [day for day in self.days if day.on >= start]

    def since(self, day: date) -> int:
        """Days from a day to `as_of`."""
        return (self.as_of - day).days

    def present_education(self) -> Spell | None:
        """The present education spell."""
        return _latest(spell for spell in self.spells if spell.ended_on is None and spell.status in EDUCATION)

    def present_spell(self) -> Spell | None:
        """The present education spell, else of active spells, else of all, the open one that started last."""
        unended = [spell for spell in self.spells if spell.ended_on is None]
        active = [spell for spell in unended if spell.status in ACTIVE]
        return self.present_education() or _latest(active) or _latest(unended)

    def present_status(self) -> str | None:
        """That of the present spell, but that of an open stu or exempt spell first: such a youth is never scored."""
        spared = _latest(spell for spell in self.spells if spell.ended_on is None and spell.status in NOT_SCORED)
        spell = spared or self.present_spell()
        return spell.status if spell else None

    def first_spell_on(self) -> date | None:
        """Start of the first spell, if earlier interruptions can be known from it."""
        start = min((spell.started_on for spell in self.spells), default=None)
        return start if start is not None and self.since(start) >= SPELL_HISTORY_DAYS else None

    def terms(self) -> list[Term]:
        """Counted terms in grades 0 to 9, in order of time."""
        grouped: dict[tuple[int, int], list[Day]] = defaultdict(list)
        for day in self.days:
            if day.on.month != 7:
                grouped[calendar.school_year(day.on), day.on.month < 7].append(day)
        terms = []
        for (year, _), days in sorted(grouped.items()):
            grade = year - self.birth_on.year - 6
            if 0 <= grade <= 9 and _is_counted(days):
                terms.append(Term(year, grade, days))
        return terms

    def pairs(self) -> list[Pair]:
        """Pairs of successive counted terms."""
        return [Pair(first, second) for first, second in pairwise(self.terms())]

    def last_year(self) -> tuple[int, list[Day]] | None:
        """The latest school year before that of `as_of` with enough school days."""
        years: dict[int, list[Day]] = defaultdict(list)
        for day in self.days:
            years[calendar.school_year(day.on)].append(day)
        present = calendar.school_year(self.as_of)
        enough = [(year, days) for year, days in years.items() if year < present and len(days) >= COUNTED_DAYS]
        return max(enough, default=None, key=lambda item: item[0])


def _is_counted(days: Sequence[Day]) -> bool:
    return len(days) >= COUNTED_DAYS or sum(day.scheduled for day in days) >= COUNTED_LESSONS


def share(days: Iterable[Day], kind: str = "missed") -> float | None:
    """Lessons missed (of a kind) divided by lessons scheduled; None when nothing was."""
    days = list(days)
    scheduled = sum(day.scheduled for day in days)
    return sum(getattr(day, kind) for day in days) / scheduled if scheduled else None


def _latest(spells: Iterable[Spell]) -> Spell | None:
    return max(spells, default=None, key=lambda spell: spell.order)


@dataclass(frozen=True)
class Lives:
    """Everybody seen in `youths` on a date, by youth_id, the standing rows of attendance, and the institutions that deliver it."""

    known: Known
    of: Mapping[str, Life]
    attended: pd.DataFrame
    delivering: frozenset[str]


def lives_on(records: Records, as_of: date) -> Lives:
    """The life of each youth seen in `youths`, resident or not, as known on the morning of `as_of`.

    Sees: what `asof` lets through; faulty rows of any table are dropped, however many there are in attendance.
    Raises: TooManyFaults if another table has more faulty rows than the limit allows.
    """
    read = {name: frame for name, frame in records.tables.items() if name in READ}
    records = check_tables(replace(records, tables=read), as_of=as_of).records
    known = known_on(records, as_of)
    births = {row["youth_id"]: row["birth_on"] for row in _rows(known["youths"])}
    attended = attendance_known_on(_sound(_attendance(records), births, records.delivery.delivered_on), as_of)
    days = _school_days(attended)
    everybody, usual = _everybody(days, as_of), _usual(days, as_of)
    lives = {
        youth_id: Life(
            as_of=as_of,
            birth_on=birth_on,
            days=days.get(youth_id, []),
            spells=[_spell(row) for row in _rows(known["spells"], youth_id)],
            planned_on=_planned_on(known, youth_id),
            has_open_report=_has_open_report(known, youth_id),
            everybody=everybody,
            usual=usual,
        )
        for youth_id, birth_on in births.items()
    }
    return Lives(known, lives, attended, _delivering(known, attended))


def block_number(day: date, as_of: date) -> int:
    """Which block of 7 days before `as_of` a day lies in, the latest being number 0."""
    return ((as_of - day).days - 1) // 7


def _rows(frame: pd.DataFrame, youth_id: str | None = None) -> list[dict[str, Any]]:
    """Rows as plain values: dates for days, None for what is missing."""
    if youth_id is not None:
        frame = frame[frame["youth_id"] == youth_id]
    return [{str(name): _plain(cell) for name, cell in row.items()} for row in frame.to_dict("records")]


def _plain(cell: Any) -> Any:
    if pd.isna(cell):
        return None
    is_day = isinstance(cell, pd.Timestamp) and cell.unit == "s"
    return cell.date() if is_day else cell


def _spell(row: Mapping[str, Any]) -> Spell:
    names = "started_on ended_on status institution_id end_reason grade expected_end_on".split()
    return Spell(**{name: row[name] for name in names})


def _planned_on(known: Known, youth_id: str) -> list[date]:
    spells = [row["started_on"] for row in _rows(known.planned, youth_id) if row["status"] in ACTIVITY]
    steps = [row["starts_on"] for row in _rows(known["next_steps"], youth_id) if row["kind"] in KNOWN_NEXT_STEPS]
    return [day for day in spells + steps if day >= known.as_of]


def _has_open_report(known: Known, youth_id: str) -> bool | None:
    if "risk_reports" not in known.contained:
        return None
    return any(
        row["withdrawn_on"] is None and (known.as_of - row["reported_on"]).days <= 365
        for row in _rows(known["risk_reports"], youth_id)
    )


def _attendance(records: Records) -> pd.DataFrame:
    """All delivered attendance rows in the declared dtypes."""
    source = records.attendance
    if source is None:
        return pd.DataFrame({column.name: pd.Series(dtype=DTYPES[column.kind]) for column in ATTENDANCE.columns})
    tables = (
        [source]
        if isinstance(source, pa.Table)
        else [read_parquet(ATTENDANCE, path, file=path.name)[0] for path in source]
    )
    cells: dict[str, Any] = {
        name: [cell for table in tables for cell in table[name].to_pylist()] for name in ATTENDANCE.names
    }
    cells["retracted"] = [bool(cell) for cell in cells["retracted"]]
    cells["known_at"] = pd.to_datetime(pd.Series(cells["known_at"], dtype="object"), utc=True).dt.tz_localize(None)
    return pd.DataFrame(
        {column.name: pd.Series(cells[column.name], dtype=DTYPES[column.kind]) for column in ATTENDANCE.columns}
    )


def _sound(attendance: pd.DataFrame, births: Mapping[str, date], delivered_on: date | None) -> pd.DataFrame:
    """Rows of youths we know that are no faults by themselves; twins in conflict are left to `asof`."""
    sound = [
        row["youth_id"] in births and not _is_faulty(row, births[row["youth_id"]], delivered_on)
        for row in _rows(attendance)
    ]
    return attendance[pd.Series(sound, index=attendance.index, dtype="bool")]


def _is_faulty(row: Mapping[str, Any], birth_on: date, delivered_on: date | None) -> bool:
    on, institution_id = row["on"], row["institution_id"]
    if on is None or not institution_id:
        return True
    if on < calendar.FIRST_DAY or on < birth_on or (delivered_on is not None and on > delivered_on):
        return True
    if row["retracted"]:
        return False
    scheduled, kinds = row["scheduled"], (row["sick"], row["permitted"], row["unlawful"])
    if scheduled is None or None in kinds:
        return True
    return not 1 <= scheduled <= 20 or min(kinds) < 0 or sum(kinds) > scheduled


def _school_days(attended: pd.DataFrame) -> dict[str, list[Day]]:
    grouped: dict[str, dict[date, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows(attended):
        grouped[row["youth_id"]][row["on"]].append(row)
    return {
        youth_id: [_school_day(on, rows) for on, rows in sorted(by_day.items())] for youth_id, by_day in grouped.items()
    }


def _school_day(on: date, rows: Sequence[Mapping[str, Any]]) -> Day:
    end_of_day = calendar.cut_microseconds(on + ONE_DAY)
    return Day(
        on=on,
        scheduled=sum(int(row["scheduled"]) for row in rows),
        sick=sum(int(row["sick"]) for row in rows),
        permitted=sum(int(row["permitted"]) for row in rows),
        unlawful=sum(int(row["unlawful"]) for row in rows),
        institution_id=max(row["institution_id"] for row in rows),
        lags=tuple(max(0, row["known_at"].value // 1000 - end_of_day) for row in rows),
    )


def _everybody(days: Mapping[str, Sequence[Day]], as_of: date) -> dict[tuple[int, str], tuple[int, int]]:
    """By block and institution, lessons (missed, scheduled) of all youths whose latest school day in the block was there."""
    sums: dict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for own in days.values():
        for number in range(4):
            block = [day for day in own if block_number(day.on, as_of) == number]
            if block:
                place = number, block[-1].institution_id
                missed, scheduled = sums[place]
                sums[place] = (
                    missed + sum(day.missed for day in block),
                    scheduled + sum(day.scheduled for day in block),
                )
    return dict(sums)


def _usual(days: Mapping[str, Sequence[Day]], as_of: date) -> dict[str, tuple[int, int]]:
    """By institution, lessons (missed, scheduled) on the 21st to 200th latest school days of all youths who were there last."""
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for own in days.values():
        recent = [day for day in own if (as_of - day.on).days <= REACH_DAYS][-200:]
        if recent:
            missed, scheduled = sums[recent[-1].institution_id]
            sums[recent[-1].institution_id] = (
                missed + sum(day.missed for day in recent[:-20]),
                scheduled + sum(day.scheduled for day in recent[:-20]),
            )
    return dict(sums)


def _delivering(known: Known, attended: pd.DataFrame) -> frozenset[str]:
    listed = _rows(known["institutions"])
    named = set(attended["institution_id"]) - {row["institution_id"] for row in listed}
    return frozenset(named | {row["institution_id"] for row in listed if row["delivers_attendance"]})
