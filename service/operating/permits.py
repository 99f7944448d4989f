"""What permits and stops the risk engine, as acts: who recorded, withdrew, threw, lifted or objected is written down with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from features.permission import LegalBasis, Stop, StopKind
from features.records import BY_NAME
from features.vocabulary import YouthId
from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.errors import UnknownThing, WrongUse
from service.domain.sight import Errand, Task
from service.store import audit, legal
from service.store.unit_of_work import Work

LONGEST_REASON: Final = 500


def record_basis(work: Work, actor: Actor, basis: LegalBasis, *, at: datetime) -> int:
    """Record a basis; returns its number.

    Raises: NotPermitted; WrongUse naming what the basis does not say, or a table that is none.
    """
    check_may(actor, Act.RECORD_BASIS)
    if basis.wanting:
        raise WrongUse(
            f"basis: got none of {', '.join(basis.wanting)}, allowed is a basis that says them: profiling needs a DPIA, and in operation a "
            "FRIA and notice to those concerned. Add what is missing."
        )
    _check_tables(sorted(basis.tables))
    number = legal.record_basis(work, basis, actor_id=actor.actor_id, at=at)
    audit.append(work, Event(at, actor, "basis.recorded", detail={"number": number, "law": basis.law}))
    return number


def withdraw_basis(work: Work, actor: Actor, number: int, *, at: datetime) -> None:
    """Let a basis hold no more; what it permitted is refused from the next night on.

    Raises: NotPermitted; UnknownThing.
    """
    check_may(actor, Act.RECORD_BASIS)
    legal.withdraw_basis(work, number, at=at)
    audit.append(work, Event(at, actor, "basis.withdrawn", detail={"number": number}))


def throw_stop(work: Work, actor: Actor, stop: Stop, *, reason: str, at: datetime) -> int:
    """Stop the risk engine, or what it does in a district or with a model; returns the switch's number.

    Raises: NotPermitted; WrongUse without a reason, or where what is stopped is not named.
    """
    check_may(actor, Act.THROW_STOP)
    _check_reason(reason)
    if (stop.kind is StopKind.ENGINE) is not (stop.scope_id is None):
        raise WrongUse("stop: allowed are the whole engine, or a district or model that is named. Name which.")
    number = legal.throw_stop(work, stop, reason=reason, actor_id=actor.actor_id, at=at)
    detail: dict[str, str | int | None] = {"number": number, "kind": str(stop.kind), "scope_id": stop.scope_id}
    audit.append(work, Event(at, actor, "stop.thrown", detail=detail))
    return number


def lift_stop(work: Work, actor: Actor, number: int, *, reason: str, at: datetime) -> None:
    """Let it run again.

    Raises: NotPermitted unless a leader or the protection officer does it; UnknownThing; WrongUse without a reason.
    """
    check_may(actor, Act.LIFT_STOP)
    _check_reason(reason)
    legal.lift_stop(work, number, reason=reason, actor_id=actor.actor_id, at=at)
    audit.append(work, Event(at, actor, "stop.lifted", detail={"number": number}))


def object_to_profiling(work: Work, actor: Actor, youth_id: YouthId, *, at: datetime) -> int:
    """Keep a youth's objection: from the next night on there is no score; returns its number, the standing one if there is one.

    Raises: NotPermitted.
    """
    check_may(actor, Act.RECORD_OBJECTION)
    standing = legal.objection_of(work, Errand(Task.RIGHTS).of(youth_id))
    if standing is not None:
        return standing
    number = legal.record_objection(work, youth_id, actor_id=actor.actor_id, at=at)
    audit.append(work, Event(at, actor, "objection.recorded", youth_id, {"number": number}))
    return number


def end_objection(work: Work, actor: Actor, youth_id: YouthId, *, at: datetime) -> None:
    """End a youth's objection.

    Raises: NotPermitted; UnknownThing if there is none.
    """
    check_may(actor, Act.RECORD_OBJECTION)
    standing = legal.objection_of(work, Errand(Task.RIGHTS).of(youth_id))
    if standing is None:
        raise UnknownThing("objection: got a youth without one, allowed is one who has objected.")
    legal.end_objection(work, standing, at=at)
    audit.append(work, Event(at, actor, "objection.ended", youth_id, {"number": standing}))


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise WrongUse(f"reason: allowed are 1 to {LONGEST_REASON} characters. Say in one line why.")


def _check_tables(names: Sequence[str]) -> None:
    strange = sorted(set(names) - set(BY_NAME))
    if strange:
        raise WrongUse(f"basis: got tables that are none: {', '.join(strange)}; allowed are {', '.join(BY_NAME)}.")
