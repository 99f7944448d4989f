"""Three installations as a browser reaches them: one in full work, one in which there is nothing to do, one before its first night."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

import pandas as pd
from fastapi import FastAPI
from starlette.testclient import TestClient

from features.reading import read_records
from features.records import Records
from features.vocabulary import AreaId, ContactKind, CounsellorId, InterventionKind, YouthId
from service.app import build_app
from service.casework.assessing import assess
from service.casework.assigning import set_cover
from service.casework.breaking_glass import Plea, break_glass
from service.casework.closings import close_course
from service.casework.contacts import Contacted, record_contact
from service.casework.efforts import start_effort
from service.casework.flag_moves import WantedMove, move_flag, raise_flag, see_flags
from service.casework.handing_over import Offered, hand_over
from service.casework.meetings import agree, call_meeting, meeting_of
from service.domain.access import COMMAND_LINE, Actor, Role
from service.domain.casework import Concern, Cover
from service.domain.closings import Closing, Helped, WhereNow
from service.domain.cpr import read_cpr
from service.domain.efforts import Plan, WantedEffort
from service.domain.flag_life import Asked, AskedBy, Move, Wish
from service.domain.identity import Holder, Identity
from service.domain.meetings import Content, MeetingKind, People, Profession, Promise
from service.domain.shadow import Happened
from service.domain.sight import AT_NIGHT
from service.domain.users import User, actor_of
from service.domain.watching import Level, Matter
from service.edge.actors import COOKIE
from service.operating.alarms import take_alarm
from service.operating.identities import identity_keys, import_identities
from service.settings import Settings
from service.store import flags, matured, users
from service.store.migration import upgrade
from service.store.organisations import published_organisation
from service.store.seal import open_seal
from service.store.unit_of_work import Store, Work, open_store
from service.store.youth_keys import keys_of_store
from tests.lib.compared import RECALL, compared, tell
from tests.lib.running import running
from tests.lib.said_figures import FIGURES
from tests.lib.small_service import MORNING, keep_records, publish_night, small_service
from tests.lib.small_town import MONDAY, WEEK, write_small_town
from tests.lib.watched import CODE, NEWS, SILENT, watch_week

HANNE: Final = User("hanne", "Hanne Holm", Role.COUNSELLOR, CounsellorId("hanne"), is_demo=True)
OLE: Final = User("ole", "Ole Vang", Role.COUNSELLOR, CounsellorId("ole"), is_demo=True)
LEADER: Final = User("leader", "Leder, Nord", Role.LEADER, area_id=AreaId("A1"), is_demo=True)
OFFICER: Final = User("officer", "Databeskyttelsesrådgiver", Role.PROTECTION_OFFICER, is_demo=True)
ANALYST: Final = User("analyst", "Analytiker", Role.ANALYST, is_demo=True)
OPERATOR: Final = User("operator", "Driftsansvarlig", Role.OPERATOR, is_demo=True)
STEWARD: Final = User("steward", "Datamedarbejder", Role.DATA_STEWARD, is_demo=True)
PEOPLE: Final = (HANNE, OLE, LEADER, OFFICER, ANALYST, OPERATOR, STEWARD)
CPR: Final = "702310-4321"
LATER: Final = timedelta(hours=48)
"""By when a night is overdue."""


@dataclass
class World:
    """An installation, and the instant at which its application answers. `values`: what stands in its addresses."""

    store: Store
    app: FastAPI
    at: datetime
    values: dict[str, str]
    address: str = ""
    secrets: dict[str, str] = field(default_factory=dict)

    def secret(self, user: User) -> str:
        """The cookie of somebody who is signed in, for as long as any test takes."""
        if user.user_id not in self.secrets:
            with self.store.begin() as work:
                self.secrets[user.user_id] = users.open_session(work, user.user_id, at=self.at, hours=1_000)
        return self.secrets[user.user_id]

    def client(self, user: User | None) -> TestClient:
        """The same person without a browser, asking from our own pages; nobody, if None."""
        cookies = {COOKIE: self.secret(user)} if user else {}
        headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
        return TestClient(self.app, headers=headers, cookies=cookies, client=("127.0.0.1", 50_000))


@contextmanager
def full_world(folder: Path) -> Iterator[World]:
    """The small town on its Monday, in the middle of work."""
    with _opened(folder) as store:
        service = small_service(store, folder)
        keep_records(service.records, folder)
        with store.begin() as work:
            matured.keep_figures(work, service.run.run_id, FIGURES)
            users.add(work, PEOPLE, at=MORNING)
            _watch(work)
            _work(work, folder)
            tell(work, compared("herning-2026-11-01-7c1d55e0a4b2", Happened(52, 851, 96, (RECALL,))))
        yield _world(store, folder, "jonas")


@contextmanager
def empty_world(folder: Path) -> Iterator[World]:
    """One youth, Anna, of whom there is nothing to say."""
    with _opened(folder) as store:
        publish_night(store, folder, _only_anna(folder / "records"), as_of=MONDAY, with_scores=False)
        with store.begin() as work:
            users.add(work, PEOPLE, at=MORNING)
            hanne = actor_of(HANNE, published_organisation(work))
            call_meeting(work, hanne, YouthId("anna"), content=_meeting(MeetingKind.NETWORK), at=MORNING)
            talk = Plan(CounsellorId("hanne"), MONDAY + timedelta(days=14))
            start_effort(
                work,
                hanne,
                YouthId("anna"),
                wanted=WantedEffort(InterventionKind.INDIVIDUAL_TALK, MONDAY, talk),
                at=MORNING,
            )
        yield _world(store, folder, "anna")


@contextmanager
def new_world(folder: Path) -> Iterator[World]:
    """People may come in, and no night has been published."""
    with _opened(folder) as store:
        with store.begin() as work:
            users.add(work, PEOPLE, at=MORNING)
        yield _world(store, folder, "anna")


@contextmanager
def served_world(world: World) -> Iterator[World]:
    """The same on a port of this machine."""
    with running(world.app) as world.address:
        yield world


@contextmanager
def _opened(folder: Path) -> Iterator[Store]:
    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(f"sqlite:///{folder / 'store.db'}", seal=open_seal(None, folder / "keys", may_make=True))
    try:
        upgrade(store)
        yield store
    finally:
        store.close()


def _world(store: Store, folder: Path, youth: str) -> World:
    values = {
        "key": keys_of_store(store).key_of(YouthId(youth)),
        "place": "D1",
        "district": "D1",
        "week": WEEK,
        "number": "1",
        "kind": "network",
    }
    world = World(store, FastAPI(), MORNING, values)
    world.app = build_app(Settings(var=folder), store=store, now=lambda: world.at)
    return world


def _only_anna(folder: Path) -> Records:
    write_small_town(folder)
    for path in folder.glob("*.csv"):
        rows = pd.read_csv(path, dtype="str", keep_default_na=False)
        if "youth_id" in rows:
            rows[rows["youth_id"] == "anna"].to_csv(path, index=False)
    return read_records(folder)


def _work(work: Work, folder: Path) -> None:
    """What people did on Monday morning: something of everything that a page may have to show."""
    organisation = published_organisation(work)
    hanne, ole, leader = (actor_of(user, organisation) for user in (HANNE, OLE, LEADER))
    record_contact(work, hanne, YouthId("bilal"), contacted=Contacted(ContactKind.ATTEMPT, MONDAY), at=MORNING)
    record_contact(work, hanne, YouthId("emma"), contacted=Contacted(ContactKind.REACHED, MONDAY), at=MORNING)
    assess(work, hanne, YouthId("clara"), level=Concern.MUCH, at=MORNING)
    assess(work, leader, YouthId("david"), level=Concern.A_LITTLE, at=MORNING)
    raise_flag(work, hanne, Asked(YouthId("oda"), AskedBy.PARENT, "Moren har ringet"), at=MORNING)
    see_flags(work, hanne, YouthId("ida"), at=MORNING)
    until = MONDAY + timedelta(days=14)
    _move(work, hanne, "ida", Wish(Move.TAKE_UP))
    _move(work, hanne, "ida", Wish(Move.WAIT, until_on=until))
    hand_over(work, ole, Offered(YouthId("gert"), CounsellorId("hanne")), at=MORNING)
    set_cover(work, leader, Cover(CounsellorId("ole"), CounsellorId("hanne"), MONDAY, until), at=MORNING)
    break_glass(work, ole, YouthId("niels"), plea=Plea("Den unge ringer fra stationen", LATER), at=MORNING)
    _meet(work, hanne)
    _help(work, hanne)
    who = Identity(read_cpr(CPR), "Jonas Opdigtet", "0000 1111", "jonas@example.org", (Holder("Mor Opdigtet", "0000 2222"),),
                   given_id=YouthId("jonas"))  # fmt: skip
    import_identities(work, COMMAND_LINE, [who], keys=identity_keys(Settings(var=folder)), at=MORNING)


def _watch(work: Work) -> None:
    """Weeks that were watched, of which two series stand out; somebody looks into one."""
    steady = {CODE: Level.FINE, (Matter.SCHOOL_KINDS, "S1/sick"): Level.FINE, (Matter.TOWN_ABSENCE, "town"): Level.FINE}
    for weeks, level in ((4, Level.FINE), (1, Level.FINE), (0, Level.WATCH)):
        watch_week(work, MONDAY - timedelta(weeks=weeks), {**steady, NEWS: level, SILENT: level})
    take_alarm(work, COMMAND_LINE, SILENT, line="Ringer til skolen", at=MORNING)


def _meet(work: Work, hanne: Actor) -> None:
    """A network meeting about Jonas, with all that can be written of one, and what was promised there."""
    people = People((Profession.PSYCHOLOGIST,), ("Per Poulsen, mentor",), ("Mor", "Moster Lis"))
    full = replace(
        _meeting(MeetingKind.NETWORK), clock=time(14, 30), venue="Ungehuset", agenda="Et nyt fag", people=people
    )
    jonas = YouthId("jonas")
    number = call_meeting(work, hanne, jonas, content=full, at=MORNING)
    found = meeting_of(work, AT_NIGHT.of(jonas), number)
    agree(work, hanne, found, promise=Promise("Ringer til skolen", "Moster Lis", MONDAY), at=MORNING)


def _help(work: Work, hanne: Actor) -> None:
    """Two efforts for Jonas, one of them with a goal, and the course of Karla, which is over."""
    plan, soon = CounsellorId("hanne"), MONDAY + timedelta(days=14)
    wanted = (
        WantedEffort(InterventionKind.INDIVIDUAL_TALK, MONDAY, Plan(plan, soon)),
        WantedEffort(InterventionKind.MENTOR, MONDAY, Plan(plan, soon, "Møder til tiden", "Vil køre med bus", "Hver anden uge"),
                     "Vi har talt to gange"),
    )  # fmt: skip
    for one in wanted:
        start_effort(work, hanne, YouthId("jonas"), wanted=one, at=MORNING)
    over = Closing(WhereNow.SCHOOL, Helped.YES, Helped.PARTLY, plan, "Det er blevet lettere")
    close_course(work, hanne, YouthId("karla"), closing=over, at=MORNING)


def _meeting(kind: MeetingKind) -> Content:
    return Content(kind, MONDAY, CounsellorId("hanne"))


def _move(work: Work, actor: Actor, youth_id: str, wish: Wish) -> None:
    flag = next(one for one in flags.of_youth(work, AT_NIGHT.of(YouthId(youth_id))) if one.is_open)
    move_flag(work, actor, WantedMove(flag.flag_id, flag.version, wish), at=MORNING)
