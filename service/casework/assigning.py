"""Who answers: tovholders, cover for who is away, and conflicts of interest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from features.vocabulary import AssignmentScope, CounsellorId, YouthId
from service.casework.routes import (
    check_is_counsellor,
    organisation_now,
    place_now,
    reroute_counsellor,
    reroute_youth,
)
from service.casework.seeing import check_may_act, local_day
from service.domain.access import Act, Actor, Role, check_may
from service.domain.audit import Event
from service.domain.casework import Cover, Recusal, Tovholder, standing_covers
from service.domain.errors import NotPermitted, UnknownThing, WrongUse
from service.domain.routing import recused_for
from service.store import audit, casework
from service.store.turns import take_part
from service.store.unit_of_work import Work

LONGEST_COVER: Final = timedelta(days=366)


def set_tovholder(
    work: Work, actor: Actor, youth_id: YouthId, *, counsellor_id: CounsellorId, at: datetime
) -> Tovholder:
    """Make a counsellor the one tovholder of a youth; a hand-over on the way is settled by it.

    A leader decides; a counsellor may become tovholder of a youth who has none.
    Raises: NotPermitted, UnknownThing if it is not the actor's to decide; WrongUse if the counsellor cannot be.
    """
    seen = check_may_act(work, actor, Act.SEE_YOUTHS, youth_id=youth_id, at=at)
    organisation = organisation_now(work, on=local_day(at))
    takes_it_up = counsellor_id == actor.counsellor_id and organisation.tovholder(youth_id) is None
    if not takes_it_up:
        check_may(actor, Act.ASSIGN)
    check_is_counsellor(organisation, counsellor_id, "tovholder")
    if counsellor_id in recused_for(place_now(work, seen), organisation):
        raise WrongUse(
            "tovholder: got a counsellor with a conflict of interest, allowed is anybody else. Choose another."
        )
    for item in casework.open_handovers(work, seen):
        casework.acknowledge(work, item.number or 0, actor=actor, at=at)
    appointed = Tovholder(youth_id, counsellor_id, at, actor.actor_id)
    casework.appoint(work, [appointed])
    audit.append(work, Event(at, actor, "tovholder.appointed", youth_id, {"counsellor_id": str(counsellor_id)}))
    reroute_youth(work, youth_id, on=local_day(at))
    return appointed


def set_cover(work: Work, actor: Actor, cover: Cover, *, at: datetime) -> None:
    """Let a counsellor answer for one who is away; the one recorded last counts, and a cover by oneself says that one is back.

    Raises: NotPermitted if it is neither the actor's own absence nor a leader's to decide; WrongUse for days or people that cannot be.
    """
    _check_own_or_leader(actor, cover.counsellor_id, Act.ASSIGN)
    take_part(work)
    today = local_day(at)
    if not (cover.from_on <= cover.to_on <= cover.from_on + LONGEST_COVER and cover.to_on >= today):
        raise WrongUse(
            f"cover: got days that do not follow each other or are past, allowed is from a day to one at most {LONGEST_COVER.days} days on."
        )
    organisation = organisation_now(work, on=today)
    check_is_counsellor(organisation, cover.counsellor_id, "cover")
    check_is_counsellor(organisation, cover.by_id, "cover")
    before = organisation.covers.get(cover.counsellor_id)
    casework.add_cover(work, cover, actor=actor, at=at)
    audit.append(
        work, Event(at, actor, "cover.recorded", detail={"counsellor_id": cover.counsellor_id, "by_id": cover.by_id})
    )
    if cover.holds(today):
        reroute_counsellor(work, {cover.counsellor_id, *({before} if before else ())}, on=today)


def come_back(work: Work, actor: Actor, counsellor_id: CounsellorId, *, at: datetime) -> None:
    """Let a counsellor have everything back from today, whatever time off is left.

    Raises: NotPermitted if it is neither one's own nor a leader's to say; WrongUse if the counsellor is not away.
    """
    check_may(actor, Act.HAND_OVER)
    today = local_day(at)
    away = [one for one in standing_covers(casework.covers_from(work, today)) if one.counsellor_id == counsellor_id]
    now = next((one for one in away if one.holds(today)), None)
    if now is None:
        raise WrongUse("cover: got somebody who is not away now, allowed is one who is. Look at the list again.")
    set_cover(work, actor, Cover(counsellor_id, counsellor_id, today, now.to_on), at=at)


def recuse(work: Work, actor: Actor, recusal: Recusal, *, at: datetime) -> None:
    """Store that a counsellor has a conflict of interest; everything in its reach goes to somebody else at once.

    Raises: NotPermitted if it is neither the actor's own conflict nor a leader's to record.
    """
    check_may(actor, Act.RECUSE)
    if actor.role is not Role.LEADER and actor.counsellor_id != recusal.counsellor_id:
        raise NotPermitted(
            "recusal: got another counsellor's conflict of interest, allowed is one's own, or a leader's record."
        )
    take_part(work)
    casework.add_recusal(work, recusal, actor=actor, at=at)
    youth_id = YouthId(recusal.scope_id) if recusal.scope is AssignmentScope.YOUTH else None
    audit.append(work, Event(at, actor, "recusal.recorded", youth_id, {"scope": str(recusal.scope)}))
    reroute_counsellor(work, {recusal.counsellor_id}, on=local_day(at))


def lift_recusal(work: Work, actor: Actor, number: int, *, at: datetime) -> None:
    """End a conflict of interest; who has the youths then, the night decides.

    Raises: NotPermitted unless a leader does it; UnknownThing if none stands.
    """
    check_may(actor, Act.ASSIGN)
    if not casework.lift_recusal(work, number, at=at):
        raise UnknownThing("recusal: got a number that none has which stands. Look at the list again.")
    audit.append(work, Event(at, actor, "recusal.lifted", detail={"number": number}))


def _check_own_or_leader(actor: Actor, counsellor_id: CounsellorId, act: Act) -> None:
    if actor.role is Role.COUNSELLOR and actor.counsellor_id == counsellor_id:
        return
    check_may(actor, act)
