"""The risk model of one regime."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from features.catalogue import feeding
from features.vocabulary import Feeds, Regime
from models.calibration import calibrate
from models.errors import CalibrationFailed, LabelFault, TooFewCases
from models.risk import Labelled, RiskModel, fit_risk
from tests.lib.indicator_frames import random_frame
from tests.lib.small_bundle import LATER, later, now, past, small_bundle
from training.fit import fit_models
from training.splits import Split


@pytest.fixture(scope="module")
def model() -> RiskModel:
    return small_bundle().models[Regime.ATTENDANCE]


def chosen(labelled: Labelled, rows: np.ndarray) -> Labelled:
    return Labelled(labelled.indicators.iloc[rows].reset_index(drop=True), labelled.outcome[rows])


def with_outcome(labelled: Labelled, outcome: np.ndarray) -> Labelled:
    return Labelled(labelled.indicators, outcome)


def test_the_raw_log_odds_are_the_intercept_and_the_contributions(model):
    assessed = model.assess(now())
    summed = model.intercept + assessed.contributions.sum(axis=1)
    np.testing.assert_allclose(assessed.raw_logit, summed, atol=1e-9, rtol=0)


def test_contributions_are_told_against_the_mean_of_the_training_rows(model):
    attending = past().of(Regime.ATTENDANCE).indicators
    np.testing.assert_allclose(model.assess(attending).contributions.mean(axis=0), 0.0, atol=1e-9)


def test_the_risk_lies_within_its_interval_and_the_interval_is_open(model):
    assessed = model.assess(now())
    assert (assessed.risk_low < assessed.risk).all()
    assert (assessed.risk < assessed.risk_high).all()


def test_the_model_learns_what_is_there_and_predicts_as_many_as_drop_out(model):
    attending = Labelled(*random_frame(2_000, LATER, seed=8)).of(Regime.ATTENDANCE)
    risk = model.assess(attending.indicators).risk
    assert roc_auc_score(attending.outcome, risk) > 0.68
    assert 0.7 < risk.sum() / attending.outcome.sum() < 1.4


def test_a_row_is_judged_alone_as_among_others_to_the_last_bit(model):
    together = model.assess(now())
    for row in range(0, len(now()), 97):
        alone = model.assess(now().iloc[[row]])
        for name in ("raw_logit", "risk", "risk_low", "risk_high"):
            assert getattr(alone, name)[0] == getattr(together, name)[row]


def test_the_order_of_the_rows_changes_nothing(model):
    shuffled = np.random.default_rng(5).permutation(len(past().outcome))
    again = fit_risk(chosen(past(), shuffled), later(), regime=Regime.ATTENDANCE, seed=3)
    np.testing.assert_array_equal(again.assess(now()).risk, model.assess(now()).risk)


def test_another_seed_gives_another_model(model):
    again = fit_risk(past(), later(), regime=Regime.ATTENDANCE, seed=4)
    assert (again.assess(now()).risk != model.assess(now()).risk).any()


def test_an_indicator_that_does_not_vary_is_noted():
    flat = past().indicators.assign(risk_report_open=0.0, absence_change_year=np.nan)
    found = fit_risk(Labelled(flat, past().outcome), later(), regime=Regime.ATTENDANCE, seed=3)
    assert not {"risk_report_open", "absence_change_year"} & set(found.indicators)
    assert [note.split()[1] for note in found.notes] == ["absence_change_year", "risk_report_open"]


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (lambda outcome: np.zeros(len(outcome)), "got 0 youths with and .* without the outcome .* at least 30 of each"),
        (lambda outcome: np.ones(len(outcome)), "youths with and 0 without the outcome .* at least 30 of each"),
        (lambda outcome: outcome * (np.cumsum(outcome) <= 20), "at least 30 of each"),
    ],
)
def test_too_little_to_learn_from_is_refused_in_words(outcome, message):
    with pytest.raises(TooFewCases, match=message):
        fit_risk(with_outcome(past(), outcome(past().outcome)), later(), regime=Regime.ATTENDANCE, seed=3)


def test_too_little_to_calibrate_on_is_refused_in_words():
    few = later().outcome * (np.cumsum(later().outcome) <= 5)
    with pytest.raises(TooFewCases, match=r"calibration, attendance: got .* at least 10 of each"):
        fit_risk(past(), with_outcome(later(), few), regime=Regime.ATTENDANCE, seed=3)


def test_no_rows_of_a_regime_are_too_few():
    attending = np.flatnonzero(past().indicators["regime"] == Regime.ATTENDANCE)
    with pytest.raises(TooFewCases, match="training, status_only: got 0 youths with and 0 without"):
        fit_risk(chosen(past(), attending), later(), regime=Regime.STATUS_ONLY, seed=3)


def test_a_ranking_that_later_data_turn_over_is_refused():
    random = np.random.default_rng(1)
    raw = random.normal(size=4_000)
    outcome = (random.random(4_000) < 1 / (1 + np.exp(2 + raw))).astype(float)
    with pytest.raises(CalibrationFailed, match=r"got slope -.* allowed is above 0"):
        calibrate(raw, outcome, np.arange(4_000), seed=1)


def test_a_regime_that_later_data_turn_over_leaves_the_other_its_model():
    blind = (later().indicators["regime"] == Regime.STATUS_ONLY).to_numpy(dtype=bool)
    turned = with_outcome(later(), np.where(blind, 1 - later().outcome, later().outcome))
    models, notes = fit_models(Split(past(), turned), seed=3)
    assert list(models) == [Regime.ATTENDANCE]
    assert [note.startswith("status_only is not assessed: calibration: got slope -") for note in notes] == [True]


def test_calibration_finds_the_scale_of_the_score():
    random = np.random.default_rng(1)
    raw = random.normal(size=20_000)
    outcome = (random.random(20_000) < 1 / (1 + np.exp(2 - 0.5 * raw))).astype(float)
    found = calibrate(raw, outcome, np.arange(20_000), seed=1)
    assert found.intercept == pytest.approx(-2, abs=0.1)
    assert found.slope == pytest.approx(0.5, abs=0.1)
    expected = np.sqrt(1 / (20_000 * 0.12 * 0.88))
    assert np.sqrt(found.covariance[0, 0]) == pytest.approx(expected, rel=0.4)


def test_rows_of_one_youth_are_drawn_together():
    random = np.random.default_rng(1)
    raw = random.normal(size=500)
    outcome = (random.random(500) < 1 / (1 + np.exp(2 - raw))).astype(float)
    once = calibrate(raw, outcome, np.arange(500), seed=1)
    copied = calibrate(np.tile(raw, 9), np.tile(outcome, 9), np.tile(np.arange(500), 9), seed=1)
    assert np.sqrt(copied.covariance[0, 0]) == pytest.approx(np.sqrt(once.covariance[0, 0]), rel=0.3)


@pytest.mark.parametrize("value", [0.25, np.nan], ids=["constant", "empty"])
def test_indicators_that_are_all_constant_or_empty_are_refused_in_words(value):
    names = feeding(Feeds.RISK, Regime.ATTENDANCE)
    flat = Labelled(past().indicators.assign(**dict.fromkeys(names, value)), past().outcome)
    with pytest.raises(
        TooFewCases, match=r"training, attendance: got no indicator that varies, allowed .* Use records"
    ):
        fit_risk(flat, later(), regime=Regime.ATTENDANCE, seed=3)


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (np.array([0.0]), "got 1 for"),
        (np.full(4_500, 2.0), "other than 0 and 1"),
        (np.full(4_500, np.nan), "other than 0 and 1"),
    ],
)
def test_labels_must_belong_to_the_rows(outcome, message):
    frame = past().indicators.head(4_500)
    outcome = outcome if len(outcome) == 1 else outcome[: len(frame)]
    with pytest.raises(LabelFault, match=message):
        Labelled(frame, outcome)
