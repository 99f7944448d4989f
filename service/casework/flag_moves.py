"""Moves that people make with flags, and flags that they raise themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from features.vocabulary import YouthId
from service.casework.routes import organisation_now, place_now, reroute_youth
from service.casework.seeing import check_may_act, check_may_see, flag_to_act_on, local_day
from service.domain.access import Act, Actor, Role, Why
from service.domain.audit import Event
from service.domain.casework import Tovholder
from service.domain.errors import Outdated
from service.domain.flag_life import CHOSEN, Asked, FlagState, Move, StoredFlag, Wish, moved_flag, raised_by_hand
from service.domain.routing import route
from service.domain.rules import Rule
from service.domain.sight import Errand, Sight, Task
from service.store import audit, casework, flags
from service.store.turns import take_turn
from service.store.unit_of_work import Work

HANDED_OVER: Final = "handed over"
"""The reason that stands in the history of a coming of age once the hand-over is acknowledged."""


@dataclass(frozen=True)
class WantedMove:
    """The move somebody wants to make with a flag; `version` is the one they saw."""

    flag_id: str
    version: int
    wish: Wish


def move_flag(work: Work, actor: Actor, wanted: WantedMove, *, at: datetime) -> StoredFlag:
    """Make a move with a flag and return the flag as it is then. Whoever takes up from a queue becomes the youth's tovholder.

    Raises: NotPermitted, MoveRefused by the table of moves; UnknownThing if there is no such flag to see; Outdated if it has been moved
    since it was seen.
    """
    flag = flag_to_act_on(work, actor, Act.MOVE_FLAG, flag_id=wanted.flag_id, at=at)
    if flag.version != wanted.version:
        raise Outdated(
            f"flag: got version {wanted.version}, it is at {flag.version}; somebody has moved it since. Look at it again and decide anew."
        )
    after = _make(work, actor, flag, wish=wanted.wish, at=at)
    if wanted.wish.move is Move.TAKE_UP and flag.queue is not None:
        _adopt(work, actor, flag.youth_id, at=at)
        return flags.by_id(work, Errand(Task.ACTING), flag_id=after.flag_id) or after
    return after


def raise_flag(work: Work, actor: Actor, asked: Asked, *, at: datetime) -> StoredFlag:
    """Raise a flag by hand; it joins the list at once and is routed like any other.

    A second one about the same youth on the same day is the same flag: it is opened again if it was ended, else returned as it is.
    Raises: NotPermitted, UnknownThing; MoveRefused without a line of why.
    """
    seen = check_may_act(work, actor, Act.RAISE_FLAG, youth_id=asked.youth_id, at=at)
    place = place_now(work, seen)
    found = route(place, organisation_now(work, on=local_day(at)))
    flag, moved = raised_by_hand(asked, place, found=found, actor=actor, at=at)
    there = flags.by_id(work, seen, flag_id=flag.flag_id)
    if there is not None:
        return there if there.is_open else _make(work, actor, there, wish=Wish(Move.REOPEN, asked.why), at=at)
    flags.insert(work, [flag])
    flags.append_moves(work, [moved])
    detail = {"flag_id": flag.flag_id, "asked_by": str(asked.asked_by)}
    audit.append(work, Event(at, actor, "flag.raised", asked.youth_id, detail))
    return flag


def see_flags(work: Work, actor: Actor, youth_id: YouthId, *, at: datetime) -> int:
    """Mark the youth's new flags as seen, if it is the actor who answers for them; returns how many were.

    Others' looks are written in the audit trail alone: a flag that nobody who answers has seen stays new.
    Raises: UnknownThing if the youth is not the actor's to see.
    """
    return mark_seen(work, check_may_see(work, actor, youth_id, at=at))


def mark_seen(work: Work, seen: Sight) -> int:
    """The same for whoever has found out that they may see the youth."""
    actor, youth_id, at = seen.actor, seen.youth_id, seen.at
    if actor.role is not Role.COUNSELLOR or seen.why is Why.BREAK_GLASS:
        return 0
    if not _unseen(work, seen):
        return 0
    take_turn(work, youth_id)
    new = _unseen(work, seen)  # as it is now that it is our turn
    for flag in new:
        _make(work, actor, flag, wish=Wish(Move.LOOK), at=at)
    return len(new)


def _unseen(work: Work, seen: Sight) -> list[StoredFlag]:
    """The youth's new flags that a look of this one makes seen ones."""
    answers = seen.why in {Why.TOVHOLDER, Why.OWNER, Why.COVER}
    joined = [flag for flag in flags.of_youth(work, seen) if flag.joined_at <= seen.at]  # risk joins on Monday at six
    return [flag for flag in joined if flag.state is FlagState.NEW and (answers or flag.queue)]


