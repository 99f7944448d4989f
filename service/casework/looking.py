"""Looks are counted: beyond what a day's work takes no more youths are opened, and somebody else is told."""

from __future__ import annotations

from datetime import datetime

from service.domain.access import Actor, Role
from service.domain.audit import Event
from service.domain.errors import TooManyLooks
from service.domain.volume import Look, Looked, LookLimits
from service.store import audit, lookups
from service.store.unit_of_work import Work


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
