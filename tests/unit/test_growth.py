"""The growth mixture and the onset profiles it gives."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import betabinom, norm
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score

from models.errors import TooFewCases
from models.growth import KNOTS, Courses, GrowthMixture, as_counts
from models.onset import (
    Histories,
    LaterCourse,
    OnsetMixture,
    call_mixture,
    compare,
    diagnose,
    fit_onset_mixture,
    name_classes,
)
from models.scores import OnsetProfile

GRADES = np.arange(10.0)
ORDINARY = np.full(10, -3.0)
EARLY = -1.7 + 0.08 * GRADES
LATE = np.interp(GRADES, [0, 6, 8, 9], [-3.0, -3.0, -1.2, -0.9])
LEVEL, SCATTER = 0.4, 0.02


def town(courses: list[np.ndarray], shares: list[float], *, youths: int = 900, seed: int = 3, level: float = LEVEL):
    random = np.random.default_rng(seed)
    kind = random.choice(len(shares), size=youths, p=shares)
    mean = expit(np.stack(courses)[kind] + level * random.standard_normal((youths, 1)))
    strength = 1 / SCATTER - 1
    first = random.choice([0, 0, 0, 2, 4, 7], size=(youths, 1))
    scheduled = np.where((first <= GRADES) & (random.random((youths, 10)) > 0.05), 190, 0)
    missed = random.binomial(scheduled, random.beta(mean * strength, (1 - mean) * strength))
    return as_counts(missed, scheduled), kind


def histories(counts: np.ndarray) -> Histories:
    seen = counts[:, 10:] > 0
    return Histories(counts, 11 * seen.sum(axis=1), 2 * seen[:, :6].sum(axis=1))


@pytest.fixture(scope="module")
def mixed():
    return town([ORDINARY, EARLY, LATE], [0.7, 0.12, 0.18])


@pytest.fixture(scope="module")
def fitted(mixed):
    return GrowthMixture(3, seed=1, starts=4).fit(mixed[0])


@pytest.fixture(scope="module")
def onset(fitted):
    return OnsetMixture(fitted, name_classes(fitted), (), None, None)


def by_hand(courses: Courses, missed: np.ndarray, scheduled: np.ndarray, spread: float) -> float:
    def history(level: float) -> float:
        mean = expit(np.interp(GRADES, KNOTS, courses.knots[0]) + level)
        strength = 1 / courses.scatter - 1
        seen = scheduled > 0
        each = betabinom.pmf(missed[seen], scheduled[seen], (mean * strength)[seen], ((1 - mean) * strength)[seen])
        return float(norm.pdf(level, scale=spread) * each.prod())

    return float(np.log(quad(history, -3, 3, limit=200, points=[-1.0, 0.0, 1.0], epsrel=1e-8, epsabs=0)[0]))


def test_the_likelihood_is_that_of_the_integral_over_the_youths_own_level():
    counts, _ = town([ORDINARY], [1.0], youths=300)
    model = GrowthMixture(1, seed=1).fit(counts)
    offsets = np.arange(-3.5, 3.6, 0.25)
    spread = float(np.sqrt(model.courses_.levels @ offsets**2))
    found = model.score_samples(counts[:8])
    told = [by_hand(model.courses_, row[:10].astype(int), row[10:].astype(int), spread) for row in counts[:8]]
    np.testing.assert_allclose(found, told, atol=0.01)
    assert model.score(counts[:8]) == pytest.approx(found.mean())


def test_the_courses_and_shares_that_made_the_records_are_found_again(mixed, fitted):
    order = [int(np.argmax(fitted.mean_courses([9.0])[:, 0] * (fitted.mean_courses([0.0])[:, 0] < 0.1)))]
    order = [0, *[kind for kind in (1, 2) if kind not in order], *order]
    found = fitted.mean_courses(GRADES)[order]
    level = LEVEL * np.random.default_rng(0).standard_normal(20_000)
    told = np.stack([expit(course[:, None] + level).mean(axis=1) for course in (ORDINARY, EARLY, LATE)])
    np.testing.assert_allclose(found, told, atol=0.045)
    np.testing.assert_allclose(fitted.courses_.shares[order], np.bincount(mixed[1]) / len(mixed[1]), atol=0.04)
    assert fitted.courses_.scatter == pytest.approx(SCATTER, rel=0.15)
    assert adjusted_rand_score(mixed[1], fitted.predict(mixed[0])) > 0.8


def test_the_same_seed_gives_the_same_model_and_a_clone_asks_for_the_same(mixed):
    counts = mixed[0][:300]
    model = GrowthMixture(2, seed=5, starts=2, level="single_peak")
    assert clone(model).get_params() == model.get_params()
    np.testing.assert_array_equal(
        model.fit(counts).predict_proba(counts), clone(model).fit(counts).predict_proba(counts)
    )


def test_a_youth_without_records_says_nothing(fitted):
    empty = np.zeros((1, 20))
    assert fitted.score_samples(empty)[0] == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(fitted.predict_proba(empty)[0], fitted.courses_.shares)


def test_what_cannot_be_is_refused(mixed):
    counts = mixed[0]
    with pytest.raises(ValueError, match="10 missed, 10 scheduled"):
        GrowthMixture(1, seed=1).fit(counts[:, :19])
    with pytest.raises(ValueError, match="scheduled comes last"):
        GrowthMixture(1, seed=1).fit(np.hstack([counts[:, 10:], counts[:, :10]]))
    with pytest.raises(ValueError, match="allowed are normal, single_peak"):
        GrowthMixture(1, seed=1, level="flat").fit(counts)
    with pytest.raises(ValueError, match="NaN"):
        GrowthMixture(1, seed=1).fit(np.where(counts == 0, np.nan, counts))
    with pytest.raises(TooFewCases, match="got 40 youths with absence records, at least 90"):
        GrowthMixture(3, seed=1).fit(counts[:40])


def test_classes_are_named_by_their_course_whatever_their_order(mixed, fitted):
    profiles = {name: fitted.mean_courses([1.0, 9.0])[kind] for kind, name in enumerate(name_classes(fitted))}
    assert set(profiles) == {OnsetProfile.NONE, OnsetProfile.EARLY_STARTER, OnsetProfile.LATE_STARTER}
    assert profiles[OnsetProfile.EARLY_STARTER][0] > 0.1 > profiles[OnsetProfile.LATE_STARTER][0]
    assert profiles[OnsetProfile.NONE].max() < 0.1
    turned = clone(fitted)
    old = fitted.courses_
    turned.courses_ = Courses(old.shares[::-1], old.knots[::-1], old.levels, old.scatter)
    assert name_classes(turned) == name_classes(fitted)[::-1]


def test_those_who_were_high_and_are_so_no_longer_are_none():
    ceased = np.interp(GRADES, [0, 5, 6, 9], [-1.4, -1.4, -3.0, -3.0])
    counts, kind = town([ORDINARY, ceased], [0.7, 0.3], youths=500)
    model = GrowthMixture(2, seed=1, starts=3).fit(counts)
    assert adjusted_rand_score(kind, model.predict(counts)) > 0.5
    assert set(name_classes(model)) == {OnsetProfile.NONE}


def test_nobody_is_called_early_or_late_without_a_deep_history(mixed, onset):
    told = histories(mixed[0])
    for shallow in (
        Histories(told.counts, np.full(len(told.counts), 35), told.early_terms),
        Histories(told.counts, told.months, np.ones(len(told.counts), dtype=np.int64)),
    ):
        called = call_mixture(onset, shallow)
        assert set(called["profile"]) == {OnsetProfile.NONE, OnsetProfile.UNDETERMINED}
        gone = call_mixture(onset, told)["profile"].isin([OnsetProfile.EARLY_STARTER, OnsetProfile.LATE_STARTER])
        assert gone.sum() > 100
        assert (called["profile"][gone] == OnsetProfile.UNDETERMINED).all()


def test_a_profile_is_said_from_a_posterior_of_seventy_percent(mixed, onset):
    called = call_mixture(onset, histories(mixed[0]))
    posterior = called[["profile_early", "profile_late", "profile_none"]].to_numpy()
    said = called["profile"] != OnsetProfile.UNDETERMINED
    assert said.any() and not said.all()
    assert (posterior[said].max(axis=1) >= 0.70).all()
    known = ~np.isnan(posterior[~said]).any(axis=1)
    assert (posterior[~said][known].max(axis=1) < 0.70).all()
    np.testing.assert_allclose(posterior[said].sum(axis=1), 1)


def test_nothing_is_said_of_who_has_no_records(onset):
    called = call_mixture(onset, Histories(np.zeros((1, 20)), np.zeros(1, int), np.zeros(1, int))).iloc[0]
    assert called["profile"] == OnsetProfile.UNDETERMINED
    assert np.isnan(called["profile_none"])


def test_steadily_different_levels_are_no_class():
    counts, _ = town([np.full(10, -2.6)], [1.0], youths=400, level=0.7)
    found = fit_onset_mixture(histories(counts), seed=1, most=2)
    assert found.names == (OnsetProfile.NONE,)
    assert not found.gains[0].earned
    assert set(call_mixture(found, histories(counts))["profile"]) == {OnsetProfile.NONE}


def test_diagnostics_say_how_sure_the_classes_are_and_whether_they_come_again(mixed, onset):
    found = diagnose(onset, histories(mixed[0]), seed=1, refits=1)
    assert {quality.name for quality in found.classes} == set(onset.names)
    assert all(quality.posterior > 0.8 and quality.odds > 5 for quality in found.classes)
    assert sum(quality.share for quality in found.classes) == pytest.approx(1)
    assert sum(quality.assigned for quality in found.classes) == pytest.approx(1)
    assert 0.7 < found.entropy < 1
    assert json.loads(json.dumps(asdict(found), allow_nan=False))["classes"][0]["name"] == onset.names[0]
    assert found.seeds >= 0.95
    assert found.halves >= 0.8


def later(*, seed: int, mixture_is_right: bool) -> LaterCourse:
    random = np.random.default_rng(seed)
    truth = random.choice([OnsetProfile.LATE_STARTER, OnsetProfile.NONE], size=600, p=[0.3, 0.7]).astype(str)
    guess = random.permutation(truth)
    share = np.where(truth == OnsetProfile.LATE_STARTER, 0.25, 0.05) + 0.02 * random.standard_normal(600)
    return LaterCourse(truth if mixture_is_right else guess, guess if mixture_is_right else truth, share)


def test_the_mixture_is_served_only_if_it_tells_the_later_course_better_in_every_later_period():
    good, bad = (later(seed=2, mixture_is_right=right) for right in (True, False))
    assert compare([good, later(seed=4, mixture_is_right=True)], seed=1).served == "mixture"
    split = compare([good, bad], seed=1)
    assert split.served == "rule"
    assert split.gains[0][1] > 0 > split.gains[1][2]
    same = LaterCourse(good.rule, good.rule, good.share)
    assert compare([same, same], seed=1).served == "rule"
    with pytest.raises(ValueError, match="got 1 later periods, at least 2"):
        compare([good], seed=1)
