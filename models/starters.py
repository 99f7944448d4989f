"""Who tells early from late starters: the growth mixture where it has foretold later courses better, else the plain rule.

Both see the same indicators, and both are kept: the one that is not served stays for comparison. Neither enters a risk.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.catalogue import GRADES
from models.onset import GATE_EARLY_TERMS, Comparison, Histories, OnsetMixture, call_mixture
from models.profile import OnsetRule, profile_columns
from models.scores import POSTERIORS
from models.tables import Columns, Floats

MIXTURE, RULE = "mixture", "rule"


@dataclass(frozen=True, eq=False)
class Starters:
    """The two rivals and how they compared; without a mixture or a comparison the rule is served, and `note` says why."""

    rule: OnsetRule
    mixture: OnsetMixture | None = None
    comparison: Comparison | None = None
    note: str = ""

    @property
    def served(self) -> str:
        """Which of the two calls profiles."""
        earned = self.mixture is not None and self.comparison is not None and self.comparison.served == MIXTURE
        return MIXTURE if earned else RULE

    @property
    def said(self) -> dict[str, Any]:
        """As a manifest holds it."""
        rule = {"threshold": self.rule.threshold, "false_calls": self.rule.false_calls, "note": self.rule.note}
        return {
            "served": self.served,
            "note": self.note,
            "rule": rule,
            "mixture": None if self.mixture is None else _mixture(self.mixture),
            "later_years": [] if self.comparison is None else [list(gain) for gain in self.comparison.gains],
        }


def starter_columns(starters: Starters, indicators: Columns) -> dict[str, NDArray[Any]]:
    """The profile of each row, its posteriors and the day of onset, as arrays; the profile as codes of PROFILE_DTYPE."""
    columns = profile_columns(starters.rule, indicators)
    if starters.mixture is None or starters.served == RULE:
        return columns
    called = call_mixture(starters.mixture, histories_of(indicators))
    codes = called["profile"].cat.codes.to_numpy(dtype=np.int8)
    return {**columns, "profile": codes, **{name: called[name].to_numpy(dtype=np.float64) for name in POSTERIORS}}


def histories_of(indicators: Columns) -> Histories:
    """The course of absence of each row's youth, as the mixture reads it."""
    counts = [_lessons(indicators, what, grade) for what in ("missed", "scheduled") for grade in GRADES]
    has_early = ~np.isnan(np.asarray(indicators["onset_level_early"], dtype=np.float64))
    return Histories(
        np.column_stack(counts),
        np.nan_to_num(np.asarray(indicators["history_months"], dtype=np.float64)).astype(np.int64),
        np.where(has_early, GATE_EARLY_TERMS, 0),
    )


def _lessons(indicators: Columns, what: str, grade: int) -> Floats:
    return np.nan_to_num(np.asarray(indicators[f"{what}_lessons_grade_{grade}"], dtype=np.float64))


def _mixture(onset: OnsetMixture) -> dict[str, Any]:
    return {
        "classes": [
            {"name": str(name), "share": float(share)}
            for name, share in zip(onset.names, onset.mixture.courses_.shares, strict=True)
        ],
        "gains": [asdict(gain) for gain in onset.gains],
        "false_calls": onset.false_calls,
        "lookalikes": onset.lookalikes,
    }
