"""A bundle handed on: verified, with the evaluation that speaks of it and a card that says what it is for and how well it does.

What is handed on is the model if it has earned its place and nothing stops it; otherwise the simple rule that was fitted on the same
past stands in its place, with its own figures, and the card says so.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from features.errors import FeaturesError
from features.exits import say
from models.bundle import load
from training.activation import Activation, SignOff, decide, groups_outside, leak_alarms, read_sign_offs
from training.evaluate import BUNDLE, FIGURES, FORMAT, RULE_BUNDLE, RULE_FIGURES, RULE_TEXT, TEXT
from training.figures import as_json

CARD: Final = "MODEL_CARD.md"
ACTIVATION: Final = "activation.json"
"""Whether the model has earned its place, what is served, and who signed for what."""
BESIDE: Final = "model_evaluation.json"
"""Where a rule is served: the figures of the model that was not."""


class EvaluationFault(FeaturesError):
    """There is no evaluation, or it speaks of another model."""

    exit_code = 2


class NothingToServe(FeaturesError):
    """The model may not be served, and no simple rule can stand in its place."""

    exit_code = 3


@dataclass(frozen=True)
class Chosen:
    """What is handed on: a bundle's folder with its manifest, its own figures and text, and the decision with its words."""

    bundle: Path
    manifest: Mapping[str, Any]
    figures: Path
    text: Path
    activation: Activation
    words: tuple[str, ...]

    @property
    def is_rule(self) -> bool:
        """Whether it is a simple rule."""
        return any("rule" in model for model in self.manifest["regimes"].values())


def run(*, bundle: Path, evaluation: Path, out: Path, sign_off: Path | None = None) -> None:
    """Verify a bundle and put what may be served into a new folder, with its evaluation, its card and the decision.

    `sign_off`: a file in which named persons accept what stops the model, with their reasons.
    Raises: BundleUntrusted, BundleMismatch; SignOffFault; EvaluationFault if the evaluation is of another model or `out` is in use;
    NothingToServe.
    """
    manifest = load(bundle).manifest
    chosen = _choose(bundle, manifest, evaluation, read_sign_offs(sign_off) if sign_off else ())
    if out.exists():
        raise EvaluationFault(f"out {out.name}: got a folder that exists, allowed is a new one. Choose another name.")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as beside:
        made = Path(beside) / "made"
        shutil.copytree(chosen.bundle, made / BUNDLE)
        shutil.copyfile(chosen.figures, made / FIGURES)
        shutil.copyfile(chosen.text, made / TEXT)
        if chosen.is_rule:
            shutil.copyfile(evaluation / FIGURES, made / BESIDE)
        figures = _read_figures(evaluation, chosen.figures.name)
        (made / CARD).write_text(model_card(chosen.manifest, figures, chosen.words), encoding="utf-8")
        served = {"served": "rule" if chosen.is_rule else "model", "model_id": chosen.manifest["model_id"]}
        told = {**as_json(chosen.activation), **served, "words": list(chosen.words)}
        (made / ACTIVATION).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        made.rename(out)
    for words in chosen.words:
        say(words)
    say(f"Published {chosen.manifest['model_id']}: {out / CARD}")


def _choose(bundle: Path, manifest: Mapping[str, Any], evaluation: Path, signed: Sequence[SignOff]) -> Chosen:
    """The model, the rule in its place, or the rule itself where its bundle is the one handed over."""
    figures = _read_figures(evaluation, FIGURES)
    activation = decide(figures, signed)
    of_rule = _read_figures(evaluation, RULE_FIGURES) if figures["stand_in"]["model_id"] else None
    if of_rule and manifest["model_id"] == of_rule["model_id"]:
        said = f"The rule {activation.rule} was chosen; whether the model has earned its place does not matter to it."
        words = (said, *_of_rule(of_rule))
        return Chosen(bundle, manifest, evaluation / RULE_FIGURES, evaluation / RULE_TEXT, activation, words)
    if figures["model_id"] != manifest["model_id"]:
        raise EvaluationFault(
            f"evaluation {evaluation.name}: got figures of {figures['model_id']}, allowed are those of the bundle, "
            f"{manifest['model_id']}. Evaluate from the day the bundle was fitted until, with its recipe and seed."
        )
    if activation.may_be_released:
        return Chosen(bundle, manifest, evaluation / FIGURES, evaluation / TEXT, activation, activation.words)
    if of_rule is None:
        wanting = " ".join(f"{name}: {why}" for name, why in figures["stand_in"]["passed_over"].items())
        raise NothingToServe(
            f"evaluation {evaluation.name}: got a model that may not be served ({' '.join(activation.words)}) and no rule in its place "
            f"({wanting}). Fit and evaluate on records of a longer time or of more youths."
        )
    rule = load(evaluation / RULE_BUNDLE).manifest
    if rule["model_id"] != of_rule["model_id"]:
        raise EvaluationFault(
            f"evaluation {evaluation.name}: got figures of {of_rule['model_id']} beside the rule's bundle {rule['model_id']}, allowed are "
            "those of the bundle. Evaluate again."
        )
    _check_may_stand_in(rule["regimes"])
    words = (*activation.words, *_of_rule(of_rule))
    place = (evaluation / RULE_BUNDLE, rule, evaluation / RULE_FIGURES, evaluation / RULE_TEXT)
    return Chosen(*place, activation, words)


def _check_may_stand_in(regimes: Mapping[str, Any]) -> None:
    for model in regimes.values():
        if model["rule"]["baseline_only"]:
            raise NothingToServe(
                f"rule {model['rule']['name']}: got a baseline for comparison only ({model['rule']['why_not_served']}), allowed in the "
                "model's place is a rule about the youth. Evaluate without --rule, or with another."
            )


