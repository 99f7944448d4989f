"""What a role may do, whom somebody may see and why, and to whom judgement is open: as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.domain.access import (
    NIGHT,
    ROLE_ACTS,
    SCOPE_ACTS,
    Act,
    Actor,
    Assessed,
    Role,
    Scope,
    VisibleYouth,
    Why,
    check_may,
    may,
    may_see_judgement,
    may_see_place,
    why_may_see,
)
from service.domain.errors import NotPermitted
from service.domain.routing import Assignment, AssignmentRole, AssignmentScope, Counsellor, District, Organisation
from service.domain.users import User, actor_of, demo_users

HANNE = Actor("hanne", Role.COUNSELLOR, counsellor_id="C01", districts=frozenset({"D01"}))
LEADER = Actor("leader", Role.LEADER, districts=frozenset({"D01", "D02"}), area_id="nord")
OFFICER = Actor("officer", Role.PROTECTION_OFFICER, districts=None)
READER = Actor("reader", Role.SYSTEM, districts=None, scopes=frozenset({Scope.READ}))
ANNA = VisibleYouth("anna")

# Acts

EVERY_ACT = """
                 | counsellor | leader | data_steward | protection_officer | analyst | operator
see_youths       | x          | x      |              | x                  |         |
assess           | x          | x      |              |                    |         |
record_contact   | x          | x      |              |                    |         |
follow_up        | x          | x      |              |                    |         |
move_flag        | x          | x      |              |                    |         |
raise_flag       | x          | x      |              |                    |         |
hand_over        | x          | x      |              |                    |         |
assign           |            | x      |              |                    |         |
recuse           | x          | x      |              |                    |         |
score            |            |        |              |                    |         |
see_runs         | x          | x      | x            | x                  | x       | x
see_drift        |            | x      | x            | x                  | x       | x
see_model        | x          | x      | x            | x                  | x       | x
run_night        |            |        |              |                    |         | x
take_in          |            |        | x            |                    |         | x
activate_bundle  |            |        |              |                    |         | x
record_basis     |            |        |              | x                  |         | x
throw_stop       |            | x      |              | x                  |         | x
lift_stop        |            | x      |              | x                  |         |
record_objection |            |        |              | x                  |         |
answer_subject   |            |        |              | x                  |         |
let_go           |            |        |              |                    |         | x
record_dispute   |            |        |              | x                  |         |
manage_users     |            |        |              |                    |         | x
manage_webhooks  |            |        |              |                    |         | x
read_audit       |            |        |              | x                  |         |
keep_identity    |            |        | x            |                    |         | x
see_identity     | x          | x      |              |                    |         |
ask_colleague    | x          | x      |              |                    |         |
break_glass      | x          | x      |              |                    |         |
review_glass     |            | x      |              | x                  |         |
see_overview     |            | x      |              |                    |         |
see_effect       |            | x      |              | x                  | x       | x
propose_bundle   |            |        |              |                    | x       | x
confirm_bundle   |            | x      |              |                    |         | x
shadow_bundle    |            |        |              |                    | x       | x
meet             | x          | x      |              |                    |         |
take_alarm       |            | x      | x            | x                  | x       | x
"""


def table(text: str) -> dict[str, dict[str, str]]:
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def test_each_role_may_do_what_the_table_says_and_no_more():
    drawn = table(EVERY_ACT)
    assert set(drawn) == {str(act) for act in Act}
    found = {
        str(act): {str(role): "x" if act in acts else "" for role, acts in ROLE_ACTS.items() if role is not Role.SYSTEM}
        for act in Act
    }
    assert found == drawn


def test_a_system_may_do_what_its_scopes_open():
    assert {str(act) for act in Act if may(READER, act)} == {"see_youths", "see_runs", "see_drift", "see_model"}
    assert may(replace(READER, scopes=frozenset({Scope.SCORE})), Act.SCORE)
    assert not any(may(replace(READER, scopes=frozenset()), act) for act in Act)
    assert not any(may(replace(READER, scopes=frozenset({Scope.JUDGEMENT})), act) for act in Act)
    assert set(SCOPE_ACTS) == set(Scope)


def test_who_may_not_is_told_who_may():
    with pytest.raises(
        NotPermitted, match=r"got the role counsellor, allowed are operator and systems with the scope .none"
    ):
        check_may(HANNE, Act.RUN_NIGHT)
    check_may(NIGHT, Act.RUN_NIGHT)


# Whom a counsellor may see

REASONS = {
    Why.TOVHOLDER: {"tovholder": "C01"},
    Why.OWNER: {"owners": frozenset({"C01", "C09"})},
    Why.COVER: {"tovholder": "C02", "covered_by": {"C02": frozenset({"C01"})}},
    Why.SCHOOL: {"school_counsellors": frozenset({"C01"})},
    Why.DISTRICT: {"district_id": "D01"},
    Why.HANDOVER: {"handovers": frozenset({"C01"})},
}


@pytest.mark.parametrize("why", REASONS)
def test_each_of_the_six_reasons_opens_a_youth_alone(why: Why):
    assert why_may_see(HANNE, replace(ANNA, **REASONS[why])) is why
    assert why_may_see(HANNE, ANNA) is None


@pytest.mark.parametrize("why", REASONS)
def test_no_reason_of_somebody_else_opens_a_youth(why: Why):
    other = Actor("other", Role.COUNSELLOR, counsellor_id="C05", districts=frozenset({"D05"}))
    assert why_may_see(other, replace(ANNA, **REASONS[why])) is None


def test_the_first_reason_is_told():
    everything = replace(ANNA, **{name: value for given in reversed(REASONS.values()) for name, value in given.items()})
    assert why_may_see(HANNE, replace(everything, tovholder="C01")) is Why.TOVHOLDER
    assert why_may_see(HANNE, replace(everything, tovholder=None, owners=frozenset())) is Why.SCHOOL


def test_cover_is_for_a_tovholder_or_owner_only():
    away = {"C02": frozenset({"C01"})}
    assert why_may_see(HANNE, replace(ANNA, owners=frozenset({"C02"}), covered_by=away)) is Why.COVER
    assert why_may_see(HANNE, replace(ANNA, school_counsellors=frozenset({"C02"}), covered_by=away)) is None


@pytest.mark.parametrize("why", REASONS)
def test_a_conflict_of_interest_closes_the_youth_whatever_the_reason(why: Why):
    assert why_may_see(HANNE, replace(ANNA, **REASONS[why], recused=frozenset({"C01"}))) is None


def test_a_counsellor_without_an_identity_in_the_organisation_sees_nobody():
    assert why_may_see(replace(HANNE, counsellor_id=None), replace(ANNA, district_id="D01")) is None


def test_a_youth_without_address_is_nobodys_by_district():
    assert why_may_see(HANNE, replace(ANNA, district_id=None)) is None


# Others

SEEN_BY_OTHERS = [
    ("the leader of the area", LEADER, {"area_id": "nord"}, Why.LEADER),
    ("the leader of another area", LEADER, {"area_id": "syd", "district_id": "D04"}, None),
    ("the leader of the district's area", LEADER, {"district_id": "D02"}, Why.LEADER),
    ("the leader of the area whose queue it waits in", LEADER, {"queues": frozenset({"area:nord"})}, Why.LEADER),
    ("any leader, of the central queue", LEADER, {"queues": frozenset({"central"})}, Why.LEADER),
    ("the leader of a youth nobody waits with", LEADER, {}, None),
    ("the leader of all areas", replace(LEADER, districts=None, area_id=None), {}, Why.LEADER),
    ("the protection officer", OFFICER, {}, Why.OFFICER),
    ("a system that may read", READER, {}, Why.SYSTEM),
    ("a system that may only score", replace(READER, scopes=frozenset({Scope.SCORE})), {}, None),
    ("an operator", Actor("o", Role.OPERATOR, districts=None), {"district_id": "D01"}, None),
    ("an analyst", Actor("a", Role.ANALYST, districts=None), {"district_id": "D01"}, None),
    ("a data steward", Actor("d", Role.DATA_STEWARD, districts=None), {"district_id": "D01"}, None),
]


@pytest.mark.parametrize(
    ("actor", "youth", "why"), [row[1:] for row in SEEN_BY_OTHERS], ids=[r[0] for r in SEEN_BY_OTHERS]
)
def test_who_else_may_see_a_youth(actor: Actor, youth: dict[str, object], why: Why | None):
    assert why_may_see(actor, replace(ANNA, **youth)) is why


PLACES = """
                    | D01 | D04 | area:nord | area:syd | central
