"""What is asked for twice under the same Idempotency-Key is done once.

A key is the caller's own, and is remembered for a day. The second answer tells the thing as it stands by then, with the first status.
Source: draft-ietf-httpapi-idempotency-key-header.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Final

from fastapi import Depends, Header
from starlette.requests import Request

from service.domain.access import Actor
from service.domain.flag_life import StoredFlag
from service.domain.sight import Errand, Purpose
from service.edge.context import Service
from service.edge.json_bodies import JsonBytes
from service.edge.problems import Kind, Refused
from service.store import done_requests, flags
from service.store.done_requests import Done
from service.store.unit_of_work import Work

PRINTABLE: Final = r"^[\x21-\x7e]{1,100}$"


@dataclass(frozen=True)
class Asked:
    """A request's JSON, not yet read, its key, None if it has none, and a hash of what it asks."""

    raw: bytes
    key: str | None
    content: str


async def asked_once(
    request: Request,
    raw: JsonBytes,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=PRINTABLE, description="sent again with the same request, it is done once; remembered for a day"
        ),
    ] = None,
) -> Asked:
    """The body and the key, with a hash of method, path and body."""
    told = b"\0".join((request.method.encode(), request.url.path.encode(), raw))
    return Asked(raw, idempotency_key, sha256(told).hexdigest())


Once = Annotated[Asked, Depends(asked_once)]
"""A route's parameter: what is asked, and under which key."""


def do_once(
    service: Service, actor: Actor, asked: Asked, *, status: int, act: Callable[[Work], StoredFlag]
) -> tuple[StoredFlag, int]:
    """Do it, or tell of the flag that came of it when it was done under the same key; with the status to answer.

    Raises: Refused if the key was used for another request; whatever `act` raises, and then nothing is remembered.
    """
    at = service.now()
    with service.store.begin() as work:
        if asked.key is None:
            return act(work), status
        done = done_requests.done_under(work, actor.actor_id, asked.key, at=at)
        if done is None:
            flag = act(work)
            said = Done(asked.content, flag.flag_id, status)
            done_requests.remember(work, actor.actor_id, asked.key, done=said, at=at)
            return flag, status
        stands = flags.by_id(work, Errand(Purpose.ACTING), flag_id=done.flag_id)
    if done.asked_hash != asked.content or stands is None:
        raise Refused(Kind.KEY_REUSED, "Send the same request under a key, or take a new key for another one.")
    return stands, done.status
