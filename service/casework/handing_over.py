"""Hand-overs: a youth stays with the giver until the receiver has acknowledged, and nobody falls between two desks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from features.vocabulary import CounsellorId, YouthId
from service.casework.flag_moves import document_of_age
from service.casework.routes import check_is_counsellor, organisation_now, place_now, reroute_youth
from service.casework.seeing import check_may_act, local_day, may_see
from service.domain.access import Act, Actor, Role, check_may, may_see_place
from service.domain.audit import Event
from service.domain.casework import Handover, HandoverReason, Tovholder
from service.domain.errors import NotPermitted, Outdated, UnknownThing, WrongUse
from service.domain.routing import Organisation, recused_for, route_uncovered
from service.domain.sight import Errand, Task
from service.store import audit, casework
from service.store.turns import take_turn
from service.store.unit_of_work import Work

RECEIPTS: Final = timedelta(days=30)
"""How long a giver is shown that somebody has acknowledged."""


@dataclass(frozen=True)
class Offered:
    """A youth offered to another counsellor."""

    youth_id: YouthId
    receiver_id: CounsellorId
    reason: HandoverReason = HandoverReason.AGREED


def hand_over(work: Work, actor: Actor, offered: Offered, *, at: datetime) -> Handover:
    """Open a hand-over from whoever answers for the youth now; nothing changes hands before it is acknowledged.

    Raises: NotPermitted, UnknownThing if it is not the actor's to give; WrongUse if one is open, or the receiver cannot be.
    """
    seen = check_may_act(work, actor, Act.HAND_OVER, youth_id=offered.youth_id, at=at)
    organisation, place = organisation_now(work, on=local_day(at)), place_now(work, seen)
    check_is_counsellor(organisation, offered.receiver_id, "receiver")
    giver = route_uncovered(place, organisation).counsellor_id
    if casework.open_handovers(work, seen):
        raise WrongUse(
            "hand-over: got one for a youth who is on the way already, allowed is one at a time. See to that one."
        )
    if giver is None or offered.receiver_id in {giver, *recused_for(place, organisation)}:
        raise WrongUse(
            "hand-over: got a youth in a queue, or a receiver who has the youth or is recused; allowed is from one counsellor to another. "
            "Take the youth up first, or choose somebody else."
        )
    _check_is_giver(actor, giver, organisation)
    opened = Handover(offered.youth_id, giver, offered.reason, at, receiver_id=offered.receiver_id)
    casework.open_handover(work, [opened])
    audit.append(work, Event(at, actor, "handover.opened", offered.youth_id, {"reason": str(offered.reason)}))
    return casework.open_handovers(work, seen)[0]


def acknowledge(work: Work, actor: Actor, number: int, *, at: datetime) -> Handover:
    """Acknowledge a hand-over: from now on the youth and every open flag are the receiver's.

    From a queue it is taken by whoever acknowledges. A receiver of whom routing would not think becomes tovholder, so that the night
    comes to the same.
    Raises: UnknownThing if there is none to see; NotPermitted if it is not the actor's to receive; Outdated if it was acknowledged already.
    """
    found = _open(work, actor, number)
    organisation = organisation_now(work, on=local_day(at))
    receiver = _check_is_receiver(actor, found, organisation)
    _settle(work, actor, found, at=at)
    had_tovholder = organisation.tovholder(found.youth_id) is not None
    if had_tovholder or found.reason is not HandoverReason.MOVED or found.receiver_id is None:
        casework.appoint(work, [Tovholder(found.youth_id, receiver, at, actor.actor_id)])
    if found.reason is HandoverReason.OF_AGE:
        document_of_age(work, actor, found.youth_id, at=at)
    reroute_youth(work, found.youth_id, on=local_day(at))
    return found


def keep(work: Work, actor: Actor, number: int, *, at: datetime) -> Handover:
    """Take a hand-over back: the giver goes on as the youth's tovholder.

    Raises: as `acknowledge`; NotPermitted if the actor is neither the giver nor a leader.
    """
    found = _open(work, actor, number)
    _check_is_giver(actor, found.giver_id, organisation_now(work, on=local_day(at)))
    _settle(work, actor, found, at=at)
    casework.appoint(work, [Tovholder(found.youth_id, found.giver_id, at, actor.actor_id)])
    reroute_youth(work, found.youth_id, on=local_day(at))
    return found


@dataclass(frozen=True)
class Handovers:
    """Hand-overs as somebody sees them: to acknowledge, given and waited for, other people's, and receipts for those given."""

    to_me: tuple[Handover, ...]
    from_me: tuple[Handover, ...]
    others: tuple[Handover, ...]
    receipts: tuple[Handover, ...]


