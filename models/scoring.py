"""score_youths: from indicators to scores, the public verb of this package."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features import catalogue
from features.asof import known_on
from features.checking import check_tables
from features.indicators import REGIME_DTYPE, STATUS_DTYPE, IndicatorRows
from features.population import open_spells, population
from features.records import Records
from features.vocabulary import Regime
from models.bundle import Bundle
from models.reasons import Terms, write_reasons
from models.recipe import Recipe
from models.risk import RiskModel
from models.rule_models import PLACE
from models.scores import BAND_DTYPE, COLUMNS, PROFILE_DTYPE, OnsetProfile, RiskBand, check_cells, check_scores
from models.starters import starter_columns
from models.tables import Floats

_BANDS: Final = [str(band) for band in RiskBand]
_REGIMES: Final = [str(regime) for regime in Regime]
_PROFILES: Final = [str(profile) for profile in OnsetProfile]
_ASSESSED: Final = np.array([_BANDS.index(band) for band in (RiskBand.LOW, RiskBand.RAISED, RiskBand.HIGH)])
_NOT_ASSESSED: Final = np.int8(_BANDS.index(RiskBand.NOT_ASSESSED))


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
    regimes = {name: _is_one_of(rows["regime"], (name,)) for name in bundle.models}
    judged = _judged(bundle, _columns(rows), rows["coverage"].to_numpy(dtype=np.float64), regimes)
    scores = judged | {
        **{name: rows[name].array for name in ("youth_id", "as_of", "regime", "coverage")},
        "horizon_days": np.full(count, bundle.recipe.horizon_days, np.int64),
        "model_id": pd.array([bundle.model_id] * count, dtype="str"),
        "data": pd.array([str(data)] * count, dtype="str"),
        "band": pd.Categorical.from_codes(judged["band"], dtype=BAND_DTYPE),
        "profile": pd.Categorical.from_codes(judged["profile"], dtype=PROFILE_DTYPE),
        **{name: pd.array(judged[name], dtype="str") for name in ("reasons", "protective")},
    }
    return check_scores(pd.DataFrame({name: scores[name] for name in COLUMNS}))


def score_rows(
    bundle: Bundle, rows: IndicatorRows, *, youths: Collection[str] | None = None, data: str = "undeclared"
) -> dict[str, list[Any]]:
    """What `score_youths` says of the same rows, to the last digit, as plain values by column: missing is NaN or None, a day a date.

    Shape: the columns of CONTRACT 3 in its order.
    Raises: as `score_youths`.
    """
    ages = rows.age_years.astype(np.float64)
    within = _is_aged(bundle.recipe, ages) & _among(STATUS_DTYPE, bundle.recipe.statuses)[rows.status]
    if youths is not None:
        within &= np.isin(rows.youth, np.flatnonzero(rows.youths.isin(list(youths))))
    names, coverage, regime = rows.names(within), rows.coverage[within], rows.regime[within]
    columns, count = rows.columns(within) | {PLACE: rows.institution_id[within]}, len(names)
    regimes = {name: _among(REGIME_DTYPE, (name,))[regime] for name in bundle.models}
    judged = _judged(bundle, columns, coverage, regimes)
    cells = {name: values.tolist() for name, values in judged.items()} | {
        "youth_id": names,
        "as_of": columns["as_of"].astype("datetime64[D]").tolist(),
        "horizon_days": [bundle.recipe.horizon_days] * count,
        "model_id": [bundle.model_id] * count,
        "data": [str(data)] * count,
        "regime": [_REGIMES[code] for code in regime.tolist()],
        "coverage": coverage.tolist(),
        "band": [_BANDS[code] for code in judged["band"].tolist()],
        "profile": [_PROFILES[code] for code in judged["profile"].tolist()],
        "onset_on": judged["onset_on"].astype("datetime64[D]").tolist(),
    }
    check_cells(cells)
    return {name: cells[name] for name in COLUMNS}


def _judged(
    bundle: Bundle,
    columns: Mapping[str, NDArray[Any]],
    coverage: Floats,
    regimes: Mapping[str, NDArray[np.bool_]],
) -> dict[str, NDArray[Any]]:
    """The columns of judgement of some rows, bands and profiles as codes; `regimes`: by regime with a model, which rows are in it."""
    known_enough = coverage >= bundle.recipe.floor
    said = _Said.nothing(len(coverage))
    for regime, model in bundle.models.items():
        where = known_enough & regimes[regime]
        if where.any():
            _assess(said, columns, where=where, model=model, recipe=bundle.recipe)
    return vars(said) | starter_columns(bundle.onset, columns)


def _columns(rows: pd.DataFrame) -> Mapping[str, NDArray[Any]]:
    """The indicators, their dates and places as arrays: looking into a frame costs as much as scoring a youth."""
    values = rows[list(catalogue.NAMES)].to_numpy(dtype=np.float64)
    context = {"as_of": rows["as_of"].to_numpy(), PLACE: rows[PLACE].to_numpy(dtype=object)}
    return {**context, **dict(zip(catalogue.NAMES, values.T, strict=True))}


def _among(dtype: pd.CategoricalDtype, words: Collection[str]) -> NDArray[np.bool_]:
    """By code of a column of categories, whether it stands for one of the words; the last place is that of -1, a missing one."""
    return _among_all(dtype, frozenset(words))


@lru_cache(maxsize=64)
def _among_all(dtype: pd.CategoricalDtype, words: frozenset[str]) -> NDArray[np.bool_]:
    return np.array([*(word in words for word in dtype.categories), False])


def _is_one_of(cells: pd.Series[Any], words: Collection[str]) -> NDArray[np.bool_]:
    """Which cells of a column of categories hold one of the words; other columns are compared as they are."""
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        return cells.isin(list(words)).to_numpy(dtype=bool)
    within: NDArray[np.bool_] = _among(cells.dtype, words)[cells.array.codes]
    return within


@dataclass(frozen=True, eq=False)
class _Said:
    """What models say of each row; missing, not assessed and without reasons where none says anything."""

    risk: Floats
    risk_low: Floats
    risk_high: Floats
    raw_logit: Floats
    band: NDArray[np.int8]
    reasons: NDArray[np.object_]
    protective: NDArray[np.object_]

    @classmethod
    def nothing(cls, rows: int) -> _Said:
        risk, low, high, raw = (np.full(rows, np.nan) for _ in range(4))
        raising, lowering = (np.full(rows, "[]", object) for _ in range(2))
        return cls(risk, low, high, raw, np.full(rows, _NOT_ASSESSED), raising, lowering)


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
    ages = indicators["age_years"].to_numpy(dtype=np.float64, na_value=np.nan)
    within = _is_one_of(indicators["status"], recipe.statuses) & _is_aged(recipe, ages)
    return pd.Series(within, index=indicators.index)


def _is_aged(recipe: Recipe, ages: Floats) -> NDArray[np.bool_]:
    """Which ages are within the recipe's; a missing one is only where the recipe names none."""
    within = np.ones(len(ages), np.bool_)
    if recipe.lowest_age is not None:
        within &= ages >= recipe.lowest_age
    if recipe.highest_age is not None:
        within &= ages <= recipe.highest_age
    return within


