"""Whose a flag is: the five steps, cover and conflict of interest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from features.vocabulary import (
    AreaId,
    AssignmentRole,
    AssignmentScope,
    CounsellorId,
    DistrictId,
    InstitutionId,
    YouthId,
)
from service.domain.routing import Assignment, Counsellor, District, Organisation, Place, route
from tests.lib.situations import day

NAMES = ("tove", "sara", "dina", "dan", "cecil")
TOVHOLDER, REGULAR, COVER, RECUSED = (
    AssignmentRole.TOVHOLDER,
    AssignmentRole.REGULAR,
    AssignmentRole.COVER,
    AssignmentRole.RECUSED,
)
YOUTH, SCHOOL, DISTRICT = AssignmentScope.YOUTH, AssignmentScope.INSTITUTION, AssignmentScope.DISTRICT
ANNA = Place(YouthId("anna"), DistrictId("D1"), (InstitutionId("S1"), InstitutionId("G1")))


def assigned(
    name: str, scope: AssignmentScope, scope_id: str, role: AssignmentRole, on: str = "2025-08-01"
) -> Assignment:
    return Assignment(CounsellorId(name), scope, scope_id, role, day(on))


def organisation(*assignments: Assignment, valid: tuple[str, ...] = NAMES) -> Organisation:
    return Organisation(
        counsellors={CounsellorId(name): Counsellor(CounsellorId(name), name.title()) for name in valid},
        districts={DistrictId("D1"): District(DistrictId("D1"), "Nordby", AreaId("A1"))},
        assignments=assignments,
        municipal_schools=frozenset({InstitutionId("S1")}),
    )


BY_YOUTH = assigned("tove", YOUTH, "anna", TOVHOLDER)
BY_SCHOOL = assigned("sara", SCHOOL, "S1", REGULAR)
BY_DISTRICT = assigned("dina", DISTRICT, "D1", REGULAR)


@pytest.mark.parametrize(
    ("assignments", "place", "step", "owner"),
    [
        ((BY_YOUTH, BY_SCHOOL, BY_DISTRICT), ANNA, 1, "tove"),
        ((BY_SCHOOL, BY_DISTRICT), ANNA, 2, "sara"),
        ((BY_DISTRICT,), ANNA, 3, "dina"),
        ((), ANNA, 4, "area:A1"),
        ((), replace(ANNA, district_id=None), 5, "central"),
        ((), replace(ANNA, district_id=DistrictId("D9")), 5, "central"),
    ],
)
def test_a_flag_goes_down_the_five_steps(assignments, place, step, owner):
    found = route(place, organisation(*assignments))
    assert (found.routed_by, found.counsellor_id or found.queue) == (step, owner)
    assert (found.counsellor_id is None) != (found.queue is None)


@pytest.mark.parametrize(
    ("assignments", "step", "owner"),
    [((BY_YOUTH, BY_DISTRICT), 1, "tove"), ((BY_SCHOOL, BY_DISTRICT), 2, "sara"), ((BY_DISTRICT,), 5, "central")],
)
def test_without_an_address_a_flag_goes_by_tovholder_school_or_the_central_queue(assignments, step, owner):
    found = route(replace(ANNA, district_id=None), organisation(*assignments))
    assert (found.routed_by, found.counsellor_id or found.queue) == (step, owner)


def test_only_a_municipal_schools_counsellor_is_asked_at_step_2():
    found = route(ANNA, organisation(assigned("sara", SCHOOL, "G1", REGULAR), BY_DISTRICT))
    assert (found.routed_by, found.counsellor_id) == (3, "dina")


@pytest.mark.parametrize(
    ("regular", "cover"),
    [
        (BY_YOUTH, assigned("cecil", YOUTH, "anna", COVER)),
        (BY_SCHOOL, assigned("cecil", SCHOOL, "S1", COVER)),
        (BY_DISTRICT, assigned("cecil", DISTRICT, "D1", COVER)),
    ],
)
def test_a_cover_takes_the_flag_at_the_same_step(regular, cover):
    own, covered = route(ANNA, organisation(regular)), route(ANNA, organisation(regular, cover))
    assert covered.counsellor_id == "cecil"
    assert covered.routed_by == own.routed_by


@pytest.mark.parametrize(
    ("recusal", "step", "owner"),
    [
        (assigned("tove", YOUTH, "anna", RECUSED), 2, "sara"),
        (assigned("sara", SCHOOL, "S1", RECUSED), 1, "tove"),
        (assigned("tove", DISTRICT, "D1", RECUSED), 2, "sara"),
    ],
)
def test_whoever_is_recused_is_passed_over(recusal, step, owner):
    found = route(ANNA, organisation(BY_YOUTH, BY_SCHOOL, BY_DISTRICT, recusal))
    assert (found.routed_by, found.counsellor_id) == (step, owner)


def test_a_recused_cover_gives_the_flag_back():
    recused = (assigned("cecil", DISTRICT, "D1", COVER), assigned("cecil", YOUTH, "anna", RECUSED))
    assert route(ANNA, organisation(BY_DISTRICT, *recused)).counsellor_id == "dina"


def test_when_all_are_recused_the_flag_waits_in_a_visible_queue():
    recused = [assigned(name, YOUTH, "anna", RECUSED) for name in NAMES]
    assert route(ANNA, organisation(BY_YOUTH, BY_SCHOOL, BY_DISTRICT, *recused)).queue == "area:A1"


def test_a_counsellor_who_has_left_owns_nothing():
    found = route(ANNA, organisation(BY_YOUTH, BY_SCHOOL, valid=("sara",)))
    assert (found.routed_by, found.counsellor_id) == (2, "sara")


def test_of_two_tovholders_the_later_one_counts():
    later = assigned("dan", YOUTH, "anna", TOVHOLDER, "2026-02-01")
    assert route(ANNA, organisation(BY_YOUTH, later)).counsellor_id == "dan"


def test_several_counsellors_of_a_district_share_its_youths_and_each_keeps_hers():
    serving = organisation()
    counsellors = {
        key: replace(row, district_id=DistrictId("D1"))
        for key, row in serving.counsellors.items()
        if key in {"dina", "dan"}
    }
    serving = replace(serving, counsellors=counsellors)
    owners = [route(Place(YouthId(f"y{n}"), DistrictId("D1")), serving).counsellor_id for n in range(200)]
    again = [route(Place(YouthId(f"y{n}"), DistrictId("D1")), serving).counsellor_id for n in range(200)]
    assert owners == again
    assert 70 < owners.count("dina") < 130


def test_a_district_takes_as_many_as_all_who_serve_it_can_each_counted_once():
    cover = assigned("dan", DISTRICT, "D1", COVER)
    recused = assigned("sara", DISTRICT, "D1", RECUSED)
    served = organisation(BY_DISTRICT, cover, recused)
    own = replace(served.counsellors[CounsellorId("dina")], district_id=DistrictId("D1"), weekly_capacity=3)
    served = replace(served, counsellors={**served.counsellors, CounsellorId("dina"): own})
    assert served.capacity == {"D1": 3 + 2}
