"""Coming in and going out, and the language of the pages. Without a password only in demo mode, as a demo user."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from service.domain.access import Role
from service.domain.audit import Event
from service.domain.routing import Organisation
from service.domain.users import User, actor_of
from service.edge.actors import COOKIE
from service.edge.context import Service
from service.edge.problems import Kind, Refused
from service.store import audit, users
from service.store.organisations import published_organisation
from service.texts.dates import Language
from service.web.reading import LANGUAGE_COOKIE, Anybody, Reader, Somebody, go_to, own_path
from service.web.views import SignInPage, SomebodyToBe

router = APIRouter(include_in_schema=False)
YEAR_SECONDS = 365 * 24 * 3600


@router.get("/log-ind")
def sign_in_page(reader: Anybody) -> Response:
    """Whom one can be."""
    return reader.page("sign_in.html.j2", SignInPage(reader.service.is_demo, _people(reader)))


@router.post("/log-ind")
def sign_in(reader: Anybody, user: Annotated[str, Form(max_length=64)]) -> Response:
    """Come in as a demo user.

    Raises: Refused where this is no demonstration, or for anybody who is no demo user.
    """
    service = reader.service
    if not service.is_demo:
        raise Refused(Kind.FORBIDDEN, "Demo users exist in demo mode only.")
    with service.store.begin() as work:
        chosen = users.user(work, user)
        if not chosen.is_demo:
            raise Refused(Kind.FORBIDDEN, "Choose one of the demo users.")
        secret = users.open_session(work, chosen.user_id, at=reader.at, hours=service.settings.session_hours)
        audit.append(work, Event(reader.at, actor_of(chosen, None), "session.opened"))
    answer = go_to("/")
    _set_cookie(answer, service, COOKIE, value=secret, seconds=service.settings.session_hours * 3600)
    return answer


@router.post("/log-ud")
def sign_out(reader: Somebody) -> Response:
    """Go out: the session ends here, not only in the browser."""
    with reader.service.store.begin() as work:
        users.close_session(work, reader.request.cookies[COOKIE], at=reader.at)
        audit.append(work, Event(reader.at, reader.actor, "session.closed"))
    answer = go_to("/log-ind")
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.post("/sprog")
def choose_language(
    reader: Anybody, language: Annotated[Language, Form()], back: Annotated[str, Form(max_length=300)] = "/"
) -> Response:
    """Read on in another language."""
    answer = go_to(own_path(back))
    _set_cookie(answer, reader.service, LANGUAGE_COOKIE, value=language, seconds=YEAR_SECONDS)
    return answer


def _people(reader: Reader) -> tuple[SomebodyToBe, ...]:
    if not reader.service.is_demo:
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
