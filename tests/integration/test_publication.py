"""The evaluation of a bundle and what is published of it, the model or the rule in its place, on a small hand-made course."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest

from features.build import build_indicators
from features.reading import as_records
from models.bundle import load
from models.scores import check_scores
from models.scoring import score_youths
from tests.lib.course import LATER, RECIPE, UNTIL, course
from training import evaluate, publish
from training.fit import fit, save_signed
from training.rules import fit_rule_bundle

pytestmark = pytest.mark.usefixtures("own_keys")


def with_faults(tables):
    """The same course as it may be delivered: a youth in education without a day of birth, and one of many institutions twice."""
    nobody = pd.DataFrame({"youth_id": ["Y9999"], "birth_on": [pd.NaT], "district_id": ["north"]})
    spell = tables["spells"].head(1).assign(youth_id="Y9999")
    names = ["college", "twice", "twice", *(f"far{number}" for number in range(250))]
    return {
        **tables,
        "youths": pd.concat([tables["youths"], nobody.astype(tables["youths"].dtypes)], ignore_index=True),
        "spells": pd.concat([tables["spells"], spell], ignore_index=True),
        "institutions": pd.DataFrame({"institution_id": names, "kind": "other", "delivers_attendance": True}),
    }


@pytest.fixture(scope="module")
def tables():
    return with_faults(course(seed=1))


@pytest.fixture(scope="module")
def records(tables):
    return as_records(tables)


@pytest.fixture(scope="module")
def bundle(records):
    return fit(records, until=UNTIL, recipe=RECIPE, seed=3)


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


def test_rows_that_cannot_be_used_are_set_aside_before_anything_is_judged(evaluation, tables):
    figures = json.loads((evaluation / "evaluation.json").read_text())
    assert figures["dates"][0]["youths"] <= len(tables["youths"])
    assert figures["evidence"]


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
        f'model_id = "{bundle.model_id}"\n'
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


def test_a_form_for_sign_offs_lies_beside_the_figures(evaluation, bundle):
    form = (evaluation / "sign-off.toml").read_text()
    assert form == f'# Nothing has to be signed off.\nmodel_id = "{bundle.model_id}"\n'


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
