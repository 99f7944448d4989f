"""A model is put to use by two people: one proposes it, another one with the right confirms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.domain.access import Act, Actor, check_may
from service.domain.errors import NotPermitted


class Outcome(StrEnum):
    """How a proposal ended."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Proposal:
    """That somebody has proposed to use a model, and nobody has answered yet."""

    number: int
    model_id: str
    actor_id: str
    at: datetime


def check_may_confirm(actor: Actor, proposal: Proposal) -> None:
    """Pass if the actor may confirm the proposal.

    Raises: NotPermitted without the right, and for whoever proposed it.
    """
    check_may(actor, Act.CONFIRM_BUNDLE)
    if actor.actor_id == proposal.actor_id:
        raise NotPermitted(
            "model: got a confirmation by the one who proposed it, allowed is one by another person. Ask somebody else who may."
        )
