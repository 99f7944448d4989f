"""The life of a flag: every move in one table, and the check that holds everybody to it, the night included.

A duty, an institution's report and an activity that is not known cannot be waved away: they end when they are met, which only the night
can see in records and contacts, or when a person writes down how they were dealt with. No change of regime, coverage or model moves a flag.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from features.calendar import LOCAL
from features.vocabulary import AreaId, CounsellorId, DistrictId, YouthId
from service.domain.access import NIGHT, Actor, Role
from service.domain.errors import MoveRefused, NotPermitted
from service.domain.flags import Source, flag_id
from service.domain.routing import Place, Route
from service.domain.rules import Rule


class FlagState(StrEnum):
    """Where a flag is: Ny, Set, I gang, Afventer, Afsluttet, Ikke aktuel."""

    NEW = "new"
    SEEN = "seen"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    CLOSED = "closed"
    NOT_RELEVANT = "not_relevant"


OPEN: Final = frozenset({FlagState.NEW, FlagState.SEEN, FlagState.IN_PROGRESS, FlagState.WAITING})
"""States in which somebody still has to do something."""


class Move(StrEnum):
    """What can happen to a flag."""

    RAISE = "raise"
    ASK = "ask"
    LOOK = "look"
    TAKE_UP = "take_up"
    WAIT = "wait"
    RESUME = "resume"
    CLOSE = "close"
    DISMISS = "dismiss"
    DOCUMENT = "document"
    MEET = "meet"
    STAND_AGAIN = "stand_again"
    REOPEN = "reopen"


class AskedBy(StrEnum):
    """Who asked for a flag raised by hand."""

    COUNSELLOR = "counsellor"
    SCHOOL = "school"
    YOUTH = "youth"
    PARENT = "parent"
    PROFESSIONAL = "professional"


class Mover(StrEnum):
    """Who can move a flag: some roles, and the nightly batch."""

    COUNSELLOR = "counsellor"
    LEADER = "leader"
    SYSTEM = "system"
    NIGHT = "night"


@dataclass(frozen=True)
class StoredFlag:
    """A flag as the store keeps it: how it was decided, where it is in its life, and whose it is.

    `raised_on`: the date of the night that raised it. `last_stood_on`: the latest on which its reason stood. `joined_at`: when it came on
    the list. `until_on`: of a waiting flag, the day it waits for. `version` grows with each move.
    """

    flag_id: str
    youth_id: YouthId
    source: Source
    rule: Rule
    cause_on: date
    state: FlagState
    routed_by: int
    raised_on: date
    last_stood_on: date
    joined_at: datetime
    due_on: date | None = None
    counsellor_id: CounsellorId | None = None
    queue: str | None = None
    district_id: DistrictId | None = None
    area_id: AreaId | None = None
    is_known_before_start: bool = False
    last_move: Move = Move.RAISE
    until_on: date | None = None
    asked_by: AskedBy | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN


@dataclass(frozen=True)
class Step:
    """One line of the table of moves.

    `from_states`: none for a flag that is not there yet. `after`: moves of which one must have been the last; empty: any.
    `needs_until`: the day waited for must be named.
    """

    move: Move
    from_states: frozenset[FlagState]
    to: FlagState
    sources: frozenset[Source]
    by: frozenset[Mover]
    says: str
    after: frozenset[Move] = frozenset()
    needs_reason: bool = False
    needs_until: bool = False


@dataclass(frozen=True)
class Wish:
    """The move somebody wants to make, and what goes with it."""

    move: Move
    reason: str | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class Asked:
    """A flag raised by hand: about whom, who asks, and a line of why."""

    youth_id: YouthId
    asked_by: AskedBy
    why: str


@dataclass(frozen=True)
class Moved:
    """A move that was made, as it stands in the history of its flag."""

    flag_id: str
    at: datetime
    actor_id: str
    move: Move
    from_state: FlagState | None
    to_state: FlagState
    reason: str | None = None
    until_on: date | None = None
    number: int | None = None


DECIDED: Final = frozenset({Source.DUTY, Source.INSTITUTION, Source.NO_KNOWN_ACTIVITY})
"""Sources whose flags end by being met or documented, and in no other way."""
CHOSEN: Final = frozenset({Source.RISK, Source.MANUAL})
"""Sources whose flags a person ends."""
EVERY: Final = DECIDED | CHOSEN
PEOPLE: Final = frozenset({Mover.COUNSELLOR, Mover.LEADER})
CASEWORKERS: Final = PEOPLE | {Mover.SYSTEM}
LONGEST_REASON: Final = 500
LONGEST_WAIT: Final = timedelta(days=180)
"""Longer than a school term nobody waits without looking again."""

MOVES: Final = (
    Step(
        Move.RAISE,
        frozenset(),
        FlagState.NEW,
        EVERY - {Source.MANUAL},
        frozenset({Mover.NIGHT}),
        "the night finds a reason to look at a youth",
    ),
    Step(
        Move.ASK,
        frozenset(),
        FlagState.NEW,
        frozenset({Source.MANUAL}),
        CASEWORKERS,
        "somebody asks that a youth is looked at",
        needs_reason=True,
    ),
    Step(Move.LOOK, frozenset({FlagState.NEW}), FlagState.SEEN, EVERY, PEOPLE, "somebody opens the youth's page"),
    Step(
        Move.TAKE_UP,
        frozenset({FlagState.NEW, FlagState.SEEN}),
        FlagState.IN_PROGRESS,
        EVERY,
        CASEWORKERS,
        "somebody begins, or records a contact",
    ),
    Step(
        Move.WAIT,
        frozenset({FlagState.NEW, FlagState.SEEN, FlagState.IN_PROGRESS}),
        FlagState.WAITING,
        EVERY,
        CASEWORKERS,
        "nothing can be done until a day; a deadline runs on",
        needs_until=True,
    ),
    Step(
        Move.RESUME,
        frozenset({FlagState.WAITING}),
        FlagState.IN_PROGRESS,
        EVERY,
        CASEWORKERS | {Mover.NIGHT},
        "the day has come, or there is something to do before it",
    ),
    Step(Move.CLOSE, OPEN, FlagState.CLOSED, CHOSEN, CASEWORKERS, "what was asked for has been done"),
    Step(
        Move.DISMISS,
        OPEN,
        FlagState.NOT_RELEVANT,
        CHOSEN,
        PEOPLE,
        "there is no need to act; no new risk flag for some school weeks",
        needs_reason=True,
    ),
    Step(
        Move.DOCUMENT,
        OPEN,
        FlagState.CLOSED,
        DECIDED,
        PEOPLE,
        "a person writes down how the duty was dealt with",
        needs_reason=True,
    ),
    Step(
        Move.MEET,
        OPEN,
        FlagState.CLOSED,
        DECIDED,
        frozenset({Mover.NIGHT}),
        "the night sees in records and contacts that the duty is met",
    ),
    Step(
        Move.STAND_AGAIN,
        frozenset({FlagState.CLOSED}),
        FlagState.NEW,
        DECIDED,
        frozenset({Mover.NIGHT}),
        "what had met the duty was corrected away",
        after=frozenset({Move.MEET}),
    ),
    Step(
        Move.REOPEN,
        frozenset({FlagState.CLOSED, FlagState.NOT_RELEVANT}),
        FlagState.IN_PROGRESS,
        EVERY,
        PEOPLE,
        "a person takes an ending back",
        after=frozenset({Move.CLOSE, Move.DISMISS, Move.DOCUMENT}),
    ),
)
"""Every move there is; what is not here cannot be done."""
BY_MOVE: Final = {step.move: step for step in MOVES}


def mover_of(actor: Actor) -> Mover | None:
    """What the actor is to a flag; None for whoever moves none."""
    if actor == NIGHT:
        return Mover.NIGHT
    return Mover(actor.role) if actor.role in (Role.COUNSELLOR, Role.LEADER, Role.SYSTEM) else None


def moves_open_to(flag: StoredFlag, actor: Actor) -> tuple[Step, ...]:
    """The moves the actor can make with the flag where it is, in the order of the table."""
    return tuple(step for step in MOVES if _fits(step, flag) and mover_of(actor) in step.by)


def check_may_move(flag: StoredFlag, wish: Wish, *, actor: Actor, on: date) -> Step:
    """The line of the table by which the actor may make the move on a day.

    Raises: NotPermitted if it is not the actor's to make; MoveRefused if the flag cannot make it from where it is, or lacks what it needs.
    """
    step = BY_MOVE[wish.move]
    if mover_of(actor) not in step.by:
        raise _not_theirs(step, actor)
    if flag.source not in step.sources:
        raise MoveRefused(
            f"move {wish.move}: got a flag of source {flag.source}, allowed are {_words(step.sources)}. {_instead(flag)}"
        )
    if not _fits(step, flag):
        after = f" after {_words(step.after)}" if step.after else ""
        raise MoveRefused(
            f"move {wish.move}: got a flag that is {flag.state} after {flag.last_move}, allowed is "
            f"{_words(step.from_states) or 'one that is not there yet'}{after}. {_instead(flag)}"
        )
    _check_needs(step, wish, on)
    return step


def moved_flag(flag: StoredFlag, wish: Wish, *, actor: Actor, at: datetime, on: date) -> tuple[StoredFlag, Moved]:
    """The flag after the move, and the line of its history; see `check_may_move`."""
    step = check_may_move(flag, wish, actor=actor, on=on)
    until_on = wish.until_on if step.needs_until else None
    after = replace(flag, state=step.to, last_move=step.move, until_on=until_on, version=flag.version + 1)
    reason = (wish.reason or "").strip() or None
    return after, Moved(flag.flag_id, at, actor.actor_id, step.move, flag.state, step.to, reason, until_on)


def raised_by_hand(asked: Asked, place: Place, *, found: Route, actor: Actor, at: datetime) -> tuple[StoredFlag, Moved]:
    """The flag that somebody asks for, routed like any other, and the first line of its history.

    Raises: NotPermitted if the actor raises none; MoveRefused without a line of why.
    """
    step, on = BY_MOVE[Move.ASK], at.astimezone(LOCAL).date()
    if mover_of(actor) not in step.by:
        raise _not_theirs(step, actor)
    _check_needs(step, Wish(Move.ASK, asked.why), on)
    flag = StoredFlag(
        flag_id=flag_id(asked.youth_id, Source.MANUAL, rule=Rule.MANUAL, cause_on=on),
        youth_id=asked.youth_id,
        source=Source.MANUAL,
        rule=Rule.MANUAL,
        cause_on=on,
        state=step.to,
        routed_by=found.routed_by,
        raised_on=on,
        last_stood_on=on,
        joined_at=at,
        counsellor_id=found.counsellor_id,
        queue=found.queue,
        district_id=place.district_id,
        area_id=found.area_id,
        last_move=step.move,
        asked_by=asked.asked_by,
    )
    return flag, Moved(flag.flag_id, at, actor.actor_id, step.move, None, step.to, asked.why.strip())


def diagram() -> str:
    """The table of moves as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for step in MOVES:
        starts = [str(state) for state in FlagState if state in step.from_states] or ["[*]"]
        lines += [f"    {start} --> {step.to}: {step.move}" for start in starts]
    return "\n".join(lines)


