"""The records behind an indicator are those its value rests on: no other row of the youth moves it, and without them it is another."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features import catalogue
from features.behind import Behind, behind_of, records_behind
from features.build import build_indicators
from features.lives import lives_on
from features.records import BY_NAME
from features.sources import Attended, Period
from tests.lib.histories import History, Row, histories
from tests.lib.situations import day
from tests.lib.spec import Picture
from tests.spec.test_every_indicator_has_a_picture import PICTURES, picture_of

ATTENDED = [name for name in catalogue.NAMES if catalogue.BY_NAME[name].tables == {"attendance"}]


def share_of(kind: str) -> Callable[[Behind], float]:
    """Lessons of a kind in the rows that are counted, by the lessons scheduled in all rows."""

    def count(behind: Behind) -> float:
        scheduled = sum(row.scheduled for row in behind.rows if isinstance(row, Attended))
        return sum(getattr(row, kind) for row in behind.counted) / scheduled if scheduled else math.nan

    return count


def lessons(behind: Behind) -> float:
    """Lessons missed unlawfully."""
    return sum(row.unlawful for row in behind.counted) if behind.rows else math.nan


COUNTS: Mapping[str, Callable[[Behind], float]] = {
    **{name: share_of("missed") for name in ATTENDED if name.startswith("absence_share")},
    **{name: share_of("unlawful") for name in ATTENDED if name.startswith("unlawful_share")},
    "sick_share_60d": share_of("sick"),
    "permitted_share_60d": share_of("permitted"),
    "unlawful_lessons_20d": lessons,
}


def all_behind(history: History, indicator: str) -> dict[str, Behind]:
    lives = lives_on(history.records(), history.as_of)
    return {youth: behind_of(lives, youth, indicator=indicator) for youth in lives.of}


def key_of(table: str, row: Row) -> tuple[Any, ...]:
    """A row's key with its day as a date; of tables about no youth, nothing is ever left out."""
    return tuple(row.get(name) for name in BY_NAME[table].key)


def keys_behind(found: dict[str, Behind]) -> set[tuple[Any, ...]]:
    keys = set()
    for youth, behind in found.items():
        for row in behind.rows:
            told = {"youth_id": youth, BY_NAME[row.table].key[1]: row.on, "institution_id": row.institution_id}
            told |= {"status": getattr(row, "status", None), "kind": getattr(row, "kind", None)}
            keys.add((row.table, *key_of(row.table, told)))
    return keys


def others_gone(history: History, keys: set[tuple[Any, ...]], *, of: str | None = None) -> dict[str, list[Row]]:
    """The rows without those that lie behind nothing; of one youth alone, or of everybody."""
    tables = {"attendance", "spells", "risk_reports", "next_steps"} & set(history.rows)
    return {
        table: [
            row
            for row in history.rows[table]
            if (table, *key_of(table, row)) in keys or (of is not None and row["youth_id"] != of)
        ]
        for table in tables
    }


def others_falsified(history: History, keys: set[tuple[Any, ...]]) -> dict[str, list[Row]]:
    """The attendance with lessons turned about on every day that lies behind nothing."""
    rows = history.rows["attendance"]
    return {"attendance": [row if ("attendance", *key_of("attendance", row)) in keys else _turned(row) for row in rows]}


def _turned(row: Row) -> Row:
    if row.get("retracted"):
        return row
    is_missed = row["sick"] + row["permitted"] + row["unlawful"] > 0
    return {**row, "sick": 0, "permitted": 0, "unlawful": 0 if is_missed else row["scheduled"]}


def values_of(history: History, indicator: str, **rows: list[Row]) -> pd.Series:
    return build_indicators(history.records(**rows), as_of=history.as_of).set_index("youth_id")[indicator]


def assert_same(values: pd.Series, whole: pd.Series) -> None:
    pd.testing.assert_series_equal(values, whole, check_exact=False, rtol=1e-12, atol=1e-12)


@settings(max_examples=8)
@given(histories(), st.sampled_from(catalogue.NAMES))
def test_no_other_row_of_the_youth_moves_the_value(history: History, indicator: str) -> None:
    found = all_behind(history, indicator)
    whole, keys = values_of(history, indicator), keys_behind(found)
    if indicator.startswith("institution_"):  # everybody else's rows make the level
        for youth in whole.index:
            kept = values_of(history, indicator, **others_gone(history, keys, of=youth))
            assert_same(kept.loc[[youth]], whole.loc[[youth]])
        return
    assert_same(values_of(history, indicator, **others_gone(history, keys)), whole)
    if indicator in ATTENDED:
        assert_same(values_of(history, indicator, **others_falsified(history, keys)), whole)


