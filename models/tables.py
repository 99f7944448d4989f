"""Shape tables: what each value of one indicator adds to a score, found by look-up.

A value falls into a bin between edges learned from the training data; missing has a bin of its own, the last. A table keeps one
row per bag of the fit, so that the spread across bags is at hand when a youth is scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Columns = pd.DataFrame | Mapping[str, NDArray[Any]]
"""Rows of indicators: a frame, or its columns as arrays, which cost less to look into."""
Codes = NDArray[np.int64]

MAX_BINS: Final = 64


@dataclass(frozen=True, eq=False)
class ShapeTable:
    """The additions of one indicator.

    `edges`: increasing; bin b holds values from edges[b - 1] to under edges[b], the last column is for missing.
    `bags`: bags x (len(edges) + 2), log-odds, each bag centred at its mean over the training rows.
    `usual`: median of the indicator in the training rows.
    """

    indicator: str
    edges: Floats
    bags: Floats
    usual: float

    @property
    def additions(self) -> Floats:
        """What is added per bin: the mean over the bags."""
        mean: Floats = self.bags.mean(axis=0)
        return mean

    def codes(self, values: Floats) -> Codes:
        """The bin of each value."""
        return codes_of(values, self.edges)


def edges_of(values: Floats) -> Floats:
    """Edges of at most MAX_BINS bins: every value its own bin where they are few, else equal shares of the rows.

    Shape: increasing; empty if fewer than two values are known. Edges lie halfway between values that were seen, so that the
    lowest value (no absence at all) never shares a bin with what lies above it unless the rows are too few to tell.
    """
    known = np.sort(values[~np.isnan(values)])
    distinct = np.unique(known)
    if len(distinct) > MAX_BINS:
        picks = np.arange(1, MAX_BINS) * len(known) // MAX_BINS
        lower = np.unique(np.append(known[picks], distinct[0]))
        positions = np.searchsorted(distinct, lower[lower < distinct[-1]])[: MAX_BINS - 1]
    else:
        positions = np.arange(len(distinct) - 1)
    edges: Floats = np.unique((distinct[positions] + distinct[positions + 1]) / 2)
    return edges


def codes_of(values: Floats, edges: Floats) -> Codes:
    """The bin of each value; missing is len(edges) + 1."""
    codes = np.searchsorted(edges, values, side="right").astype(np.int64)
    codes[np.isnan(values)] = len(edges) + 1
    return codes


def sum_in_order(start: float, columns: list[Floats], *, rows: int) -> Floats:
    """Row sums added column by column, so that a row's sum does not depend on the rows beside it."""
    total = np.full(rows, start)
    for column in columns:
        total += column
    return total
