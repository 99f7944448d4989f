"""Which rule stands in a model's place: the first that can be fitted and would flag somebody, and why the others were passed over."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from features.vocabulary import Regime
from models.errors import TooFewCases
from tests.lib.small_bundle import later, past, small_bundle
from training import evaluate
from training.evaluate import first_that_serves
from training.splits import Split

HIGHEST = {"rare": None, "timid": 1.9, "timid too": 1.2, "bold": 2.0, "bolder": 9.0}
"""The highest risk of each rule's bundle, in multiples of the base rate; None if it cannot be fitted."""


@pytest.fixture(autouse=True)
def fitted(monkeypatch):
    def rule_bundle(rule, rows, like):
        if HIGHEST[rule] is None:
            raise TooFewCases("got the same answer for every row")
        model = SimpleNamespace(
            base_rate=0.02, assess=lambda rows: SimpleNamespace(risk=np.array([0, HIGHEST[rule] * 0.02]))
        )
        return replace(small_bundle(), models={str(Regime.ATTENDANCE): model})

    monkeypatch.setattr(evaluate, "rule_bundle", rule_bundle)


def stand_in(*names):
    return first_that_serves(names, Split(past(), later()), small_bundle())


def test_the_first_rule_that_calls_somebody_raised_stands_in():
    found = stand_in("rare", "timid", "bold", "bolder")
    assert found.rule == "bold"
    assert found.bundle is not None
    assert found.passed_over == {
        "rare": "got the same answer for every row",
        "timid": "it would flag nobody: its highest risk is 1.9 times the base rate, raised is from 2",
    }


def test_where_every_rule_would_flag_nobody_the_best_of_them_stands_in():
    found = stand_in("rare", "timid", "timid too")
    assert found.rule == "timid"
    assert set(found.passed_over) == {"rare", "timid too"}


def test_where_no_rule_can_be_fitted_there_is_none_and_it_says_why():
    found = stand_in("rare")
    assert (found.rule, found.bundle, found.evaluation) == ("", None, None)
    assert found.passed_over == {"rare": "got the same answer for every row"}
