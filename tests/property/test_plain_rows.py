"""Rows that are read one by one give what frames give, to the last byte, and a doubt about one sends all of them to the frames."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.build import build_with_report, join_parts
from features.parquet_files import typed_rows
from features.parts import measure_part
from features.plain import plain_rows
from features.records import BY_NAME, Records
from features.typed import TypedTables
from tests.lib.divided import only
from tests.lib.histories import History, histories, history
from tests.lib.spec import records_of

AS_OF = date(2026, 3, 4)


def in_arrow(records: Records) -> Records:
    """The same records, their small tables as rows in Arrow."""
    rows = {
        name: typed_rows(BY_NAME[name], pa.Table.from_pandas(frame, preserve_index=False), file=name)[0]
        for name, frame in records.tables.items()
    }
    return replace(records, tables=TypedTables(rows))


def in_cells(records: Records) -> Records:
    """The same records, their small tables as plain cells."""
    typed = in_arrow(records).tables
    assert isinstance(typed, TypedTables)
    return replace(records, tables=TypedTables({}, {name: typed.cells(name) for name in typed}))


def assert_alike(records: Records, as_of: date) -> None:
    """Frames, rows in Arrow and plain cells say the same."""
    frames = build_with_report(records, as_of=as_of)
    for same in (in_arrow(records), in_cells(records)):
        rows = build_with_report(same, as_of=as_of)
        pd.testing.assert_frame_equal(rows.frame, frames.frame, check_exact=True)
        assert (rows.faulty_rows, rows.known_at_assumed) == (frames.faulty_rows, frames.known_at_assumed)


@given(histories())
def test_rows_give_what_frames_give(history: History) -> None:
    assert_alike(history.records(), history.as_of)


@given(histories(versions=False), st.integers(0, 2**32 - 1))
def test_some_of_the_youths_join_others_whichever_way_each_was_read(history: History, number: int) -> None:
    records = history.records()
    names = records.tables["youths"]["youth_id"].tolist()
    some = Random(number).sample(names, len(names) // 2)
    parts = [
        measure_part(in_arrow(only(records, some)), as_of=history.as_of),
        measure_part(only(records, [name for name in names if name not in some]), as_of=history.as_of),
    ]
    whole = build_with_report(records, as_of=history.as_of).frame
    pd.testing.assert_frame_equal(join_parts(parts).frame, whole, check_exact=True)


def test_generated_records_go_both_ways() -> None:
    taken = [plain_rows(in_arrow(history(AS_OF, number, versions=True).records())) for number in range(40)]
    assert 10 <= sum(plain is not None for plain in taken) <= 38


SOUND: dict[str, list[dict[str, Any]]] = {
    "youths": [{"youth_id": "anna", "birth_on": date(2010, 5, 1), "moved_in_on": None, "left_municipality_on": None}],
    "spells": [
        {
            "youth_id": "anna",
            "started_on": date(2022, 8, 1),
            "ended_on": date(2100, 12, 31),
            "status": "compulsory_school",
            "institution_id": "S1",
            "grade": 9,
            "known_at": None,
        }
    ],
    "contacts": [{"youth_id": "anna", "contacted_on": date(2025, 10, 1), "kind": "reached", "known_at": None}],
}


def test_a_row_that_breaks_no_rule_is_beyond_doubt() -> None:
    assert plain_rows(in_arrow(records_of(SOUND))) is not None
    assert_alike(records_of(SOUND), AS_OF)


@pytest.mark.parametrize(
    ("table", "cell"),
    [
        ("youths", {"youth_id": "0105104444"}),
        ("youths", {"youth_id": "anna!"}),
        ("youths", {"birth_on": None}),
        ("youths", {"birth_on": date(1980, 1, 1)}),
        ("youths", {"moved_in_on": date(2009, 1, 1)}),
        ("spells", {"status": "school"}),
        ("spells", {"status": None}),
        ("spells", {"grade": 11}),
        ("spells", {"started_on": date(2009, 1, 1)}),
        ("spells", {"ended_on": date(2021, 1, 1)}),
        ("spells", {"known_at": pd.Timestamp(2027, 1, 1)}),
        ("spells", {"known_at": pd.Timestamp(1980, 1, 1)}),
        ("spells", {"hours_per_week": 200.0}),
        ("spells", {"institution_id": "S\n1"}),
        ("spells", {"retracted": True, "known_at": pd.Timestamp(2026, 1, 1)}),
        ("contacts", {"contacted_on": date(2026, 12, 1)}),
        ("contacts", {"kind": "perhaps"}),
    ],
)
def test_a_doubt_about_one_row_sends_all_to_the_frames(table: str, cell: dict[str, Any]) -> None:
    delivered_on = date(2026, 6, 1)
    changed = {**SOUND, table: [{**SOUND[table][0], **cell}]}
    assert plain_rows(in_arrow(records_of(SOUND, delivered_on=delivered_on))) is not None
    assert plain_rows(in_arrow(records_of(changed, delivered_on=delivered_on))) is None


@pytest.mark.parametrize("change", [{}, {"end_reason": "completed"}])
def test_two_rows_of_one_key_and_instant_are_in_doubt(change: dict[str, Any]) -> None:
    twice = {**SOUND, "spells": [SOUND["spells"][0], {**SOUND["spells"][0], **change}]}
    assert plain_rows(in_arrow(records_of(twice))) is None


def test_a_youth_who_comes_twice_is_in_doubt() -> None:
    twice = {**SOUND, "youths": [*SOUND["youths"], {**SOUND["youths"][0], "known_at": pd.Timestamp(2026, 1, 1)}]}
    assert plain_rows(in_arrow(records_of(twice))) is None


def test_frames_and_many_rows_are_not_read_one_by_one() -> None:
    assert plain_rows(records_of(SOUND)) is None
    many = [{**SOUND["contacts"][0], "contacted_on": date(2025, 1, 1), "kind": "reached"}] * 501
    assert plain_rows(in_arrow(records_of({**SOUND, "contacts": many}))) is None
