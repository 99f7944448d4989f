"""How fast indicators are made, as ratios to reading the same columns, to plain Polars, and to a loop of single dates."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest

from features import calendar
from features.build import build_indicators
from features.records import ATTENDANCE
from tests.lib.deliveries import Size, write_by_youth
from tests.lib.ratios import interleaved, record

pytestmark = pytest.mark.bench

AS_OF = date(2026, 3, 2)
COLUMNS = list(ATTENDANCE.names)
SIX = [
    "absence_share_20d",
    "absence_share_200d",
    "unlawful_share_20d",
    "part_day_share_60d",
    "monday_friday_gap_60d",
    "history_months",
]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20,000 youths x 3 school years, sorted by youth and day."""
    return write_by_youth(tmp_path_factory.mktemp("town") / "records", Size(youths=20_000, school_days=600), seed=7)


def in_polars(folder: Path, as_of: date) -> pl.DataFrame:
    """Six indicators as one would write them in Polars: cut, version, day, window."""
    cut = calendar.cut(as_of)
    standing = (
        pl.scan_parquet(folder / "attendance.parquet")
        .filter((pl.col("known_at") < cut) & (pl.col("on") < as_of))
        .sort("known_at")
        .group_by("youth_id", "on", "institution_id")
        .last()
        .filter(~pl.col("retracted"))
    )
    missed, scheduled = pl.col("missed"), pl.col("scheduled")
    days = (
        standing.with_columns(missed=pl.sum_horizontal("sick", "permitted", "unlawful"))
        .group_by("youth_id", "on")
        .agg(pl.col("scheduled", "missed", "unlawful").cast(pl.Int64).sum())
        .sort("youth_id", "on")
        .with_columns(
            back=pl.len().over("youth_id") - pl.int_range(pl.len()).over("youth_id"),
            within=pl.col("on") >= as_of - timedelta(days=400),
            edge=pl.col("on").dt.weekday().is_in([1, 5]),
        )
    )
    last_20, last_60, last_200 = (pl.col("within") & (pl.col("back") <= count) for count in (20, 60, 200))
    edge, middle = last_60 & pl.col("edge"), last_60 & ~pl.col("edge")
    shares = days.group_by("youth_id").agg(
        absence_share_20d=missed.filter(last_20).sum() / scheduled.filter(last_20).sum(),
        absence_share_200d=missed.filter(last_200).sum() / scheduled.filter(last_200).sum(),
        unlawful_share_20d=pl.col("unlawful").filter(last_20).sum() / scheduled.filter(last_20).sum(),
        part_day_share_60d=((missed > 0) & (missed < scheduled)).filter(last_60).mean(),
        monday_friday_gap_60d=missed.filter(edge).sum() / scheduled.filter(edge).sum()
        - missed.filter(middle).sum() / scheduled.filter(middle).sum(),
    )
    months = (
        days.group_by("youth_id", pl.col("on").dt.truncate("1mo"))
        .len()
        .group_by("youth_id")
        .agg(history_months=(pl.col("len") >= 5).sum())
    )
    return shares.join(months, on="youth_id").sort("youth_id").collect()


def test_all_indicators_cost_at_most_three_reads_of_the_same_columns(town: Path, threads: dict[str, int]) -> None:
    attendance = town / "attendance.parquet"
    ratios = interleaved(
        lambda: build_indicators(town, as_of=AS_OF), lambda: pq.read_table(attendance, columns=COLUMNS)
    )
    median = record(
        "indicators_over_read",
        ratios,
        what="all indicators, path to frame, over pyarrow.parquet.read_table; 20,000 youths x 3 school years",
        limit=3.0,
        threads=threads,
    )
    assert median <= 3.0


def test_even_a_read_that_leaves_texts_as_codes_is_at_most_five_times_faster(
    town: Path, threads: dict[str, int]
) -> None:
    attendance, texts = town / "attendance.parquet", ["youth_id", "institution_id"]
    ratios = interleaved(
        lambda: build_indicators(town, as_of=AS_OF),
        lambda: pq.read_table(attendance, columns=COLUMNS, read_dictionary=texts),
    )
    median = record(
        "indicators_over_read_of_codes",
        ratios,
        what="as indicators_over_read, the yardstick reading texts as dictionaries (stricter than was asked)",
        limit=5.0,
        threads=threads,
    )
    assert median <= 5.0


def test_six_indicators_are_ten_times_faster_than_in_polars(town: Path, threads: dict[str, int]) -> None:
    ours, theirs = build_indicators(town, as_of=AS_OF), in_polars(town, AS_OF)
    assert theirs["youth_id"].to_list() == ours["youth_id"].tolist()
    for name in SIX:
        np.testing.assert_allclose(theirs[name].to_numpy(), ours[name].to_numpy(), rtol=0, atol=1e-12, err_msg=name)
    ratios = interleaved(lambda: in_polars(town, AS_OF), lambda: build_indicators(town, as_of=AS_OF))
    median = record(
        "polars_over_indicators",
        ratios,
        what="six indicators in plain Polars over the whole catalogue here; 20,000 youths x 3 school years",
        limit=10.0,
        threads=threads,
    )
    assert median >= 10.0


def test_thirty_six_dates_in_one_call_cost_a_fraction_of_a_loop(
    tmp_path_factory: pytest.TempPathFactory, threads: dict[str, int]
) -> None:
    folder = write_by_youth(tmp_path_factory.mktemp("dates") / "records", Size(youths=4_000, school_days=600), seed=7)
    dates = [date(2023 + month // 12, 1 + month % 12, 3) for month in range(2, 38)]
    ratios = interleaved(
        lambda: build_indicators(folder, as_of=dates), lambda: [build_indicators(folder, as_of=day) for day in dates]
    )
    median = record(
        "dates_together_over_loop",
        ratios,
        what="36 dates in one call over a loop of single dates; 4,000 youths x 3 school years",
        limit=0.4,
        threads=threads,
    )
    assert median <= 0.4
