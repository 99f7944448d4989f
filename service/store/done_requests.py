"""What was done under an Idempotency-Key, so that it is not done again: hashes, the id of what came of it, and the status; no content.

A key is remembered for a day. Whoever sends it again waits until the first request is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import sqlalchemy as sa

from service.store.kept_tables import DONE_REQUESTS
from service.store.turns import wait_for
from service.store.unit_of_work import Work

REMEMBERED: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Done:
    """What came of a request, and a hash of what was asked."""

    asked_hash: str
    made_id: str
    status: int


def done_under(work: Work, actor_id: str, key: str, *, at: datetime) -> Done | None:
    """What the actor's request under this key did within the last day, None if there was none; nobody else does it meanwhile."""
    wait_for(work, f"key {actor_id} {key}")
    found = work.first(
        sa.select(DONE_REQUESTS).where(
            DONE_REQUESTS.c.actor_id == actor_id,
            DONE_REQUESTS.c.key_hash == _hash(key),
            DONE_REQUESTS.c.done_at > at - REMEMBERED,
        )
    )
    return None if found is None else Done(found.asked_hash, found.made_id, found.status)


def remember(work: Work, actor_id: str, key: str, *, done: Done, at: datetime) -> None:
    """Remember what a request did, and forget everybody's of more than a day ago."""
    work.execute(sa.delete(DONE_REQUESTS).where(DONE_REQUESTS.c.done_at <= at - REMEMBERED))
    row = {"actor_id": actor_id, "key_hash": _hash(key), **vars(done), "done_at": at}
    work.execute(sa.insert(DONE_REQUESTS), row)


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()
