"""Breaking the glass, and looking afterwards at who did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from features.vocabulary import YouthId
from service.casework.identity import Number, youth_of_number
from service.casework.seeing import check_may_see
from service.domain.access import Act, Actor, Role, Why, check_may, may_break_glass, why_may_see
from service.domain.audit import Event
from service.domain.break_glass import Opening, Verdict, one_line
from service.domain.errors import NotPermitted, UnknownThing
from service.domain.sight import Errand, Sight, Task
from service.domain.volume import Refusal
from service.store import audit, lookups, openings
from service.store.unit_of_work import Work
from service.store.visibility import visible_youth

SHOWN: Final = timedelta(days=30)
"""How long a reviewed opening stays on the list."""
_REVIEW: Final = Errand(Task.BREAK_GLASS)


@dataclass(frozen=True)
class Plea:
    """Why somebody wants to open a youth, and for how long."""

    reason: str
    lasts: timedelta


@dataclass(frozen=True)
class Review:
    """What there is to look at: openings, those that wait first, and refusals, the latest first."""

    openings: tuple[Opening, ...]
    refusals: tuple[Refusal, ...]


def whom_to_open(work: Work, actor: Actor, number: Number, *, at: datetime) -> YouthId | None:
    """Whose the number is that somebody wants to open; None if it is nobody's. Trying is counted and written down.

    Raises: NotPermitted for other roles; WrongUse if it is no CPR number; TooManyLooks.
    """
    check_may(actor, Act.BREAK_GLASS)
    youth_id = youth_of_number(work, actor, number, at=at)
    audit.append(work, Event(at, actor, "glass.asked", youth_id, {"found": youth_id is not None}))
    return youth_id


def break_glass(work: Work, actor: Actor, youth_id: YouthId, *, plea: Plea, at: datetime) -> Sight:
    """Open a youth to the actor for some hours; whoever may see the youth anyway needs no glass, and none is broken.

    Raises: NotPermitted for other roles; WrongUse without a reason; UnknownThing if there is no such youth, or the actor has a conflict
    of interest: the answer is the same.
    """
    check_may(actor, Act.BREAK_GLASS)
    reason = one_line(plea.reason)
    seen = visible_youth(work, youth_id, at=at)
    if seen is None or not may_break_glass(actor, seen):
        raise UnknownThing(
            "youth: got one who is not known here or not to be opened by you. Ask the youth's counsellor."
        )
    if why_may_see(actor, seen) is None:
        until_at = at + plea.lasts
        number = openings.insert(work, Opening(0, actor.actor_id, youth_id, reason, at, until_at))
        until = until_at.isoformat(timespec="minutes")
        audit.append(work, Event(at, actor, "glass.broken", youth_id, {"number": number, "until": until}))
    return check_may_see(work, actor, youth_id, at=at)


def read_review(work: Work, actor: Actor, *, at: datetime) -> Review:
    """What there is to look at: to a leader of youths whom they lead, to the officer everything; never one's own.

    Raises: NotPermitted.
    """
    check_may(actor, Act.REVIEW_GLASS)
    found = openings.openings(work, _REVIEW, since=at - SHOWN)
    mine = tuple(one for one in found if _may_review(work, actor, one, at=at))
    audit.append(work, Event(at, actor, "glass.listed", detail={"openings": len(mine)}))
    return Review(mine, lookups.refusals(work))


def review(work: Work, actor: Actor, number: int, *, verdict: Verdict, at: datetime) -> None:
    """Say what one thinks of an opening.

    Raises: NotPermitted, also for one's own; UnknownThing if none of that number waits, or it is not the actor's to review.
    """
    check_may(actor, Act.REVIEW_GLASS)
    opening = openings.by_number(work, _REVIEW, number=number)
    if opening.actor_id == actor.actor_id:
        raise NotPermitted("break-glass: got one's own opening, allowed are others'. Ask the protection officer.")
    if not _may_review(work, actor, opening, at=at):
        raise UnknownThing("break-glass: got a number that does not wait for a review, allowed are those of the list.")
    openings.review(work, opening, verdict, actor_id=actor.actor_id, at=at)
    audit.append(
        work, Event(at, actor, "glass.reviewed", opening.youth_id, {"number": number, "verdict": str(verdict)})
    )


def _may_review(work: Work, actor: Actor, opening: Opening, *, at: datetime) -> bool:
    if opening.actor_id == actor.actor_id:
        return False
    if actor.role is Role.PROTECTION_OFFICER:
        return True
    seen = visible_youth(work, opening.youth_id, at=at)
    return seen is not None and why_may_see(actor, seen) is Why.LEADER
