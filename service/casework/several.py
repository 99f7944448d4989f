"""The same move for several youths at once: only for those whom the actor has opened, each held to the rules as if alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from features.vocabulary import YouthId
from service.casework.flag_moves import WantedMove, move_flag
from service.casework.seeing import check_may_act
from service.domain.access import Act, Actor
from service.domain.errors import WrongUse
from service.domain.flag_life import Move, Wish, moves_open_to
from service.domain.sight import Sight
from service.store import audit, flags
from service.store.unit_of_work import Work

AT_ONCE: Final = frozenset({Move.LOOK, Move.TAKE_UP})
"""Moves that need neither a reason nor a day; all others are made one by one."""
MOST: Final = 200


def move_several(work: Work, actor: Actor, move: Move, *, youth_ids: Iterable[YouthId], at: datetime) -> int:
    """Make a move with the open flags of several youths that can make it; returns how many flags were moved.

    Left as they are: flags that joined after the actor last opened the youth, and those that are further on already.
    Raises: WrongUse for a move that is made one by one, or too many youths; NotPermitted; UnknownThing for a youth who is not the actor's.
    """
    chosen = sorted(set(youth_ids))
    if move not in AT_ONCE or len(chosen) > MOST:
        raise WrongUse(
            f"several: got the move {move} for {len(chosen)} youths, allowed are {', '.join(sorted(AT_ONCE))} for at most {MOST}. "
            "Open a youth to make another move."
        )
    seen = [check_may_act(work, actor, Act.MOVE_FLAG, youth_id=youth_id, at=at) for youth_id in chosen]
    return sum(_move(work, one, move) for one in seen)


def _move(work: Work, seen: Sight, move: Move) -> int:
    opened = audit.opened_at(work, seen, actor_id=seen.actor.actor_id, youth_ids=[seen.youth_id]).get(seen.youth_id)
    fitting = [
        flag
        for flag in flags.of_youth(work, seen)
        if opened is not None and flag.joined_at <= opened
        if move in {step.move for step in moves_open_to(flag, seen.actor)}
    ]
    for flag in fitting:
        move_flag(work, seen.actor, WantedMove(flag.flag_id, flag.version, Wish(move)), at=seen.at)
    return len(fitting)
