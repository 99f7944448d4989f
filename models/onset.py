"""Onset profiles from a growth mixture: how many classes there are, what each is called, whom it may be said of, and how sure it is.

The definition is that of the plain rule (`models.profile`), put to each class's mean course instead of the youth's own terms. One
class is a possible answer, and then nobody is early or late.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score
from sklearn.model_selection import KFold

from features.catalogue import LASTING_HIGH
from models.doubt import SURE, called_share, carried_over, doubted, evidence_for, most_trust
from models.growth import LEVELS, SCHOOL_YEARS, GrowthMixture
from models.profile import GATE_MONTHS, call_levels, onset_levels
from models.scores import POSTERIORS, PROFILE_DTYPE, OnsetProfile
from models.tables import Floats

GATE_EARLY_TERMS: Final = 2
"""Counted terms before grade 6 without which nobody is called early or late."""
MOST_CLASSES: Final = 6
"""Onset in different grades takes a class each."""
AHEAD: Final = 3
"""Classes tried beyond those that earned their place: where two ways of being absent are missing, one more may tell neither."""
COMES_AGAIN: Final = 0.85
"""Least adjusted Rand between the classes found in overlapping two thirds of the youths; classes that only fill up what the model lacks,
such as bad years in runs, are cut differently each time (0.5 to 0.7 where measured, true ones 0.94 and more)."""
FOLDS: Final = 3
STARTS_HELD_OUT: Final = 8
RESAMPLES: Final = 1000
LATER_PERIODS: Final = 2
"""Later periods in which a profile must have told the later course better before it is served."""
CALLED: Final = (OnsetProfile.EARLY_STARTER, OnsetProfile.LATE_STARTER)
"""Profiles that are said of few, and of nobody without a deep history."""
SIMULATED: Final = 20_000
"""Class-free youths by whom trust is set."""
MOST_YOUTHS: Final = 4000
"""Youths by whom classes are chosen and fitted; the deepest histories first. Half as many would not tell a class of one in thirty."""
_TOLD: Final = (*CALLED, OnsetProfile.NONE)


@dataclass(frozen=True, eq=False)
class Histories:
    """Absence in compulsory school, one row per youth.

    Shape: `counts` as X of a GrowthMixture over grades 0 to 9, from counted terms alone; `months` observed months and
    `early_terms` counted terms before grade 6, one per youth.
    """

    counts: Floats
    months: NDArray[np.int64]
    early_terms: NDArray[np.int64]

    def __post_init__(self) -> None:
        if not len(self.counts) == len(self.months) == len(self.early_terms):
            raise ValueError(
                f"histories: got {len(self.counts)} rows of counts, {len(self.months)} of months and {len(self.early_terms)} of early "
                "terms, allowed is one of each per youth"
            )

    def __getitem__(self, youths: NDArray[np.int64] | NDArray[np.bool_]) -> Histories:
        return Histories(self.counts[youths], self.months[youths], self.early_terms[youths])

    @property
    def scheduled(self) -> Floats:
        """Time scheduled in each school year."""
        return self.counts[:, len(SCHOOL_YEARS) :]

    @property
    def deep(self) -> NDArray[np.bool_]:
        """Who may be called early or late at all."""
        return np.asarray((self.months >= GATE_MONTHS) & (self.early_terms >= GATE_EARLY_TERMS))


@dataclass(frozen=True)
class Gain:
    """What this many classes added to the held-out log-likelihood per youth of those kept before, with its 95 % interval by youth.

    `again`: least adjusted Rand between those that were found while others were held out.
    """

    classes: int
    level: str
    value: float
    low: float
    high: float
    again: float = 1.0

    @property
    def earned(self) -> bool:
        """Whether they are worth having."""
        return self.low > 0 and self.again >= COMES_AGAIN


@dataclass(frozen=True, eq=False)
class OnsetMixture:
    """The mixture chosen, what each of its classes is called, and the evidence for their number.

    Of youths drawn from the one-class model, with the depth of those who may be called at all: `lookalikes` is the share that the
    mixture by itself would call early or late, since by level alone they resemble one of its classes; `false_calls` the share that is
    called, once `alone`, the one-class model, is its rival for each youth's history with `trust` as log odds for the mixture. None where
    there is one class. `carry` is how far the scatter of a school year carries over to the next, in the records and in that draw.
    """

    mixture: GrowthMixture
    names: tuple[OnsetProfile, ...]
    gains: tuple[Gain, ...]
    false_calls: float | None
    lookalikes: float | None
    alone: GrowthMixture | None = None
    trust: float = np.inf
    carry: float = 0.0

    @property
    def note(self) -> str:
        """One line for the log of a fit."""
        return f"onset: {len(self.names)} classes ({', '.join(self.names)}), levels {self.mixture.level}"


@dataclass(frozen=True)
class ClassQuality:
    """How well one class is told from the others.

    `posterior`: mean posterior of those most probably in it; `odds`: odds of correct classification against the odds of its share;
    `share`: of the model; `assigned`: of youths most probably in it. None where nobody is.
    """

    name: OnsetProfile
    posterior: float | None
    odds: float | None
    share: float
    assigned: float


@dataclass(frozen=True)
class Diagnostics:
    """How good the classes are, and how well they come again.

    `entropy`: relative, 1 is certain; `seeds` and `halves`: least adjusted Rand between refits with other seeds, and between the models of
    two halves of the youths, asked about everybody.
    """

    classes: tuple[ClassQuality, ...]
    entropy: float
    seeds: float
    halves: float


@dataclass(frozen=True, eq=False)
class LaterCourse:
    """One later period: what both rivals said before it of the same youths, and the share of time missed in it.

    Shape: one per youth; profiles as values of OnsetProfile.
    """

    mixture: NDArray[np.str_]
    rule: NDArray[np.str_]
    share: Floats


@dataclass(frozen=True)
class Comparison:
    """How much nearer the mixture's profiles came to the later course than the rule's, and which of them is to be served.

    `gains`: one per period, fall of the mean squared error with its 95 % interval by youth.
    """

    gains: tuple[tuple[float, float, float], ...]
    served: str


def fit_onset_mixture(histories: Histories, *, seed: int, most: int = MOST_CLASSES) -> OnsetMixture:
    """Add classes as long as they earn their place, name them by their course, and trust them only so far.

    Classes are kept if youths held out gain from them beyond chance and if they come again, at the spread of lasting levels that suits
    one class best. Trust in them is lowered until youths drawn from the one-class model are seldom called early or late. One class is
    kept if no further ones are, or if no trust is low enough.
    Raises: TooFewCases.
    """
    told = histories[_deepest_first(histories, seed)[:MOST_YOUTHS]]
    level, gains = _grow(told.counts, seed, most)
    alone = GrowthMixture(1, seed=seed, level=level).fit(told.counts)
    plain = OnsetMixture(alone, name_classes(alone), gains, None, None)
    earned = [gain for gain in gains if gain.earned]
    if not earned:
        return plain
    mixture = GrowthMixture(earned[-1].classes, seed=seed, level=earned[-1].level).fit(told.counts)
    found = OnsetMixture(mixture, name_classes(mixture), gains, None, None, alone)
    return _distrust(found, told, seed) or plain


def name_classes(mixture: GrowthMixture) -> tuple[OnsetProfile, ...]:
    """What each class is called, by its mean course and the definition of the domain; one class alone is none."""
    if mixture.n_classes == 1:
        return (OnsetProfile.NONE,)
    terms = np.repeat(mixture.mean_courses(SCHOOL_YEARS), 2, axis=1)
    codes = call_levels(LASTING_HIGH, **onset_levels(terms))
    return tuple(OnsetProfile(name) for name in np.asarray(PROFILE_DTYPE.categories)[codes])


def call_mixture(onset: OnsetMixture, histories: Histories) -> pd.DataFrame:
    """The profile of each youth and its posteriors.

    Shape: one row per youth; profile, profile_early, profile_late, profile_none as in the score frame. Posteriors are missing without
    any counted year, and without the depth of history for those who would be called early or late.
    """
    evidence = evidence_for(onset.mixture, onset.alone, histories.counts)
    told = doubted(_by_name(onset, histories.counts), evidence + onset.trust)
    called = np.array(_TOLD)[told.argmax(axis=1)]
    unfounded = (histories.scheduled.sum(axis=1) == 0) | (~histories.deep & (called != OnsetProfile.NONE))
    told[unfounded] = np.nan
    open_ = unfounded | ~(np.nan_to_num(told).max(axis=1) >= SURE)
    profile = pd.Categorical(np.where(open_, OnsetProfile.UNDETERMINED, called), dtype=PROFILE_DTYPE)
    return pd.DataFrame({"profile": profile, **dict(zip(POSTERIORS, told.T, strict=True))})


def trajectories(onset: OnsetMixture) -> list[dict[str, Any]]:
    """Each class's name, share of youths and mean share of missed time in grades 0 to 9, the most common class first."""
    courses = onset.mixture.mean_courses(SCHOOL_YEARS)
    return [
        {"name": str(name), "share": float(share), "course": [float(value) for value in course]}
        for name, share, course in zip(onset.names, onset.mixture.courses_.shares, courses, strict=True)
    ]