counsellor of D01   | x   |     |           |          |
leader of nord      | x   |     | x         |          | x
leader of all       | x   | x   | x         | x        | x
protection officer  | x   | x   | x         | x        | x
system that reads   | x   | x   | x         | x        | x
operator            |     |     |           |          |
"""
WHO = {
    "counsellor of D01": HANNE,
    "leader of nord": LEADER,
    "leader of all": replace(LEADER, districts=None),
    "protection officer": OFFICER,
    "system that reads": READER,
    "operator": Actor("o", Role.OPERATOR, districts=None),
}


def test_each_list_is_seen_by_whom_the_table_says():
    drawn = table(PLACES)
    assert {
        who: {place: "x" if may_see_place(WHO[who], place) else "" for place in row} for who, row in drawn.items()
    } == drawn


# Judgement

MONDAY = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
BEFORE, AFTER = MONDAY - timedelta(days=3), MONDAY + timedelta(hours=3)
JUDGED = [
    ("nobody has assessed", HANNE, Why.TOVHOLDER, [], MONDAY, False),
    ("she has, after the flag", HANNE, Why.TOVHOLDER, [("hanne", AFTER)], MONDAY, True),
    ("she has, at the very instant", HANNE, Why.TOVHOLDER, [("hanne", MONDAY)], MONDAY, True),
    ("she has, but a new flag joined since", HANNE, Why.TOVHOLDER, [("hanne", BEFORE)], MONDAY, False),
    ("she has, and there never was a flag", HANNE, Why.DISTRICT, [("hanne", BEFORE)], None, True),
    ("another has", HANNE, Why.TOVHOLDER, [("mikkel", AFTER)], MONDAY, False),
    ("whom she covers for has", HANNE, Why.COVER, [("mikkel", AFTER)], MONDAY, True),
    ("whom she covers for had", HANNE, Why.COVER, [("mikkel", BEFORE)], MONDAY, False),
    ("a counsellor has: her leader", LEADER, Why.LEADER, [("mikkel", AFTER)], MONDAY, True),
    ("nobody has: the leader", LEADER, Why.LEADER, [], MONDAY, False),
    ("another has: the officer", OFFICER, Why.OFFICER, [("mikkel", AFTER)], MONDAY, False),
    ("a system without the scope", READER, Why.SYSTEM, [("mikkel", AFTER)], MONDAY, False),
    ("a system with the scope", replace(READER, scopes=frozenset(Scope)), Why.SYSTEM, [], MONDAY, True),
]


@pytest.mark.parametrize(
    ("actor", "why", "assessed", "flag_at", "is_open"), [r[1:] for r in JUDGED], ids=[r[0] for r in JUDGED]
)
def test_judgement_opens_with_the_own_assessment(actor, why, assessed, flag_at, is_open):
    stored = [Assessed(*one) for one in assessed]
    assert may_see_judgement(actor, why, assessments=stored, newest_flag_at=flag_at) is is_open


# Users

TOWN = Organisation(
    counsellors={
        "C01": Counsellor("C01", "Hanne", "D01"),
        "C02": Counsellor("C02", "Mikkel", None),
        "C03": Counsellor("C03", "Sara", "D03"),
    },
    districts={
        "D01": District("D01", "Birkelund", "nord"),
        "D02": District("D02", "Højmark", "nord"),
        "D03": District("D03", "Engdal", "syd"),
    },
    assignments=(
        Assignment("C01", AssignmentScope.DISTRICT, "D02", AssignmentRole.COVER),
        Assignment("C02", AssignmentScope.DISTRICT, "D02", AssignmentRole.REGULAR),
        Assignment("C03", AssignmentScope.DISTRICT, "D01", AssignmentRole.RECUSED),
    ),
    area_names={"nord": "Nord", "syd": "Syd"},
)
DISTRICTS = [
    (User("u", "", Role.COUNSELLOR, "C01", "D09"), {"D01", "D02"}),
    (User("u", "", Role.COUNSELLOR, "C02"), {"D02"}),
    (User("u", "", Role.COUNSELLOR, "C03"), {"D03"}),
    (User("u", "", Role.COUNSELLOR, "C77", "D09"), {"D09"}),
    (User("u", "", Role.COUNSELLOR), set()),
    (User("u", "", Role.LEADER, area_id="nord"), {"D01", "D02"}),
    (User("u", "", Role.LEADER), None),
    (User("u", "", Role.OPERATOR), set()),
    (User("u", "", Role.PROTECTION_OFFICER), None),
]


@pytest.mark.parametrize(("user", "districts"), DISTRICTS)
def test_districts_come_from_the_organisation(user: User, districts: set[str] | None):
    assert actor_of(user, TOWN).districts == districts


def test_before_the_first_night_a_counsellor_has_the_district_she_was_given():
    assert actor_of(User("u", "", Role.COUNSELLOR, "C01", "D09"), None).districts == {"D09"}
    assert actor_of(User("u", "", Role.LEADER, area_id="nord"), None).districts == frozenset()


def test_the_demonstration_has_a_user_for_every_role_named_from_the_organisation():
    made = demo_users(TOWN)
    assert {user.role for user in made} == set(Role)
    assert all(user.is_demo for user in made)
    assert len({user.user_id for user in made}) == len(made)
    assert [(user.name, user.district_id) for user in made if user.counsellor_id == "C01"] == [("Hanne", "D01")]
    assert [user.name for user in made if user.role is Role.LEADER] == ["Leder, Nord", "Leder, Syd"]
