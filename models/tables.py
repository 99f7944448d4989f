"""Shape tables: what each value of one indicator adds to a score, found by look-up.

A value falls into a bin between edges learned from the training data; missing has a bin of its own, the last. A table keeps one
row per bag of the fit, so that the spread across bags is at hand when a youth is scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Columns = pd.DataFrame | Mapping[str, NDArray[Any]]
"""Rows of indicators: a frame, or its columns as arrays, which cost less to look into."""
Codes = NDArray[np.int64]

MAX_BINS: Final = 64
FEW_ROWS: Final = 64
"""Rows up to which one comparison with all edges is quicker than a search in each table."""


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


@dataclass(frozen=True, eq=False)
class Stack:
    """Several tables laid end to end, so that a row is looked up in all of them at once.

    `edges`: tables x the longest, filled up with infinity. `starts`, `missing`: the first and the last place of each table.
    `additions` by place; `bags`: bags x places.
    """

    tables: tuple[ShapeTable, ...]
    edges: Floats
    starts: Codes
    missing: Codes
    additions: Floats
    bags: Floats

    def places(self, values: Floats) -> Codes:
        """Where each value is looked up; tables x rows, as `values`."""
        if values.shape[1] > FEW_ROWS:
            codes = [table.codes(column) for table, column in zip(self.tables, values, strict=True)]
            return np.array(codes) + self.starts
        bins = (self.edges[:, :, np.newaxis] <= values[:, np.newaxis, :]).sum(axis=1)
        return np.where(np.isnan(values), self.missing, bins + self.starts)


@lru_cache(maxsize=16)
def stack(tables: tuple[ShapeTable, ...]) -> Stack:
    """The tables as one; remembered, since a model is asked again and again."""
    sizes = np.array([table.bags.shape[1] for table in tables])
    starts = np.append(0, np.cumsum(sizes)[:-1])
    edges = np.full((len(tables), int(sizes.max()) - 2), np.inf)
    for row, table in zip(edges, tables, strict=True):
        row[: len(table.edges)] = table.edges
    bags = np.concatenate([table.bags for table in tables], axis=1)
    additions = np.concatenate([table.additions for table in tables])
    return Stack(tables, edges, starts[:, np.newaxis], (starts + sizes - 1)[:, np.newaxis], additions, bags)


def add_up(start: Floats, terms: Floats) -> Floats:
    """`start` plus each term in its turn, so that a row's sum does not depend on the rows beside it.

    Shape: `terms` ... x terms x rows, `start` without the terms; the sum as `start`.
    """
    total: Floats = np.cumsum(np.concatenate([start[..., np.newaxis, :], terms], axis=-2), axis=-2)[..., -1, :]
    return total
