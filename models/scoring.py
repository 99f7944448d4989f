"""score_youths: from indicators to scores, the public verb of this package."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from features.asof import known_on
from features.checking import check_tables
from features.population import open_spells, population
from features.records import Records
from features.vocabulary import Regime
from models.bundle import Bundle
from models.profile import call_profiles
from models.reasons import Terms, write_reasons
from models.recipe import Recipe
from models.risk import RiskModel
from models.scores import BAND_DTYPE, COLUMNS, RiskBand, check_scores


def score_youths(
    bundle: Bundle, indicators: pd.DataFrame, *, youths: pd.Index[str] | None = None, data: str = "undeclared"
) -> pd.DataFrame:
    """The scores of every row of the indicator frame that belongs to the recipe's population.

    `youths` narrows further: an open exemption beside an open education is not in the frame, but `features.population` knows it.
    `data`: what the delivery declares itself to be.
    Shape: CONTRACT 3, rows in the order of `indicators`. Under the recipe's floor, and in a regime without a model, risk, interval
    and raw_logit are missing, both lists empty, and the band is not_assessed; the profile is called all the same.
    """
    rows = indicators[in_population(bundle.recipe, indicators)]
    if youths is not None:
        rows = rows[rows["youth_id"].isin(youths)]
    rows = rows.reset_index(drop=True)
    scores = rows[["youth_id", "as_of", "regime", "coverage"]].assign(
        horizon_days=np.int64(bundle.recipe.horizon_days),
        model_id=pd.Series(bundle.model_id, index=rows.index, dtype="str"),
        data=pd.Series(str(data), index=rows.index, dtype="str"),
        **dict.fromkeys(("risk", "risk_low", "risk_high", "raw_logit"), np.nan),
        band=pd.Series(str(RiskBand.NOT_ASSESSED), index=rows.index, dtype=BAND_DTYPE),
        reasons=pd.Series("[]", index=rows.index, dtype="str"),
        protective=pd.Series("[]", index=rows.index, dtype="str"),
    )
    scores = scores.join(call_profiles(bundle.onset, rows))
    known_enough = rows["coverage"] >= bundle.recipe.floor
    for regime, model in bundle.models.items():
        assessable = known_enough & (rows["regime"] == Regime(regime))
        if assessable.any():
            _assess(scores, rows, where=assessable.to_numpy(dtype=bool), model=model, recipe=bundle.recipe)
    return check_scores(scores[list(COLUMNS)])


def recipe_population(recipe: Recipe, records: Records, *, as_of: date) -> pd.Index[str]:
    """Who is scored on a morning, told from the records: `features.population`, and in one of the recipe's statuses.

    Shape: sorted, unique youth_id.
    """
    lives = {name: records.tables[name] for name in ("youths", "spells")}
    sound = check_tables(replace(records, tables=lives, attendance=None), as_of=as_of).records
    known = known_on(sound, as_of)
    spells = open_spells(known)
    members = population(known, recipe.population)
    return members[members.isin(spells.loc[spells["status"].isin(list(recipe.statuses)), "youth_id"])]


def in_population(recipe: Recipe, indicators: pd.DataFrame) -> pd.Series[bool]:
    """Whether each row is of the recipe's age and in one of its statuses."""
    age = indicators["age_years"]
    within = indicators["status"].isin(list(recipe.statuses))
    if recipe.lowest_age is not None:
        within &= (age >= recipe.lowest_age).fillna(False).astype(bool)
    if recipe.highest_age is not None:
        within &= (age <= recipe.highest_age).fillna(False).astype(bool)
    return within


def _assess(scores: pd.DataFrame, rows: pd.DataFrame, *, where: np.ndarray, model: RiskModel, recipe: Recipe) -> None:
    """Fill in what the model of a regime says of the rows `where`."""
    assessed = model.assess(rows[where])
    reasons, protective = write_reasons(
        rows[where],
        Terms(model.indicators, tuple(table.usual for table in model.tables), assessed.contributions),
    )
    for name, values in (
        ("risk", assessed.risk),
        ("risk_low", assessed.risk_low),
        ("risk_high", assessed.risk_high),
        ("raw_logit", assessed.raw_logit),
        ("band", bands(assessed.risk, base_rate=model.base_rate, recipe=recipe)),
        ("reasons", reasons),
        ("protective", protective),
    ):
        scores.loc[where, name] = values


def bands(risk: np.ndarray, *, base_rate: float, recipe: Recipe) -> pd.Categorical:
    """The band of each risk, against the regime's training base rate."""
    high, raised = risk >= recipe.high_from * base_rate, risk >= recipe.raised_from * base_rate
    return pd.Categorical(np.select([high, raised], [RiskBand.HIGH, RiskBand.RAISED], RiskBand.LOW), dtype=BAND_DTYPE)
