"""Looks are counted: beyond what a day's work takes no more youths are opened, and somebody else is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from features.vocabulary import YouthId
from service.casework.seeing import check_may_see
from service.domain.access import Actor, Role
from service.domain.audit import Event
from service.domain.errors import TooManyLooks
from service.domain.sight import Sight
from service.domain.volume import Look, Looked, LookLimits
from service.store import audit, lookups
from service.store.unit_of_work import Store, Work


@contextmanager
def looking(store: Store, actor: Actor, *, at: datetime) -> Iterator[Work]:
    """A transaction in which somebody looks, of a system that is not counted only a view; a refusal is written in one of its own.

    Raises: TooManyLooks.
    """
    try:
        with store.read() if actor.role is Role.SYSTEM else store.begin() as work:
            yield work
    except TooManyLooks as refused:
        with store.begin() as work:
            tell_refusal(work, actor, refused.kind, at=at)
        raise


def look_at(work: Work, actor: Actor, youth_id: YouthId, *, limits: LookLimits, at: datetime) -> Sight:
    """The actor's sight of a youth's facts, the look counted and written down; what the model says is no part of it.

    Raises: UnknownThing if there is no such youth or the actor may not see them; TooManyLooks.
    """
    seen = check_may_see(work, actor, youth_id, at=at)
    count_look(work, Look(actor, Looked.CASE, youth_id, at), limits)
    audit.append(work, Event(at, actor, "youth.looked", youth_id, {"why": str(seen.why), "judgement": False}))
    return seen


def count_look(work: Work, look: Look, limits: LookLimits) -> None:
    """Count a look of a person; systems have their scopes.

    Raises: TooManyLooks beyond the limit; a youth already looked up today is within it.
    """
    if look.actor.role is Role.SYSTEM:
        return
    most = limits.most(look.kind)
    if lookups.count(work, look) > most:
        raise TooManyLooks(
            f"{look.kind}: got more youths in a day than the work takes, allowed are {most}. Your leader and the protection officer are "
            "told. Go on tomorrow, or ask the operator for a higher limit.",
            kind=look.kind,
        )


def tell_refusal(work: Work, actor: Actor, kind: str, *, at: datetime) -> None:
    """Write down that somebody was refused, once a day for each kind; those who review read it."""
    if lookups.is_first_refusal(work, Look(actor, Looked(kind), None, at)):
        audit.append(work, Event(at, actor, "looks.refused", detail={"kind": kind}))
