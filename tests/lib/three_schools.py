"""Three schools whose pupils are away as chance has it, told the next morning for two years: what goes wrong is written in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from features.reading import as_records
from features.records import Records
from service.domain.watching import Matter, Measured
from service.monitoring.sources import measure_sources, receive
from service.monitoring.unknown_codes import unknown_words

FIRST, MONDAY = date(2024, 8, 12), date(2026, 11, 16)
SCHOOLS, PUPILS = ("S1", "S2", "S3"), 60
AWAY, UNLAWFUL = 0.2, 0.2
LAST_WEEKS = (MONDAY - timedelta(weeks=2), MONDAY - timedelta(weeks=1))
Tables = dict[str, pd.DataFrame]


def school_days() -> pd.DatetimeIndex:
    """Weekdays but for July, the weeks about New Year and one in autumn."""
    days = pd.bdate_range(FIRST, MONDAY - timedelta(days=3))
    weeks = days.isocalendar().week.to_numpy()
    return days[(days.month != 7) & ~np.isin(weeks, (1, 42, 52, 53))]


def three_schools() -> Tables:
    """The tables, one version of each row."""
    chance, days = np.random.default_rng(3), school_days()
    pupils = np.array([f"p{number:03}" for number in range(PUPILS * len(SCHOOLS))])
    week = ((days - pd.Timestamp(FIRST)).days // 7).to_numpy()
    away = chance.random((len(pupils), week.max() + 1)) < AWAY
    lawless = chance.random(away.shape) < UNLAWFUL
    missed = away[:, week] & (days.dayofweek.to_numpy() < 2)
    place = np.repeat(SCHOOLS, PUPILS)
    attendance = pd.DataFrame(
        {
            "youth_id": np.repeat(pupils, len(days)),
            "on": np.tile(days, len(pupils)),
            "institution_id": np.repeat(place, len(days)),
            "scheduled": 2,
            "sick": (2 * (missed & ~lawless[:, week])).ravel(),
            "permitted": 0,
            "unlawful": (2 * (missed & lawless[:, week])).ravel(),
            "retracted": False,
        }
    )
    attendance["known_at"] = attendance["on"] + pd.Timedelta(days=1, hours=4)
    told = pd.DataFrame({"institution_id": SCHOOLS, "kind": "municipal_school"})
    spells = pd.DataFrame(
        {"youth_id": pupils, "started_on": pd.Timestamp(FIRST), "status": "compulsory_school", "institution_id": place}
    ).assign(known_at=pd.Timestamp(FIRST), ended_on=None)
    contacts = pd.DataFrame({"youth_id": np.resize(pupils, len(days)), "contacted_on": days, "kind": "reached"})
    contacts["known_at"] = days + pd.to_timedelta(1 + np.arange(len(days)) % 3, unit="D")
    return {
        "youths": pd.DataFrame({"youth_id": pupils, "birth_on": pd.Timestamp(2011, 5, 1)}),
        "attendance": attendance,
        "spells": spells,
        "contacts": contacts,
        "institutions": told,
        "school_days": pd.DataFrame({"institution_id": "default", "on": days, "possible": 2}),
    }


def records_of(tables: Mapping[str, pd.DataFrame]) -> Records:
    """The tables as the records of a night."""
    return as_records(tables)


def measured(tables: Mapping[str, pd.DataFrame], monday_on: date = MONDAY) -> dict[tuple[Matter, str], Measured]:
    """What one weekly run measures of the tables, by series."""
    records = records_of(tables)
    received = receive(records, first=monday_on, last=monday_on, unknown=unknown_words(records))
    return {one.series: one for one in measure_sources(received, monday_on=monday_on)}


def since(attendance: pd.DataFrame, day: date, school: str = "S1") -> pd.Series[bool]:
    """The rows of a school about a day and later."""
    return (attendance["institution_id"] == school) & (attendance["on"] >= pd.Timestamp(day))
