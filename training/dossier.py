"""The dossier of what is published: a model card and a data sheet, each as JSON and as a page made from that JSON alone.

The card follows Mitchell et al. 2019, the sheet Gebru et al. 2021. Every number of a page is a number of its JSON, and the shapes are the
tables that score.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from features.outcome import GRACE_DAYS
from features.records import DENIED
from models.bundle import Bundle
from models.fairness import FEWEST_OUTCOMES, HIGHEST, LOWEST
from models.measures import LEVEL
from models.onset import trajectories
from models.profile import GATE_MONTHS, GRADES, LATER_GRADES
from models.starters import Starters
from training.dossier_plots import MEASURE_WORDS, length_plot, onset_plot, ratio_plots, reliability_plot
from training.figures import FEWEST_EVENTS
from training.pages import page
from training.shapes import shapes_of

FORMAT: Final = 1
CARD, SHEET = "model_card", "data_sheet"
"""Names of the two parts; each is a .json and an .html."""
SLOPES: Final = (0.8, 1.2)
"""Calibration slopes that count as sound."""
ERROR_OF_BASE_RATE: Final = 1 / 3
"""Calibration error that counts as sound, at most, as a share of the base rate."""
USUAL: Final = "usual level"
"""The course that the plain rule takes for usual: no course at all."""
_AFTER: Final = {
    CARD: "Mitchell et al. 2019, Model Cards for Model Reporting, doi:10.1145/3287560.3287596",
    SHEET: "Gebru et al. 2021, Datasheets for Datasets, doi:10.1145/3458723",
}


@dataclass(frozen=True)
class Published:
    """What a dossier speaks of: a bundle, its evaluation's figures as their JSON holds them, and the words that tell why it is served."""

    bundle: Bundle
    figures: Mapping[str, Any]
    words: Sequence[str]


def write_dossier(folder: Path, published: Published) -> None:
    """Write model card and data sheet into a folder, as JSON and as pages."""
    for name, content in ((CARD, model_card(published)), (SHEET, data_sheet(published))):
        told = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        (folder / f"{name}.json").write_text(told, encoding="utf-8")
        (folder / f"{name}.html").write_text(page(name, json.loads(told)), encoding="utf-8")


def model_card(published: Published) -> dict[str, Any]:
    """What a reader must know before using the model; every value as JSON takes it."""
    figures, manifest = published.figures, published.bundle.manifest
    evidence = figures["evidence"]
    rules = {model["rule"]["name"]: model["rule"] for model in manifest["regimes"].values() if "rule" in model}
    shapes = shapes_of(published.bundle.models)
    return {
        "format": FORMAT,
        "after": _AFTER[CARD],
        "model": {
            name: manifest[name] for name in ("model_id", "recipe", "origin", "libraries", "files", "not_assessed")
        },
        "regimes": manifest["regimes"],
        "rules": list(rules.values()),
        "grace_days": GRACE_DAYS,
        "level": LEVEL,
        "fewest": {"events": FEWEST_EVENTS, "outcomes": FEWEST_OUTCOMES},
        "limits": {"ratio": [LOWEST, HIGHEST], "slope": list(SLOPES), "error_of_base_rate": ERROR_OF_BASE_RATE},
        "decision": list(published.words),
        "weak": list(_weaknesses(figures)),
        "evaluation": {name: told for name, told in figures.items() if name not in ("evidence", "activation")},
        "evidence": {name: told for name, told in evidence.items() if name != "composition"},
        "measure_words": MEASURE_WORDS,
        "onset": {**_onset(published.bundle.onset), "diagnostics": published.figures.get("onset")},
        "plots": _plots(evidence),
        "shapes": shapes,
    }


