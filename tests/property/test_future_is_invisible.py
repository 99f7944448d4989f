"""Nothing known at or after the cut changes a byte of the indicators, and neither does the shape of the files."""

from __future__ import annotations

import io
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.asof import Known, known_on
from features.build import build_indicators
from features.records import Records
from features.reference import build_reference
from tests.lib.histories import MICROSECOND, History, Row, histories, midnight
from tests.lib.spec import Build, arrow_of

SEEDS = st.integers(0, 2**32 - 1)
ENGINES = pytest.mark.parametrize("build", [build_indicators, build_reference])
HAPPENED = {"attendance": "on", "spells": "started_on", "risk_reports": "reported_on"}
ENDS = {"spells": "ended_on", "risk_reports": "withdrawn_on", "youths": "left_municipality_on"}
NONSENSE: dict[str, Row] = {
    "attendance": {"scheduled": 99, "sick": -1, "permitted": 40, "unlawful": 7, "institution_id": "S1"},
    "spells": {"status": "upper_secondary", "grade": 77, "expected_end_on": date(1901, 1, 1)},
    "risk_reports": {"institution_id": ""},
    "next_steps": {"kind": "nonsense"},
    "youths": {"birth_on": date(1901, 1, 1)},
}


def to_bytes(frame: pd.DataFrame) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), sink)
    return sink.getvalue()


def is_future(table: str, row: Row, as_of: date) -> bool:
    """Whether a row was known, told or assumed, at or after the cut."""
    if row.get("known_at") is not None:
        return bool(row["known_at"] >= midnight(as_of))
    return table in HAPPENED and row[HAPPENED[table]] >= as_of


def without_future(history: History) -> dict[str, list[Row]]:
    """What was known: later rows deleted, and ends still ahead taken out."""
    return {
        table: [_without_end(table, row, history.as_of) for row in rows if not is_future(table, row, history.as_of)]
        for table, rows in history.rows.items()
    }


def _without_end(table: str, row: Row, as_of: date) -> Row:
    end = ENDS.get(table)
    if end is None or row.get(end) is None or row[end] < as_of:
        return row
    return {**row, end: None} | ({"end_reason": None} if table == "spells" else {})


def falsified(history: History, chance: Random) -> dict[str, list[Row]]:
    """Everything later replaced by nonsense, and more nonsense about every key that is known."""
    rows: dict[str, list[Row]] = {}
    for table, known in without_future(history).items():
        rows[table] = [_with_false_end(table, row, history.as_of, chance) for row in known]
        if table in NONSENSE:
            later = [midnight(history.as_of) + MICROSECOND * chance.choice((0, 1, 10**9)) for _ in known]
            told = [{**row, **NONSENSE[table], "known_at": at} for row, at in zip(known, later, strict=True)]
            taken_back = [{**row, "known_at": row["known_at"], "retracted": table != "youths"} for row in told]
            rows[table] += chance.sample(told, len(told) // 2) + chance.sample(taken_back, len(told) // 2)
    rows["attendance"] += [_day_ahead(row["youth_id"], history.as_of, chance) for row in rows["youths"]]
    stranger = {"youth_id": "Zoe", "birth_on": date(2010, 1, 1), "known_at": midnight(history.as_of)}
    rows["youths"].append(stranger)
    rows["attendance"] += [_stranger_day(history.as_of - timedelta(days=back)) for back in range(20)]
    chance.shuffle(rows["attendance"])
    return rows


def _with_false_end(table: str, row: Row, as_of: date, chance: Random) -> Row:
    """An open spell or report ends today or later, for reasons that do not matter yet."""
    end = ENDS.get(table)
    if end is None or row.get(end) is not None or row.get("known_at") is None:
        return row
    told = {"end_reason": "interrupted"} if table == "spells" else {}
    return {**row, end: as_of + timedelta(days=chance.choice((0, 1, 300)))} | told


def _day_ahead(name: str, as_of: date, chance: Random) -> Row:
    on = as_of + timedelta(days=chance.randint(0, 9))
    known_at = chance.choice((None, midnight(as_of) - MICROSECOND))
    return {"youth_id": name, "on": on, **NONSENSE["attendance"], "known_at": known_at}


def _stranger_day(day: date) -> Row:
    return {
        "youth_id": "Zoe", "on": day, "institution_id": "S1", "scheduled": 6, "sick": 6, "permitted": 0, "unlawful": 0
    }  # fmt: skip


@ENGINES
@settings(max_examples=12)
@given(history=histories())
def test_deleting_the_future_changes_no_byte(build: Build, history: History) -> None:
    records, cleared = history.records(), history.records(**without_future(history))
    assert to_bytes(build(records, as_of=history.as_of)) == to_bytes(build(cleared, as_of=history.as_of))


@ENGINES
@settings(max_examples=12)
@given(history=histories(), number=SEEDS)
def test_falsifying_the_future_changes_no_byte(build: Build, history: History, number: int) -> None:
    records, other = history.records(), history.records(**falsified(history, Random(number)))
    assert to_bytes(build(records, as_of=history.as_of)) == to_bytes(build(other, as_of=history.as_of))


@settings(max_examples=12)
@given(history=histories(), number=SEEDS)
def test_what_was_known_is_cut_in_one_place(history: History, number: int) -> None:
    known = known_on(history.records(), history.as_of)
    cleared = known_on(history.records(**without_future(history)), history.as_of)
    assert _texts(known) == _texts(cleared)


def _texts(known: Known) -> dict[str, Any]:
    return {name: frame.to_csv() for name, frame in [*known.tables.items(), ("planned", known.planned)]}


@settings(max_examples=15)
@given(history=histories(), number=SEEDS)
def test_order_parts_and_row_groups_of_attendance_change_no_byte(
    tmp_path_factory: pytest.TempPathFactory, history: History, number: int
) -> None:
    chance, rows = Random(number), list(history.rows["attendance"])
    expected = to_bytes(build_indicators(history.records(), as_of=history.as_of))
    if number % 3:
        chance.shuffle(rows)
    if number % 3 == 2:
        rows.sort(key=lambda row: row["on"])  # as parts by week come
    folder = tmp_path_factory.mktemp("parts")
    records = history.records()
    parts = _parts(rows, folder, chance)
    delivered = Records(records.tables, parts, records.contained, records.delivery)
    assert to_bytes(build_indicators(delivered, as_of=history.as_of)) == expected


def _parts(rows: list[Row], folder: Path, chance: Random) -> tuple[Path, ...]:
    cuts = sorted({0, len(rows), *(chance.randint(0, len(rows)) for _ in range(chance.randint(0, 4)))})
    paths = []
    for number, (start, stop) in enumerate(pairwise(cuts)):
        paths.append(folder / f"part-{number}.parquet")
        pq.write_table(arrow_of(rows[start:stop]), paths[-1], row_group_size=chance.choice((1, 7, 1000)))
    return tuple(paths)


@settings(max_examples=10)
@given(history=histories(), number=SEEDS)
def test_the_order_of_rows_in_any_table_changes_no_byte(history: History, number: int) -> None:
    chance, shuffled = Random(number), {}
    for table, rows in history.rows.items():
        shuffled[table] = chance.sample(rows, len(rows))
    expected = to_bytes(build_indicators(history.records(), as_of=history.as_of))
    assert to_bytes(build_indicators(history.records(**shuffled), as_of=history.as_of)) == expected
