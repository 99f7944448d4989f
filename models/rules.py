"""The simple rules that a model has to beat, as scorers of the indicator frame: a higher score is more worrying.

A rule needs no fitting. The *best single rule* is chosen on the past alone, as the model is; which one would have been best in
hindsight is told beside it, never used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from models.measures import auroc, ones, rank


@dataclass(frozen=True)
class Rule:
    """A rule on one indicator. With a `limit` it says yes or no (at or over the limit), without one it ranks by the value."""

    name: str
    indicator: str
    limit: float | None
    words: str
    source: str

    def score(self, indicators: pd.DataFrame) -> NDArray[np.float64]:
        """How worrying each row is to this rule.

        Shape: one value per row; missing where the indicator is, and then it ranks last.
        """
        values = indicators[self.indicator].to_numpy(dtype=np.float64)
        if self.limit is None:
            return values
        return np.where(np.isnan(values), np.nan, (values >= self.limit).astype(np.float64))


_ORDER = "Bekendtgørelse om elevers fravær fra undervisningen i folkeskolen (limits of unlawful absence in a quarter)"
_SHARES = "Allensworth & Easton 2007: absence as early sign; practice of ranking by absence"
_PRACTICE = "counsellors' practice: who has not been seen for longest is called first"

RULES: Final = (
    Rule("unlawful_10_percent", "unlawful_share_quarter", 0.10, "10 % unlawful absence in the quarter", _ORDER),
    Rule("unlawful_15_percent", "unlawful_share_quarter", 0.15, "15 % unlawful absence in the quarter", _ORDER),
    Rule("unlawful_share", "unlawful_share_quarter", None, "unlawful absence in the quarter", _ORDER),
    Rule("absence_20_days", "absence_share_20d", None, "absence in the last 20 school days", _SHARES),
    Rule("absence_60_days", "absence_share_60d", None, "absence in the last 60 school days", _SHARES),
    Rule("absence_200_days", "absence_share_200d", None, "absence in the last 200 school days", _SHARES),
    Rule("days_since_presence", "presence_gap_days", None, "days since last attending", _PRACTICE),
    Rule("current_absence", "absence_spell_days_current", None, "school days in a row without attending", _PRACTICE),
    Rule("longest_absence", "absence_spell_longest_60d", None, "longest spell of absence in 60 school days", _PRACTICE),
    Rule("interruptions", "interruption_count", None, "earlier interruptions", "practice; status messages"),
    Rule("risk_report", "risk_report_open", None, "the institution has reported a risk of interruption", "practice"),
    Rule("new_start", "education_first_30_days", None, "the first 30 days of an education", "practice"),
)
BY_NAME: Final[Mapping[str, Rule]] = {rule.name: rule for rule in RULES}


def rule_aurocs(indicators: pd.DataFrame, outcome: ArrayLike) -> dict[str, float]:
    """AUROC of every rule on the same rows; 0.5 for a rule that tells nobody apart.

    Shape: by rule name, in the order of `RULES`; NaN if the outcome is of one kind only.
    """
    rankings = {rule.name: rank(outcome, rule.score(indicators)) for rule in RULES}
    return {name: auroc(rows, ones(rows)) for name, rows in rankings.items()}


def best_rule(indicators: pd.DataFrame, outcome: ArrayLike) -> Rule:
    """The rule with the highest AUROC on these rows; of equals the first in `RULES`.

    Raises: ValueError if the outcome is of one kind only, so that no rule can be judged.
    """
    values = rule_aurocs(indicators, outcome)
    if any(np.isnan(value) for value in values.values()):
        raise ValueError("rules: got outcomes of one kind only, allowed are rows with dropouts and others")
    return BY_NAME[max(values, key=lambda name: values[name])]
