"""From records to a bundle, on a small hand-made course."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from features.errors import ProfilingRefused, WindowError
from features.reading import as_records
from features.records import Delivery
from features.vocabulary import DataKind
from models.bundle import load
from models.errors import TooFewCases
from models.recipe import load_recipe
from tests.lib.course import RECIPE, UNTIL, course
from training import evaluate
from training.fit import fit, learn, save_signed
from training.later import mature_on
from training.splits import label

pytestmark = pytest.mark.usefixtures("own_keys")


@pytest.fixture(scope="module")
def tables():
    return course(seed=1)


@pytest.fixture(scope="module")
def records(tables):
    return as_records(tables)


@pytest.fixture(scope="module")
def bundle(records):
    return fit(records, until=UNTIL, recipe=RECIPE, seed=3)


def bytes_of(bundle, folder):
    save_signed(bundle, folder)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_records_and_seed_give_the_same_bytes_and_another_seed_others(records, bundle, tmp_path):
    again = fit(records, until=UNTIL, recipe=RECIPE, seed=3)
    other = fit(records, until=UNTIL, recipe=RECIPE, seed=4)
    assert bytes_of(again, tmp_path / "again") == bytes_of(bundle, tmp_path / "first")
    assert bytes_of(other, tmp_path / "other")["model.joblib"] != bytes_of(bundle, tmp_path / "first")["model.joblib"]


def test_a_loaded_bundle_is_the_one_that_was_fitted(bundle, tmp_path):
    save_signed(bundle, tmp_path / "bundle")
    assert load(tmp_path / "bundle").model_id == bundle.model_id


def unknown(tables):
    """Rows that nobody knew before UNTIL, by table."""
    return {
        "attendance": tables["attendance"]["on"] >= pd.Timestamp(UNTIL),
        "spells": tables["spells"]["known_at"] >= pd.Timestamp(UNTIL),
    }


def deleted(tables):
    return {**tables, **{name: tables[name][~future] for name, future in unknown(tables).items()}}


def falsified(tables):
    future = unknown(tables)
    attendance, spells = tables["attendance"].copy(), tables["spells"].copy()
    attendance.loc[future["attendance"], ["scheduled", "unlawful"]] = 9, 77
    spells.loc[future["spells"], "ended_on"] = pd.Timestamp("2024-03-01")
    spells.loc[future["spells"], "status"] = "no such status"
    taken_back = tables["spells"].iloc[:200].assign(known_at=pd.Timestamp("2024-09-01 08:00"), retracted=True)
    spells = pd.concat([spells.assign(retracted=False), taken_back], ignore_index=True)
    youths = tables["youths"].assign(left_municipality_on=pd.Timestamp(UNTIL))
    return {"youths": youths, "spells": spells, "attendance": attendance}


@pytest.mark.parametrize("change", [deleted, falsified])
def test_nothing_known_on_or_after_until_changes_a_byte(change, tables, bundle, tmp_path):
    assert sum(future.sum() for future in unknown(tables).values()) > 10_000
    changed = fit(as_records(change(tables)), until=UNTIL, recipe=RECIPE, seed=3)
    assert bytes_of(changed, tmp_path / "changed") == bytes_of(bundle, tmp_path / "honest")


def test_what_was_known_before_until_does_change_the_bundle(tables, bundle):
    known = tables["attendance"]["on"] < pd.Timestamp("2024-04-01")
    attendance = tables["attendance"].assign(unlawful=tables["attendance"]["unlawful"].mask(known, 0))
    assert (
        fit(as_records({**tables, "attendance": attendance}), until=UNTIL, recipe=RECIPE, seed=3).model_id
        != bundle.model_id
    )


def test_row_order_changes_no_byte(tables, bundle, tmp_path):
    shuffled = {name: frame.sample(frac=1, random_state=5).reset_index(drop=True) for name, frame in tables.items()}
    changed = fit(as_records(shuffled), until=UNTIL, recipe=RECIPE, seed=3)
    assert bytes_of(changed, tmp_path / "changed") == bytes_of(bundle, tmp_path / "honest")


def test_too_few_outcomes_are_refused_with_what_is_needed():
    with pytest.raises(TooFewCases, match=r"attendance.*allowed are at least 30") as refused:
        fit(as_records(course(seed=1, hazard=1e-4)), until=UNTIL, recipe=RECIPE, seed=3)
    assert refused.value.exit_code == 3


@pytest.mark.parametrize("until", [date(2024, 2, 1), date(2024, 2, 15), date(2024, 6, 8)])
def test_too_short_a_past_is_refused_with_the_day_that_would_do(records, until):
    with pytest.raises(WindowError) as refused:
        fit(records, until=until, recipe=RECIPE, seed=3)
    assert refused.value.exit_code == 2


def test_data_declared_real_are_refused_without_a_basis(records):
    with pytest.raises(ProfilingRefused, match="attendance, spells, youths"):
        fit(replace(records, delivery=Delivery(DataKind.REAL)), until=UNTIL, recipe=RECIPE, seed=3)


def test_a_regime_without_cases_has_no_model_and_the_bundle_says_so(bundle):
    assert set(bundle.models) == {"attendance"}
    assert any(note.startswith("status_only is not assessed") for note in bundle.origin.notes)


def test_a_term_alone_teaches_nothing_about_the_season(bundle):
    assert "school_year_phase" not in bundle.models["attendance"].indicators
    assert any("season" in note for note in bundle.origin.notes)


def test_the_censored_are_left_out_of_the_labels(tables):
    as_of, recipe = date(2024, 5, 1), load_recipe(RECIPE)
    asked = {"as_of": [as_of], "known_before": mature_on(as_of, recipe), "recipe": recipe}
    moved = tables["youths"].assign(left_municipality_on=pd.NaT)
    moved.loc[:99, "left_municipality_on"] = pd.Timestamp("2024-05-10")
    everybody, without = label(as_records(tables), **asked), label(as_records({**tables, "youths": moved}), **asked)
    kept = ~everybody.indicators["youth_id"].isin(moved.loc[:99, "youth_id"])
    assert (~kept).sum() > 50
    assert without.indicators["youth_id"].tolist() == everybody.indicators.loc[kept, "youth_id"].tolist()
    np.testing.assert_array_equal(without.outcome, everybody.outcome[kept])


def test_labels_tell_who_left_within_the_window(tables):
    as_of, recipe = date(2024, 5, 1), load_recipe(RECIPE)
    told = label(as_records(tables), as_of=[as_of], known_before=mature_on(as_of, recipe), recipe=recipe)
    ends = tables["spells"].dropna(subset="ended_on").set_index("youth_id")["ended_on"]
    window = ends[(ends >= pd.Timestamp(as_of)) & (ends < pd.Timestamp("2024-05-29"))]
    assert set(told.indicators.loc[told.outcome == 1, "youth_id"]) == set(window.index)
    assert set(told.indicators["youth_id"]) == set(tables["youths"]["youth_id"]) - set(
        ends[ends < pd.Timestamp(as_of)].index
    )


def test_an_end_before_the_start_is_refused(records):
    with pytest.raises(WindowError, match="Turn them round"):
        evaluate.evaluate(records, start=UNTIL, end=date(2024, 8, 31), recipe=RECIPE, seed=0)


def test_the_rule_is_chosen_on_the_past_alone(records):
    assert learn(records, until=UNTIL, recipe=RECIPE, seed=3).rule.name in {
        "absence_60_days",
        "absence_200_days",
        "unlawful_share",
    }