def read_handovers(work: Work, actor: Actor, *, at: datetime) -> Handovers:
    """The hand-overs of youths whom the actor may see, the oldest first; of receipts those of the actor's own alone.

    Raises: NotPermitted.
    """
    check_may(actor, Act.HAND_OVER)
    organisation, everybody = organisation_now(work, on=local_day(at)), Errand(Task.ACTING)
    waiting = [one for one in casework.open_handovers(work, everybody) if may_see(work, actor, one.youth_id, at=at)]
    to_me = [one for one in waiting if _receiver(actor, one, organisation) is not None]
    from_me = [one for one in waiting if one not in to_me and _gives(actor, one.giver_id, organisation)]
    others = [one for one in waiting if one not in (*to_me, *from_me)]
    done = casework.acknowledged_handovers(work, everybody, since=at - RECEIPTS)
    mine = [one for one in done if one.giver_id == actor.counsellor_id and one.acknowledged_by != actor.actor_id]
    audit.append(work, Event(at, actor, "handovers.listed", detail={"handovers": len(waiting)}))
    return Handovers(tuple(to_me), tuple(from_me), tuple(others), tuple(mine))


def _open(work: Work, actor: Actor, number: int) -> Handover:
    check_may(actor, Act.HAND_OVER)
    found = casework.handover(work, Errand(Task.ACTING), number=number)
    if found is None:
        raise UnknownThing("hand-over: got a number that none has, allowed are those of your lists.")
    take_turn(work, found.youth_id)
    return found


def _settle(work: Work, actor: Actor, found: Handover, *, at: datetime) -> None:
    if found.number is None or not casework.acknowledge(work, found.number, actor=actor, at=at):
        raise Outdated("hand-over: got one that somebody has acknowledged already. Look at the youth again.")
    audit.append(work, Event(at, actor, "handover.acknowledged", found.youth_id, {"number": found.number}))


def _check_is_giver(actor: Actor, giver: CounsellorId, organisation: Organisation) -> None:
    if actor.role is not Role.LEADER and not _gives(actor, giver, organisation):
        raise NotPermitted(
            "hand-over: got somebody who does not have the youth, allowed are who has, the cover, and a leader. Ask one of them."
        )


def _check_is_receiver(actor: Actor, found: Handover, organisation: Organisation) -> CounsellorId:
    receiver = _receiver(actor, found, organisation)
    if receiver is not None:
        return receiver
    raise NotPermitted(
        "hand-over: got somebody who is not to receive the youth, allowed are the receiver and the cover; of a queue the counsellors of "
        "its area. Ask one of them."
    )


def _receiver(actor: Actor, found: Handover, organisation: Organisation) -> CounsellorId | None:
    """Who receives: the one asked, also if a cover acknowledges for them; of a queue whoever takes the youth. None if not by the actor."""
    me = actor.counsellor_id
    if me is None:
        return None
    if found.receiver_id is not None and me in {found.receiver_id, organisation.covers.get(found.receiver_id)}:
        return found.receiver_id
    is_queues = found.receiver_queue is not None and _serves(actor, found.receiver_queue, organisation)
    return me if is_queues else None


def _gives(actor: Actor, giver: CounsellorId, organisation: Organisation) -> bool:
    return actor.counsellor_id is not None and actor.counsellor_id in {giver, organisation.covers.get(giver)}


def _serves(actor: Actor, queue: str, organisation: Organisation) -> bool:
    areas = {
        f"area:{district.area_id}"
        for district_id in actor.districts or ()
        if (district := organisation.districts.get(district_id)) is not None
    }
    return queue in areas or may_see_place(actor, queue)
