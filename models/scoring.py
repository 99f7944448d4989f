"""score_youths: from indicators to scores, the public verb of this package."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.asof import known_on
from features.checking import check_tables
from features.population import open_spells, population
from features.records import Records
from features.vocabulary import Regime
from models.bundle import Bundle
from models.profile import profile_columns
from models.reasons import Terms, write_reasons
from models.recipe import Recipe
from models.risk import RiskModel
from models.scores import BAND_DTYPE, COLUMNS, RiskBand, check_scores
from models.tables import Floats


def score_youths(
    bundle: Bundle, indicators: pd.DataFrame, *, youths: pd.Index[str] | None = None, data: str = "undeclared"
) -> pd.DataFrame:
    """The scores of every row of the indicator frame that belongs to the recipe's population.

    `youths` narrows further: an open exemption beside an open education is not in the frame, but `features.population` knows it.
    `data`: what the delivery declares itself to be.
    Shape: CONTRACT 3, rows in the order of `indicators`. Under the recipe's floor, and in a regime without a model, risk, interval
    and raw_logit are missing, both lists empty, and the band is not_assessed; the profile is called all the same.
    """
    within = in_population(bundle.recipe, indicators).to_numpy(dtype=bool)
    if youths is not None:
        within = within & indicators["youth_id"].isin(youths).to_numpy(dtype=bool)
    rows = indicators if within.all() else indicators[within]
    count = len(rows)
    known_enough = rows["coverage"].to_numpy(dtype=np.float64) >= bundle.recipe.floor
    said = _Said.nothing(count)
    for regime, model in bundle.models.items():
        where = known_enough & (rows["regime"] == Regime(regime)).to_numpy(dtype=bool)
        if where.any():
            _assess(said, rows, where=where, model=model, recipe=bundle.recipe)
    scores = {name: rows[name].array for name in ("youth_id", "as_of", "regime", "coverage")} | {
        "horizon_days": np.full(count, bundle.recipe.horizon_days, np.int64),
        "model_id": pd.array([bundle.model_id] * count, dtype="str"),
        "data": pd.array([str(data)] * count, dtype="str"),
        "risk": said.risk,
        "risk_low": said.risk_low,
        "risk_high": said.risk_high,
        "raw_logit": said.raw_logit,
        "band": pd.Categorical(said.band, dtype=BAND_DTYPE),
        "reasons": pd.array(said.reasons, dtype="str"),
        "protective": pd.array(said.protective, dtype="str"),
        **profile_columns(bundle.onset, rows),
    }
    return check_scores(pd.DataFrame({name: scores[name] for name in COLUMNS}))


@dataclass(frozen=True, eq=False)
class _Said:
    """What models say of each row; missing, not assessed and without reasons where none says anything."""

    risk: Floats
    risk_low: Floats
    risk_high: Floats
    raw_logit: Floats
    band: NDArray[np.object_]
    reasons: NDArray[np.object_]
    protective: NDArray[np.object_]

    @classmethod
    def nothing(cls, rows: int) -> _Said:
        numbers = (np.full(rows, np.nan) for _ in range(4))
        texts = (np.full(rows, text, object) for text in (str(RiskBand.NOT_ASSESSED), "[]", "[]"))
        return cls(*numbers, *texts)


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
    within = indicators["status"].isin(list(recipe.statuses)).to_numpy(dtype=bool)
    age = indicators["age_years"].to_numpy(dtype=np.float64, na_value=np.nan)
    if recipe.lowest_age is not None:
        within = within & (age >= recipe.lowest_age)
    if recipe.highest_age is not None:
        within = within & (age <= recipe.highest_age)
    return pd.Series(within, index=indicators.index)


def _assess(said: _Said, rows: pd.DataFrame, *, where: NDArray[np.bool_], model: RiskModel, recipe: Recipe) -> None:
    """Fill in what the model of a regime says of the rows `where`."""
    judged = rows if where.all() else rows[where]
    assessed = model.assess(judged)
    reasons, protective = write_reasons(
        judged,
        Terms(model.indicators, tuple(table.usual for table in model.tables), assessed.contributions),
    )
    said.risk[where], said.raw_logit[where] = assessed.risk, assessed.raw_logit
    said.risk_low[where], said.risk_high[where] = assessed.risk_low, assessed.risk_high
    said.band[where] = band_words(assessed.risk, base_rate=model.base_rate, recipe=recipe)
    said.reasons[where], said.protective[where] = reasons, protective


def band_words(risk: Floats, *, base_rate: float, recipe: Recipe) -> NDArray[np.object_]:
    """The word of the band of each risk, against the regime's training base rate."""
    words = np.array([str(band) for band in (RiskBand.LOW, RiskBand.RAISED, RiskBand.HIGH)], object)
    steps = (risk >= recipe.raised_from * base_rate).astype(np.int64) + (risk >= recipe.high_from * base_rate)
    said: NDArray[np.object_] = words[steps]
    return said


def bands(risk: Floats, *, base_rate: float, recipe: Recipe) -> pd.Categorical:
    """The band of each risk, against the regime's training base rate."""
    return pd.Categorical(band_words(risk, base_rate=base_rate, recipe=recipe), dtype=BAND_DTYPE)
