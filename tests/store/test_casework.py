"""What people do, on the small town's Monday list: every act asks, writes, and is told to the audit trail with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from features.calendar import cut
from features.vocabulary import AssignmentScope, ContactKind, CounsellorId, YouthId
from service.casework.assessing import assess
from service.casework.assigning import lift_recusal, recuse, set_cover, set_tovholder
from service.casework.contacts import Contacted, record_contact
from service.casework.flag_moves import WantedMove, move_flag, raise_flag, see_flags
from service.casework.handing_over import Offered, acknowledge, hand_over, keep
from service.casework.seeing import check_may_overlook, check_may_see
from service.domain.access import Actor, Role, Scope, Why
from service.domain.casework import (
    Concern,
    Cover,
    Handover,
    HandoverReason,
    Recusal,
    StoredContact,
    Tovholder,
    is_met_tonight,
)
from service.domain.errors import MoveRefused, NotPermitted, Outdated, UnknownThing, WrongUse
from service.domain.flag_life import Asked, AskedBy, FlagState, Move, Wish
from service.domain.flags import Source
from service.domain.rules import Rule
from service.domain.sight import AT_NIGHT
from service.store import audit, casework, flags, outbox
from service.store.memory import memory_before
from tests.lib.copied_town import copy_of, published_town
from tests.lib.databases import KINDS
from tests.lib.small_service import MORNING
from tests.lib.small_town import MONDAY

D1, D2 = "D1", "D2"
HANNE = Actor("u-hanne", Role.COUNSELLOR, "Hanne", CounsellorId("hanne"), frozenset({D1}))
OLE = Actor("u-ole", Role.COUNSELLOR, "Ole", CounsellorId("ole"))
LEADER = Actor("u-lea", Role.LEADER, "Lea", districts=None)
ANALYST = Actor("u-ana", Role.ANALYST)
SYSTEM = Actor("u-sys", Role.SYSTEM, districts=None, scopes=frozenset({Scope.WRITE}))
BILAL, EMMA, GERT, JONAS, NIELS = map(YouthId, ("bilal", "emma", "gert", "jonas", "niels"))
NEXT = MONDAY + timedelta(days=1)
NO_SCHOOL = Wish(Move.DISMISS, "is on a school trip")


@pytest.fixture(scope="module", params=KINDS)
def template(request, tmp_path_factory):
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with published_town(request.param, tmp_path_factory.mktemp("town"), server) as found:
        yield found


@pytest.fixture
def town(template, tmp_path):
    with copy_of(template, tmp_path) as store:
        yield store


def flag_of(work, youth_id, rule):
    found = [flag for flag in flags.of_youth(work, AT_NIGHT.of(youth_id)) if flag.rule is rule]
    assert len(found) == 1
    return found[0]


def audited(store):
    """Actions and details of the trail."""
    with store.read() as work:
        return [(line.action, line.detail) for line in audit.lines(work)]


def actions(store):
    return [action for action, _ in audited(store)]


def test_a_contact_with_one_click_takes_up_the_flags_and_shows_the_duty_as_met(town):
    with town.begin() as work:
        contacted = Contacted(ContactKind.REACHED, MONDAY, "  meets on Friday ")
        made = record_contact(work, HANNE, BILAL, contacted=contacted, at=MORNING)
        assert made.note == "meets on Friday"
    with town.read() as work:
        duty = flag_of(work, BILAL, Rule.CONTACT_5)
        assert duty.state is FlagState.IN_PROGRESS
        assert is_met_tonight(duty, casework.contacts_of(work, AT_NIGHT.of(BILAL)))
        assert {flag.state for flag in flags.of_youth(work, AT_NIGHT.of(BILAL)) if flag.is_open} == {
            FlagState.IN_PROGRESS
        }
        assert [contact.kind for contact in memory_before(work, AT_NIGHT, as_of=NEXT).contacts[BILAL]] == [
            ContactKind.REACHED
        ]
        assert BILAL not in memory_before(work, AT_NIGHT, as_of=MONDAY).contacts
        begun = [flag for flag in flags.of_youth(work, AT_NIGHT.of(BILAL)) if flag.is_open]
    assert actions(town).count("contact.recorded") == 1
    assert actions(town).count("flag.moved") == len(begun) > 0


@pytest.mark.parametrize("days", [1, -61])
def test_a_contact_is_of_today_or_of_the_last_two_months(town, days):
    with town.begin() as work, pytest.raises(WrongUse, match="contact: got a day"):
        contacted = Contacted(ContactKind.MEETING, MONDAY + timedelta(days=days))
        record_contact(work, HANNE, BILAL, contacted=contacted, at=MORNING)


def test_a_flag_is_moved_by_who_saw_its_latest_version(town):
    with town.begin() as work:
        flag = flag_of(work, JONAS, Rule.RISK)
        after = move_flag(work, HANNE, WantedMove(flag.flag_id, flag.version, NO_SCHOOL), at=MORNING)
        assert (after.state, after.version) == (FlagState.NOT_RELEVANT, flag.version + 1)
        assert flags.by_id(work, AT_NIGHT, flag_id=flag.flag_id) == after
    with town.begin() as work:
        with pytest.raises(Outdated, match="somebody has moved it since"):
            move_flag(work, LEADER, WantedMove(flag.flag_id, flag.version, Wish(Move.CLOSE)), at=MORNING)
        with pytest.raises(Outdated, match="somebody has moved the flag since"):
            flags.store_move(work, after, flags.history(work, AT_NIGHT, flag_id=flag.flag_id)[-1])
        told = flags.history(work, AT_NIGHT, flag_id=flag.flag_id)
        assert [(moved.move, moved.actor_id) for moved in told] == [(Move.RAISE, "night"), (Move.DISMISS, "u-hanne")]
        assert told[-1].reason == "is on a school trip"
    with town.read() as work:
        assert memory_before(work, AT_NIGHT, as_of=NEXT).risk_ended_on(JONAS) == (MONDAY,)
        assert memory_before(work, AT_NIGHT, as_of=MONDAY).flags.get(flag.flag_id) is None
        assert "school trip" not in str(audited(town))


def test_a_duty_cannot_be_dismissed_but_documented(town):
    with town.begin() as work:
        duty = flag_of(work, BILAL, Rule.CONTACT_5)
        with pytest.raises(MoveRefused):
            move_flag(work, HANNE, WantedMove(duty.flag_id, duty.version, NO_SCHOOL), at=MORNING)
        wish = Wish(Move.DOCUMENT, "the custody holder was told by letter")
        assert (
            move_flag(work, HANNE, WantedMove(duty.flag_id, duty.version, wish), at=MORNING).state is FlagState.CLOSED
        )


def test_nobody_acts_on_a_youth_who_is_not_theirs_to_see(town):
    contacted = Contacted(ContactKind.REACHED, MONDAY)
    with town.begin() as work:
        flag = flag_of(work, NIELS, Rule.CONTACT_5)
        wanted = WantedMove(flag.flag_id, flag.version, Wish(Move.TAKE_UP))
        acts = (
            lambda actor, youth: assess(work, actor, youth, level=Concern.MUCH, at=MORNING),
            lambda actor, youth: record_contact(work, actor, youth, contacted=contacted, at=MORNING),
            lambda actor, _: move_flag(work, actor, wanted, at=MORNING),
            lambda actor, youth: raise_flag(work, actor, Asked(youth, AskedBy.SCHOOL, "why"), at=MORNING),
            lambda actor, youth: hand_over(work, actor, Offered(youth, CounsellorId("ole")), at=MORNING),
            lambda actor, youth: set_tovholder(work, actor, youth, counsellor_id=CounsellorId("hanne"), at=MORNING),
            lambda actor, youth: see_flags(work, actor, youth, at=MORNING),
        )
        for act in acts:
            with pytest.raises(UnknownThing):
                act(HANNE, NIELS)
        for act in acts[:6]:
            with pytest.raises((NotPermitted, UnknownThing)):
                act(ANALYST, NIELS)
        with pytest.raises(UnknownThing):
            check_may_see(work, LEADER, YouthId("nobody"), at=MORNING)
        assert work.events == []
    assert "flag.moved" not in actions(town)


def test_a_system_that_may_write_raises_flags_and_does_nothing_else_of_a_persons(town):
    with town.begin() as work:
        made = raise_flag(work, SYSTEM, Asked(NIELS, AskedBy.SCHOOL, "asked for by the school"), at=MORNING)
        assert made.asked_by is AskedBy.SCHOOL
        with pytest.raises(NotPermitted):
            record_contact(work, SYSTEM, NIELS, contacted=Contacted(ContactKind.REACHED, MONDAY), at=MORNING)
        with pytest.raises(NotPermitted):
            move_flag(work, SYSTEM, WantedMove(made.flag_id, 1, NO_SCHOOL), at=MORNING)


def test_a_flag_raised_by_hand_joins_at_once_and_twice_on_a_day_is_once(town):
    asked = Asked(BILAL, AskedBy.PARENT, "the mother is worried")
    with town.begin() as work:
        first = raise_flag(work, HANNE, asked, at=MORNING)
        assert (first.joined_at, first.counsellor_id, first.source) == (MORNING, "hanne", Source.MANUAL)
        assert raise_flag(work, HANNE, asked, at=MORNING) == first
        ended = move_flag(work, HANNE, WantedMove(first.flag_id, 1, Wish(Move.CLOSE)), at=MORNING)
        assert raise_flag(work, HANNE, asked, at=MORNING).state is FlagState.IN_PROGRESS
        assert not ended.is_open
        assert flags.newest_joined_at(work, AT_NIGHT.of(BILAL)) == MORNING
    with town.read() as work:
        assert memory_before(work, AT_NIGHT, as_of=NEXT).flags[first.flag_id].is_open
        assert first.flag_id not in memory_before(work, AT_NIGHT, as_of=MONDAY).flags


def test_an_assessment_is_the_persons_own(town):
    with town.begin() as work:
        assess(work, HANNE, JONAS, level=Concern.A_LITTLE, at=MORNING)
        later = assess(work, HANNE, JONAS, level=Concern.MUCH, at=MORNING + timedelta(minutes=5))
        assert casework.own_assessment(work, AT_NIGHT.of(JONAS), actor_id="u-hanne") == later
        assert casework.own_assessment(work, AT_NIGHT.of(JONAS), actor_id="u-lea") is None
        assert [item.level for item in casework.assessments_of(work, AT_NIGHT.of(JONAS))] == [
            Concern.MUCH,
            Concern.A_LITTLE,
        ]
    assert actions(town).count("assessment.stored") == 2
    assert "much" not in str(audited(town))


def test_only_who_answers_turns_a_new_flag_into_a_seen_one(town):
    with town.begin() as work:
        assert see_flags(work, LEADER, JONAS, at=MORNING) == 0
        assert flag_of(work, JONAS, Rule.RISK).state is FlagState.NEW
        assert see_flags(work, HANNE, JONAS, at=MORNING) >= 1
        assert see_flags(work, HANNE, JONAS, at=MORNING) == 0
        assert flag_of(work, JONAS, Rule.RISK).state is FlagState.SEEN


def test_a_youth_stays_with_the_giver_until_the_receiver_acknowledges(town):
    with town.begin() as work:
        opened = hand_over(work, HANNE, Offered(JONAS, CounsellorId("ole")), at=MORNING)
        assert (opened.giver_id, opened.receiver_id) == ("hanne", "ole")
        assert flag_of(work, JONAS, Rule.RISK).counsellor_id == "hanne"
        assert check_may_see(work, OLE, JONAS, at=MORNING).why is Why.HANDOVER
        with pytest.raises(WrongUse, match="one at a time"):
            hand_over(work, HANNE, Offered(JONAS, CounsellorId("ole")), at=MORNING)
        with pytest.raises(NotPermitted, match="not to receive"):
            acknowledge(work, HANNE, opened.number, at=MORNING)
        with pytest.raises(NotPermitted, match="does not have the youth"):
            keep(work, OLE, opened.number, at=MORNING)
        acknowledge(work, OLE, opened.number, at=MORNING)
        assert flag_of(work, JONAS, Rule.RISK).counsellor_id == "ole"
        assert casework.tovholder_of(work, AT_NIGHT.of(JONAS)) == "ole"
        with pytest.raises(Outdated, match="acknowledged already"):
            acknowledge(work, OLE, opened.number, at=MORNING)
    with town.read() as work:
        assert memory_before(work, AT_NIGHT, as_of=NEXT).tovholders[JONAS] == "ole"
        assert memory_before(work, AT_NIGHT, as_of=NEXT).handovers == {}
    assert actions(town).count("handover.acknowledged") == 1


def test_a_giver_can_keep_the_youth_after_all(town):
    with town.begin() as work:
        opened = hand_over(work, HANNE, Offered(JONAS, CounsellorId("ole")), at=MORNING)
        keep(work, HANNE, opened.number, at=MORNING)
        assert casework.open_handovers(work, AT_NIGHT) == ()
        assert casework.tovholder_of(work, AT_NIGHT.of(JONAS)) == "hanne"
        assert flag_of(work, JONAS, Rule.RISK).counsellor_id == "hanne"


def test_coming_of_age_ends_with_the_receipt_of_the_hand_over(town):
    with town.begin() as work:
        birthday = flag_of(work, GERT, Rule.BIRTHDAY_18)
        assert (birthday.counsellor_id, birthday.due_on) == ("ole", None)
        opened = hand_over(work, OLE, Offered(GERT, CounsellorId("hanne"), HandoverReason.OF_AGE), at=MORNING)
        assert flag_of(work, GERT, Rule.BIRTHDAY_18).is_open
        acknowledge(work, HANNE, opened.number, at=MORNING)
        ended = flag_of(work, GERT, Rule.BIRTHDAY_18)
        assert (ended.state, ended.last_move) == (FlagState.CLOSED, Move.DOCUMENT)


def test_a_cover_answers_while_somebody_is_away_and_not_after(town):
    away = Cover(CounsellorId("hanne"), CounsellorId("ole"), MONDAY, MONDAY + timedelta(days=4))
    with town.begin() as work:
        with pytest.raises(NotPermitted):
            set_cover(work, OLE, away, at=MORNING)
        set_cover(work, HANNE, away, at=MORNING)
        assert flag_of(work, JONAS, Rule.RISK).counsellor_id == "ole"
        assert check_may_see(work, OLE, JONAS, at=MORNING).why is Why.OWNER
        assert memory_before(work, AT_NIGHT, as_of=away.to_on).covers == (away,)
        assert memory_before(work, AT_NIGHT, as_of=away.to_on + timedelta(days=1)).covers == ()
        set_cover(work, HANNE, Cover(CounsellorId("hanne"), CounsellorId("hanne"), MONDAY, away.to_on), at=MORNING)
        assert flag_of(work, JONAS, Rule.RISK).counsellor_id == "hanne"


@pytest.mark.parametrize(
    ("from_on", "to_on"), [(MONDAY, MONDAY - timedelta(days=1)), (date(2026, 11, 1), date(2026, 11, 15))]
)
def test_a_cover_is_for_days_to_come(town, from_on, to_on):
    with town.begin() as work, pytest.raises(WrongUse, match="cover: got days"):
        set_cover(work, HANNE, Cover(CounsellorId("hanne"), CounsellorId("ole"), from_on, to_on), at=MORNING)


def test_a_conflict_of_interest_sends_the_flag_on_and_closes_the_page(town):
    recusal = Recusal(CounsellorId("hanne"), AssignmentScope.YOUTH, "jonas")
    with town.begin() as work:
        with pytest.raises(NotPermitted, match="another counsellor's"):
            recuse(work, OLE, recusal, at=MORNING)
        recuse(work, HANNE, recusal, at=MORNING)
        flag = flag_of(work, JONAS, Rule.RISK)
        assert (flag.counsellor_id, flag.queue) == (None, "area:A1")
        with pytest.raises(UnknownThing):
            check_may_see(work, HANNE, JONAS, at=MORNING)
        assert check_may_see(work, LEADER, JONAS, at=MORNING).why is Why.LEADER
        number = casework.recusals(work, AT_NIGHT)[0].number
        with pytest.raises(NotPermitted):
            lift_recusal(work, HANNE, number, at=MORNING)
        lift_recusal(work, LEADER, number, at=MORNING)
        assert check_may_see(work, HANNE, JONAS, at=MORNING)


def test_a_leader_names_the_tovholder_and_an_open_hand_over_is_settled_by_it(town):
    with town.begin() as work:
        hand_over(work, HANNE, Offered(JONAS, CounsellorId("ole")), at=MORNING)
        with pytest.raises(NotPermitted):
            set_tovholder(work, HANNE, JONAS, counsellor_id=CounsellorId("ole"), at=MORNING)
        with pytest.raises(WrongUse, match="nobody who is a counsellor"):
            set_tovholder(work, LEADER, JONAS, counsellor_id=CounsellorId("nobody"), at=MORNING)
        set_tovholder(work, LEADER, JONAS, counsellor_id=CounsellorId("ole"), at=MORNING)
        assert casework.open_handovers(work, AT_NIGHT) == ()
        assert flag_of(work, JONAS, Rule.RISK).counsellor_id == "ole"
        set_tovholder(work, LEADER, JONAS, counsellor_id=CounsellorId("hanne"), at=MORNING + timedelta(minutes=1))
        assert casework.tovholders(work, AT_NIGHT)[JONAS] == "hanne"


def test_who_takes_up_a_youth_from_a_queue_has_the_youth(town):
    with town.begin() as work:
        flag = flag_of(work, NIELS, Rule.CONTACT_5)
        serving = Actor("u-ole", Role.COUNSELLOR, "Ole", CounsellorId("ole"), frozenset({D2}))
        if flag.queue is None:
            pytest.fail("niels is expected to wait in a queue: his district has no counsellor")
        after = move_flag(work, serving, WantedMove(flag.flag_id, flag.version, Wish(Move.TAKE_UP)), at=MORNING)
        assert (after.counsellor_id, after.queue, after.state) == ("ole", None, FlagState.IN_PROGRESS)
        assert casework.tovholder_of(work, AT_NIGHT.of(NIELS)) == "ole"
        assert all(item.counsellor_id == "ole" for item in flags.of_youth(work, AT_NIGHT.of(NIELS)) if item.is_open)


def test_flags_are_read_page_by_page_and_followed_move_by_move(town):
    with town.read() as work:
        of_d1, wanted = check_may_overlook(HANNE, at=MORNING), flags.Search()
        all_of_them = flags.search(work, of_d1, wanted=wanted, limit=100)
        first = flags.search(work, of_d1, wanted=wanted, limit=3)
        last = first[-1]
        rest = flags.search(work, of_d1, wanted=wanted, after=flags.Cursor(last.joined_at, last.flag_id), limit=100)
        assert first + rest == all_of_them
        assert len(all_of_them) > 6
        assert {flag.district_id for flag in all_of_them} == {D1}
        assert (
            flags.search(work, of_d1, wanted=flags.Search(states=frozenset({FlagState.CLOSED}), since_at=MORNING)) == ()
        )
        moves = outbox.events_after(work, 0, at=MORNING, limit=500)
        assert outbox.events_after(work, moves[4].number, at=MORNING, limit=500) == moves[5:]
        assert {flag.flag_id for flag in flags.standing(work, AT_NIGHT)} <= {moved.flag_id for moved in moves}


def test_people_who_act_on_a_youth_at_the_same_moment_leave_one_flag_one_tovholder_and_one_hand_over(town):
    asked = Asked(BILAL, AskedBy.SCHOOL, "asked twice at once")
    leaders = [replace(LEADER, actor_id=f"u-lea{number}") for number in range(6)]

    def act(number):
        at, refused = MORNING + timedelta(seconds=number), None
        try:
            with town.begin() as work:
                raise_flag(work, leaders[number], asked, at=at)
                if number % 2:
                    set_tovholder(
                        work,
                        leaders[number],
                        BILAL,
                        counsellor_id=CounsellorId(("hanne", "ole")[number % 3 % 2]),
                        at=at,
                    )
                else:
                    hand_over(work, leaders[number], Offered(BILAL, CounsellorId("ole")), at=at)
        except WrongUse as error:
            refused = error
        return refused

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(6)))
    with town.read() as work:
        assert len([flag for flag in flags.of_youth(work, AT_NIGHT.of(BILAL)) if flag.source is Source.MANUAL]) == 1
        assert casework.tovholder_of(work, AT_NIGHT.of(BILAL)) in {"hanne", "ole"}
        assert len(casework.open_handovers(work, AT_NIGHT.of(BILAL))) <= 1
        assert audit.verify(town).is_whole


def test_of_two_who_move_a_flag_at_once_the_second_is_told(town):
    with town.read() as work:
        flag = flag_of(work, JONAS, Rule.RISK)
    wanted = WantedMove(flag.flag_id, flag.version, Wish(Move.CLOSE))

    def act(actor):
        try:
            with town.begin() as work:
                move_flag(work, actor, wanted, at=MORNING)
        except Outdated:
            return "outdated"
        return "moved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, (HANNE, LEADER))) == ["moved", "outdated"]
    with town.read() as work:
        assert [moved.move for moved in flags.history(work, AT_NIGHT, flag_id=flag.flag_id)] == [Move.RAISE, Move.CLOSE]


@pytest.mark.parametrize(("early", "is_seen"), [(timedelta(0), False), (timedelta(microseconds=1), True)])
def test_an_act_at_the_cut_itself_is_for_the_night_after(town, early, is_seen):
    at, anna = cut(NEXT) - early, YouthId("anna")
    opened = Handover(JONAS, CounsellorId("hanne"), HandoverReason.AGREED, MORNING, receiver_id=CounsellorId("ole"))
    with town.begin() as work:
        casework.open_handover(work, [opened])
        number = casework.open_handovers(work, AT_NIGHT)[0].number
    with town.begin() as work:
        casework.acknowledge(work, number, actor=LEADER, at=at)
        casework.appoint(work, [Tovholder(anna, CounsellorId("ole"), at, "u-lea")])
        casework.add_contact(work, StoredContact(anna, "u-ole", ContactKind.MEETING, MONDAY, at))
        casework.add_cover(work, Cover(CounsellorId("ole"), CounsellorId("hanne"), MONDAY, NEXT), actor=LEADER, at=at)
        recusal = Recusal(CounsellorId("ole"), AssignmentScope.YOUTH, "gert")
        casework.add_recusal(work, recusal, actor=LEADER, at=at)
    with town.read() as work:
        memory, later = (
            memory_before(work, AT_NIGHT, as_of=NEXT),
            memory_before(work, AT_NIGHT, as_of=NEXT + timedelta(days=1)),
        )
    assert (JONAS in memory.handovers) is not is_seen
    assert (anna in memory.tovholders, anna in memory.contacts) == (is_seen, is_seen)
    assert (bool(memory.covers), bool(memory.recusals)) == (is_seen, is_seen)
    assert later.handovers == {}
    assert (later.tovholders[anna], len(later.recusals)) == ("ole", 1)


def test_where_a_youth_with_a_tovholder_lived_is_known_of_the_night_before_alone(town):
    with town.begin() as work:
        before = cut(MONDAY) - timedelta(hours=1)
        casework.appoint(work, [Tovholder(YouthId("anna"), CounsellorId("ole"), before, "u-lea")])
    with town.read() as work:
        assert memory_before(work, AT_NIGHT, as_of=NEXT).districts[YouthId("anna")] == D1
        assert YouthId("anna") not in memory_before(work, AT_NIGHT, as_of=MONDAY).districts
