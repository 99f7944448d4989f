"""What the list and Mine unge ask the store of many youths at once, on each kind of database."""

from __future__ import annotations

from datetime import timedelta

from features.vocabulary import ContactKind, CounsellorId, DistrictId, YouthId
from service.casework.assigning import set_tovholder
from service.casework.contacts import Contacted, record_contact
from service.casework.flag_moves import see_flags
from service.casework.seeing import check_may_overlook, check_may_see_list, seen_of
from service.casework.several import move_several
from service.domain.access import Actor, Role
from service.domain.audit import Event
from service.domain.flag_life import FlagState, Move
from service.domain.list_past import MATURE
from service.store import audit, casework, flags, lists, mine
from tests.lib.small_service import MORNING, small_service

HANNE = Actor("u-hanne", Role.COUNSELLOR, "Hanne", CounsellorId("hanne"), frozenset({DistrictId("D1")}))
LEADER = Actor("u-lea", Role.LEADER, "Lea", districts=None)
EMMA, IDA, NIELS = map(YouthId, ("emma", "ida", "niels"))


def test_whom_somebody_answers_for_and_who_lives_where(store, tmp_path):
    small_service(store, tmp_path)
    with store.begin() as work:
        over = check_may_overlook(HANNE, at=MORNING)
        before, residents = mine.responsible_for(work, over), mine.residents_of(work, over)
        set_tovholder(work, LEADER, NIELS, counsellor_id=CounsellorId("hanne"), at=MORNING)
        after = mine.responsible_for(work, over)
        seen = seen_of(work, HANNE, after, at=MORNING)
        everybody = mine.residents_of(work, check_may_overlook(LEADER, at=MORNING))
        assert mine.responsible_for(work, check_may_overlook(LEADER, at=MORNING)) == frozenset()
    assert (len(before), "gert" in before, "gert" in residents) == (11, False, True)
    assert after - before == {NIELS} and set(seen) == after
    assert everybody > residents and {NIELS, YouthId("maja")} <= everybody


def test_what_people_did_with_many_youths_is_found_at_once(store, tmp_path):
    small_service(store, tmp_path)
    yesterday = MORNING - timedelta(days=1)
    with store.begin() as work:
        for youth_id in (EMMA, IDA):
            audit.append(work, Event(yesterday, HANNE, audit.OPENED, youth_id))
        see_flags(work, HANNE, EMMA, at=yesterday)
        spoken = Contacted(ContactKind.REACHED, MORNING.date() - timedelta(days=2))
        record_contact(work, HANNE, EMMA, contacted=spoken, at=MORNING)
        record_contact(work, HANNE, IDA, contacted=Contacted(ContactKind.ATTEMPT, MORNING.date()), at=MORNING)
    with store.begin() as work:
        seen = check_may_see_list(HANNE, "D1", at=MORNING)
        opened = audit.opened_at(work, seen, actor_id=HANNE.actor_id, youth_ids=[EMMA, IDA, NIELS])
        assert opened == {EMMA: yesterday, IDA: yesterday}
        assert casework.last_spoken(work, seen, youth_ids=[EMMA, IDA]) == {EMMA: spoken.contacted_on}
        of_emma = next(one for one in lists.current_list(work, seen, at=MORNING).youths if one.listed.youth_id == EMMA)
        assert of_emma.last_act is not None and of_emma.last_act.move is Move.TAKE_UP
        assert flags.last_acts(work, seen, flag_ids=[]) == {}
        assert move_several(work, HANNE, Move.LOOK, youth_ids=[EMMA, IDA], at=MORNING) == 0  # both are further on
    with store.read() as work:
        states = {flag.state for flag in flags.open_of(work, seen, youth_ids=[EMMA, IDA])}
    assert states == {FlagState.IN_PROGRESS}


def test_a_list_is_looked_back_at_once_it_is_old_enough(store, tmp_path):
    small_service(store, tmp_path)
    with store.read() as work:
        seen = check_may_see_list(HANNE, "D1", at=MORNING)
        assert lists.past_of(work, seen, on=MORNING.date()) is None
        past = lists.past_of(work, seen, on=MORNING.date() + MATURE)
    assert past is not None and (past.named, past.active + past.without + past.gone) == (8, 8)
