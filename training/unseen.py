"""How the model does at schools it has never seen: a fifth of them, and every youth who went there, are kept out of a second fit.

Which fifth follows from the schools' names alone, by a hash, so that no seed can be chosen until it looks good.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd

from features.vocabulary import Regime
from models.errors import CalibrationFailed, TooFewCases
from models.measures import Estimate, Resampling, lead, rank
from models.risk import Labelled, RiskModel, fit_risk
from models.rules import Rule
from training.companions import COMPARED
from training.figures import FEWEST_EVENTS, Figures, Judged, measure_group
from training.splits import Split

SCHOOLS_IN_ONE: Final = 5
UNSEEN, FULL_MODEL = "unseen schools", "unseen schools, by the model that has seen them"
_PLACE: Final = "institution_id"


@dataclass(frozen=True)
class Unseen:
    """What a fit without some schools says of them later, beside what the full model says of the same rows.

    `lead`: the full model minus the one that never saw them, the same youths in each draw. `remark`: why nothing is told, else empty.
    """

    schools: int
    of_schools: int
    youths_left_out: int
    figures: tuple[Figures, ...] = ()
    lead: Mapping[str, Estimate] = field(default_factory=dict)
    remark: str = ""


def is_left_out(institution_id: str) -> bool:
    """Whether a school is one of the fifth that the second fit never sees."""
    return int(hashlib.sha256(institution_id.encode()).hexdigest()[:8], 16) % SCHOOLS_IN_ONE == 0


def judge_unseen(rows: Split, judged: Judged, rule: Rule, *, seed: int, resampling: Resampling) -> Unseen:
    """Fit again without a fifth of the schools, and judge on them alone.

    Shape: `judged` assessed by the full model; rows of a regime in which the second fit had too few cases are left out for both.
    """
    places = judged.indicators[_PLACE].dropna().unique()
    schools = [place for place in places if is_left_out(place)]
    here = judged.where(
        (judged.indicators[_PLACE].isin(schools) & judged.rows["risk"].notna().to_numpy()).set_axis(judged.rows.index)
    )
    learned = pd.concat([rows.training.indicators, rows.calibration.indicators])
    youths = {*learned.loc[learned[_PLACE].isin(schools), "youth_id"], *here.rows["youth_id"]}
    found = Unseen(len(schools), len(places), len(youths))
    models, wanting = _fit_without(rows, youths, seed=seed)
    here = here.where(here.rows["regime"].isin(list(models)))
    dropouts = int(here.rows["outcome"].sum())
    if min(dropouts, len(here.rows) - dropouts) < FEWEST_EVENTS:
        why = f"{dropouts} dropouts of {len(here.rows)} rows at {len(schools)} schools, needed are {FEWEST_EVENTS} of each kind"
        return replace(found, remark=" ".join([f"too few to measure: {why}", *wanting]))
    strange = Judged(here.rows.assign(risk=_risk(models, here)), here.indicators)
    outcome, youth = here.rows["outcome"], here.rows["youth_id"]
    full, without = (rank(outcome, part.rows["risk"], youth=youth) for part in (here, strange))
    figures = [
        measure_group(name, part, rule=rule, resampling=resampling)
        for name, part in ((UNSEEN, strange), (FULL_MODEL, here))
    ]
    ahead = lead(full, without, COMPARED, resampling=resampling)
    return replace(found, figures=tuple(figures), lead=ahead, remark=" ".join(wanting))


def _fit_without(rows: Split, youths: set[str], *, seed: int) -> tuple[dict[str, RiskModel], tuple[str, ...]]:
    """A model of each regime with enough cases among the other youths, and why there is none of the others."""
    parts = [_without(part, youths) for part in (rows.training, rows.calibration)]
    models: dict[str, RiskModel] = {}
    wanting: list[str] = []
    for regime in Regime:
        try:
            models[str(regime)] = fit_risk(*parts, regime=regime, seed=seed)
        except (TooFewCases, CalibrationFailed) as reason:
            wanting.append(f"{regime} is not judged at unseen schools: {reason}")
    return models, tuple(wanting)


def _without(part: Labelled, youths: set[str]) -> Labelled:
    kept = ~part.indicators["youth_id"].isin(youths).to_numpy()
    return Labelled(part.indicators[kept].reset_index(drop=True), part.outcome[kept])


def _risk(models: Mapping[str, RiskModel], judged: Judged) -> np.ndarray:
    regime = judged.rows["regime"].to_numpy()
    risk = np.full(len(regime), np.nan)
    for name, model in models.items():
        if (regime == name).any():
            risk[regime == name] = model.assess(judged.indicators[regime == name]).risk
    return risk
