"""Who asks: a person by the session in a cookie, a system by the bearer token it sends."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import Request

from service.domain.access import Actor
from service.domain.users import actor_of
from service.edge.context import Service, service_of
from service.edge.origin import SAFE, has_bearer, is_own
from service.edge.problems import Kind, Refused
from service.store import users
from service.store.organisations import published_organisation

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


def visiting_actor(request: Request) -> Actor | None:
    """The person whose session the cookie names; None on a page that anybody may read, if nobody is signed in."""
    return _signed_in(request, service_of(request))


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


def _signed_in(request: Request, service: Service) -> Actor | None:
    secret = request.cookies.get(COOKIE, "")
    if not secret or len(secret) > MOST_TOKEN:
        return None
    with service.store.read() as work:
        user = users.user_of_session(work, secret, at=service.now(), is_demo_mode=service.is_demo)
        return None if user is None else actor_of(user, published_organisation(work))


def _by_token(request: Request, service: Service) -> Actor | None:
    secret = request.headers["authorization"][len("Bearer ") :].strip()
    if not secret or len(secret) > MOST_TOKEN:
        return None
    with service.store.read() as work:
        called = users.user_of_token(work, secret, at=service.now(), is_demo_mode=service.is_demo)
        return None if called is None else actor_of(called.user, None, scopes=called.scopes)
