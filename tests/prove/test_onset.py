"""Onset profiles are found where they are and not where there are none.

The youths are drawn here, from known courses; none of it is the synthetic municipality's.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit
from sklearn.metrics import adjusted_rand_score

from models.growth import SCHOOL_YEARS, Courses, GrowthMixture, as_counts
from models.onset import Histories, OnsetMixture, call_mixture, diagnose, fit_onset_mixture, name_classes
from models.scores import OnsetProfile

pytestmark = pytest.mark.prove

YOUTHS = 1500
SCATTER, SPREAD = 0.02, 0.4
OFFSETS = np.arange(-3.5, 3.6, 0.25)
BELL = np.exp(-0.5 * (OFFSETS / SPREAD) ** 2)
TRUTH = Courses(
    np.array([0.64, 0.16, 0.11, 0.09]),
    np.array(
        [
            [-3.0, -3.0, -3.0, -3.0, -3.0, -3.0],
            [-3.0, -3.0, -3.0, -2.9, -1.8, -0.9],
            [-2.0, -1.6, -1.4, -1.2, -1.0, -0.8],
            [-1.4, -1.4, -1.4, -2.9, -3.0, -3.0],  # early ones who desist
        ]
    ),
    BELL / BELL.sum(),
    SCATTER,
)
DESIST = 3
CALLED = (OnsetProfile.EARLY_STARTER, OnsetProfile.LATE_STARTER)


def told(missed: np.ndarray, scheduled: np.ndarray) -> Histories:
    seen = scheduled > 0
    return Histories(as_counts(missed, scheduled), 11 * seen.sum(axis=1), 2 * seen[:, :6].sum(axis=1))


def timetable(random: np.random.Generator, youths: int) -> np.ndarray:
    first = random.choice([0, 1, 2, 3, 4, 7, 8], size=(youths, 1), p=[0.2, 0.2, 0.2, 0.15, 0.15, 0.05, 0.05])
    grade = np.asarray(SCHOOL_YEARS)
    return np.where((grade >= first) & (random.random((youths, 10)) > 0.03), np.where(grade < 7, 190, 380), 0)


def known_model() -> GrowthMixture:
    model = GrowthMixture(len(TRUTH.shares), seed=0)
    model.courses_ = TRUTH
    return model


@pytest.fixture(scope="module")
def town():
    model = known_model()
    counts, kind = model.simulate(timetable(np.random.default_rng(11), YOUTHS), seed=12)
    return told(counts[:, :10], counts[:, 10:]), kind


@pytest.fixture(scope="module")
def found(town):
    return fit_onset_mixture(town[0], seed=1, most=5)


def test_early_and_late_are_both_found_and_earn_their_place(found):
    assert set(found.names) == {OnsetProfile.NONE, *CALLED}
    assert found.false_calls <= 0.05


def test_profiles_are_told_nearly_as_well_as_by_who_knows_the_true_courses(town, found):
    histories, kind = town
    best = OnsetMixture(known_model(), name_classes(known_model()), (), None, None)
    assert best.names == (OnsetProfile.NONE, OnsetProfile.LATE_STARTER, OnsetProfile.EARLY_STARTER, OnsetProfile.NONE)
    truth = np.array(best.names)[kind][histories.deep].astype(str)
    balanced, open_ = {}, {}
    for name, onset in (("found", found), ("best", best)):
        called = call_mixture(onset, histories[histories.deep])["profile"].astype(str).to_numpy()
        right = np.where(called == OnsetProfile.UNDETERMINED, "", called)
        balanced[name] = np.mean([(right[truth == each] == each).mean() for each in np.unique(truth)])
        open_[name] = (called == OnsetProfile.UNDETERMINED).mean()
    assert balanced["found"] >= balanced["best"] - 0.05
    assert abs(open_["found"] - open_["best"]) <= 0.10


def test_newcomers_are_not_called_late(town, found):
    histories, _ = town
    new = histories[histories.early_terms < 2]
    assert len(new.counts) > 100
    assert (call_mixture(found, new)["profile"] == OnsetProfile.LATE_STARTER).mean() <= 0.10


def test_early_ones_who_desist_are_none(town, found):
    histories, kind = town
    called = call_mixture(found, histories[(kind == DESIST) & histories.deep])["profile"]
    assert (called == OnsetProfile.NONE).mean() >= 0.9


def test_refits_with_new_seeds_agree(town, found):
    assert diagnose(found, town[0], seed=1, refits=2).seeds >= 0.95


@pytest.mark.parametrize("levels", ["one beta", "two betas", "skewed"])
def test_at_most_one_in_twenty_is_called_where_there_are_no_classes(levels):
    random = np.random.default_rng(21)
    low = random.beta(0.056 * 29, 0.944 * 29, YOUTHS)
    level = {
        "one beta": random.beta(0.07 * 12, 0.93 * 12, YOUTHS),
        "two betas": np.where(random.random(YOUTHS) < 0.752, low, random.beta(0.11 * 9.3, 0.89 * 9.3, YOUTHS)),
        "skewed": expit(-3.2 + random.gamma(2.0, 0.35, YOUTHS)),
    }[levels]
    scheduled = timetable(random, YOUTHS)
    mean = np.clip(level[:, None] * np.where(np.asarray(SCHOOL_YEARS) >= 7, 1.1, 1.0), 1e-4, 0.9)
    strength = 1 / 0.03 - 1
    histories = told(random.binomial(scheduled, random.beta(mean * strength, (1 - mean) * strength)), scheduled)
    called = call_mixture(fit_onset_mixture(histories, seed=1), histories)["profile"]
    assert called.isin(CALLED).mean() <= 0.05


def test_stepmix_finds_the_same_classes_where_levels_do_not_differ():
    stepmix = pytest.importorskip(
        "stepmix", reason="not part of the environment; `pip install stepmix` to compare with it"
    )
    random = np.random.default_rng(31)
    kind = random.choice(2, size=YOUTHS, p=[0.75, 0.25])
    mean = expit(np.stack([np.full(10, -2.2), np.interp(SCHOOL_YEARS, [0, 6, 9], [-2.2, -2.2, -0.6])])[kind])
    missed, scheduled = random.binomial(200, random.beta(mean * 60, (1 - mean) * 60)), np.full((YOUTHS, 10), 200)
    ours = GrowthMixture(2, seed=1).fit(as_counts(missed, scheduled))
    shares = logit((missed + 0.5) / 201)
    theirs = stepmix.StepMix(2, measurement="gaussian_diag", n_init=5, random_state=1, verbose=0, progress_bar=0).fit(
        shares
    )
    mine, other = ours.predict(as_counts(missed, scheduled)), theirs.predict(shares)
    assert adjusted_rand_score(mine, other) >= 0.9
    assert adjusted_rand_score(kind, mine) >= adjusted_rand_score(kind, other) - 0.02
