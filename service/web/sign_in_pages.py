"""Coming in and going out, and the language of the pages: through the municipality's provider, or in a demonstration as a demo user.

A sign-in starts with a link and not with a form, since our own content policy keeps forms on this site; for the same reason signing out
ends on a page that goes on to the provider.
"""

from __future__ import annotations

import time
from typing import Annotated, Final

from fastapi import APIRouter, Form
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from service.domain.access import Role
from service.domain.audit import Event
from service.domain.routing import Organisation
from service.domain.users import User, actor_of
from service.edge.actors import cookie_of
from service.edge.coming_in import Attempt, claims_of_answer, person, wait_out
from service.edge.context import Service
from service.edge.problems import Kind, Refused
from service.edge.provider import NotTrusted, Provider
from service.edge.rates import address_of
from service.edge.whereabouts import is_from_this_machine
from service.logs import LOG
from service.store import audit, users
from service.store.organisations import published_organisation
from service.store.unit_of_work import Work
from service.texts.dates import Language
from service.web.reading import LANGUAGE_COOKIE, Anybody, Reader, Somebody, go_to, own_path
from service.web.views import ErrorPage, SignedOutPage, SignInPage, SomebodyToBe

router = APIRouter(include_in_schema=False)
YEAR_SECONDS = 365 * 24 * 3600
ATTEMPT_SECONDS: Final = 600
"""How long somebody may take at the provider."""
ATTEMPT_COOKIE: Final = "__Host-alleskalmed-log-ind"
"""The prefix lets no neighbouring site set it, and so nobody sign somebody else in as themselves; browsers demand `secure` with it."""


@router.get("/log-ind")
def sign_in_page(reader: Anybody) -> Response:
    """Whom one can be."""
    service = reader.service
    page = SignInPage(service.is_demo, service.provider is not None, _people(reader))
    return reader.page("sign_in.html.j2", page)


@router.get("/log-ind/udbyder")
def leave_for_provider(reader: Anybody) -> Response:
    """Go and say at the provider who one is."""
    _check_rate(reader)
    provider, attempt = _provider(reader), Attempt.begin()
    try:
        answer = RedirectResponse(attempt.address(provider), status_code=303)
    except NotTrusted as silent:
        LOG.warning("sign_in.refused", kind=silent.kind)
        raise Refused(Kind.UNAVAILABLE, "The provider of sign-ins cannot be reached; try again later.") from None
    lasting = {"max_age": ATTEMPT_SECONDS, "path": "/", "httponly": True, "secure": True}
    answer.set_cookie(ATTEMPT_COOKIE, attempt.secret, samesite="lax", **lasting)  # type: ignore[arg-type]  # options by name
    return answer


@router.get("/log-ind/svar")
async def come_back(reader: Anybody) -> Response:
    """Come back from the provider. Every failure is told in the same words, with the same status, after the same time."""
    _check_rate(reader)
    began = time.monotonic()
    answer, has_failed = await run_in_threadpool(_let_in, reader)
    if has_failed:
        await wait_out(began, reader.service.settings.failure_seconds)
    return answer


@router.post("/log-ind")
def sign_in(reader: Anybody, user: Annotated[str, Form(max_length=64)]) -> Response:
    """Come in as a demo user.

    Raises: Refused where this is no demonstration, or for anybody who is no demo user.
    """
    _check_rate(reader)
    service = reader.service
    if not service.is_demo:
        raise Refused(Kind.FORBIDDEN, "Demo users exist in demo mode only.")
    if not is_from_this_machine(reader.request):
        raise Refused(Kind.FORBIDDEN, "Demo users sign in on the machine itself only.")
    with service.store.begin() as work:
        chosen = users.user(work, user)
        if not chosen.is_demo:
            raise Refused(Kind.FORBIDDEN, "Choose one of the demo users.")
        secret = _open_session(work, reader, chosen)
    return _signed_in(service, secret)


