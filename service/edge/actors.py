"""Who asks: a person by the session in a cookie, a system by the bearer token it sends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import Request

from service.domain.access import Actor
from service.domain.errors import StoreUnavailable
from service.domain.users import actor_of
from service.edge.coming_in import caller
from service.edge.context import Service, service_of
from service.edge.origin import SAFE, has_bearer, is_own
from service.edge.problems import Kind, Refused
from service.edge.provider import NotTrusted, ProviderSilent
from service.edge.rates import address_of
from service.logs import LOG
from service.store import users
from service.store.organisations import published_organisation
from service.store.users import Called

COOKIE: Final = "alleskalmed"
"""Holds an opaque token; what it stands for lies in the store."""
HOST_COOKIE: Final = f"__Host-{COOKIE}"
"""The same over TLS: browsers let nobody but this very host set it, and demand that it is secure. A demonstration speaks plain http."""
MOST_TOKEN: Final = 200
"""Characters of a token that are looked at; ours are shorter."""
MOST_JWT: Final = 8_000
"""The same for a token of the issuer."""
JWT_DOTS: Final = 2
"""How a signed token is told from one of ours, which have none."""
NOTED_EVERY: Final = timedelta(minutes=1)
"""How exactly it is known when a session was last used: more would be a write for each page."""


def cookie_of(service: Service) -> str:
    """The name of the cookie that holds a session."""
    return COOKIE if service.is_demo else HOST_COOKIE


def page_actor(request: Request) -> Actor:
    """The person whose session the cookie names.

    Raises: Refused if nobody is signed in, or no longer; or if they ask too often.
    """
    actor = _signed_in(request, service_of(request))
    if actor is None:
        raise Refused(Kind.SIGN_IN, "Sign in, then try again.")
    return _within_limit(request, actor)


def visiting_actor(request: Request) -> Actor | None:
    """The person whose session the cookie names; None on a page that anybody may read, if nobody is signed in."""
    return _signed_in(request, service_of(request))


def api_actor(request: Request) -> Actor:
    """The system whose token is sent, or the signed-in person whose own page asks.

    Raises: Refused if there is neither, or they ask too often; a token that does not hold is never made up for by a cookie.
    """
    service = service_of(request)
    if has_bearer(request):
        actor = _by_token(request, service)
    elif request.method not in SAFE or is_own(request):
        actor = _signed_in(request, service)  # a write has passed `OwnOrigin` to come here
    else:
        actor = None
    if actor is None:
        service.rates.check(request, f"address {address_of(request)}")
        raise Refused(Kind.SIGN_IN, "Send `Authorization: Bearer` with a token that holds.")
    return _within_limit(request, actor)


PageActor = Annotated[Actor, Depends(page_actor)]
"""A page's parameter: the person who is signed in."""
ApiActor = Annotated[Actor, Depends(api_actor)]
"""A route's parameter: the system or person who asks."""


def _within_limit(request: Request, actor: Actor) -> Actor:
    service_of(request).rates.check(request, f"actor {actor.actor_id}")
    return actor


def _signed_in(request: Request, service: Service) -> Actor | None:
    secret = request.cookies.get(cookie_of(service), "")
    if not secret or len(secret) > MOST_TOKEN:
        return None
    at = service.now()
    with service.store.read() as work:
        session = users.session_of(work, secret, at=at, idle=service.idle, is_demo_mode=service.is_demo)
        actor = None if session is None else actor_of(session.user, published_organisation(work))
    if session is not None and at - session.seen_at >= NOTED_EVERY:
        _keep(service, secret, at)
    return actor


def _keep(service: Service, secret: str, at: datetime) -> None:
    try:
        with service.store.begin() as work:
            users.keep_session(work, secret, at=at)
    except StoreUnavailable:
        LOG.warning("session.not_noted")  # whoever only reads can do so while nothing can be written


def _by_token(request: Request, service: Service) -> Actor | None:
    secret = request.headers["authorization"][len("Bearer ") :].strip()
    called = _by_issuer(service, secret) if secret.count(".") == JWT_DOTS else _by_demo_token(service, secret)
    return None if called is None else actor_of(called.user, None, scopes=called.scopes)


def _by_issuer(service: Service, token: str) -> Called | None:
    if len(token) > MOST_JWT:
        return None
    try:
        return caller(service, token)
    except ProviderSilent as silent:
        LOG.warning("token.unchecked", kind=silent.kind)
        raise Refused(Kind.UNAVAILABLE, "The issuer of tokens cannot be asked for its keys; try again later.") from None
    except NotTrusted as refused:
        LOG.info("token.refused", kind=refused.kind)
        return None


def _by_demo_token(service: Service, secret: str) -> Called | None:
    """Only a demonstration prints tokens of its own; elsewhere one that is left over from it opens nothing."""
    if not service.is_demo or not secret or len(secret) > MOST_TOKEN:
        return None
    with service.store.read() as work:
        return users.user_of_token(work, secret, at=service.now(), is_demo_mode=True)
