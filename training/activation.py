"""Whether a model has earned its place: a decision over an evaluation's figures, and the words for it.

It is earned if the model catches more dropouts than the best simple rule at the lists' capacity, over all later periods together
with an interval clear of zero, and in two thirds of the periods; otherwise the rule is what should be served. The best rule is the one
that did best on these very periods: the hardest to beat. Two things stop a model that ranks well until a named person has signed for
them with a reason: figures too good to be true, and a group that stands outside the limits.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import tomli_w

from features.errors import FeaturesError
from features.exits import say
from models.fairness import HIGHEST, LOWEST, Verdict

LEAK_AUROC, LEAK_HORIZON_DAYS = 0.95, 180
"""Above this AUROC, so far ahead, something of the outcome is taken to have leaked into the indicators."""
SIGN_OFF: Final = "sign-off.toml"
"""The form for what has to be signed off."""
LEAK: Final = "leak"
"""The dimension by which an explained alarm is signed off."""
PERIODS_WON: Final = (2, 3)
"""The model must be ahead in two of three periods."""


_FORM_HEAD: Final = """\
# What stops the model. Whoever accepts an entry says why and signs with a name; delete the entries that nobody accepts.
# An entry without a reason or a name is refused. Hand the file to `alleskalmed-train publish --sign-off`.
"""


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
class Trouble:
    """What stops a model until a named person has signed for it: what has to be named in a sign-off, and the words."""

    what: tuple[str, str, str]
    words: str


@dataclass(frozen=True)
class Activation:
    """What is served: the model if it is earned and nothing stops it, else the rule.

    `rule`: the one that stands in the model's place, empty if none can. `alarms`: signs of a leak. `blocks`: groups outside the
    limits. Both are of the model, and without those that somebody signed for. `words`: the decision, for people.
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

    Sees: `horizon_days`, `rule`, `stand_in`, `pooled`, and `lists` and `fairness` of `evidence`; what is missing there counts against
    the model.
    """
    evidence = figures.get("evidence") or {}
    lists = evidence.get("lists")
    by_what = {item.what: item for item in signed}
    leaks, groups = leak_alarms(figures), groups_outside(figures)
    alarms, outside = (tuple(item.words for item in found if item.what not in by_what) for found in (leaks, groups))
    blocks = tuple(f"Blocked: {words} Find out why, or sign off with a reason." for words in outside)
    accepted = tuple(by_what[item.what] for item in (*leaks, *groups) if item.what in by_what)
    if lists:
        is_ahead, comparison = _is_ahead(lists)
    else:
        is_ahead = False
        comparison = (f"{evidence.get('remark') or 'There are no figures at capacity'}. Evaluate on more later dates.",)
    rule = _rule(figures, lists)
    earned = is_ahead and not alarms
    may_be_released = earned and not blocks
    signs = tuple(f"Signed off by {item.by}: {' '.join(item.what)}: {item.reason}" for item in accepted)
    words = (*alarms, _verdict(earned, may_be_released, rule), *comparison, *blocks, *signs)
    return Activation(earned, may_be_released, rule, alarms, blocks, accepted, words)


def _rule(figures: Mapping[str, Any], lists: Mapping[str, Any] | None) -> str:
    if "stand_in" in figures:
        return str(figures["stand_in"]["rule"])
    return str(lists["rule_to_serve"] if lists else figures["rule"])


def _verdict(earned: bool, may_be_released: bool, rule: str) -> str:
    instead = f"serve the rule {rule}" if rule else "and no simple rule could be fitted in its place: serve nothing"
    if not earned:
        return f"The model has not earned its place: {instead}."
    if not may_be_released:
        return f"The model has earned its place, but groups stand outside the limits: until they are signed off, {instead}."
    return "The model has earned its place and may be released."


def leak_alarms(figures: Mapping[str, Any]) -> tuple[Trouble, ...]:
    """Groups of later dates on which the model does too well to be believed."""
    if figures["horizon_days"] < LEAK_HORIZON_DAYS:
        return ()
    return tuple(
        Trouble(
            (LEAK, group["group"], "auroc"),
            f"LEAK ALARM: {group['group']}: AUROC {group['measures']['auroc']['value']:.3f} at {figures['horizon_days']} days, believed "
            f"is at most {LEAK_AUROC}. Find what tells the outcome before anything is served.",
        )
        for group in figures["pooled"]
        if group["measures"] and (group["measures"]["auroc"]["value"] or 0) > LEAK_AUROC
    )


def groups_outside(figures: Mapping[str, Any]) -> tuple[Trouble, ...]:
    """Measures of groups whose whole interval lies outside the limits."""
    fairness = (figures.get("evidence") or {}).get("fairness") or {}
    return tuple(
        Trouble(
            (group["dimension"], group["group"], item["measure"]),
            f"{item['measure']} of {group['dimension']} {group['group']} is {_ratio(item['ratio'])} times that of everybody else, allowed "
            f"is {LOWEST} to {HIGHEST}.",
        )
        for group in fairness.get("groups", ())
        for item in group["measures"]
        if item["verdict"] == Verdict.OUTSIDE
    )


def _ratio(told: Mapping[str, float]) -> str:
    return f"{told['value']:.2f} ({told['low']:.2f} to {told['high']:.2f})"


def sign_off_form(figures: Mapping[str, Any]) -> str:
    """A file to fill in: everything that stops the model, without a reason and without a name."""
    found = (*leak_alarms(figures), *groups_outside(figures))
    if not found:
        return f"# Nothing has to be signed off.\n{tomli_w.dumps({'model_id': figures['model_id']})}"
    names = ("dimension", "group", "measure")
    entries = [{**dict(zip(names, item.what, strict=True)), "reason": "", "by": ""} for item in found]
    return f"{_FORM_HEAD}\n{tomli_w.dumps({'model_id': figures['model_id'], 'accepted': entries})}"


def leave_form(folder: Path, figures: Mapping[str, Any]) -> None:
    """Put the form into a folder; one that is there already stays, since somebody may have filled it in."""
    if (folder / SIGN_OFF).exists():
        say(f"{SIGN_OFF} was there and stays as it is.")
    else:
        (folder / SIGN_OFF).write_text(sign_off_form(figures), encoding="utf-8")


def read_sign_offs(path: Path, *, model_id: str) -> tuple[SignOff, ...]:
    """The sign-offs of a TOML file: `[[accepted]]` with dimension, group, measure, reason and by; `model_id` says of which model.

    Raises: SignOffFault if an entry lacks one of them or leaves it empty, or the file is not of this model.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SignOffFault(
            f"sign-off {path.name}: got no TOML, allowed are [[accepted]] entries. Correct it."
        ) from None
    if told.get("model_id") != model_id:
        raise SignOffFault(
            f"sign-off {path.name}: got one of {'another' if 'model_id' in told else 'no'} model, allowed is one with model_id "
            f"{model_id}. Look at this model's figures and sign anew."
        )
    entries = told.get("accepted", [])
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
        f"At capacity ({lists['places']:.0f} places) it catches {_more(lead['value'] or 0)} than {best}, the rule that did best on these "
        f"periods ({interval} of the difference): {'' if clear else 'not '}clear of zero.",
        f"It is ahead in {won} of {len(periods)} periods; needed are two thirds.",
    )


def _more(difference: float) -> str:
    return f"{abs(difference):.3f} of all dropouts {'fewer' if difference < 0 else 'more'}"
