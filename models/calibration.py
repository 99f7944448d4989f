"""From a raw score to a probability: a monotone Platt scaling learned on data later than those the score was learned on.

The slope has a weak prior around 1 (standard deviation 1): a handful of late outcomes shall not turn a ranking over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from models.errors import CalibrationFailed
from models.tables import Floats

DRAWS: Final = 100
"""Bootstrap draws of youths behind the covariance."""
Z_90: Final = 1.6448536269514722
_STEPS = 50
_LONGEST_STEP = 2.0
_PRIOR: Final = np.array([[1e-6, 0.0], [0.0, 1.0]])
_PRIOR_MEAN: Final = np.array([0.0, 1.0])


@dataclass(frozen=True, eq=False)
class Calibration:
    """Calibrated log-odds = intercept + slope x raw; `covariance` of the two by bootstrap over youths."""

    intercept: float
    slope: float
    covariance: Floats

    def log_odds(self, raw: Floats) -> Floats:
        """Calibrated log-odds of raw ones."""
        return self.intercept + self.slope * raw

    def interval(self, raw: Floats, spread: Floats) -> tuple[Floats, Floats, Floats]:
        """The risk and its 90 % interval, told apart from `spread`, the variance of `raw` across bags.

        Shape: three arrays of probabilities as long as `raw`; low <= risk <= high.
        """
        (intercept, both), (_, slope) = self.covariance.tolist()
        variance = self.slope**2 * spread + intercept + 2 * both * raw + slope * raw**2
        half = Z_90 * np.sqrt(np.maximum(variance, 0.0))
        middle = self.log_odds(raw)
        return expit(middle), expit(middle - half), expit(middle + half)


def calibrate(raw: Floats, outcome: Floats, youths: NDArray[np.int64], *, seed: int) -> Calibration:
    """Learn the scaling.

    `youths`: group of each row, 0 to the number of youths - 1; drawn together.
    Raises: CalibrationFailed if the slope is not above 0.
    Source: Platt 1999; prior by Gelman et al. 2008 in spirit.
    """
    found = _fit(raw, outcome, np.ones(len(raw)))
    if found[1] <= 0.0:
        raise CalibrationFailed(
            f"calibration: got slope {found[1]:.3f} on {len(raw)} later rows, allowed is above 0: those the model holds "
            "to be at risk dropped out less often than others. Fit on a longer or more recent past."
        )
    random = np.random.default_rng(seed)
    groups = int(youths.max()) + 1
    draws = []
    for _ in range(DRAWS):
        weights = np.bincount(random.integers(0, groups, groups), minlength=groups).astype(np.float64)[youths]
        drawn = weights > 0
        draws.append(_fit(raw[drawn], outcome[drawn], weights[drawn]))
    return Calibration(float(found[0]), float(found[1]), np.cov(np.array(draws), rowvar=False))


def _fit(raw: Floats, outcome: Floats, weights: Floats) -> Floats:
    """Intercept and slope of greatest posterior, by Newton steps of bounded length."""
    base = np.clip(np.average(outcome, weights=weights), 1e-6, 1 - 1e-6)
    found = np.array([np.log(base / (1 - base)) - np.average(raw, weights=weights), 1.0])
    for _ in range(_STEPS):
        likely = expit(found[0] + found[1] * raw)
        pull = weights * (outcome - likely)
        bend = weights * likely * (1 - likely)
        gradient = np.array([pull.sum(), (pull * raw).sum()]) - _PRIOR @ (found - _PRIOR_MEAN)
        middle = (bend * raw).sum()
        curvature = np.array([[bend.sum(), middle], [middle, (bend * raw**2).sum()]]) + _PRIOR
        step = np.clip(np.linalg.solve(curvature, gradient), -_LONGEST_STEP, _LONGEST_STEP)
        found = found + step
        if np.abs(step).max() < 1e-10:
            break
    return found