def take_up_all(work: Work, seen: Sight) -> None:
    """Take up the youth's flags that are new or seen, as somebody does who speaks with the youth."""
    actor, at = seen.actor, seen.at
    waiting = {FlagState.NEW, FlagState.SEEN}
    begun = [flag for flag in flags.of_youth(work, seen) if flag.state in waiting]
    for flag in begun:
        _make(work, actor, flag, wish=Wish(Move.TAKE_UP), at=at)
    if any(flag.queue for flag in begun):
        _adopt(work, actor, seen.youth_id, at=at)


def end_chosen(work: Work, seen: Sight) -> int:
    """End the youth's open flags that a person may end, as somebody does who closes the course; duties stay. Returns how many."""
    chosen = [flag for flag in flags.of_youth(work, seen) if flag.is_open and flag.source in CHOSEN]
    for flag in chosen:
        _make(work, seen.actor, flag, wish=Wish(Move.CLOSE), at=seen.at)
    return len(chosen)


def reopen_ended(work: Work, seen: Sight, *, ended_at: datetime) -> None:
    """Open again what was ended at an instant, as somebody does who takes a closing back."""
    closed = [flag for flag in flags.of_youth(work, seen) if flag.last_move is Move.CLOSE]
    for flag in closed:
        if flags.history(work, Errand(Task.ACTING), flag_id=flag.flag_id)[-1].at == ended_at:
            _make(work, seen.actor, flag, wish=Wish(Move.REOPEN), at=seen.at)


def _make(work: Work, actor: Actor, flag: StoredFlag, *, wish: Wish, at: datetime) -> StoredFlag:
    after, moved = moved_flag(flag, wish, actor=actor, at=at, on=local_day(at))
    flags.store_move(work, after, moved)
    detail: Mapping[str, str | int] = {"flag_id": flag.flag_id, "move": str(moved.move), "version": after.version}
    audit.append(work, Event(at, actor, "flag.moved", flag.youth_id, detail))
    return after


def _adopt(work: Work, actor: Actor, youth_id: YouthId, *, at: datetime) -> None:
    """Make the counsellor who takes a youth from a queue the tovholder: else the night would put the flag back into the queue."""
    if actor.role is not Role.COUNSELLOR or actor.counsellor_id is None:
        return
    casework.appoint(work, [Tovholder(youth_id, actor.counsellor_id, at, actor.actor_id)])
    audit.append(work, Event(at, actor, "tovholder.appointed", youth_id, {"counsellor_id": str(actor.counsellor_id)}))
    reroute_youth(work, youth_id, on=local_day(at))


def document_of_age(work: Work, actor: Actor, youth_id: YouthId, *, at: datetime) -> None:
    """Document the youth's coming of age as handed over, once that has been acknowledged."""
    told = flags.of_youth(work, Errand(Task.ACTING).of(youth_id))
    due = [flag for flag in told if flag.rule is Rule.BIRTHDAY_18 and flag.is_open]
    for flag in due:
        _make(work, actor, flag, wish=Wish(Move.DOCUMENT, HANDED_OVER), at=at)
