"""Scores of youths, by contract."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from features.vocabulary import Regime
from models.reasons import mornings_of, since_of
from models.recipe import load_recipe
from models.scores import COLUMNS
from models.scoring import bands, score_youths
from tests.lib.indicator_frames import indicator_frame, random_frame
from tests.lib.small_bundle import now, small_bundle


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    return score_youths(small_bundle(), now(), data="synthetic")


def test_every_youth_of_the_population_has_one_row_in_the_order_given(scores):
    assert tuple(scores.columns) == COLUMNS
    assert scores["youth_id"].tolist() == now()["youth_id"].tolist()
    assert set(scores["data"]) == {"synthetic"}
    assert set(scores["horizon_days"]) == {180}
    assert set(scores["model_id"]) == {small_bundle().model_id}


@pytest.mark.parametrize(
    ("changed", "is_scored"),
    [
        ({"age_years": [14]}, True),
        ({"age_years": [18]}, True),
        ({"age_years": [13]}, False),
        ({"age_years": [19]}, False),
        ({"age_years": [pd.NA]}, False),
        ({"status": ["employment"]}, True),
        ({"status": ["stu"]}, False),
        ({"status": ["exempt"]}, False),
        ({"status": ["abroad"]}, False),
        ({"status": [None]}, False),
    ],
)
def test_the_population_is_that_of_the_recipe(changed, is_scored):
    frame = indicator_frame(**{"coverage": [1.0], **changed})
    assert len(score_youths(small_bundle(), frame)) == is_scored


def test_a_list_of_youths_narrows_the_population():
    frame = indicator_frame(age_years=[16, 16, 30])
    assert score_youths(small_bundle(), frame, youths=pd.Index(["y00001", "y00002"]))["youth_id"].tolist() == ["y00001"]


def test_nobody_to_score_is_an_empty_frame_by_contract():
    assert tuple(score_youths(small_bundle(), indicator_frame(age_years=[30])).columns) == COLUMNS


@pytest.mark.parametrize(("coverage", "band"), [(0.49, "not_assessed"), (0.5, "low")])
def test_under_the_floor_nobody_is_assessed_but_the_profile_is_called(coverage, band):
    frame = indicator_frame(
        coverage=[coverage], onset_level_early=[0.0], onset_level_three_years=[0.0], onset_level_last_terms=[0.0]
    )
    score = score_youths(small_bundle(), frame).iloc[0]
    assert score["band"] == band
    assert score["profile"] == "none"
    is_open = band == "not_assessed"
    assert [bool(pd.isna(score[name])) for name in ("risk", "risk_low", "risk_high", "raw_logit")] == [is_open] * 4
    assert (score["reasons"] == score["protective"] == "[]") == is_open


def test_a_regime_without_a_model_is_not_assessed():
    models = {str(Regime.ATTENDANCE): small_bundle().models[Regime.ATTENDANCE]}
    scores = score_youths(replace(small_bundle(), models=models), now())
    assert set(scores.loc[scores["regime"] == Regime.STATUS_ONLY, "band"]) == {"not_assessed"}
    assert scores.loc[(scores["regime"] == Regime.ATTENDANCE) & (scores["coverage"] >= 0.5), "risk"].notna().all()


def test_bands_begin_at_twice_and_five_times_the_base_rate():
    risk = np.array([0.0999, 0.1, 0.2499, 0.25])
    found = bands(risk, base_rate=0.05, recipe=load_recipe("herning"))
    assert list(found) == ["low", "raised", "raised", "high"]


def test_reasons_and_protective_hold_every_term_and_add_up(scores):
    frame = now().set_index("youth_id")
    for score in scores[scores["risk"].notna()].head(60).itertuples():
        model = small_bundle().models[score.regime]
        raising, lowering = json.loads(score.reasons), json.loads(score.protective)
        terms = [*raising, *lowering]
        assert {term["direction"] for term in raising} <= {"raises"}
        assert {term["direction"] for term in lowering} <= {"lowers"}
        assert len({term["indicator"] for term in terms}) == len(terms)
        assert score.raw_logit == pytest.approx(model.intercept + sum(term["contribution"] for term in terms), abs=1e-9)
        for part in (raising, lowering):
            weights = [abs(term["contribution"]) for term in part]
            assert weights == sorted(weights, reverse=True)
            assert min(weights, default=1) > 0
        for term in terms:
            value = frame.loc[score.youth_id, term["indicator"]]
            assert term["value"] == value or (term["value"] is None and np.isnan(value))
            assert list(term) == ["indicator", "value", "usual", "direction", "contribution", "since"]


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def test_the_lists_are_strict_json(scores):
    for text in [*scores["reasons"], *scores["protective"]]:
        assert isinstance(json.loads(text, parse_constant=refuse), list)


@pytest.mark.parametrize(
    ("name", "values", "since"),
    [
        ("education_days", {"education_days": [5.0]}, date(2025, 12, 31)),
        ("education_kind", {"education_days": [5.0]}, date(2025, 12, 31)),
        ("education_days", {"education_days": [np.nan]}, None),
        ("absence_share_last_year", {"last_year_age_days": [189.0]}, date(2024, 8, 1)),
        ("absence_change_year", {"absence_change_year": [0.1]}, date(2025, 12, 8)),
        ("school_year_phase", {"school_year_phase": [5.0]}, date(2026, 1, 1)),
        ("absence_share_20d", {"absence_share_20d": [0.1]}, None),
    ],
)
def test_since_is_told_where_the_frame_can_say(name, values, since):
    frame = indicator_frame(**values)
    assert since_of(frame, mornings_of(frame), name) == [since]


def test_a_youth_is_scored_alone_as_among_others_to_the_byte(scores):
    for row in range(0, len(now()), 83):
        alone = score_youths(small_bundle(), now().iloc[[row]], data="synthetic")
        pd.testing.assert_frame_equal(alone, scores.iloc[[row]].reset_index(drop=True), check_exact=True)


def test_several_dates_are_scored_in_one_call():
    frame, _ = random_frame(20, ["2025-11-03", "2026-01-05"], seed=6)
    scores = score_youths(small_bundle(), frame)
    assert len(scores) == 40
    assert scores["as_of"].nunique() == 2


def test_five_thousand_youths_are_scored_with_reasons_in_seconds():
    frame, _ = random_frame(5_000, ["2026-01-05"], seed=6)
    score_youths(small_bundle(), now())
    began = time.process_time()  # the machine's load is not ours
    assert len(score_youths(small_bundle(), frame)) == 5_000
    assert time.process_time() - began < 5.0
