"""What freer models make of the same past: boosting without constraints and logistic regression, beside the model in every report.

They are fitted on the same rows, regime by regime, on the same indicators, and calibrated on the same later rows. None of them is ever
served: they show what the model gives away for being additive and monotone, and what its shapes gain over straight lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from features.catalogue import feeding
from features.vocabulary import Feeds, Regime
from models.boosting import growable
from models.calibration import Calibration, calibrate
from models.errors import CalibrationFailed
from models.measures import (
    SHARE,
    Estimate,
    Floats,
    Measure,
    Resampling,
    auroc,
    average_precision,
    brier,
    estimate,
    leads,
    rank,
    recall_at,
)
from models.risk import Labelled, groups_of
from training.figures import FEWEST_EVENTS, Judged
from training.splits import Split

FREE_BOOSTING, LOGISTIC_REGRESSION = "free_boosting", "logistic_regression"
WORDS: Final = {
    FREE_BOOSTING: "gradient boosting free to combine indicators and to turn them either way, stopped by youths left out",
    LOGISTIC_REGRESSION: "logistic regression on scaled indicators, missing ones replaced by the median and marked",
}
COMPARED: Final[Mapping[str, Measure]] = {
    "auroc": auroc,
    "average_precision": average_precision,
    "recall_at_5_percent": recall_at(SHARE),
    "brier": brier,
}
"""What is told of each; of the Brier score less is better."""
_FREE: Final = {"learning_rate": 0.05, "max_leaf_nodes": 8, "min_samples_leaf": 200, "l2_regularization": 10.0}
"""Of four settings the one that did best on later dates of a made town and of real events: a rival may be chosen in hindsight."""
MOST_TREES: Final = 300
PATIENCE: Final = 20
"""Trees without a gain for the youths left out, after which no more are added."""
JUDGES: Final = 5
"""One youth in so many is left out to say when boosting stops."""
Classifier: TypeAlias = HistGradientBoostingClassifier | Pipeline


@dataclass(frozen=True, eq=False)
class Fitted:
    """A companion in one regime."""

    indicators: tuple[str, ...]
    classifier: Classifier
    calibration: Calibration

    def risk(self, indicators: pd.DataFrame) -> Floats:
        """The calibrated risk of each row."""
        raw = np.asarray(self.classifier.decision_function(_values(indicators, self.indicators)), dtype=np.float64)
        return self.calibration.interval(raw, np.zeros(len(raw)))[0]


@dataclass(frozen=True, eq=False)
class Companion:
    """A freer model by regime. `remark`: why it cannot be compared, else empty."""

    name: str
    regimes: Mapping[str, Fitted]
    remark: str = ""

    def risk(self, judged: Judged) -> Floats:
        """The risk of each row; missing in a regime without a fit."""
        regime = judged.rows["regime"].to_numpy()
        risk = np.full(len(regime), np.nan)
        for name, fitted in self.regimes.items():
            here = regime == name
            if here.any():
                risk[here] = fitted.risk(judged.indicators[here])
        return risk


@dataclass(frozen=True)
class CompanionFigures:
    """A companion on the judged rows, and the model's lead over it: model minus companion, the same youths in each draw."""

    companion: str
    words: str
    measures: Mapping[str, Estimate] = field(default_factory=dict)
    lead: Mapping[str, Estimate] = field(default_factory=dict)
    remark: str = ""


def fit_companions(rows: Split, *, regimes: Iterable[str], seed: int) -> tuple[Companion, ...]:
    """Every companion in the regimes that the model speaks of.

    One thread: sums in another order would give other figures for the same seed.
    """
    chosen = [Regime(name) for name in regimes]
    with threadpool_limits(limits=1, user_api="openmp"):
        return tuple(_companion(name, rows, chosen, seed) for name in WORDS)


def measure_companions(
    companions: Iterable[Companion], judged: Judged, *, resampling: Resampling
) -> tuple[CompanionFigures, ...]:
    """Every companion beside the model, on the rows the model assessed; none where too little happened to measure."""
    assessed = judged.where(judged.rows["risk"].notna())
    rows, dropouts = assessed.rows, int(assessed.rows["outcome"].sum())
    if min(dropouts, len(rows) - dropouts) < FEWEST_EVENTS:
        return ()
    found = []
    model = rank(rows["outcome"], rows["risk"], youth=rows["youth_id"])
    for companion in companions:
        words = WORDS[companion.name]
        if companion.remark:
            found.append(CompanionFigures(companion.name, words, remark=companion.remark))
            continue
        beside = rank(rows["outcome"], companion.risk(assessed), youth=rows["youth_id"])
        measures = estimate(beside, COMPARED, resampling=resampling)
        ahead = leads(model, {companion.name: beside}, COMPARED, resampling=resampling)[companion.name]
        found.append(CompanionFigures(companion.name, words, measures, ahead))
    return tuple(found)


def _companion(name: str, rows: Split, regimes: Iterable[Regime], seed: int) -> Companion:
    try:
        return Companion(name, {str(regime): _fit(name, rows, regime, seed) for regime in regimes})
    except CalibrationFailed as reason:
        return Companion(name, {}, f"not compared: {reason}")


def _fit(name: str, rows: Split, regime: Regime, seed: int) -> Fitted:
    training, later = rows.training.of(regime), rows.calibration.of(regime)
    chosen = tuple(name for name in feeding(Feeds.RISK, regime) if _varies(training.indicators[name]))
    outcome = np.asarray(training.outcome, dtype=np.int64)
    values = _values(training.indicators, chosen)
    if name == FREE_BOOSTING:
        classifier: Classifier = _boosted(values, outcome, groups_of(training), seed)
    else:
        classifier = _logistic().fit(values, outcome)
    raw = np.asarray(classifier.decision_function(_values(later.indicators, chosen)), dtype=np.float64)
    return Fitted(chosen, classifier, calibrate(raw, _outcome(later), groups_of(later), seed=seed))


def _boosted(
    values: Floats, outcome: NDArray[np.int64], youths: NDArray[np.int64], seed: int
) -> HistGradientBoostingClassifier:
    """As many trees as serve youths left out, then all youths."""
    judge = np.random.default_rng(seed).permutation(int(youths.max()) + 1)[youths] % JUDGES == 0
    asked = {**_FREE, "random_state": seed}
    trees = MOST_TREES
    if min(np.bincount(outcome[judge], minlength=2)) and min(np.bincount(outcome[~judge], minlength=2)):
        tried = HistGradientBoostingClassifier(
            **asked, max_iter=MOST_TREES, early_stopping=True, n_iter_no_change=PATIENCE
        )
        tried.fit(growable(values[~judge]), outcome[~judge], X_val=values[judge], y_val=outcome[judge])
        trees = max(1, tried.n_iter_ - PATIENCE)
    return HistGradientBoostingClassifier(**asked, max_iter=trees, early_stopping=False).fit(values, outcome)


def _logistic() -> Pipeline:
    imputed = SimpleImputer(strategy="median", add_indicator=True)
    return make_pipeline(imputed, StandardScaler(), LogisticRegression(max_iter=2000))


def _varies(column: pd.Series[float]) -> bool:
    known = column.dropna().to_numpy()
    return bool(len(known)) and bool((known != known[0]).any())


def _values(indicators: pd.DataFrame, names: tuple[str, ...]) -> Floats:
    return indicators[list(names)].to_numpy(dtype=np.float64)


def _outcome(labelled: Labelled) -> Floats:
    return np.asarray(labelled.outcome, dtype=np.float64)
