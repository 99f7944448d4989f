"""From records to a bundle: the past trains, what came later calibrates, and nothing known on or after `until` takes part."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from features.checking import check_tables
from features.exits import say
from features.permission import Phase, check_may_profile
from features.reading import as_records, read_records
from features.records import Records
from features.vocabulary import Regime
from models.bundle import Bundle, save
from models.errors import CalibrationFailed, TooFewCases
from models.keys import TRUSTED, default_var, signing_key
from models.manifest import Origin
from models.recipe import Recipe, load_recipe
from models.risk import RiskModel, fit_risk
from models.rules import Rule, best_rule
from training.onset import fit_starters
from training.plan import Plan, first_day, make_plan
from training.splits import SEASONAL, Split, split, windows

Fitted = TypeVar("Fitted")
SIGNING_KEY: Final = "ALLESKALMED_SIGNING_KEY"
"""The environment variable that names the file with the signing key."""


@dataclass(frozen=True)
class Learned:
    """A fitted bundle, the dates and rows it learned from, and the simple rule that did best on all of them."""

    bundle: Bundle
    plan: Plan
    rule: Rule
    rows: Split
    seed: int


@dataclass(frozen=True)
class Material:
    """What a bundle made on one morning may be learned from, and how it will say so.

    `known`: the records as they stood that morning, faulty rows set aside. `origin`: without notes yet.
    """

    recipe: Recipe
    known: Records
    plan: Plan
    rows: Split
    origin: Origin


def run(*, records: Path, until: date, out: Path, recipe: str, seed: int) -> None:
    """Fit a bundle, sign it and write it into a folder."""
    learned = learn(read_records(records), until=until, recipe=recipe, seed=seed)
    save_signed(learned.bundle, out)
    plan = learned.plan
    say(
        f"Learned from {len(plan.training)} dates, {plan.training[0]} to {plan.training[-1]}, "
        f"calibrated on {len(plan.calibration)}, {plan.calibration[0]} to {plan.calibration[-1]}."
    )
    for note in learned.bundle.origin.notes:
        say(note)
    say(f"Bundle {learned.bundle.model_id}: {out}")


def fit(records: Records | Path, *, until: date, recipe: str = "herning", seed: int = 0) -> Bundle:
    """The bundle that could have been made on the morning of `until`; the same records, seed and code give the same bytes.

    `records`: a folder's path or read tables.
    Sees: what was known before `until`, and nothing else.
    Raises: ProfilingRefused; WindowError if the past is too short; TooFewCases if too little has happened in it.
    """
    return learn(as_records(records), until=until, recipe=recipe, seed=seed).bundle


def learn(records: Records, *, until: date, recipe: str, seed: int) -> Learned:
    """`fit`, with what an evaluation needs beside the bundle."""
    material = material_of(records, until=until, recipe=recipe, seed=seed)
    models, notes = fit_models(material.rows, seed=seed)
    onset = fit_starters(material.rows, seed=seed)
    if not material.plan.covers_a_year:
        notes = (*notes, f"{SEASONAL} left out: the training dates do not show every season")
    origin = replace(material.origin, notes=(*notes, onset.note))
    told = material.rows.both
    rule = best_rule(told.indicators, told.outcome)
    return Learned(Bundle(material.recipe, models, onset, origin), material.plan, rule, material.rows, seed)


def material_of(records: Records, *, until: date, recipe: str, seed: int) -> Material:
    """What was known before `until`, split into rows to learn from and later ones to calibrate on.

    Raises: ProfilingRefused; TooManyFaults; RecipeFault; WindowError if the past is too short.
    """
    check_may_profile(records.delivery.data, Phase.DEVELOPMENT, tables=records.contained, on=until)
    plan_of = load_recipe(recipe)
    known = check_tables(records, as_of=until).records
    plan = make_plan(plan_of, first_day=first_day(known, known_before=until), until=until)
    rows = split(known, plan, recipe=plan_of)
    origin = Origin(str(records.delivery.data), until, seed, (), records.delivery.source, *windows(plan, rows))
    return Material(plan_of, known, plan, rows, origin)


def save_signed(bundle: Bundle, folder: Path) -> None:
    """Write a bundle, signed with the key that the environment names, else with one made in `var/keys`."""
    named = os.environ.get(SIGNING_KEY)
    keys = default_var() / "keys"
    key = signing_key(Path(named) if named else None, keys)
    if key.made_at is not None:
        say(f"Made a signing key, since {SIGNING_KEY} names none: {key.made_at}; readers trust it by {keys / TRUSTED}.")
    save(bundle, folder, key=key)


def fit_models(rows: Split, *, seed: int) -> tuple[Mapping[str, RiskModel], tuple[str, ...]]:
    """A model for each regime with enough cases, which later data do not turn over, and why the others have none.

    Raises: TooFewCases if none has.
    """
    found = in_each_regime(lambda regime: fit_risk(rows.training, rows.calibration, regime=regime, seed=seed))
    return one_at_least(*found)


def in_each_regime(
    fit_in: Callable[[Regime], Fitted], *, of: Iterable[Regime] = Regime, otherwise: str = "is not assessed"
) -> tuple[dict[str, Fitted], tuple[str, ...]]:
    """What could be fitted, by regime, and what is to be said of each regime in which nothing could, with the reason."""
    found: dict[str, Fitted] = {}
    wanting: list[str] = []
    for regime in of:
        try:
            found[str(regime)] = fit_in(regime)
        except (TooFewCases, CalibrationFailed) as reason:
            wanting.append(f"{regime} {otherwise}: {reason}")
    return found, tuple(wanting)


def one_at_least(found: dict[str, Fitted], wanting: tuple[str, ...]) -> tuple[dict[str, Fitted], tuple[str, ...]]:
    """As given.

    Raises: TooFewCases with the reasons if nothing could be fitted.
    """
    if not found:
        raise TooFewCases(" ".join(wanting))
    return found, wanting
