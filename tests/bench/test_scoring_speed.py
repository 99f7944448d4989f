"""What scores with reasons cost: beside the indicators of the same youths, and of one youth beside a free model's bare answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from features import catalogue
from features.build import build_indicators
from features.catalogue import feeding
from features.vocabulary import Feeds, Regime, Status
from models.reasons import Terms, write_reasons
from models.risk import Assessed
from models.scoring import score_youths
from tests.lib.deliveries import Size, write_by_youth
from tests.lib.ratios import interleaved, record
from tests.lib.small_bundle import now, past, small_bundle

pytestmark = pytest.mark.bench

AS_OF = date(2026, 3, 2)
YOUTHS = 4_500
LIMIT, LIMIT_ONE = 2.0, 0.1
TIMES = 100
"""Answers behind one ratio: a single one is too short to be told."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4,500 youths x 3 school years."""
    return write_by_youth(tmp_path_factory.mktemp("town") / "records", Size(youths=YOUTHS, school_days=600), seed=7)


def in_education(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as of youths whom the recipe scores: the delivery holds attendance alone."""
    told = {"status": str(Status.UPPER_SECONDARY), "regime": str(Regime.ATTENDANCE), "age_years": 16}
    cells = {name: pd.Series(value, index=rows.index).astype(rows[name].dtype) for name, value in told.items()}
    return rows.assign(**cells, coverage=0.9)


def test_scoring_with_reasons_takes_at_most_twice_the_time_of_the_indicators(
    town: Path, threads: dict[str, int]
) -> None:
    bundle, rows = small_bundle(), in_education(build_indicators(town, as_of=AS_OF))
    scores = score_youths(bundle, rows)
    assert len(scores) == YOUTHS
    assert scores["risk"].notna().all()
    assert (scores["reasons"] != "[]").any()
    ratios = interleaved(lambda: score_youths(bundle, rows), lambda: build_indicators(town, as_of=AS_OF))
    median = record(
        "scores_over_indicators",
        ratios,
        what="scores with reasons of 4,500 youths x 3 school years, over making the same youths' indicators",
        limit=LIMIT,
        threads=threads,
    )
    assert median <= LIMIT


def test_one_youth_with_reasons_takes_a_tenth_of_a_free_models_bare_answer(threads: dict[str, int]) -> None:
    """As HTTP asks: the indicators are at hand as arrays; the free model is given its row as an array too, with its own threads."""
    model, rows = small_bundle().models[Regime.ATTENDANCE], past().of(Regime.ATTENDANCE)
    names = list(feeding(Feeds.RISK, Regime.ATTENDANCE))
    free = HistGradientBoostingClassifier(random_state=0).fit(rows.indicators[names].to_numpy(), rows.outcome)
    one = now()[now()["regime"] == Regime.ATTENDANCE].iloc[[0]]
    cells = {name: one[name].to_numpy() for name in (*catalogue.NAMES, "as_of")}
    row = one[names].to_numpy(dtype=np.float64)
    usual = tuple(table.usual for table in model.tables)

    def answer() -> tuple[Assessed, tuple[list[str], list[str]]]:
        assessed = model.assess(cells)
        return assessed, write_reasons(cells, Terms(model.indicators, usual, assessed.values, assessed.contributions))

    assert answer()[1][0][0] != "[]"
    ratios = interleaved(
        lambda: [answer() for _ in range(TIMES)], lambda: [free.predict_proba(row) for _ in range(TIMES)]
    )
    median = record(
        "one_youth_over_free_boosting",
        ratios,
        what="risk, interval and reasons of one youth, over predict_proba of free boosting with 100 trees on the same row",
        limit=LIMIT_ONE,
        threads=threads,
    )
    assert median <= LIMIT_ONE
