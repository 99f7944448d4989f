"""A rule as a risk model: the same interface, calibrated on later data, so that a rule can be a bundle and be served.

What a rule puts in order keeps that order; how much each place in it weighs is learned from the past. A row of which the rule
knows nothing stands below every other. The baselines are for comparison alone, and say why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.isotonic import IsotonicRegression

from features import catalogue
from features.vocabulary import Regime
from models.boosting import BAGS
from models.calibration import Calibration, calibrate
from models.errors import TooFewCases
from models.risk import (
    FEWEST_CALIBRATION,
    FEWEST_TRAINING,
    Assessed,
    Labelled,
    RiskModel,
    check_basis,
    groups_of,
)
from models.rules import BASELINES, BY_NAME, DISTRICT_RATE, LAST_STATUS, RANDOM, SCHOOL_RATE, Baseline, Rule
from models.tables import Codes, Columns, Floats, ShapeTable, codes_of

PLACE: Final = "institution_id"
"""The context column that `school_rate` and `district_rate` look at, and no other model."""
SCHOOL_DISTRICT: Final = "school_district"
"""The column of training rows that `district_rate` learns from: the district in which a row's institution lies."""
PLACE_RATE: Final = "institution_rate"
"""The term of both: no indicator, for no model may learn from it."""
MOST_PLACES: Final = 1_000
"""Bins of a ranking rule, at most: so many that ties are those of the rule."""
GROUPS: Final = 20
"""Groups of neighbouring bins whose rates are told apart."""
PRIOR_ROWS: Final = 10.0
"""Rows of the base rate added to each group, so that a handful of rows is never sure."""
PRIOR_ROWS_PLACE: Final = 50.0
STEP: Final = 1e-6
"""Log-odds from one bin to the next where their rates do not differ: the rule tells them apart, so the order does."""
CHANCE: Final = 1e-10
"""Log-odds between first and last of an order by chance: enough for an order, too little for a probability or a reason."""


@dataclass(frozen=True, eq=False)
class RuleModel(RiskModel):
    """A rule with probabilities; `rule` is its name in `models.rules`."""

    rule: str

    @property
    def said(self) -> dict[str, str | bool]:
        """What a manifest says of the rule."""
        told = _BASELINES.get(self.rule) or BY_NAME[self.rule]
        return {
            "name": told.name,
            "words": told.words,
            "source": told.source,
            "stand_in": told.stand_in if isinstance(told, Rule) else "",
            "baseline_only": isinstance(told, Baseline),
            "why_not_served": told.why_not_served if isinstance(told, Baseline) else "",
        }


@dataclass(frozen=True, eq=False)
class PlaceModel(RuleModel):
    """How often youths of the same institution, or of its district's, dropped out before; where nobody was seen, how often all did."""

    rates: Mapping[str, float]

    def read(self, indicators: Columns) -> Columns:
        """The rows with the rate of each row's institution."""
        return {
            "as_of": np.asarray(indicators["as_of"]),
            PLACE_RATE: self._rates(np.asarray(indicators[PLACE], object)),
        }

    def assess(self, indicators: Columns) -> Assessed:
        """As a model does, of the rate alone."""
        return super().assess(indicators if PLACE_RATE in indicators else self.read(indicators))

    def _rates(self, places: NDArray[np.object_]) -> Floats:
        return np.array([self.rates.get(place, self.base_rate) for place in places.tolist()], np.float64)


@dataclass(frozen=True, eq=False)
class ChanceModel(RuleModel):
    """An order by chance: everybody has the base rate, and nothing is a reason. The same evidence has the same place."""

    seed: int

    def assess(self, indicators: Columns) -> Assessed:
        """The base rate of later rows, in an order drawn from `seed`."""
        drawn = _drawn(indicators, self.seed)
        raw = self.intercept + CHANCE * (drawn - 0.5)
        looked_at_nothing, no_spread = np.empty((len(raw), 0)), np.zeros(len(raw))
        return Assessed(looked_at_nothing, looked_at_nothing, raw, *self.calibration.interval(raw, no_spread))


