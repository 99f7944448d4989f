"""Who reads a page: the request put together with the service, the person and the language, and the answer made from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from features.calendar import LOCAL
from service.domain.access import Act, Actor, may
from service.domain.exports import delete_on
from service.edge.actors import page_actor, visiting_actor
from service.edge.context import Service, service_of
from service.settings import Mode
from service.texts.catalogue import say
from service.texts.dates import Language, day
from service.web.rendering import Link, Shell, render

LANGUAGE_COOKIE: Final = "sprog"
DONE: Final = frozenset(
    {
        *("assessed", "contacted", "moved", "raised", "opened", "reviewed", "assigned"),
        *("met", "agreed", "settled", "drafted", "undrafted"),
        *("given", "received", "kept", "appointed", "covered", "back"),
        *("started", "planned", "followed", "ended", "closed", "looked_back", "undone"),
        *("chosen", "none_chosen"),
        *("objected", "objection_ended", "contested", "answered", "held", "released"),
        *("stopped", "lifted", "proposed", "confirmed", "withdrawn", "shadow_begun", "shadow_ended", "alarm_taken"),
    }
)
"""What an act may have told before its page is read again; anything else in the address is not repeated."""
_PLACES: Final = (
    (Act.SEE_YOUTHS, "nav.lists", "/lister"),
    (Act.RAISE_FLAG, "nav.mine", "/mine"),
    (Act.FOLLOW_UP, "nav.follow_up", "/opfoelgning"),
    (Act.SEE_YOUTHS, "nav.year", "/aarshjul"),
    (Act.SEE_OVERVIEW, "nav.overview", "/overblik"),
    (Act.ASK_COLLEAGUE, "nav.colleague", "/vejleder"),
    (Act.REVIEW_GLASS, "nav.glass", "/noedadgang/gennemgang"),
    (Act.READ_AUDIT, "nav.trail", "/tilsyn"),
    (Act.SEE_MODEL, "nav.model", "/data-og-model"),
)
_HELP: Final = ("nav.guide", "/hjaelp")
"""Where everybody who is signed in may go."""


@dataclass(frozen=True)
class Reader:
    """A request for a page; `actor` is None on the pages before somebody is signed in."""

    request: Request
    service: Service
    actor: Actor | None
    language: Language
    at: datetime

    def say(self, key: str, **values: object) -> str:
        """A sentence in the reader's language."""
        return say(key, self.language, **values)

    def page(self, template: str, page: object, *, status: int = 200) -> HTMLResponse:
        """A page as an answer."""
        return HTMLResponse(render(template, page, self._shell(has_failed=status >= 400)), status_code=status)

    def _shell(self, *, has_failed: bool) -> Shell:
        """What stands around the page; an address that led nowhere may hold anything, and is not repeated."""
        path = self.request.url.path if self.request.method == "GET" and not has_failed else "/"
        done = self.request.query_params.get("gjort", "")
        return Shell(
            self.language,
            getattr(self.request.state, "nonce", ""),
            path,
            self.service.settings.mode is not Mode.REAL,
            self._signed_in(),
            tuple(self._links(path)),
            self.say(f"done.{done}") if done in DONE else "",
            self._confidential() if self.actor else "",
        )

    def _confidential(self) -> str:
        """What stands on a print of any page for somebody who is signed in."""
        return self.say("note.footer", on=day(delete_on(self.at.astimezone(LOCAL).date()), self.language))

    def _signed_in(self) -> str:
        if self.actor is None:
            return ""
        name = self.actor.name or self.actor.actor_id
        return self.say("shell.signed_in", name=name, role=self.say(f"role.{self.actor.role}"))

    def _links(self, path: str) -> list[Link]:
        if self.actor is None:
            return []
        places = [(key, href) for act, key, href in _PLACES if may(self.actor, act)]
        return [Link(self.say(key), href, path.startswith(href)) for key, href in (*places, _HELP)]


@dataclass(frozen=True)
class SignedIn(Reader):
    """A request of somebody who is signed in."""

    actor: Actor


def language_of(request: Request) -> Language:
    """The language that was chosen; Danish until one was."""
    return Language.EN if request.cookies.get(LANGUAGE_COOKIE) == Language.EN else Language.DA


def reader_of(request: Request) -> Reader:
    """A reader who need not be signed in."""
    service = service_of(request)
    return Reader(request, service, None, language_of(request), service.now())


async def anybody(request: Request) -> Reader:
    """As `reader_of`; a dependency that is not a coroutine would be given a thread for it, here and below."""
    return reader_of(request)


async def visitor(request: Request, actor: Annotated[Actor | None, Depends(visiting_actor)]) -> Reader:
    """A reader of a page that anybody may read; who is signed in keeps the menu."""
    return replace(reader_of(request), actor=actor)


async def signed_in(request: Request, actor: Annotated[Actor, Depends(page_actor)]) -> SignedIn:
    """A reader who is signed in; nobody else gets further."""
    service = service_of(request)
    return SignedIn(request, service, actor, language_of(request), service.now())


def go_to(path: str) -> Response:
    """Send the browser on to a page of ours, to be read with GET."""
    return RedirectResponse(path, status_code=303)


def own_path(text: str) -> str:
    """A path of this site, as a form gave it; the front page for anything else, so that nobody can be sent elsewhere."""
    is_ours = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    return text if is_ours else "/"


Anybody = Annotated[Reader, Depends(anybody)]
"""A page's parameter: whoever reads it."""
Visitor = Annotated[Reader, Depends(visitor)]
"""A public page's parameter: whoever reads it, with their menu if they are signed in."""
Somebody = Annotated[SignedIn, Depends(signed_in)]
"""A page's parameter: the person who is signed in."""
