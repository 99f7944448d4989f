"""Who asks: a person by the session in a cookie, a system by the bearer token it sends."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import Request

from service.domain.access import Actor, Role, Scope
from service.edge.context import Service, service_of
from service.edge.origin import SAFE, has_bearer, is_own
from service.edge.problems import Kind, Refused
from service.store import users

COOKIE: Final = "alleskalmed"
"""Holds an opaque token; what it stands for lies in the store."""
MOST_TOKEN: Final = 200
"""Characters of a token that are looked at; ours are shorter."""


def page_actor(request: Request) -> Actor:
    """The person whose session the cookie names.

    Raises: Refused if nobody is signed in, or no longer.
    """
    actor = _signed_in(request, service_of(request))
    if actor is None:
        raise Refused(Kind.SIGN_IN, "Sign in, then try again.")
    return actor


def api_actor(request: Request) -> Actor:
    """The system whose token is sent, or the signed-in person whose own page asks.

    Raises: Refused if there is neither; a token that does not hold is never made up for by a cookie.
    """
    service = service_of(request)
    if has_bearer(request):
        actor = _by_token(request, service)
    elif request.method not in SAFE or is_own(request):
        actor = _signed_in(request, service)  # a write has passed `OwnOrigin` to come here
    else:
        actor = None
    if actor is None:
        raise Refused(Kind.SIGN_IN, "Send `Authorization: Bearer` with a token that holds.")
    return actor


PageActor = Annotated[Actor, Depends(page_actor)]
"""A page's parameter: the person who is signed in."""
ApiActor = Annotated[Actor, Depends(api_actor)]
"""A route's parameter: the system or person who asks."""


def check_scope(actor: Actor, *scopes: Scope) -> None:
    """Pass a system whose token carries all scopes, and every person: their role is checked where the thing is.

    Raises: Refused naming the scope that is missing.
    """
    missing = [scope for scope in scopes if scope not in actor.scopes]
    if actor.role is Role.SYSTEM and missing:
        raise Refused(Kind.FORBIDDEN, f"The token lacks the scope {missing[0]}.")


def _signed_in(request: Request, service: Service) -> Actor | None:
    token = request.cookies.get(COOKIE, "")
    if not token or len(token) > MOST_TOKEN:
        return None
    with service.store.read() as work:
        return users.actor_of_session(work, token, at=service.now())


def _by_token(request: Request, service: Service) -> Actor | None:
    token = request.headers["authorization"][len("Bearer ") :].strip()
    if not token or len(token) > MOST_TOKEN:
        return None
    with service.store.read() as work:
        return users.actor_of_token(work, token, at=service.now())
