"""Putting a model to use by two people, as acts: proposed by one, verified and confirmed by another, or taken back."""

from __future__ import annotations

from datetime import datetime

from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.errors import WrongUse
from service.domain.proposals import Outcome, check_may_confirm
from service.operating.bundles import load_model
from service.settings import Settings
from service.store import audit, bundles, proposals
from service.store.turns import wait_for
from service.store.unit_of_work import Store, Work


def propose(settings: Settings, store: Store, model_id: str, *, actor: Actor, at: datetime) -> int:
    """Propose to use a model; returns the proposal's number.

    Raises: NotPermitted, also for a model that may not be used here; UnknownThing if it was never brought in; WrongUse if it is proposed
    already; ModelError if it does not verify.
    """
    check_may(actor, Act.PROPOSE_BUNDLE)
    with store.read() as work:
        bundles.bundle_of(work, model_id)
    load_model(settings, model_id)
    with store.begin() as work:
        wait_for(work, f"proposal {model_id}")
        if proposals.of_model(work, model_id) is not None:
            raise WrongUse(
                "model: got one that is proposed already, allowed is one proposal at a time. Answer that one."
            )
        number = proposals.insert(work, model_id, actor_id=actor.actor_id, at=at)
        audit.append(work, Event(at, actor, "bundle.proposed", detail={"model_id": model_id, "number": number}))
    return number


def confirm(settings: Settings, store: Store, number: int, *, actor: Actor, at: datetime) -> str:
    """Say yes to what somebody else proposed: from now on that model scores; returns its name.

    Raises: NotPermitted, also for whoever proposed it; UnknownThing if it waits for no answer; ModelError if it does not verify.
    """
    check_may(actor, Act.CONFIRM_BUNDLE)
    with store.read() as work:
        found = proposals.by_number(work, number)
    check_may_confirm(actor, found)
    load_model(settings, found.model_id)
    with store.begin() as work:
        proposals.end(work, found, Outcome.CONFIRMED, actor_id=actor.actor_id, at=at)
        bundles.activate(work, found.model_id, actor_id=actor.actor_id, at=at)
        said: dict[str, str | int | bool | None] = {
            "model_id": found.model_id,
            "number": number,
            "proposed_by": found.actor_id,
        }
        audit.append(work, Event(at, actor, "bundle.activated", detail=said))
    return found.model_id


def withdraw(work: Work, actor: Actor, number: int, *, at: datetime) -> None:
    """Take a proposal back, or say no to it.

    Raises: NotPermitted unless the actor proposed it or could confirm one; UnknownThing if it waits for no answer.
    """
    found = proposals.by_number(work, number)
    if actor.actor_id != found.actor_id:
        check_may(actor, Act.CONFIRM_BUNDLE)
    proposals.end(work, found, Outcome.WITHDRAWN, actor_id=actor.actor_id, at=at)
    audit.append(work, Event(at, actor, "bundle.withdrawn", detail={"model_id": found.model_id, "number": number}))


def propose_or_confirm(settings: Settings, store: Store, model_id: str, *, actor: Actor, at: datetime) -> bool:
    """Confirm what somebody else has proposed, else propose it; whether the model scores now.

    Raises: as `propose` and `confirm`.
    """
    with store.read() as work:
        found = proposals.of_model(work, model_id)
    if found is None:
        propose(settings, store, model_id, actor=actor, at=at)
        return False
    confirm(settings, store, found.number, actor=actor, at=at)
    return True