_BASELINES: Final = {baseline.name: baseline for baseline in BASELINES}
_PLACED: Final = (SCHOOL_RATE.name, DISTRICT_RATE.name)


def fit_rule(rule: str, *, training: Labelled, calibration: Labelled, regime: Regime, seed: int) -> RuleModel:
    """The rule of a name in `models.rules` as the model of one regime; rows of the other are passed over.

    `calibration`: rows later than `training`. `district_rate` needs the column `SCHOOL_DISTRICT` in `training`.
    Raises: TooFewCases if too little has happened or the rule says the same of everybody; CalibrationFailed if later data turn the
    rule's order over; LookupError if there is no such rule.
    """
    if rule not in _BASELINES and rule not in BY_NAME:
        raise LookupError(f"rule: got an unknown name, allowed are {', '.join([*BY_NAME, *_BASELINES])}.")
    training, calibration = training.of(regime), calibration.of(regime)
    check_basis(training, f"training, {regime}", FEWEST_TRAINING)
    later = check_basis(calibration, f"calibration, {regime}", FEWEST_CALIBRATION)
    model = replace(_uncalibrated(rule, training, regime=regime, seed=seed), later=later)
    raw = model.assess(calibration.indicators).raw_logit
    outcome = np.asarray(calibration.outcome, dtype=np.float64)
    return replace(model, calibration=calibrate(raw, outcome, groups_of(calibration), seed=seed))


def _uncalibrated(rule: str, training: Labelled, *, regime: Regime, seed: int) -> RuleModel:
    """What the training rows teach, as a model whose probabilities are still theirs."""
    basis = check_basis(training, f"training, {regime}", FEWEST_TRAINING)
    bare = Calibration(0.0, 1.0, np.zeros((2, 2)))
    if rule == RANDOM.name:
        intercepts = np.full(BAGS, logit(basis.rate))
        return ChanceModel(str(regime), (), intercepts, bare, basis, basis, 0, (), rule, seed)
    rows = training.indicators
    if rule in _PLACED:
        rates = _place_rates(training, basis.rate, PLACE if rule == SCHOOL_RATE.name else SCHOOL_DISTRICT)
        values = np.asarray(rows[PLACE].map(rates).fillna(basis.rate), dtype=np.float64)
        learned = _Learning(PLACE_RATE, values, _edges_between(values), is_order=True)
    elif rule == LAST_STATUS.name:
        values = np.asarray(rows["education_kind"], dtype=np.float64)
        learned = _Learning("education_kind", values, _edges_between(values), is_order=False)
    else:
        told = BY_NAME[rule]
        values = np.asarray(rows[told.indicator], dtype=np.float64)
        edges = _edges_between(values) if told.limit is None else np.array([told.limit])
        learned = _Learning(told.indicator, values, edges, is_order=True)
    table, intercepts = _table(learned, training, f"training, {regime}, rule {rule}", seed=seed)
    model = RuleModel(str(regime), (table,), intercepts, bare, basis, basis, 0, (), rule)
    if rule not in _PLACED:
        return model
    parts = {field.name: getattr(model, field.name) for field in fields(model)}
    return PlaceModel(**parts, rates=rates)


@dataclass(frozen=True, eq=False)
class _Learning:
    """What a table is learned on, the values `seen`; with `is_order`, a higher value never weighs less and a missing one least."""

    name: str
    seen: Floats
    edges: Floats
    is_order: bool


def _table(learning: _Learning, training: Labelled, what: str, *, seed: int) -> tuple[ShapeTable, Floats]:
    """The table, each bag centred at its mean over the training rows, and the intercepts; a bag draws youths."""
    codes, size = codes_of(learning.seen, learning.edges), len(learning.edges) + 2
    if len(np.unique(codes)) < 2:
        raise TooFewCases(
            f"{what}: got the same answer for every row, allowed are rows it tells apart. Choose another rule."
        )
    youths, outcome = groups_of(training), np.asarray(training.outcome, dtype=np.float64)
    random, groups = np.random.default_rng(seed), int(youths.max()) + 1
    share = np.bincount(codes, minlength=size) / len(codes)
    bags = np.empty((BAGS, size))
    for bag in range(BAGS):
        weights = np.bincount(random.integers(0, groups, groups), minlength=groups)[youths].astype(np.float64)
        rows = np.bincount(codes, weights, minlength=size)
        events = np.bincount(codes, weights * outcome, minlength=size)
        bags[bag] = _in_order(rows, events) if learning.is_order else _each(rows, events)
    means = (bags * share).sum(axis=1)
    known = learning.seen[~np.isnan(learning.seen)]
    usual = float(np.median(known))
    return ShapeTable(learning.name, learning.edges, bags - means[:, None], usual), means


