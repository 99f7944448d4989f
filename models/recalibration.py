"""Intercept and slope of an outcome's logistic regression on risks' log-odds, for many weightings of the same rows at once."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]

_NEWTON_STEPS: Final = 25
_CONVERGED: Final = 1e-7
_FLAT: Final = 1e-12
"""Relative determinant under which all rows have the same risk, so that no slope exists."""
_SMALLEST_RISK: Final = 1e-9


def log_odds(risk: Floats) -> Floats:
    """Log-odds of risks, those of 0 and 1 taken for very small and very large ones."""
    clipped = np.clip(risk, _SMALLEST_RISK, 1 - _SMALLEST_RISK)
    return np.log(clipped / (1 - clipped))


def recalibrate(risk: Floats, events: Floats, weight: Floats, *, start: tuple[float, float]) -> Floats:
    """Intercept and slope under each weighting by Newton's method; NaN where no finite pair fits best.

    Shape: `events` and `weight` groups of rows x draws, one risk a group; 2 x draws. `start`: where the search begins.
    """
    logit, draws = log_odds(risk), weight.shape[1]
    found, off = np.repeat(np.array(start)[:, None], draws, axis=1), np.full(draws, np.inf)
    total = events.sum(axis=0)
    exists = (total > 0) & (total < weight.sum(axis=0))
    for _ in range(_NEWTON_STEPS):
        if not (exists & (off > _CONVERGED)).any():
            break
        step, bends = _newton(logit, events, weight, found)
        exists &= bends
        found = np.where(exists, found + step, np.nan)
        off = np.abs(step).sum(axis=0)
    return np.where(exists & (off <= _CONVERGED), found, np.nan)


def _newton(logit: Floats, events: Floats, weight: Floats, found: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """One step under each weighting, and whether the likelihood bends enough there to tell one."""
    fitted = expit(found[0] + np.outer(logit, found[1]))
    pull = events - weight * fitted
    bend = weight * fitted * (1 - fitted)
    a, b, c = bend.sum(axis=0), logit @ bend, logit**2 @ bend
    d, e = pull.sum(axis=0), logit @ pull
    determinant = a * c - b * b
    bends = determinant > _FLAT * a * c
    step = np.vstack([c * d - b * e, a * e - b * d])
    return np.divide(step, determinant, out=np.zeros_like(step), where=bends), bends
