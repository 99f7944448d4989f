"""A dozen youths on a Monday in November: one story each, written as a records folder, with the scores of that morning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd

from features.calendar import LOCAL, danish_holidays

MONDAY = date(2026, 11, 16)
WEEK = "2026-W47"
AUTUMN = (date(2026, 10, 12), date(2026, 10, 18))
YOUTHS = {
    "anna": ("2011-03-01", "D1"),  # steady at school
    "bilal": ("2009-06-10", "D1"),  # interrupted last week
    "clara": ("2011-01-20", "D1"),  # much unlawful absence in the quarter
    "david": ("2010-02-02", "D1"),  # left school in June without a next step
    "emma": ("2009-09-09", "D1"),  # interrupted, reached, waits for an offer
    "farah": ("2010-05-05", "D1"),  # no records at all
    "gert": ("2008-11-12", "D1"),  # turned 18 on Thursday; has a tovholder
    "ida": ("2009-12-24", "D1"),  # the institution reports a risk
    "jonas": ("2010-08-08", "D1"),  # more and more absence
    "karla": ("2010-07-07", "D1"),  # the same, a little less
    "lars": ("2010-04-04", "D1"),  # back in education since October
    "maja": ("2010-10-10", None),  # no fixed abode; no activity
    "niels": ("2010-01-01", "D2"),  # another district, no activity
    "oda": ("2010-03-03", "D1"),  # agreed next step in January
}
SPELLS = """
    anna  | compulsory_school | S1  | 2017-08-10 |            |             | 9 | 2017-08-10
    bilal | vocational_basic  | V1  | 2026-08-10 |            |             |   | 2026-08-10
    bilal | vocational_basic  | V1  | 2026-08-10 | 2026-11-06 | interrupted |   | 2026-11-11
    clara | compulsory_school | S1  | 2017-08-10 |            |             | 9 | 2017-08-10
    david | compulsory_school | S1  | 2016-08-10 | 2026-06-26 | completed   | 9 | 2026-06-27
    emma  | upper_secondary   | G1  | 2025-08-10 |            |             |   | 2025-08-10
    emma  | upper_secondary   | G1  | 2025-08-10 | 2026-10-23 | interrupted |   | 2026-10-26
    gert  | upper_secondary   | G1  | 2024-08-10 |            |             |   | 2024-08-10
    ida   | vocational_basic  | V1  | 2026-08-10 |            |             |   | 2026-08-10
    jonas | tenth_grade       | S1  | 2026-08-10 |            |             | 10 | 2026-08-10
    karla | tenth_grade       | S1  | 2026-08-10 |            |             | 10 | 2026-08-10
    lars  | compulsory_school | S1  | 2016-08-10 | 2026-06-26 | completed   | 9 | 2026-06-27
    lars  | fgu               | F1  | 2026-10-19 |            |             |   | 2026-10-19
    oda   | tenth_grade       | S1  | 2025-08-10 | 2026-06-26 | completed   | 10 | 2026-06-27
    maja  | employment        |     | 2026-02-01 | 2026-11-02 | unknown     |   | 2026-11-09
    niels | compulsory_school | S1  | 2016-08-10 | 2026-06-26 | completed   | 9 | 2026-06-27
"""
MISSED = {"anna": (0, 0), "clara": (0.42, 0), "jonas": (0.12, 0.1), "karla": (0.08, 0.1)}
"""Share of school days missed unlawfully and by illness since October, by the pupils of the school that delivers."""
RISKS = {"jonas": 0.31, "karla": 0.22, "ida": 0.05, "anna": 0.01}


def write_small_town(folder: Path) -> Path:
    """Write the records folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in _tables().items():
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    declared = {"format": 1, "data": "synthetic", "source": "a small town", "delivered_on": str(MONDAY)}
    (folder / "delivery.json").write_text(json.dumps(declared), encoding="utf-8")
    return folder


def small_town_scores() -> pd.DataFrame:
    """Scores of the morning, with what flags read of them."""
    bands = {"jonas": "high", "karla": "raised"}
    return pd.DataFrame(
        {
            "youth_id": list(RISKS),
            "as_of": pd.Series([pd.Timestamp(MONDAY)] * len(RISKS), dtype="datetime64[s]"),
            "regime": ["attendance" if name in MISSED else "status_only" for name in RISKS],
            "risk": list(RISKS.values()),
            "band": [bands.get(name, "low") for name in RISKS],
        }
    )