@settings(max_examples=6)
@given(histories())
def test_what_can_be_counted_again_from_its_rows_is_the_indicators_value(history: History) -> None:
    frame = build_indicators(history.records(), as_of=history.as_of).set_index("youth_id")
    lives = lives_on(history.records(), history.as_of)
    for indicator, counted in COUNTS.items():
        found = [counted(behind_of(lives, youth, indicator=indicator)) for youth in frame.index]
        assert_same(pd.Series(found, frame.index, float, indicator), frame[indicator])
    for indicator in ("interruption_count", "programme_change_count"):
        found = [behind_of(lives, youth, indicator=indicator) for youth in frame.index]
        assert [len(behind.counted) for behind in found] == frame[indicator].fillna(0).to_list()
        assert all(isinstance(row, Period) for behind in found for row in behind.rows)


@settings(max_examples=3)
@given(histories())
def test_whoever_asks_for_one_youth_gets_what_lies_behind_in_a_whole_life(history: History) -> None:
    lives, names = lives_on(history.records(), history.as_of), [name for name in catalogue.NAMES if name.endswith("d")]
    assert len(names) > 10
    for youth in lives.of:
        found = records_behind(history.records(), youth, as_of=history.as_of, indicators=names)
        assert found == {name: behind_of(lives, youth, indicator=name) for name in names}


@pytest.mark.parametrize(
    "indicator", [item.name for item in catalogue.INDICATORS if item.tables and "_grade_" not in item.name]
)
def test_without_the_rows_behind_it_a_worked_example_gives_something_else(indicator: str) -> None:
    picture = picture_of(indicator, PICTURES[indicator])
    records, as_of = picture.records(), day(picture.as_of)
    lives = lives_on(records, as_of)
    told = [youth for youth, value in picture.gives.items() if value is not None]
    keys = keys_behind({youth: behind_of(lives, youth, indicator=indicator) for youth in told})
    assert keys
    drawn = _rows_of(picture)
    left = {table: [row for row in rows if (table, *key_of(table, row)) not in keys] for table, rows in drawn.items()}
    history = History(drawn, as_of)
    assert not values_of(history, indicator, **left)[told].equals(values_of(history, indicator)[told])


def _rows_of(picture: Picture) -> dict[str, list[Row]]:
    """The drawn rows again as plain values, days as dates."""
    records = picture.records()
    frames = dict(records.tables) | (
        {} if records.attendance is None else {"attendance": records.attendance.to_pandas()}
    )
    return {name: _plain(frame) for name, frame in frames.items() if len(frame) or name in records.contained}


def _plain(frame: pd.DataFrame) -> list[Row]:
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(name): _cell(cell) for name, cell in row.items()} for row in rows]


def _cell(cell: Any) -> Any:
    is_day = isinstance(cell, pd.Timestamp) and cell.unit == "s"
    return cell.date() if is_day else cell


CORRECTED = Picture(
    as_of="2026-03-04",
    indicator="unlawful_lessons_20d",
    gives={"Anna": 2},
    attendance="""
          | on         | known_at            | unlawful
    ------+------------+---------------------+---------
    Anna  | 2026-02-26 | 2026-02-27T06:00:00 | 6
    Anna  | 2026-02-26 | 2026-03-02T07:30:00 | 2
    Anna  | 2026-02-26 | 2026-03-05T06:00:00 | 0
    Anna  | 2026-02-27 | 2026-02-28T06:00:00 | 0
    Bilal | 2026-02-27 | 2026-02-28T06:00:00 | 6
    """,
)


def test_a_row_is_told_as_it_stood_with_the_instant_at_which_that_became_known() -> None:
    indicator, as_of = "unlawful_lessons_20d", day("2026-03-04")
    behind = records_behind(CORRECTED.records(), "Anna", as_of=as_of, indicators=[indicator])[indicator]
    assert behind.counted == (
        Attended("attendance", day("2026-02-26"), datetime(2026, 3, 2, 7, 30, tzinfo=UTC), "S1", 6, 0, 0, 2),
    )
    assert [row.on for row in behind.beside] == [day("2026-02-27")]
    assert behind.school_days == 2


def test_the_youths_own_usual_is_told_where_twice_the_lessons_tell_it() -> None:
    drawn = {
        "as_of": "2026-03-02",
        "indicator": "absence_share_10d",
        "gives": {"Anna": 1.0},
        "attendance": """
              | on                     | scheduled | sick
        ------+------------------------+-----------+-----
        Anna  | 2025-12-01..2025-12-05 | 4         | 1
        Anna  | 2026-01-05..2026-01-23 | 4         | 0
        Anna  | 2026-02-16..2026-02-27 | 4         | 4
        """,
    }
    lives = lives_on(Picture(**drawn).records(), day("2026-03-02"))
    assert behind_of(lives, "Anna", indicator="absence_share_10d").own_usual == 5 / 80
    assert behind_of(lives, "Anna", indicator="absence_share_60d").own_usual is None
    assert behind_of(lives, "Anna", indicator="presence_gap_days").own_usual is None


def test_there_is_nothing_behind_somebody_who_is_not_known_yet() -> None:
    found = records_behind(CORRECTED.records(), "Farah", as_of=day("2026-03-04"), indicators=["unlawful_lessons_20d"])
    assert found == {}