@router.post("/log-ud")
def sign_out(reader: Somebody) -> Response:
    """Go out: the session ends here, not only in the browser, and then at the provider, if it offers that."""
    with reader.service.store.begin() as work:
        users.close_session(work, reader.request.cookies[cookie_of(reader.service)], at=reader.at)
        audit.append(work, Event(reader.at, reader.actor, "session.closed"))
        is_demo = users.user(work, reader.actor.actor_id).is_demo
    provider = reader.service.provider
    onwards = None if provider is None or is_demo else provider.address_of_sign_out()
    answer = go_to("/log-ind") if onwards is None else _signed_out(reader, onwards)
    answer.delete_cookie(cookie_of(reader.service), path="/", secure=not reader.service.is_demo, httponly=True)
    return answer


@router.post("/sprog")
def choose_language(
    reader: Anybody, language: Annotated[Language, Form()], back: Annotated[str, Form(max_length=300)] = "/"
) -> Response:
    """Read on in another language."""
    answer = go_to(own_path(back))
    _set_cookie(answer, reader.service, LANGUAGE_COOKIE, value=language, seconds=YEAR_SECONDS)
    return answer


def _check_rate(reader: Reader) -> None:
    reader.service.sign_in_rates.check(reader.request, address_of(reader.request))


def _provider(reader: Reader) -> Provider:
    if reader.service.provider is None:
        raise Refused(Kind.NOT_FOUND, "No provider of sign-ins is named in the settings.")
    return reader.service.provider


def _let_in(reader: Reader) -> tuple[Response, bool]:
    """The answer to who comes back, and whether they failed."""
    request, service = reader.request, reader.service
    attempt = Attempt(request.cookies.get(ATTEMPT_COOKIE, ""))
    try:
        claims = claims_of_answer(_provider(reader), attempt, dict(request.query_params))
        with service.store.begin() as work:
            user = person(work, claims, claim=service.settings.person_claim)
            answer = _signed_in(service, _open_session(work, reader, user))
        has_failed = False
    except NotTrusted as refused:
        LOG.info("sign_in.refused", kind=refused.kind)
        told = ErrorPage(*(reader.say(f"error.sign_in{part}") for part in (".title", "", ".next")))
        answer, has_failed = reader.page("error.html.j2", told, status=403), True
    answer.delete_cookie(ATTEMPT_COOKIE, path="/", secure=True, httponly=True)
    return answer, has_failed


def _open_session(work: Work, reader: Reader, user: User) -> str:
    """A new session with a new secret; the one that the browser had ends."""
    users.close_session(work, reader.request.cookies.get(cookie_of(reader.service), ""), at=reader.at)
    secret = users.open_session(work, user.user_id, at=reader.at, hours=reader.service.settings.session_hours)
    audit.append(work, Event(reader.at, actor_of(user, None), "session.opened"))
    return secret


def _signed_in(service: Service, secret: str) -> Response:
    answer = go_to("/")
    _set_cookie(answer, service, cookie_of(service), value=secret, seconds=service.settings.session_hours * 3600)
    return answer


def _signed_out(reader: Reader, onwards: str) -> Response:
    answer = reader.page("signed_out.html.j2", SignedOutPage(onwards))
    answer.headers["refresh"] = f"0; url={onwards}"
    return answer


def _people(reader: Reader) -> tuple[SomebodyToBe, ...]:
    if not (reader.service.is_demo and is_from_this_machine(reader.request)):
        return ()
    with reader.service.store.read() as work:
        found, organisation = users.users(work), published_organisation(work)
    people = [user for user in found if user.is_demo and user.role is not Role.SYSTEM]
    people.sort(key=lambda user: (list(Role).index(user.role), user.name))
    return tuple(_somebody(user, reader, organisation) for user in people)


def _somebody(user: User, reader: Reader, organisation: Organisation | None) -> SomebodyToBe:
    role, place = reader.say(f"role.{user.role}"), _place(user, organisation)
    told = reader.say("sign_in.where", role=role, place=place) if place else role
    return SomebodyToBe(user.user_id, reader.say("sign_in.as", name=user.name), told)


def _place(user: User, organisation: Organisation | None) -> str:
    """The name of a counsellor's district; of a leader the name says the area."""
    district = organisation.districts.get(user.district_id) if organisation and user.district_id else None
    return district.name if district else ""


def _set_cookie(answer: Response, service: Service, name: str, *, value: str, seconds: int) -> None:
    """A cookie that no script reads and no other site sends; over TLS alone, but for a demonstration on this machine."""
    answer.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=not service.is_demo)
