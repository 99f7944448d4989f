"""Follow-up on both databases: who may see for an effort, what a night remembers, what is undone, and what a closing ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from features.calendar import cut
from features.vocabulary import AssignmentScope, ContactKind, CounsellorId, InterventionKind, YouthId
from service.casework.assigning import recuse, set_cover
from service.casework.closings import close_course, look_back, take_back_closing
from service.casework.contacts import Contacted, record_contact, take_back_contact
from service.casework.efforts import change_plan, follow_up, start_effort, take_back_effort
from service.casework.follow_up import due_for, due_of, read_follow_up
from service.casework.seeing import check_may_overlook, check_may_see, seen_of
from service.domain.access import Actor, Role, Scope, Why
from service.domain.casework import Cover, Recusal
from service.domain.closings import Closing, Helped, LookBack, WhereNow
from service.domain.due import DueKind
from service.domain.efforts import (
    UNDO_WITHIN,
    EffortResult,
    EffortState,
    Followed,
    Plan,
    WantedEffort,
    WantedFollowUp,
    WantedPlan,
)
from service.domain.errors import MoveRefused, NotPermitted, Outdated, UnknownThing, WrongUse
from service.domain.flag_life import FlagState
from service.domain.flags import Source
from service.domain.sight import AT_NIGHT
from service.store import audit, casework, efforts, flags, follow_ups, mine
from service.store.memory import memory_before
from service.store.tables import CONTACTS, RUN_FLAGS, SCORES, YOUTHS
from tests.lib.copied_town import copy_of, published_town
from tests.lib.databases import KINDS
from tests.lib.small_service import MORNING, publish_night, small_town_records
from tests.lib.small_town import MONDAY

HANNE = Actor("u-hanne", Role.COUNSELLOR, "Hanne", CounsellorId("hanne"), frozenset({"D1"}))
OLE = Actor("u-ole", Role.COUNSELLOR, "Ole", CounsellorId("ole"))
LEADER = Actor("u-lea", Role.LEADER, "Lea", districts=None)
OFFICER = Actor("u-off", Role.PROTECTION_OFFICER, districts=None)
SYSTEM = Actor("u-sys", Role.SYSTEM, districts=None, scopes=frozenset({Scope.WRITE}))
BILAL, EMMA, JONAS = map(YouthId, ("bilal", "emma", "jonas"))
NEXT = MONDAY + timedelta(days=1)
LATER = MORNING + timedelta(minutes=10)
PLAN = Plan(CounsellorId("hanne"), MONDAY + timedelta(days=14))
TALK = WantedEffort(InterventionKind.INDIVIDUAL_TALK, MONDAY, PLAN)
AGAIN = Followed(EffortResult.PARTLY, "bedre", MONDAY + timedelta(days=28))
CLOSING = Closing(WhereNow.EDUCATION, Helped.YES, Helped.PARTLY, CounsellorId("hanne"), "godt")


@pytest.fixture(scope="module", params=KINDS)
def template(request, tmp_path_factory):
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with published_town(request.param, tmp_path_factory.mktemp("town"), server) as found:
        yield found


@pytest.fixture
def town(template, tmp_path):
    with copy_of(template, tmp_path) as store:
        yield store


def begun(town, youth_id=JONAS, *, by=HANNE, looks_again="hanne", wanted=TALK):
    plan = replace(wanted.plan, counsellor_id=CounsellorId(looks_again))
    with town.begin() as work:
        return start_effort(work, by, youth_id, wanted=replace(wanted, plan=plan), at=MORNING)


def trail(town):
    with town.read() as work:
        return [line.action for line in audit.lines(work)]


def test_an_effort_is_stored_with_its_step_and_takes_up_the_flags(town):
    effort = begun(town)
    assert (effort.number, effort.step, effort.version, effort.state) == (1, 2, 1, EffortState.OPEN)
    with town.read() as work:
        assert efforts.of_youth(work, AT_NIGHT.of(JONAS)) == (effort,)
        assert {flag.state for flag in flags.of_youth(work, AT_NIGHT.of(JONAS)) if flag.is_open} == {
            FlagState.IN_PROGRESS
        }
    assert "effort.started" in trail(town)


def test_what_is_sent_twice_is_stored_once(town):
    assert begun(town) == begun(town)
    with town.begin() as work:
        first, second = (close_course(work, HANNE, JONAS, closing=CLOSING, at=at) for at in (MORNING, LATER))
        assert first == second
    assert (trail(town).count("effort.started"), trail(town).count("course.closed")) == (1, 1)


def test_every_move_is_kept_and_the_second_of_two_is_told(town):
    effort = begun(town)
    wanted = WantedFollowUp(effort.number, 1, AGAIN)
    with town.begin() as work:
        after = follow_up(work, HANNE, JONAS, wanted=wanted, at=LATER)
        assert (after.version, after.result, after.plan.follow_up_on) == (2, EffortResult.PARTLY, AGAIN.next_on)
    with town.begin() as work, pytest.raises(Outdated, match="got version 1, it is at 2"):
        follow_up(work, LEADER, JONAS, wanted=wanted, at=LATER)
    with town.begin() as work:
        plan = replace(PLAN, follow_up_on=MONDAY + timedelta(days=7))
        change_plan(work, LEADER, JONAS, wanted=WantedPlan(1, 2, plan), at=LATER)
    with town.read() as work:
        told = [
            (moved.move, moved.after.version, moved.actor_id) for moved in efforts.history_of(work, AT_NIGHT.of(JONAS))
        ]
        assert told == [("start", 1, "u-hanne"), ("follow_up", 2, "u-hanne"), ("change", 3, "u-lea")]
        assert efforts.by_number(work, AT_NIGHT.of(EMMA), number=1) is None


def test_whoever_looks_again_sees_the_youth_as_long_as_there_is_something_to_look_at(town):
    with town.read() as work, pytest.raises(UnknownThing):
        check_may_see(work, OLE, JONAS, at=MORNING)
    begun(town, by=LEADER, looks_again="ole")
    with town.begin() as work:
        assert check_may_see(work, OLE, JONAS, at=LATER).why is Why.OWNER
        follow_up(work, OLE, JONAS, wanted=WantedFollowUp(1, 1, Followed(EffortResult.HELPED)), at=LATER)
    with town.begin() as work:
        with pytest.raises(UnknownThing):
            check_may_see(work, OLE, JONAS, at=LATER)
        close_course(work, LEADER, JONAS, closing=replace(CLOSING, looks_again=CounsellorId("ole")), at=LATER)
        assert check_may_see(work, OLE, JONAS, at=LATER).why is Why.OWNER
        look_back(work, OLE, JONAS, seen_now=LookBack(1, WhereNow.WORK), at=LATER)
        with pytest.raises(UnknownThing):
            check_may_see(work, OLE, JONAS, at=LATER)


@pytest.mark.parametrize("actor", [OFFICER, SYSTEM])
def test_others_record_no_effort(town, actor):
    with town.begin() as work, pytest.raises(NotPermitted, match="follow_up"):
        start_effort(work, actor, JONAS, wanted=TALK, at=MORNING)


def test_nobody_looks_again_who_is_no_counsellor_or_has_a_conflict_of_interest(town):
    with pytest.raises(WrongUse, match="nobody who is a counsellor today"):
        begun(town, looks_again="nobody")
    with town.begin() as work:
        recuse(work, OLE, Recusal(CounsellorId("ole"), AssignmentScope.YOUTH, JONAS), at=MORNING)
    with pytest.raises(WrongUse, match="conflict of interest"):
        begun(town, looks_again="ole")


def test_a_night_remembers_efforts_as_they_were_at_its_cut_however_late_it_is_asked(town):
    begun(town)
    after = cut(NEXT) + timedelta(hours=8)
    with town.begin() as work:
        follow_up(work, HANNE, JONAS, wanted=WantedFollowUp(1, 1, Followed(EffortResult.HELPED)), at=after)
    with town.read() as work:
        told = [
            memory_before(work, AT_NIGHT, as_of=MONDAY + timedelta(days=days)).with_open_effort for days in range(3)
        ]
    assert told == [frozenset(), frozenset({JONAS}), frozenset()]


def test_an_effort_brings_the_youth_a_tovholder_and_changes_nothing_that_is_computed(template, tmp_path):
    judged = (SCORES, RUN_FLAGS)
    found = []
    for number, acts in enumerate((lambda _: None, begun)):
        place = tmp_path / str(number)
        place.mkdir()
        with copy_of(template, place) as town:
            acts(town)
            run = publish_night(town, place, small_town_records(), as_of=NEXT)
            with town.read() as work:
                wanted = [
                    sa.select(table).where(table.c.run_id == run.run_id).order_by(table.c.youth_id) for table in judged
                ]
                scores, decided = (work.rows(one) for one in wanted)
                risks = [
                    (row.youth_id, row.rank_within_capacity, row.cut_off)
                    for row in decided
                    if row.source == Source.RISK
                ]
                group = work.first(sa.select(YOUTHS.c.in_target_group).where(YOUTHS.c.youth_id == JONAS))
            found.append((scores, risks, group))
    without, with_effort = found
    assert with_effort[:2] == without[:2] and without[1]
    assert (without[2], with_effort[2]) == ((False,), (True,))


@pytest.mark.parametrize("has_followed", [False, True])
def test_taking_back_brings_an_effort_where_it_was_and_keeps_its_history(town, has_followed):
    begun(town)
    if has_followed:
        with town.begin() as work:
            follow_up(work, HANNE, JONAS, wanted=WantedFollowUp(1, 1, AGAIN), at=MORNING)
    with town.begin() as work:
        with pytest.raises(MoveRefused, match="take back"):
            take_back_effort(work, LEADER, JONAS, number=1, at=LATER)
        with pytest.raises(MoveRefused, match="take back"):
            take_back_effort(work, HANNE, JONAS, number=1, at=MORNING + UNDO_WITHIN + timedelta(minutes=1))
        back = take_back_effort(work, HANNE, JONAS, number=1, at=LATER)
    with town.begin() as work:
        stand = efforts.of_youth(work, AT_NIGHT.of(JONAS))
        assert [one.plan for one in stand] == ([PLAN] if has_followed else [])
        assert back.state is (EffortState.OPEN if has_followed else EffortState.TAKEN_BACK)
        assert len(efforts.history_of(work, AT_NIGHT.of(JONAS))) == 2 + has_followed
        with pytest.raises(MoveRefused, match="was taken back already"):
            take_back_effort(work, HANNE, JONAS, number=1, at=LATER)
        with pytest.raises(UnknownThing):
            take_back_effort(work, HANNE, EMMA, number=1, at=LATER)


def test_a_contact_that_was_taken_back_counts_no_more_but_its_row_stays(town):
    with town.begin() as work:
        record_contact(work, HANNE, BILAL, contacted=Contacted(ContactKind.REACHED, MONDAY), at=MORNING)
    with town.begin() as work:
        (made,) = casework.contacts_of(work, AT_NIGHT.of(BILAL))
        with pytest.raises(MoveRefused):
            take_back_contact(work, LEADER, BILAL, number=made.number, at=LATER)
        with pytest.raises(UnknownThing):
            take_back_contact(work, HANNE, JONAS, number=made.number, at=LATER)
        take_back_contact(work, HANNE, BILAL, number=made.number, at=LATER)
    with town.read() as work:
        assert casework.contacts_of(work, AT_NIGHT.of(BILAL)) == ()
        assert BILAL not in memory_before(work, AT_NIGHT, as_of=NEXT).contacts
        assert len(work.rows(sa.select(CONTACTS))) == 1
    assert trail(town).count("contact.taken_back") == 1


def test_a_night_that_counted_a_contact_counts_it_again_when_it_is_told_anew(town):
    late = cut(NEXT) - timedelta(minutes=5)
    with town.begin() as work:
        record_contact(work, HANNE, BILAL, contacted=Contacted(ContactKind.REACHED, MONDAY), at=late)
    with town.begin() as work:
        (made,) = casework.contacts_of(work, AT_NIGHT.of(BILAL))
        take_back_contact(work, HANNE, BILAL, number=made.number, at=late + timedelta(minutes=30))
    with town.read() as work:
        told = [BILAL in memory_before(work, AT_NIGHT, as_of=NEXT + timedelta(days=days)).contacts for days in range(2)]
    assert told == [True, False]


def test_closing_ends_efforts_and_chosen_flags_keeps_duties_and_is_undone_whole(town):
    for youth_id in (JONAS, BILAL):
        begun(town, youth_id)
    at = LATER
    with town.begin() as work:
        before = {
            flag.flag_id: flag.state for name in (JONAS, BILAL) for flag in flags.of_youth(work, AT_NIGHT.of(name))
        }
        for youth_id in (JONAS, BILAL):
            close_course(work, HANNE, youth_id, closing=CLOSING, at=at)
    with town.read() as work:
        ended = flags.of_youth(work, AT_NIGHT.of(JONAS))
        assert {flag.state for flag in ended if flag.source is Source.RISK} == {FlagState.CLOSED}
        duties = [flag for flag in flags.of_youth(work, AT_NIGHT.of(BILAL)) if flag.source is Source.DUTY]
        assert duties and all(flag.is_open for flag in duties)
        (effort,) = efforts.of_youth(work, AT_NIGHT.of(JONAS))
        assert (effort.state, effort.result) == (EffortState.CLOSED, EffortResult.HELPED)
    with town.begin() as work:
        for youth_id, number in ((JONAS, 1), (BILAL, 2)):
            take_back_closing(work, HANNE, youth_id, number=number, at=at + timedelta(minutes=5))
    with town.read() as work:
        after = {
            flag.flag_id: flag.state for name in (JONAS, BILAL) for flag in flags.of_youth(work, AT_NIGHT.of(name))
        }
        assert after == before
        assert [one.state for one in efforts.of_youth(work, AT_NIGHT.of(JONAS))] == [EffortState.OPEN]
    assert trail(town).count("course.taken_back") == 2


def test_somebody_looks_back_once(town):
    with town.begin() as work:
        close_course(work, HANNE, JONAS, closing=CLOSING, at=MORNING)
    with town.begin() as work:
        seen = check_may_see(work, HANNE, JONAS, at=MORNING)
        (item,) = due_of(read_follow_up(work, seen))
        assert (item.kind, item.due_on) == (DueKind.LOOK_BACK, MONDAY.replace(year=2027, month=2))
        look_back(work, HANNE, JONAS, seen_now=LookBack(1, WhereNow.WORK, "læreplads"), at=LATER)
    with town.begin() as work:
        assert due_of(read_follow_up(work, seen)) == ()
        with pytest.raises(MoveRefused, match="looked back on already"):
            look_back(work, LEADER, JONAS, seen_now=LookBack(1, WhereNow.SCHOOL), at=LATER)
        with pytest.raises(UnknownThing):
            look_back(work, HANNE, JONAS, seen_now=LookBack(7, WhereNow.SCHOOL), at=LATER)


def test_what_is_due_comes_to_who_promised_it_to_the_cover_and_to_no_other(town):
    begun(town, JONAS)
    begun(town, EMMA, wanted=replace(TALK, plan=replace(PLAN, follow_up_on=MONDAY)))

    def due(actor, at=LATER):
        with town.begin() as work:
            return [item.youth_id for item in due_for(work, actor, at=at)]

    assert (due(HANNE), due(LEADER), due(OLE)) == ([EMMA, JONAS], [EMMA, JONAS], [])
    with town.begin() as work:
        away = Cover(CounsellorId("hanne"), CounsellorId("ole"), MONDAY, MONDAY)
        set_cover(work, LEADER, away, at=MORNING)
    assert due(OLE) == [EMMA, JONAS]
    with town.begin() as work:
        recuse(work, OLE, Recusal(CounsellorId("ole"), AssignmentScope.YOUTH, JONAS), at=MORNING)
    assert due(OLE) == [EMMA]
    assert due(OLE, LATER + timedelta(days=1)) == []
    assert trail(town).count("follow_ups.listed") == 6


def test_the_next_day_of_many_youths_is_told_in_one_query(town):
    begun(town, JONAS)
    with town.begin() as work:
        close_course(work, HANNE, BILAL, closing=CLOSING, at=MORNING)
        close_course(work, HANNE, EMMA, closing=CLOSING, at=MORNING)
        take_back_closing(work, HANNE, EMMA, number=2, at=LATER)
    asked = []
    with town.read() as work:
        sa.event.listen(work.connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        seen = check_may_overlook(HANNE, at=LATER)
        told = follow_ups.next_days(work, seen, youth_ids=[JONAS, EMMA, BILAL])
    assert told == {JONAS: PLAN.follow_up_on, BILAL: MONDAY.replace(year=2027, month=2)}
    assert len(asked) == 1


def test_who_looks_again_has_the_youth_among_their_own(town):
    begun(town, JONAS, by=LEADER, looks_again="ole")
    with town.read() as work:
        assert set(seen_of(work, OLE, [JONAS, BILAL], at=LATER)) == {JONAS}
        assert JONAS in mine.responsible_for(work, check_may_overlook(OLE, at=LATER))