def _fits(step: Step, flag: StoredFlag) -> bool:
    is_after = not step.after or flag.last_move in step.after
    return flag.source in step.sources and flag.state in step.from_states and is_after


def _check_needs(step: Step, wish: Wish, on: date) -> None:
    reason = (wish.reason or "").strip()
    if step.needs_reason and not reason:
        raise MoveRefused(f"move {step.move}: got no reason, allowed is a line of it. Say why in a few words.")
    if len(reason) > LONGEST_REASON:
        raise MoveRefused(
            f"move {step.move}: got a reason of {len(reason)} characters, allowed are {LONGEST_REASON}. The journal is elsewhere."
        )
    if step.needs_until and not (wish.until_on and on < wish.until_on <= on + LONGEST_WAIT):
        raise MoveRefused(
            f"move {step.move}: got no day that can be waited for, allowed is one after {on}, at most {LONGEST_WAIT.days} days on."
        )


def _not_theirs(step: Step, actor: Actor) -> NotPermitted:
    return NotPermitted(f"move {step.move}: got the role {actor.role}, allowed are {_words(step.by)}. Ask one of them.")


def _instead(flag: StoredFlag) -> str:
    """What a person can do with the flag instead."""
    fitting = [step.move for step in MOVES if _fits(step, flag) and step.by & PEOPLE]
    return f"From here a person can {_words(fitting)}." if fitting else "From here a person can do nothing."


def _words(words: Iterable[StrEnum]) -> str:
    return ", ".join(sorted(str(word) for word in words))
