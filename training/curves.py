"""The points behind the plots of an evaluation: foretold beside observed by risk, and what a longer list finds.

Groups of risk and lists stay as they were in every resample of youths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from features.vocabulary import Regime
from models.fairness import never_certain
from models.measures import BINS, Estimate, Floats, Resampling, Sums, share_of, sums
from models.places import Places, on_list
from models.rules import Rule
from training.figures import Judged
from training.lists import AT_SHARE

LIST_SHARES: Final = (0.01, 0.02, 0.03, 0.05, 0.075, 0.10, 0.15, 0.20, 0.30)
"""Lengths of lists, as shares of the assessed youths of a date."""
TOGETHER: Final = "together"
"""The reliability of all regimes."""


@dataclass(frozen=True)
class RiskGroup:
    """Rows of neighbouring risks: `foretold` is their mean risk, `observed` the share that dropped out."""

    rows: int
    youths: int
    dropouts: int
    foretold: float
    observed: Estimate


@dataclass(frozen=True)
class Found:
    """What a list of some length finds."""

    recall: Estimate
    precision: Estimate


@dataclass(frozen=True)
class Length:
    """Each date's `share` of assessed youths with the highest risks, and beside it a list of the same length by the simple rule."""

    share: float
    places: float
    model: Found
    rule: Found


@dataclass(frozen=True)
class Curves:
    """`reliability`: by regime and together; a regime without assessed rows is left out. `rule`: the one of `lengths`."""

    reliability: Mapping[str, tuple[RiskGroup, ...]]
    lengths: tuple[Length, ...]
    rule: str


def draw_curves(told: Judged, rule: Rule, *, resampling: Resampling) -> Curves:
    """The points of assessed rows.

    Shape: `told.rows` with youth_id, as_of, regime, risk and outcome.
    """
    rows = told.rows
    regimes = {str(regime): rows[rows["regime"] == regime] for regime in Regime}
    parts = {TOGETHER: rows, **{name: part for name, part in regimes.items() if len(part)}}
    reliability = {name: _reliability(part, resampling) for name, part in parts.items()}
    return Curves(reliability, _lengths(told, rule, resampling), rule.name)


def _reliability(rows: pd.DataFrame, resampling: Resampling) -> tuple[RiskGroup, ...]:
    """Groups of about equally many rows by rising risk; equal risks stay together."""
    outcome = rows["outcome"].to_numpy(dtype=np.float64)
    middle = rows["risk"].rank(method="average").to_numpy(dtype=np.float64) - 0.5
    group = np.minimum(BINS * middle // len(rows), BINS - 1)
    inside = {int(number): (group == number).astype(np.float64) for number in np.unique(group)}
    columns = {f"{number} rows": here for number, here in inside.items()}
    columns |= {f"{number} dropouts": here * outcome for number, here in inside.items()}
    totals = sums(columns, youth=rows["youth_id"], resampling=resampling)
    return tuple(_risk_group(number, rows[here > 0], totals) for number, here in inside.items())


def _risk_group(number: int, rows: pd.DataFrame, totals: Sums) -> RiskGroup:
    youths = int(rows["youth_id"].nunique())
    observed = totals.estimate(lambda by: share_of(by[f"{number} dropouts"], by[f"{number} rows"]))
    dropouts = int(rows["outcome"].sum())
    return RiskGroup(len(rows), youths, dropouts, float(rows["risk"].mean()), never_certain(observed, youths))


def _lengths(told: Judged, rule: Rule, resampling: Resampling) -> tuple[Length, ...]:
    rows = told.rows
    scores = {"model": rows["risk"].to_numpy(dtype=np.float64), "rule": rule.score(told.indicators)}
    outcome = rows["outcome"].to_numpy(dtype=np.float64)
    columns: dict[str, Floats] = {"dropouts": outcome}
    places = {share: _places(rows, share) for share in LIST_SHARES}
    for share, lists in places.items():
        for name, score in scores.items():
            listed = on_list(score, lists)
            columns |= {f"{name} {share}": listed, f"{name} {share} caught": listed * outcome}
    totals = sums(columns, youth=rows["youth_id"], resampling=resampling)

    def found(name: str, share: float) -> Found:
        caught = f"{name} {share} caught"
        recall = totals.estimate(lambda by: share_of(by[caught], by["dropouts"]))
        return Found(recall, totals.estimate(lambda by: share_of(by[caught], by[f"{name} {share}"])))

    return tuple(
        Length(share, lists.total, found("model", share), found("rule", share)) for share, lists in places.items()
    )


def _places(rows: pd.DataFrame, share: float) -> Places:
    by_date = rows.groupby("as_of")
    count = by_date["youth_id"].transform("size").to_numpy(dtype=np.float64)
    return Places(AT_SHARE, by_date.ngroup().to_numpy().astype(np.int64), share * count)
