"""Measures against hand-computed cases, scikit-learn and the plain definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from models import measures
from models.measures import Drawn, Resampling, measure_of, rank
from models.strata import stratify


def measured(measure, outcome, score, weight=None):
    """The measure of rows, each drawn once or as often as `weight` says."""
    rows = rank(outcome, score)
    times = np.ones(len(outcome)) if weight is None else np.asarray(weight, dtype=float)
    return float(measure(Drawn(rows, times[:, None]))[0])


@pytest.fixture(params=[0, 1, 2])
def sample(request):
    generator = np.random.default_rng(request.param)
    risk = np.round(generator.beta(1, 8, 600), 2)  # rounding makes ties
    return (generator.random(600) < risk).astype(int), risk


@pytest.mark.parametrize(
    ("measure", "judge"),
    [
        (measures.auroc, roc_auc_score),
        (measures.average_precision, average_precision_score),
        (measures.brier, brier_score_loss),
    ],
)
def test_a_measure_equals_scikit_learn_with_ties_and_with_weights(sample, measure, judge):
    outcome, risk = sample
    weight = np.random.default_rng(9).integers(0, 4, len(risk))
    assert measured(measure, outcome, risk) == pytest.approx(judge(outcome, risk), abs=1e-12)
    assert measured(measure, outcome, risk, weight) == pytest.approx(
        judge(outcome, risk, sample_weight=weight), abs=1e-12
    )


def test_calibration_equals_an_unpenalised_logistic_regression(sample):
    outcome, risk = sample
    risk = np.clip(risk, 0.001, 0.999)
    logit = np.log(risk / (1 - risk))[:, None]
    judge = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(logit, outcome)
    assert measured(measures.calibration_slope, outcome, risk) == pytest.approx(judge.coef_[0, 0], abs=1e-4)
    assert measured(measures.calibration_intercept, outcome, risk) == pytest.approx(judge.intercept_[0], abs=1e-4)


def test_the_slope_of_resamples_is_that_of_a_fit_to_each_of_them(sample):
    outcome, risk = sample
    risk = np.clip(risk + np.random.default_rng(1).uniform(0, 0.01, len(risk)), 0.001, 0.999)
    rows, times = rank(outcome, risk), np.random.default_rng(2).integers(0, 3, (len(risk), 5)).astype(float)
    found = measures.calibration_slope(Drawn(rows, times))
    logit = np.log(risk / (1 - risk))[:, None]
    for draw in range(5):
        judge = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000)
        judge.fit(logit, outcome, sample_weight=times[:, draw])
        assert found[draw] == pytest.approx(judge.coef_[0, 0], abs=5e-4)


def test_auroc_by_hand_counts_a_tie_half():
    assert measured(measures.auroc, [1, 0, 1, 0], [0.9, 0.5, 0.5, 0.1]) == pytest.approx(3.5 / 4)


@pytest.mark.parametrize(
    ("share", "recall", "precision"),
    [(0.25, 1 / 2, 1.0), (0.5, 0.75, 0.75), (0.75, 1.0, 2 / 3), (1.0, 1.0, 0.5), (0.125, 0.25, 1.0)],
)
def test_a_capacity_inside_a_tie_takes_everybody_in_it_in_proportion(share, recall, precision):
    outcome, score = [1, 0, 1, 0], [0.9, 0.5, 0.5, 0.1]
    assert measured(measures.recall_at(share), outcome, score) == pytest.approx(recall)
    assert measured(measures.precision_at(share), outcome, score) == pytest.approx(precision)


def test_predicted_over_observed_by_hand():
    assert measured(measures.predicted_over_observed, [1, 0, 0, 1], [0.5, 0.25, 0.25, 0.5]) == pytest.approx(0.75)


def test_row_order_changes_no_measure(sample):
    outcome, risk = sample
    shuffled = np.random.default_rng(4).permutation(len(risk))
    for measure in (*measures.RANKING.values(), *measures.CALIBRATION.values()):
        assert measured(measure, outcome[shuffled], risk[shuffled]) == pytest.approx(
            measured(measure, outcome, risk), abs=1e-9
        )


def test_a_missing_score_ranks_below_every_other():
    assert measured(measures.auroc, [1, 0, 0], [-5.0, np.nan, np.nan]) == 1.0


@pytest.mark.parametrize("outcome", [[0, 0, 0], []])
@pytest.mark.parametrize(
    "measure", [*measures.RANKING.values(), measures.calibration_slope, measures.predicted_over_observed]
)
def test_without_a_dropout_a_measure_does_not_exist(measure, outcome):
    value = measured(measure, outcome, np.linspace(0.1, 0.9, len(outcome)))
    assert math.isnan(value) or (value == 0.0 and outcome)  # nobody flagged dropped out: that precision exists


def test_risks_that_part_the_outcomes_perfectly_have_no_slope():
    assert math.isnan(measured(measures.calibration_slope, [1, 1, 0, 0], [0.9, 0.8, 0.2, 0.1]))


@pytest.mark.parametrize("share", [0.0, -0.1, 1.01])
def test_a_share_that_flags_nobody_or_more_than_all_is_refused(share):
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        measures.recall_at(share)


@pytest.mark.parametrize(("outcome", "score"), [([0, 1], [0.1]), ([0, 2], [0.1, 0.2])])
def test_outcomes_that_do_not_fit_the_scores_are_refused(outcome, score):
    with pytest.raises(ValueError, match="one outcome, 0 or 1, for each score"):
        rank(outcome, score)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another(sample):
    rows = rank(*sample)
    first, again, other = (
        measures.estimate(rows, {"auroc": measures.auroc}, resampling=Resampling(seed, 50))["auroc"]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert (first.low, first.high) != (other.low, other.high)
    assert first.low < first.value < first.high


def test_rows_of_one_youth_are_drawn_together():
    outcome, risk = np.tile([1, 0, 0, 1, 0, 0, 0, 1], 8), np.tile([0.6, 0.3, 0.2, 0.1, 0.4, 0.1, 0.5, 0.7], 8)
    alone = rank(outcome, risk)
    together = rank(outcome, risk, youth=np.tile(list("abcdefgh"), 8))
    wide, narrow = (
        measures.estimate(rows, {"auroc": measures.auroc}, resampling=Resampling(3, 400))["auroc"]
        for rows in (together, alone)
    )
    assert wide.value == narrow.value
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_an_interval_covers_the_truth_about_as_often_as_it_says():
    covered = 0
    for seed in range(120):
        generator = np.random.default_rng(seed)
        outcome = generator.random(300) < 0.3
        score = generator.normal(size=300) + outcome  # AUROC of two normals one deviation apart: 0.760
        result = measures.estimate(
            rank(outcome, score), {"auroc": measures.auroc}, resampling=Resampling(seed, 150, 0.9)
        )["auroc"]
        covered += result.low <= 0.7602 <= result.high
    assert 0.82 <= covered / 120 <= 0.97


def test_a_paired_difference_is_much_surer_than_two_intervals(sample):
    outcome, risk = sample
    better, worse = rank(outcome, risk), rank(outcome, risk + np.random.default_rng(0).normal(0, 0.02, len(risk)))
    pair = measures.lead(better, worse, {"auroc": measures.auroc}, resampling=Resampling(5, 300))["auroc"]
    own = measures.estimate(better, {"auroc": measures.auroc}, resampling=Resampling(5, 300))["auroc"]
    assert pair.value == pytest.approx(measure_of(better, measures.auroc) - measure_of(worse, measures.auroc))
    assert pair.high - pair.low < 0.7 * (own.high - own.low)


def test_a_score_does_not_differ_from_itself(sample):
    rows = rank(*sample)
    pair = measures.lead(rows, rows, {"auroc": measures.auroc}, resampling=Resampling(5, 20))["auroc"]
    assert (pair.value, pair.low, pair.high) == (0.0, 0.0, 0.0)


def test_a_difference_between_other_rows_is_refused():
    with pytest.raises(ValueError, match="different rows"):
        measures.lead(rank([0, 1], [0, 1]), rank([0], [0]), {"auroc": measures.auroc}, resampling=Resampling(0, 2))


def test_calibration_error_by_hand_and_equal_risks_stay_together():
    assert measured(measures.calibration_error, [1, 0] * 10, [0.5] * 20) == 0
    assert measured(measures.calibration_error, [1, 1, 0, 0], [0.9, 0.9, 0.3, 0.3]) == pytest.approx((0.2 + 0.6) / 4)
    assert measured(measures.calibration_error, [1, 1, 0, 0], [0.9, 0.9, 0.3, 0.3], [2, 0, 0, 1]) == pytest.approx(
        (2 * 0.1 + 0.3) / 3
    )


def test_calibration_error_equals_the_plain_definition_over_tenths(sample):
    outcome = sample[0]
    risk = np.random.default_rng(4).permutation(600) / 1000  # no ties: tenths of sixty
    order = np.argsort(-risk)
    tenths = [abs((risk - outcome)[order][start : start + 60].sum()) for start in range(0, 600, 60)]
    assert measured(measures.calibration_error, outcome, risk) == pytest.approx(sum(tenths) / 600)


def test_auroc_within_strata_compares_nobody_with_another_stratum(sample):
    outcome, risk = sample
    stratum = np.random.default_rng(7).integers(0, 40, len(risk))
    right, pairs = 0.0, 0
    for number in range(40):
        hit, miss = (risk[(stratum == number) & (outcome == kind)] for kind in (1, 0))
        right += sum((one > miss).sum() + 0.5 * (one == miss).sum() for one in hit)
        pairs += len(hit) * len(miss)
    ranked = stratify(outcome, risk, stratum=stratum, youth=np.arange(len(risk)))
    assert measure_of(ranked.rows, ranked.auroc) == pytest.approx(right / pairs)
    together = stratify(outcome, risk, stratum=np.zeros(len(risk)), youth=np.arange(len(risk)))
    assert measure_of(together.rows, together.auroc) == pytest.approx(roc_auc_score(outcome, risk))


def test_auroc_within_strata_of_one_kind_each_does_not_exist():
    ranked = stratify([1, 0], [0.9, 0.1], stratum=["a", "b"], youth=["x", "y"])
    assert math.isnan(measure_of(ranked.rows, ranked.auroc))


def test_a_share_of_sums_has_the_interval_that_drawing_youths_gives():
    youth = np.repeat(np.arange(200), 3)
    hit = np.random.default_rng(2).random(200) < 0.3
    told = measures.sums({"hit": np.repeat(hit, 3), "all": np.ones(600)}, youth=youth, resampling=Resampling(seed=5))
    share = told.estimate(lambda by: measures.share_of(by["hit"], by["all"]))
    assert share.value == pytest.approx(hit.mean())
    error = math.sqrt(hit.mean() * (1 - hit.mean()) / 200)  # of youths, not of rows
    assert (share.high - share.low) / 2 == pytest.approx(1.96 * error, rel=0.1)


def test_leads_over_several_are_those_over_each(sample):
    outcome, risk = sample
    rows = rank(outcome, risk)
    others = {"turned": rank(outcome, -risk), "same": rank(outcome, risk)}
    few = Resampling(seed=3, resamples=50)
    together = measures.leads(rows, others, measures.RANKING, resampling=few)
    assert together == {
        name: measures.lead(rows, other, measures.RANKING, resampling=few) for name, other in others.items()
    }
    assert together["same"]["auroc"].high == 0
