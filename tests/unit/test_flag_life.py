"""The life of a flag: who may move it from where, said once more by hand, and everything else refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from features.vocabulary import ContactKind, CounsellorId, DistrictId, YouthId
from service.domain.access import NIGHT, Actor, Role
from service.domain.casework import StoredContact, is_met_tonight
from service.domain.errors import MoveRefused, NotPermitted
from service.domain.flag_life import (
    BY_MOVE,
    LONGEST_WAIT,
    MOVES,
    OPEN,
    Asked,
    AskedBy,
    FlagState,
    Move,
    StoredFlag,
    Wish,
    check_may_move,
    diagram,
    moved_flag,
    moves_open_to,
    raised_by_hand,
)
from service.domain.flags import Source, flag_id
from service.domain.routing import Place, Route
from service.domain.rules import Rule

TODAY = date(2026, 11, 16)
AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
HANNE = Actor("hanne", Role.COUNSELLOR, counsellor_id=CounsellorId("hanne"))
LEADER = Actor("lea", Role.LEADER)
SYSTEM = Actor("fagsystem", Role.SYSTEM)
ACTORS = (
    HANNE,
    LEADER,
    SYSTEM,
    NIGHT,
    *(Actor(role, role) for role in Role if role not in {"counsellor", "leader", "system"}),
)
RULES = {
    Source.DUTY: Rule.CONTACT_5,
    Source.RISK: Rule.RISK,
    Source.INSTITUTION: Rule.GUIDANCE_10,
    Source.NO_KNOWN_ACTIVITY: Rule.NO_KNOWN_ACTIVITY,
    Source.MANUAL: Rule.MANUAL,
}
PROMISED = """
    look        | new                                | seen         | any       | counsellor leader
    take_up     | new seen                           | in_progress  | any       | counsellor leader system
    wait        | new seen in_progress               | waiting      | any       | counsellor leader system
    resume      | waiting                            | in_progress  | any       | counsellor leader system night
    close       | new seen in_progress waiting       | closed       | chosen    | counsellor leader system
    dismiss     | new seen in_progress waiting       | not_relevant | chosen    | counsellor leader
    document    | new seen in_progress waiting       | closed       | decided   | counsellor leader
    meet        | new seen in_progress waiting       | closed       | decided   | night
    stand_again | closed                             | new          | decided   | night
    reopen      | closed not_relevant                | in_progress  | any       | counsellor leader
