"""How far a column has moved and whether chance explains it: against scipy on the same samples, and what earlier years take off."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from service.monitoring.shifts import (
    SMALLEST_SPREAD,
    cohens_w,
    earth_movers,
    normed,
    number_shift,
    parted,
    share_shift,
    word_shift,
)
from service.monitoring.tallies import Tally, as_frame, from_frame, pooled, tally, tally_columns

RNG = np.random.default_rng(3)
SAMPLES = {
    "normal": (RNG.normal(0.1, 1, 700), RNG.normal(0, 1, 1900)),
    "skewed, many ties": (RNG.poisson(0.4, 800).astype(float), RNG.poisson(0.3, 300).astype(float)),
    "no overlap": (RNG.random(60), RNG.random(80) + 5),
    "one value each": (np.array([2.0]), np.array([0.5])),
}


def numbers(*given: float) -> Tally:
    return tally(pd.Series(given, dtype="float64"))


def words(**counts: int) -> Tally:
    return tally(pd.Series([word for word, count in counts.items() for _ in range(count)], dtype="str"))


@pytest.mark.parametrize("name", SAMPLES)
def test_distance_and_chance_of_numbers_are_those_of_scipy(name):
    now, before = SAMPLES[name]
    here, there = numbers(*now), numbers(*before)
    assert earth_movers(here, there) == pytest.approx(stats.wasserstein_distance(now, before), rel=1e-9)
    spread = max(float(np.std(before)), SMALLEST_SPREAD)
    assert normed(here, there) == pytest.approx(stats.wasserstein_distance(now, before) / spread, rel=1e-9)
    found = number_shift(here, [there])
    far = stats.ks_2samp(now, before).statistic
    likely = stats.kstwobign.sf(far * sqrt(len(now) * len(before) / (len(now) + len(before))))
    assert found.p == pytest.approx(likely, rel=1e-9, abs=1e-300)
    assert (found.value, found.usual) == (pytest.approx(now.mean()), pytest.approx(before.mean()))


def test_distance_and_chance_of_words_are_those_of_the_text_book():
    here, there = words(a=30, b=60, c=10), words(a=50, b=50)
    told = stats.chi2_contingency([[30, 60, 10], [50, 50, 0]])
    assert word_shift(here, [there], distance=parted).p == pytest.approx(told.pvalue)
    assert parted(here, there) == pytest.approx(0.2)
    assert cohens_w(here, there) == pytest.approx(sqrt(told.statistic / 50))


def test_for_a_yes_and_no_both_distances_are_nearly_the_same():
    here, there = numbers(*[1.0] * 22, *[0.0] * 78), numbers(*[1.0] * 20, *[0.0] * 80)
    assert cohens_w(words(yes=22, no=78), words(yes=20, no=80)) == pytest.approx(normed(here, there), rel=0.05)


def test_what_earlier_years_differ_among_themselves_is_taken_off():
    years = [numbers(*RNG.normal(middle, 1, 1000)) for middle in (-0.1, 0.1)]
    near, far = (numbers(*RNG.normal(middle, 1, 1000)) for middle in (0.15, 1.0))
    assert number_shift(near, years).effect == 0
    assert number_shift(far, years).effect == pytest.approx(
        normed(far, pooled(years)) - normed(years[1], years[0]), abs=0.02
    )
    assert number_shift(far, years[:1]).effect == pytest.approx(normed(far, years[0]))


def test_an_effect_says_whether_it_is_more_or_less():
    low, high = numbers(*range(100)), numbers(*range(50, 150))
    assert number_shift(high, [low]).effect == -number_shift(low, [high]).effect > 0


def test_earlier_years_count_as_the_youths_of_one():
    year = numbers(*RNG.normal(0, 1, 400))
    now = numbers(*RNG.normal(0.3, 1, 400))
    once, often = number_shift(now, [year]), number_shift(now, [year, year, year])
    assert (once.p, once.n_reference) == (pytest.approx(often.p), often.n_reference)
    assert word_shift(words(a=9, b=5), [words(a=5, b=9)] * 3, distance=parted).n_reference == 14


def test_a_share_is_of_those_with_a_word_or_of_all_for_those_without_any():
    now = tally(pd.Series(["yes", "yes", "no", None]))
    years = [tally(pd.Series(["yes", "no", "no", "no"])), tally(pd.Series(["no", "no", None, None]))]
    found = share_shift(now, years, having="yes")
    assert (found.value, found.usual, found.n, found.n_reference) == (2 / 3, 1 / 6, 3, 4)
    assert found.effect == pytest.approx((2 / 3 - 1 / 6) - 1 / 4)
    missing = share_shift(now, years, having=None)
    assert (missing.value, missing.usual, missing.n) == (1 / 4, 1 / 4, 4)
    assert missing.effect == 0


@pytest.mark.parametrize("empty", [numbers(), numbers(np.nan, np.inf)])
def test_of_nobody_nothing_is_said(empty):
    some = numbers(1.0, 2.0)
    assert (number_shift(empty, [some]).effect, number_shift(empty, [some]).p) == (0, 1)
    assert (number_shift(some, [empty]).effect, number_shift(some, [empty]).p) == (0, 1)
    assert number_shift(some, [empty, some]).effect == 0


def test_tallies_are_kept_and_read_again_as_they_were():
    frame = pd.DataFrame(
        {
            "youth_id": ["secret"] * 4,
            "number": pd.array([1, None, 3, 1], dtype="Int16"),
            "infinite": [np.inf, 1.5, np.nan, -0.0],
            "category": pd.Categorical(["b", "a", None, "b"]),
            "truth": pd.array([True, None, False, True], dtype="boolean"),
            "no_number": [np.nan] * 4,
            "no_word": pd.Series([None] * 4, dtype="str"),
        }
    )
    made = tally_columns(frame)
    kept = as_frame(made)
    assert "secret" not in kept.to_csv()
    read = from_frame(kept)
    assert list(read) == list(made) == list(frame.columns[1:])
    for name, one in made.items():
        assert (read[name].at == one.at).all()
        assert (read[name].counts == one.counts).all()
        assert (read[name].missing, read[name].is_number, one.rows) == (one.missing, one.is_number, 4)
    assert made["infinite"].missing == 2
    assert [name for name, one in made.items() if one.is_number] == ["number", "infinite", "no_number"]
