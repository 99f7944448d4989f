"""Columns of a frame as sorted tallies: each value once, in order, with how many youths have it; nobody is named in them.

Two weeks are compared by their tallies alone, so a week is sorted once, kept as one small file with its run, and read again in the years
after it instead of being measured anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from service.monitoring.methods import IDENTIFIERS, TEXTS

COLUMNS: Final = ("column", "is_number", "value", "word", "count")
"""Of a kept tally: a number or a word, or neither where it is missing, and of how many youths."""


@dataclass(frozen=True, eq=False)
class Tally:
    """One column: the distinct values in order (`at`), how many have each, and how many have none (or an infinite one)."""

    at: NDArray[Any]
    counts: NDArray[np.int64]
    missing: int

    @property
    def is_number(self) -> bool:
        """Whether it is a column of numbers; else of words."""
        return self.at.dtype.kind == "f"

    @property
    def known(self) -> int:
        """How many have a value."""
        return int(self.counts.sum())

    @property
    def rows(self) -> int:
        """How many there are."""
        return self.known + self.missing


Tallies = Mapping[str, Tally]


def tally_columns(frame: pd.DataFrame) -> Tallies:
    """Every column of a frame that measures something, as numbers or as words."""
    names = [name for name in frame.columns if name not in IDENTIFIERS | TEXTS]
    return {name: tally(frame[name]) for name in names}


def tally(column: pd.Series) -> Tally:
    """One column; truths and categories count as words."""
    is_number = pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)
    if is_number:
        given = column.to_numpy(dtype=np.float64, na_value=np.nan)
        given = given[np.isfinite(given)]
    else:
        given = column.dropna().to_numpy(dtype=np.str_)
    values, counts = np.unique(given, return_counts=True)
    return Tally(values, counts, len(column) - len(given))


def pooled(tallies: Sequence[Tally]) -> Tally:
    """Several tallies of the same column as one."""
    values, place = np.unique(np.concatenate([one.at for one in tallies]), return_inverse=True)
    weights = np.concatenate([one.counts for one in tallies])
    counts = np.bincount(place, weights=weights, minlength=len(values)).astype(np.int64)
    return Tally(values, counts, sum(one.missing for one in tallies))


def as_frame(tallies: Tallies) -> pd.DataFrame:
    """Tallies as they are kept.

    Shape: a row per column and value, in order, columns COLUMNS.
    """
    parts = [_part(name, one) for name, one in tallies.items()]
    return pd.concat(parts, ignore_index=True)


def from_frame(frame: pd.DataFrame) -> Tallies:
    """Tallies as they were kept."""
    found = {}
    for name, rows in frame.groupby("column", sort=False):
        is_number = bool(rows["is_number"].iloc[0])
        known, missing = rows.iloc[:-1], rows.iloc[-1]
        at = known["value"].to_numpy(np.float64) if is_number else known["word"].to_numpy(np.str_)
        found[str(name)] = Tally(at, known["count"].to_numpy(np.int64), int(missing["count"]))
    return found


def _part(name: str, one: Tally) -> pd.DataFrame:
    """The rows of a column, the last of which counts the missing."""
    told = [*one.at, None]
    return pd.DataFrame(
        {
            "column": name,
            "is_number": one.is_number,
            "value": pd.Series(told if one.is_number else None, index=range(len(told)), dtype="float64"),
            "word": pd.Series(None if one.is_number else told, index=range(len(told)), dtype="str"),
            "count": [*one.counts, one.missing],
        }
    )[list(COLUMNS)]
