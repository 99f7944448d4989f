"""The figures of an evaluation: what is measured of a group of rows, beside the simple rules, as values, JSON and text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from textwrap import fill
from typing import Any, Final

import numpy as np
import pandas as pd

from models.measures import (
    CALIBRATION,
    RANKING,
    SHARES,
    Estimate,
    Ranked,
    Resampling,
    estimate,
    lead,
    rank,
)
from models.rules import Rule, best_rule

FEWEST_EVENTS: Final = 10
"""Below this many dropouts (or others) nothing is measured: an interval would promise more than there is."""


@dataclass(frozen=True)
class Judged:
    """Rows whose outcome can be told, scored.

    `rows`: youth_id, as_of, regime, risk (missing if not assessed), outcome (0 or 1); `indicators`: the same rows, for the rules.
    """

    rows: pd.DataFrame
    indicators: pd.DataFrame

    def where(self, chosen: pd.Series[bool]) -> Judged:
        """Some of the rows."""
        return Judged(self.rows[chosen], self.indicators[chosen.to_numpy()])


@dataclass(frozen=True)
class Beside:
    """A simple rule on the same rows, and the model's lead over it (model minus rule, the same youths in each draw)."""

    rule: str
    words: str
    measures: Mapping[str, Estimate]
    lead: Mapping[str, Estimate]


@dataclass(frozen=True)
class Figures:
    """What was measured of one group of rows; counts are of the assessed, `not_assessed` of the others.

    `remark`: why nothing was measured, else empty. `in_hindsight`: the rule that did best on these very rows; told, never used.
    """

    group: str
    rows: int
    youths: int
    dropouts: int
    base_rate: float
    not_assessed: int
    measures: Mapping[str, Estimate]
    beside: Beside | None
    in_hindsight: Beside | None
    remark: str = ""


def measure_group(group: str, judged: Judged, *, rule: Rule, resampling: Resampling) -> Figures:
    """Every measure of a group of rows with its interval, beside the rule chosen on the past and the best in hindsight."""
    assessed = judged.where(judged.rows["risk"].notna())
    rows, outcome = assessed.rows, assessed.rows["outcome"].to_numpy(dtype=np.float64)
    counted = _counted(group, assessed, not_assessed=len(judged.rows) - len(rows))
    if min(counted.dropouts, len(rows) - counted.dropouts) < FEWEST_EVENTS:
        return replace(
            counted,
            remark=f"too few to measure: {counted.dropouts} dropouts of {len(rows)} assessed, needed are {FEWEST_EVENTS} of each kind",
        )
    model = rank(outcome, rows["risk"], youth=rows["youth_id"])
    return replace(
        counted,
        measures=estimate(model, {**RANKING, **CALIBRATION}, resampling=resampling),
        beside=_beside(model, assessed, rule, resampling),
        in_hindsight=_beside(model, assessed, best_rule(assessed.indicators, outcome), resampling),
    )


def unmeasured(as_of: date, scores: pd.DataFrame, remark: str) -> Figures:
    """A date that was scored but of which nothing can be said, and why."""
    assessed = int(scores["risk"].notna().sum())
    return Figures(
        as_of.isoformat(), assessed, assessed, 0, math.nan, len(scores) - assessed, {}, None, None, remark
    )  # fmt: skip


def _counted(group: str, assessed: Judged, *, not_assessed: int) -> Figures:
    rows, dropouts = assessed.rows, int(assessed.rows["outcome"].sum())
    share = dropouts / len(rows) if len(rows) else math.nan
    return Figures(group, len(rows), int(rows["youth_id"].nunique()), dropouts, share, not_assessed, {}, None, None)


def _beside(model: Ranked, judged: Judged, rule: Rule, resampling: Resampling) -> Beside:
    rows = judged.rows
    ranked = rank(rows["outcome"], rule.score(judged.indicators), youth=rows["youth_id"])
    measures = estimate(ranked, RANKING, resampling=resampling)
    return Beside(rule.name, rule.words, measures, lead(model, ranked, RANKING, resampling=resampling))


def as_json(value: Any) -> Any:
    """Dataclasses, dates and NaN as JSON takes them; figures to six places, so that a last bit shows no difference."""
    if is_dataclass(value) and not isinstance(value, type):
        return as_json({field.name: getattr(value, field.name) for field in fields(value)})
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    return value.isoformat() if isinstance(value, date) else value


WIDTH: Final = 80
"""Columns of text for people: what a terminal and a printed page hold."""
_WORDS: Final = {
    "auroc": "AUROC",
    "average_precision": "avg. precision",
    **{f"recall_at_{round(100 * share)}_percent": f"recall {share:.0%}" for share in SHARES},
    **{f"precision_at_{round(100 * share)}_percent": f"precision {share:.0%}" for share in SHARES},
    "calibration_slope": "slope",
    "calibration_intercept": "intercept",
    "predicted_over_observed": "pred./observed",
    "brier": "Brier score",
    "calibration_error": "ECE",
}


def as_text(figures: Iterable[Figures]) -> str:
    """The figures for people, one block a group, at most 80 columns wide."""
    return "\n\n".join(_block(item) for item in figures) + "\n"


def _block(item: Figures) -> str:
    head = f"{item.group}: {item.rows:,} rows of {item.youths:,} youths"
    head += f" and {item.not_assessed:,} not assessed" if item.not_assessed else ""
    if item.remark:
        return f"{_filled(head)}\n{_filled(item.remark, indent='  ')}"
    head += f", {item.dropouts:,} dropouts ({item.base_rate:.1%})"
    rule = "" if item.beside is None else item.beside.rule
    lines = [_filled(head), f"  the rule: {rule}", f"  {'':15}{'model':>20}{'rule':>20}{'model minus rule':>23}"]
    lines += [_line(name, item) for name in item.measures]
    if item.in_hindsight is not None:
        best = item.in_hindsight
        lines.append(
            _filled(f"best rule in hindsight: {best.words}, AUROC {interval(best.measures['auroc'])}", indent="  ")
        )
    return "\n".join(lines)


def _line(name: str, item: Figures) -> str:
    rule = item.beside.measures.get(name) if item.beside else None
    ahead = item.beside.lead.get(name) if item.beside else None
    return f"  {_WORDS[name]:15}{interval(item.measures[name]):>20}{interval(rule):>20}{interval(ahead):>23}".rstrip()


def _filled(words: str, indent: str = "") -> str:
    return fill(words, WIDTH, initial_indent=indent, subsequent_indent="  ")


def interval(value: Estimate | None) -> str:
    """A figure with its interval, in figures: value, lower and upper limit."""
    return "" if value is None else f"{value.value:.3f} [{value.low:.3f} {value.high:.3f}]"
