"""Which of two models finds more is told as often as it should be: 200 towns whose answer is known, each with a year of weekly lists.

A youth has a lasting inclination to drop out, and each model sees it every week through an error of its own, so that the weeks of a youth
hang together as they do in life. What is compared is the service's own figure with its interval.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pytest
from numpy.random import Generator
from scipy.special import expit

from models.measures import Resampling
from service.monitoring.beside import happened

pytestmark = pytest.mark.prove

RESULT: Final = Path(__file__).parent / "results" / "beside.json"
TOWNS, YOUTHS, WEEKS, PLACES = 200, 1_700, 26, 32
LARGE: Final = 60
"""Towns as one, from which the true difference is read."""
USED: Final = 1.0
"""The error of the model in use."""
CANDIDATES: Final = {"as good": 1.0, "better": 0.5, "worse": 2.0}
MEASURES: Final = ("recall_at_capacity", "precision_at_capacity", "predicted_over_observed")


def said_and_happened(generator: Generator, *, youths: int, error: float) -> pd.DataFrame:
    """A town's rows, as the store gives them."""
    leaning = generator.normal(-3.6, 1.2, youths)
    dropped = generator.random(youths) < expit(leaning)
    lasting = {"risk": generator.normal(0, USED, youths), "risk_shadow": generator.normal(0, error, youths)}
    names = np.array([f"y{number}" for number in range(youths)])
    return pd.concat([_week(generator, week, (names, leaning, dropped), lasting) for week in range(WEEKS)])


def _week(generator: Generator, week: int, of: tuple[np.ndarray, ...], lasting: dict[str, np.ndarray]) -> pd.DataFrame:
    names, leaning, dropped = of
    rows = {"run_id": str(week), "youth_id": names, "outcome": dropped.astype(float)}
    places = PLACES * len(names) // YOUTHS
    for risk, first in (("risk", "is_first_beside"), ("risk_shadow", "is_first")):
        rows[risk] = expit(leaning + lasting[risk] + generator.normal(0, 0.3, len(names)))
        rows[first] = rows[risk] >= np.partition(rows[risk], -places)[-places]
    return pd.DataFrame(rows)


def differences(rows: pd.DataFrame, *, seed: int, resamples: int = 300) -> dict[str, tuple[float, float, float]]:
    found = happened(rows, resampling=Resampling(seed, resamples=resamples))
    return {gap.name: gap.difference for gap in found.gaps}  # type: ignore[misc]  # there are dropouts enough for all of them


@pytest.fixture(scope="module")
def figures() -> Iterator[dict[str, dict[str, float]]]:
    """What is measured here, kept for whoever reads the proof."""
    found: dict[str, dict[str, float]] = {}
    yield found
    RESULT.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


@pytest.fixture(scope="module", params=list(CANDIDATES))
def compared(request, figures) -> tuple[str, dict[str, list[tuple[float, float, float]]], dict[str, float]]:
    """The differences in every town with a kind of candidate, and the true ones."""
    error, seeds = CANDIDATES[request.param], np.random.SeedSequence(11).spawn(TOWNS + 1)
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in MEASURES}
    for number in range(TOWNS):
        rows = said_and_happened(np.random.default_rng(seeds[number]), youths=YOUTHS, error=error)
        for name, difference in differences(rows, seed=number).items():
            found[name].append(difference)
    if error == USED:
        return request.param, found, dict.fromkeys(MEASURES, 0.0)  # the two could change places
    large = said_and_happened(np.random.default_rng(seeds[-1]), youths=LARGE * YOUTHS, error=error)
    truth = {name: told[0] for name, told in differences(large, seed=0, resamples=2).items()}
    return request.param, found, truth


def test_intervals_of_the_difference_cover_the_truth_and_zero_is_called_zero(compared, figures):
    kind, found, truth = compared
    told = {name: np.array(rows) for name, rows in found.items()}
    covered = {
        name: float(np.mean((rows[:, 1] <= truth[name]) & (truth[name] <= rows[:, 2]))) for name, rows in told.items()
    }
    recall = told["recall_at_capacity"]
    said = {"more": float(np.mean(recall[:, 1] > 0)), "fewer": float(np.mean(recall[:, 2] < 0))}
    half_width = float(np.median(recall[:, 2] - recall[:, 1]) / 2)
    figures[kind] = {
        "towns": TOWNS, "true_recall_difference": truth["recall_at_capacity"], "median_half_width": half_width,
        **{f"covered_{name}": share for name, share in covered.items()}, **{f"said_{word}": share for word, share in said.items()},
    }  # fmt: skip
    assert all(0.90 <= share <= 0.98 for share in covered.values()), covered
    wrong = {"as good": said["more"] + said["fewer"], "better": said["fewer"], "worse": said["more"]}
    assert wrong[kind] <= 0.08
