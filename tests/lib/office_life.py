"""Months in an office, made up from a seed: youths who move, leave and turn 18, late news, counsellors who come, go and are away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random

import pandas as pd

from features.asof import Known
from features.calendar import cut, monday_of
from features.vocabulary import (
    AreaId,
    AssignmentRole,
    AssignmentScope,
    ContactKind,
    CounsellorId,
    DistrictId,
    EndReason,
    InstitutionId,
    NextStepKind,
    Status,
    YouthId,
)
from service.domain.access import Actor, Role
from service.domain.casework import Cover, Recusal, StoredContact, Tovholder
from service.domain.flag_life import Asked, AskedBy, Move, Moved, StoredFlag, Wish, moves_open_to, raised_by_hand
from service.domain.flags import Flag, Source
from service.domain.handover import remembered_organisation
from service.domain.night import Before
from service.domain.routing import Assignment, Counsellor, District, Organisation, Place, route
from service.domain.rules import HERNING
from service.domain.situation import Contact, NextStep, RiskReport, Situation, Spell
from service.flagging import Decided, decide
from service.night import Prepared, prepare
from service.situations import Situations, place_of
from tests.lib.desk import LATE, Desk

DISTRICTS = tuple(map(DistrictId, ("D1", "D2", "D3")))
AREAS = {"D1": AreaId("A1"), "D2": AreaId("A1"), "D3": AreaId("A2")}
STAFF = tuple(map(CounsellorId, ("hanne", "ole", "pia", "rasmus", "stine")))
SCHOOL, GYMNASIUM = InstitutionId("S1"), InstitutionId("G1")
LEADER = Actor("leader", Role.LEADER)
BANDS = ("low", "raised", "high")
RISKS = (0.1, 0.2, 0.2, 0.3)
WEEKS = 14
NO_CALENDAR = pd.DataFrame({"institution_id": [], "on": pd.Series([], dtype="datetime64[s]"), "possible": []})
DAY = timedelta(days=1)


@dataclass
class Life:
    """One youth as the records come to tell it: each fact with the day on which it was received."""

    youth_id: YouthId
    birth_on: date
    lived: list[tuple[date, DistrictId | None]]
    spells: list[Spell]
    retracted: list[tuple[date, Spell, Spell]] = field(default_factory=list)
    steps: list[NextStep] = field(default_factory=list)
    reports: list[RiskReport] = field(default_factory=list)
    contacts: list[tuple[date, Contact]] = field(default_factory=list)

    def situation(self, as_of: date) -> Situation:
        """What was received before the date."""
        known = [spell for spell in self.spells if _known(spell.known_on, as_of)]
        for day, wrong, right in self.retracted:
            known = [right if spell is wrong and day < as_of else spell for spell in known]
        spells = (
            spell if _known(spell.end_known_on, as_of) else _still_open(spell)
            for spell in known
            if spell.started_on < as_of
        )
        reports = (report for report in self.reports if report.known_on < as_of)
        return Situation(
            self.youth_id,
            as_of,
            self.birth_on,
            district_id=[district for day, district in self.lived if day < as_of][-1],
            spells=tuple(spells),
            next_steps=tuple(step for step in self.steps if _known(step.known_on, as_of)),
            contacts=tuple(contact for day, contact in self.contacts if day < as_of),
            risk_reports=tuple(
                report if _known(report.withdrawn_on, as_of) else replace(report, withdrawn_on=None) for report in reports
            ),
            first_known_on=date(2020, 1, 1),
        )  # fmt: skip


def _known(day: date | None, as_of: date) -> bool:
    return day is None or day < as_of


def _still_open(spell: Spell) -> Spell:
    return replace(spell, ended_on=None, end_reason=None, end_known_on=None)


@dataclass(frozen=True)
class Night:
    """One night as it went: what was decided on which memory, and the flags after it."""

    prepared: Prepared
    decided: Decided
    before: Before
    scores: pd.DataFrame
    recorded: Situations
    flags: dict[str, StoredFlag]

    @property
    def as_of(self) -> date:
        """The date."""
        return self.prepared.morning.as_of


@dataclass
class Office:
    """The office, its random life and its desk."""

    random: Random
    desk: Desk
    first_on: date
    lives: dict[YouthId, Life] = field(default_factory=dict)
    staff: dict[CounsellorId, tuple[date, date]] = field(default_factory=dict)
    serving: dict[DistrictId, CounsellorId | None] = field(default_factory=dict)
    merged: bool = False
    chosen: tuple[Flag, ...] | None = None

    @classmethod
    def open(cls, seed: int, desk: Desk | None = None, youths: int = 8) -> Office:
        """An office on its first morning."""
        random = Random(seed)
        first_on = monday_of(date(2025, 8, 11) + timedelta(days=random.randrange(420)))
        office = cls(random, desk or Desk(), first_on)
        last = first_on + timedelta(weeks=60)
        office.staff = {name: (date(2020, 1, 1), last) for name in STAFF[:4]} | {
            STAFF[4]: (first_on + timedelta(weeks=5), last)
        }
        office.serving = dict(zip(DISTRICTS, STAFF, strict=False))
        for number in range(youths):
            born = first_on - timedelta(days=random.randrange(int(14.6 * 365), int(18.4 * 365)))
            start = Spell(
                date(2024, 8, 12),
                Status.UPPER_SECONDARY,
                institution_id=random.choice((SCHOOL, GYMNASIUM)),
                known_on=date(2024, 8, 12),
            )
            spells = [start] if random.random() < 0.8 else []
            office.lives[YouthId(f"y{number}")] = Life(
                YouthId(f"y{number}"), born, [(date(2020, 1, 1), random.choice(DISTRICTS))], spells
            )
        return office

    def nights(self) -> Iterator[Night]:
        """Every night of the months, with the days between them lived through."""
        day, first_night_on = self.first_on, None
        for _ in range(WEEKS * 7):
            if day.weekday() == 0:
                self.chosen = None
            if day.weekday() == 0 or self.random.random() < 0.25:
                yield self._night(day, first_night_on)
                first_night_on = first_night_on or day
            for _ in range(self.random.choice((0, 0, 1, 1, 2))):
                self._happens(day)
            for _ in range(self.random.choice((0, 1, 1, 2))):
                self._somebody_acts(day)
            day += DAY

    def organisation(self, on: date) -> Organisation:
        """The organisation of the records on a day."""
        here = {
            name: Counsellor(name, weekly_capacity=1)
            for name, (since, until) in self.staff.items()
            if since <= on <= until
        }
        districts = [name for name in DISTRICTS if not (self.merged and name == "D2")]
        served = ((AssignmentScope.DISTRICT, name, self.serving[name]) for name in districts)
        rows = [(scope, where, who) for scope, where, who in served if who] + [
            (AssignmentScope.INSTITUTION, SCHOOL, STAFF[3])
        ]
        return Organisation(
            here,
            {name: District(name, name, AREAS[name]) for name in districts},
            tuple(Assignment(who, scope, where, AssignmentRole.REGULAR) for scope, where, who in rows),
            municipal_schools=frozenset({SCHOOL}),
        )

    def _night(self, as_of: date, first_night_on: date | None) -> Night:
        situations = {key: life.situation(as_of) for key, life in self.lives.items()}
        known = Known(as_of, {"school_days": NO_CALENDAR}, NO_CALENDAR, frozenset())
        recorded = Situations(
            as_of,
            known,
            {key: item for key, item in situations.items() if item.age_years <= 18},
            self.organisation(as_of),
        )
        before = Before(self.desk.memory(as_of), self.chosen, first_night_on)
        prepared = prepare(recorded, before, HERNING.on(as_of), data="synthetic")
        scores = self._scores()
        decided = decide(prepared.morning, scores)
        self.desk.publish(prepared, decided, at=cut(as_of) + LATE * self.random.choice((1, 1, 20)))
        if self.chosen is None:
            self.chosen = tuple(
                flag for flag in decided.flags if flag.source is Source.RISK and flag.cause_on == monday_of(as_of)
            )
        return Night(prepared, decided, before, scores, recorded, dict(self.desk.flags))

    def _scores(self) -> pd.DataFrame:
        names = [name for name in self.lives if self.random.random() < 0.6]
        risk = [self.random.choice(RISKS) for _ in names]
        return pd.DataFrame({"youth_id": names, "regime": "status_only", "risk": risk})

    # What comes in records

    def _happens(self, day: date) -> None:
        life = self.random.choice(list(self.lives.values()))
        late = day + timedelta(days=self.random.choice((0, 0, 3, 20, 45)))
        event = self.random.choice(
            ("moves", "leaves", "starts", "corrected", "reported", "spoken", "agrees", "staff", "merge")
        )
        getattr(self, f"_{event}")(life, day, late)

    def _moves(self, life: Life, day: date, late: date) -> None:
        there = [name for name in (*DISTRICTS, None) if not (self.merged and name == "D2")]
        known_on = max(late, life.lived[-1][0])
        life.lived.append((known_on, self.random.choice(there)))

    def _leaves(self, life: Life, day: date, late: date) -> None:
        if life.spells and life.spells[-1].ended_on is None and life.spells[-1].started_on < day:
            life.spells[-1] = replace(
                life.spells[-1], ended_on=day, end_reason=EndReason.INTERRUPTED, end_known_on=late
            )

    def _starts(self, life: Life, day: date, late: date) -> None:
        if not life.spells or (life.spells[-1].ended_on or date.max) < day:
            life.spells.append(Spell(day, Status.FGU, institution_id=GYMNASIUM, known_on=late))

    def _corrected(self, life: Life, day: date, late: date) -> None:
        if life.spells and life.spells[-1].ended_on is not None:
            wrong = life.spells[-1]
            life.retracted.append((max(late, wrong.end_known_on or late), wrong, _still_open(wrong)))

    def _reported(self, life: Life, day: date, late: date) -> None:
        withdrawn = day + timedelta(days=30) if self.random.random() < 0.3 else None
        life.reports.append(RiskReport(day, GYMNASIUM, late, withdrawn))

    def _spoken(self, life: Life, day: date, late: date) -> None:
        life.contacts.append((late, Contact(day, self.random.choice(list(ContactKind)))))

    def _agrees(self, life: Life, day: date, late: date) -> None:
        kind = self.random.choice((NextStepKind.AGREED, NextStepKind.DECLINED))
        life.steps.append(NextStep(day + timedelta(days=30), kind, GYMNASIUM, late))

    def _staff(self, life: Life, day: date, late: date) -> None:
        """Somebody leaves, or a district is given to somebody else or to nobody."""
        if self.random.random() < 0.3:
            name = self.random.choice(STAFF)
            self.staff[name] = (self.staff[name][0], max(day, self.staff[name][0]))
        else:
            self.serving[self.random.choice(DISTRICTS)] = self.random.choice((*STAFF, None))

    def _merge(self, life: Life, day: date, late: date) -> None:
        if self.merged or self.random.random() < 0.7:
            return
        self.merged = True
        for one in self.lives.values():
            if one.lived[-1][1] == "D2":
                one.lived.append((max(day, one.lived[-1][0]), DISTRICTS[0]))

    # What people do

    def _somebody_acts(self, day: date) -> None:
        at = datetime.combine(day, time(self.random.randrange(7, 15)), UTC)
        at = (
            cut(day) if self.random.random() < 0.1 else at
        )  # at midnight sharp: the next night's to know, not this one's
        act = self.random.choice(("move", "move", "move", "speak", "ask", "receive", "appoint", "cover", "recuse"))
        getattr(self, f"_act_{act}")(at)

    def _anybody(self) -> Actor:
        name = self.random.choice(STAFF[:4])
        return Actor(f"u-{name}", Role.COUNSELLOR, counsellor_id=name)

    def _act_move(self, at: datetime) -> None:
        flags = [self.desk.flags[key] for key in sorted(self.desk.flags)]
        if flags:
            flag, actor = self.random.choice(flags), self._anybody()
            steps = moves_open_to(flag, actor)
            if steps:
                until_on = at.date() + timedelta(days=self.random.randrange(1, 20))
                self.desk.move(flag, Wish(self.random.choice(steps).move, "because", until_on), actor, at)

    def _act_speak(self, at: datetime) -> None:
        youth_id, actor = self.random.choice(list(self.lives)), self._anybody()
        self.desk.contact(StoredContact(youth_id, actor.actor_id, self.random.choice(list(ContactKind)), at.date(), at))
        for flag in self.desk.open_flags():
            if flag.youth_id == youth_id and Move.TAKE_UP in {step.move for step in moves_open_to(flag, actor)}:
                self.desk.move(flag, Wish(Move.TAKE_UP), actor, at)

    def _act_ask(self, at: datetime) -> None:
        youth_id = self.random.choice(list(self.lives))
        place = place_of(self.lives[youth_id].situation(at.date()))
        flag, moved = self._by_hand(place, at)
        if flag.flag_id not in self.desk.flags:
            self.desk.insert(flag, moved)

    def _by_hand(self, place: Place, at: datetime) -> tuple[StoredFlag, Moved]:
        organisation = remembered_organisation(self.organisation(at.date()), Desk.memory(self.desk, at.date()))
        asked = Asked(place.youth_id, AskedBy.SCHOOL, "is often alone")
        return raised_by_hand(asked, place, found=route(place, organisation), actor=self._anybody(), at=at)

    def _act_receive(self, at: datetime) -> None:
        for handover in self.desk.open_handovers()[:1]:
            receiver = handover.receiver_id or self.random.choice(STAFF[:4])
            self.desk.acknowledge(handover, LEADER, at)
            if self.desk.tovholder(handover.youth_id) or self.random.random() < 0.5:
                self.desk.appoint(Tovholder(handover.youth_id, receiver, at, LEADER.actor_id))

    def _act_appoint(self, at: datetime) -> None:
        self.desk.appoint(
            Tovholder(self.random.choice(list(self.lives)), self.random.choice(STAFF[:4]), at, LEADER.actor_id)
        )

    def _act_cover(self, at: datetime) -> None:
        away, by = self.random.choice(STAFF), self.random.choice(STAFF)
        until_on = at.date() + timedelta(days=self.random.randrange(1, 15))
        self.desk.cover(Cover(away, by, at.date(), until_on), LEADER, at)

    def _act_recuse(self, at: datetime) -> None:
        if self.random.random() < 0.4:
            scope, where = self.random.choice(
                ((AssignmentScope.YOUTH, "y0"), (AssignmentScope.DISTRICT, "D3"), (AssignmentScope.AREA, "A1"))
            )
            self.desk.recuse(Recusal(self.random.choice(STAFF), scope, where), LEADER, at)


@dataclass(frozen=True)
class History:
    """Months that have been lived."""

    office: Office
    nights: tuple[Night, ...]


@cache
def history(seed: int) -> History:
    """The months of a seed, lived once however often they are looked at."""
    office = Office.open(seed)
    return History(office, tuple(office.nights()))
