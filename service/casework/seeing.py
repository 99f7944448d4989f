"""Whom the actor may see, as of now; nobody acts on a youth without it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from features.calendar import LOCAL
from features.vocabulary import AssignmentRole, YouthId
from service.domain.access import Act, Actor, Role, Why, check_may, why_may_see
from service.domain.errors import UnknownThing
from service.domain.flag_life import StoredFlag
from service.domain.routing import Place, recused_for
from service.store import flags
from service.store.organisations import place_of_youth, standing_organisation
from service.store.turns import take_turn
from service.store.unit_of_work import Work
from service.store.visibility import visible_youth


def local_day(at: datetime) -> date:
    """The day in Denmark."""
    return at.astimezone(LOCAL).date()


def check_may_see(work: Work, actor: Actor, youth_id: YouthId, *, at: datetime) -> Why:
    """The reason for which the actor may see the youth now.

    Raises: UnknownThing if there is none or no such youth; the answer is the same.
    """
    seen = visible_youth(work, youth_id, on=local_day(at))
    why = why_may_see(actor, seen) if seen is not None else None
    if why is None:
        raise UnknownThing(
            "youth: got one who is not known here or not yours to see, allowed are those on your lists. "
            "Ask for a hand-over if the youth is to be yours."
        )
    return why


def hidden_from(work: Work, actor: Actor, youth_ids: Iterable[YouthId], *, at: datetime) -> frozenset[YouthId]:
    """Youths whom no list names to the actor, a counsellor with a conflict of interest in them.

    A list is a place's, and old ones are kept: somebody who no longer lives here is hidden by a conflict of interest in the youth alone.
    """
    me, organisation = actor.counsellor_id, standing_organisation(work, on=local_day(at))
    if actor.role is not Role.COUNSELLOR or me is None or organisation is None:
        return frozenset()
    if not any(row.counsellor_id == me and row.role is AssignmentRole.RECUSED for row in organisation.assignments):
        return frozenset()
    places = (place_of_youth(work, youth_id) or Place(youth_id) for youth_id in youth_ids)
    return frozenset(place.youth_id for place in places if me in recused_for(place, organisation))


def check_may_act(work: Work, actor: Actor, act: Act, *, youth_id: YouthId, at: datetime) -> None:
    """Pass if the actor may do such a thing for the youth, and take the turn: whoever else acts on the youth waits until this is done.

    A system that may write need not be one that may read.
    Raises: NotPermitted if the actor may not do such a thing at all; UnknownThing if not for this youth.
    """
    check_may(actor, act)
    take_turn(work, youth_id)
    if actor.role is Role.SYSTEM and visible_youth(work, youth_id, on=local_day(at)) is not None:
        return
    check_may_see(work, actor, youth_id, at=at)


def flag_to_act_on(work: Work, actor: Actor, act: Act, *, flag_id: str, at: datetime) -> StoredFlag:
    """The flag, if the actor may do such a thing with it.

    Raises: NotPermitted if the actor may not do such a thing at all; UnknownThing if not with this flag, or if there is none.
    """
    check_may(actor, act)
    flag = flags.by_id(work, flag_id)
    if flag is not None:
        with suppress(UnknownThing):  # of the youth: whoever may not see one is told the same as if there were no flag
            check_may_act(work, actor, act, youth_id=flag.youth_id, at=at)
            return flags.by_id(work, flag_id) or flag  # as it is now that it is our turn
    raise UnknownThing("flag: got an id that no flag of yours has, allowed are those of your lists.")
