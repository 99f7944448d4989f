"""Whose a youth is beyond the records: stored tovholders, covers, recusals, and a move between districts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from features.calendar import cut
from features.vocabulary import (
    AreaId,
    AssignmentRole,
    AssignmentScope,
    CounsellorId,
    DistrictId,
    InstitutionId,
    YouthId,
)
from service.domain.casework import Cover, Handover, HandoverReason, Memory, Recusal, Remembered
from service.domain.flag_life import FlagState, Move
from service.domain.flags import Source
from service.domain.handover import (
    handovers_to_open,
    remembered_organisation,
    tovholders_to_appoint,
    with_handovers,
)
from service.domain.routing import Assignment, Counsellor, District, Organisation, Place, route
from service.domain.rules import Rule

TODAY = date(2026, 11, 16)
ANNA = YouthId("anna")
TOVE, DINA, SARA, DAN, CECIL = map(CounsellorId, ("tove", "dina", "sara", "dan", "cecil"))
AT_HOME = Place(ANNA, DistrictId("D1"))
MOVED = Place(ANNA, DistrictId("D2"))
RECORDED = Organisation(
    counsellors={name: Counsellor(name) for name in (TOVE, DINA, SARA, DAN, CECIL)},
    districts={DistrictId(name): District(DistrictId(name), name, AreaId("A1")) for name in ("D1", "D2", "D3")},
    assignments=(
        Assignment(DINA, AssignmentScope.DISTRICT, "D1", AssignmentRole.REGULAR),
        Assignment(SARA, AssignmentScope.DISTRICT, "D2", AssignmentRole.REGULAR),
    ),
    municipal_schools=frozenset({InstitutionId("S1")}),
)
RECORDED_TOVHOLDER = Assignment(DAN, AssignmentScope.YOUTH, "anna", AssignmentRole.TOVHOLDER, date(2026, 11, 1))
OPEN = Remembered(
    "0" * 16, ANNA, Source.RISK, Rule.RISK, TODAY, FlagState.NEW, Move.RAISE, TODAY, counsellor_id=DINA, district_id=DistrictId("D1")
)  # fmt: skip
LIVED = {ANNA: DistrictId("D1")}


def owner(memory: Memory, place: Place = AT_HOME, organisation: Organisation = RECORDED) -> str | None:
    found = route(place, remembered_organisation(organisation, memory))
    return found.counsellor_id or found.queue


def covers(*pairs: tuple[CounsellorId, CounsellorId]) -> tuple[Cover, ...]:
    return tuple(Cover(away, by, TODAY, TODAY) for away, by in pairs)


def test_a_stored_tovholder_comes_before_the_records_and_the_district():
    recorded = replace(RECORDED, assignments=(*RECORDED.assignments, RECORDED_TOVHOLDER))
    assert owner(Memory(TODAY), organisation=recorded) == "dan"
    assert owner(Memory(TODAY, tovholders={ANNA: TOVE}), organisation=recorded) == "tove"


def test_a_stored_tovholder_who_has_left_gives_way_to_the_records():
    recorded = replace(RECORDED, assignments=(*RECORDED.assignments, RECORDED_TOVHOLDER))
    assert owner(Memory(TODAY, tovholders={ANNA: CounsellorId("gone")}), organisation=recorded) == "dan"


@pytest.mark.parametrize(
    ("pairs", "answers"),
    [
        ([(DINA, CECIL)], "cecil"),
        ([(DINA, CECIL), (CECIL, DAN)], "dan"),  # who covers is away too
        ([(DINA, CECIL), (CECIL, DINA)], "dina"),  # each covers for the other: it stays
        ([(DINA, CounsellorId("gone"))], "dina"),
        ([(DINA, CECIL), (DINA, DAN)], "dan"),  # the one recorded last
        ([(DINA, CECIL), (DINA, DINA)], "dina"),  # back
        ([(SARA, CECIL)], "dina"),
    ],
)
def test_a_cover_answers_for_who_is_away(pairs, answers):
    assert owner(Memory(TODAY, covers=covers(*pairs))) == answers


def test_a_cover_holds_from_its_first_day_to_its_last():
    cover = Cover(DINA, CECIL, date(2026, 11, 16), date(2026, 11, 20))
    days = [date(2026, 11, day) for day in (15, 16, 20, 21)]
    assert [owner(Memory(day, covers=(cover,))) for day in days] == ["dina", "cecil", "cecil", "dina"]


@pytest.mark.parametrize(
    ("scope", "scope_id", "answers"),
    [
        (AssignmentScope.YOUTH, "anna", "area:A1"),
        (AssignmentScope.DISTRICT, "D1", "area:A1"),
        (AssignmentScope.AREA, "A1", "area:A1"),
        (AssignmentScope.INSTITUTION, "S1", "area:A1"),
        (AssignmentScope.YOUTH, "bilal", "dina"),
        (AssignmentScope.DISTRICT, "D2", "dina"),
        (AssignmentScope.AREA, "A2", "dina"),
        (AssignmentScope.INSTITUTION, "S2", "dina"),
    ],
)
def test_a_conflict_of_interest_counts_in_its_reach_alone(scope, scope_id, answers):
    place = replace(AT_HOME, institutions=(InstitutionId("S1"),))
    assert owner(Memory(TODAY, recusals=(Recusal(DINA, scope, scope_id),)), place) == answers


def test_a_recused_cover_is_passed_over_and_the_next_in_the_chain_answers():
    recusal = (Recusal(CECIL, AssignmentScope.YOUTH, "anna"),)
    assert owner(Memory(TODAY, covers=covers((DINA, CECIL)), recusals=recusal)) == "dina"


def moved(**known: object) -> tuple[Memory, tuple[Handover, ...]]:
    memory = Memory(TODAY, **{"flags": {OPEN.flag_id: OPEN}, "districts": LIVED, **known})
    return memory, handovers_to_open(memory, {ANNA: MOVED}, remembered_organisation(RECORDED, memory))


def test_a_youth_who_moves_stays_with_the_giver_until_the_receiver_acknowledges():
    memory, opened = moved()
    assert [(item.giver_id, item.receiver_id, item.reason, item.opened_at) for item in opened] == [
        ("dina", "sara", HandoverReason.MOVED, cut(TODAY))
    ]
    held = with_handovers(remembered_organisation(RECORDED, memory), opened)
    assert (route(MOVED, held).counsellor_id, route(MOVED, held).routed_by) == ("dina", 1)
    underway = replace(memory, handovers={ANNA: opened[0]}, districts={ANNA: DistrictId("D2")})
    assert owner(underway, MOVED) == "dina"
    assert owner(replace(underway, handovers={}), MOVED) == "sara"


@pytest.mark.parametrize(
    "known",
    [
        {"districts": {}, "flags": {}},  # nothing open and no tovholder: nobody's to hand over
        {"districts": {ANNA: DistrictId("D2")}},  # lived there before
        {"handovers": {ANNA: Handover(ANNA, DINA, HandoverReason.AGREED, datetime(2026, 11, 1, tzinfo=UTC))}},
        {"tovholders": {ANNA: SARA}},  # the tovholder is who would receive
    ],
)
def test_no_hand_over_is_opened_without_need(known):
    assert moved(**known)[1] == ()


def test_a_tovholder_hands_over_too_though_nothing_is_open():
    _, opened = moved(flags={}, tovholders={ANNA: TOVE})
    assert [(item.giver_id, item.receiver_id) for item in opened] == [("tove", "sara")]


def test_who_covers_neither_gives_nor_receives():
    _, opened = moved(covers=covers((DINA, CECIL), (SARA, DAN)))
    assert [(item.giver_id, item.receiver_id) for item in opened] == [("dina", "sara")]


def test_when_nobody_is_left_to_give_the_flag_goes_straight_to_whoever_takes_it():
    left = replace(RECORDED, counsellors={key: row for key, row in RECORDED.counsellors.items() if key != DINA})
    memory = Memory(TODAY, flags={OPEN.flag_id: OPEN}, districts=LIVED)
    assert handovers_to_open(memory, {ANNA: MOVED}, remembered_organisation(left, memory)) == ()
    assert owner(memory, MOVED, left) == "sara"


def test_a_giver_who_leaves_meanwhile_holds_nobody():
    underway = Memory(TODAY, handovers={ANNA: Handover(ANNA, CounsellorId("gone"), HandoverReason.MOVED, cut(TODAY))})
    assert owner(underway, MOVED) == "sara"


def test_a_district_that_is_merged_away_leaves_its_youths_with_who_had_them():
    left = {key: row for key, row in RECORDED.districts.items() if key != "D1"}
    merged = replace(RECORDED, districts=left, assignments=RECORDED.assignments[1:])
    memory = Memory(TODAY, flags={OPEN.flag_id: OPEN}, districts=LIVED)
    opened = handovers_to_open(memory, {ANNA: MOVED}, remembered_organisation(merged, memory))
    assert [(item.giver_id, item.receiver_id) for item in opened] == [("dina", "sara")]


def test_a_move_to_where_nobody_serves_is_handed_to_the_queue():
    memory = Memory(TODAY, flags={OPEN.flag_id: OPEN}, districts=LIVED)
    opened = handovers_to_open(memory, {ANNA: Place(ANNA, DistrictId("D3"))}, remembered_organisation(RECORDED, memory))
    assert [(item.receiver_id, item.receiver_queue) for item in opened] == [(None, "area:A1")]


@pytest.mark.parametrize(
    ("known", "place", "appointed"),
    [
        ({}, AT_HOME, "dina"),
        ({"tovholders": {ANNA: TOVE}}, AT_HOME, None),
        ({"covers": covers((DINA, CECIL))}, AT_HOME, "dina"),  # a holiday makes nobody tovholder
        ({"tovholders": {ANNA: TOVE}, "recusals": (Recusal(TOVE, AssignmentScope.YOUTH, "anna"),)}, AT_HOME, "dina"),
        ({"tovholders": {ANNA: CounsellorId("gone")}}, AT_HOME, "dina"),
        ({}, Place(ANNA, DistrictId("D3")), None),  # a queue is no tovholder; the leader sees it
    ],
)
def test_who_enters_the_target_group_gets_one_tovholder(known, place, appointed):
    organisation = remembered_organisation(RECORDED, Memory(TODAY, **known))
    found = tovholders_to_appoint({ANNA: place}, organisation, at=cut(TODAY))
    assert [item.counsellor_id for item in found] == ([appointed] if appointed else [])
