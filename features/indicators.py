"""CONTRACT 2: the indicator frame, one row per youth and `as_of`, columns in catalogue order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

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


@dataclass(frozen=True, eq=False)
class IndicatorRows:
    """The indicator frame before it is one: of a few youths, a frame would cost more than all that is computed.

    `youths`: names, of which row r is about `youths[youth[r]]`. `status`, `regime`: codes of their dtypes, -1 for none.
    Shape: `values` catalogue x rows, everything else by row.
    """

    youths: pd.Index[str]
    youth: NDArray[np.int64]
    as_of: NDArray[np.datetime64]
    age_years: NDArray[np.int16]
    status: NDArray[np.int8]
    institution_id: NDArray[np.object_]
    regime: NDArray[np.int64]
    coverage: NDArray[np.float64]
    values: NDArray[np.float64]

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as CONTRACT 2 has them."""
        context = {
            "youth_id": self.youths.array.take(self.youth),
            "as_of": self.as_of,
            "age_years": pd.array(self.age_years, dtype="Int16"),
            "status": pd.Categorical.from_codes(self.status, dtype=STATUS_DTYPE),
            "institution_id": pd.array(self.institution_id, dtype="str"),
            "regime": pd.Categorical.from_codes(self.regime, dtype=REGIME_DTYPE),
            "coverage": self.coverage,
        }
        return pd.DataFrame(context | dict(zip(catalogue.NAMES, self.values, strict=True)))

    def columns(self, which: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
        """The indicators and `as_of` of some rows, by name."""
        return {"as_of": self.as_of[which], **dict(zip(catalogue.NAMES, self.values[:, which], strict=True))}

    def names(self, which: NDArray[np.bool_]) -> list[str]:
        """Whom some rows are about."""
        names = self.youths.tolist()
        return [names[code] for code in self.youth[which].tolist()]


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
        counted, wanting = _counted(name, contained)
        shares[rows] = 1.0 - np.isnan(values[rows][:, wanting]).sum(axis=1) / counted
    return shares


@lru_cache(maxsize=64)
def _counted(regime: Regime, contained: frozenset[str]) -> tuple[int, list[int]]:
    """How many indicators count, and the places of those that can be missing for want of records."""
    counted = [
        position
        for position, item in enumerate(catalogue.INDICATORS)
        if regime in item.regimes and item.tables <= contained
    ]
    wanting = [
        position for position in counted if catalogue.INDICATORS[position].missing is catalogue.Missing.NO_RECORDS
    ]
    return len(counted), wanting