def school_days(first: date, last: date) -> Iterator[date]:
    """Weekdays without holidays, summer and autumn break."""
    day = first
    while day <= last:
        summer = (day.month, day.day) >= (6, 27) and (day.month, day.day) < (8, 10)
        if day.weekday() < 5 and day not in danish_holidays(day.year) and not summer and not _in_autumn(day):
            yield day
        day += timedelta(days=1)


def _in_autumn(day: date) -> bool:
    return day.isocalendar().week == 42


def _tables() -> dict[str, list[dict[str, object]]]:
    return {
        "youths": [
            {"youth_id": name, "birth_on": born, "district_id": district} for name, (born, district) in YOUTHS.items()
        ],
        "spells": list(_spells()),
        "attendance": list(_attendance()),
        "contacts": [
            {"youth_id": "emma", "contacted_on": "2026-10-29", "kind": "reached"},
            {"youth_id": "bilal", "contacted_on": "2026-11-12", "kind": "attempt"},
        ],
        "risk_reports": [{"youth_id": "ida", "reported_on": "2026-11-10", "institution_id": "V1"}],
        "next_steps": [
            {"youth_id": "oda", "starts_on": "2027-01-04", "kind": "agreed", "known_at": "2026-06-01T10:00:00"}
        ],
        "institutions": [
            {"institution_id": "S1", "name": "Søskolen", "kind": "municipal_school", "delivers_attendance": "true"},
            {"institution_id": "V1", "name": "Erhvervsskolen", "kind": "vocational", "delivers_attendance": "false"},
            {"institution_id": "G1", "name": "Gymnasiet", "kind": "upper_secondary", "delivers_attendance": "false"},
            {"institution_id": "F1", "name": "FGU Midt", "kind": "fgu", "delivers_attendance": "false"},
        ],
        "school_days": [
            {"institution_id": "default", "on": str(day), "possible": 2}
            for day in school_days(date(2025, 8, 11), date(2027, 6, 25))
        ],
        "areas": [{"area_id": "A1", "name": "Nord"}],
        "districts": [
            {"district_id": "D1", "name": "Nordby", "area_id": "A1"},
            {"district_id": "D2", "name": "Sydby", "area_id": "A1"},
        ],
        "counsellors": [
            {"counsellor_id": "hanne", "name": "Hanne Holm", "district_id": "D1", "weekly_capacity": 1},
            {"counsellor_id": "ole", "name": "Ole Vang", "district_id": "", "weekly_capacity": 2},
        ],
        "assignments": [
            {"counsellor_id": "ole", "scope": "youth", "scope_id": "gert", "role": "tovholder", "valid_from_on": "2025-01-01"},
            {"counsellor_id": "hanne", "scope": "district", "scope_id": "D1", "role": "regular", "valid_from_on": "2024-01-01"},
        ],
    }  # fmt: skip


def _spells() -> Iterator[dict[str, object]]:
    names = ("youth_id", "status", "institution_id", "started_on", "ended_on", "end_reason", "grade", "known_at")
    for line in SPELLS.strip().splitlines():
        row: dict[str, object] = dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True))
        row["known_at"] = f"{row['known_at']}T12:00:00"
        yield row


def _attendance() -> Iterator[dict[str, object]]:
    for name, (unlawful, sick) in MISSED.items():
        since_october = 0
        for day in school_days(date(2025, 8, 11), MONDAY - timedelta(days=1)):
            since_october += day >= date(2026, 10, 1)
            is_late = day >= date(2026, 10, 1)
            missed = 2 * (is_late and _falls(since_october, unlawful))
            ill = 2 * (is_late and not missed and _falls(since_october + 3, sick))
            known = datetime.combine(day + timedelta(days=1), time(6), LOCAL)
            yield {
                "youth_id": name, "on": str(day), "institution_id": "S1", "scheduled": 2, "sick": ill, "permitted": 0,
                "unlawful": missed, "known_at": known.replace(tzinfo=None).isoformat(),
            }  # fmt: skip


def _falls(number: int, share: float) -> bool:
    """Whether the n-th day is one of an evenly spread share of days."""
    return int(number * share) > int((number - 1) * share)
