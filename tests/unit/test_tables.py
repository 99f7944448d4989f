"""Bins and shape tables."""

from __future__ import annotations

import numpy as np
import pytest

from features import catalogue
from features.catalogue import BY_NAME, Missing
from features.vocabulary import Feeds, Regime, Response
from models.boosting import column_of
from models.tables import MAX_BINS, codes_of, edges_of
from tests.lib.small_bundle import small_bundle


def test_few_values_have_a_bin_each():
    values = np.array([3.0, 0.0, 1.0, np.nan, 1.0])
    assert edges_of(values).tolist() == [0.5, 2.0]
    assert codes_of(values, edges_of(values)).tolist() == [2, 0, 1, 3, 1]


def test_many_values_share_bins_of_about_equal_size():
    values = np.random.default_rng(1).random(10_000)
    counts = np.bincount(codes_of(values, edges_of(values)))
    assert len(counts) == MAX_BINS
    assert counts.max() < 2 * 10_000 / MAX_BINS


@pytest.mark.parametrize("share_of_none", [0.0005, 0.3, 0.9])
def test_no_absence_never_shares_a_bin_with_absence(share_of_none):
    random = np.random.default_rng(2)
    values = np.where(random.random(10_000) < share_of_none, 0.0, random.uniform(0.01, 1, 10_000))
    codes = codes_of(values, edges_of(values))
    assert len(edges_of(values)) <= MAX_BINS
    assert set(codes[values == 0.0]) == {0}
    assert codes[values > 0].min() == 1


@pytest.mark.parametrize("values", [[], [np.nan, np.nan], [0.4, 0.4]])
def test_without_two_values_there_is_no_edge(values):
    assert len(edges_of(np.array(values))) == 0


def test_values_beyond_those_seen_fall_into_the_outermost_bins():
    edges = edges_of(np.array([1.0, 2.0, 3.0]))
    assert codes_of(np.array([-9.0, 99.0]), edges).tolist() == [0, 2]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("absence_share_20d", [np.nan, np.nan]),
        ("absence_share_20d", [0.2, 0.2]),
        ("absence_share_20d", [0.2, np.nan]),
        ("planned_start_days", [30.0, 30.0]),
    ],
)
def test_an_indicator_that_does_not_vary_is_left_out(name, values):
    assert column_of(BY_NAME[name], np.array(values)) is None


def test_nothing_to_know_is_a_fact_but_no_records_are_as_usual():
    unknown = column_of(BY_NAME["absence_share_20d"], np.array([0.0, 0.1, 0.3, np.nan]))
    nothing = column_of(BY_NAME["planned_start_days"], np.array([30.0, 30.0, np.nan]))
    assert unknown is not None and unknown.codes.tolist() == [0, 1, 2, 1]
    assert nothing is not None and nothing.codes[:2].tolist() == [0, 0] and np.isnan(nothing.codes[2])


@pytest.mark.parametrize("regime", list(Regime))
def test_a_higher_value_never_adds_less_where_the_catalogue_says_never_down(regime):
    rising = [
        table
        for table in small_bundle().models[regime].tables
        if BY_NAME[table.indicator].response is Response.NEVER_DOWN
    ]
    assert rising
    for table in rising:
        assert (np.diff(table.bags[:, :-1], axis=1) >= 0).all()
        assert (np.diff(table.additions[:-1]) >= 0).all()


@pytest.mark.parametrize("regime", list(Regime))
def test_missing_is_never_zero_absence(regime):
    for table in small_bundle().models[regime].tables:
        item = BY_NAME[table.indicator]
        missing, usual = table.additions[-1], table.additions[table.codes(np.array([table.usual]))[0]]
        if item.response is Response.NEVER_DOWN:
            assert missing >= max(usual, table.additions[table.codes(np.zeros(1))[0]])
        elif item.missing is Missing.NO_RECORDS:
            assert missing == usual


def test_only_what_may_feed_risk_is_learned_from():
    for regime, model in small_bundle().models.items():
        assert set(model.indicators) <= set(catalogue.feeding(Feeds.RISK, Regime(regime)))
        assert len(model.indicators) >= 8
