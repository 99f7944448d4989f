"""From records to the bundle of a simple rule, on a small hand-made course."""

from __future__ import annotations

import pandas as pd
import pytest

from features.build import build_indicators
from features.reading import as_records
from models.bundle import load
from models.errors import TooFewCases
from models.rule_models import RuleModel
from models.scores import check_scores
from models.scoring import score_youths
from tests.lib.course import RECIPE, UNTIL, course
from training.fit import save_signed
from training.rules import UnknownRule, fit_rule_bundle

pytestmark = pytest.mark.usefixtures("own_keys")


@pytest.fixture(scope="module")
def tables():
    return course(seed=1)


@pytest.fixture(scope="module")
def records(tables):
    return as_records(tables)


@pytest.mark.parametrize("rule", ["absence_20_days", "absence_10_percent", "unlawful_16_lessons", "random"])
def test_the_bundle_of_a_rule_is_served_like_any_other(records, tmp_path, rule):
    fitted = fit_rule_bundle(records, rule=rule, until=UNTIL, recipe=RECIPE, seed=3)
    save_signed(fitted, tmp_path / "bundle")
    bundle = load(tmp_path / "bundle")
    scores = check_scores(score_youths(bundle, build_indicators(records, as_of=UNTIL)))
    assert scores["risk"].notna().any()
    assert set(scores["model_id"]) == {bundle.model_id}
    assert all(isinstance(model, RuleModel) and model.rule == rule for model in bundle.models.values())
    assert any("not assessed" in note for note in bundle.origin.notes) == (len(bundle.models) < 2)


def test_the_same_records_and_seed_give_the_same_rule_to_the_byte(records, tmp_path):
    for name in ("one", "two"):
        save_signed(
            fit_rule_bundle(records, rule="absence_20_days", until=UNTIL, recipe=RECIPE, seed=3), tmp_path / name
        )
    files = [sorted((file.name, file.read_bytes()) for file in (tmp_path / name).iterdir()) for name in ("one", "two")]
    assert files[0] == files[1]


def test_an_unknown_rule_is_refused_with_the_names_there_are(records):
    with pytest.raises(UnknownRule, match="unlawful_10_percent"):
        fit_rule_bundle(records, rule="hunch", until=UNTIL, recipe=RECIPE, seed=3)


def test_a_rule_that_can_say_nothing_is_refused_with_the_reason(records):
    with pytest.raises(TooFewCases, match="the same answer for every row"):
        fit_rule_bundle(records, rule="risk_report", until=UNTIL, recipe=RECIPE, seed=3)


def test_what_was_not_known_yet_changes_nothing_of_a_rule(tables):
    on = {"attendance": "on", "spells": "started_on"}
    past = {name: rows[rows[on[name]] < pd.Timestamp(UNTIL)] if name in on else rows for name, rows in tables.items()}
    ended = past["spells"]["ended_on"].where(past["spells"]["ended_on"] < pd.Timestamp(UNTIL))
    past["spells"] = past["spells"].assign(ended_on=ended, end_reason=past["spells"]["end_reason"].where(ended.notna()))
    assert len(past["attendance"]) < len(tables["attendance"]) - 10_000
    asked = {"rule": "absence_20_days", "until": UNTIL, "recipe": RECIPE, "seed": 3}
    assert fit_rule_bundle(as_records(past), **asked).model_id == fit_rule_bundle(as_records(tables), **asked).model_id
