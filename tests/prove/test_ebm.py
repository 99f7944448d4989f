"""Whether interpret-core's explainable boosting machine does measurably better than our own constrained boosting: decision 0015.

Both learn from the same rows, the same inputs, the same bags of youths and the same directions, and are calibrated on the same later
rows; what they say of later dates still is compared in pairs, youths drawn again. The library is no part of the environment.
"""

from __future__ import annotations

import json
import pickle
import time
import warnings
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from features.catalogue import BY_NAME, feeding
from features.vocabulary import Feeds, Regime
from models.boosting import BAGS, LARGEST_LEAF, ROWS_PER_LEAF, SHRINKAGE, SMALLEST_LEAF, Column, column_of
from models.calibration import Calibration, calibrate
from models.measures import SHARE, auroc, average_precision, brier, leads, recall_at
from models.risk import Labelled, RiskModel, fit_risk, groups_of
from models.tables import MAX_BINS, codes_of
from tests.lib.own_towns import MODEL, RESAMPLING, Later, measured, ranked, rounded

pytestmark = pytest.mark.prove

RESULT = Path(__file__).parent / "results" / "ebm.json"
MEASURES = {
    "auroc": auroc,
    "average_precision": average_precision,
    "recall_at_5_percent": recall_at(SHARE),
    "brier": brier,
}
"""Of the Brier score less is better."""
EBM, EBM_HELD, EBM_PARTNER = "ebm", "ebm_held_as_ours", "ebm_with_partner"
"""The machine as it comes; with leaves and shrinkage as of our own trees; and as it comes, with one pair of indicators together."""
PARTNERS = ("education_kind", "education_days")
"""The only pair that has ever been proposed: how long ago it began, by what it is."""
SEED = 0
TIMES = 5


@dataclass(frozen=True)
class Machine:
    """A fitted machine of one regime, which sees what our own trees see: bins, and what is not known as usual."""

    columns: tuple[Column, ...]
    machine: object
    calibration: Calibration

    def raw(self, rows: pd.DataFrame) -> np.ndarray:
        """Log-odds before calibration, from the terms: what reasons would be told from."""
        return self.machine.eval_terms(seen(self.columns, rows)).sum(axis=1) + self.machine.intercept_[0]

    def risk(self, rows: pd.DataFrame) -> np.ndarray:
        raw = self.raw(rows)
        return self.calibration.interval(raw, np.zeros(len(raw)))[0]


def columns_of(labelled: Labelled, regime: Regime) -> tuple[Column, ...]:
    """The inputs that the model would use."""
    rows = labelled.indicators
    found = [column_of(BY_NAME[name], rows[name].to_numpy(dtype=np.float64)) for name in feeding(Feeds.RISK, regime)]
    return tuple(column for column in found if column is not None)


def seen(columns: tuple[Column, ...], rows: pd.DataFrame) -> np.ndarray:
    """The bin of each value; one missing for want of records in the usual bin, or depth of history would enter the risk."""
    shown = []
    for column in columns:
        values = rows[column.indicator.name].to_numpy(dtype=np.float64)
        missing = np.nan if column.stand_in is None else column.stand_in
        shown.append(np.where(np.isnan(values), missing, codes_of(values, column.edges)))
    return np.column_stack(shown)


def bags_of(labelled: Labelled) -> np.ndarray:
    """How often each row is drawn into each bag, as `models.boosting` draws youths; those left out judge when to stop.

    Shape: rows x bags; -1 for left out.
    """
    youths, random = groups_of(labelled), np.random.default_rng(SEED)
    groups = int(youths.max()) + 1
    drawn = [np.bincount(random.integers(0, groups, groups), minlength=groups)[youths] for _ in range(BAGS)]
    times = np.column_stack(drawn)
    return np.where(times > 0, times, -1).astype(np.int8)


