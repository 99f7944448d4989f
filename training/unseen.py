"""How the model does at schools it has never seen: each fifth of them, and every youth who went there, is kept out of a fit of its own.

Which fifth a school is in follows from its name alone, by a hash, so that no seed can be chosen until it looks good.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd

from features.vocabulary import Regime
from models.measures import Estimate, Floats, Resampling, lead, rank
from models.risk import Labelled, RiskModel, fit_risk
from models.rules import Rule
from training.companions import COMPARED
from training.figures import FEWEST_EVENTS, Figures, Judged, measure_group
from training.fit import in_each_regime
from training.splits import Split

FIFTHS: Final = 5
UNSEEN, FULL_MODEL = "unseen schools", "unseen schools, by the model that has seen them"
_PLACE: Final = "institution_id"


@dataclass(frozen=True)
class Unseen:
    """What fits that never saw a school, nor its youths, say of them later, beside what the full model says of the same rows.

    `learned`: how many of the schools the full model did learn from. `lead`: the full model minus the others, the same youths in each
    draw. `remark`: what could not be judged and why, else empty.
    """

    schools: int
    learned: int
    figures: tuple[Figures, ...] = ()
    lead: Mapping[str, Estimate] = field(default_factory=dict)
    remark: str = ""


def fifth_of(institution_id: str) -> int:
    """Which fifth of the schools a school is in."""
    return int(hashlib.sha256(institution_id.encode()).hexdigest()[:8], 16) % FIFTHS


def judge_unseen(rows: Split, judged: Judged, rule: Rule, *, seed: int, resampling: Resampling) -> Unseen:
    """Fit again without each fifth of the schools, and judge on it alone.

    Shape: `judged` assessed by the full model; youths at no school, and those in a regime in which too few cases are left without
    their fifth, are left out for both.
    """
    at_school = judged.where(judged.rows["risk"].notna() & judged.indicators[_PLACE].notna().to_numpy())
    fifth = at_school.indicators[_PLACE].map(fifth_of).to_numpy()
    risk = np.full(len(fifth), np.nan)
    wanting: list[str] = []
    for number in range(FIFTHS):
        here = fifth == number
        if here.any():
            models, why = _fit_without(rows, number, at_school.rows[here], seed=seed)
            risk[here] = _risk(models, at_school.where(pd.Series(here, at_school.rows.index)))
            wanting += why
    strange = Judged(at_school.rows.assign(risk=risk), at_school.indicators)
    known = {*rows.both.indicators[_PLACE].dropna()}
    found = _compared((at_school, strange), rule, known, resampling=resampling)
    return replace(found, remark=" ".join(dict.fromkeys([*filter(None, [found.remark]), *wanting])))


def _compared(sides: tuple[Judged, Judged], rule: Rule, known: set[str], *, resampling: Resampling) -> Unseen:
    """The full model and the others on the rows that the others tell."""
    is_told = sides[1].rows["risk"].notna()
    full, strange = (side.where(is_told) for side in sides)
    schools = set(full.indicators[_PLACE])
    found = Unseen(len(schools), len(schools & known))
    outcome, youth = full.rows["outcome"], full.rows["youth_id"]
    dropouts = int(outcome.sum())
    if min(dropouts, len(outcome) - dropouts) < FEWEST_EVENTS:
        why = f"{dropouts} dropouts of {len(outcome)} rows, needed are {FEWEST_EVENTS} of each kind"
        return replace(found, remark=f"too few to measure: {why}.")
    named = {UNSEEN: strange, FULL_MODEL: full}
    ranked = {name: rank(outcome, side.rows["risk"], youth=youth) for name, side in named.items()}
    return replace(
        found,
        figures=tuple(measure_group(name, side, rule=rule, resampling=resampling) for name, side in named.items()),
        lead=lead(ranked[FULL_MODEL], ranked[UNSEEN], COMPARED, resampling=resampling),
    )


def _fit_without(
    rows: Split, fifth: int, later: pd.DataFrame, *, seed: int
) -> tuple[dict[str, RiskModel], tuple[str, ...]]:
    """A model of each regime to be judged with enough cases without a fifth of the schools, and why there is none of the others.

    `later`: the rows there on the judged dates; their youths are kept out like those who went there before.
    """
    parts = (rows.training, rows.calibration)
    gone = set(later["youth_id"]).union(*(_youths_of(part.indicators, fifth) for part in parts))
    training, calibration = (_without(part, gone) for part in parts)
    return in_each_regime(
        lambda regime: fit_risk(training, calibration, regime=regime, seed=seed),
        of=map(Regime, sorted(later["regime"].astype("str").unique())),
        otherwise="is not judged at every unseen school",
    )


def _youths_of(indicators: pd.DataFrame, fifth: int) -> set[str]:
    places = [place for place in indicators[_PLACE].dropna().unique() if fifth_of(place) == fifth]
    return set(indicators.loc[indicators[_PLACE].isin(places), "youth_id"])


def _without(part: Labelled, youths: set[str]) -> Labelled:
    kept = ~part.indicators["youth_id"].isin(youths).to_numpy()
    return Labelled(part.indicators[kept].reset_index(drop=True), part.outcome[kept])


def _risk(models: Mapping[str, RiskModel], judged: Judged) -> Floats:
    regime = judged.rows["regime"].to_numpy()
    risk = np.full(len(regime), np.nan)
    for name, model in models.items():
        if (regime == name).any():
            risk[regime == name] = model.assess(judged.indicators[regime == name]).risk
    return risk
