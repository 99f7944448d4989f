"""Whether a model has earned its place: a decision over an evaluation's figures, and the words for it.

It is earned if the model catches more dropouts than the best simple rule at the lists' capacity, over all later periods together
with an interval clear of zero, and in two thirds of the periods; otherwise the rule is what should be served. The best rule is the one
that did best on these very periods: the hardest to beat. Two things stop a model that ranks well: figures too good to be true, and
a group whose errors lie outside the limits without anybody having signed for it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from features.errors import FeaturesError
from training.fairness import HIGHEST, LOWEST, Verdict

LEAK_AUROC, LEAK_HORIZON_DAYS = 0.95, 180
"""Above this AUROC, so far ahead, something of the outcome is taken to have leaked into the indicators."""
PERIODS_WON: Final = (2, 3)
"""The model must be ahead in two of three periods."""


class SignOffFault(FeaturesError):
    """A sign-off that does not say who accepts what, and why."""

    exit_code = 2


@dataclass(frozen=True)
class SignOff:
    """A named person accepts that a group's measure lies outside the limits, for a reason."""

    dimension: str
    group: str
    measure: str
    reason: str
    by: str

    @property
    def what(self) -> tuple[str, str, str]:
        """What is accepted."""
        return (self.dimension, self.group, self.measure)


@dataclass(frozen=True)
class Activation:
    """What may be served: the model if it is earned, else the rule; and nothing of it while anything blocks.

    `rule`: the one that did best on these periods; without figures at capacity the one chosen on the past. `alarms`: signs of a
    leak. `blocks`: groups outside the limits that nobody signed for. `words`: the decision, for people.
    """

    is_model_earned: bool
    may_be_released: bool
    rule: str
    alarms: tuple[str, ...]
    blocks: tuple[str, ...]
    accepted: tuple[SignOff, ...]
    words: tuple[str, ...]


def decide(figures: Mapping[str, Any], signed: Iterable[SignOff] = ()) -> Activation:
    """Whether the model of an evaluation, as its JSON holds it, has earned its place and may be released.

    Sees: `horizon_days`, `rule`, `pooled`, and `lists` and `fairness` of `evidence`; what is missing there counts against the model.
    """
    evidence = figures.get("evidence") or {}
    lists, alarms = evidence.get("lists"), leak_alarms(figures)
    blocks, accepted = _blocks(evidence.get("fairness"), tuple(signed))
    if lists:
        rule = lists["rule_to_serve"]
        is_ahead, comparison = _is_ahead(lists)
    else:
        rule, is_ahead = figures["rule"], False
        comparison = (f"{evidence.get('remark') or 'There are no figures at capacity'}. Evaluate on more later dates.",)
    earned = is_ahead and not alarms
    may_be_released = earned and not blocks
    verdict = _verdict(earned, may_be_released, rule)
    signs = tuple(f"Signed off by {item.by}: {' '.join(item.what)}: {item.reason}" for item in accepted)
    words = (*alarms, verdict, *comparison, *blocks, *signs)
    return Activation(earned, may_be_released, rule, alarms, blocks, accepted, words)


def _verdict(earned: bool, may_be_released: bool, rule: str) -> str:
    if not earned:
        return f"The model has not earned its place: serve the rule {rule}."
    if not may_be_released:
        return "The model has earned its place, but may not be released yet: groups stand outside the limits."
    return "The model has earned its place and may be released."


def leak_alarms(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """Groups of later dates on which the model does too well to be believed."""
    if figures["horizon_days"] < LEAK_HORIZON_DAYS:
        return ()
    return tuple(
        f"LEAK ALARM: {group['group']}: AUROC {group['measures']['auroc']['value']:.3f} at {figures['horizon_days']} days, believed "
        f"is at most {LEAK_AUROC}. Find what tells the outcome before anything is served."
        for group in figures["pooled"]
        if group["measures"] and (group["measures"]["auroc"]["value"] or 0) > LEAK_AUROC
    )


def read_sign_offs(path: Path) -> tuple[SignOff, ...]:
    """The sign-offs of a TOML file: `[[accepted]]` with dimension, group, measure, reason and by.

    Raises: SignOffFault if an entry lacks one of them or leaves it empty.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SignOffFault(
            f"sign-off {path.name}: got no TOML, allowed are [[accepted]] entries. Correct it."
        ) from None
    if not (isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)):
        raise SignOffFault(f"sign-off {path.name}: got something else, allowed are [[accepted]] entries. Correct it.")
    return tuple(_sign_off(path.name, number, entry) for number, entry in enumerate(entries, 1))


def _sign_off(file: str, number: int, entry: Mapping[str, Any]) -> SignOff:
    names = [field.name for field in fields(SignOff)]
    wanting = [name for name in names if not (isinstance(entry.get(name), str) and entry[name].strip())]
    if wanting or set(entry) - set(names):
        raise SignOffFault(
            f"sign-off {file}, entry {number}: got {len(entry)} settings, allowed are {', '.join(names)}, each with text; "
            f"wanting: {', '.join(wanting) or 'none'}. Say who accepts what, and why."
        )
    return SignOff(**entry)


def _is_ahead(lists: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    best = lists["best_rule"]
    lead = next(rule["recall_lead"] for rule in lists["rules"] if rule["rule"] == best)
    periods = [period for period in lists["periods"] if period["dropouts"]]
    won = sum(period["recall"] > period["rules"][best] for period in periods)
    clear = lead["low"] is not None and lead["low"] > 0
    often = PERIODS_WON[1] * won >= PERIODS_WON[0] * len(periods) > 0
    interval = "no interval" if lead["low"] is None else f"95 % interval {lead['low']:.3f} to {lead['high']:.3f}"
    return clear and often, (
        f"At capacity ({lists['places']:.0f} places) it catches {lead['value'] or 0:+.3f} of all dropouts more than {best}, the rule "
        f"that did best on these periods ({interval}): {'' if clear else 'not '}clear of zero.",
        f"It is ahead in {won} of {len(periods)} periods; needed are two thirds.",
    )


def _blocks(
    fairness: Mapping[str, Any] | None, signed: tuple[SignOff, ...]
) -> tuple[tuple[str, ...], tuple[SignOff, ...]]:
    """Groups outside the limits that nobody signed for, in words, and the sign-offs that were needed."""
    by_what = {item.what: item for item in signed}
    blocks, accepted = [], []
    for group in (fairness or {}).get("groups", ()):
        for item in group["measures"]:
            what = (group["dimension"], group["group"], item["measure"])
            if item["verdict"] != Verdict.OUTSIDE:
                continue
            if what in by_what:
                accepted.append(by_what[what])
                continue
            ratio = item["ratio"]
            blocks.append(
                f"Blocked: {item['measure']} of {group['dimension']} {group['group']} is {ratio['value']:.2f} times that of everybody else "
                f"({ratio['low']:.2f} to {ratio['high']:.2f}), allowed is {LOWEST} to {HIGHEST}. Find out why, or sign off with a reason."
            )
    return tuple(blocks), tuple(accepted)