def fit_machine(past: Labelled, later: Labelled, *, regime: Regime, manner: str) -> Machine:
    glassbox = pytest.importorskip(
        "interpret.glassbox",
        reason="not part of the environment, which needs none; `pip install interpret-core` to compare with it",
    )
    past, later = past.of(regime), later.of(regime)
    columns = columns_of(past, regime)
    names = [column.indicator.name for column in columns]
    asked = {}
    if manner == EBM_HELD:
        held = len(past.outcome) * ROWS_PER_LEAF
        asked = {"min_samples_leaf": int(np.clip(held, SMALLEST_LEAF, LARGEST_LEAF)), "reg_lambda": SHRINKAGE}
    machine = glassbox.ExplainableBoostingClassifier(
        feature_names=names, feature_types=["continuous"] * len(names), max_bins=MAX_BINS + 2, n_jobs=1, random_state=SEED,
        interactions=[tuple(names.index(name) for name in PARTNERS)] if manner == EBM_PARTNER else 0,
        outer_bags=BAGS, monotone_constraints=[int(column.rising) for column in columns], **asked,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Missing values detected")  # it does not draw them; nor do we
        machine.fit(seen(columns, past.indicators), past.outcome.astype(int), bags=bags_of(past))
    found = Machine(columns, machine, Calibration(0.0, 1.0, np.zeros((2, 2))))
    scaling = calibrate(found.raw(later.indicators), later.outcome.astype(float), groups_of(later), seed=SEED)
    return Machine(columns, machine, scaling)


def regimes_of(later: Later) -> list[Regime]:
    return [regime for regime in Regime if (later.rows["regime"] == regime).any()]


def compare(later: Later) -> tuple[pd.DataFrame, dict[str, dict[str, float]]]:
    """The rows with the risks of every candidate, and what each costs."""
    makers = {
        **{name: partial(fit_machine, manner=name) for name in (EBM, EBM_HELD, EBM_PARTNER)},
        MODEL: partial(fit_risk, seed=SEED),
    }
    if any(
        not set(PARTNERS) <= {column.indicator.name for column in columns_of(later.past.training.of(regime), regime)}
        for regime in regimes_of(later)
    ):
        del makers[EBM_PARTNER]
    rows, costs = later.rows[["youth_id", "as_of", "regime", "outcome"]].copy(), {}
    with threadpool_limits(limits=1):
        for name, make in makers.items():
            risk, cost = np.full(len(rows), np.nan), {"fit_seconds": 0.0, "score_microseconds_a_row": 0.0, "bytes": 0.0}
            for regime in regimes_of(later):
                here = (rows["regime"] == regime).to_numpy()
                start = time.perf_counter()
                fitted = make(later.past.training, later.past.calibration, regime=regime)
                cost["fit_seconds"] += time.perf_counter() - start
                cost["bytes"] += len(pickle.dumps(fitted.machine if isinstance(fitted, Machine) else fitted))
                risk[here] = _timed(fitted, later.indicators[here], cost, share=here.mean())
            rows[name], costs[name] = risk, {what: round(value, 2) for what, value in cost.items()}
    return rows, costs


def _timed(fitted: Machine | RiskModel, rows: pd.DataFrame, cost: dict[str, float], *, share: float) -> np.ndarray:
    """The risks; the time a row takes is added to the cost, by the regime's share of the rows."""
    asked = fitted.risk if isinstance(fitted, Machine) else lambda given: fitted.assess(given).risk
    risk = asked(rows)
    start = time.perf_counter()
    for _ in range(TIMES):
        asked(rows)
    cost["score_microseconds_a_row"] += share * (time.perf_counter() - start) / TIMES / len(rows) * 1e6
    return risk


def told(rows: pd.DataFrame) -> dict[str, object]:
    """Every candidate's measures, and what each machine gains over the model."""
    names = [name for name in (EBM, EBM_HELD, EBM_PARTNER) if name in rows.columns]
    gains = leads(ranked(rows, MODEL), {name: ranked(rows, name) for name in names}, MEASURES, resampling=RESAMPLING)
    return {
        "measures": {name: measured(rows, name, MEASURES) for name in (MODEL, *names)},
        "model_minus": {name: rounded(gains[name]) for name in names},
    }


def write_figures(towns: list[Later], events: Later, version: str) -> None:
    """Compare everywhere, and write the result file."""
    compared = {later.name: compare(later) for later in (*towns, events)}
    pooled = pd.concat([compared[later.name][0] for later in towns], ignore_index=True)
    result = {
        "what": "constrained boosting and interpret-core's EBM, the same rows, bins, bags and directions; paired, intervals by youth",
        "interpret_core": version,
        "partners": PARTNERS,
        "towns_pooled": told(pooled),
        **{name: told(rows) for name, (rows, _) in compared.items()},
        "costs": {name: cost for name, (_, cost) in compared.items()},
    }
    RESULT.write_text(json.dumps(result, indent=1, allow_nan=False) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def figures(request):
    interpret = pytest.importorskip(
        "interpret", reason="not part of the environment, which needs none; `pip install interpret-core` to compare"
    )
    write_figures(request.getfixturevalue("own_towns"), request.getfixturevalue("real_autumn"), interpret.__version__)
    return json.loads(RESULT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("where", ["towns_pooled", "real events"])
def test_no_machine_ranks_better_by_more_than_chance(figures, where):
    for gains in figures[where]["model_minus"].values():
        for measure in ("auroc", "average_precision", "recall_at_5_percent"):
            assert gains[measure]["high"] >= 0
        assert gains["brier"]["low"] <= 0
