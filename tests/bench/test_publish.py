"""How fast a night's scores are published, as ratios to the barest way into each database: a raw COPY, a raw executemany.

Both write the same rows into tables of the same form, in a transaction of their own that is committed; the bare ways get their rows in the
form that the database wants, made before the clock runs, while publishing begins with the frame and also hashes what it writes.
"""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
import psycopg
import pytest
import sqlalchemy as sa

from features.calendar import cut
from models.scores import COLUMNS, check_scores
from service.domain.night import NightContent
from service.domain.routing import Organisation
from service.store.nights import start_run
from service.store.publication import Publication, publish, score_columns
from service.store.tables import LOCKS
from service.store.unit_of_work import Store
from tests.lib.databases import migrated, new_database
from tests.lib.ratios import interleaved, record
from tests.lib.small_service import full_scores
from tests.lib.small_town import MONDAY

pytestmark = pytest.mark.bench

ROWS = 22_500
"""Five cohorts of a town five times Herning's size."""
NAMES = ("run_id", *COLUMNS)


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    """Scores of many youths, with reasons as long as real ones."""
    rng = np.random.default_rng(7)
    base = full_scores()
    frame = base.iloc[rng.integers(0, len(base), ROWS)].reset_index(drop=True)
    frame["youth_id"] = pd.Series([f"y{number:06d}" for number in range(ROWS)], dtype="str")
    frame["raw_logit"] = frame["raw_logit"] + rng.normal(0, 1, ROWS).round(3)
    terms = [json.loads(text)[0] if text != "[]" else {} for text in base["reasons"]]
    texts = [json.dumps([terms[0]] * length) for length in range(4, 9)]
    frame["reasons"] = pd.Series([texts[number] for number in rng.integers(0, 5, ROWS)], dtype="str")
    frame["protective"] = pd.Series([texts[number] for number in rng.integers(0, 3, ROWS)], dtype="str")
    return check_scores(frame)


@pytest.fixture
def nights() -> Iterator[date]:
    """A new date each time it is asked."""
    return (MONDAY + timedelta(days=number) for number in count())


def publishing(store: Store, scores: pd.DataFrame, nights: Iterator[date]) -> Callable[[], object]:
    """Publish one night after the other."""
    with store.begin() as work:
        work.execute(sa.insert(LOCKS).values(name="night", fence=1, taken_at=cut(MONDAY)))

    def act() -> None:
        day = next(nights)
        with store.begin() as work:
            run = start_run(work, day, fence=1, at=cut(day))
            content = NightContent(day, "synthetic", (), {}, (), Organisation({}, {}))
            publish(work, Publication(run, content, scores, cut(day)))

    return act


def test_publishing_scores_takes_at_most_one_and_a_half_raw_executemany(
    scores: pd.DataFrame, nights: Iterator[date], tmp_path: Path, threads: dict[str, int]
):
    rows = [
        tuple(value.isoformat() if isinstance(value, date) else value for value in row)
        for row in zip(*score_columns(scores).values(), strict=True)
    ]
    statement = f"INSERT INTO scores ({', '.join(NAMES)}) VALUES ({', '.join('?' for _ in NAMES)})"
    (tmp_path / "bare").mkdir()
    with (
        new_database("sqlite", tmp_path, None) as url,
        migrated(url) as store,
        new_database("sqlite", tmp_path / "bare", None) as bare,
        migrated(bare),
    ):
        connection = sqlite3.connect(tmp_path / "bare/store.db", isolation_level=None)
        for pragma in (
            "synchronous = FULL",
            "foreign_keys = ON",
        ):  # what makes the database safe is no part of the difference
            connection.execute(f"PRAGMA {pragma}")
        days = (MONDAY + timedelta(days=number) for number in count())

        def raw() -> None:
            run_id = _bare_run(connection.execute, next(days), mark="?")
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(statement, [(run_id, *row) for row in rows])
            connection.execute("COMMIT")

        ratios = interleaved(publishing(store, scores, nights), raw)
        connection.close()
    median = record(
        "publish_over_executemany",
        ratios,
        what=f"publishing {ROWS:,} scores / a bare executemany of the same rows, SQLite",
        limit=1.5,
        threads=threads,
    )
    assert median <= 1.5


def test_publishing_scores_takes_at_most_five_raw_copies(
    scores: pd.DataFrame, nights: Iterator[date], tmp_path: Path, postgresql: str, threads: dict[str, int]
):
    with (
        new_database("postgresql", tmp_path, postgresql) as url,
        migrated(url) as store,
        new_database("postgresql", tmp_path, postgresql) as bare,
        migrated(bare),
        psycopg.connect(bare.replace("postgresql+psycopg://", "postgresql://"), autocommit=True) as connection,
    ):
        rows = list(zip(*score_columns(scores).values(), strict=True))
        days = (MONDAY + timedelta(days=number) for number in count())
        texts: dict[str, bytes] = {}

        def raw() -> None:
            run_id = _bare_run(connection.execute, next(days), mark="%s")
            with (
                connection.transaction(),
                connection.cursor() as cursor,
                cursor.copy(f"COPY scores ({', '.join(NAMES)}) FROM STDIN WITH (FORMAT csv)") as copy,
            ):
                copy.write(texts["rows"].replace(b"RUN,", run_id.encode() + b","))

        text = io.StringIO()
        pd.DataFrame([("RUN", *row) for row in rows], columns=NAMES).to_csv(text, header=False, index=False)
        texts["rows"] = text.getvalue().encode()
        ratios = interleaved(publishing(store, scores, nights), raw)
    median = record(
        "publish_over_copy",
        ratios,
        what=f"publishing {ROWS:,} scores / a bare COPY of the same rows, PostgreSQL",
        limit=5,
        threads=threads,
    )
    assert median <= 5


def _bare_run(execute: Callable[..., object], day: date, *, mark: str) -> str:
    """A row of `runs` for the bare rows to belong to; returns its id."""
    names = ("run_id", "business_on", "attempt", "state", "fence", "started_at")
    values = (f"{day}.1", str(day), 1, "building", 1, "2026-11-16 00:00:00")
    execute(f"INSERT INTO runs ({', '.join(names)}) VALUES ({', '.join(mark for _ in names)})", values)
    return str(values[0])