def _of_rule(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """What stands against the rule in its own figures: shown, and stopping nothing, since there is nothing simpler to serve."""
    return tuple(f"Of the rule itself: {item.words}" for item in (*leak_alarms(figures), *groups_outside(figures)))


def model_card(manifest: Mapping[str, Any], figures: Mapping[str, Any], words: Sequence[str]) -> str:
    """What a reader must know before using the model, in Markdown."""
    recipe, origin = manifest["recipe"], manifest["origin"]
    ages = "of any age" if recipe["lowest_age"] is None else f"of {recipe['lowest_age']} to {recipe['highest_age']}"
    parts = [
        f"# {manifest['model_id']}",
        f"Tells, for youths {ages}, how likely dropout is within {recipe['horizon_days']} days: an activity ends and nothing takes "
        "its place for 60 days. It orders whom a counsellor may look at first. It decides nothing, and a low score closes nothing.",
        f"- Recipe: {recipe['name']}; data declared {origin['data']}; nothing known on or after {origin['until']} took part; "
        f"seed {origin['seed']}.\n"
        f"- Below a coverage of {recipe['floor']:.0%} a youth is not assessed.\n"
        f"- Raised from {recipe['raised_from']:g}, high from {recipe['high_from']:g} times the regime's training base rate.",
        "## Learned from",
        _learned(manifest["regimes"]),
        *([_bullets(origin["notes"])] if origin["notes"] else []),
        "## May it be served?",
        _bullets(list(words)),
        "## How well",
        _how_well(figures),
        "## What goes in",
        "\n\n".join(
            f"Regime {name}: {', '.join(f'`{item}`' for item in model['indicators'])}."
            for name, model in manifest["regimes"].items()
        ),
        f"Nothing else: no origin, language, family, health, crime, address, sex, contacts, efforts or earlier scores. "
        f"{what_it_is(manifest['regimes'])}",
        "## Limits",
        "Most of those with many signs do not drop out. The figures hold for the data they were measured on and say nothing about "
        "whether an effort helps. On real data only a model trained and evaluated on that municipality's own records may be used.",
    ]
    return "\n\n".join(parts) + "\n"


def what_it_is(regimes: Mapping[str, Any]) -> str:
    """A fitted model, or the simple rule that is served in its place."""
    rules = {model["rule"]["name"]: model["rule"] for model in regimes.values() if "rule" in model}
    if not rules:
        return "The score is a sum of one shape per indicator; one more missed lesson can never lower it."
    told = [f"{rule['words']} (source: {rule['source']}){_differs(rule)}" for rule in rules.values()]
    only = [f" For comparison only: {rule['why_not_served']}." for rule in rules.values() if rule["baseline_only"]]
    return (
        f"It is no model but a simple rule with calibrated probabilities: {'; '.join(told)}. It orders youths as the rule does."
        f"{''.join(only)}"
    )


def _differs(rule: Mapping[str, Any]) -> str:
    return f", looked at by {rule['stand_in']}" if rule["stand_in"] else ""


def _learned(regimes: Mapping[str, Any]) -> str:
    head = "| regime | rows | youths | dropouts | base rate | calibration rows | dropouts | slope |\n|---|---|---|---|---|---|---|---|"
    lines = [
        f"| {name} | {model['training']['rows']:,} | {model['training']['youths']:,} | {model['training']['events']:,} "
        f"| {model['base_rate']:.1%} | {model['calibration']['rows']:,} | {model['calibration']['events']:,} "
        f"| {model['calibration']['slope']:.2f} |"
        for name, model in regimes.items()
    ]
    return "\n".join([head, *lines])


def _how_well(figures: Mapping[str, Any]) -> str:
    head = (
        f"Dates from {figures['dates'][0]['group']} to {figures['dates'][-1]['group']}, each judged by what was known once its outcome "
        f"was mature; 95 % intervals by {figures['resamples']:,} draws of youths. The best simple rule was chosen on the past: "
        f"`{figures['rule']}`."
    )
    table = [
        "| group | rows | dropouts | AUROC | the rule's AUROC | precision at 5 % | recall at 5 % | calibration slope |"
    ]
    table += ["|---|---|---|---|---|---|---|---|"]
    table += [_row(group) for group in (*figures["dates"], *figures["pooled"])]
    return f"{head}\n\n" + "\n".join(table)


def _row(group: Mapping[str, Any]) -> str:
    counted = f"| {group['group']} | {group['rows']:,} | {group['dropouts']:,} "
    if group["remark"]:
        return f"{counted}| {group['remark']} | | | | |"
    found, beside = group["measures"], group["beside"]["measures"]
    names = ("precision_at_5_percent", "recall_at_5_percent", "calibration_slope")
    cells = [found["auroc"], beside["auroc"], *(found[name] for name in names)]
    return counted + "".join(f"| {_interval(cell)} " for cell in cells) + "|"


def _interval(cell: Mapping[str, float | None]) -> str:
    value, low, high = cell["value"], cell["low"], cell["high"]
    return "not estimable" if value is None or low is None or high is None else f"{value:.2f} [{low:.2f}; {high:.2f}]"


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _read_figures(evaluation: Path, name: str) -> dict[str, Any]:
    try:
        figures: dict[str, Any] = json.loads((evaluation / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        figures = {}
    if figures.get("format") != FORMAT:
        raise EvaluationFault(
            f"evaluation {evaluation.name}: got no readable {name} of format {FORMAT}, allowed is a folder that "
            "`alleskalmed-train evaluate` wrote. Evaluate again."
        )
    return figures
