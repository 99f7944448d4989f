"""A simple rule as a bundle: fitted on the past and calibrated on what came after it, as the model is.

Where no model has earned its place, the rule is what is served; and a municipality may prefer one from the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from features.asof import known_on
from features.errors import FeaturesError
from features.exits import say
from features.reading import as_records, read_records
from features.records import Records
from models.bundle import Bundle
from models.errors import TooFewCases
from models.risk import Labelled
from models.rule_models import SCHOOL_DISTRICT, RuleModel, fit_rule
from models.rules import BASELINES, BY_NAME
from training.fit import in_each_regime, material_of, one_at_least, save_signed
from training.onset import fit_starters
from training.splits import Split

NAMES: Final = (*BY_NAME, *(baseline.name for baseline in BASELINES))
"""Every rule and baseline that can be a bundle."""


class UnknownRule(FeaturesError):
    """There is no rule of that name."""

    exit_code = 2


def run(*, rule: str, records: Path, until: date, out: Path, recipe: str, seed: int) -> None:  # noqa: PLR0913 - one per option
    """Fit a rule, sign its bundle and write it into a folder."""
    bundle = fit_rule_bundle(read_records(records), rule=rule, until=until, recipe=recipe, seed=seed)
    save_signed(bundle, out)
    for note in bundle.origin.notes:
        say(note)
    say(f"Bundle {bundle.model_id} of rule {rule}: {out}")


def fit_rule_bundle(
    records: Records | Path, *, rule: str, until: date, recipe: str = "herning", seed: int = 0
) -> Bundle:
    """The bundle of a rule that could have been made on the morning of `until`; the same records, seed and code give the same bytes.

    `rule`: one of `NAMES`. A regime of which the rule says nothing is not assessed, and the bundle's notes say why.
    Sees: what was known before `until`, and nothing else.
    Raises: UnknownRule; ProfilingRefused; WindowError if the past is too short; TooFewCases if the rule can speak in no regime.
    """
    if rule not in NAMES:
        raise UnknownRule(f"rule: got an unknown name, allowed are {', '.join(NAMES)}. Choose one of them.")
    material = material_of(as_records(records), until=until, recipe=recipe, seed=seed)
    onset = fit_starters(material.rows, seed=seed)
    districts = with_school_districts(material.rows, material.known, known_before=until)
    return rule_bundle(rule, districts, Bundle(material.recipe, {}, onset, material.origin))


def rule_bundle(rule: str, rows: Split, like: Bundle) -> Bundle:
    """The rule in the place of a bundle's models: the same recipe, onset and origin, with the rule's own notes.

    Shape: rows as `with_school_districts` gives them.
    Raises: TooFewCases if the rule can speak in no regime.
    """
    models, notes = fit_regimes(rule, rows, seed=like.origin.seed)
    return replace(like, signed=None, models=models, origin=replace(like.origin, notes=(*notes, like.onset.note)))


def fit_regimes(rule: str, rows: Split, *, seed: int) -> tuple[dict[str, RuleModel], tuple[str, ...]]:
    """The rule in each regime of which it says something, and why it says nothing of the others.

    Raises: TooFewCases if it says nothing of any.
    """
    parts = {"training": rows.training, "calibration": rows.calibration}
    return one_at_least(*in_each_regime(lambda regime: fit_rule(rule, **parts, regime=regime, seed=seed)))


def fit_baselines(rows: Split, *, seed: int) -> dict[str, Mapping[str, RuleModel]]:
    """Comparisons learned from the past, by name and regime; one that knows nothing is missing and stands as an order by chance.

    Shape: rows as `with_school_districts` gives them.
    """
    found: dict[str, Mapping[str, RuleModel]] = {}
    for baseline in BASELINES:
        with suppress(TooFewCases):  # such a comparison says nothing, and is shown saying nothing
            found[baseline.name] = fit_regimes(baseline.name, rows, seed=seed)[0]
    return found


def with_school_districts(rows: Split, records: Records, *, known_before: date) -> Split:
    """The rows with the district in which each one's institution lies, as it was known."""
    institutions = known_on(records, known_before)["institutions"].drop_duplicates("institution_id", keep="last")
    lies_in = institutions.set_index("institution_id")["district_id"]

    def told(part: Labelled) -> Labelled:
        district = part.indicators["institution_id"].map(lies_in)
        return Labelled(part.indicators.assign(**{SCHOOL_DISTRICT: district}), part.outcome)

    return Split(told(rows.training), told(rows.calibration))
