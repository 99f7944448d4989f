"""An evaluation's figures of the small bundle, measured by the real functions on rows made without records; few resamples, so quick."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from features.records import TABLES
from models.fairness import audit
from models.measures import Resampling
from models.onset import ClassQuality, Diagnostics
from models.places import on_list
from models.rules import BY_NAME, RULES
from models.scores import OnsetProfile
from models.scoring import score_youths
from tests.lib.indicator_frames import random_frame
from tests.lib.small_bundle import small_bundle
from training.activation import decide
from training.companions import WORDS, CompanionFigures
from training.composition import Composition, TableHeld
from training.curves import draw_curves
from training.evidence import Evidence, Undecided
from training.figures import Judged, as_json, measure_group
from training.lists import Rival, measure_lists, places_of
from training.unseen import Unseen

DATES = ("2026-01-05", "2026-02-02")
RESAMPLING = Resampling(seed=5, resamples=40)
RULE = BY_NAME["absence_60_days"]

ONSET = Diagnostics(
    (ClassQuality(OnsetProfile.NONE, 0.96, 3.1, 0.9, 0.91), ClassQuality(OnsetProfile.LATE_STARTER, 0.8, 82.4, 0.1, 0.09)),
    entropy=0.887, seeds=0.951, halves=0.902,
)  # fmt: skip
"""How well two made-up classes are told apart."""


@lru_cache(maxsize=1)
def judged() -> Judged:
    """Rows of two dates, scored and told."""
    indicators, outcome = random_frame(1_500, DATES, seed=6)
    scores = score_youths(small_bundle(), indicators, youths=indicators["youth_id"].unique(), data="synthetic")
    rows = scores.assign(outcome=np.asarray(outcome), regime=scores["regime"].astype("str"))
    known = rows["risk"].notna()
    return Judged(rows[known].reset_index(drop=True), indicators[known.to_numpy()].reset_index(drop=True))


@lru_cache(maxsize=1)
def _written() -> str:
    told = judged()
    rows = told.rows
    places = places_of(rows, {})
    rivals = [Rival(rule.name, rule.words, rule.score(told.indicators)) for rule in RULES]
    groups = pd.DataFrame({"sex": np.where(np.arange(len(rows)) % 2, "F", "M"), "regime": rows["regime"]})
    listed = on_list(rows["risk"].to_numpy(dtype=np.float64), places)
    pooled = measure_group("pooled", told, rule=RULE, resampling=RESAMPLING)
    few = measure_group(
        "school kind fgu", told.where(pd.Series(rows.index < 5, rows.index)), rule=RULE, resampling=RESAMPLING
    )
    evidence = Evidence(
        lists=measure_lists(rows, places, rivals, resampling=RESAMPLING),
        undecided=(Undecided("history", "under 12 months", 40, 21, pooled.measures["auroc"]),),
        groups=(few,),
        fairness=audit(rows, listed, groups, absent={"newcomer": "not delivered"}, resampling=RESAMPLING),
        composition=_composition(told),
        curves=draw_curves(told, RULE, resampling=RESAMPLING),
    )
    dates = [
        measure_group(day, told.where(rows["as_of"] == pd.Timestamp(day)), rule=RULE, resampling=RESAMPLING)
        for day in DATES
    ]
    figures = {
        "format": 1, "model_id": small_bundle().model_id, "recipe": "herning", "horizon_days": 180, "data": "synthetic", "source": "",
        "until": "2025-12-01", "seed": 3, "resamples": RESAMPLING.resamples, "rule": RULE.name, "records_end": "2026-11-16",
        "dates": dates, "pooled": [pooled], "evidence": evidence,
        "companions": (CompanionFigures("logistic_regression", WORDS["logistic_regression"], pooled.measures, pooled.measures),),
        "unseen": Unseen(schools=12, learned=11, figures=(pooled,), lead=pooled.beside.lead, remark="One fifth had too few."),
        "onset": ONSET,
    }  # fmt: skip
    return json.dumps(as_json(figures))


def small_figures() -> dict[str, Any]:
    """The figures as an evaluation's JSON holds them; the caller's own, to change."""
    figures: dict[str, Any] = json.loads(_written())
    return figures


def words_of(figures: dict[str, Any]) -> tuple[str, ...]:
    """What the figures allow to be served, in words."""
    return decide(figures).words


def _composition(told: Judged) -> Composition:
    tables = tuple(
        TableHeld(table.name, table.meaning, str(table.legal_reference), None if number % 3 else 10 * number, ())
        for number, table in enumerate(TABLES)
    )
    share = {"absence_share_20d": float(told.indicators["absence_share_20d"].isna().mean())}
    return Composition(tables, None, None, {"attendance": share})
