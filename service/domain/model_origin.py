"""Whether a model may be used here, by what it was made from and judged on: the rule that knows no override."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from features.vocabulary import DataKind
from service.domain.errors import NotPermitted

OPEN_KINDS: Final = frozenset({DataKind.SYNTHETIC, DataKind.PUBLIC})
"""What a model may have been made from where no real person is scored."""


@dataclass(frozen=True)
class Judged:
    """What the evaluation of a model says of the records it was judged on, and whether publishing handed that model on."""

    data: str
    source: str
    is_handed_on: bool


@dataclass(frozen=True)
class House:
    """The installation as this rule sees it: whether it holds real records, and whose."""

    is_real: bool
    municipality: str = ""


def check_may_activate(manifest: Mapping[str, Any], judged: Judged | None, house: House) -> None:
    """Pass if a model may score here.

    Where records are real it must have been trained and judged on this municipality's real records, and handed on by publishing; elsewhere
    on data that are declared synthetic or public. What is there for comparison only scores nowhere. There is no override.
    Raises: NotPermitted in words.
    """
    origin = manifest["origin"]
    _check_for_work(manifest)
    if not house.is_real:
        _check_open(str(origin["data"]))
        return
    if not house.municipality:
        raise NotPermitted(
            "municipality: got no setting, allowed in real mode is the source that this municipality's deliveries name. "
            "Set ALLESKALMED_MUNICIPALITY; a model of somebody else's records can then be told apart."
        )
    _check_own("trained", str(origin["data"]), str(origin.get("source", "")), house)
    if judged is None:
        raise NotPermitted(
            "model: got no evaluation of this model, allowed in real mode is one judged on this municipality's real records. "
            "Bring in the folder that `alleskalmed-train publish` wrote."
        )
    _check_own("judged", judged.data, judged.source, house)
    if not judged.is_handed_on:
        raise NotPermitted(
            "model: got no decision that hands it on, allowed in real mode is one that earned its place, signed for where groups "
            "are outside the limits, or the rule in its place. Bring in the folder that `alleskalmed-train publish` wrote."
        )


def is_of_rule(manifest: Mapping[str, Any]) -> bool:
    """Whether a simple rule stands in a model's place."""
    return any("rule" in regime for regime in manifest["regimes"].values())


def _check_for_work(manifest: Mapping[str, Any]) -> None:
    rules = [regime["rule"] for regime in manifest["regimes"].values() if "rule" in regime]
    if any(rule["baseline_only"] for rule in rules):
        raise NotPermitted(
            f"model: got the rule {rules[0]['name']}, which is there for comparison only; allowed is a model or a rule to work from. "
            "Publish an evaluation and bring in what it left."
        )


def _check_open(data: str) -> None:
    if data not in OPEN_KINDS:
        raise NotPermitted(
            f"model: got one trained on data declared {data}, allowed outside real mode are synthetic and public. "
            "Fit it on records whose delivery.json says what they are."
        )


def _check_own(what: str, data: str, source: str, house: House) -> None:
    if data != DataKind.REAL:
        raise NotPermitted(
            f"model: got one {what} on data declared {data}, allowed in real mode is one trained and judged on this municipality's real "
            "records; there is no override. Fit and evaluate on them."
        )
    if source != house.municipality:
        raise NotPermitted(
            f"model: got one {what} on records of another source, allowed in real mode are those of this municipality; there is no "
            "override. Fit and evaluate on its own records."
        )
