"""The one place where time is cut: what stands, what is masked, what is planned, and what must not even be looked at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from features.asof import Known, attendance_known_on, known_on, residents, seen_before, with_known_at
from features.records import ATTENDANCE, BY_NAME, SPELLS
from tests.lib.spec import frame_of, records_of

AS_OF = date(2026, 3, 4)
ANNA = {"youth_id": "Anna", "birth_on": date(2011, 5, 1)}
SCHOOL = {"youth_id": "Anna", "started_on": date(2025, 8, 11), "status": "upper_secondary", "institution_id": "G1"}
REPORT = {"youth_id": "Anna", "reported_on": date(2026, 2, 2), "institution_id": "G1"}
EFFORT = {"youth_id": "Anna", "started_on": date(2026, 1, 12), "kind": "mentor"}


def known(as_of: date = AS_OF, **rows: Any) -> Known:
    """What is known of some rows by table."""
    return known_on(records_of({"youths": [ANNA], "spells": [], **rows}), as_of)


@pytest.mark.parametrize(
    ("table", "row", "masked"),
    [
        ("spells", {**SCHOOL, "ended_on": AS_OF, "end_reason": "interrupted"}, ["ended_on", "end_reason"]),
        ("risk_reports", {**REPORT, "withdrawn_on": AS_OF}, ["withdrawn_on"]),
        ("interventions", {**EFFORT, "ended_on": AS_OF, "result": "helped"}, ["ended_on", "result"]),
        ("youths", {**ANNA, "left_municipality_on": AS_OF}, ["left_municipality_on"]),
    ],
)
def test_an_end_on_the_date_reads_as_missing_with_all_it_tells(
    table: str, row: dict[str, Any], masked: list[str]
) -> None:
    told = {**row, "known_at": "2026-02-10"}
    assert known(**{table: [told]})[table][masked].isna().all(axis=None)
    seen = known(date(2026, 3, 5), **{table: [told]})[table]
    assert len(seen) == 1
    assert seen[masked].notna().all(axis=None)


@pytest.mark.parametrize(("as_of", "planned", "begun"), [(date(2026, 8, 10), 1, 0), (date(2026, 8, 11), 0, 1)])
def test_a_spell_is_planned_up_to_the_day_it_starts(as_of: date, planned: int, begun: int) -> None:
    spell = {**SCHOOL, "started_on": date(2026, 8, 10), "known_at": "2026-06-01"}
    told = known(as_of, spells=[spell])
    assert (len(told.planned), len(told["spells"])) == (planned, begun)


def test_steps_and_school_days_ahead_are_seen_once_known() -> None:
    step = {"youth_id": "Anna", "starts_on": date(2026, 8, 10), "kind": "agreed"}
    day = {"institution_id": "default", "on": date(2026, 12, 1), "possible": 6}
    assert len(known(next_steps=[{**step, "known_at": "2026-03-03"}])["next_steps"]) == 1
    assert len(known(next_steps=[{**step, "known_at": "2026-03-04"}])["next_steps"]) == 0
    assert (
        len(known(next_steps=[step])["next_steps"]) == 1
    )  # without known_at a table without a happening day is always seen
    assert len(known(school_days=[day])["school_days"]) == 1


def test_a_contact_on_the_date_is_not_seen_even_if_it_was_told_before() -> None:
    contact = {"youth_id": "Anna", "contacted_on": AS_OF, "kind": "reached", "known_at": "2026-03-01"}
    assert len(known(contacts=[contact])["contacts"]) == 0
    assert len(known(date(2026, 3, 5), contacts=[contact])["contacts"]) == 1


def test_of_a_youth_the_row_known_last_stands_and_one_without_known_at_is_oldest() -> None:
    rows = [
        {**ANNA, "district_id": place, "known_at": at}
        for place, at in (("D2", "2026-03-01"), ("D1", None), ("D3", "2026-03-05"))
    ]
    assert known(youths=rows)["youths"]["district_id"].tolist() == ["D2"]
    assert known(date(2026, 3, 1), youths=rows)["youths"]["district_id"].tolist() == ["D1"]


def test_rows_without_key_versions_are_all_seen_once() -> None:
    area = {"area_id": "A", "name": "Nord"}
    assert len(known(areas=[area, area])["areas"]) == 1


def test_residents_are_those_who_have_come_and_have_not_left() -> None:
    rows = [
        {**ANNA, "youth_id": name, "moved_in_on": came, "left_municipality_on": left}
        for name, came, left in [
            ("Anna", None, None),
            ("Bilal", date(2026, 3, 3), None),
            ("Clara", AS_OF, None),
            ("Farah", AS_OF + timedelta(days=1), None),
            ("David", None, date(2026, 3, 3)),
            ("Emma", None, AS_OF),
        ]
    ]
    assert residents(known(youths=rows))["youth_id"].tolist() == ["Anna", "Bilal", "Clara", "Emma"]


def test_missing_known_at_is_filled_and_counted() -> None:
    rows = [
        SCHOOL,
        {**SCHOOL, "status": "fgu", "ended_on": date(2025, 10, 1)},
        {**SCHOOL, "status": "stu", "known_at": "2025-08-01"},
    ]
    filled, assumed = with_known_at(records_of({"youths": [ANNA], "spells": rows, "risk_reports": [REPORT]}))
    assert assumed == {"spells": 2, "risk_reports": 1}
    spells = filled.tables["spells"]
    assert spells["known_at"].notna().all()
    fgu = spells[spells["status"] == "fgu"].sort_values("known_at")
    assert fgu["ended_on"].isna().tolist() == [True, False]
    assert fgu["known_at"].astype(str).tolist() == ["2025-08-11 21:59:59.999999", "2025-10-01 21:59:59.999999"]
    assert filled.tables["youths"]["known_at"].isna().all()


def test_a_spell_of_one_day_without_known_at_is_one_message() -> None:
    day = {**SCHOOL, "ended_on": SCHOOL["started_on"], "end_reason": "interrupted"}
    filled, assumed = with_known_at(records_of({"youths": [ANNA], "spells": [day]}))
    assert assumed == {"spells": 1}
    assert len(filled.tables["spells"]) == 1
    assert known(spells=[day])["spells"]["end_reason"].tolist() == ["interrupted"]


def test_the_columns_keep_their_types_when_a_spell_is_taken_apart() -> None:
    filled, _ = with_known_at(records_of({"youths": [ANNA], "spells": [{**SCHOOL, "ended_on": date(2025, 10, 1)}]}))
    assert filled.tables["spells"].dtypes.equals(frame_of(SPELLS, []).dtypes)


def test_conflicting_twins_of_a_spell_count_for_nothing() -> None:
    twins = [{**SCHOOL, "grade": grade, "known_at": "2026-02-01"} for grade in (1, 2)]
    assert len(known(spells=twins)["spells"]) == 0
    assert known(spells=[*twins, {**SCHOOL, "grade": 3, "known_at": "2026-01-01"}])["spells"]["grade"].tolist() == [3]


def test_a_retraction_with_nothing_but_its_key_takes_a_row_back() -> None:
    taken_back = {**SCHOOL, "known_at": "2026-02-01", "retracted": True}
    assert len(known(spells=[{**SCHOOL, "grade": 9, "known_at": "2026-01-01"}, taken_back])["spells"]) == 0


@pytest.mark.parametrize(("known_at", "rows"), [("2026-03-03 22:59:59.999999", 1), ("2026-03-03 23:00", 0)])
def test_attendance_is_cut_like_everything_else(known_at: str, rows: int) -> None:
    day = {"youth_id": "Anna", "on": date(2026, 3, 2), "institution_id": "S1", "scheduled": 6, "known_at": known_at}
    assert len(attendance_known_on(frame_of(ATTENDANCE, [day]), AS_OF)) == rows


@pytest.mark.parametrize(
    ("table", "row", "is_looked_at"),
    [
        ("spells", {**SCHOOL, "started_on": AS_OF, "known_at": "2026-03-01"}, True),
        ("spells", {**SCHOOL, "started_on": AS_OF}, False),
        ("spells", {**SCHOOL, "started_on": date(2026, 3, 3)}, True),
        ("spells", {**SCHOOL, "known_at": AS_OF}, False),
        ("risk_reports", {**REPORT, "reported_on": AS_OF, "known_at": "2026-03-01"}, False),
        ("risk_reports", {**REPORT, "reported_on": date(2026, 3, 3)}, True),
        ("youths", ANNA, True),
        ("youths", {**ANNA, "known_at": "2026-03-05"}, False),
    ],
)
def test_only_rows_that_could_be_seen_are_looked_at_for_faults(
    table: str, row: dict[str, Any], is_looked_at: bool
) -> None:
    frame = frame_of(BY_NAME[table], [row])
    assert len(seen_before(BY_NAME[table], frame, AS_OF)) == is_looked_at
