"""A youth's school days as they are shown: one youth's rows of the lake, as the night saw them, and as far as the law of duties lets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from features.permission import NO_PERMITS, LegalBasis, Permits, Phase, Purpose, Stop, StopKind
from features.records import TABLES
from features.vocabulary import Coverage, DataKind, InstitutionId, InterventionKind, Status, YouthId
from service.casework.school_year import AskedYear, read_school_year
from service.domain.facts import Facts
from service.domain.night import YouthFacts
from service.domain.school_weeks import Began, Kept
from service.domain.sight import AT_NIGHT
from service.domain.situation import RecordedEffort, Situation, Spell
from service.store.records_lake import Lake
from tests.lib.lakes import YOUTHS, present, take, told

NIGHT = date(2026, 11, 16)
ANNA = YouthId("anna")
BERT = {**YOUTHS[0], "youth_id": "bert"}


def facts(*spells: Spell) -> YouthFacts:
    return YouthFacts(Situation(ANNA, NIGHT, date(2010, 5, 1), spells=spells), Facts(), Coverage.OBSERVED, 5)


AT_SCHOOL = facts(Spell(date(2025, 8, 11), Status.TENTH_GRADE, institution_id=InstitutionId("S1")))
ASKED = AskedYear(AT_NIGHT.of(ANNA), AT_SCHOOL, NIGHT, 1, NO_PERMITS)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return filled(tmp_path)


def filled(folder: Path, *, data: DataKind = DataKind.SYNTHETIC) -> Lake:
    lake = Lake(folder / "lake")
    weekdays = [f"2026-{day}" for day in ("10-19", "10-26", "11-02", "11-03", "11-09")]
    delivery = told(
        data=data,
        youths=(YOUTHS[0], BERT),
        attendance=[
            present("anna", "2026-11-02", unlawful=3, known_at="2026-11-03"),
            present("anna", "2026-11-02", known_at="2026-11-04"),
            present("anna", "2026-11-03", unlawful=6, known_at="2026-11-04"),
            present("anna", "2026-11-09", unlawful=6, known_at="2026-11-20"),
            present("anna", "2025-03-03", unlawful=6, known_at="2025-03-04"),
            present("bert", "2026-10-26", unlawful=6, known_at="2026-10-27"),
        ],
        institutions=[
            {"institution_id": "S1", "name": "Søskolen", "kind": "municipal_school", "delivers_attendance": True},
            {"institution_id": "E1", "name": "Efterskolen", "kind": "boarding_school", "delivers_attendance": False},
        ],
        school_days=[{"institution_id": "default", "on": on, "possible": 2} for on in (*weekdays, "2027-06-25")],
    )
    take(lake, delivery, night=None)
    return lake


def kept(asked: AskedYear, lake: Lake) -> dict[str, Kept]:
    year = read_school_year(lake, asked)
    assert year is not None
    return {str(week.monday_on): week.kept for week in year.weeks}


def test_the_youths_own_days_are_read_as_they_stood_on_the_night(lake):
    year = read_school_year(lake, ASKED)
    assert year is not None
    weeks = {str(week.monday_on): (week.kept, week.days, week.unlawful) for week in year.weeks}
    assert weeks == {
        "2026-10-19": (Kept.MISSING, 0, 0),
        "2026-10-26": (Kept.MISSING, 0, 0),
        "2026-11-02": (Kept.OBSERVED, 2, 1.0),  # the correction stands, the later message is not known yet
        "2026-11-09": (Kept.MISSING, 0, 0),
    }


def test_efforts_of_the_records_and_those_noted_here_are_each_told_once_and_names_come_along(lake):
    mentor, talk = InterventionKind.MENTOR, InterventionKind.INDIVIDUAL_TALK
    recorded = (RecordedEffort(date(2024, 9, 1), talk), RecordedEffort(date(2026, 9, 1), mentor))
    noted = (Began(mentor, date(2026, 9, 1), date(2026, 10, 1)), Began(talk, date(2026, 8, 20)))
    known = replace(AT_SCHOOL, situation=replace(AT_SCHOOL.situation, efforts=recorded))
    year = read_school_year(lake, replace(ASKED, facts=known, efforts=noted))
    assert year is not None
    assert year.efforts == (noted[1], noted[0])
    assert year.names == {"S1": "Søskolen", "E1": "Efterskolen"}


@pytest.mark.parametrize(
    ("institution", "means"), [("S1", Kept.MISSING), ("E1", Kept.NOT_COLLECTED), (None, Kept.NOT_COLLECTED)]
)
def test_a_week_without_rows_is_missing_only_where_the_school_sends_attendance(lake, institution, means):
    there = facts(Spell(date(2025, 8, 11), Status.BOARDING_SCHOOL, institution_id=institution))
    assert kept(replace(ASKED, facts=there), lake)["2026-10-26"] is means


def test_a_week_outside_of_school_is_told_as_that(lake):
    assert kept(replace(ASKED, facts=facts()), lake)["2026-10-26"] is Kept.NO_SCHOOL


def test_a_disputed_day_marks_its_week(lake):
    year = read_school_year(lake, replace(ASKED, disputed={date(2026, 11, 3)}))
    assert year is not None
    assert [str(week.monday_on) for week in year.weeks if week.is_disputed] == ["2026-11-02"]


def test_neither_a_stop_nor_an_objection_closes_facts(lake):
    permits = Permits(stops=frozenset({Stop(StopKind.ENGINE)}), objections=frozenset({ANNA}))
    assert read_school_year(lake, replace(ASKED, permits=permits)) == read_school_year(lake, ASKED)


def basis(*tables: str) -> Permits:
    return Permits(
        (
            LegalBasis(
                "law",
                frozenset({Purpose.DUTIES}),
                frozenset({Phase.OPERATION}),
                frozenset(tables),
                date(2026, 1, 1),
                "leader",
            ),
        )
    )


def test_real_attendance_is_shown_on_the_law_of_duties_alone(tmp_path):
    lake = filled(tmp_path, data=DataKind.REAL)
    every = [table.name for table in TABLES]
    assert read_school_year(lake, ASKED) is None
    assert read_school_year(lake, replace(ASKED, permits=basis(*every))) is not None
    assert read_school_year(lake, replace(ASKED, permits=basis(*(set(every) - {"attendance"})))) is None


def test_without_a_version_or_with_a_damaged_file_nothing_is_shown(lake):
    assert read_school_year(lake, replace(ASKED, version=None)) is None
    for path in (lake.folder / "attendance").iterdir():
        path.write_bytes(b"no parquet")
    assert read_school_year(lake, ASKED) is None
