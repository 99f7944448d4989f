"""Parts of a night, and the levels that a youth who is scored alone is compared with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from features.build import build_with_report, join_parts
from features.errors import StructureFault, TooManyFaults
from features.levels import COLUMNS, Levels, levels_of
from features.parts import Part, measure_part
from features.reading import as_records
from features.records import Records
from tests.lib.divided import only

AS_OF = date(2026, 3, 4)
DAYS = pd.bdate_range(end=pd.Timestamp(AS_OF) - timedelta(days=1), periods=20)
NAMES = ("anna", "bilal", "clara")
MISSED = {"anna": 3, "bilal": 1, "clara": 0}


def records(*, faulty: int = 0, **others: pd.DataFrame) -> Records:
    """Three youths at one school for twenty days of six lessons; the first rows of Anna can be made faulty."""
    attendance = pd.concat([_attended(name) for name in NAMES], ignore_index=True)
    attendance.loc[: faulty - 1, "sick"] = 9
    tables = {
        "youths": pd.DataFrame({"youth_id": NAMES, "birth_on": pd.Timestamp(2010, 5, 1), "district_id": "D"}),
        "spells": pd.DataFrame(
            {
                "youth_id": NAMES,
                "started_on": pd.Timestamp(2022, 8, 1),
                "ended_on": pd.NaT,
                "status": "compulsory_school",
                "institution_id": "S1",
                "end_reason": None,
            }
        ),
        "attendance": attendance,
    }
    return as_records(tables | others)


def _attended(name: str) -> pd.DataFrame:
    counts = {"scheduled": 6, "sick": 0, "permitted": 0, "unlawful": MISSED[name]}
    return pd.DataFrame({"youth_id": name, "on": DAYS, "institution_id": "S1", **counts})


def part_of(given: Records, name: str, as_of: date = AS_OF) -> Part:
    """The part of one youth."""
    return measure_part(only(given, [name]), as_of=as_of)


def value_of(given: Records, indicator: str, **options: Any) -> float:
    """An indicator of the only youth."""
    return float(build_with_report(given, as_of=AS_OF, **options).frame[indicator].item())


def test_faults_are_weighed_over_all_parts_together() -> None:
    many = records(faulty=1)
    parts = [part_of(many, name) for name in NAMES]  # one of 20 rows, but one of 60 in all
    with pytest.raises(TooManyFaults, match="got 1 faulty rows among the 60 seen"):
        join_parts(parts)
    with pytest.raises(TooManyFaults, match="got 1 faulty rows among the 20 seen"):
        join_parts(parts[:1])
    assert join_parts(parts[1:]).faulty_rows == {}


def test_faults_of_small_tables_are_weighed_over_all_parts_together() -> None:
    reports = pd.DataFrame({"youth_id": "anna", "reported_on": DAYS, "institution_id": "S1"})
    more = pd.concat([reports.assign(youth_id=f"other-{number}") for number in range(5)])
    torn = reports.assign(reported_on=[pd.Timestamp(1980, 1, 1), *DAYS[1:]])  # before records can begin
    given = records(risk_reports=pd.concat([torn, more], ignore_index=True))
    others = [f"other-{number}" for number in range(5)]
    parts = [part_of(given, "anna"), measure_part(only(given, others), as_of=AS_OF)]
    assert join_parts(parts).faulty_rows == build_with_report(given, as_of=AS_OF).faulty_rows == {"risk_reports": 1}
    with pytest.raises(TooManyFaults, match="risk_reports: 1 of 20 rows") as refused:
        join_parts(parts[:1])
    assert refused.value.report is not None


def test_a_faulty_row_of_a_table_that_is_not_about_youths_counts_once() -> None:
    places = pd.DataFrame({"institution_id": [f"S{number}" for number in range(200)], "kind": "fgu", "name": "x"})
    places.loc[0, "kind"] = "palace"
    given = records(institutions=places)
    parts = [part_of(given, name) for name in NAMES]
    assert join_parts(parts).faulty_rows == {"institutions": 1}


def test_parts_that_do_not_go_together_are_refused() -> None:
    given = records()
    with pytest.raises(StructureFault, match="got a youth in two of them"):
        join_parts([part_of(given, "anna"), part_of(given, "anna")])
    with pytest.raises(StructureFault, match="got 2 of 2 dates"):
        join_parts([part_of(given, "anna"), part_of(given, "bilal", AS_OF - timedelta(days=1))])
    with pytest.raises(StructureFault, match="got 0 of 0 dates"):
        join_parts([])


def test_a_part_without_a_youth_adds_nothing() -> None:
    given = records()
    joined = join_parts([part_of(given, "nobody"), *(part_of(given, name) for name in NAMES)])
    pd.testing.assert_frame_equal(joined.frame, build_with_report(given, as_of=AS_OF).frame)


def test_levels_are_the_sums_of_everybody_by_institution_and_block() -> None:
    levels = levels_of([part_of(records(), name) for name in NAMES]).frame
    assert list(levels.columns) == list(COLUMNS)
    assert levels["institution_id"].tolist() == ["S1"]
    assert levels["delivers_attendance"].tolist() == [True]
    assert levels[["missed_0", "scheduled_0"]].to_numpy().tolist() == [[5 * 4, 5 * 18]]


def test_who_is_not_in_the_sums_is_compared_with_all_of_them_and_who_is_with_the_others() -> None:
    given = records()
    levels = levels_of([measure_part(given, as_of=AS_OF)])
    alone, gap = only(given, ["anna"]), "institution_gap_28d"
    assert value_of(alone, gap, levels=levels) == pytest.approx(3 / 6 - 4 / 18)
    assert value_of(alone, gap, levels=levels.counting(["anna"])) == pytest.approx(3 / 6 - 1 / 12)


def test_youths_who_are_scored_together_by_a_night_are_not_compared_with_each_other() -> None:
    given = records()
    levels = levels_of([part_of(given, "clara")])
    frame = build_with_report(given, as_of=AS_OF, levels=levels.counting(["clara"])).frame.set_index("youth_id")
    assert frame["institution_gap_28d"].round(9).to_dict() == pytest.approx(
        {"anna": 0.5, "bilal": round(1 / 6, 9), "clara": float("nan")}, nan_ok=True
    )


def test_an_institution_that_the_night_did_not_see_has_no_level() -> None:
    given = records()
    nowhere = Levels.from_frame(levels_of([measure_part(given, as_of=AS_OF)]).frame.iloc[:0])
    assert pd.isna(value_of(only(given, ["anna"]), "institution_gap_28d", levels=nowhere))


def test_rows_that_came_after_the_night_cannot_make_a_level_negative() -> None:
    given = records()
    frame = levels_of([part_of(given, "clara")]).frame
    frame["scheduled_0"] = 60
    levels = Levels.from_frame(frame).counting(["anna"])
    assert 0 <= value_of(only(given, ["anna"]), "institution_gap_28d", levels=levels) <= 1


@pytest.mark.parametrize(("delivers", "regime"), [(True, "attendance"), (False, "status_only")])
@pytest.mark.parametrize("listed", [None, True, False])
def test_whether_an_institution_delivers_is_told_by_the_records_and_else_by_the_night(
    delivers: bool, regime: str, listed: bool | None
) -> None:
    levels = levels_of([measure_part(records(), as_of=AS_OF)]).frame.assign(delivers_attendance=delivers)
    places = pd.DataFrame({"institution_id": ["S1"], "kind": "fgu", "name": "x", "delivers_attendance": listed})
    given = records() if listed is None else records(institutions=places)
    built = build_with_report(only(given, ["anna"]), as_of=AS_OF, levels=Levels.from_frame(levels)).frame
    said = regime if listed is None else {True: "attendance", False: "status_only"}[listed]
    assert built["regime"].tolist() == [said]


def test_another_table_is_no_table_of_levels() -> None:
    with pytest.raises(StructureFault, match="levels: got another table"):
        Levels.from_frame(pd.DataFrame({"institution_id": ["S1"]}))
