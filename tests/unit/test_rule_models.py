"""Rules as models: each keeps its order, is calibrated on later rows, and makes a bundle that scores."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features import catalogue
from features.vocabulary import Regime
from models.bundle import load, read_manifest, save
from models.errors import CalibrationFailed, TooFewCases
from models.keys import signing_key
from models.measures import auroc, measure_of, rank
from models.risk import Labelled
from models.rule_models import PLACE_RATE, SCHOOL_DISTRICT, fit_rule
from models.rules import BASELINES, BY_NAME, RULES
from models.scores import check_scores
from models.scoring import score_youths
from tests.lib.small_bundle import later, now, past, small_bundle

NAMES = [*BY_NAME, *(baseline.name for baseline in BASELINES)]
ATTENDANCE = str(Regime.ATTENDANCE)


def worse(labelled: Labelled) -> Labelled:
    """The same youths, with every indicator a rule looks at following how much they miss, so that each rule knows something."""
    frame = labelled.indicators.copy()
    level = frame["absence_share_60d"]
    frame["unlawful_share_quarter"] = level * 0.9
    frame["unlawful_lessons_20d"] = np.floor(level * 100)
    frame["presence_gap_days"] = np.floor(level * 60)
    frame["risk_report_open"] = (level > 0.15).astype(float)
    frame["education_first_30_days"] = (level > 0.12).astype(float)
    frame["absence_share_200d"] = frame["absence_share_200d"].where(frame["absence_share_200d"] < 0.3, 0.6)
    frame["institution_id"] = pd.array(["school_" + str(int(part)) for part in level.fillna(0) * 10], dtype="str")
    frame[SCHOOL_DISTRICT] = np.where(level.fillna(0) < 0.2, "south", "north")
    frame["education_kind"] = np.floor(level.fillna(0) * 12).clip(0, 8)
    return Labelled(frame, labelled.outcome)


@pytest.fixture(scope="module")
def training():
    return worse(past())


@pytest.fixture(scope="module")
def calibration():
    return worse(later())


@pytest.fixture(scope="module")
def rows():
    return worse(Labelled(now(), np.zeros(len(now())))).indicators


@pytest.fixture(scope="module")
def models(training, calibration):
    return {
        name: fit_rule(name, training=training, calibration=calibration, regime=Regime.ATTENDANCE, seed=5)
        for name in NAMES
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_is_a_bundle_that_is_saved_loaded_and_scores(models, rows, tmp_path, name):
    bundle = replace(small_bundle(), models={ATTENDANCE: models[name]})
    key = signing_key(None, tmp_path / "keys")
    save(bundle, tmp_path / "bundle", key=key)
    loaded = load(tmp_path / "bundle", trusted=tmp_path / "keys" / "trusted")
    scores = check_scores(score_youths(loaded, rows))
    assert scores.equals(score_youths(bundle, rows))
    assert scores["risk"].notna().any()
    assert scores["risk"].isna().equals(~((rows["regime"] == ATTENDANCE) & (rows["coverage"] >= 0.5)))
    said = read_manifest(tmp_path / "bundle", trusted=tmp_path / "keys" / "trusted")["regimes"][ATTENDANCE]["rule"]
    assert said["name"] == name
    assert said["source"]
    assert said["baseline_only"] == bool(said["why_not_served"]) == (name not in BY_NAME)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_rule_says_of_a_score_adds_up_to_it(models, rows, name):
    assessed = models[name].assess(rows)
    np.testing.assert_allclose(
        models[name].intercept + assessed.contributions.sum(axis=1), assessed.raw_logit, atol=1e-9
    )
    scores = score_youths(replace(small_bundle(), models={ATTENDANCE: models[name]}), rows)
    for score in scores[scores["risk"].notna()].head(40).itertuples():
        terms = json.loads(score.reasons) + json.loads(score.protective)
        assert sum(term["contribution"] for term in terms) == pytest.approx(
            score.raw_logit - models[name].intercept, abs=1e-9
        )
        assert {term["indicator"] for term in terms} <= {*catalogue.NAMES, PLACE_RATE}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_served_ranks_youths_as_the_rule_does(models, rows, rule):
    values, risk = rule.score(rows), models[rule.name].assess(rows).risk
    said = np.where(np.isnan(values), -np.inf, values)
    order = np.argsort(said, kind="stable")
    assert (np.diff(risk[order]) >= 0).all()
    if rule.limit is not None:
        assert len(np.unique(risk)) == len(np.unique(said))


def test_a_value_at_the_limit_is_over_it(models, rows):
    at = rows.head(3).assign(unlawful_share_quarter=[0.0999999, 0.10, 0.5])
    under, over, far = models["unlawful_10_percent"].assess(at).risk
    assert under < over == far


@pytest.mark.parametrize("name", NAMES)
def test_the_probabilities_of_a_rule_hold_on_the_rows_it_was_calibrated_on(models, calibration, name):
    attended = calibration.of(Regime.ATTENDANCE)
    risk = models[name].assess(attended.indicators).risk
    assert risk.mean() == pytest.approx(np.asarray(attended.outcome, float).mean(), rel=0.05)


def test_an_order_by_chance_gives_everybody_the_base_rate_and_no_reason(models, rows):
    scores = score_youths(replace(small_bundle(), models={ATTENDANCE: models["random"]}), rows)
    assessed = scores[scores["risk"].notna()]
    assert np.ptp(assessed["risk"]) < 1e-9
    assert assessed["risk"].nunique() > 0.99 * len(assessed)
    assert set(assessed["reasons"]) == set(assessed["protective"]) == {"[]"}


def test_an_order_by_chance_knows_nothing_and_is_the_same_again(models, training):
    rows = training.of(Regime.ATTENDANCE)
    drawn = models["random"].assess(rows.indicators).raw_logit
    assert np.array_equal(drawn, models["random"].assess(rows.indicators).raw_logit)
    shuffled = rows.indicators.sample(frac=1.0, random_state=1)
    again = pd.Series(models["random"].assess(shuffled).raw_logit, index=shuffled.index).sort_index()
    assert np.array_equal(again, drawn)
    other = replace(models["random"], seed=6).assess(rows.indicators).raw_logit
    assert abs(np.corrcoef(drawn, other)[0, 1]) < 0.1
    ranked = rank(rows.outcome, drawn)
    assert measure_of(ranked, auroc) == pytest.approx(0.5, abs=0.07)


def test_an_institution_never_seen_has_the_base_rate(models, rows):
    strange = rows.head(2).assign(institution_id=pd.array(["school_new", None], dtype="str"))
    read = models["school_rate"].read(strange)
    assert read[PLACE_RATE].tolist() == [models["school_rate"].base_rate] * 2


def test_institutions_of_one_district_share_the_rate_of_the_district(models, training):
    rows = training.of(Regime.ATTENDANCE)
    schools, district = rows.indicators["institution_id"], rows.indicators[SCHOOL_DISTRICT]
    north = set(schools[district == "north"])
    outcome = np.asarray(rows.outcome, float)[(district == "north").to_numpy()]
    rates = models["district_rate"].rates
    assert len(north) > 1
    expected = (outcome.sum() + 50 * models["district_rate"].base_rate) / (len(outcome) + 50)
    assert [rates[school] for school in north] == pytest.approx([expected] * len(north))
    assert rates[min(set(schools) - north)] < expected


def test_a_status_that_lost_many_weighs_more(models, rows):
    kinds = rows.head(2).assign(education_kind=[0.0, 3.0])
    calm, lost = models["last_status"].assess(kinds).risk
    assert calm < lost


def test_no_rule_but_the_rates_of_schools_and_districts_sees_where_a_youth_goes(models, rows):
    moved = rows.assign(institution_id=pd.array(["elsewhere"] * len(rows), dtype="str"))
    for name in set(NAMES) - {"school_rate", "district_rate"}:
        assert np.array_equal(models[name].assess(moved).risk, models[name].assess(rows).risk)


def test_a_rule_on_attendance_says_nothing_where_there_is_none(training, calibration):
    with pytest.raises(TooFewCases, match="the same answer for every row"):
        fit_rule("absence_10_percent", training=training, calibration=calibration, regime=Regime.STATUS_ONLY, seed=5)


def test_a_rule_that_later_data_turn_over_is_refused(training, calibration):
    turned = Labelled(calibration.indicators, 1 - np.asarray(calibration.outcome))
    with pytest.raises(CalibrationFailed, match="slope"):
        fit_rule("absence_60_days", training=training, calibration=turned, regime=Regime.ATTENDANCE, seed=5)


def test_an_unknown_rule_is_refused_with_the_names_there_are(training, calibration):
    with pytest.raises(LookupError, match="last_status"):
        fit_rule("hunch", training=training, calibration=calibration, regime=Regime.ATTENDANCE, seed=5)
