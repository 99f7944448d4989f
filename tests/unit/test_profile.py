"""The plain onset rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from features.catalogue import LASTING_HIGH
from features.vocabulary import Status
from models.profile import MOST_FALSE_CALLS, OnsetRule, call_profiles, fit_onset_rule, simulate_terms
from tests.lib.indicator_frames import indicator_frame

RULE = OnsetRule(0.15, None, None, "for tests")
MISSING = float("nan")
NAMES = ("onset_level_early", "onset_level_three_years", "onset_level_last_terms", "history_months")


def called(rule: OnsetRule, *levels: float) -> pd.Series:
    return call_profiles(
        rule, indicator_frame(**{name: [level] for name, level in zip(NAMES, levels, strict=True)})
    ).iloc[0]


@pytest.mark.parametrize(
    ("early", "years", "last", "months", "profile"),
    [
        (0.15, 0.15, 0.15, 36, "early_starter"),
        (0.14, 0.15, 0.15, 36, "late_starter"),
        (0.02, 0.00, 0.15, 36, "late_starter"),
        (0.30, 0.14, 0.30, 36, "none"),  # began early, not for three years
        (0.30, 0.30, 0.14, 36, "none"),  # was high and is so no longer
        (0.00, 0.00, 0.00, 36, "none"),
        (0.30, 0.30, 0.30, 35, "undetermined"),
        (0.02, 0.00, 0.30, 35, "undetermined"),
        (MISSING, 0.30, 0.30, 90, "undetermined"),  # newcomers must not look late
        (MISSING, 0.00, 0.30, 90, "undetermined"),
        (MISSING, 0.00, 0.05, 12, "none"),
        (MISSING, MISSING, MISSING, 0, "undetermined"),
    ],
)
def test_the_profile_is_told_from_when_lasting_absence_began_and_whether_it_stands(early, years, last, months, profile):
    assert called(RULE, early, years, last, months)["profile"] == profile


@pytest.mark.parametrize(
    ("levels", "posteriors"),
    [
        ((0.2, 0.2, 0.2, 40), (1, 0, 0)),
        ((0.1, 0.2, 0.2, 40), (0, 1, 0)),
        ((0.1, 0.1, 0.1, 40), (0, 0, 1)),
        ((MISSING, 0.2, 0.2, 40), (MISSING, MISSING, MISSING)),
    ],
)
def test_the_rule_is_sure_of_its_call_or_says_nothing(levels, posteriors):
    found = called(RULE, *levels)[["profile_early", "profile_late", "profile_none"]].to_numpy(dtype=float)
    np.testing.assert_array_equal(found, posteriors)


def test_the_onset_is_a_day_or_missing():
    frame = indicator_frame(as_of=["2026-01-05", "2026-01-05"], onset_days_ago=[4.0, MISSING])
    onset = call_profiles(RULE, frame)["onset_on"]
    assert onset.dtype == "datetime64[s]"
    assert onset.iloc[0] == pd.Timestamp("2026-01-01")
    assert pd.isna(onset.iloc[1])


def pupils(count: int, *, seed: int, spread: float = 8.0) -> pd.DataFrame:
    """Pupils with a lasting level of absence and no course."""
    random = np.random.default_rng(seed)
    level = random.beta(0.07 * spread, 0.93 * spread, count)
    return indicator_frame(
        status=[str(Status.COMPULSORY_SCHOOL)] * count,
        absence_share_60d=random.beta(level * 60 + 0.01, (1 - level) * 60),
        absence_share_last_year=random.beta(level * 120 + 0.01, (1 - level) * 120),
        history_months=random.integers(36, 100, count).astype(float),
    )


def test_the_threshold_is_raised_until_class_free_data_are_hardly_ever_called():
    rule = fit_onset_rule(pupils(2_000, seed=1), seed=2)
    assert LASTING_HIGH < rule.threshold < 0.5
    assert 0.03 < rule.false_calls <= MOST_FALSE_CALLS


def test_where_absence_is_alike_and_low_the_threshold_stays_at_ten_percent():
    rule = fit_onset_rule(pupils(2_000, seed=1, spread=400.0), seed=2)
    assert rule.threshold == LASTING_HIGH
    assert rule.false_calls <= MOST_FALSE_CALLS


def test_the_one_class_model_finds_the_moments_it_was_made_with():
    found = fit_onset_rule(pupils(20_000, seed=3), seed=2).one_class
    assert found is not None
    assert found.level_mean == pytest.approx(0.07 / 1.1, abs=0.004)
    assert found.level_variance == pytest.approx(0.07 * 0.93 / 9 / 1.1**2, rel=0.1)
    assert found.term_variance == pytest.approx(1 / 61, rel=0.4)
    assert found.depths.sum() == pytest.approx(1.0)


def test_class_free_terms_keep_the_moments_and_rise_a_little_in_later_grades():
    one_class = fit_onset_rule(pupils(5_000, seed=3), seed=2).one_class
    assert one_class is not None
    terms = simulate_terms(one_class, youths=20_000, seed=5)
    assert np.nanmean(terms[:, 10:14]) == pytest.approx(one_class.level_mean, rel=0.03)
    assert np.nanmean(terms[:, 14:]) == pytest.approx(1.1 * one_class.level_mean, rel=0.03)
    assert not np.isnan(terms[:, 10:]).any()


def test_the_same_seed_gives_the_same_rule():
    first, second = (fit_onset_rule(pupils(500, seed=1), seed=7) for _ in range(2))
    assert (first.threshold, first.false_calls) == (second.threshold, second.false_calls)


def test_too_few_pupils_leave_the_threshold_at_ten_percent_and_say_so():
    rule = fit_onset_rule(pupils(199, seed=1), seed=2)
    assert (rule.threshold, rule.false_calls, rule.one_class) == (LASTING_HIGH, None, None)
    assert "fewer than 200 youths" in rule.note