def data_sheet(published: Published) -> dict[str, Any]:
    """Where the data came from, what they hold and what they do not; every value as JSON takes it."""
    figures, manifest = published.figures, published.bundle.manifest
    first, last = figures["dates"][0], figures["dates"][-1]
    return {
        "format": FORMAT,
        "after": _AFTER[SHEET],
        "model": {name: manifest[name] for name in ("model_id", "recipe", "origin", "not_assessed")},
        "data": figures["data"],
        "source": figures["source"],
        "records_end": figures["records_end"],
        "grace_days": GRACE_DAYS,
        "regimes": {
            name: {"base_rate": model["base_rate"], "training": model["training"], "calibration": model["calibration"]}
            for name, model in manifest["regimes"].items()
        },
        "judged": [
            {
                name: group[name]
                for name in ("group", "rows", "youths", "dropouts", "base_rate", "not_assessed", "remark")
            }
            for group in (*figures["dates"], *figures["pooled"])
        ],
        "judged_from": first["group"],
        "judged_to": last["group"],
        "composition": figures["evidence"]["composition"],
        "never_held": sorted(DENIED),
    }


def _plots(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """The plots by name; none where nothing was measured."""
    curves, fairness = evidence.get("curves"), evidence.get("fairness")
    plots: dict[str, Any] = {}
    if curves:
        plots["reliability"] = {name: reliability_plot(name, groups) for name, groups in curves["reliability"].items()}
        plots["lengths"] = {
            name: length_plot(name, curves["lengths"], curves["rule"]) for name in ("recall", "precision")
        }
    if fairness:
        plots["ratios"] = ratio_plots(fairness)
    return plots


def _onset(starters: Starters) -> dict[str, Any]:
    """Which of the two rivals calls profiles, what the manifest says of both, and the courses they know."""
    courses = [] if starters.mixture is None else trajectories(starters.mixture)
    usual = starters.rule.one_class
    if usual is not None:
        steady = [usual.level_mean * (LATER_GRADES if grade >= 7 else 1.0) for grade in range(GRADES)]
        courses.append({"name": USUAL, "share": None, "course": steady})
    plot = onset_plot(courses, starters.rule.threshold) if courses else None
    return {**starters.said, "gate_months": GATE_MONTHS, "trajectories": courses, "plot": plot}


def _weaknesses(figures: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the figures say against the model, group by group; nothing is left out because it looks bad."""
    if figures["evidence"]["remark"]:
        yield {"group": "all dates together", "words": [figures["evidence"]["remark"]]}
    for group in (*figures["pooled"], *figures["dates"], *figures["evidence"]["groups"]):
        words = [group["remark"]] if group["remark"] else list(_weaknesses_of(group))
        if words:
            yield {"group": group["group"], "words": words}


def _weaknesses_of(group: Mapping[str, Any]) -> Iterator[str]:
    slope, share, error = (
        group["measures"][name] for name in ("calibration_slope", "predicted_over_observed", "calibration_error")
    )
    if slope["value"] is None or not SLOPES[0] <= slope["value"] <= SLOPES[1]:
        yield f"calibration slope {_told(slope)}, sound is {SLOPES[0]} to {SLOPES[1]}"
    if share["value"] is None or not LOWEST <= share["value"] <= HIGHEST:
        yield f"{_told(share)} dropouts foretold for each that happened, sound is {LOWEST} to {HIGHEST}"
    if error["value"] > ERROR_OF_BASE_RATE * group["base_rate"]:
        most = ERROR_OF_BASE_RATE * group["base_rate"]
        yield f"calibration error {_told(error, 3)}, sound is at most a third of the base rate, {most:.3f}"
    lead = group["beside"]["lead"]["auroc"]
    if lead["low"] is None or lead["low"] <= 0:
        yield f"its lead in AUROC over the rule {group['beside']['rule']}, {_told(lead)}, is not clear of zero"


def _told(cell: Mapping[str, float | None], decimals: int = 2) -> str:
    value, low, high = cell["value"], cell["low"], cell["high"]
    if value is None or low is None or high is None:
        return "not estimable"
    return f"{value:.{decimals}f} [{low:.{decimals}f}; {high:.{decimals}f}]"
