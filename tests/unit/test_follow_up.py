"""The rules of follow-up: what a step asks for, what a step up is, which days can be, and who may take what back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from features.catalogue import INDICATORS
from features.records import BY_NAME
from features.vocabulary import CounsellorId, InterventionKind, InterventionResult, YouthId
from service.casework.efforts import efforts_for_help
from service.domain.access import Actor, Role
from service.domain.closings import look_back_on
from service.domain.due import DueItem, DueKind, in_order
from service.domain.efforts import (
    EARLIEST_START,
    FIRST_LOOK,
    LONGEST_AHEAD,
    UNDO_WITHIN,
    EffortMove,
    EffortResult,
    EffortState,
    Followed,
    Plan,
    PlanLacks,
    StoredEffort,
    Tried,
    WantedEffort,
    by_step,
    check_may_take_back,
    followed_effort,
    is_step_up,
    sound_effort,
    sound_plan,
)
from service.domain.errors import MoveRefused, WrongUse
from service.domain.help import HERNING, Effort
from service.store.follow_up_tables import CLOSINGS, EFFORT_MOVES, EFFORTS
from tests.lib.situations import day

TODAY = date(2026, 11, 16)
AT = datetime(2026, 11, 16, 8, tzinfo=UTC)
HANNE = Actor("hanne", Role.COUNSELLOR, counsellor_id=CounsellorId("hanne"))
SHORT = Plan(CounsellorId("hanne"), TODAY + FIRST_LOOK)
LONG = replace(SHORT, goal="mål", wish="ønske", way_down="vej")
TALK = WantedEffort(InterventionKind.INDIVIDUAL_TALK, TODAY, SHORT)
STORED = StoredEffort(1, YouthId("anna"), 2, TALK.kind, TODAY, SHORT, "", "hanne", AT)


def tried(text: str) -> list[Tried]:
    """Efforts as `step:month` with + for one that is open."""
    parts = [[*one.rstrip("+").split(":"), one] for one in text.split()]
    return [Tried(int(step), date(2026, int(month), 1), whole.endswith("+")) for step, month, whole in parts]


@pytest.mark.parametrize(
    ("before", "step", "is_up"),
    [
        ("", 4, False),  # one may start at any step
        ("2:9+", 3, True),
        ("2:9+", 2, False),
        ("2:9+", 1, False),
        ("1:9+ 3:8+", 3, False),
        ("1:9+ 3:8+", 4, True),
        ("3:8 1:9+", 2, True),  # what is open counts before what is over
        ("3:8 1:9", 2, True),  # else what began last
        ("1:8 3:9", 2, False),
    ],
)
def test_a_step_up_is_above_where_the_youth_is(before, step, is_up):
    assert is_step_up(step, tried(before)) is is_up


@pytest.mark.parametrize(
    ("step", "plan", "before", "lacks"),
    [
        (1, SHORT, "", ()),
        (2, SHORT, "", ()),
        (3, SHORT, "", ("goal", "wish", "way_down")),
        (4, replace(LONG, wish=" \n "), "", ("wish",)),
        (3, LONG, "", ()),
        (3, LONG, "2:9+", ("reason",)),
        (2, SHORT, "1:9", ("reason",)),
    ],
)
def test_each_step_asks_for_no_more_than_it_needs(step, plan, before, lacks):
    wanted = replace(TALK, plan=plan)
    if not lacks:
        assert sound_effort(wanted, step, tried=tried(before), today=TODAY).plan.goal == plan.goal
        return
    with pytest.raises(PlanLacks) as refusal:
        sound_effort(wanted, step, tried=tried(before), today=TODAY)
    assert refusal.value.fields == lacks


def test_a_changed_plan_keeps_to_its_step_and_needs_no_new_reason():
    assert sound_plan(LONG, 3, today=TODAY) == LONG
    with pytest.raises(PlanLacks, match="goal"):
        sound_plan(replace(LONG, goal=""), 3, today=TODAY)


@pytest.mark.parametrize(
    ("started", "looks", "is_sound"),
    [
        (timedelta(), timedelta(), True),
        (-EARLIEST_START, LONGEST_AHEAD, True),
        (-EARLIEST_START - timedelta(days=1), FIRST_LOOK, False),
        (LONGEST_AHEAD + timedelta(days=1), FIRST_LOOK, False),
        (timedelta(), timedelta(days=-1), False),
        (timedelta(), LONGEST_AHEAD + timedelta(days=1), False),
    ],
)
def test_days_lie_within_what_can_be_looked_after(started, looks, is_sound):
    wanted = replace(TALK, started_on=TODAY + started, plan=replace(SHORT, follow_up_on=TODAY + looks))
    if is_sound:
        assert sound_effort(wanted, 2, tried=(), today=TODAY) == wanted
        return
    with pytest.raises(WrongUse, match=r"got a (first )?day that is not within"):
        sound_effort(wanted, 2, tried=(), today=TODAY)


def test_a_follow_up_names_the_next_day_or_ends_the_effort():
    later = TODAY + timedelta(days=28)
    after, move = followed_effort(STORED, Followed(EffortResult.PARTLY, " bedre ", later), today=TODAY)
    assert (move, after.plan.follow_up_on, after.note, after.version) == (EffortMove.FOLLOW_UP, later, "bedre", 2)
    ended, move = followed_effort(after, Followed(EffortResult.HELPED), today=TODAY)
    assert (move, ended.state, ended.ended_on, ended.version) == (EffortMove.CLOSE, EffortState.CLOSED, TODAY, 3)
    with pytest.raises(MoveRefused, match="got one that is closed"):
        followed_effort(ended, Followed(EffortResult.HELPED), today=TODAY)


@pytest.mark.parametrize(
    ("who", "later", "may"),
    [
        ("hanne", timedelta(), True),
        ("hanne", UNDO_WITHIN, True),
        ("hanne", UNDO_WITHIN + timedelta(seconds=1), False),
        ("lea", timedelta(), False),
    ],
)
def test_the_same_person_takes_back_within_the_hour(who, later, may):
    if may:
        check_may_take_back(who, AT, actor=HANNE, at=AT + later)
        return
    with pytest.raises(MoveRefused, match="take back"):
        check_may_take_back(who, AT, actor=HANNE, at=AT + later)


@pytest.mark.parametrize(
    ("closed", "looks"),
    [("2026-11-16", "2027-02-16"), ("2026-11-30", "2027-02-28"), ("2027-11-30", "2028-02-29")],
)
def test_a_look_back_is_three_months_on(closed, looks):
    assert look_back_on(day(closed)) == day(looks)


def test_the_ladder_is_offered_from_the_least_intrusive_step_and_ends_at_the_fourth():
    for table in HERNING:
        steps = by_step(table.steps)
        assert list(steps) == [1, 2, 3, 4]
        assert sorted(kind for kinds in steps.values() for kind in kinds) == sorted(InterventionKind)


def test_help_is_suggested_by_what_was_tried_here_and_not_by_what_was_not():
    made = [
        replace(STORED, kind=InterventionKind.MENTOR, state=EffortState.CLOSED, result=EffortResult.NO_EFFECT),
        replace(STORED, kind=InterventionKind.BRIDGING, state=EffortState.CLOSED, result=EffortResult.NOT_TRIED),
        replace(STORED, started_on=TODAY - FIRST_LOOK),
    ]
    talk, mentor = Effort(STORED.kind, True), Effort(InterventionKind.MENTOR, False, InterventionResult.NO_EFFECT)
    assert efforts_for_help(made) == (talk, mentor)


def test_what_is_due_comes_by_its_day_and_never_by_a_score():
    items = [
        DueItem(DueKind.LOOK_BACK, YouthId("a"), TODAY),
        DueItem(DueKind.FOLLOW_UP, YouthId("b"), TODAY - FIRST_LOOK),
    ]
    assert [item.youth_id for item in in_order(items)] == ["b", "a"]
    assert [item.is_past(TODAY) for item in in_order(items)] == [True, False]


def test_no_indicator_is_made_of_efforts_or_contacts_and_the_lake_has_none_of_those_recorded_here():
    read = set().union(*(indicator.tables for indicator in INDICATORS))
    assert read and not read & {
        "interventions",
        "contacts",
        *(table.name for table in (EFFORTS, EFFORT_MOVES, CLOSINGS)),
    }
    assert not {table.name for table in (EFFORTS, EFFORT_MOVES, CLOSINGS)} & set(BY_NAME)
