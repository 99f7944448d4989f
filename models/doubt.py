"""How far onset classes are to be trusted for one youth, and when a lasting level alone would explain the history as well.

A mixture asked about youths without any classes calls many of them early, since who is steadily absent looks like an early starter. So
the one-class model is its rival for every history, and the log odds between the two (`trust`) are set so that youths drawn from the
one-class model are seldom called.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import expit

from models.growth import GrowthMixture
from models.likelihood import Floats

SURE: Final = 0.70
"""Posterior under which a profile is undetermined."""
CALLED_CLASS_FREE: Final = 0.04
"""Share of class-free youths that may be called; under 5 %, so that a class-free town of 1,500 youths seldom shows more than that."""
TRUSTS: Final = (float("inf"), *(tenth / 10 for tenth in range(40, -61, -1)))
"""Log odds of the classes against a lasting level alone, before a history is looked at; tried from the first on."""
CARRIES: Final = (0.0, 0.2, 0.4, 0.6, 0.8)
"""How far the scatter of one school year may carry over to the next, tried in simulation."""


def evidence_for(mixture: GrowthMixture, alone: GrowthMixture | None, counts: Floats) -> Floats:
    """How much likelier (log) the classes make each history than a lasting level alone; without that rival, beyond measure."""
    if alone is None:
        return np.full(len(counts), np.inf)
    return mixture.score_samples(counts) - alone.score_samples(counts)


def doubted(told: Floats, odds: Floats) -> Floats:
    """Posteriors of early, late and none, as far as the classes are trusted.

    As far as a level alone explains a history, early, late and none are equally open. Where none leads there is nothing to doubt: a
    level alone is none as well.
    Shape: youths x 3; `odds` log odds of the classes, one per youth.
    """
    leads = told[:, 2] >= told[:, :2].max(axis=1)
    trust = np.where(leads, 1.0, expit(odds))[:, None]
    return trust * told + (1 - trust) / 3


def called_share(told: Floats) -> float:
    """Share of youths called early or late."""
    return float((told[:, :2].max(axis=1) >= SURE).mean()) if len(told) else 0.0


def most_trust(told: Floats, evidence: Floats) -> tuple[float, float] | None:
    """The most trust with which class-free youths are called seldom enough, and how often they are; None if no trust is little enough."""
    for trust in TRUSTS:
        share = called_share(doubted(told, evidence + trust))
        if share <= CALLED_CLASS_FREE:
            return trust, share
    return None


def carried_over(mixture: GrowthMixture, counts: Floats, *, seed: int) -> float:
    """How far the scatter of one school year carries over to the next, beyond what classes and levels explain.

    Found by simulation: the mixture's own youths, drawn with more and more of it, until years two apart differ from each other as
    much more than neighbouring years as they do in the records.
    Unit: correlation, 0 to 0.8.
    """
    scheduled = counts[:, counts.shape[1] // 2 :]
    drawn = [_spreading(mixture.simulate(scheduled, seed=seed, carry=carry)[0]) for carry in CARRIES]
    return float(np.interp(_spreading(counts), np.maximum.accumulate(drawn), CARRIES))


def _spreading(counts: Floats) -> float:
    """Mean squared difference of years two apart against neighbouring years; of the root's arc sine, whose scatter is alike everywhere."""
    missed, scheduled = np.split(counts, 2, axis=1)
    share = np.where(scheduled > 0, np.arcsin(np.sqrt((missed + 0.375) / (scheduled + 0.75))), np.nan)
    near, far = share[:, 1:] - share[:, :-1], share[:, 2:] - share[:, :-2]
    if np.isnan(near).all() or np.isnan(far).all():
        return 0.0
    return float(np.nanmean(far**2) / max(float(np.nanmean(near**2)), 1e-12))
