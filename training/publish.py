"""A bundle handed on: verified, with the evaluation that speaks of it and a card that says what it is for and how well it does."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from features.errors import FeaturesError
from features.exits import say
from models.bundle import load
from training.activation import Activation, decide, read_sign_offs
from training.evaluate import BUNDLE, FIGURES, TEXT
from training.figures import as_json

CARD: Final = "MODEL_CARD.md"
ACTIVATION: Final = "activation.json"
"""Whether the model has earned its place, and who signed for what."""


class EvaluationFault(FeaturesError):
    """There is no evaluation, or it speaks of another model."""

    exit_code = 2


def run(*, bundle: Path, evaluation: Path, out: Path, sign_off: Path | None = None) -> None:
    """Verify a bundle and put it into a new folder with its evaluation, its card and what the figures allow to be served.

    `sign_off`: a file in which named persons accept groups outside the limits, with their reasons.
    Raises: BundleUntrusted, BundleMismatch; SignOffFault; EvaluationFault if the evaluation is of another model or `out` is in use.
    """
    manifest = load(bundle).manifest
    figures = _read_figures(evaluation)
    if figures["model_id"] != manifest["model_id"]:
        raise EvaluationFault(
            f"evaluation {evaluation.name}: got figures of {figures['model_id']}, allowed are those of the bundle, "
            f"{manifest['model_id']}. Evaluate from the day the bundle was fitted until, with its recipe and seed."
        )
    if out.exists():
        raise EvaluationFault(f"out {out.name}: got a folder that exists, allowed is a new one. Choose another name.")
    activation = decide(figures, read_sign_offs(sign_off) if sign_off else ())
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as beside:
        made = Path(beside) / "made"
        shutil.copytree(bundle, made / BUNDLE)
        for name in (FIGURES, TEXT):
            shutil.copyfile(evaluation / name, made / name)
        (made / CARD).write_text(model_card(manifest, figures, activation), encoding="utf-8")
        told = json.dumps(as_json(activation), indent=1, ensure_ascii=False)
        (made / ACTIVATION).write_text(told + "\n", encoding="utf-8")
        made.rename(out)
    for words in activation.words:
        say(words)
    say(f"Published {manifest['model_id']}: {out / CARD}")


def model_card(manifest: Mapping[str, Any], figures: Mapping[str, Any], activation: Activation) -> str:
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
        _bullets(list(activation.words)),
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
    only = any(rule["baseline_only"] for rule in rules.values())
    return (
        f"It is no model but a simple rule with calibrated probabilities: {'; '.join(told)}. It orders youths as the rule does."
        f"{' For comparison only: not a list to work from.' if only else ''}"
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


def _read_figures(evaluation: Path) -> dict[str, Any]:
    try:
        figures: dict[str, Any] = json.loads((evaluation / FIGURES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise EvaluationFault(
            f"evaluation {evaluation.name}: got no readable {FIGURES}, allowed is a folder that `alleskalmed-train evaluate` wrote."
        ) from None
    return figures
