"""Dates of a fit: mature, spaced, the past before the calibration, nothing that overlaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features.errors import WindowError
from features.outcome import matures_in
from features.records import BY_NAME, Records, empty
from models.recipe import load_recipe
from training.plan import MOST_DATES, attended_days, first_day, make_plan

HERNING, OPEN_UNIVERSITY = load_recipe("herning"), load_recipe("open-university")

CASES = [
    (HERNING, date(2018, 8, 1), date(2026, 11, 16)),
    (HERNING, date(2024, 1, 1), date(2026, 1, 1)),
    (OPEN_UNIVERSITY, date(2013, 2, 1), date(2013, 10, 1)),
]


@pytest.fixture(params=CASES, ids=["herning_long", "herning_short", "open_university"])
def planned(request):
    recipe, first, until = request.param
    return recipe, first, make_plan(recipe, first_day=first, until=until)


def test_every_outcome_can_be_told_at_until(planned):
    recipe, _, plan = planned
    for as_of in plan.as_of:
        needed = matures_in(horizon_days=recipe.horizon_days, report_delay_days=recipe.report_delay_days)
        assert as_of + needed <= plan.until


def test_every_training_window_is_closed_before_the_first_calibration_date(planned):
    recipe, _, plan = planned
    assert plan.training[-1] + timedelta(days=recipe.horizon_days) <= plan.calibration[0]


def test_dates_are_a_step_apart_and_at_most_36(planned):
    recipe, _, plan = planned
    for dates in (plan.training, plan.calibration):
        assert {(later - sooner).days for sooner, later in pairwise(dates)} <= {recipe.step_days}
    assert 2 <= len(plan.as_of) <= MOST_DATES


def test_no_date_lies_within_a_horizon_of_the_first_day(planned):
    recipe, first, plan = planned
    assert plan.as_of[0] - first >= timedelta(days=recipe.horizon_days)


def test_a_long_past_gives_two_thirds_to_training_and_a_third_to_calibration():
    plan = make_plan(HERNING, first_day=date(2018, 8, 1), until=date(2026, 11, 16))
    assert (len(plan.training), len(plan.calibration)) == (24, 12)
    assert plan.calibration[-1] == date(2026, 11, 16) - timedelta(days=330)
    assert plan.covers_a_year


def test_the_spring_of_2013_trains_and_its_summer_calibrates():
    plan = make_plan(OPEN_UNIVERSITY, first_day=date(2013, 2, 1), until=date(2013, 10, 1))
    assert plan.training == (date(2013, 3, 15), date(2013, 4, 12), date(2013, 5, 10))
    assert plan.calibration == (date(2013, 6, 7), date(2013, 7, 5))
    assert not plan.covers_a_year


@pytest.mark.parametrize("recipe", [HERNING, OPEN_UNIVERSITY], ids=lambda recipe: recipe.name)
def test_one_day_too_little_is_refused_and_the_day_named_is_enough(recipe):
    first = date(2020, 1, 1)
    with pytest.raises(WindowError, match="known from") as refused:
        make_plan(recipe, first_day=first, until=first + timedelta(days=90))
    enough = date.fromisoformat(str(refused.value).split("known from ")[1][:10])
    with pytest.raises(WindowError):
        make_plan(recipe, first_day=first, until=enough - timedelta(days=1))
    assert len(make_plan(recipe, first_day=first, until=enough).as_of) == 2


def records_of(attendance, spells=None):
    tables = {name: empty(table) for name, table in BY_NAME.items() if name != "attendance"}
    if spells is not None:
        tables["spells"] = pd.concat([tables["spells"], spells]).astype(tables["spells"].dtypes.to_dict())
    return Records(tables, attendance, frozenset({"youths", "spells", "attendance"}))


ATTENDANCE = pa.table(
    {
        "on": pa.array([date(2024, 8, 12), date(2023, 8, 14), date(2025, 6, 2), date(1900, 1, 1)], pa.date32()),
        "known_at": pa.array([None, datetime(2025, 3, 1, 10, tzinfo=UTC), None, None], pa.timestamp("us")),
    }
)


@pytest.mark.parametrize(
    ("known_before", "days"),
    [
        (date(2025, 3, 1), (date(2024, 8, 12), date(2024, 8, 12))),
        (date(2025, 3, 2), (date(2023, 8, 14), date(2024, 8, 12))),
        (date(2025, 6, 2), (date(2023, 8, 14), date(2024, 8, 12))),
        (date(2025, 6, 3), (date(2023, 8, 14), date(2025, 6, 2))),
        (date(2024, 8, 12), None),
    ],
)
def test_only_attendance_known_before_the_date_counts_and_no_day_before_1990(known_before, days):
    assert attended_days(records_of(ATTENDANCE), known_before=known_before) == days


def test_attendance_is_read_from_files_as_from_memory(tmp_path):
    pq.write_table(ATTENDANCE.slice(0, 2), tmp_path / "a.parquet")
    pq.write_table(ATTENDANCE.slice(2).drop_columns("known_at"), tmp_path / "b.parquet")
    records = records_of((tmp_path / "b.parquet", tmp_path / "a.parquet"))
    assert attended_days(records, known_before=date(2026, 1, 1)) == (date(2023, 8, 14), date(2025, 6, 2))


def test_without_attendance_the_first_spell_known_is_the_first_day():
    spells = pd.DataFrame({"youth_id": ["a", "b"], "status": "employment", "retracted": False})
    spells["started_on"] = pd.to_datetime(["2024-05-01", "2019-01-01"]).astype("datetime64[s]")
    spells["known_at"] = pd.to_datetime(["2024-05-01", "2025-01-01"]).astype("datetime64[us]")
    records = replace(records_of(None, spells), contained=frozenset({"youths", "spells"}))
    assert first_day(records, known_before=date(2024, 12, 1)) == date(2024, 5, 1)
    assert first_day(records, known_before=date(2025, 12, 1)) == date(2019, 1, 1)
    with pytest.raises(WindowError, match="no spell and no attendance"):
        first_day(records, known_before=date(2024, 5, 1))