def class_free(alone: GrowthMixture, histories: Histories, *, seed: int, carry: float = 0.0) -> Histories:
    """Youths without classes: the same depths of history, absence drawn from a one-class model; `carry` as in its `simulate`."""
    drawn, _ = alone.simulate(histories.scheduled, seed=seed, carry=carry)
    return Histories(drawn, histories.months, histories.early_terms)


def diagnose(onset: OnsetMixture, histories: Histories, *, seed: int, refits: int = 2) -> Diagnostics:
    """How sure the classes are and whether they come again: with other seeds, and in either half of the youths."""
    counts = histories.counts[_deepest_first(histories, seed)[:MOST_YOUTHS]]
    posterior = onset.mixture.predict_proba(counts)
    again = [
        clone(onset.mixture).set_params(seed=seed + number).fit(counts).predict(counts)
        for number in range(1, refits + 1)
    ]
    half = np.random.default_rng(seed).permutation(len(counts)) % 2
    halves = [clone(onset.mixture).fit(counts[half == side]).predict(counts) for side in (0, 1)]
    return Diagnostics(
        tuple(_quality(onset, posterior, kind) for kind in range(len(onset.names))),
        _entropy(posterior),
        min(adjusted_rand_score(one, other) for one, other in combinations([posterior.argmax(axis=1), *again], 2)),
        float(adjusted_rand_score(*halves)),
    )


