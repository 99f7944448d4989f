"""Freer models beside the model: fitted on the same past, calibrated like it, and compared on the same youths in every draw."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from features.vocabulary import Regime
from models.measures import Resampling
from models.risk import Labelled
from tests.lib.small_bundle import later, past, small_bundle
from training.companions import (
    COMPARED,
    FREE_BOOSTING,
    LOGISTIC_REGRESSION,
    Companion,
    fit_companions,
    measure_companions,
)
from training.figures import Judged
from training.splits import Split

FEW = Resampling(seed=1, resamples=100)
ATTENDANCE = str(Regime.ATTENDANCE)


@lru_cache(maxsize=1)
def companions():
    return fit_companions(Split(past(), later()), regimes=small_bundle().models, seed=3)


def judged(labelled=None):
    """Rows assessed by the small bundle's model."""
    told = (labelled or later()).of(Regime.ATTENDANCE)
    rows = told.indicators[["youth_id", "as_of"]].reset_index(drop=True)
    risk = small_bundle().models[ATTENDANCE].assess(told.indicators).risk
    outcome = np.asarray(told.outcome, dtype=int)
    return Judged(rows.assign(regime=ATTENDANCE, risk=risk, outcome=outcome), told.indicators.reset_index(drop=True))


def test_there_are_a_free_boosting_and_a_logistic_regression_in_every_regime_of_the_model():
    assert [companion.name for companion in companions()] == [FREE_BOOSTING, LOGISTIC_REGRESSION]
    assert all(set(companion.regimes) == set(small_bundle().models) for companion in companions())


def test_free_boosting_is_free_and_weighs_no_class():
    asked = companions()[0].regimes[ATTENDANCE].classifier.get_params()
    assert (asked["interaction_cst"], asked["monotonic_cst"], asked["class_weight"]) == (None, None, None)
    assert asked["early_stopping"] is False


@pytest.mark.parametrize("place", [0, 1])
def test_a_companion_is_calibrated_on_the_later_rows_as_the_model_is(place):
    told = judged()
    risk = companions()[place].risk(told)
    assert risk.mean() == pytest.approx(told.rows["outcome"].mean(), rel=0.05)
    assert ((risk > 0) & (risk < 1)).all()


def test_what_is_compared_equals_scikit_learn_and_the_lead_is_model_minus_companion():
    told = judged()
    for companion, figures in zip(companions(), measure_companions(companions(), told, resampling=FEW), strict=True):
        outcome, risk = told.rows["outcome"], companion.risk(told)
        assert set(figures.measures) == set(figures.lead) == set(COMPARED)
        assert figures.measures["auroc"].value == pytest.approx(roc_auc_score(outcome, risk))
        assert figures.measures["brier"].value == pytest.approx(brier_score_loss(outcome, risk))
        ahead = roc_auc_score(outcome, told.rows["risk"]) - roc_auc_score(outcome, risk)
        assert figures.lead["auroc"].value == pytest.approx(ahead)
        assert figures.lead["auroc"].low <= ahead <= figures.lead["auroc"].high


def test_rows_the_model_did_not_assess_take_no_part():
    told = judged()
    half = told.rows["risk"].where(np.arange(len(told.rows)) % 2 == 0)
    some = Judged(told.rows.assign(risk=half), told.indicators)
    kept = some.where(half.notna())
    assert measure_companions(companions(), some, resampling=FEW) == measure_companions(
        companions(), kept, resampling=FEW
    )


def test_a_value_that_is_missing_because_of_what_follows_is_seen_by_both():
    def hidden(labelled):
        """Where somebody drops out, the longest spell of absence is not known, and nothing else tells them apart."""
        chosen = labelled.of(Regime.ATTENDANCE)
        frame = chosen.indicators.copy()
        frame[[name for name in frame.columns if frame[name].dtype == "float64"]] = 1.0
        spell = np.random.default_rng(0).integers(0, 5, len(frame)).astype(float)
        told = np.random.default_rng(1).random(len(frame)) < np.where(chosen.outcome == 1, 0.2, 0.8)
        return Labelled(frame.assign(absence_spell_longest_60d=np.where(told, spell, np.nan)), chosen.outcome)

    rows = Split(hidden(past()), hidden(later()))
    found = fit_companions(rows, regimes=[ATTENDANCE], seed=3)
    told = judged()
    seen = Judged(told.rows, rows.calibration.indicators.reset_index(drop=True))
    for companion in found:
        assert roc_auc_score(told.rows["outcome"], companion.risk(seen)) > 0.7


def test_the_same_seed_gives_the_same_risks():
    again = fit_companions(Split(past(), later()), regimes=[ATTENDANCE], seed=3)
    for first, second in zip(companions(), again, strict=True):
        assert np.array_equal(first.risk(judged()), second.risk(judged()))


def test_a_companion_whose_order_later_data_turn_over_is_told_as_not_compared():
    turned = Labelled(later().indicators, 1 - np.asarray(later().outcome, dtype=int))
    found = fit_companions(Split(past(), turned), regimes=[ATTENDANCE], seed=3)
    figures = measure_companions(found, judged(), resampling=FEW)
    assert all(item.remark.startswith("not compared: calibration: got slope") for item in figures)
    assert all(not item.measures for item in figures)


def test_too_few_dropouts_are_not_measured_and_a_regime_without_a_fit_has_no_risk():
    told = judged()
    nobody = Judged(told.rows.assign(outcome=0), told.indicators)
    assert measure_companions(companions(), nobody, resampling=FEW) == ()
    assert np.isnan(Companion(FREE_BOOSTING, {}).risk(told)).all()
