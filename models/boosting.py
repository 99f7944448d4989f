"""Shape tables learned by gradient boosting: additive, monotone where the catalogue says so, averaged over bags of youths.

The forest itself is thrown away: with no interactions it is a sum of one-dimensional step functions, which are read off exactly by
asking for one indicator at a time. How many trees are kept is decided by the youths left out of each bag.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from features.catalogue import Indicator, Missing, feeding
from features.vocabulary import Feeds, Regime, Response
from models.tables import Codes, Floats, ShapeTable, codes_of, edges_of

BAGS: Final = 8
MOST_TREES: Final = 240
CHECK_EVERY: Final = 10
MOST_JUDGES: Final = 20_000
"""Left-out rows that judge the number of trees of a bag: all of so few, of more an even choice of no fewer."""
SMALLEST_LEAF, LARGEST_LEAF = 30, 1_000
ROWS_PER_LEAF: Final = 1 / 50
"""Share of the rows that a leaf must hold, within the two bounds above."""
SHRINKAGE: Final = 10.0

OF_HISTORY: Final = frozenset(
    {
        "absence_change_20d",
        "absence_change_year",
        "interruption_count",
        "programme_change_count",
        "activity_gap_days",
        "absence_share_last_year",
    }
)
"""Indicators that a youth who has been known for a short time cannot have; of each, more is worse."""

_UNKNOWN = OF_HISTORY - set(feeding(Feeds.RISK, Regime.ATTENDANCE))
if _UNKNOWN:  # a renamed indicator would else tell of the depth of history without a word
    raise LookupError(
        f"models.boosting: got {', '.join(sorted(_UNKNOWN))}, allowed are names of the catalogue that feed risk."
    )


@dataclass(frozen=True, eq=False)
class Column:
    """One indicator, binned: what the trees see of it. `codes` hold the bin, or NaN where missing is a fact of its own."""

    indicator: Indicator
    edges: Floats
    codes: Floats
    usual: float

    @property
    def rising(self) -> bool:
        """Whether a higher value may never lower the score."""
        return self.indicator.response is Response.NEVER_DOWN or self.indicator.name in OF_HISTORY

    @property
    def stand_in(self) -> int | None:
        """The bin of the usual value, for a value that is missing for want of records; None where missing says something."""
        if self.indicator.missing is Missing.NOT_APPLICABLE:
            return None
        return int(codes_of(np.array([self.usual]), self.edges)[0])


@dataclass(frozen=True, eq=False)
class Boosted:
    """What was learned: per bag an intercept and the tables."""

    intercepts: Floats
    tables: tuple[ShapeTable, ...]
    trees: int


def column_of(indicator: Indicator, values: Floats) -> Column | None:
    """The indicator as the trees see it; None if it does not vary.

    A value missing for want of records is shown as the usual one: how much is known of a youth must not enter a score. Of what takes a
    history, nothing up to the usual (or to no change) is told from not knowing, so that a history cut shorter raises no score.
    """
    known = ~np.isnan(values)
    edges = edges_of(values)
    if indicator.name in OF_HISTORY and known.any():
        edges = edges[edges > max(float(np.median(values[known])), 0.0)]
    if not known.any() or (len(edges) == 0 and (known.all() or indicator.missing is Missing.NO_RECORDS)):
        return None
    usual = float(np.median(values[known]))
    codes = codes_of(values, edges).astype(np.float64)
    column = Column(indicator, edges, codes, usual)
    codes[~known] = np.nan if column.stand_in is None else column.stand_in
    return column


def boost(columns: tuple[Column, ...], outcome: Floats, youths: NDArray[np.int64], *, seed: int) -> Boosted:
    """Learn the tables.

    `youths`: group of each row, 0 to the number of youths - 1; a bag draws youths, not rows.
    One thread: sums in another order would give other bytes for the same seed.
    """
    seen = np.column_stack([column.codes for column in columns])
    asked = _probes(columns)
    random = np.random.default_rng(seed)
    groups = int(youths.max()) + 1
    losses, answers = [], []
    with threadpool_limits(limits=1, user_api="openmp"):
        for bag in range(BAGS):
            weights = np.bincount(random.integers(0, groups, groups), minlength=groups)[youths]
            drawn = weights > 0
            forest = _forest(columns, rows=int(drawn.sum()), seed=seed + bag)
            forest.fit(growable(seen[drawn]), outcome[drawn], sample_weight=weights[drawn].astype(np.float64))
            judges = np.flatnonzero(weights == 0)[:: max(1, int((weights == 0).sum()) // MOST_JUDGES)]
            stages = _stages(forest, np.vstack([asked, seen[judges]]))
            losses.append(_loss(stages[:, len(asked) :], outcome[judges]))
            answers.append(stages[:, : len(asked)])
    best = _fewest(np.array(losses))
    return _read_off(columns, np.array([answer[best] for answer in answers]), trees=(best + 1) * CHECK_EVERY)


def growable(rows: Floats) -> Floats:
    """The rows with 0 throughout a column of which they know nothing: the library bins no such column, and 0 alone is never split.

    In a small town all who have an indicator at all may be left out of a bag.
    Shape: as given, rows x columns.
    """
    return np.where(np.isnan(rows).all(axis=0), 0.0, rows)


def _forest(columns: tuple[Column, ...], *, rows: int, seed: int) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=MOST_TREES,
        max_leaf_nodes=4,
        min_samples_leaf=int(np.clip(rows * ROWS_PER_LEAF, SMALLEST_LEAF, LARGEST_LEAF)),
        l2_regularization=SHRINKAGE,
        interaction_cst="no_interactions",
        monotonic_cst=[int(column.rising) for column in columns],
        early_stopping=False,
        random_state=seed,
    )


def _probes(columns: tuple[Column, ...]) -> Floats:
    """The lowest bin everywhere; then, indicator by indicator, each of its bins and missing beside the lowest of all others."""
    blocks = [np.zeros((1, len(columns)))]
    for position, column in enumerate(columns):
        block = np.zeros((len(column.edges) + 2, len(columns)))
        block[:, position] = [*range(len(column.edges) + 1), np.nan]
        blocks.append(block)
    return np.vstack(blocks)


def _stages(forest: HistGradientBoostingClassifier, rows: Floats) -> Floats:
    """Log-odds of rows after every CHECK_EVERY trees."""
    stages = enumerate(forest.staged_decision_function(rows), start=1)
    return np.array([np.ravel(stage) for number, stage in stages if number % CHECK_EVERY == 0])


def _loss(log_odds: Floats, outcome: Floats) -> Floats:
    """Mean log-loss of each stage."""
    loss: Floats = (np.logaddexp(0.0, log_odds) - outcome * log_odds).mean(axis=1)
    return loss


def _fewest(losses: Floats) -> int:
    """The earliest stage that is not worse than the best by more than the bags differ about it (bags x stages).

    Source: after the one-standard-error rule, Breiman et al. 1984, with the standard deviation of the bags' differences in the place of
    the error, for bags share rows; it keeps out what later data would not repeat.
    """
    behind = losses - losses[:, [int(losses.mean(axis=0).argmin())]]
    return int(np.argmax(behind.mean(axis=0) <= behind.std(axis=0, ddof=1)))


def _read_off(columns: tuple[Column, ...], answers: Floats, *, trees: int) -> Boosted:
    """Tables from the answers to the probes (bags x probes), each centred at its training mean."""
    intercepts = answers[:, 0].copy()
    tables, start = [], 1
    for column in columns:
        size = len(column.edges) + 2
        shape = _shape(column, answers[:, start : start + size] - answers[:, :1])
        rows: Codes = np.where(np.isnan(column.codes), size - 1, column.codes).astype(np.int64)
        means = (shape * (np.bincount(rows, minlength=size) / len(rows))).sum(axis=1)
        intercepts += means
        tables.append(ShapeTable(column.indicator.name, column.edges, shape - means[:, None], column.usual))
        start += size
    return Boosted(intercepts, tuple(tables), trees)


def _shape(column: Column, shape: Floats) -> Floats:
    """The step function of one indicator, its missing bin by rule.

    Missing is never zero absence: where a higher value may not lower, missing adds at least what no absence (or no change) adds.
    """
    shape = shape.copy()
    if column.stand_in is not None:
        shape[:, -1] = shape[:, column.stand_in]
    if column.rising:
        shape[:, :-1] = np.maximum.accumulate(shape[:, :-1], axis=1)  # subtraction leaves steps of 1e-16 either way
        none = int(codes_of(np.zeros(1), column.edges)[0])
        shape[:, -1] = np.maximum(shape[:, -1], shape[:, none])
    return shape
