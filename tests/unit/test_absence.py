"""Which rows of attendance duties weigh: every version of whatever part they came in, and none that breaks a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features.asof import known_on
from features.errors import StructureFault
from features.reading import read_records
from features.records import Records
from service.absence import WEEKS_TOLD, attendance_on
from tests.lib.small_town import MONDAY, write_small_town

FIRST = date(2026, 11, 9)
DAYS = [date(2026, 11, day) for day in (9, 10, 11, 12, 13)]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Records:
    return read_records(write_small_town(tmp_path_factory.mktemp("absence")))


def written(folder: Path, *parts: pd.DataFrame) -> tuple[Path, ...]:
    """Each frame as a part of its own."""
    paths = tuple(folder / f"part-{number}.parquet" for number in range(len(parts)))
    for path, part in zip(paths, parts, strict=True):
        part.to_parquet(path, index=False)
    return paths


def days(**columns: Any) -> pd.DataFrame:
    """Five days of Clara, wholly missed."""
    counts = {"institution_id": "S1", "scheduled": 6, "sick": 0, "permitted": 0, "unlawful": 6}
    return pd.DataFrame({"youth_id": "clara", "on": DAYS, **counts, **columns})


def unlawful_days(town: Records, attendance: tuple[Path, ...] | pa.Table) -> float:
    """Days missed unlawfully in the quarter."""
    records = replace(town, attendance=attendance, origins={})
    found = attendance_on(records, known_on(records, MONDAY), ["clara"])
    return found.quarters["clara"].unlawful_days if "clara" in found.quarters else 0.0


def test_a_part_with_more_columns_than_the_first_keeps_them(town: Records, tmp_path: Path) -> None:
    taken_back = days(known_at=pd.Timestamp(2026, 11, 15), retracted=True).iloc[:2]
    parts = written(tmp_path, days(), taken_back)
    assert unlawful_days(town, parts[:1]) == 5
    assert unlawful_days(town, parts) == 3
    assert unlawful_days(town, parts[::-1]) == 3


def test_a_correction_in_a_later_part_counts_once_it_is_known(town: Records, tmp_path: Path) -> None:
    corrected = days(unlawful=0, known_at=[pd.Timestamp(2026, 11, 15), *[pd.Timestamp(2026, 11, 17)] * 4])
    assert unlawful_days(town, written(tmp_path, days(), corrected)) == 4


@pytest.mark.parametrize(
    "faulty",
    [{"unlawful": 7}, {"scheduled": 0}, {"sick": 1}, {"institution_id": None}, {"unlawful": -1}],
)
def test_a_row_that_breaks_a_rule_is_left_out(town: Records, tmp_path: Path, faulty: dict[str, Any]) -> None:
    changed = days()
    for name, cell in faulty.items():
        changed.loc[0, name] = cell
    assert unlawful_days(town, written(tmp_path, changed)) == 4


@pytest.mark.parametrize("kind", ["datetime64[s]", "datetime64[s, Europe/Copenhagen]"])
def test_days_written_as_instants_are_days(town: Records, tmp_path: Path, kind: str) -> None:
    instants = pd.DatetimeIndex(DAYS).as_unit("s")
    zoned = instants if "," not in kind else instants.tz_localize("Europe/Copenhagen")
    assert unlawful_days(town, written(tmp_path, days(on=zoned))) == 5


def test_a_part_that_is_cut_short_is_refused_by_name(town: Records, tmp_path: Path) -> None:
    paths = written(tmp_path, days(), days())
    paths[1].write_bytes(paths[1].read_bytes()[:-20])
    with pytest.raises(StructureFault, match=r"part-1\.parquet: the file is no Parquet file or is cut short"):
        unlawful_days(town, paths)


def test_one_table_in_memory_is_read_as_a_part(town: Records) -> None:
    assert unlawful_days(town, pa.Table.from_pandas(days(), preserve_index=False)) == 5
    assert unlawful_days(town, pa.Table.from_pandas(days().iloc[:0], preserve_index=False)) == 0


def test_the_town_is_read_from_parquet_as_from_text(town: Records, tmp_path: Path) -> None:
    assert isinstance(town.attendance, pa.Table)
    pq.write_table(town.attendance, tmp_path / "all.parquet")
    found = [
        attendance_on(replace(town, attendance=given), known_on(town, MONDAY), ["anna", "clara"])
        for given in (town.attendance, (tmp_path / "all.parquet",))
    ]
    assert found[0] == found[1]
    assert set(found[0].quarters) == {"anna", "clara"}


GAP = (None,) * (WEEKS_TOLD - 1)


@pytest.mark.parametrize(
    ("missed", "weeks"),
    [
        ({"unlawful": 6}, (*GAP, 1.0)),
        ({"unlawful": 0, "permitted": 1, "sick": 2}, (*GAP, 0.5)),
        ({"unlawful": [6, 0, 0, 0, 0]}, (*GAP, 0.2)),
        ({"unlawful": 0}, (*GAP, 0.0)),
        ({"unlawful": 0, "scheduled": 0}, None),  # nothing was scheduled: nothing is known
    ],
)
@pytest.mark.parametrize("as_of", [MONDAY, MONDAY + timedelta(days=6)])
def test_absence_is_told_for_whole_weeks_and_a_week_without_rows_is_a_gap(town, tmp_path, missed, weeks, as_of):
    records = replace(town, attendance=written(tmp_path, days(**missed)), origins={})
    assert attendance_on(records, known_on(records, as_of), ["clara"]).weeks.get("clara") == weeks


def test_the_week_that_has_begun_is_not_told_before_it_is_over(town, tmp_path):
    this_week = days(on=[day + timedelta(weeks=1) for day in DAYS])
    records = replace(town, attendance=written(tmp_path, this_week), origins={})
    friday = MONDAY + timedelta(days=5)
    assert "clara" not in attendance_on(records, known_on(records, friday), ["clara"]).weeks
