"""What it costs to score one youth with 200 school days, over what it costs to read the same tables into the declared types."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from features.build import build_with_report
from features.levels import levels_of
from features.parts import measure_part
from features.reading import as_records
from models.scoring import score_youths
from tests.lib.ratios import interleaved, record
from tests.lib.small_bundle import small_bundle

AS_OF = date(2026, 3, 4)
DAYS = pd.bdate_range(end=pd.Timestamp(AS_OF) - pd.Timedelta(days=1), periods=200)
TIMES = 20
"""Rounds of each side behind one ratio: a single one is too short to be told."""
LIMIT = 4.0


def tables() -> dict[str, pd.DataFrame]:
    """One youth in vocational education, a day in ten missed."""
    missed = np.where(np.arange(len(DAYS)) % 10 == 0, 6, 0)
    return {
        "youths": pd.DataFrame({"youth_id": ["anna"], "birth_on": [pd.Timestamp(2009, 5, 1)], "district_id": "D1"}),
        "spells": pd.DataFrame(
            {
                "youth_id": "anna",
                "started_on": pd.to_datetime(["2016-08-10", "2025-08-11"]),
                "ended_on": pd.to_datetime(["2025-06-27", None]),
                "status": ["compulsory_school", "vocational_basic"],
                "institution_id": ["S1", "V1"],
                "end_reason": ["completed", None],
            }
        ),
        "attendance": pd.DataFrame(
            {
                "youth_id": "anna",
                "on": DAYS,
                "institution_id": "V1",
                "scheduled": 6,
                "sick": 0,
                "permitted": 0,
                "unlawful": missed,
            }
        ),
    }


@pytest.mark.bench
def test_one_youth_is_scored_in_a_few_times_what_reading_the_tables_takes(threads: dict[str, int]) -> None:
    frames, bundle = tables(), small_bundle()
    given = as_records(frames)
    levels = levels_of([measure_part(given, as_of=AS_OF)])

    def scored() -> pd.DataFrame:
        return score_youths(bundle, build_with_report(given, as_of=AS_OF, levels=levels).frame)

    assert scored()["risk"].notna().all()
    ratios = interleaved(lambda: [scored() for _ in range(TIMES)], lambda: [as_records(frames) for _ in range(TIMES)])
    median = record(
        "one_youth_over_reading",
        ratios,
        what="indicators and score of one youth with 200 school days, over bringing the same tables into the declared types",
        limit=LIMIT,
        threads=threads,
    )
    assert median <= LIMIT
