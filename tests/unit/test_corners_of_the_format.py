"""Corners where two readings of the format once met: who is scored, retractions told twice, residence, dates."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from features.asof import known_on, residents
from features.build import build_indicators
from features.errors import WindowError
from features.reading import as_records
from features.reference import build_reference
from models.recipe import load_recipe
from models.scoring import in_population, recipe_population

AS_OF = date(2024, 11, 4)
YOUTHS = pd.DataFrame({"youth_id": ["anna"], "birth_on": [date(2008, 5, 1)], "sex": [None], "district_id": ["D1"]})


def records_of(spells, **tables):
    drawn = pd.DataFrame(
        spells,
        columns=[
            "youth_id",
            "started_on",
            "ended_on",
            "status",
            "institution_id",
            "end_reason",
            "known_at",
            "retracted",
        ],
    )
    return as_records({"youths": YOUTHS, "spells": drawn, **tables})


def spell(status, started_on, *, known_at=None, retracted=False, ended_on=None):
    reason = "interrupted" if ended_on else None
    return ("anna", started_on, ended_on, status, "S1", reason, known_at, retracted)


@pytest.mark.parametrize(
    ("spells", "status", "scored"),
    [
        ([("employment", date(2023, 8, 14)), ("none", date(2024, 1, 1))], "employment", True),
        ([("employment", date(2023, 8, 14)), ("abroad", date(2024, 1, 1))], "employment", True),
        ([("upper_secondary", date(2024, 8, 12)), ("exempt", date(2024, 9, 1))], "exempt", False),
        ([("stu", date(2024, 8, 12)), ("upper_secondary", date(2024, 9, 1))], "stu", False),
        ([("none", date(2024, 1, 1))], "none", False),
    ],
)
def test_the_frame_alone_tells_who_is_scored_as_the_records_do(spells, status, scored):
    records = records_of([spell(kind, started_on) for kind, started_on in spells])
    recipe = load_recipe("herning")
    for frame in (build_indicators(records, as_of=AS_OF), build_reference(records, as_of=AS_OF)):
        assert list(frame["status"]) == [status]
        assert list(in_population(recipe, frame)) == [scored]
    assert (len(recipe_population(recipe, records, as_of=AS_OF)) == 1) is scored


def test_a_retraction_told_twice_in_other_words_is_one_retraction():
    told = pd.Timestamp("2024-09-02 08:00")
    taken_back = [
        spell("upper_secondary", date(2024, 8, 12), known_at=told, retracted=True),
        spell("upper_secondary", date(2024, 8, 12), known_at=told, retracted=True, ended_on=date(2024, 9, 1)),
    ]
    records = records_of(
        [spell("upper_secondary", date(2024, 8, 12), known_at=pd.Timestamp("2024-08-12")), *taken_back]
    )
    assert known_on(records, AS_OF)["spells"].empty


def test_a_retracted_school_day_told_twice_in_other_words_is_gone():
    told = [pd.Timestamp("2024-10-01 08:00"), pd.Timestamp("2024-10-02 08:00"), pd.Timestamp("2024-10-02 08:00")]
    attendance = pd.DataFrame(
        {
            "youth_id": "anna",
            "on": [date(2024, 9, 30)] * 3,
            "institution_id": "S1",
            "scheduled": [6, 6, 5],
            "sick": 0,
            "permitted": 0,
            "unlawful": [6, 6, 1],
            "known_at": told,
            "retracted": [False, True, True],
        }
    )
    more = attendance.iloc[[0] * 200].assign(on=pd.date_range("2024-01-01", periods=200).date)
    records = records_of([spell("upper_secondary", date(2023, 8, 12))], attendance=pd.concat([attendance, more]))
    built = build_indicators(records, as_of=AS_OF)
    assert (
        built["attendance_age_days"].item() == build_reference(records, as_of=AS_OF)["attendance_age_days"].item() > 100
    )


@pytest.mark.parametrize(("moved_in_on", "here"), [(date(2024, 11, 4), 1), (date(2024, 11, 5), 0), (None, 1)])
def test_a_youth_is_in_scope_from_the_day_of_moving_in(moved_in_on, here):
    youths = YOUTHS.assign(moved_in_on=moved_in_on)
    records = as_records({"youths": youths, "spells": records_of([spell("none", date(2024, 1, 1))]).tables["spells"]})
    assert len(residents(known_on(records, AS_OF))) == here


@pytest.mark.parametrize("as_of", ["2024-11-04", [], ["2024-11-04"]])
def test_what_is_no_date_is_refused_in_words(as_of):
    with pytest.raises(WindowError, match="as_of"):
        build_indicators(records_of([spell("none", date(2024, 1, 1))]), as_of=as_of)
