"""Closing a course, looking back on it three months later, and taking a closing back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from features.vocabulary import YouthId
from service.casework.flag_moves import end_chosen, reopen_ended
from service.casework.routes import check_is_counsellor, organisation_now
from service.casework.seeing import check_may_act, local_day
from service.domain.access import Act, Actor
from service.domain.audit import Event
from service.domain.closings import (
    Closing,
    Helped,
    LookBack,
    StoredClosing,
    check_not_looked_back,
    look_back_on,
    sound_closing,
)
from service.domain.efforts import (
    LONGEST_TEXT,
    EffortMove,
    EffortResult,
    EffortState,
    Followed,
    MovedEffort,
    check_may_take_back,
    followed_effort,
)
from service.domain.errors import UnknownThing
from service.domain.sight import Sight
from service.domain.written import written
from service.store import audit, closings, efforts
from service.store.unit_of_work import Work

_CAME_OF_IT: Final = {
    Helped.YES: EffortResult.HELPED,
    Helped.PARTLY: EffortResult.PARTLY,
    Helped.NO: EffortResult.NO_EFFECT,
}


def close_course(work: Work, actor: Actor, youth_id: YouthId, *, closing: Closing, at: datetime) -> StoredClosing:
    """Close a youth's course: open efforts end with what the counsellor saw, flags that a person may end are ended, and somebody looks
    back in three months. Duties stay until they are met. One sent twice is stored once.

    Raises: NotPermitted if the actor closes none; UnknownThing if the youth is not the actor's to see; WrongUse.
    """
    seen = check_may_act(work, actor, Act.FOLLOW_UP, youth_id=youth_id, at=at)
    today, kept = local_day(at), sound_closing(closing)
    check_is_counsellor(organisation_now(work, on=today), kept.looks_again, "look back")
    there = next((one for one in closings.of_youth(work, seen) if (one.closing, one.closed_on) == (kept, today)), None)
    if there is not None:
        return there
    stored = closings.insert(work, StoredClosing(0, youth_id, kept, actor.actor_id, at, today, look_back_on(today)))
    for effort in efforts.of_youth(work, seen):
        if effort.is_open:
            result = _CAME_OF_IT.get(kept.helped, effort.result or EffortResult.NOT_TRIED)
            after, move = followed_effort(effort, Followed(result, effort.note), today=today)
            efforts.store_move(work, MovedEffort(effort.number, at, actor.actor_id, move, after))
    ended = end_chosen(work, seen)
    audit.append(work, Event(at, actor, "course.closed", youth_id, {"number": stored.number, "flags": ended}))
    return stored


def look_back(work: Work, actor: Actor, youth_id: YouthId, *, seen_now: LookBack, at: datetime) -> StoredClosing:
    """Store where the youth is three months after a closing.

    Raises: NotPermitted, UnknownThing; MoveRefused, Outdated if somebody has looked already; WrongUse.
    """
    seen = check_may_act(work, actor, Act.FOLLOW_UP, youth_id=youth_id, at=at)
    stored = _closing(work, seen, seen_now.number)
    check_not_looked_back(stored)
    kept = replace(seen_now, note=written(seen_now.note, most=LONGEST_TEXT, what="note"))
    closings.look_back(work, kept, actor_id=actor.actor_id, at=at)
    audit.append(work, Event(at, actor, "course.looked_back", youth_id, {"number": kept.number}))
    return replace(stored, look_back=kept, looked_back_by=actor.actor_id, looked_back_at=at)


def take_back_closing(work: Work, actor: Actor, youth_id: YouthId, *, number: int, at: datetime) -> None:
    """Take back a closing that the actor recorded by mistake within the hour: what it ended is open again.

    Raises: NotPermitted, UnknownThing; MoveRefused if it is another's, or too late; Outdated.
    """
    seen = check_may_act(work, actor, Act.FOLLOW_UP, youth_id=youth_id, at=at)
    stored = _closing(work, seen, number)
    check_may_take_back(stored.actor_id, stored.at, actor=actor, at=at)
    closings.take_back(work, number, at=at)
    _open_again(work, seen, closed_at=stored.at)
    reopen_ended(work, seen, ended_at=stored.at)
    audit.append(work, Event(at, actor, "course.taken_back", youth_id, {"number": number}))


def _open_again(work: Work, seen: Sight, *, closed_at: datetime) -> None:
    """Bring back the efforts that a closing ended."""
    told = efforts.history_of(work, seen)
    latest = {moved.number: moved for moved in told}
    before = {moved.number: moved.after for moved in told if moved.at < closed_at}
    for number, moved in latest.items():
        if moved.move is EffortMove.CLOSE and moved.at == closed_at and number in before:
            after = replace(before[number], state=EffortState.OPEN, number=number, version=moved.after.version + 1)
            efforts.store_move(work, MovedEffort(number, seen.at, seen.actor.actor_id, EffortMove.TAKE_BACK, after))


def _closing(work: Work, seen: Sight, number: int) -> StoredClosing:
    found = next((one for one in closings.of_youth(work, seen) if one.number == number), None)
    if found is None:
        raise UnknownThing("closing: got a number that none of this youth has, allowed are those of the page.")
    return found
