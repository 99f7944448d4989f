"""Indicators, scores and coverage of towns in which nothing changes, replayed week by week: how often the watch cries wolf.

The lines were set on other towns (TUNED_ON). Flags by rule take hours for every week of five years: test_stable_flags.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.bundle import Bundle
from service.domain.alarms import LINES, judge
from service.domain.watching import Level, Matter, Standing
from service.monitoring.reference import reference_days, weeks_around
from service.monitoring.tallies import Tallies, tally_columns
from service.monitoring.weekly import measure_nearest
from tests.lib.small_bundle import small_bundle
from tests.lib.watched_towns import KEPT, town_records, weekly_frames

pytestmark = pytest.mark.prove

RESULT = Path(__file__).parent / "results" / "stable_weeks.json"
SEEDS, TUNED_ON = tuple(range(401, 409)), (101, 102)
YOUTHS, LAST = 4_500, date(2026, 11, 16)
FIRST, FIRST_RUN, LAST_RUN = date(2021, 8, 2), date(2024, 8, 19), date(2026, 6, 22)
SCHOOL_YEARS = 2
MOST = 1
WEEK = timedelta(weeks=1)


def is_school_week(monday: date) -> bool:
    """Whether a week is replayed: not in the summer holidays, not between Christmas and New Year."""
    return not (
        monday.month == 7 or (monday.month == 8 and monday.day < 15) or (monday.month == 12 and monday.day > 21)
    )


MONDAYS = tuple(
    monday for number in range((LAST_RUN - FIRST) // WEEK + 1) if is_school_week(monday := FIRST + number * WEEK)
)


def replayed(weeks: Mapping[date, Tallies]) -> tuple[list[str], dict[str, float]]:
    """The alarms of two school years, and by matter the farthest effect as a share of its line."""
    stood: dict[tuple[Matter, str], Standing] = {}
    alarms, farthest = list[str](), dict[str, float]()
    for monday in (day for day in weeks if day >= FIRST_RUN):
        days = reference_days(monday, weeks.__contains__).days
        around = weeks_around(days, weeks.__contains__)
        measured = measure_nearest(weeks[monday], [[weeks[day] for day in some] for some in around])
        for one in (one for one in measured if min(one.n, one.n_reference) >= LINES[one.matter].fewest):
            far = abs(one.effect) / LINES[one.matter].watch
            farthest[one.matter] = max(far, farthest.get(one.matter, 0.0))
        for now in judge(stood.values(), measured, monday_on=monday, breaks=()):
            was = stood[now.series].level if now.series in stood else Level.FINE
            if was is Level.FINE and now.level is not Level.FINE:
                alarms.append(f"{monday} {now.matter} {now.subject}")
            stood[now.series] = now
    return alarms, {matter: round(far, 3) for matter, far in farthest.items()}


def tallied(seed: int, bundle: Bundle, mondays: Sequence[date]) -> dict[date, Tallies]:
    """Every week of a town."""
    records = town_records(seed=seed, youths=YOUTHS, last=LAST)
    frames = weekly_frames(records, bundle, mondays=mondays, kept=KEPT / f"stable_{seed}")
    return {monday: tally_columns(frame) for monday, frame in frames.items()}


def test_a_stable_town_raises_at_most_one_false_alarm_a_school_year() -> None:
    bundle = small_bundle()
    found = {seed: replayed(tallied(seed, bundle, MONDAYS)) for seed in SEEDS}
    result = {
        "what": "alarms of the weekly watch on indicators, scores, profiles and coverage of towns in which nothing changes",
        "youths": YOUTHS,
        "runs": sum(monday >= FIRST_RUN for monday in MONDAYS),
        "school_years": SCHOOL_YEARS,
        "tuned_on": TUNED_ON,
        "towns": {seed: {"alarms": alarms, "farthest_of_its_line": far} for seed, (alarms, far) in found.items()},
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    assert all(len(alarms) <= MOST * SCHOOL_YEARS for alarms, _ in found.values())
