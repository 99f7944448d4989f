"""Simple rules: each ranks by what it says, and the best is chosen on the rows it is given."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from features import catalogue
from models.rules import RULES, best_rule, rule_aurocs


@pytest.fixture
def indicators():
    frame = pd.DataFrame(np.nan, index=range(4), columns=list(catalogue.NAMES))
    return frame.assign(
        unlawful_share_quarter=[0.0999, 0.10, 0.15, np.nan],
        presence_gap_days=[1.0, 30.0, 2.0, 40.0],
        absence_share_20d=[0.1, 0.2, 0.2, 0.3],
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_reads_an_indicator_of_the_catalogue_and_names_its_source(rule):
    assert rule.indicator in catalogue.BY_NAME
    assert rule.source
    assert rule.words


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        ("unlawful_10_percent", [0, 1, 1, np.nan]),
        ("unlawful_15_percent", [0, 0, 1, np.nan]),
        ("unlawful_share", [0.0999, 0.10, 0.15, np.nan]),
        ("days_since_presence", [1, 30, 2, 40]),
        ("absence_60_days", [np.nan] * 4),
    ],
)
def test_a_rule_scores_what_it_says(indicators, name, scores):
    rule = next(rule for rule in RULES if rule.name == name)
    np.testing.assert_array_equal(rule.score(indicators), scores)


def test_the_best_rule_is_the_one_that_ranks_these_rows_best(indicators):
    outcome = [0, 1, 0, 1]
    values = rule_aurocs(indicators, outcome)
    assert values["days_since_presence"] == 1.0
    assert values["absence_60_days"] == 0.5
    assert best_rule(indicators, outcome).name == "days_since_presence"


def test_without_both_outcomes_no_rule_is_best(indicators):
    with pytest.raises(ValueError, match="one kind only"):
        best_rule(indicators, [0, 0, 0, 0])