def compare(periods: Sequence[LaterCourse], *, seed: int) -> Comparison:
    """Whether the mixture's profiles tell the later course better than the rule's; it is served only if they do in every later period.

    Each profile stands for the mean later share of those who had it, learned on one half of the youths and judged on the other.
    Raises: ValueError with fewer than two later periods.
    """
    if len(periods) < LATER_PERIODS:
        raise ValueError(
            f"onset: got {len(periods)} later periods, at least {LATER_PERIODS} are needed to choose between mixture and rule"
        )
    gains = []
    for period in periods:
        half = np.random.default_rng(seed).permutation(len(period.share)) % 2
        gains.append(
            _interval(_errors(period.rule, period.share, half) - _errors(period.mixture, period.share, half), seed)
        )
    return Comparison(tuple(gains), "mixture" if all(low > 0 for _, low, _ in gains) else "rule")


def _deepest_first(histories: Histories, seed: int) -> NDArray[np.int64]:
    """An order by chance, those who may be called at all before the others; nobody without records."""
    shuffled = np.random.default_rng(seed).permutation(np.flatnonzero(histories.scheduled.sum(axis=1) > 0))
    return np.asarray(shuffled[np.argsort(~histories.deep[shuffled], kind="stable")])


def _grow(counts: Floats, seed: int, most: int) -> tuple[str, tuple[Gain, ...]]:
    """The spread of levels that suits one class, and what more classes bring to those that earned their place.

    The spread stays that of one class: there it matters most, since it is the rival of every class; among classes it changes little.
    """
    alone = {level: _held_out(counts, 1, level, seed=seed)[0] for level in LEVELS}
    level = max(LEVELS, key=lambda each: float(alone[each].sum()))
    kept, classes = alone[level], 1
    gains: list[Gain] = []
    for more in range(2, most + 1):
        if more > classes + AHEAD:
            break
        held, again = _held_out(counts, more, level, seed=seed)
        gains.append(Gain(more, level, *_interval(held - kept, seed), again))
        if gains[-1].earned:
            kept, classes = held, more
    return level, tuple(gains)


