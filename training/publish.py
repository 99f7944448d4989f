"""A bundle handed on: verified, with the evaluation that speaks of it and a dossier that says what it is for and how well it does.

What is handed on is the model if it has earned its place and nothing stops it; otherwise the simple rule that was fitted on the same
past stands in its place, with its own figures, and the dossier says so.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from features.errors import FeaturesError
from features.exits import say
from models.bundle import load
from training.activation import Activation, decide, groups_outside, leak_alarms, read_sign_offs
from training.dossier import CARD, Published, write_dossier
from training.evaluate import BUNDLE, FIGURES, FORMAT, RULE_BUNDLE, RULE_FIGURES, RULE_TEXT, TEXT
from training.figures import as_json

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
    """Verify a bundle and put what may be served into a new folder, with its evaluation, its dossier and the decision.

    `sign_off`: a file in which named persons accept what stops the model, with their reasons.
    Raises: BundleUntrusted, BundleMismatch; SignOffFault; EvaluationFault if the evaluation is of another model or `out` is in use;
    NothingToServe.
    """
    manifest = load(bundle).manifest
    chosen = _choose(bundle, manifest, evaluation, sign_off)
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
        write_dossier(made, Published(load(chosen.bundle), figures, chosen.words))
        served = {"served": "rule" if chosen.is_rule else "model", "model_id": chosen.manifest["model_id"]}
        told = {**as_json(chosen.activation), **served, "words": list(chosen.words)}
        (made / ACTIVATION).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        made.rename(out)
    for words in chosen.words:
        say(words)
    say(f"Published {chosen.manifest['model_id']}: {out / f'{CARD}.html'}")


def _choose(bundle: Path, manifest: Mapping[str, Any], evaluation: Path, sign_off: Path | None) -> Chosen:
    """The model, the rule in its place, or the rule itself where its bundle is the one handed over."""
    figures = _read_figures(evaluation, FIGURES)
    signed = read_sign_offs(sign_off, model_id=figures["model_id"]) if sign_off else ()
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
    over = tuple(f"Passed over: the rule {name}: {why}." for name, why in figures["stand_in"]["passed_over"].items())
    return over + tuple(
        f"Of the rule itself: {item.words}" for item in (*leak_alarms(figures), *groups_outside(figures))
    )


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