"""
SOURCES = {"any": set(Source), "chosen": {"risk", "manual"}, "decided": {"duty", "institution", "no_known_activity"}}
ENDED_BY = {FlagState.CLOSED: (Move.CLOSE, Move.DOCUMENT, Move.MEET), FlagState.NOT_RELEVANT: (Move.DISMISS,)}
FULL = {"reason": "spoken with the school", "until_on": TODAY + timedelta(days=14)}


def flag(source: Source = Source.RISK, state: FlagState = FlagState.NEW, last_move: Move = Move.RAISE) -> StoredFlag:
    rule = RULES[source]
    return StoredFlag(
        flag_id(YouthId("anna"), source, rule=rule, cause_on=TODAY),
        YouthId("anna"),
        source,
        rule,
        TODAY,
        state,
        3,
        TODAY,
        TODAY,
        AT,
        counsellor_id=CounsellorId("hanne"),
        district_id=DistrictId("D1"),
        last_move=last_move,
    )


def promised() -> dict[Move, tuple[set[str], FlagState, set[str], set[str]]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in PROMISED.strip().splitlines()]
    return {
        Move(move): (set(of.split()), FlagState(to), SOURCES[sources], set(by.split()))
        for move, of, to, sources, by in rows
    }


def name_of(actor: Actor) -> str:
    return "night" if actor is NIGHT else str(actor.role)


def test_every_move_is_allowed_where_it_is_promised_and_refused_everywhere_else():
    allowed = 0
    for move, (states, to, sources, by) in promised().items():
        for state, source, actor in product(FlagState, Source, ACTORS):
            for last_move in ENDED_BY.get(state, (Move.RAISE,)):
                there = flag(source, state, last_move)
                is_after = {
                    Move.REOPEN: last_move in {Move.CLOSE, Move.DISMISS, Move.DOCUMENT},
                    Move.STAND_AGAIN: last_move is Move.MEET,
                }.get(move, True)
                if state in states and source in sources and name_of(actor) in by and is_after:
                    after, moved = moved_flag(there, Wish(move, **FULL), actor=actor, at=AT, on=TODAY)
                    assert (after.state, after.last_move, after.version) == (to, move, there.version + 1)
                    assert (moved.from_state, moved.to_state, moved.actor_id) == (state, to, actor.actor_id)
                    allowed += 1
                else:
                    with pytest.raises((MoveRefused, NotPermitted)):
                        check_may_move(there, Wish(move, **FULL), actor=actor, on=TODAY)
    assert allowed == 214  # so that the loop above cannot check nothing


def test_a_flag_that_is_there_cannot_be_raised_again():
    for move, actor in ((Move.RAISE, NIGHT), (Move.ASK, HANNE)):
        source = Source.DUTY if move is Move.RAISE else Source.MANUAL
        for state in FlagState:
            with pytest.raises(MoveRefused, match="one that is not there yet"):
                check_may_move(flag(source, state), Wish(move, "why"), actor=actor, on=TODAY)


@pytest.mark.parametrize("source", [Source.DUTY, Source.INSTITUTION, Source.NO_KNOWN_ACTIVITY])
@pytest.mark.parametrize("move", [Move.DISMISS, Move.CLOSE])
def test_a_duty_is_never_waved_away_and_the_refusal_says_what_can_be_done(source, move):
    with pytest.raises(
        MoveRefused, match=r"allowed are manual, risk\. From here a person can document, look, take_up, wait"
    ):
        check_may_move(flag(source), Wish(move, "no need"), actor=HANNE, on=TODAY)


def test_only_the_night_sees_a_duty_met():
    for actor in ACTORS:
        if actor is not NIGHT:
            with pytest.raises(NotPermitted, match="allowed are night"):
                check_may_move(flag(Source.DUTY), Wish(Move.MEET), actor=actor, on=TODAY)


@pytest.mark.parametrize("move", [Move.DISMISS, Move.DOCUMENT])
@pytest.mark.parametrize("reason", [None, "", "   "])
def test_an_ending_against_the_records_needs_a_reason(move, reason):
    source = Source.RISK if move is Move.DISMISS else Source.DUTY
    with pytest.raises(MoveRefused, match="got no reason"):
        check_may_move(flag(source), Wish(move, reason), actor=HANNE, on=TODAY)


def test_a_reason_is_short_and_never_repeated_in_the_refusal():
    with pytest.raises(MoveRefused, match="got a reason of 501 characters") as refused:
        check_may_move(flag(), Wish(Move.DISMISS, "x" * 501), actor=HANNE, on=TODAY)
    assert "xxx" not in str(refused.value)
    assert check_may_move(flag(), Wish(Move.DISMISS, "x" * 500), actor=HANNE, on=TODAY)


@pytest.mark.parametrize(
    ("until_on", "may"),
    [
        (None, False),
        (TODAY, False),
        (TODAY + timedelta(days=1), True),
        (TODAY + LONGEST_WAIT, True),
        (TODAY + LONGEST_WAIT + timedelta(days=1), False),
    ],
)
def test_a_flag_waits_for_a_day_that_is_named_and_near(until_on, may):
    if may:
        after, _ = moved_flag(flag(), Wish(Move.WAIT, until_on=until_on), actor=HANNE, at=AT, on=TODAY)
        assert after.until_on == until_on
        assert moved_flag(after, Wish(Move.RESUME), actor=NIGHT, at=AT, on=TODAY)[0].until_on is None
    else:
        with pytest.raises(MoveRefused, match="no day that can be waited for"):
            check_may_move(flag(), Wish(Move.WAIT, until_on=until_on), actor=HANNE, on=TODAY)


def test_a_met_duty_is_not_reopened_by_a_person_nor_a_documented_one_by_the_night():
    met, documented = (flag(Source.DUTY, FlagState.CLOSED, move) for move in (Move.MEET, Move.DOCUMENT))
    with pytest.raises(MoveRefused, match="closed after meet"):
        check_may_move(met, Wish(Move.REOPEN), actor=HANNE, on=TODAY)
    with pytest.raises(MoveRefused, match="closed after document"):
        check_may_move(documented, Wish(Move.STAND_AGAIN), actor=NIGHT, on=TODAY)


def test_the_moves_shown_to_somebody_are_those_that_would_be_accepted():
    for source, state, actor in product(Source, FlagState, ACTORS):
        there = flag(source, state, ENDED_BY.get(state, (Move.RAISE,))[0])
        shown = {step.move for step in moves_open_to(there, actor)}
        for move in Move:
            accepted = True
            try:
                check_may_move(there, Wish(move, **FULL), actor=actor, on=TODAY)
            except (MoveRefused, NotPermitted):
                accepted = False
            assert accepted == (move in shown)


def test_every_open_state_has_a_way_out_for_a_person_and_every_ending_a_way_back():
    for source, state in product(Source, FlagState):
        for last_move in ENDED_BY.get(state, (Move.RAISE,)):
            ways = {
                step.to for actor in (HANNE, NIGHT) for step in moves_open_to(flag(source, state, last_move), actor)
            }
            is_possible = (
                state in OPEN or last_move in {Move.MEET, Move.DOCUMENT} or source in {Source.RISK, Source.MANUAL}
            )
            if state in OPEN:
                assert ways - OPEN
            elif is_possible and not (last_move is Move.MEET and source in {Source.RISK, Source.MANUAL}):
                assert ways & OPEN


def test_the_table_has_one_line_for_each_move_and_the_diagram_draws_every_arrow():
    assert [step.move for step in MOVES] == list(BY_MOVE)
    assert set(BY_MOVE) == set(Move)
    arrows = sum(max(len(step.from_states), 1) for step in MOVES)
    assert len(diagram().splitlines()) == arrows + 1
    assert "    closed --> new: stand_again" in diagram()


def test_a_flag_raised_by_hand_is_routed_like_any_other_and_says_who_asks():
    asked = Asked(YouthId("anna"), AskedBy.SCHOOL, "  often alone in the breaks ")
    found = Route(4, queue="area:A1", area_id="A1")
    made, moved = raised_by_hand(asked, Place(YouthId("anna"), DistrictId("D1")), found=found, actor=HANNE, at=AT)
    assert (made.source, made.state, made.queue, made.routed_by) == (Source.MANUAL, FlagState.NEW, "area:A1", 4)
    assert (made.cause_on, made.joined_at, made.asked_by, made.due_on) == (TODAY, AT, AskedBy.SCHOOL, None)
    assert (moved.move, moved.from_state, moved.reason) == (Move.ASK, None, "often alone in the breaks")


@pytest.mark.parametrize(("actor", "why", "refusal"), [(HANNE, " ", MoveRefused), (NIGHT, "why", NotPermitted)])
def test_a_flag_by_hand_needs_a_person_and_a_line_of_why(actor, why, refusal):
    asked = Asked(YouthId("anna"), AskedBy.YOUTH, why)
    with pytest.raises(refusal):
        raised_by_hand(asked, Place(YouthId("anna")), found=Route(5, queue="central"), actor=actor, at=AT)


def test_the_day_of_a_flag_by_hand_is_the_day_in_denmark():
    late = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)  # half past midnight in Copenhagen
    asked = Asked(YouthId("anna"), AskedBy.PARENT, "why")
    made, _ = raised_by_hand(asked, Place(YouthId("anna")), found=Route(5, queue="central"), actor=HANNE, at=late)
    assert made.cause_on == TODAY


@pytest.mark.parametrize(
    ("rule", "kind", "days", "is_met"),
    [
        (Rule.CONTACT_5, ContactKind.REACHED, 0, True),
        (Rule.CONTACT_5, ContactKind.MEETING, 3, True),
        (Rule.CONTACT_5, ContactKind.ATTEMPT, 0, False),
        (Rule.CONTACT_5, ContactKind.REACHED, -1, False),
        (Rule.OFFER_30, ContactKind.REACHED, 0, False),
        (Rule.OFFER_30, ContactKind.OFFER, 0, True),
        (Rule.GUIDANCE_10, ContactKind.REACHED, 0, True),
        (Rule.NO_KNOWN_ACTIVITY, ContactKind.OFFER, 0, False),
    ],
)
def test_a_duty_shows_at_once_as_met_by_a_contact_that_meets_it(rule, kind, days, is_met):
    duty = replace(flag(Source.DUTY), rule=rule)
    contact = StoredContact(YouthId("anna"), "hanne", kind, TODAY + timedelta(days=days), AT)
    assert is_met_tonight(duty, [contact]) is is_met
    assert not is_met_tonight(replace(duty, state=FlagState.CLOSED), [contact])
