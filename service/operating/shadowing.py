"""Letting a candidate score in silence beside the model in use, and ending it, as acts."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.errors import UnknownThing, WrongUse
from service.operating.bundles import load_model
from service.settings import Settings
from service.store import audit, bundles, shadow
from service.store.turns import wait_for
from service.store.unit_of_work import Store, Work

_ONE_AT_A_TIME: Final = "shadow"


def begin_shadow(settings: Settings, store: Store, model_id: str, *, actor: Actor, at: datetime) -> int:
    """Let a model score beside the one in use from the next night on; returns the trial's number.

    Raises: NotPermitted, also for a model that may not be used here; UnknownThing if it was never brought in; WrongUse if it is the one in
    use, or another one is on trial; ModelError if it does not verify.
    """
    check_may(actor, Act.SHADOW_BUNDLE)
    with store.read() as work:
        bundles.bundle_of(work, model_id)
    load_model(settings, model_id)
    with store.begin() as work:
        wait_for(work, _ONE_AT_A_TIME)
        if bundles.active_id(work) == model_id:
            raise WrongUse("shadow: got the model in use, allowed is another one. Name a candidate.")
        if shadow.standing(work) is not None:
            raise WrongUse(
                "shadow: got a second candidate, allowed is one at a time. End the one on trial, then begin this."
            )
        number = shadow.begin(work, model_id, actor_id=actor.actor_id, at=at)
        audit.append(work, Event(at, actor, "shadow.begun", detail={"model_id": model_id, "number": number}))
    return number


def end_shadow(work: Work, actor: Actor, *, at: datetime) -> str:
    """End the trial; returns the candidate's name. What it said is kept as long as other scores.

    Raises: NotPermitted; UnknownThing if no candidate is on trial.
    """
    check_may(actor, Act.SHADOW_BUNDLE)
    found = shadow.standing(work)
    if found is None or not shadow.end(work, found, actor_id=actor.actor_id, at=at):
        raise UnknownThing(
            "shadow: got none that scores beside the active model, allowed is one that does. Look at the page again."
        )
    audit.append(work, Event(at, actor, "shadow.ended", detail={"model_id": found.model_id, "number": found.number}))
    return found.model_id
