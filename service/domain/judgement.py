"""What the model says of a youth: judgement, which nobody reads before an assessment of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from features.vocabulary import YouthId


@dataclass(frozen=True)
class Term:
    """One indicator's part in a score. `contribution` in log-odds before calibration; `direction` is raises or lowers."""

    indicator: str
    value: float | None
    usual: float | None
    direction: str
    contribution: float
    since: date | None


@dataclass(frozen=True)
class Judgement:
    """One row of the scores, as the night published it; `risk` and its interval are missing when the band is not_assessed."""

    youth_id: YouthId
    as_of: date
    horizon_days: int
    model_id: str
    data: str
    regime: str
    coverage: float
    band: str
    profile: str
    reasons: tuple[Term, ...]
    protective: tuple[Term, ...]
    risk: float | None = None
    risk_low: float | None = None
    risk_high: float | None = None
    profile_early: float | None = None
    profile_late: float | None = None
    profile_none: float | None = None
    onset_on: date | None = None
    raw_logit: float | None = None
