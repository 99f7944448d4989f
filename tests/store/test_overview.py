"""What a leader's page is read from, on both databases: clocks, waiting, load, agreement, results, and those whom no list told of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from features.permission import NO_PERMITS, Stop, StopKind
from features.vocabulary import AreaId, ContactKind, CounsellorId, DataKind, InterventionKind, YouthId
from service.casework.assessing import assess
from service.casework.assigning import set_cover
from service.casework.contacts import Contacted, record_contact
from service.casework.overseeing import Overseen, read_overview
from service.casework.results import Read, Results, read_results
from service.casework.seeing import check_may_overlook
from service.domain.access import Actor, Role
from service.domain.casework import Concern, Cover
from service.domain.closings import Helped
from service.domain.efforts import EffortResult, EffortState, Plan, StoredEffort
from service.domain.errors import NotPermitted
from service.domain.overview import Agreement, Came, Kept, NotFound, WhyLate
from service.domain.rules import Rule
from service.operating.permits import object_to_profiling, throw_stop
from service.store import efforts, nights
from service.store.follow_up_tables import CLOSINGS
from service.store.records_lake import Lake
from service.store.tables import WEEKLY_CUTS
from service.store.unit_of_work import Store
from tests.lib.copied_town import copy_of, published_town
from tests.lib.databases import KINDS
from tests.lib.lakes import take, told
from tests.lib.small_service import MORNING, publish_night, small_town_records
from tests.lib.small_town import MONDAY

LEADER = Actor("u-lea", Role.LEADER, "Lea", districts=frozenset({"D1", "D2"}), area_id=AreaId("A1"))
ELSEWHERE = Actor("u-else", Role.LEADER, "Else", districts=frozenset({"D9"}), area_id=AreaId("A9"))
OFFICER = Actor("u-dpo", Role.PROTECTION_OFFICER, districts=None)
HANNE = Actor("u-hanne", Role.COUNSELLOR, "Hanne", CounsellorId("hanne"), frozenset({"D1"}))
ANNA, BILAL, JONAS, KARLA = map(YouthId, ("anna", "bilal", "jonas", "karla"))
WEEK = timedelta(days=7)


@pytest.fixture(scope="module", params=KINDS)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with published_town(request.param, tmp_path_factory.mktemp("town"), server) as found:
        yield found


@pytest.fixture
def town(template, tmp_path: Path) -> Iterator[Store]:
    with copy_of(template, tmp_path) as store:
        yield store


def seen(town: Store, actor: Actor = LEADER, *, days: int = 0) -> Overseen:
    with town.begin() as work:
        return read_overview(work, actor, at=MORNING + timedelta(days=days))


def test_a_deadline_that_passes_says_that_somebody_tried(town: Store):
    (ahead,) = [one for one in seen(town).clocks if one.youth_id == BILAL]
    assert (ahead.rule, ahead.kept(MONDAY), ahead.was_tried) == (Rule.CONTACT_5, Kept.AHEAD, True)
    (past,) = [one for one in seen(town, days=10).clocks if one.youth_id == BILAL]
    assert (past.kept(MONDAY + timedelta(days=10)), past.why_late) == (Kept.OVERDUE, WhyLate.NOT_REACHED)


def test_a_deadline_is_met_on_the_day_of_the_contact_and_not_of_the_night_that_saw_it(town: Store, tmp_path: Path):
    with town.begin() as work:
        record_contact(work, HANNE, BILAL, contacted=Contacted(ContactKind.REACHED, MONDAY), at=MORNING)
    publish_night(town, tmp_path, small_town_records(), as_of=MONDAY + WEEK)
    (met,) = [one for one in seen(town, days=8).clocks if one.youth_id == BILAL and not one.is_open]
    assert (met.met_on, met.ended_on) == (MONDAY, MONDAY + WEEK - timedelta(days=1))
    assert met.kept(MONDAY + timedelta(days=8)) is Kept.IN_TIME


def test_who_is_below_the_line_on_two_lists_is_named_until_an_objection_or_a_stop(town: Store):
    first = seen(town)
    assert (first.below, first.waiting) == (1, ())
    with town.begin() as work:
        cut = {"week": "2026-W46", "youth_id": KARLA, "run_id": first.run.run_id, "district_id": "D1"}
        work.execute(sa.insert(WEEKLY_CUTS).values(**cut, risk=0.2, rank=2, cut_off=True, capacity=1))
    (waits,) = seen(town).waiting
    assert (waits.youth_id, waits.since_on, waits.lists) == (KARLA, MONDAY - WEEK, 2)
    with town.begin() as work:
        object_to_profiling(work, OFFICER, KARLA, at=MORNING)
    assert (seen(town).below, seen(town).waiting) == (0, ())


def test_nobody_waits_for_a_place_while_the_computing_is_stopped(town: Store):
    with town.begin() as work:
        throw_stop(work, OFFICER, Stop(StopKind.ENGINE), reason="a fault", at=MORNING)
    assert seen(town).below == 0


def test_load_names_who_covers_whom(town: Store):
    with town.begin() as work:
        away = Cover(CounsellorId("hanne"), CounsellorId("ole"), MONDAY, MONDAY + WEEK)
        set_cover(work, LEADER, away, at=MORNING)
    loads = {one.counsellor_id: one for one in seen(town).loads}
    assert (loads["hanne"].covered_by, loads["hanne"].open_flags) == ("Ole Vang", 0)
    assert (loads["ole"].covers, loads["ole"].open_flags > 5) == (("Hanne Holm",), True)
    assert loads["hanne"].youths > loads["ole"].youths


def test_assessments_are_compared_by_district_with_how_many_made_them(town: Store):
    for actor, youth, level in (
        (HANNE, JONAS, Concern.NOT),
        (LEADER, KARLA, Concern.MUCH),
        (LEADER, ANNA, Concern.MUCH),
    ):
        with town.begin() as work:
            assess(work, actor, youth, level=level, at=MORNING)
    found = seen(town).compared
    assert set(found) == {"D1"}
    assert found["D1"].counts == {Agreement.MODEL_MORE: 1, Agreement.ALIKE: 1, Agreement.PERSON_MORE: 1}
    assert found["D1"].people == {"u-hanne", "u-lea"}


def test_a_leader_elsewhere_reads_nothing_of_the_area(town: Store):
    found = seen(town, ELSEWHERE)
    assert (found.clocks, found.below, found.loads, found.compared) == ((), 0, (), {})
    assert {one.queue for one in found.queue} <= {"central"}


@pytest.mark.parametrize("actor", [HANNE, OFFICER])
def test_only_a_leader_reads_it(town: Store, actor: Actor):
    with pytest.raises(NotPermitted, match="see_overview"):
        seen(town, actor)


# Results and those whom no list told of


def effort(kind: str, **more: object) -> dict[str, object]:
    row = {"youth_id": "jonas", "started_on": "2026-08-20", "kind": kind, "known_at": "2026-09-20"}
    return {**row, "ended_on": "2026-09-10", "result": None, **more}


def left(youth: str, on: str) -> dict[str, object]:
    row = {"youth_id": youth, "status": "upper_secondary", "institution_id": "G1", "started_on": "2026-08-10"}
    return {**row, "ended_on": on, "end_reason": "interrupted", "known_at": "2026-12-01"}


def results(town: Store, place: Path, *, on: date = MONDAY, data: DataKind = DataKind.SYNTHETIC) -> Results:
    lake = Lake(place / "lake")
    born = [
        {"youth_id": name, "birth_on": "2010-05-01", "district_id": "D1", "known_at": "2026-01-01"}
        for name in ("jonas", "zoe")
    ]
    delivery = told(
        data=data,
        youths=born,
        spells=[left("jonas", "2026-11-25"), left("zoe", "2026-11-25")],
        interventions=[
            effort("mentor", result="helped"),
            effort("individual_talk", result="no_effect"),
            effort("study_help"),
            effort("home_visit", ended_on=None),
            effort("bridging", ended_on="2024-01-10", started_on="2024-01-01", result="helped"),
        ],
    )
    take(lake, delivery, night=None)
    with town.read() as work:
        run = nights.published(work)
        assert run is not None
        overview = check_may_overlook(LEADER, at=MORNING)
        return read_results(work, lake, overview, Read(replace(run, lake_version=1, business_on=on), NO_PERMITS))


def test_efforts_that_ended_within_two_years_are_counted_by_step_and_profile(town: Store, tmp_path: Path):
    found = results(town, tmp_path)
    helped, none, untold = Came.HELPED, Came.NO_EFFECT, Came.UNKNOWN
    assert found.by_step == {("3", helped): 1, ("2", none): 1, ("2", untold): 1}
    assert found.by_profile == {("late_starter", helped): 1, ("late_starter", none): 1, ("late_starter", untold): 1}
    assert found.months == (), "the service began a month ago"


def test_an_effort_closed_here_counts_too_and_one_that_records_tell_as_well_once(town: Store, tmp_path: Path):
    for kind, started_on, result in (
        (InterventionKind.MENTOR, date(2026, 8, 20), EffortResult.PARTLY),
        (InterventionKind.MENTOR, date(2026, 10, 1), EffortResult.NOT_TRIED),
    ):
        plan = Plan(CounsellorId("hanne"), MONDAY)
        ended = {"state": EffortState.CLOSED, "result": result, "ended_on": MONDAY}
        with town.begin() as work:
            efforts.start(work, StoredEffort(0, JONAS, 3, kind, started_on, plan, "", "u-hanne", MORNING, **ended))
    by_step = results(town, tmp_path).by_step
    assert {key: count for key, count in by_step.items() if key[0] == "3"} == {
        ("3", Came.PARTLY): 1,
        ("3", Came.NOT_TRIED): 1,
    }


def test_what_the_youths_say_when_a_course_is_closed_stands_beside_what_the_counsellors_say(
    town: Store, tmp_path: Path
):
    row = {
        "youth_id": JONAS,
        "where_now": "school",
        "youth_words": "",
        "looks_again": "hanne",
        "actor_id": "u-hanne",
        "at": MORNING,
    }
    days = {"closed_on": MONDAY, "look_back_on": MONDAY + 13 * WEEK}
    with town.begin() as work:
        for helped, view, taken_back_at in (("yes", "partly", None), ("yes", "partly", None), ("no", "yes", MORNING)):
            told = {"helped": helped, "youth_view": view, "taken_back_at": taken_back_at}
            work.execute(sa.insert(CLOSINGS).values(**row, **days, **told))
    assert results(town, tmp_path).views == {(Helped.YES, Helped.PARTLY): 2}


@pytest.mark.parametrize(
    ("on", "months"),
    [
        (date(2027, 4, 29), ()),
        (date(2027, 4, 30), (NotFound(date(2026, 11, 1), 2, 1),)),
        (date(2027, 5, 31), (NotFound(date(2026, 12, 1), 0, 0), NotFound(date(2026, 11, 1), 2, 1))),
    ],
)
def test_a_month_is_told_once_its_endings_are_known_and_counts_whom_no_list_told_of(
    town: Store, tmp_path: Path, on: date, months: tuple[NotFound, ...]
):
    assert results(town, tmp_path, on=on).months == months


def test_without_a_basis_or_records_nothing_is_counted(town: Store, tmp_path: Path):
    assert results(town, tmp_path, data=DataKind.REAL) == Results()
    with town.read() as work:
        run = nights.published(work)
        assert run is not None
        overview, gone = check_may_overlook(LEADER, at=MORNING), Lake(tmp_path / "gone")
        assert read_results(work, gone, overview, Read(run, NO_PERMITS)) == Results()
