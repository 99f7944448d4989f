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


def recalibrate(risk: Floats, outcome: Floats, weight: Floats, *, start: tuple[float, float]) -> Floats:
    """Intercept and slope under each weighting by Newton's method; NaN where no finite pair fits best.

    Shape: one risk and outcome per row, weight rows x draws; 2 x draws. `start`: where the search begins.
    """
    clipped = np.clip(risk, _SMALLEST_RISK, 1 - _SMALLEST_RISK)
    logit, draws = np.log(clipped / (1 - clipped)), weight.shape[1]
    found, off = np.repeat(np.array(start)[:, None], draws, axis=1), np.full(draws, np.inf)
    events = outcome @ weight
    exists = (events > 0) & (events < weight.sum(axis=0))
    for _ in range(_NEWTON_STEPS):
        if not (exists & (off > _CONVERGED)).any():
            break
        step, bends = _newton(logit, outcome, weight, found)
        exists &= bends
        found = np.where(exists, found + step, np.nan)
        off = np.abs(step).sum(axis=0)
    return np.where(exists & (off <= _CONVERGED), found, np.nan)


def _newton(logit: Floats, outcome: Floats, weight: Floats, found: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """One step under each weighting, and whether the likelihood bends enough there to tell one."""
    fitted = expit(found[0] + np.outer(logit, found[1]))
    pull = weight * (outcome[:, None] - fitted)
    bend = weight * fitted * (1 - fitted)
    a, b, c = bend.sum(axis=0), logit @ bend, logit**2 @ bend
    d, e = pull.sum(axis=0), logit @ pull
    determinant = a * c - b * b
    bends = determinant > _FLAT * a * c
    step = np.vstack([c * d - b * e, a * e - b * d])
    return np.divide(step, determinant, out=np.zeros_like(step), where=bends), bends