def _distrust(found: OnsetMixture, histories: Histories, seed: int) -> OnsetMixture | None:
    """The mixture with as much trust as keeps calls of class-free youths rare; None if no trust is little enough, or none can be tried."""
    deep = np.flatnonzero(histories.deep)
    if found.alone is None or not len(deep):
        return None
    carry = carried_over(found.mixture, histories.counts, seed=seed)
    drawn = class_free(found.alone, histories[np.resize(deep, SIMULATED)], seed=seed, carry=carry).counts
    told = _by_name(found, drawn)
    enough = most_trust(told, evidence_for(found.mixture, found.alone, drawn))
    if enough is None:
        return None
    return replace(found, trust=enough[0], false_calls=enough[1], lookalikes=called_share(told), carry=carry)


def _by_name(onset: OnsetMixture, counts: Floats) -> Floats:
    """The mixture's own posterior of early, late and none.

    Shape: youths x 3.
    """
    by_class, named = onset.mixture.predict_proba(counts), np.array(onset.names)
    return np.stack([by_class[:, named == name].sum(axis=1) for name in _TOLD], axis=1)


def _held_out(counts: Floats, classes: int, level: str, *, seed: int) -> tuple[Floats, float]:
    """Each youth's log-likelihood while held out, and the least adjusted Rand between the classes found meanwhile."""

    def without(
        fold: tuple[NDArray[np.int64], NDArray[np.int64]],
    ) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64]]:
        learn, judge = fold
        model = GrowthMixture(classes, seed=seed, level=level, starts=STARTS_HELD_OUT).fit(counts[learn])
        return judge, model.score_samples(counts[judge]), model.predict(counts)

    with ThreadPoolExecutor() as threads:
        told = list(threads.map(without, KFold(FOLDS, shuffle=True, random_state=seed).split(counts)))
    held, found = np.zeros(len(counts)), [classes_found for _, _, classes_found in told]
    for judge, likelihood, _ in told:
        held[judge] = likelihood
    return held, min(float(adjusted_rand_score(one, other)) for one, other in combinations(found, 2))


def _interval(values: Floats, seed: int) -> tuple[float, float, float]:
    """Mean over youths, and the central 95 % of it over draws of youths."""
    random = np.random.default_rng(seed)
    means = [float(values[random.integers(0, len(values), len(values))].mean()) for _ in range(RESAMPLES)]
    low, high = np.quantile(means, [0.025, 0.975])
    return float(values.mean()), float(low), float(high)


def _quality(onset: OnsetMixture, posterior: Floats, kind: int) -> ClassQuality:
    mine = posterior.argmax(axis=1) == kind
    share = float(onset.mixture.courses_.shares[kind])
    if not mine.any():
        return ClassQuality(onset.names[kind], None, None, share, 0.0)
    mean = float(posterior[mine, kind].mean())
    odds = mean / max(1 - mean, 1e-12) / (share / max(1 - share, 1e-12))
    return ClassQuality(onset.names[kind], mean, float(odds), share, float(mine.mean()))


def _entropy(posterior: Floats) -> float:
    if posterior.shape[1] == 1:
        return 1.0
    lost = -(posterior * np.log(np.maximum(posterior, 1e-300))).sum()
    return float(1 - lost / (len(posterior) * np.log(posterior.shape[1])))


def _errors(profile: NDArray[np.str_], share: Floats, half: NDArray[np.int64]) -> Floats:
    """Squared error of each youth's later share, told by the mean of those of the other half with the same profile."""
    told = np.empty(len(share))
    for side in (0, 1):
        learn = half != side
        mean = pd.Series(share[learn]).groupby(profile[learn]).mean()
        told[~learn] = pd.Series(profile[~learn]).map(mean).fillna(share[learn].mean())
    return np.asarray((share - told) ** 2)
