"""Who stood at the line and what was done for them, as the store and the lake tell it; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from features.permission import NO_PERMITS
from features.vocabulary import ContactKind, CounsellorId, InterventionKind, YouthId
from service.casework.contacts import Contacted, record_contact
from service.casework.efforts import start_effort
from service.casework.seeing import check_may_count
from service.domain.access import Actor, Role
from service.domain.efforts import Plan, WantedEffort
from service.domain.errors import NotPermitted
from service.domain.sight import AT_NIGHT
from service.monitoring.followed import Source, read_followed
from service.monitoring.read_out import Verdict, read_effect, with_follow_up
from service.store import line, matured
from service.store.matured import DTYPES
from service.store.records_lake import Lake
from service.store.unit_of_work import Store
from tests.lib.lakes import take, told
from tests.lib.small_service import MORNING, NIGHTS, SmallService, small_service
from tests.lib.small_town import MONDAY

LEADER = Actor("u-lea", Role.LEADER, "Lea", districts=frozenset({"D1", "D2"}))
HANNE = Actor("u-hanne", Role.COUNSELLOR, "Hanne", CounsellorId("hanne"), frozenset({"D1"}))
LISTS = """
youth | risk | rank | cut_off | outcome
jonas | 0.31 | 1    | no      | 1
karla | 0.22 | 2    | yes     | 0
clara | 0.20 | 3    | yes     |
anna  | 0.01 |      |         | 0
"""


@pytest.fixture
def service(store: Store, tmp_path: Path) -> SmallService:
    found = small_service(store, tmp_path, nights=NIGHTS)
    with store.begin() as work:
        matured.keep(work, AT_NIGHT, lists(found.run.run_id))
    return found


def lists(run_id: str) -> pd.DataFrame:
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in LISTS.strip().splitlines())
    frame = pd.DataFrame(rows, columns=["youth_id", *head[1:]]).replace("", None)
    frame["cut_off"] = frame["cut_off"].map({"yes": True, "no": False})
    for name in ("risk", "rank", "outcome"):
        frame[name] = pd.to_numeric(frame[name])
    same = {"run_id": run_id, "known_by": run_id, "week": "2026-W47", "monday_on": MONDAY, "as_of": MONDAY}
    same |= {"district_id": "D1", "regime": "attendance", "band": "high", "profile": "none", "capacity": 1}
    return frame.assign(**same, ended_on=None)[list(DTYPES)].astype(DTYPES)


def test_only_those_who_were_ranked_stood_at_the_line(service: SmallService):
    with service.store.read() as work:
        rows = line.candidates(work, check_may_count(LEADER, at=MORNING))
    assert list(rows["youth_id"]) == ["jonas", "karla", "clara"]
    assert rows["cut_off"].tolist() == [False, True, True]
    assert rows["outcome"].isna().tolist() == [False, False, True]


def test_a_contact_and_an_effort_count_in_the_four_weeks_after_the_list_and_no_later(service: SmallService):
    late = MONDAY + timedelta(weeks=4)
    with service.store.begin() as work:
        for youth, kind, on in (
            ("jonas", ContactKind.REACHED, MONDAY),
            ("karla", ContactKind.ATTEMPT, MONDAY),
        ):
            record_contact(work, HANNE, YouthId(youth), contacted=Contacted(kind, on), at=MORNING)
        talk = WantedEffort(InterventionKind.INDIVIDUAL_TALK, MONDAY, Plan(CounsellorId("hanne"), late))
        start_effort(work, HANNE, YouthId("jonas"), wanted=talk, at=MORNING)
        seen = check_may_count(LEADER, at=MORNING)
        source = Source(work, Lake(Path("nowhere")), service.run, NO_PERMITS)
        followed = read_followed(source, seen, since=MONDAY)
        rows = with_follow_up(line.candidates(work, seen), followed)
    assert not followed.has_records
    assert rows["contacted"].tolist() == [1, 0, 0]
    assert rows["step"].tolist()[0] == 2
    assert rows["step"].isna().tolist() == [False, True, True]
    later = followed.contacts.assign(on=pd.Timestamp(late))
    assert with_follow_up(rows, type(followed)(later, followed.efforts, False))["contacted"].tolist() == [0, 0, 0]


def test_what_the_records_tell_counts_as_well_and_not_as_known_later(service: SmallService, tmp_path: Path):
    lake = Lake(tmp_path / "more")
    spoken = {"youth_id": "karla", "contacted_on": "2026-11-10", "kind": "reached", "known_at": "2026-11-11"}
    mentor = {"youth_id": "karla", "started_on": "2026-11-11", "kind": "mentor", "known_at": "2026-11-12"}
    later = {**spoken, "contacted_on": "2026-11-12", "known_at": "2026-12-24"}
    take(lake, told(contacts=[spoken, later], interventions=[mentor]), night=None)
    with service.store.read() as work:
        source = Source(work, lake, replace(service.run, lake_version=1), NO_PERMITS)
        followed = read_followed(source, check_may_count(LEADER, at=MORNING), since=date(2026, 11, 1))
    assert followed.has_records
    assert [(one.youth_id, one.on.date()) for one in followed.contacts.itertuples()] == [("karla", date(2026, 11, 10))]
    assert [(one.youth_id, one.step) for one in followed.efforts.itertuples()] == [("karla", 3)]


def test_nothing_is_said_of_one_list(service: SmallService):
    with service.store.read() as work:
        source = Source(work, Lake(Path("nowhere")), service.run, NO_PERMITS)
        found = read_effect(source, check_may_count(LEADER, at=MORNING))
    assert (found.verdict, found.effect, found.more, found.lists) == (Verdict.NOTHING, None, (), 1)
    assert [(one.group, one.n, one.dropouts) for one in found.by_step] == [("none", 1, 1)]
    assert found.since_on == MONDAY


def test_a_counsellor_may_not_count_it():
    with pytest.raises(NotPermitted, match="see_effect"):
        check_may_count(HANNE, at=MORNING)
