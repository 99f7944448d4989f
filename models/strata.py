"""Ranking within strata: whether a score tells apart youths of the same school and date, or only schools and dates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.measures import Drawn, Floats, Ranked, rank_within, share_of


@dataclass(frozen=True)
class Stratified:
    """Rows by stratum and, within it, by falling score. `first`: of each step, the first step of its stratum."""

    rows: Ranked
    first: NDArray[np.int64]

    def auroc(self, drawn: Drawn) -> Floats:
        """Chance that one who dropped out ranks above one of the same stratum who did not; every such pair counts alike."""
        hits, flagged = drawn.caught
        missed = flagged - hits
        right = np.sum(np.diff(missed, axis=0) * ((hits[1:] + hits[:-1]) / 2 - hits[self.first]), axis=0)
        starts = np.unique(self.first)
        ends = np.append(starts[1:], len(self.first))
        pairs = np.sum((hits[ends] - hits[starts]) * (missed[ends] - missed[starts]), axis=0)
        return share_of(right, pairs)


def stratify(outcome: ArrayLike, score: ArrayLike, *, stratum: ArrayLike, youth: ArrayLike) -> Stratified:
    """Sort rows by stratum, then by falling score, to compare within strata alone.

    Shape: one outcome (0 or 1), score, stratum and youth per row, at least one row.
    Raises: ValueError as `rank` does.
    """
    strata = np.unique(np.asarray(stratum, dtype=str), return_inverse=True)[1].astype(np.int64)
    rows = rank_within(outcome, score, youth, strata)
    of_step = np.sort(strata)[np.unique(rows.step, return_index=True)[1]]
    return Stratified(rows, np.searchsorted(of_step, of_step, side="left").astype(np.int64))
