"""Shape tables: what each value of one indicator adds to a score, found by look-up.

A value falls into a bin between edges learned from the training data; missing has a bin of its own, the last. A table keeps one
row per bag of the fit, so that the spread across bags is at hand when a youth is scored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.windows import compiled

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


class Stack(NamedTuple):
    """Several tables laid end to end, so that a row is looked up in all of them in one compiled pass.

    `edges`: tables x the longest; of each table the first `counts` hold. `starts`: the first place of each table, whose last is that of
    a missing value. `additions` by place; `bags`: places x bags. `intercept`: what the sum starts from; `intercepts` by bag.
    """

    edges: Floats
    counts: Codes
    starts: Codes
    additions: Floats
    bags: Floats
    intercept: float
    intercepts: Floats


class Sums(NamedTuple):
    """What tables add to some rows.

    Shape: `contributions` rows x tables; `raw`, their sum on top of the start, and `spread`, its variance across bags, by row.
    """

    contributions: Floats
    raw: Floats
    spread: Floats


def stack(tables: Sequence[ShapeTable], intercepts: Floats) -> Stack:
    """The tables as one, with the intercept of each bag."""
    counts = np.array([len(table.edges) for table in tables])
    edges = np.full((len(tables), int(counts.max())), np.inf)
    for row, table in zip(edges, tables, strict=True):
        row[: len(table.edges)] = table.edges
    starts = np.append(0, np.cumsum(counts + 2)[:-1])
    additions = np.concatenate([table.additions for table in tables])
    bags = np.ascontiguousarray(np.concatenate([table.bags for table in tables], axis=1).T)
    return Stack(edges, counts, starts, additions, bags, float(intercepts.mean()), intercepts)


def add_up(tables: Stack, values: Floats) -> Sums:
    """Look up each value and add what it brings to the intercepts, table by table, so that no row depends on the rows beside it.

    Shape: `values` tables x rows.
    """
    rows = values.shape[1]
    sums = Sums(np.empty((rows, len(values))), np.empty(rows), np.empty(rows))
    _add_up(tables, values, sums)
    return sums


def columns_of(indicators: Columns, names: Sequence[str]) -> Floats:
    """Some columns, at least one, as one array; names x rows."""
    cells = np.concatenate([indicators[name] for name in names], dtype=np.float64)
    return cells.reshape(len(names), -1)


@compiled
def _add_up(tables: Stack, values: Floats, sums: Sums) -> None:
    by_bag = np.empty_like(tables.intercepts)
    for row in range(values.shape[1]):
        by_bag[:] = tables.intercepts
        sums.raw[row] = tables.intercept
        for table in range(values.shape[0]):
            place = tables.starts[table] + _bin_of(values[table, row], tables.edges[table], tables.counts[table])
            sums.contributions[row, table] = tables.additions[place]
            sums.raw[row] += tables.additions[place]
            by_bag += tables.bags[place]
        sums.spread[row] = _variance(by_bag)


@compiled
def _bin_of(value: float, edges: Floats, count: int) -> int:
    """As `codes_of`."""
    if np.isnan(value):
        return count + 1
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if edges[middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _variance(values: Floats) -> float:
    """Added up from the first on."""
    middle = 0.0
    for value in values:
        middle += value
    middle /= len(values)
    spread = 0.0
    for value in values:
        spread += (value - middle) * (value - middle)
    return spread / (len(values) - 1)
