"""CONTRACT 2: the indicator frame, one row per youth and `as_of`, columns in catalogue order."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from features import catalogue
from features.vocabulary import STATUSES, Regime

CONTEXT: Final = ("youth_id", "as_of", "age_years", "status", "institution_id", "regime", "coverage")
"""Columns that say whom a row is about and how much is known; never model input."""
COLUMNS: Final = (*CONTEXT, *catalogue.NAMES)

STATUS_DTYPE: Final = pd.CategoricalDtype([str(status) for status in STATUSES])
REGIME_DTYPE: Final = pd.CategoricalDtype([str(regime) for regime in Regime])

SCHEMA: Final = pa.DataFrameSchema(
    {
        "youth_id": pa.Column("str"),
        "as_of": pa.Column("datetime64[s]"),
        "age_years": pa.Column("Int16", nullable=True),
        "status": pa.Column(STATUS_DTYPE, nullable=True),
        "institution_id": pa.Column("str", nullable=True),
        "regime": pa.Column(REGIME_DTYPE),
        "coverage": pa.Column("float64", pa.Check.in_range(0, 1)),
        **{name: pa.Column("float64", nullable=True) for name in catalogue.NAMES},
    },
    unique=["youth_id", "as_of"],
    strict=True,
    ordered=True,
)


def check_indicators(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame itself, once it is known to keep the contract.

    Shape: one row per youth and `as_of`, sorted by both.
    Raises: pandera's SchemaError naming the column (its text may hold data: never log it).
    """
    return SCHEMA.validate(frame)


def coverage_share(
    values: NDArray[np.float64], *, regime: NDArray[np.bool_], contained: frozenset[str]
) -> NDArray[np.float64]:
    """Share of the regime's indicators that are not missing for want of records.

    Shape: `values` rows x catalogue, `regime` rows (True = attendance) → rows.
    Counted are indicators of the regime whose tables the delivery contains; one that is missing because there is nothing to know
    counts as known.
    """
    shares = np.ones(len(values))
    for name, rows in ((Regime.ATTENDANCE, regime), (Regime.STATUS_ONLY, ~regime)):
        counted = [
            position
            for position, item in enumerate(catalogue.INDICATORS)
            if name in item.regimes and item.tables <= contained
        ]
        wanting = [
            position for position in counted if catalogue.INDICATORS[position].missing is catalogue.Missing.NO_RECORDS
        ]
        shares[rows] = 1.0 - np.isnan(values[rows][:, wanting]).sum(axis=1) / len(counted)
    return shares
