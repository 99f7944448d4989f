"""A desk where casework lies: one in memory that says in plain lists what is meant, and one in a real store that is judged by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from features.calendar import LOCAL, cut
from features.vocabulary import CounsellorId, Coverage, YouthId
from service.domain.access import NIGHT, Actor
from service.domain.casework import Cover, Handover, Memory, Recusal, Remembered, StoredContact, Tovholder
from service.domain.facts import Facts
from service.domain.flag_life import DECIDED, OPEN, FlagState, Move, Moved, StoredFlag, Wish, moved_flag
from service.domain.flags import Flag
from service.domain.night import NightContent, YouthFacts
from service.domain.sight import AT_NIGHT
from service.domain.situation import Contact
from service.flagging import Decided
from service.night import Prepared, appointed
from service.store import casework, flags
from service.store.locks import hold
from service.store.memory import memory_before
from service.store.nights import start_run
from service.store.publication import Publication, publish
from service.store.unit_of_work import Store


@dataclass
class Desk:
    """Everything that was done, in plain lists; `memory` is what a night may know of it."""

    flags: dict[str, StoredFlag] = field(default_factory=dict)
    moves: list[Moved] = field(default_factory=list)
    contacts: list[StoredContact] = field(default_factory=list)
    tovholders: list[Tovholder] = field(default_factory=list)
    covers: list[tuple[Cover, datetime]] = field(default_factory=list)
    recusals: list[tuple[Recusal, datetime]] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    nights: list[tuple[date, dict[str, Flag], dict[YouthId, str | None]]] = field(default_factory=list)

    def open_flags(self) -> list[StoredFlag]:
        """Open flags by id."""
        return [self.flags[key] for key in sorted(self.flags) if self.flags[key].is_open]

    def open_handovers(self) -> list[Handover]:
        """Hand-overs on the way."""
        return [item for item in self.handovers if item.acknowledged_at is None]

    def tovholder(self, youth_id: YouthId) -> CounsellorId | None:
        """Who is tovholder by what was decided here."""
        standing = [item for item in self.tovholders if item.youth_id == youth_id and item.until_at is None]
        assert len(standing) <= 1
        return standing[0].counsellor_id if standing else None

    def insert(self, flag: StoredFlag, moved: Moved) -> None:
        """Keep a new flag."""
        assert flag.flag_id not in self.flags
        self.flags[flag.flag_id] = flag
        self.moves.append(moved)

    def move(self, flag: StoredFlag, wish: Wish, actor: Actor, at: datetime) -> None:
        """Move a flag as the table allows."""
        on = at.astimezone(LOCAL).date()
        self.flags[flag.flag_id], moved = moved_flag(flag, wish, actor=actor, at=at, on=on)
        self.moves.append(moved)

    def contact(self, contact: StoredContact) -> None:
        """Keep a contact."""
        self.contacts.append(contact)

    def appoint(self, new: Tovholder) -> None:
        """Make somebody tovholder instead of whoever is."""
        mine = [item for item in self.tovholders if item.youth_id == new.youth_id and item.until_at is None]
        ended = [replace(item, until_at=new.since_at) if item in mine else item for item in self.tovholders]
        self.tovholders = [*ended, new]

    def open_handover(self, handover: Handover) -> None:
        """Keep a hand-over."""
        self.handovers.append(replace(handover, number=len(self.handovers) + 1))

    def acknowledge(self, handover: Handover, actor: Actor, at: datetime) -> None:
        """End a hand-over."""
        done = replace(handover, acknowledged_at=at, acknowledged_by=actor.actor_id)
        self.handovers = [done if item.number == handover.number else item for item in self.handovers]

    def cover(self, cover: Cover, actor: Actor, at: datetime) -> None:
        """Keep a cover."""
        self.covers.append((cover, at))

    def recuse(self, recusal: Recusal, actor: Actor, at: datetime) -> None:
        """Keep a recusal."""
        self.recusals.append((replace(recusal, number=len(self.recusals) + 1), at))

    def memory(self, as_of: date) -> Memory:
        """What was done before the cut."""
        before = cut(as_of)
        earlier = [night for night in self.nights if night[0] < as_of]
        decided, lived = (earlier[-1][1], earlier[-1][2]) if earlier else ({}, {})
        held = {
            item.youth_id: item.counsellor_id
            for item in self.tovholders
            if _holds(item.since_at, item.until_at, before)
        }
        remembered = {
            key: made for key in sorted(self.flags) if (made := self._remembered(key, before, decided)) is not None
        }
        spoken: dict[YouthId, tuple[Contact, ...]] = {}
        for item in sorted(
            (item for item in self.contacts if item.at < before), key=lambda item: (item.youth_id, item.contacted_on)
        ):
            spoken[item.youth_id] = (*spoken.get(item.youth_id, ()), Contact(item.contacted_on, item.kind))
        somebodys = {flag.youth_id for key, flag in remembered.items() if flag.is_open and key in decided} | set(held)
        return Memory(
            as_of,
            flags=remembered,
            contacts=spoken,
            tovholders=held,
            covers=tuple(cover for cover, at in self.covers if at < before and cover.holds(as_of)),
            recusals=tuple(recusal for recusal, at in self.recusals if at < before),
            handovers={
                item.youth_id: _open(item)
                for item in self.handovers
                if _holds(item.opened_at, item.acknowledged_at, before)
            },
            districts={youth_id: lived[youth_id] for youth_id in somebodys if youth_id in lived},
        )

    def _remembered(self, key: str, before: datetime, decided: dict[str, Flag]) -> Remembered | None:
        seen = [moved for moved in self.moves if moved.flag_id == key and moved.at < before]
        if not seen:
            return None
        flag, last, owner = self.flags[key], seen[-1], decided.get(key)
        ended_on = None if last.to_state in OPEN else last.at.astimezone(LOCAL).date()
        owned = (
            {} if owner is None else {name: getattr(owner, name) for name in ("counsellor_id", "queue", "district_id")}
        )
        facts = (flag.flag_id, flag.youth_id, flag.source, flag.rule, flag.cause_on)
        made = Remembered(*facts, last.to_state, last.move, flag.raised_on, flag.is_known_before_start, ended_on)
        return replace(made, until_on=last.until_on, **owned)

    def publish(self, prepared: Prepared, decided: Decided, *, at: datetime) -> None:
        """Raise what is new, see met what stands no longer, open hand-overs, appoint tovholders."""
        as_of, night_at = prepared.morning.as_of, cut(prepared.morning.as_of)
        standing = {flag.flag_id: flag for flag in decided.flags if not flag.cut_off}
        for key, flag in sorted(standing.items()):
            if key not in self.flags:
                self.insert(
                    _raised(flag, decided, at), Moved(key, night_at, NIGHT.actor_id, Move.RAISE, None, FlagState.NEW)
                )
            known = self.flags[key]
            if known.state is FlagState.CLOSED and known.last_move is Move.MEET:
                self.move(known, Wish(Move.STAND_AGAIN), NIGHT, night_at)
        for flag in self.open_flags():
            if flag.source in DECIDED and flag.flag_id not in standing:
                self.move(flag, Wish(Move.MEET), NIGHT, night_at)
            elif flag.until_on is not None and flag.until_on <= as_of:
                self.move(flag, Wish(Move.RESUME), NIGHT, night_at)
        self._keep_casework(prepared)
        lived = {youth_id: item.district_id for youth_id, item in prepared.morning.situations.youths.items()}
        self.nights.append((as_of, {flag.flag_id: flag for flag in decided.flags}, lived))

    def _keep_casework(self, prepared: Prepared) -> None:
        underway = {item.youth_id for item in self.open_handovers()}
        for item in prepared.handovers:
            if item.youth_id not in underway:
                self.open_handover(item)
        for new in appointed(prepared):
            since = [
                item.since_at for item in self.tovholders if item.youth_id == new.youth_id and item.until_at is None
            ]
            if not since or since[0] <= new.since_at:
                self.appoint(new)


def _holds(since: datetime, until: datetime | None, before: datetime) -> bool:
    return since < before and (until is None or until >= before)


def _open(handover: Handover) -> Handover:
    return replace(handover, acknowledged_at=None, acknowledged_by=None)


def _raised(flag: Flag, decided: Decided, at: datetime) -> StoredFlag:
    owned = {name: getattr(flag, name) for name in ("due_on", "counsellor_id", "queue", "district_id", "area_id")}
    facts = (flag.flag_id, flag.youth_id, flag.source, flag.rule, flag.cause_on, FlagState.NEW, flag.routed_by)
    return StoredFlag(
        *facts, flag.as_of, flag.as_of, at, is_known_before_start=flag.flag_id in decided.started_before, **owned
    )


@dataclass
class StoreDesk(Desk):
    """The same acts done in a real store as well, and each night's memory asked of both."""

    store: Store | None = None
    folder: Path = Path()

    @property
    def kept(self) -> Store:
        """The store."""
        assert self.store is not None
        return self.store

    def insert(self, flag: StoredFlag, moved: Moved) -> None:
        """Keep a new flag; the night's own come by publication."""
        super().insert(flag, moved)
        if moved.actor_id != NIGHT.actor_id:
            with self.kept.begin() as work:
                flags.insert(work, [flag])
                flags.append_moves(work, [moved])

    def move(self, flag: StoredFlag, wish: Wish, actor: Actor, at: datetime) -> None:
        """Move a flag; the night's own moves come by publication."""
        super().move(flag, wish, actor, at)
        if actor != NIGHT:
            with self.kept.begin() as work:
                there = flags.by_id(work, AT_NIGHT, flag_id=flag.flag_id)
                assert there is not None
                after, moved = moved_flag(there, wish, actor=actor, at=at, on=at.astimezone(LOCAL).date())
                flags.store_move(work, after, moved)

    def contact(self, contact: StoredContact) -> None:
        """Keep a contact in both."""
        super().contact(contact)
        with self.kept.begin() as work:
            casework.add_contact(work, contact)

    def appoint(self, new: Tovholder) -> None:
        """Appoint in both; the night's own come by publication."""
        super().appoint(new)
        if new.actor_id != NIGHT.actor_id:
            with self.kept.begin() as work:
                casework.appoint(work, [new])

    def acknowledge(self, handover: Handover, actor: Actor, at: datetime) -> None:
        """Acknowledge in both."""
        super().acknowledge(handover, actor, at)
        with self.kept.begin() as work:
            assert handover.number is not None
            assert casework.acknowledge(work, handover.number, actor=actor, at=at)

    def cover(self, cover: Cover, actor: Actor, at: datetime) -> None:
        """Keep a cover in both."""
        super().cover(cover, actor, at)
        with self.kept.begin() as work:
            casework.add_cover(work, cover, actor=actor, at=at)

    def recuse(self, recusal: Recusal, actor: Actor, at: datetime) -> None:
        """Keep a recusal in both."""
        super().recuse(recusal, actor, at)
        with self.kept.begin() as work:
            casework.add_recusal(work, recusal, actor=actor, at=at)

    def memory(self, as_of: date) -> Memory:
        """What the store remembers, which is what the lists say."""
        with self.kept.read() as work:
            found = memory_before(work, AT_NIGHT, as_of=as_of)
        assert found == super().memory(as_of)
        return found

    def told_again(self, as_of: date) -> Memory:
        """What the store remembers of a night long past; where youths lived is known of the latest night alone."""
        with self.kept.read() as work:
            return replace(memory_before(work, AT_NIGHT, as_of=as_of), districts={})

    def publish(self, prepared: Prepared, decided: Decided, *, at: datetime) -> None:
        """Publish by the real function too, and find the same flags in both."""
        super().publish(prepared, decided, at=at)
        as_of = prepared.morning.as_of
        with hold(self.kept, self.folder / "night.lock", at=at) as fence, self.kept.begin() as work:
            run = start_run(work, as_of, fence=fence, at=at)
            publish(work, Publication(run, _content(prepared, decided), None, at))
        with self.kept.read() as work:
            standing = flags.standing(work, AT_NIGHT)
        assert _lives(standing) == _lives(self.open_flags())


def _lives(standing: Iterable[StoredFlag]) -> list[tuple[object, ...]]:
    return [(flag.flag_id, flag.state, flag.last_move, flag.until_on) for flag in standing]


def _content(prepared: Prepared, decided: Decided) -> NightContent:
    situations, routes = prepared.morning.situations, prepared.morning.routes
    youths = tuple(
        YouthFacts(
            item,
            Facts(),
            Coverage.OBSERVED,
            routes[key].routed_by,
            routes[key].counsellor_id,
            routes[key].queue,
            in_target_group=key in prepared.target_group,
        )
        for key, item in situations.youths.items()
    )
    content = NightContent(situations.as_of, "synthetic", decided.flags, {}, youths, situations.organisation)
    more = {"cuts": decided.cuts, "started_before": decided.started_before, "handovers": prepared.handovers}
    return replace(content, appointed=appointed(prepared), **more)


LATE = timedelta(hours=2)
"""How long after its cut a night is usually published."""