def _assess(
    said: _Said, columns: Mapping[str, NDArray[Any]], *, where: NDArray[np.bool_], model: RiskModel, recipe: Recipe
) -> None:
    """Fill in what the model of a regime says of the rows `where`."""
    judged = model.read({name: cells[where] for name, cells in columns.items()})
    assessed = model.assess(judged)
    reasons, protective = write_reasons(
        judged,
        Terms(
            model.indicators,
            tuple(table.usual for table in model.tables),
            assessed.values,
            assessed.contributions,
        ),
    )
    said.risk[where], said.raw_logit[where] = assessed.risk, assessed.raw_logit
    said.risk_low[where], said.risk_high[where] = assessed.risk_low, assessed.risk_high
    said.band[where] = _band_codes(assessed.risk, base_rate=model.base_rate, recipe=recipe)
    said.reasons[where], said.protective[where] = reasons, protective


def bands(risk: Floats, *, base_rate: float, recipe: Recipe) -> pd.Categorical:
    """The band of each risk, against the regime's training base rate."""
    return pd.Categorical.from_codes(_band_codes(risk, base_rate=base_rate, recipe=recipe), dtype=BAND_DTYPE)


def _band_codes(risk: Floats, *, base_rate: float, recipe: Recipe) -> NDArray[np.int64]:
    return _ASSESSED[np.digitize(risk, [recipe.raised_from * base_rate, recipe.high_from * base_rate])]
