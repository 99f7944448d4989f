"""How two frames are compared: fixed methods and thresholds by kind of column, and what is done with columns that cannot be.

Evidently would choose a method by itself, another one from 1,000 rows on, so that figures of two weeks could not be compared. Nothing is
dropped in silence: a column that is not compared is named with its reason, and the share of missing is compared for every column.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

METHOD: Final = "psi"
"""Population stability index, for numbers (over bins of the reference) and categories alike. High means drift."""
DISTANCE: Final = "wasserstein"
"""Evidently's name of the distance that stands beside our own: the earth mover's, in standard deviations of the reference."""
THRESHOLD: Final = 0.2
"""From here on a column is called drifted; the customary line between a moderate and a large shift."""
MISSING_THRESHOLD: Final = 0.1
"""Difference of the shares of missing cells from which a column is called drifted, whatever its values do."""
DRIFT_SHARE: Final = 0.5
"""Share of drifted columns from which the whole frame is called drifted."""
FEWEST_ROWS: Final = 50
"""Cells with a value that each side must have: of fewer, an index says more about chance than about drift."""
IDENTIFIERS: Final = frozenset(
    {"youth_id", "as_of", "institution_id", "flag_id", "counsellor_id", "queue", "district_id", "area_id"}
)
"""Columns that say who or when; never compared and never in a report."""
TEXTS: Final = frozenset({"reasons", "protective", "model_id", "data", "onset_on", "due_on", "cause_on"})
"""Columns that are no measurement of their own."""
OTHER: Final = "another value"
MOST_CATEGORIES: Final = 40


class Fate(StrEnum):
    """What becomes of a column."""

    COMPARED = "compared"
    NOT_A_MEASUREMENT = "not_a_measurement"
    ONLY_IN_REFERENCE = "only_in_reference"
    ONLY_IN_CURRENT = "only_in_current"
    EMPTY = "empty"
    TOO_FEW = "too_few"
    CONSTANT = "constant"
    TOO_MANY_CATEGORIES = "too_many_categories"


@dataclass(frozen=True)
class Side:
    """One side of a column: cells, and the shares of them that are missing or infinite."""

    rows: int
    missing_share: float
    infinite_share: float


@dataclass(frozen=True)
class Column:
    """A column of two frames, ready to be compared or named with the reason why not.

    `reference`, `current`: finite values alone, as numbers or as texts; empty series unless compared.
    """

    name: str
    fate: Fate
    is_number: bool
    reference_side: Side
    current_side: Side
    reference: pd.Series[float] | pd.Series[str]
    current: pd.Series[float] | pd.Series[str]

    @property
    def missing_drifted(self) -> bool:
        """Whether clearly more or fewer cells are missing than before; infinite cells count as missing."""
        before, now = self.reference_side, self.current_side
        if not before.rows or not now.rows:
            return False
        return abs(_unusable(now) - _unusable(before)) > MISSING_THRESHOLD


def columns_of(reference: pd.DataFrame, current: pd.DataFrame) -> tuple[Column, ...]:
    """Every column of either frame but the identifiers, in the order of the current one."""
    names = [*current.columns, *(name for name in reference.columns if name not in current.columns)]
    return tuple(_column(name, reference, current) for name in names if name not in IDENTIFIERS)


def _column(name: str, reference: pd.DataFrame, current: pd.DataFrame) -> Column:
    before = reference[name] if name in reference else pd.Series(dtype="float64")
    now = current[name] if name in current else pd.Series(dtype="float64")
    is_number = _is_number(before) and _is_number(now)
    sides = (_side(before), _side(now))
    if name in TEXTS:
        fate = Fate.NOT_A_MEASUREMENT
    elif name not in current:
        fate = Fate.ONLY_IN_REFERENCE
    elif name not in reference:
        fate = Fate.ONLY_IN_CURRENT
    else:
        return _comparable(name, before, now, is_number=is_number, sides=sides)
    return Column(name, fate, is_number, *sides, before.iloc[:0], now.iloc[:0])


def _comparable(name: str, before: pd.Series, now: pd.Series, *, is_number: bool, sides: tuple[Side, Side]) -> Column:
    given = [_finite(side) if is_number else side.dropna().astype("str") for side in (before, now)]
    if not len(given[0]) and not len(given[1]):
        fate = Fate.EMPTY
    elif min(len(side) for side in given) < FEWEST_ROWS:
        fate = Fate.TOO_FEW
    elif _is_constant(pd.concat(given)):
        fate = Fate.CONSTANT
    elif not is_number and pd.concat(given).nunique() > MOST_CATEGORIES:
        fate = Fate.TOO_MANY_CATEGORIES
    else:
        if is_number and any(
            map(_is_constant, given)
        ):  # bins cannot be laid over a constant: compare "that value" with "another"
            is_number, given = False, _against_constant(given)
        return Column(name, Fate.COMPARED, is_number, *sides, *(side.reset_index(drop=True) for side in given))
    return Column(name, fate, is_number, *sides, given[0].iloc[:0], given[1].iloc[:0])


def _against_constant(given: list[pd.Series]) -> list[pd.Series]:
    constant = next(side.iloc[0] for side in given if _is_constant(side))
    return [pd.Series(np.where(side == constant, f"{constant:g}", OTHER)).astype("str") for side in given]


def _is_constant(side: pd.Series) -> bool:
    return bool((side == side.iloc[0]).all())


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)


def _finite(column: pd.Series) -> pd.Series[float]:
    numbers = column.astype("float64")
    return numbers[np.isfinite(numbers)]


def _side(column: pd.Series) -> Side:
    rows = len(column)
    if not rows:
        return Side(0, 0.0, 0.0)
    infinite = np.isinf(column.astype("float64")).mean() if _is_number(column) else 0.0
    return Side(rows, float(column.isna().mean()), float(infinite))


def _unusable(side: Side) -> float:
    return side.missing_share + side.infinite_share
