"""Which of two rivals calls early and late starters, and that it says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from models.bundle import load, save
from models.canary import onset_canaries, onset_changed
from models.growth import Courses, GrowthMixture
from models.keys import signing_key
from models.onset import Comparison, Gain, OnsetMixture
from models.profile import OnsetRule, profile_columns
from models.risk import Labelled
from models.scores import PROFILE_DTYPE, OnsetProfile
from models.scoring import score_youths
from models.starters import Starters, histories_of, starter_columns
from tests.lib.indicator_frames import indicator_frame
from tests.lib.small_bundle import now, small_bundle
from tests.lib.small_figures import ONSET
from training.onset import diagnose_mixture, fit_starters, later_periods
from training.splits import Split
from training.telling import tell_onset

RULE = OnsetRule(0.10, 0.04, None, "for tests")
AHEAD = Comparison(((0.002, 0.001, 0.003), (0.002, 0.001, 0.003)), "mixture")
BEHIND = Comparison(((0.002, 0.001, 0.003), (0.001, -0.001, 0.003)), "rule")
LEVEL = 0.13
"""A youth who has always missed a little more than others: early by the rule, an own level by the mixture."""


def known_mixture() -> OnsetMixture:
    """Ordinary ones, spread widely, and a few who become absent in grade 7."""
    model = GrowthMixture(2, seed=0)
    levels = np.exp(-0.5 * (np.arange(-3.5, 3.6, 0.25) / 0.7) ** 2)
    late = [-3.0, -3.0, -3.0, -3.0, -1.2, -0.9, -0.6]
    model.courses_ = Courses(np.array([0.9, 0.1]), np.array([[-3.0] * len(late), late]), levels / levels.sum(), 0.02)
    names = (OnsetProfile.NONE, OnsetProfile.LATE_STARTER)
    return OnsetMixture(model, names, (Gain(2, "normal", 0.1, 0.05, 0.15),), 0.03, 0.10)


def course(*shares: float, first: int = 0, **more: object) -> pd.DataFrame:
    """One youth with 400 lessons in each school year from a grade on."""
    lessons = {f"scheduled_lessons_grade_{first + number}": [400.0] for number in range(len(shares))}
    missed = {f"missed_lessons_grade_{first + number}": [400.0 * share] for number, share in enumerate(shares)}
    months = {"history_months": [11.0 * len(shares)]}
    early = {"onset_level_early": [max(shares[: 6 - first], default=np.nan)]}
    return indicator_frame(**{**lessons, **missed, **months, **early, **more})


def profile(starters: Starters, frame: pd.DataFrame) -> OnsetProfile:
    return OnsetProfile(PROFILE_DTYPE.categories[starter_columns(starters, frame)["profile"][0]])


STEADY = course(*[LEVEL] * 10, onset_level_three_years=[LEVEL], onset_level_last_terms=[LEVEL], onset_days_ago=[3000.0])


def test_the_mixture_calls_where_it_foretold_two_later_years_better():
    assert Starters(RULE, known_mixture(), AHEAD).served == "mixture"
    assert profile(Starters(RULE, known_mixture(), AHEAD), STEADY) == OnsetProfile.NONE


@pytest.mark.parametrize(
    "starters", [Starters(RULE), Starters(RULE, known_mixture(), BEHIND), Starters(RULE, known_mixture())]
)
def test_else_the_rule_calls_and_says_so(starters):
    assert starters.said["served"] == "rule"
    assert profile(starters, STEADY) == OnsetProfile.EARLY_STARTER
    for name, values in profile_columns(RULE, STEADY).items():
        np.testing.assert_array_equal(starter_columns(starters, STEADY)[name], values)


def test_the_day_of_onset_is_told_alike_by_both():
    by_rule, by_mixture = (starter_columns(Starters(RULE, known_mixture(), by), STEADY) for by in (BEHIND, AHEAD))
    assert by_rule["onset_on"] == by_mixture["onset_on"] == np.datetime64("2017-10-19")


def test_posteriors_sum_to_one_or_are_missing_together():
    some = pd.concat([STEADY, course(*[0.04] * 10), course(0.3, 0.4, 0.5, first=7), indicator_frame(youth_id=["new"])])
    told = starter_columns(Starters(RULE, known_mixture(), AHEAD), some)
    posteriors = np.column_stack([told[f"profile_{name}"] for name in ("early", "late", "none")])
    unknown = np.isnan(posteriors).all(axis=1)
    assert (np.isnan(posteriors).any(axis=1) == unknown).all()
    assert unknown.tolist() == [False, False, True, True]
    np.testing.assert_allclose(posteriors[~unknown].sum(axis=1), 1.0, atol=1e-12)


def test_a_newcomer_is_called_neither_early_nor_late():
    starters = Starters(RULE, known_mixture(), AHEAD)
    late = [0.04] * 6 + [0.05, 0.25, 0.35, 0.40]
    assert profile(starters, course(*late)) == OnsetProfile.LATE_STARTER
    assert profile(starters, course(*late[7:], first=7)) == OnsetProfile.UNDETERMINED


def test_a_history_holds_the_lessons_of_each_grade_and_the_depth():
    frame = pd.concat([course(0.1, 0.2, first=4), course(0.5, first=8)])
    histories = histories_of(frame)
    assert histories.counts[0, 4:6].tolist() == [40.0, 80.0]
    assert histories.counts[:, 10:].sum(axis=1).tolist() == [800.0, 400.0]
    assert histories.months.tolist() == [22, 11]
    assert histories.early_terms.tolist() == [2, 0]


def test_a_mixture_in_a_bundle_scores_after_loading_as_before(tmp_path):
    starters = Starters(RULE, known_mixture(), AHEAD, "for tests")
    bundle = replace(small_bundle(), onset=starters)
    key = signing_key(None, tmp_path / "keys")
    save(bundle, tmp_path / "bundle", key=key)
    loaded = load(tmp_path / "bundle", trusted=tmp_path / "keys" / "trusted")
    pd.testing.assert_frame_equal(score_youths(loaded, now()), score_youths(bundle, now()))
    said = loaded.manifest["onset"]
    assert (said["served"], len(said["later_years"])) == ("mixture", 2)
    assert [item["name"] for item in said["mixture"]["classes"]] == ["none", "late_starter"]


def test_a_mixture_that_answers_otherwise_or_not_at_all_is_another_one():
    said = onset_canaries(known_mixture())
    assert len({*said["answers"]["profile_late"]}) > 1
    assert not onset_changed(known_mixture(), said)
    said["answers"]["profile_late"][1] += 1e-6
    assert onset_changed(known_mixture(), said)
    other = known_mixture()
    other.mixture.courses_ = replace(other.mixture.courses_, knots=other.mixture.courses_.knots[:, :4])
    assert onset_changed(other, onset_canaries(known_mixture()))


def rows_of(as_of: str, missed: list[float], scheduled: list[float], grade: int = 8) -> pd.DataFrame:
    return indicator_frame(
        youth_id=[f"y{number}" for number in range(len(missed))],
        as_of=[as_of] * len(missed),
        **{f"missed_lessons_grade_{grade}": missed, f"scheduled_lessons_grade_{grade}": scheduled},
    )


def test_a_later_year_is_told_by_what_was_added_since_its_first_date():
    told = pd.concat([
        rows_of("2024-09-01", [10.0, 0.0, 5.0], [100.0, 100.0, 100.0]),
        rows_of("2024-10-01", [90.0, 0.0, 5.0], [200.0, 200.0, 150.0]),
        rows_of("2025-03-01", [110.0, 20.0, 5.0], [500.0, 500.0, 150.0]),
        rows_of("2025-08-01", [210.0, 20.0], [900.0, 900.0]),
        rows_of("2026-01-01", [900.0, 900.0], [2000.0, 2000.0]),
    ])  # fmt: skip
    (period,) = later_periods(told)
    assert period.rows["youth_id"].tolist() == ["y0", "y1"]  # of y2 too little came to be known
    assert period.rows["as_of"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2024-09-01"]
    assert period.share.tolist() == [200 / 800, 20 / 800]


def test_only_the_last_two_later_years_are_put_to_the_rivals():
    years = [
        rows_of(f"{year}-{day}", [lessons / 10], [lessons])
        for year in (2021, 2022, 2023)
        for day, lessons in (("09-01", 100.0 + 1000 * (year - 2021)),)
    ]
    springs = [
        rows_of(f"{year + 1}-06-01", [lessons / 10], [lessons])
        for year, lessons in ((2021, 800.0), (2022, 1900.0), (2023, 2900.0))
    ]
    found = later_periods(pd.concat([*years, *springs]))
    assert [period.rows["as_of"].iloc[0].year for period in found] == [2022, 2023]


def test_a_past_of_too_few_years_serves_the_rule_with_a_reason():
    frame = now()
    split = Split(Labelled(frame, np.zeros(len(frame))), Labelled(frame, np.zeros(len(frame))))
    starters = fit_starters(split, seed=1)
    assert (starters.served, starters.mixture) == ("rule", None)
    assert starters.note == "onset: rule served, 0 later school years are told, needed are 2"


def test_the_classes_of_a_mixture_are_told_at_eighty_columns():
    told = tell_onset(ONSET)
    assert max(map(len, told.splitlines())) <= 80
    assert "late_starter         10.0%      9.0%       0.80      82" in told
    assert "other seeds at least 0.95" in " ".join(told.split())


def test_a_class_that_is_nobodys_most_probable_one_is_told_without_figures():
    nobodys = replace(ONSET.classes[0], posterior=None, odds=None)
    told = tell_onset(replace(ONSET, classes=(nobodys, ONSET.classes[1])))
    assert "none                 90.0%     91.0%          -       -" in told


def test_where_there_is_one_course_or_none_there_are_no_classes_to_diagnose():
    split = Split(Labelled(now(), np.zeros(len(now()))), Labelled(now(), np.zeros(len(now()))))
    assert diagnose_mixture(Starters(RULE), split, seed=1) is None
    alone = replace(known_mixture(), names=(OnsetProfile.NONE,))
    assert diagnose_mixture(Starters(RULE, alone), split, seed=1) is None
