"""Attendance as a stream: whole youths, whatever order and types the rows come in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import CancelledError
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features import stream
from features.errors import StructureFault
from features.stream import Codes, Limit, NotByYouth, Rows, by_youth, opened, read, regrouped

INSTANT = pd.Timestamp("2026-01-06T23:00")
FAR = Limit(day=30_000, cut=2**62)


def piece(youths: list[int], days: list[int] | None = None, known: int = 0) -> Rows:
    """Rows of these youths, one lesson scheduled on each day."""
    size = len(youths)
    return Rows(
        np.array(youths, np.int32),
        np.zeros(size, np.int32),
        np.array(days or range(size), np.int32),
        np.ones(size, np.int16),
        *(np.zeros(size, np.int16) for _ in range(3)),
        np.full(size, known, np.int64),
        np.zeros(size, np.bool_),
    )


def youths_in(pieces: Iterator[Rows]) -> list[list[int]]:
    """Youths of each piece that has any."""
    return [rows.youth.tolist() for rows in pieces if len(rows.youth)]


def table(**columns: Any) -> pa.Table:
    """Two rows of attendance."""
    sound = {
        "youth_id": ["a", "b"],
        "on": [date(2026, 1, 5), date(2026, 1, 6)],
        "institution_id": ["S1", "S2"],
        "scheduled": pa.array([6, 5], pa.int8()),
        "sick": pa.array([1, 0], pa.int8()),
        "permitted": pa.array([0, 0], pa.int8()),
        "unlawful": pa.array([2, 5], pa.int8()),
    }
    return pa.table({name: column for name, column in (sound | columns).items() if column is not None})


def rows_of(attendance: Any, youths: tuple[str, ...] = ("a", "b")) -> Rows:
    """All rows of a source as one piece."""
    with opened(attendance) as batches:
        pieces = list(read(batches, Codes(pd.Index(youths))))
    return Rows(*(np.concatenate(columns) for columns in zip(*pieces, strict=True)))


def same(left: Rows, right: Rows) -> bool:
    """Whether two pieces hold the same, in the same types."""
    return all(a.dtype == b.dtype and a.tolist() == b.tolist() for a, b in zip(left, right, strict=True))


@pytest.mark.parametrize(
    "pieces",
    [
        [[0, 0, 1, 1, 1, 2]],
        [[0], [0, 1], [1], [1, 2]],
        [[0], [0], [1], [1], [1], [2]],
        [[], [0, 0, 1, 1], [], [1, 2], []],
    ],
)
def test_a_youth_cut_by_a_batch_is_put_together_again(pieces: list[list[int]]) -> None:
    whole = youths_in(by_youth((piece(youths) for youths in pieces), 3))
    assert [youth for youths in whole for youth in youths] == [0, 0, 1, 1, 1, 2]
    met = [set(youths) for youths in whole]
    assert sum(map(len, met)) == len(set.union(*met))


@pytest.mark.parametrize("pieces", [[[0, 1, 0]], [[0, 1], [0]], [[0], [1], [1, 2], [0, 0]], [[0, -1, 0]]])
def test_a_youth_who_comes_back_after_another_is_noticed(pieces: list[list[int]]) -> None:
    with pytest.raises(NotByYouth):
        list(by_youth((piece(youths) for youths in pieces), 3))


def test_rows_about_nobody_we_know_may_come_at_any_time() -> None:
    pieces = [piece([-1, 0, -2, 1]), piece([-1, 2])]
    whole = youths_in(by_youth(iter(pieces), 3))
    assert [youth for youths in whole for youth in youths] == [-1, 0, -2, 1, -1, 2]


@pytest.mark.parametrize("most_in_memory", [1000, 2], ids=["in memory", "through buckets on disk"])
def test_rows_in_any_order_are_regrouped_by_youth_and_nothing_is_left_behind(
    most_in_memory: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "IN_MEMORY_ROWS", most_in_memory)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pieces = [piece([2, 0, 1], [3, 1, 2]), piece([0, 2, -1, 1, 0], [9, 8, 7, 6, 5])]
    whole = list(regrouped(pieces, Codes(pd.Index(["a", "b", "c"])), FAR, rows_delivered=8))
    together = Rows(*(np.concatenate(columns) for columns in zip(*whole, strict=True)))
    assert together.youth.tolist() == [0, 0, 0, 1, 1, 2, 2]
    assert together.day.tolist() == [1, 9, 5, 2, 6, 3, 8]
    assert together.retracted.dtype == np.bool_
    assert list(tmp_path.iterdir()) == []


def test_rows_that_could_not_be_seen_are_left_out_when_regrouping() -> None:
    pieces = [piece([0, 1], [10, 20], known=5), piece([1], [10], known=7)]
    whole = list(regrouped(pieces, Codes(pd.Index(["a", "b"])), Limit(day=20, cut=7), rows_delivered=3))
    assert [rows.youth.tolist() for rows in whole] == [[0]]


@pytest.mark.parametrize(
    "columns",
    [
        {"scheduled": pa.array([6, 5], pa.int64())},
        {"scheduled": pa.array([6, 5], pa.uint8())},
        {"sick": pa.array([1.0, 0.0])},
        {"youth_id": pa.array(["a", "b"]).dictionary_encode()},
        {"institution_id": pa.array(["S1", "S2"], pa.large_string())},
        {"on": pa.array(np.array(["2026-01-05", "2026-01-06"], "datetime64[ns]"))},
        {"on": pa.array([date(2026, 1, 5), date(2026, 1, 6)], pa.date64())},
        {"known_at": pa.nulls(2)},
        {"retracted": pa.array([False, None])},
    ],
    ids=lambda columns: " ".join(f"{name} {column.type}" for name, column in columns.items()),
)
def test_every_accepted_type_reads_the_same(columns: dict[str, Any], tmp_path: Path) -> None:
    pq.write_table(table(**columns), tmp_path / "attendance.parquet")
    assert same(rows_of((tmp_path / "attendance.parquet",)), rows_of(table()))


@pytest.mark.parametrize(
    "known_at",
    [
        pa.array([INSTANT, None], pa.timestamp("us")),
        pa.array([INSTANT, None], pa.timestamp("ms", tz="UTC")),
        pa.array([INSTANT, None], pa.timestamp("ns")),
        pa.array([INSTANT, None], pa.timestamp("us", tz="Europe/Copenhagen")),
        pa.array([date(2026, 1, 7), None], pa.date32()),  # the start of that local day
    ],
    ids=lambda array: str(array.type),
)
def test_an_instant_is_microseconds_of_utc_whatever_its_unit_or_zone(known_at: pa.Array) -> None:
    expected = INSTANT.value // 1000
    assert rows_of(table(known_at=known_at)).known.tolist() == [expected, stream.NO_INSTANT]


@pytest.mark.parametrize(
    ("column", "cells", "read_as"),
    [
        ("sick", pa.array([2**16 + 1, None], pa.int64()), [-1, -1]),
        ("sick", pa.array([-(2**32), 2**15], pa.int64()), [-1, -1]),
        ("scheduled", pa.array([2**15, 20], pa.uint32()), [-1, 20]),
        ("scheduled", pa.array([2.5, float("nan")]), [-1, -1]),
    ],
)
def test_a_count_that_cannot_be_is_never_folded_into_one_that_can(
    column: str, cells: pa.Array, read_as: list[int]
) -> None:
    assert getattr(rows_of(table(**{column: cells})), column).tolist() == read_as


def test_missing_and_unknown_names_are_told_apart() -> None:
    rows = rows_of(table(youth_id=pa.array([None, "x"]), institution_id=pa.array(["", None])), youths=("a",))
    assert rows.youth.tolist() == [stream.MISSING_YOUTH, stream.UNKNOWN_YOUTH]
    assert rows.institution.tolist() == [stream.MISSING_INSTITUTION, stream.MISSING_INSTITUTION]
    given = pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int8()), pa.array(["a", None]))
    assert rows_of(table(youth_id=given)).youth.tolist() == [stream.MISSING_YOUTH, 0]


def test_ranks_follow_the_names_of_institutions_not_their_appearance() -> None:
    codes = Codes(pd.Index(["a"]))
    codes.of_institutions(pa.array(["S2", "S10", "S1"]))
    assert codes.ranks().tolist() == [2, 1, 0]


def test_reading_stops_when_the_reader_is_left_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BATCH_ROWS", 1)
    monkeypatch.setattr(stream, "BATCHES_AHEAD", 1)
    with opened(pa.concat_tables([table()] * 50)) as batches:
        assert next(batches).num_rows == 1
    with pytest.raises((RuntimeError, CancelledError)):
        list(batches)


def test_a_file_spoilt_in_the_middle_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "attendance.parquet"
    pq.write_table(table(), path)
    sound = path.read_bytes()
    path.write_bytes(sound[:4] + bytes(len(sound) // 2) + sound[4 + len(sound) // 2 :])
    with pytest.raises(StructureFault, match=r"attendance\.parquet: the file is no Parquet file or is cut short"):
        rows_of((path,))


def test_rows_are_counted_without_reading_them(tmp_path: Path) -> None:
    pq.write_table(table(), tmp_path / "a.parquet")
    assert stream.row_count((tmp_path / "a.parquet", tmp_path / "a.parquet")) == 4
    assert stream.row_count(table()) == 2
    assert stream.row_count(None) == 0
