"""Early starter, late starter, none or undetermined: when lasting absence became visible in records.

The plain rule: the definition of the domain on the youth's own terms, its 10 % raised until data without any course are called
early or late at most once in twenty. It says nothing about the youth's person, and it never enters a risk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.catalogue import LASTING_HIGH
from features.vocabulary import Status
from models.errors import OnsetRuleFailed
from models.scores import PROFILE_DTYPE, OnsetProfile
from models.tables import Columns, Floats

GATE_MONTHS: Final = 36
"""Observed months without which nobody is called early or late."""
MOST_FALSE_CALLS: Final = 0.05
THRESHOLD_STEP: Final = 0.005
SIMULATED: Final = 20_000
FEWEST_YOUTHS: Final = 200
"""Youths of compulsory school with two non-overlapping measures of absence that the one-class model needs."""
LATER_GRADES: Final = 1.10
"""Absence of grades 7 to 9 against that of the grades before, without any course: domain calibration."""
GRADES: Final = 10
"""Grades 0 to 9."""
SHALLOWEST: Final = 5
"""School years of records, up to grade 9, of the youngest history that has two terms before grade 6."""
MONTHS_PER_SCHOOL_YEAR: Final = 11
_EARLY, _LATE, _NONE, _UNDETERMINED = (
    np.int8(list(OnsetProfile).index(profile))
    for profile in (OnsetProfile.EARLY_STARTER, OnsetProfile.LATE_STARTER, OnsetProfile.NONE, OnsetProfile.UNDETERMINED)
)
"""Codes of PROFILE_DTYPE."""
_CLEAR_OF_LAST_YEAR = (11, 12, 1, 2, 3, 4, 5, 6)
"""Months in which the last 60 school days lie within the present school year."""


@dataclass(frozen=True, eq=False)
class OneClass:
    """Absence without a course: each youth one lasting level, terms spread around it.

    `level_mean`, `level_variance`: of the lasting level in grades 0 to 6; `term_variance`: overdispersion of a term, as a share of
    level x (1 - level); `depths`: share of youths with 5, 6, ... 10 school years of records.
    """

    level_mean: float
    level_variance: float
    term_variance: float
    depths: Floats


@dataclass(frozen=True, eq=False)
class OnsetRule:
    """The threshold in force, how often it calls class-free data, and the model behind that; None where data were too few to raise it."""

    threshold: float
    false_calls: float | None
    one_class: OneClass | None
    note: str


def call_profiles(rule: OnsetRule, indicators: pd.DataFrame) -> pd.DataFrame:
    """The profile of each row.

    Shape: index as given; columns profile, profile_early, profile_late, profile_none, onset_on, as in the score frame. The rule is
    sure of its call, so posteriors are 0 or 1; they are missing where it is undetermined for want of history.
    """
    called = profile_columns(rule, indicators)
    profile = pd.Categorical.from_codes(called["profile"], dtype=PROFILE_DTYPE)
    return pd.DataFrame({**called, "profile": profile}, index=indicators.index)


def profile_columns(rule: OnsetRule, indicators: Columns) -> dict[str, NDArray[Any]]:
    """The columns of `call_profiles` as arrays, the profile as codes of its dtype."""
    calls = call_levels(
        rule.threshold,
        early=np.asarray(indicators["onset_level_early"], dtype=np.float64),
        years=np.asarray(indicators["onset_level_three_years"], dtype=np.float64),
        last=np.asarray(indicators["onset_level_last_terms"], dtype=np.float64),
    )
    shallow = ~(np.asarray(indicators["history_months"], dtype=np.float64) >= GATE_MONTHS)
    called = (calls == _EARLY) | (calls == _LATE)
    calls[shallow & called] = _UNDETERMINED
    determined = calls != _UNDETERMINED
    days = np.asarray(indicators["onset_days_ago"], dtype=np.float64)
    onset_on = np.asarray(indicators["as_of"]).astype("datetime64[s]")
    onset_on -= np.where(np.isnan(days), np.timedelta64("NaT"), np.nan_to_num(days).astype("timedelta64[D]"))
    return {
        "profile": calls,
        "profile_early": np.where(determined, calls == _EARLY, np.nan),
        "profile_late": np.where(determined, calls == _LATE, np.nan),
        "profile_none": np.where(determined, calls == _NONE, np.nan),
        "onset_on": onset_on,
    }


def fit_onset_rule(indicators: pd.DataFrame, *, seed: int) -> OnsetRule:
    """Raise the threshold from 10 % until class-free data are called early or late at most once in twenty.

    Too few youths to say what class-free data look like leave it at 10 %, with a note: so shallow a past meets the gate for hardly
    anybody, and they stay undetermined.
    Raises: OnsetRuleFailed if no threshold does it.
    """
    one_class = _fit_one_class(indicators)
    if one_class is None:
        return OnsetRule(
            LASTING_HIGH,
            None,
            None,
            f"onset: threshold left at {LASTING_HIGH}, fewer than {FEWEST_YOUTHS} youths of compulsory school have two years of absence",
        )
    levels = onset_levels(simulate_terms(one_class, youths=SIMULATED, seed=seed))
    for step in range(round((1 - LASTING_HIGH) / THRESHOLD_STEP) + 1):
        threshold = round(LASTING_HIGH + step * THRESHOLD_STEP, 3)
        calls = call_levels(threshold, **levels)
        false_calls = float(np.isin(calls, (_EARLY, _LATE)).mean())
        if false_calls <= MOST_FALSE_CALLS:
            return OnsetRule(threshold, false_calls, one_class, f"onset: threshold {threshold}")
    raise OnsetRuleFailed(
        f"onset rule: got {false_calls:.2f} of class-free youths called early or late at every threshold, allowed is "
        f"{MOST_FALSE_CALLS}. Check the absence of the training records."
    )


def simulate_terms(one_class: OneClass, *, youths: int, seed: int) -> Floats:
    """Absence shares per term of youths without a course.

    Shape: youths x 20, two terms for each of grades 0 to 9; missing before a youth's records begin.
    """
    random = np.random.default_rng(seed)
    level = random.beta(*_beta(one_class.level_mean, one_class.level_variance), size=(youths, 1))
    grades = np.repeat(np.arange(GRADES), 2)
    mean = np.clip(level * np.where(grades >= 7, LATER_GRADES, 1.0), 1e-6, 1 - 1e-6)
    strength = 1 / one_class.term_variance - 1
    terms = random.beta(mean * strength, (1 - mean) * strength)
    years = random.choice(np.arange(SHALLOWEST, GRADES + 1), size=(youths, 1), p=one_class.depths)
    return np.where(grades >= GRADES - years, terms, np.nan)


def call_levels(threshold: float, *, early: Floats, years: Floats, last: Floats) -> NDArray[np.int8]:
    """The call on levels alone, without the gate: missing `last` or, for those who are high, missing `early` leaves it open."""
    high = last >= threshold
    return np.select(
        [np.isnan(last), ~high, np.isnan(early), early < threshold, years >= threshold],
        [_UNDETERMINED, _NONE, _UNDETERMINED, _LATE, _EARLY],
        default=_NONE,
    )


def _fit_one_class(indicators: pd.DataFrame) -> OneClass | None:
    """By moments, from two measures of the same youth in different school years; one row per youth, the latest that has both."""
    usable = (
        (indicators["status"] == Status.COMPULSORY_SCHOOL)
        & indicators["as_of"].dt.month.isin(_CLEAR_OF_LAST_YEAR)
        & indicators["absence_share_60d"].notna()
        & indicators["absence_share_last_year"].notna()
        & (indicators["history_months"] >= GATE_MONTHS)
    )
    rows = indicators[usable].sort_values(["youth_id", "as_of"]).drop_duplicates("youth_id", keep="last")
    if len(rows) < FEWEST_YOUTHS:
        return None
    now = rows["absence_share_60d"].to_numpy(dtype=np.float64) / LATER_GRADES
    before = rows["absence_share_last_year"].to_numpy(dtype=np.float64) / LATER_GRADES
    mean = float(np.clip((now.mean() + before.mean()) / 2, 1e-3, 0.5))
    room = mean * (1 - mean)
    level = float(np.clip(np.cov(now, before)[0, 1], 1e-3 * room, 0.9 * room))
    within = float(np.clip((now.var(ddof=1) - level) / (room - level), 1e-3, 0.9))
    years = np.round(rows["history_months"].to_numpy(dtype=np.float64) / MONTHS_PER_SCHOOL_YEAR)
    depths = np.bincount(
        np.clip(years, SHALLOWEST, GRADES).astype(np.int64) - SHALLOWEST, minlength=GRADES - SHALLOWEST + 1
    )
    return OneClass(mean, level, within, depths / len(rows))


def _beta(mean: float, variance: float) -> tuple[float, float]:
    """Parameters of a beta distribution by its moments."""
    strength = mean * (1 - mean) / variance - 1
    return mean * strength, (1 - mean) * strength


def onset_levels(terms: Floats) -> dict[str, Floats]:
    """The three onset levels of simulated youths, by the catalogue's definitions (all terms of grades 7 to 9 are seen)."""
    pairs = np.minimum(terms[:, :-1], terms[:, 1:])
    before_grade_7 = np.arange(pairs.shape[1]) // 2 <= 6
    early = np.nanmax(pairs[:, before_grade_7], axis=1)
    from_left = np.column_stack([np.full(len(terms), np.nan), pairs])
    from_right = np.column_stack([pairs, np.full(len(terms), np.nan)])
    by_term = np.fmax(from_left, from_right)
    by_year = np.nan_to_num(np.fmax(by_term[:, ::2], by_term[:, 1::2]), nan=0.0)
    return {"early": early, "years": np.sort(by_year, axis=1)[:, -3], "last": pairs[:, -1]}
