"""The risk model of one regime: additive, monotone where the catalogue says so, calibrated on later data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.catalogue import BY_NAME, feeding
from features.vocabulary import Feeds, Regime
from models.boosting import Column, boost, column_of
from models.calibration import Calibration, calibrate
from models.errors import LabelFault, TooFewCases
from models.tables import Columns, Floats, ShapeTable, Stack, add_up, columns_of, stack

FEWEST_TRAINING: Final = 30
FEWEST_CALIBRATION: Final = 10
"""Youths with, and youths without, the outcome that a fit and its calibration need."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """Indicator rows with what happened: `outcome` 0 or 1, one per row; censored rows are left out before."""

    indicators: pd.DataFrame
    outcome: NDArray[np.generic]

    def __post_init__(self) -> None:
        """Refuse labels that do not belong to the rows.

        Raises: LabelFault.
        """
        if len(self.indicators) != len(self.outcome):
            raise LabelFault(
                f"labels: got {len(self.outcome)} for {len(self.indicators)} rows, allowed is one for each. Align them."
            )
        if not np.isin(np.asarray(self.outcome, dtype=np.float64), (0.0, 1.0)).all():
            raise LabelFault(
                "labels: got values other than 0 and 1. Leave censored rows out, and give the others as 0 or 1."
            )

    def of(self, regime: Regime) -> Labelled:
        """The rows of one regime, sorted by youth and date, so that the order they came in changes nothing."""
        rows = (self.indicators["regime"] == regime).to_numpy(dtype=bool)
        positions = self.indicators[["youth_id", "as_of"]].reset_index(drop=True)[rows]
        order = positions.sort_values(["youth_id", "as_of"]).index.to_numpy()
        return Labelled(self.indicators.iloc[order], np.asarray(self.outcome)[order])


@dataclass(frozen=True)
class Basis:
    """What a model was learned from: rows, youths, and rows with the outcome."""

    rows: int
    youths: int
    events: int

    @property
    def rate(self) -> float:
        """Share of rows with the outcome."""
        return self.events / self.rows


@dataclass(frozen=True, eq=False)
class Assessed:
    """What a model says of rows.

    `values` of its indicators, and their `contributions` in log-odds before calibration: rows x indicators.
    """

    values: Floats
    contributions: Floats
    raw_logit: Floats
    risk: Floats
    risk_low: Floats
    risk_high: Floats


@dataclass(frozen=True, eq=False)
class RiskModel:
    """A fitted model. `intercepts` per bag; `notes` say which indicators were left out, and why."""

    regime: str
    tables: tuple[ShapeTable, ...]
    intercepts: Floats
    calibration: Calibration
    training: Basis
    later: Basis
    trees: int
    notes: tuple[str, ...]

    @property
    def intercept(self) -> float:
        """Raw log-odds to which each indicator adds: what it adds is 0 on average over the training rows."""
        return float(self.intercepts.mean())

    @property
    def base_rate(self) -> float:
        """Share of the training rows with the outcome."""
        return self.training.rate

    @property
    def indicators(self) -> tuple[str, ...]:
        """Names of the indicators that take part, in catalogue order."""
        return tuple(table.indicator for table in self.tables)

    def read(self, indicators: Columns) -> Columns:
        """The rows with everything the tables look at."""
        return indicators

    def assess(self, indicators: Columns) -> Assessed:
        """Risk, interval and contributions of each row; a row's answer does not depend on the rows beside it."""
        names, tables = _looked_up(self)
        values = columns_of(indicators, names)
        sums = add_up(tables, values)
        return Assessed(values.T, sums.contributions, sums.raw, *self.calibration.interval(sums.raw, sums.spread))


@lru_cache(maxsize=16)
def _looked_up(model: RiskModel) -> tuple[tuple[str, ...], Stack]:
    """A model's indicators and its tables as one; remembered, since a model is asked again and again."""
    return model.indicators, stack(model.tables, model.intercepts)


def fit_risk(training: Labelled, calibration: Labelled, *, regime: Regime, seed: int) -> RiskModel:
    """Fit the model of one regime; rows of the other are passed over.

    `calibration`: rows later than `training`.
    Raises: TooFewCases if too little has happened or nothing varies; CalibrationFailed if later data turn the ranking over.
    """
    training, calibration = training.of(regime), calibration.of(regime)
    learned_from = check_basis(training, f"training, {regime}", FEWEST_TRAINING)
    later = check_basis(calibration, f"calibration, {regime}", FEWEST_CALIBRATION)
    columns, notes = _columns(training.indicators, regime)
    outcome = np.asarray(training.outcome, dtype=np.float64)
    boosted = boost(columns, outcome, groups_of(training), seed=seed)
    bare = Calibration(0.0, 1.0, np.zeros((2, 2)))
    model = RiskModel(str(regime), boosted.tables, boosted.intercepts, bare, learned_from, later, boosted.trees, notes)
    raw = model.assess(calibration.indicators).raw_logit
    scaling = calibrate(raw, np.asarray(calibration.outcome, dtype=np.float64), groups_of(calibration), seed=seed)
    return replace(model, calibration=scaling)


def check_basis(labelled: Labelled, what: str, fewest: int) -> Basis:
    """What the rows are.

    Raises: TooFewCases under `fewest` youths with, or without, the outcome.
    """
    outcome = np.asarray(labelled.outcome, dtype=np.float64) == 1.0
    youths = labelled.indicators["youth_id"]
    affected, spared = youths[outcome].nunique(), youths[~outcome].nunique()
    if min(affected, spared) < fewest:
        raise TooFewCases(
            f"{what}: got {affected} youths with and {spared} without the outcome in {len(youths)} rows, allowed are at least "
            f"{fewest} of each. Use records of a longer time or of more youths."
        )
    return Basis(rows=len(youths), youths=int(youths.nunique()), events=int(outcome.sum()))


def _columns(indicators: pd.DataFrame, regime: Regime) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The inputs that vary, and a note on each that does not."""
    names = feeding(Feeds.RISK, regime)
    found = {name: column_of(BY_NAME[name], indicators[name].to_numpy(dtype=np.float64)) for name in names}
    columns = tuple(column for column in found.values() if column is not None)
    if not columns:
        raise TooFewCases(
            f"training, {regime}: got no indicator that varies, allowed is one or more of {', '.join(names)}. "
            "Use records that hold attendance or spells."
        )
    return columns, tuple(
        f"{regime}: {name} left out, it does not vary" for name, column in found.items() if column is None
    )


def groups_of(labelled: Labelled) -> NDArray[np.int64]:
    """A number for each row's youth."""
    return pd.factorize(labelled.indicators["youth_id"], sort=True)[0].astype(np.int64)
