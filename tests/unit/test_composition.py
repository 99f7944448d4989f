"""What an evaluation says its data were made of."""

from __future__ import annotations

import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from features.reading import read_records
from features.records import TABLES
from tests.lib.indicator_frames import indicator_frame
from tests.lib.small_town import write_small_town
from training.composition import compose
from training.figures import Judged


@pytest.fixture(scope="module", params=["in memory", "in two files"])
def records(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("town")
    found = read_records(write_small_town(folder))
    if request.param == "in memory":
        return found
    half = found.attendance.num_rows // 2
    for name, part in (("a", found.attendance.slice(0, half)), ("b", found.attendance.slice(half))):
        pq.write_table(part, folder / f"{name}.parquet")
    return replace(found, attendance=(folder / "a.parquet", folder / "b.parquet"))


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    table = read_records(write_small_town(tmp_path_factory.mktemp("town"))).attendance
    return table.column("on").to_pylist()


def judged(**values) -> Judged:
    frame = indicator_frame(**values)
    return Judged(frame[["youth_id", "as_of"]].assign(regime=frame["regime"].astype("str")), frame)


def test_every_table_is_told_with_its_rows_or_as_not_delivered(records, days):
    found = {table.table: table for table in compose(records, judged(absence_share_20d=[0.1])).tables}
    assert list(found) == [table.name for table in TABLES]
    assert {name for name, table in found.items() if table.rows is not None} == set(records.contained)
    assert found["youths"].rows == len(records.tables["youths"])
    assert found["attendance"].rows == len(days)
    assert "youth_id" in found["youths"].identifies


def test_attendance_spans_its_first_and_last_day(records, days):
    told = compose(records, judged(absence_share_20d=[0.1]))
    assert (told.first_attended_on, told.last_attended_on) == (min(days), max(days))


def test_what_is_missing_is_told_by_regime_and_of_its_own_indicators_alone(records):
    told = compose(
        records,
        judged(
            absence_share_20d=[0.1, None, 0.3, None], regime=["attendance", "attendance", "attendance", "status_only"]
        ),
    ).missing
    assert told["attendance"]["absence_share_20d"] == pytest.approx(1 / 3)
    assert "absence_share_20d" not in told["status_only"]
    assert "missed_lessons_grade_3" not in told["attendance"]
    assert json.dumps(told)
