"""How far classes of onset are trusted, and what they are called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import logit

from models import onset as onset_of
from models.doubt import CALLED_CLASS_FREE, called_share, carried_over, doubted, evidence_for, most_trust
from models.growth import KNOTS, Courses, GrowthMixture
from models.likelihood import OFFSETS
from models.onset import (
    CALLED,
    Histories,
    call_mixture,
    class_free,
    fit_onset_mixture,
    name_classes,
    trajectories,
)
from models.scores import OnsetProfile
from tests.lib.onset_towns import GRADES, Town, draw, who_knows


def bell(spread: float) -> np.ndarray:
    weight = np.exp(-0.5 * (OFFSETS / spread) ** 2)
    return weight / weight.sum()


def model_of(*courses: list[float], level: float = 0.3) -> GrowthMixture:
    """Equal classes with these shares of missed time at grades 0, 3, 5, 6, 7 and 9, for a youth of middling level."""
    model = GrowthMixture(len(courses), seed=0)
    shares = np.full(len(courses), 1 / len(courses))
    knots = np.stack([np.interp(KNOTS, [0, 3, 5, 6, 7, 9], logit(course)) for course in courses])
    model.courses_ = Courses(shares, knots, bell(level), 0.02)
    return model


@pytest.fixture(scope="module")
def town():
    return draw(Town(), youths=400, seed=5)[0]


@pytest.fixture(scope="module")
def found(town):
    with pytest.MonkeyPatch.context() as hasty:
        hasty.setattr(onset_of, "STARTS_HELD_OUT", 2)
        hasty.setattr(onset_of, "SIMULATED", 4000)
        return fit_onset_mixture(town, seed=1, most=4)


@pytest.mark.parametrize(
    ("course", "name"),
    [
        ([0.15, 0.15, 0.18, 0.20, 0.22, 0.25], OnsetProfile.EARLY_STARTER),
        ([0.30, 0.28, 0.22, 0.18, 0.15, 0.12], OnsetProfile.EARLY_STARTER),
        ([0.30, 0.28, 0.22, 0.18, 0.12, 0.04], OnsetProfile.NONE),
        ([0.04, 0.04, 0.04, 0.05, 0.14, 0.25], OnsetProfile.LATE_STARTER),
        ([0.04, 0.04, 0.05, 0.13, 0.20, 0.25], OnsetProfile.EARLY_STARTER),
        ([0.04, 0.04, 0.05, 0.06, 0.08, 0.25], OnsetProfile.LATE_STARTER),
        ([0.04, 0.04, 0.04, 0.05, 0.06, 0.07], OnsetProfile.NONE),
    ],
    ids=["rising from the start", "falling, still high", "falling, high no longer", "from grade 7", "from grade 6", "grade 8", "never"],
)  # fmt: skip
def test_a_class_is_named_by_when_its_course_becomes_lasting_high_and_whether_it_still_is(course, name):
    assert name_classes(model_of([0.04] * 6, course)) == (OnsetProfile.NONE, name)


def test_one_class_alone_is_none_however_high():
    assert name_classes(model_of([0.25] * 6)) == (OnsetProfile.NONE,)


def test_doubt_leaves_early_late_and_none_equally_open():
    told = np.array([[0.90, 0.06, 0.04]])
    np.testing.assert_allclose(doubted(told, np.array([np.inf])), told)
    np.testing.assert_allclose(doubted(told, np.array([-np.inf])), 1 / 3)
    half = doubted(told, np.zeros(1))
    np.testing.assert_allclose(half.sum(), 1)
    assert told[0, 0] > half[0, 0] > 1 / 3


def test_where_none_leads_there_is_nothing_to_doubt():
    told = np.array([[0.1, 0.2, 0.7]])
    np.testing.assert_allclose(doubted(told, np.array([-np.inf])), told)


def test_the_most_trust_is_taken_that_calls_class_free_youths_seldom():
    random = np.random.default_rng(1)
    told = np.array([[0.95, 0.0, 0.05]] * 100 + [[0.02, 0.0, 0.98]] * 900)
    evidence = random.normal(0, 2, 1000)
    trust, share = most_trust(told, evidence)
    assert share <= CALLED_CLASS_FREE < called_share(doubted(told, evidence + trust + 0.1))
    assert most_trust(told[100:], evidence[100:]) == (np.inf, 0.0)
    assert most_trust(told, np.full(1000, 50.0)) is None


def test_class_free_youths_are_seldom_called_though_they_look_alike(town, found):
    assert set(found.names) == {OnsetProfile.NONE, *CALLED}
    drawn = class_free(found.alone, town[town.deep], seed=9)
    by_itself = call_mixture(replace(found, alone=None), drawn)["profile"]
    assert by_itself.isin(CALLED).mean() > 0.08
    assert call_mixture(found, drawn)["profile"].isin(CALLED).mean() <= 0.05
    assert found.lookalikes > 0.08
    assert found.false_calls <= CALLED_CLASS_FREE


def test_doubt_says_undetermined_and_never_turns_a_steadily_absent_youth_into_none(town, found):
    served, by_itself = (
        call_mixture(each, town)["profile"].astype(str) for each in (found, replace(found, alone=None))
    )
    changed = served != by_itself
    assert changed.any()
    assert set(served[changed]) == {OnsetProfile.UNDETERMINED}
    assert set(by_itself[changed]) <= set(map(str, CALLED))


def test_where_nobody_is_known_for_long_no_class_is_trusted(town, monkeypatch):
    """How often class-free youths would be called cannot be tried on nobody, and youths of a longer history may come."""
    monkeypatch.setattr(onset_of, "STARTS_HELD_OUT", 1)
    shallow = Histories(town.counts, np.zeros_like(town.months), town.early_terms)
    assert fit_onset_mixture(shallow, seed=1, most=2).names == (OnsetProfile.NONE,)


def test_a_mixture_that_is_its_own_rival_has_no_evidence(town):
    known = who_knows(Town()).mixture
    assert evidence_for(known, known, town.counts) == pytest.approx(0)


@pytest.mark.parametrize("carry", [0.0, 0.5])
def test_how_far_scatter_carries_over_is_found_again(town, carry):
    model = who_knows(Town()).mixture
    drawn, _ = model.simulate(np.tile(town.scheduled, (4, 1)), seed=3, carry=carry)
    assert carried_over(model, drawn, seed=4) == pytest.approx(carry, abs=0.12)


def test_carried_scatter_leaves_each_year_as_it_was():
    model = who_knows(Town()).mixture
    scheduled = np.full((20_000, 10), 190)
    alone, carried = (model.simulate(scheduled, seed=3, carry=carry)[0][:, :10] / 190 for carry in (0.0, 0.6))
    np.testing.assert_allclose(carried.mean(axis=0), alone.mean(axis=0), atol=0.004)
    np.testing.assert_allclose(carried.std(axis=0), alone.std(axis=0), atol=0.006)


def test_trajectories_tell_each_class_by_name_share_and_mean_course(found):
    told = trajectories(found)
    assert [each["name"] for each in told] == [str(name) for name in found.names]
    assert sum(each["share"] for each in told) == pytest.approx(1)
    late = next(each["course"] for each in told if each["name"] == OnsetProfile.LATE_STARTER)
    assert len(late) == len(GRADES)
    assert late[0] < 0.10 < late[9]


def test_the_deepest_histories_are_fitted_where_there_are_more_than_can_be(town, monkeypatch):
    deep, shallow = town[town.deep], town[~town.deep & (town.scheduled.sum(axis=1) > 0)]
    upside_down = Histories(
        np.hstack([shallow.scheduled, shallow.scheduled]), shallow.months, np.zeros_like(shallow.months)
    )
    both = Histories(
        np.vstack([upside_down.counts, deep.counts]),
        np.concatenate([upside_down.months, deep.months]),
        np.concatenate([upside_down.early_terms, deep.early_terms]),
    )
    monkeypatch.setattr(onset_of, "MOST_YOUTHS", len(deep.counts))
    found = fit_onset_mixture(both, seed=1, most=1)
    assert found.mixture.mean_courses([9.0]).max() < 0.3
