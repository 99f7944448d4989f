"""Proposals to use a model, as rows that end by another person's yes or by being taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from service.domain.errors import UnknownThing
from service.domain.proposals import Outcome, Proposal
from service.store.proposal_tables import PROPOSALS
from service.store.unit_of_work import Work


def insert(work: Work, model_id: str, *, actor_id: str, at: datetime) -> int:
    """Keep a new proposal; returns its number."""
    made = sa.insert(PROPOSALS).values(model_id=model_id, actor_id=actor_id, at=at)
    return int(work.connection.execute(made.returning(PROPOSALS.c.number)).scalar_one())


def standing(work: Work) -> tuple[Proposal, ...]:
    """Proposals that nobody has answered, the oldest first."""
    asked = sa.select(PROPOSALS).where(PROPOSALS.c.ended_at.is_(None)).order_by(PROPOSALS.c.number)
    return tuple(map(_proposal, work.rows(asked)))


def of_model(work: Work, model_id: str) -> Proposal | None:
    """The proposal of a model that nobody has answered, if there is one."""
    return next((one for one in standing(work) if one.model_id == model_id), None)


def by_number(work: Work, number: int) -> Proposal:
    """The proposal of a number.

    Raises: UnknownThing if none of that number waits for an answer.
    """
    found = next((one for one in standing(work) if one.number == number), None)
    if found is None:
        raise UnknownThing(
            "proposal: got a number that waits for no answer, allowed are those of the page. Look again."
        )
    return found


def end(work: Work, proposal: Proposal, outcome: Outcome, *, actor_id: str, at: datetime) -> None:
    """End a proposal.

    Raises: UnknownThing if somebody else has ended it meanwhile.
    """
    mine = sa.update(PROPOSALS).where(PROPOSALS.c.number == proposal.number, PROPOSALS.c.ended_at.is_(None))
    if work.execute(mine.values(ended_at=at, ended_by=actor_id, outcome=str(outcome))).rowcount != 1:
        raise UnknownThing("proposal: got one that somebody has answered meanwhile. Look at the page again.")


def _proposal(row: Any) -> Proposal:
    return Proposal(row.number, row.model_id, row.actor_id, row.at)