def _each(rows: NDArray[Any], events: NDArray[Any]) -> Floats:
    """Log-odds of each bin by itself."""
    base = events.sum() / rows.sum()
    odds: Floats = logit((events + PRIOR_ROWS * base) / (rows + PRIOR_ROWS))
    return odds


def _in_order(rows: NDArray[Any], events: NDArray[Any]) -> Floats:
    """Log-odds that rise from bin to bin, the last bin (missing) below the first.

    Source: pool-adjacent-violators on groups of neighbouring bins, and straight lines between their middles.
    """
    rows, events = np.roll(rows, 1), np.roll(events, 1)
    base = events.sum() / rows.sum()
    middle = (np.cumsum(rows) - rows / 2) / rows.sum()
    group = np.arange(len(rows)) if len(rows) <= GROUPS else np.minimum((middle * GROUPS).astype(np.int64), GROUPS - 1)
    found, group = np.unique(group, return_inverse=True)
    held, hits = np.bincount(group, rows), np.bincount(group, events)
    rate = (hits + PRIOR_ROWS * base) / (held + PRIOR_ROWS)
    smooth = IsotonicRegression().fit_transform(np.arange(len(found)), rate, sample_weight=held + 1e-9)
    bins = np.arange(len(rows), dtype=np.float64)
    centre = np.bincount(group, bins) / np.bincount(group)
    return np.roll(np.interp(bins, centre, logit(smooth)) + STEP * bins, -1)


def _edges_between(values: Floats) -> Floats:
    """Edges halfway between values that were seen, thinned out evenly beyond MOST_PLACES."""
    distinct = np.unique(values[~np.isnan(values)])
    between: Floats = (distinct[1:] + distinct[:-1]) / 2
    if len(between) <= MOST_PLACES:
        return between
    return between[np.linspace(0, len(between) - 1, MOST_PLACES).round().astype(np.int64)]


def _place_rates(training: Labelled, base: float, by: str) -> dict[str, float]:
    """By institution, the share with the outcome in it or in its district, drawn towards the base rate where few were seen."""
    rows = training.indicators[[PLACE, by]].set_axis([PLACE, "of"], axis=1).reset_index(drop=True)
    outcome = pd.Series(np.asarray(training.outcome, dtype=np.float64))
    told = outcome.groupby(rows["of"]).agg(["sum", "count"])
    rates = (told["sum"] + PRIOR_ROWS_PLACE * base) / (told["count"] + PRIOR_ROWS_PLACE)
    places = rows.dropna().drop_duplicates(PLACE, keep="last").set_index(PLACE)["of"].sort_index()
    return {str(place): float(rates[of]) for place, of in places.items()}


def _drawn(indicators: Columns, seed: int) -> Floats:
    """A number in [0, 1) for each row, from its day and every indicator, so that it depends on no name and on no other row.

    Source: the mixing step of SplitMix64, Steele et al. 2014.
    """
    day = np.asarray(indicators["as_of"]).astype("datetime64[D]").astype(np.int64)
    drawn = _mixed(day.astype(np.uint64) ^ np.uint64(seed))
    for name in catalogue.NAMES:
        values = np.asarray(indicators[name], dtype=np.float64)
        drawn = _mixed(drawn ^ np.where(np.isnan(values), 0.5e300, values + 0.0).view(np.uint64))
    share: Floats = (drawn >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return share


def _mixed(bits: NDArray[Any]) -> Codes:
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Codes = bits ^ (bits >> np.uint64(31))
    return mixed
