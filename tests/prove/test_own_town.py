"""On three towns of our own making, on dates the fit knew nothing of, the model earns its place and its risks are about right.

The towns are ours: this is a test of the machinery. What can be said of real events stands in `test_real_events`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from models.recipe import load_recipe
from models.rules import BASELINES, RULES
from tests.lib.own_towns import DATES, LAST, MODEL, RULE, SEEDS, TRUTH, UNTIL, YOUTHS, figures
from training.companions import FREE_BOOSTING, LOGISTIC_REGRESSION

pytestmark = pytest.mark.prove

RESULT = Path(__file__).parent / "results" / "own_town.json"
HORIZON = load_recipe("herning").horizon_days
GIVEN_AWAY = 0.02
"""AUROC that being additive and monotone may cost, at most, against boosting that is free."""


@pytest.fixture(scope="module")
def told(own_towns, real_autumn):
    result = {
        "what": "models fitted on three made towns before one day, judged on three later dates, pooled; intervals by bootstrap over youths",
        "youths_asked_for": YOUTHS,
        "seeds": SEEDS,
        "last": str(LAST),
        "until": str(UNTIL),
        "dates": [str(day) for day in DATES],
        "pooled": figures(pd.concat([found.rows for found in own_towns], ignore_index=True)),
        "no_ending_in_sight": against_truth(own_towns),
        "towns": {found.name: figures(found.rows) for found in own_towns},
        "real_events": figures(real_autumn.rows),
    }
    RESULT.write_text(json.dumps(result, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    return json.loads(RESULT.read_text(encoding="utf-8"))


def against_truth(towns):
    """Model and truth where nothing is due to end within the horizon: the hazards are those of breaking off, and of nothing else."""
    ending = pd.concat([found.indicators["transition_ahead_days"] for found in towns], ignore_index=True)
    rows = pd.concat([found.rows for found in towns], ignore_index=True)
    rows = rows.loc[~(ending <= HORIZON) & rows[TRUTH].notna()]
    return figures(rows[["youth_id", "as_of", "regime", "outcome", MODEL, TRUTH]])


@pytest.fixture
def pooled(told):
    return told["pooled"]


@pytest.mark.parametrize("where", ["pooled", "real_events"])
def test_being_additive_and_monotone_costs_hardly_any_ranking(told, where):
    assert told[where]["beside"][FREE_BOOSTING]["lead"]["auroc"]["low"] > -GIVEN_AWAY


@pytest.mark.parametrize("where", ["pooled", "real_events"])
def test_more_dropouts_are_caught_at_five_percent_than_by_any_rule(told, where):
    rules = {name: beside for name, beside in told[where]["beside"].items() if name.startswith(RULE)}
    assert len(rules) >= len(RULES)
    for beside in rules.values():
        assert beside["lead"]["recall_at_5_percent"]["low"] > 0


def test_the_risks_are_about_right(pooled):
    measures = pooled["measures"]
    assert 0.8 <= measures["calibration_slope"]["value"] <= 1.2
    assert 0.8 <= measures["predicted_over_observed"]["value"] <= 1.25
    assert measures["calibration_error"]["value"] <= pooled["base_rate"] / 3


def test_three_towns_are_judged_on_three_dates_beside_the_truth_and_the_freer_models(pooled):
    assert pooled["dates"] == [str(day) for day in DATES]
    learned = {f"{RULE}{baseline.name}" for baseline in BASELINES}
    assert {TRUTH, FREE_BOOSTING, LOGISTIC_REGRESSION, *learned} <= set(pooled["beside"])
    assert MODEL not in pooled["beside"]


def test_who_knows_the_true_hazards_ranks_better_than_the_model(told):
    assert told["no_ending_in_sight"]["beside"][TRUTH]["lead"]["auroc"]["high"] < 0
