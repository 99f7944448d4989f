"""A bundle fitted once per test run, on frames made without records."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandas as pd

from features.vocabulary import Regime
from models.bundle import Bundle
from models.manifest import Origin
from models.profile import fit_onset_rule
from models.recipe import load_recipe
from models.risk import Labelled, fit_risk
from models.starters import Starters
from tests.lib.indicator_frames import random_frame

PAST = ("2024-01-08", "2024-04-08", "2024-11-04")
LATER = ("2025-05-05",)
NOW = ("2026-01-05",)


@lru_cache(maxsize=1)
def past() -> Labelled:
    """Rows to learn from."""
    return Labelled(*random_frame(1_200, PAST, seed=1))


@lru_cache(maxsize=1)
def later() -> Labelled:
    """Rows to calibrate on."""
    return Labelled(*random_frame(1_500, LATER, seed=2))


def fitted(*, seed: int) -> Bundle:
    """Both regimes and the onset rule, fitted anew."""
    models = {str(regime): fit_risk(past(), later(), regime=regime, seed=seed) for regime in Regime}
    onset = Starters(fit_onset_rule(past().indicators, seed=seed), note="onset: rule served")
    return Bundle(
        load_recipe("herning"), models, onset, Origin("synthetic", date(2025, 12, 1), seed, ("made for tests",))
    )


@lru_cache(maxsize=1)
def small_bundle() -> Bundle:
    """The bundle with seed 3; never changed by a test."""
    return fitted(seed=3)


@lru_cache(maxsize=1)
def now() -> pd.DataFrame:
    """Rows to score, of youths who were not learned from."""
    return random_frame(600, NOW, seed=4)[0]
