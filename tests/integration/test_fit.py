"""From records to a bundle, its evaluation and its publication, on a small hand-made course."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from features.build import build_indicators
from features.errors import ProfilingRefused, WindowError
from features.reading import as_records
from features.records import Delivery
from features.vocabulary import DataKind
from models.bundle import load
from models.errors import TooFewCases
from models.recipe import load_recipe
from models.scores import check_scores
from models.scoring import score_youths
from tests.lib.course import course
from training import evaluate, publish
from training.fit import fit, learn, save_signed
from training.later import mature_on
from training.rules import fit_rule_bundle
from training.splits import label

UNTIL = date(2024, 9, 1)
RECIPE = "open-university"
LATER = {"start": UNTIL, "end": date(2024, 9, 29), "recipe": RECIPE, "seed": 3}


@pytest.fixture(autouse=True)
def var(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.getbasetemp() / "var"
    monkeypatch.setenv("ALLESKALMED_VAR", str(folder))
    monkeypatch.delenv("ALLESKALMED_SIGNING_KEY", raising=False)
    return folder


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


@pytest.fixture(scope="module")
def evaluation(tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluation")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALLESKALMED_VAR", str(tmp_path_factory.getbasetemp() / "var"))
        records = folder / "records"
        records.mkdir()
        for name, frame in tables.items():
            frame.to_parquet(records / f"{name}.parquet", index=False)
        evaluate.run(records=records, out=folder / "out", **LATER)
    return folder / "out"


def test_an_evaluation_speaks_of_the_bundle_that_fit_makes_at_its_first_date(evaluation, bundle):
    figures = json.loads((evaluation / "evaluation.json").read_text())
    assert figures["model_id"] == bundle.model_id == load(evaluation / "bundle").model_id
    assert [group["group"] for group in figures["dates"]] == ["2024-09-01", "2024-09-29"]


def test_a_date_whose_outcome_the_records_cannot_tell_is_not_judged(evaluation):
    first, second = json.loads((evaluation / "evaluation.json").read_text())["dates"]
    assert first["measures"]
    assert not first["remark"]
    assert (
        second["remark"] == "scored, not judged: outcomes are known on 2024-12-26, these records end before 2024-11-30"
    )
    assert not second["measures"]


def test_figures_come_with_intervals_beside_a_rule_chosen_on_the_past(evaluation):
    pooled = json.loads((evaluation / "evaluation.json").read_text())["pooled"][0]
    auroc = pooled["measures"]["auroc"]
    assert auroc["low"] < auroc["value"] < auroc["high"]
    assert auroc["value"] > 0.6
    assert pooled["beside"]["rule"] == json.loads((evaluation / "evaluation.json").read_text())["rule"]
    assert "AUROC" in (evaluation / "evaluation.txt").read_text()


def test_a_model_that_has_not_earned_its_place_is_replaced_by_the_rule_with_its_own_figures(
    evaluation, tmp_path, capsys
):
    publish.run(bundle=evaluation / "bundle", evaluation=evaluation, out=tmp_path / "published")
    published = load(tmp_path / "published" / "bundle")
    figures, own, told = (
        json.loads((folder / name).read_text())
        for folder, name in (
            (evaluation, "evaluation.json"),
            (tmp_path / "published", "evaluation.json"),
            (tmp_path / "published", "activation.json"),
        )
    )
    assert not figures["activation"]["is_model_earned"]  # a single date with a dozen dropouts proves nothing
    rule = figures["evidence"]["lists"]["rule_to_serve"]
    assert {model.rule for model in published.models.values()} == {rule} == {told["rule"]}
    assert published.model_id == own["model_id"] == told["model_id"] != figures["model_id"]
    assert told["served"] == "rule"
    assert own["pooled"][0]["measures"]["auroc"] != figures["pooled"][0]["measures"]["auroc"]
    assert (tmp_path / "published" / "model_evaluation.json").read_bytes() == (
        evaluation / "evaluation.json"
    ).read_bytes()
    said = "The model has not earned its place: serve the rule"
    card = (tmp_path / "published" / "model_card.html").read_text()
    assert f"<h1>{published.model_id}</h1>" in card
    assert said in card
    assert "A simple rule with calibrated probabilities, served in the place of a model." in card
    assert published.model_id in (tmp_path / "published" / "data_sheet.html").read_text()
    assert said in capsys.readouterr().err
    assert said in (evaluation / "evaluation.txt").read_text()


def test_the_rule_published_in_a_models_place_scores_and_is_the_one_fit_rule_makes(evaluation, records, tmp_path):
    publish.run(bundle=evaluation / "bundle", evaluation=evaluation, out=tmp_path / "published")
    published = load(tmp_path / "published" / "bundle")
    rule = json.loads((tmp_path / "published" / "activation.json").read_text())["rule"]
    assert fit_rule_bundle(records, rule=rule, until=UNTIL, recipe=RECIPE, seed=3).model_id == published.model_id
    scores = check_scores(score_youths(published, build_indicators(records, as_of=UNTIL)))
    assert scores["risk"].notna().any()


def earned(evaluation, folder, **changes):
    """The evaluation as if the model had earned its place, with other changes to its figures."""
    shutil.copytree(evaluation, folder)
    told = json.loads((folder / "evaluation.json").read_text())
    lists = told["evidence"]["lists"]
    for rule in lists["rules"]:
        rule["recall_lead"] = {"value": 0.2, "low": 0.1, "high": 0.3}
    for period in lists["periods"]:
        period |= {"recall": 1.0, "rules": dict.fromkeys(period["rules"], 0.0)}
    (folder / "evaluation.json").write_text(json.dumps({**told, **changes}))
    return folder


def test_a_model_that_has_earned_its_place_is_published_with_its_figures(evaluation, bundle, tmp_path):
    folder = earned(evaluation, tmp_path / "evaluation")
    publish.run(bundle=folder / "bundle", evaluation=folder, out=tmp_path / "published")
    assert load(tmp_path / "published" / "bundle").model_id == bundle.model_id
    assert json.loads((tmp_path / "published" / "activation.json").read_text())["served"] == "model"
    assert "absence_share_20d" in (tmp_path / "published" / "model_card.html").read_text()
    assert (tmp_path / "published" / "evaluation.json").read_bytes() == (folder / "evaluation.json").read_bytes()
    assert not (tmp_path / "published" / "model_evaluation.json").exists()


def test_an_earned_model_that_is_too_good_to_be_true_waits_for_a_signed_reason(evaluation, bundle, tmp_path):
    figures = json.loads((evaluation / "evaluation.json").read_text())["pooled"]
    figures[0]["measures"]["auroc"]["value"] = 0.97
    folder = earned(evaluation, tmp_path / "evaluation", pooled=figures, horizon_days=180)
    publish.run(bundle=folder / "bundle", evaluation=folder, out=tmp_path / "blocked")
    assert load(tmp_path / "blocked" / "bundle").model_id != bundle.model_id
    signed = tmp_path / "signed.toml"
    signed.write_text(
        '[[accepted]]\ndimension = "leak"\ngroup = "pooled"\nmeasure = "auroc"\nreason = "explained"\nby = "The leader"\n'
    )
    publish.run(bundle=folder / "bundle", evaluation=folder, out=tmp_path / "released", sign_off=signed)
    assert load(tmp_path / "released" / "bundle").model_id == bundle.model_id


def test_where_neither_model_nor_rule_may_be_served_nothing_is_published_and_the_words_say_why(evaluation, tmp_path):
    folder = tmp_path / "evaluation"
    shutil.copytree(evaluation, folder)
    told = json.loads((folder / "evaluation.json").read_text())
    told["stand_in"] = {
        "rule": "",
        "model_id": None,
        "passed_over": {"unlawful_share": "got 3 youths with the outcome"},
    }
    (folder / "evaluation.json").write_text(json.dumps(told))
    with pytest.raises(publish.NothingToServe, match="unlawful_share: got 3 youths with the outcome") as refused:
        publish.run(bundle=folder / "bundle", evaluation=folder, out=tmp_path / "published")
    assert refused.value.exit_code == 3
    assert not (tmp_path / "published").exists()


def test_a_baseline_for_comparison_never_stands_in_a_models_place(evaluation, records, tmp_path):
    folder = tmp_path / "evaluation"
    shutil.copytree(evaluation, folder)
    random = fit_rule_bundle(records, rule="random", until=UNTIL, recipe=RECIPE, seed=3)
    save_signed(random, folder / "rule_bundle")
    for name, change in (
        ("evaluation.json", {"stand_in": {"rule": "random", "model_id": random.model_id, "passed_over": {}}}),
        ("rule_evaluation.json", {"model_id": random.model_id}),
    ):
        told = json.loads((folder / name).read_text())
        (folder / name).write_text(json.dumps(told | change))
    with pytest.raises(publish.NothingToServe, match="it knows nothing of anybody"):
        publish.run(bundle=folder / "bundle", evaluation=folder, out=tmp_path / "published")
    assert not (tmp_path / "published").exists()


def test_the_figures_of_another_rule_are_refused(evaluation, records, tmp_path):
    folder = tmp_path / "evaluation"
    shutil.copytree(evaluation, folder)
    told = json.loads((folder / "rule_evaluation.json").read_text())
    (folder / "rule_evaluation.json").write_text(json.dumps(told | {"model_id": "another"}))
    with pytest.raises(publish.EvaluationFault, match="got figures of another beside the rule's bundle"):
        publish.run(bundle=folder / "bundle", evaluation=folder, out=tmp_path / "published")


def test_the_evaluation_tells_freer_models_unseen_schools_and_later_terms(evaluation):
    figures = json.loads((evaluation / "evaluation.json").read_text())
    assert [item["companion"] for item in figures["companions"]] == ["free_boosting", "logistic_regression"]
    assert all(
        {"auroc", "average_precision", "recall_at_5_percent", "brier"} == set(item["lead"])
        for item in figures["companions"]
    )
    groups = {group["group"]: group for group in figures["pooled"]}
    assert (
        groups["strictly later terms"]["rows"] == groups["pooled"]["rows"]
    )  # the autumn began after all of spring was over
    assert "too few to measure" in figures["unseen"]["remark"]  # the course is all at one college
    assert figures["unseen"]["schools"] == 0
    own = json.loads((evaluation / "rule_evaluation.json").read_text())
    assert own.keys() == figures.keys()
    assert own["unseen"] is None


def test_the_rules_bundle_is_published_as_such_where_somebody_prefers_it(evaluation, tmp_path):
    publish.run(bundle=evaluation / "rule_bundle", evaluation=evaluation, out=tmp_path / "published")
    told = json.loads((tmp_path / "published" / "activation.json").read_text())
    assert (told["served"], told["model_id"]) == ("rule", load(evaluation / "rule_bundle").model_id)
    assert "was chosen" in told["words"][0]


def test_a_form_for_sign_offs_lies_beside_the_figures(evaluation):
    assert (evaluation / "sign-off.toml").read_text() == "# Nothing has to be signed off.\n"


def test_the_evidence_of_an_evaluation_is_told_in_full_and_at_eighty_columns(evaluation):
    evidence = json.loads((evaluation / "evaluation.json").read_text())["evidence"]
    assert evidence["remark"] == ""
    assert {item["rule"] for item in evidence["lists"]["rules"]} >= {
        "last_status",
        "school_rate",
        "random",
        "risk_report",
    }
    assert evidence["overlap"]["weeks"] == 2
    assert set(evidence["fairness"]["not_examined"]) >= {"origin", "disability", "sex", "newcomer"}
    text = (evaluation / "evaluation.txt").read_text()
    assert max(len(line) for line in text.splitlines()) <= 80
    for head in ("LISTS AT CAPACITY", "LEAD TIME", "A WEEK LATER", "UNDETERMINED PROFILES", "WHOM THE LISTS REACH"):
        assert head in text


def test_an_evaluation_of_another_model_is_refused(records, evaluation, tmp_path):
    save_signed(fit(records, until=UNTIL, recipe=RECIPE, seed=4), tmp_path / "bundle")
    with pytest.raises(publish.EvaluationFault, match="allowed are those of the bundle"):
        publish.run(bundle=tmp_path / "bundle", evaluation=evaluation, out=tmp_path / "published")
    assert not (tmp_path / "published").exists()


def test_an_end_before_the_start_is_refused(records):
    with pytest.raises(WindowError, match="Turn them round"):
        evaluate.evaluate(records, start=UNTIL, end=date(2024, 8, 31), recipe=RECIPE, seed=0)


def test_the_rule_is_chosen_on_the_past_alone(records):
    assert learn(records, until=UNTIL, recipe=RECIPE, seed=3).rule.name in {
        "absence_60_days",
        "absence_200_days",
        "unlawful_share",
    }
