"""The simple rules that a model has to beat, as scorers of the indicator frame: a higher score is more worrying.

A rule needs no fitting. The *best single rule* is chosen on the past alone, as the model is; which one would have been best in
hindsight is told beside it, never used. `models.rule_models` turns any of them, and the baselines, into a model with probabilities.

Limits are as published. Where the catalogue has no indicator of the published window, `stand_in` says what is looked at instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from models.measures import auroc, measure_of, rank


@dataclass(frozen=True)
class Rule:
    """A rule on one indicator. With a `limit` it says yes or no (at or over the limit), without one it ranks by the value.

    `stand_in`: how what is looked at differs from what the source counts; empty if it does not.
    """

    name: str
    indicator: str
    limit: float | None
    words: str
    source: str
    stand_in: str = ""

    def score(self, indicators: pd.DataFrame) -> NDArray[np.float64]:
        """How worrying each row is to this rule.

        Shape: one value per row; missing where the indicator is, and then it ranks last.
        """
        values = indicators[self.indicator].to_numpy(dtype=np.float64)
        if self.limit is None:
            return values
        return np.where(np.isnan(values), np.nan, (values >= self.limit).astype(np.float64))


@dataclass(frozen=True)
class Baseline:
    """A comparison that is learned from the past or needs no evidence at all.

    `why_not_served`: why it is for comparison only, never a list to work from.
    """

    name: str
    words: str
    source: str
    why_not_served: str


_ORDER = (
    "Bekendtgørelse om elevers fravær fra undervisningen i folkeskolen, in force since 2020: unlawful absence in a quarter, from 10 % the "
    "school warns the parents, from 15 % it notifies the municipality"
)
_SHARES = "Allensworth & Easton 2007: absence as early sign; practice of ranking by absence"
_ENGLAND = "Department for Education (England), Working together to improve school attendance, 2024"
_DUTCH = (
    "Leerplichtwet 1969 (Netherlands; Inspectie van het Onderwijs, Registreren en melden van ongeoorloofd verzuim): 16 unexcused hours in "
    "four successive school weeks are reported to the municipality"
)
_CHICAGO = "Allensworth & Easton 2007, What matters for staying on-track and graduating in Chicago: 10 days missed in a semester"
_MARKING_PERIOD = (
    "practice of school districts in the United States: 4 unexcused days in a marking period; no publication found"
)
_PRACTICE = "counsellors' practice: who has not been seen for longest is called first"
_REPORT = (
    "Lov om kommunal indsats for unge under 25 år, § 12 c: an institution tells the municipality of every start, interruption and "
    "completion, and of an imminent risk of interruption"
)
_ENVIRONMENT = (
    "Perdomo et al. 2023, Difficult Lessons on Social Prediction from Wisconsin Public Schools (arXiv 2304.06205): targeting by school and "
    "district did as well as by the individual"
)
_YEAR = "200 school days back from the day, where the source counts from the beginning of the school year"
_LESSON_IS_HOUR = (
    "lessons, where the source counts hours; the last 20 school days, where it counts any four school weeks"
)
_TERM = "the share of the last 60 school days that 10 of the 90 days of a semester are: the catalogue counts no days of a term"
_QUARTER = "the share of the calendar quarter that 4 of 45 days are: the catalogue counts no days missed unlawfully"

RULES: Final = (
    Rule("unlawful_10_percent", "unlawful_share_quarter", 0.10, "10 % unlawful absence in the quarter", _ORDER),
    Rule("unlawful_15_percent", "unlawful_share_quarter", 0.15, "15 % unlawful absence in the quarter", _ORDER),
    Rule("unlawful_share", "unlawful_share_quarter", None, "unlawful absence in the quarter", _ORDER),
    Rule("absence_10_percent", "absence_share_200d", 0.10, "10 % absence (persistently absent)", _ENGLAND, _YEAR),
    Rule("absence_50_percent", "absence_share_200d", 0.50, "50 % absence (severely absent)", _ENGLAND, _YEAR),
    Rule(
        "unlawful_16_lessons", "unlawful_lessons_20d", 16.0, "16 unlawful lessons in 4 weeks", _DUTCH, _LESSON_IS_HOUR
    ),
    Rule("absent_10_days_term", "absence_share_60d", 10 / 90, "10 days absent in a term", _CHICAGO, _TERM),
    Rule("unexcused_4_days", "unlawful_share_quarter", 4 / 45, "4 of 45 days unexcused", _MARKING_PERIOD, _QUARTER),
    Rule("absence_20_days", "absence_share_20d", None, "absence in the last 20 school days", _SHARES),
    Rule("absence_60_days", "absence_share_60d", None, "absence in the last 60 school days", _SHARES),
    Rule("absence_200_days", "absence_share_200d", None, "absence in the last 200 school days", _SHARES),
    Rule("days_since_presence", "presence_gap_days", None, "days since last attending", _PRACTICE),
    Rule("current_absence", "absence_spell_days_current", None, "school days in a row without attending", _PRACTICE),
    Rule("longest_absence", "absence_spell_longest_60d", None, "longest spell of absence in 60 school days", _PRACTICE),
    Rule("interruptions", "interruption_count", None, "earlier interruptions", _REPORT),
    Rule("risk_report", "risk_report_open", None, "the institution has reported a risk of interruption", _REPORT),
    Rule("new_start", "education_first_30_days", None, "the first 30 days of an education", "practice"),
)
LAST_STATUS: Final = Baseline(
    "last_status",
    "how often youths of the same education dropped out before",
    _REPORT,
    "it holds everybody in the same education for alike, so that no list of a district's length can be drawn from it",
)
SCHOOL_RATE: Final = Baseline(
    "school_rate",
    "how often youths of the same institution dropped out before",
    _ENVIRONMENT,
    "it says where a youth goes and nothing of the youth",
)
DISTRICT_RATE: Final = Baseline(
    "district_rate",
    "how often youths at institutions of the same district dropped out before",
    _ENVIRONMENT,
    "it says where a youth's school lies and nothing of the youth",
)
RANDOM: Final = Baseline(
    "random",
    "an order by chance",
    "Bowers, Sprott and Taff 2013, Do We Know Who Will Drop Out?: every flag is read against the line of chance",
    "it knows nothing of anybody",
)
BASELINES: Final = (LAST_STATUS, SCHOOL_RATE, DISTRICT_RATE, RANDOM)
BY_NAME: Final[Mapping[str, Rule]] = {rule.name: rule for rule in RULES}


def rule_aurocs(indicators: pd.DataFrame, outcome: ArrayLike) -> dict[str, float]:
    """AUROC of every rule on the same rows; 0.5 for a rule that tells nobody apart.

    Shape: by rule name, in the order of `RULES`; NaN if the outcome is of one kind only.
    """
    rankings = {rule.name: rank(outcome, rule.score(indicators)) for rule in RULES}
    return {name: measure_of(rows, auroc) for name, rows in rankings.items()}


def best_rule(indicators: pd.DataFrame, outcome: ArrayLike) -> Rule:
    """The rule with the highest AUROC on these rows; of equals the first in `RULES`.

    Raises: ValueError if the outcome is of one kind only, so that no rule can be judged.
    """
    values = rule_aurocs(indicators, outcome)
    if any(np.isnan(value) for value in values.values()):
        raise ValueError("rules: got outcomes of one kind only, allowed are rows with dropouts and others")
    return BY_NAME[max(values, key=lambda name: values[name])]
