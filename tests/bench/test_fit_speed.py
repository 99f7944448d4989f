"""How long a fit of a large municipality takes, from records to a bundle, on two cores."""

from __future__ import annotations

import time
from datetime import date

import pytest

from features.reading import read_records
from features.vocabulary import Regime
from tests.lib.ratios import write
from training.fit import learn
from training.municipality import simulate
from training.plan import MOST_DATES

pytestmark = pytest.mark.scale

YOUTHS, LAST = 10_000, date(2026, 11, 16)
LIMIT_SECONDS = 180


def test_a_fit_on_36_dates_of_ten_thousand_youths_takes_less_than_three_minutes(
    threads: dict[str, int], tmp_path
) -> None:
    simulate(youths=YOUTHS, seed=7, last=LAST, out=tmp_path)
    records = read_records(tmp_path / "records")
    start = time.perf_counter()
    learned = learn(records, until=LAST, recipe="herning", seed=7)
    seconds = round(time.perf_counter() - start, 1)
    rows = len(learned.rows.training.outcome) + len(learned.rows.calibration.outcome)
    write(
        "fit_seconds",
        {
            "what": "seconds from records to a bundle with both regimes and the onset profile",
            "dates": len(learned.plan.as_of),
            "rows": rows,
            "limit": LIMIT_SECONDS,
            "value": seconds,
            "threads": threads,
        },
    )
    assert len(learned.plan.as_of) == MOST_DATES
    assert rows > 0.8 * MOST_DATES * YOUTHS
    assert set(learned.bundle.models) == set(Regime)
    assert seconds < LIMIT_SECONDS
