"""What is asked for twice under the same Idempotency-Key is done once.

A key is the caller's own, and is remembered for a day. The second answer tells the thing as it stands by then, with the first status.
Source: draft-ietf-httpapi-idempotency-key-header.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Final, Generic, TypeVar

from fastapi import Depends, Header
from starlette.requests import Request

from service.domain.access import Actor
from service.domain.errors import UnknownThing
from service.edge.context import Service
from service.edge.json_bodies import JsonBytes
from service.edge.problems import Kind, Refused
from service.store import done_requests
from service.store.done_requests import Done
from service.store.unit_of_work import Work

Thing = TypeVar("Thing")
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


@dataclass(frozen=True)
class Way(Generic[Thing]):
    """How something is done: what does it, the status that says so, what names the thing, and how it is found again by its name."""

    act: Callable[[Work], Thing]
    status: int
    name: Callable[[Thing], str]
    find: Callable[[Work, str], Thing | None]


def do_once(service: Service, actor: Actor, asked: Asked, way: Way[Thing]) -> tuple[Thing, int]:
    """Do it, or tell of the thing that came of it when it was done under the same key; with the status to answer.

    Raises: Refused if the key was used for another request; UnknownThing if what came of it is gone; whatever `way.act` raises, and then
    nothing is remembered.
    """
    at = service.now()
    with service.store.begin() as work:
        if asked.key is None:
            return way.act(work), way.status
        done = done_requests.done_under(work, actor.actor_id, asked.key, at=at)
        if done is None:
            thing = way.act(work)
            said = Done(asked.content, way.name(thing), way.status)
            done_requests.remember(work, actor.actor_id, asked.key, done=said, at=at)
            return thing, way.status
        if done.asked_hash != asked.content:
            raise Refused(Kind.KEY_REUSED, "Send the same request under a key, or take a new key for another one.")
        stands = way.find(work, done.made_id)
    if stands is None:
        raise UnknownThing("request: what came of it was deleted since. Take a new key to ask for it anew.")
    return stands, done.status
