"""Lists at capacity against hand-made weeks: who gets a place, what equals share, what one more place buys, how early it came."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from features.records import BY_NAME, Records, empty
from models.measures import Resampling
from models.places import AT_CAPACITY, on_list
from training.lists import AT_SHARE, Rival, as_chosen, measure_lists, places_of
from training.surroundings import NOWHERE, UNNAMED, surround, term_of
from training.timing import Pair, lead_times, overlap

MONDAY = date(2025, 9, 1)
FEW = Resampling(seed=1, resamples=200)


def week(risks, *, outcome=None, district="D1", as_of=MONDAY, band="high"):
    """Rows of one date, one youth a risk."""
    n = len(risks)
    return pd.DataFrame(
        {
            "youth_id": [f"y{number:03}" for number in range(n)],
            "as_of": pd.Series([pd.Timestamp(as_of)] * n, dtype="datetime64[s]"),
            "risk": np.asarray(risks, dtype=float),
            "band": band,
            "outcome": [0] * n if outcome is None else outcome,
            "district_id": district,
        }
    )


SILENT = Rival("silent", "knows nothing", np.full(6, np.nan))
RIVALS = (
    SILENT,
    Rival("turned", "the other way round", np.arange(6.0)),
    Rival("knowing", "a baseline that knows", np.array([1.0, 0, 1, 0, 0, 0]), may_be_served=False),
)


@pytest.mark.parametrize(
    ("risks", "capacity", "expected"),
    [
        ([0.3, 0.2, 0.1], 2, [1, 1, 0]),
        ([0.3, 0.2, 0.2], 2, [1, 0.5, 0.5]),
        ([0.2, 0.2, 0.2, 0.1], 1, [1 / 3, 1 / 3, 1 / 3, 0]),
        ([math.nan, 0.1], 1, [0, 1]),
        ([0.3, 0.2], 0, [0, 0]),
        ([0.3], 5, [1]),
    ],
)
def test_the_highest_get_the_places_and_equals_at_the_line_share_what_is_left(risks, capacity, expected):
    rows = week(risks)
    places = places_of(rows, {(MONDAY, "D1"): capacity, (MONDAY, "D2"): 9})
    np.testing.assert_allclose(on_list(rows["risk"].to_numpy(), places), expected)


def test_each_district_and_date_has_its_own_line_and_nobodys_district_has_none():
    rows = pd.concat(
        [
            week([0.1, 0.2]),
            week([0.9, 0.8], district="D2"),
            week([0.9], district=NOWHERE),
            week([0.1], as_of=date(2025, 10, 1)),
        ]
    )
    places = places_of(rows, {(MONDAY, "D1"): 1, (MONDAY, "D2"): 1, (date(2025, 10, 1), "D1"): 1})
    assert places.basis == AT_CAPACITY
    assert on_list(rows["risk"].to_numpy(), places).tolist() == [0, 1, 1, 0, 0, 1]
    assert places.total == 3


def test_without_counsellors_on_record_a_list_is_five_percent_of_the_youths_of_its_date():
    rows = pd.concat([week(np.linspace(0.1, 0.9, 40)), week(np.linspace(0.1, 0.9, 20), as_of=date(2025, 10, 1))])
    places = places_of(rows, {})
    assert places.basis == AT_SHARE
    assert places.total == pytest.approx(3)
    assert on_list(rows["risk"].to_numpy(), places).sum() == pytest.approx(3)


def test_the_service_flags_no_low_risk_and_leaves_equals_at_the_line_below_it():
    rows = week([0.4, 0.3, 0.3, 0.1])
    rows.loc[0, "band"] = "low"
    places = places_of(rows, {(MONDAY, "D1"): 2})
    assert as_chosen(rows["risk"].to_numpy(), rows["band"], places).tolist() == [0, 0, 0, 0]
    assert as_chosen(rows["risk"].to_numpy(), rows["band"].replace("low", "high"), places).tolist() == [1, 0, 0, 0]


@pytest.fixture
def measured():
    rows = week([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], outcome=[1, 0, 1, 0, 1, 1])
    return measure_lists(rows, places_of(rows, {(MONDAY, "D1"): 2}), RIVALS, resampling=FEW)


def test_recall_and_precision_at_capacity_by_hand(measured):
    assert (measured.places, measured.dropouts) == (2, 4)
    assert measured.recall.value == pytest.approx(1 / 4)
    assert measured.precision.value == pytest.approx(1 / 2)
    assert measured.recall.low <= measured.recall.value <= measured.recall.high


def test_one_more_place_buys_the_dropouts_just_below_the_line(measured):
    assert measured.one_more_place.value == 1.0


def test_every_rival_stands_on_the_same_places_and_one_that_knows_nothing_shares_them_among_all(measured):
    assert [item.rule for item in measured.rules] == ["silent", "turned", "knowing"]
    silent = measured.rules[0]
    assert silent.precision.value == pytest.approx(4 / 6)
    assert silent.recall_lead.value == pytest.approx(1 / 4 - 2 / 6)
    assert measured.periods[0].rules["silent"] == pytest.approx(2 / 6)


def test_the_hardest_to_beat_may_be_a_baseline_but_what_is_served_is_a_rule():
    rows = week([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], outcome=[1, 0, 1, 0, 0, 1])
    told = measure_lists(rows, places_of(rows, {(MONDAY, "D1"): 2}), RIVALS, resampling=FEW)
    assert (told.best_rule, told.rule_to_serve) == ("knowing", "silent")


def test_a_model_that_orders_as_a_rule_does_is_ahead_of_it_by_nothing_in_every_draw():
    rows = week(np.linspace(0.9, 0.1, 30), outcome=[1, 0, 0] * 10)
    same = Rival("same", "the same order", rows["risk"].to_numpy() * 2)
    told = measure_lists(rows, places_of(rows, {(MONDAY, "D1"): 5}), [same], resampling=FEW).rules[0]
    assert (told.recall_lead.low, told.recall_lead.value, told.recall_lead.high) == (0, 0, 0)
    assert (told.auroc_lead.low, told.auroc_lead.high) == (0, 0)


def endings(**changes):
    rows = week([0.9, 0.8, 0.7], outcome=[1, 1, 0])
    days = {"ended_on": "2025-10-01", "recorded_on": "2025-10-11", "reported_on": "2025-09-21", "was_reported": False}
    return rows.assign(
        **{name: pd.Timestamp(day) if isinstance(day, str) else day for name, day in days.items()}
    ).assign(**changes)


def test_lead_times_run_from_the_first_list_to_the_ending_its_record_and_the_report():
    rows = pd.concat([endings(), endings(as_of=pd.Timestamp("2025-09-08"))])
    told = lead_times(rows, np.array([1, 0, 1, 1, 0, 1.0]), resampling=FEW)
    assert (told.endings, told.on_list, told.caught.value) == (2, 1, 0.5)
    found = [days.median.value for days in (told.before_ending, told.before_recorded, told.before_report)]
    assert found == [30, 40, 20]


def test_a_report_before_the_list_is_no_lead_and_is_counted():
    told = lead_times(endings(was_reported=True), np.ones(3), resampling=FEW)
    assert (told.before_report.cases, told.reported_before, told.never_reported) == (0, 2, 0)
    never = lead_times(endings(reported_on=pd.NaT), np.ones(3), resampling=FEW)
    assert (never.before_report.cases, never.reported_before, never.never_reported) == (0, 0, 2)
    assert math.isnan(never.before_report.median.value)


@pytest.mark.parametrize(
    ("later", "share"), [([0.9, 0.8, 0.1], 1), ([0.9, 0.1, 0.8], 0.5), ([math.nan, 0.9, 0.8], 0.5), ([math.nan] * 3, 0)]
)
def test_overlap_is_the_share_of_places_whose_youth_is_on_the_list_a_week_later(later, share):
    rows = week([0.9, 0.8, 0.1])
    places = places_of(rows, {(MONDAY, "D1"): 2})
    pair = Pair(rows["youth_id"].to_numpy(dtype=str), rows["risk"].to_numpy(), np.array(later), places)
    assert overlap([pair], resampling=FEW).share.value == pytest.approx(share)


def records(**tables):
    every = {name: empty(table) for name, table in BY_NAME.items() if name != "attendance"}
    for name, rows in tables.items():
        every[name] = pd.concat([every[name], pd.DataFrame(rows)]).astype(every[name].dtypes.to_dict())
    return Records(every, None, frozenset(tables))


TOWN = {
    "youths": [{"youth_id": "y000", "birth_on": "2009-01-01", "district_id": "D1"}],
    "institutions": [{"institution_id": "S1", "kind": "vocational"}],
    "counsellors": [
        {"counsellor_id": "C1", "district_id": "D1", "weekly_capacity": 3},
        {"counsellor_id": "C2", "district_id": None},
        {"counsellor_id": "C3", "district_id": "D1", "weekly_capacity": 50, "valid_to_on": "2025-08-31"},
    ],
    "assignments": [
        {"counsellor_id": "C2", "scope": "district", "scope_id": "D1", "role": "cover"},
        {"counsellor_id": "C1", "scope": "district", "scope_id": "D1", "role": "regular"},
        {"counsellor_id": "C2", "scope": "area", "scope_id": "D1", "role": "regular"},
    ],
}


def surrounded(rows, **more):
    given = rows.assign(institution_id="S1", ended_on=pd.Series(pd.NaT, rows.index, dtype="datetime64[s]"))
    return surround(records(**{**TOWN, **more}), given)


def test_capacity_is_the_sum_over_the_districts_valid_counsellors_two_where_none_is_said():
    assert surrounded(week([0.5])).places == {(MONDAY, "D1"): 5}


def test_a_row_is_told_its_district_school_kind_and_term_and_what_is_unknown_is_called_so():
    found = surrounded(week([0.5, 0.4])).rows
    assert found["district_id"].tolist() == ["D1", NOWHERE]
    assert found["kind"].tolist() == ["vocational", "vocational"]
    assert surrounded(week([0.5]), institutions=[]).rows["kind"].tolist() == [UNNAMED]
    assert (term_of(pd.Timestamp("2026-07-31")), term_of(pd.Timestamp("2026-08-01"))) == ("2026 spring", "2026 autumn")


def test_an_ending_is_recorded_on_the_day_it_was_first_known_and_a_report_counts_until_the_ending():
    spell = {
        "youth_id": "y000",
        "started_on": "2025-08-01",
        "ended_on": "2025-10-01",
        "status": "vocational_basic",
        "retracted": False,
    }
    report = {"youth_id": "y000", "institution_id": "S1", "retracted": False}
    told = surround(
        records(
            **TOWN,
            spells=[{**spell, "known_at": "2025-10-20 10:00"}, {**spell, "known_at": "2025-11-20 10:00"}],
            risk_reports=[{**report, "reported_on": day} for day in ("2025-10-02", "2025-09-15", "2025-09-10")],
        ),
        week([0.5]).assign(
            institution_id="S1", ended_on=pd.Series([pd.Timestamp("2025-10-01")], dtype="datetime64[s]")
        ),
    ).rows.iloc[0]
    assert told["recorded_on"] == pd.Timestamp("2025-10-20")
    assert told["reported_on"] == pd.Timestamp("2025-09-10")
    assert not told["was_reported"]


def test_a_report_that_was_taken_back_is_none():
    report = {"youth_id": "y000", "institution_id": "S1", "reported_on": "2025-09-10", "known_at": "2025-09-11 10:00"}
    back = {**report, "known_at": "2025-09-12 10:00", "retracted": True}
    ended = pd.Series([pd.Timestamp("2025-10-01")], dtype="datetime64[s]")
    rows = week([0.5]).assign(institution_id="S1", ended_on=ended)
    given = [{**report, "retracted": False}]
    assert pd.isna(surround(records(**TOWN, risk_reports=[*given, back]), rows).rows["reported_on"].iloc[0])
    assert surround(records(**TOWN, risk_reports=given), rows).rows["reported_on"].iloc[0] == pd.Timestamp("2025-09-10")


def test_more_places_keep_a_district_without_counsellors_without_a_list():
    rows = week([0.5], district="D9")
    assert places_of(rows, {(MONDAY, "D1"): 1}).more(1).total == 0
    assert places_of(rows, {(MONDAY, "D9"): 1}).more(1).total == 2
