"""Kontaktoplysninger and Hvem er vejleder?: identity on a click, asked for by POST alone, so that no address can hold it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from service.casework.identity import Colleague, Number, ask_colleague, show_identity
from service.casework.looking import count_look
from service.domain.access import Act, check_may
from service.domain.errors import WrongUse
from service.domain.identity import Identity
from service.domain.volume import Look, Looked
from service.edge.volume import counted
from service.operating.identities import identity_keys
from service.store.youth_keys import keys_of_store
from service.texts.wording import say_queue
from service.web.reading import SignedIn, Somebody
from service.web.views import ColleaguePage, IdentityPage, Reach

router = APIRouter(include_in_schema=False)
LONGEST_WRITTEN = 20


@router.post("/unge/{key}/kontaktoplysninger")
def identity_page(reader: Somebody, key: str) -> Response:
    """How to reach a youth; the look is written down before anything is shown.

    Raises: NotPermitted; UnknownThing if there is no such youth or the reader may not see them.
    """
    service = reader.service
    youth_id, keys = keys_of_store(service.store).youth_of(key), identity_keys(service.settings)
    with counted(service, reader.actor) as work:
        look = Look(reader.actor, Looked.IDENTITY, youth_id, reader.at)
        count_look(work, look, service.settings.look_limits)
        found = show_identity(work, reader.actor, youth_id, keys=keys, at=reader.at)
    people = tuple(_people(reader, found)) if found else ()
    shown = IdentityPage(f"/unge/{key}", people, is_protected=bool(found and found.is_protected))
    return reader.page("identity.html.j2", shown)


@router.get("/vejleder")
def asking_page(reader: Somebody) -> Response:
    """Where a CPR number is asked with."""
    check_may(reader.actor, Act.ASK_COLLEAGUE)
    return reader.page("colleague.html.j2", ColleaguePage())


@router.post("/vejleder")
def colleague_page(reader: Somebody, cpr: Annotated[str, Form(max_length=LONGEST_WRITTEN)]) -> Response:
    """Whose a youth is; the number is not shown again."""
    settings = reader.service.settings
    number = Number(cpr, identity_keys(settings), settings.look_limits)
    try:
        with counted(reader.service, reader.actor) as work:
            found = ask_colleague(work, reader.actor, number, at=reader.at)
    except WrongUse:
        wrong = ColleaguePage(reader.say("colleague.wrong.title"), reader.say("colleague.wrong"))
        return reader.page("colleague.html.j2", wrong, status=422)
    return reader.page("colleague.html.j2", _answer(reader, found))


def _answer(reader: SignedIn, found: Colleague | None) -> ColleaguePage:
    if found is None:
        return ColleaguePage(reader.say("colleague.nobody.title"), reader.say("colleague.nobody"))
    if not found.name:
        return ColleaguePage(say_queue(found.queue, reader.language), reader.say("colleague.queue"))
    phone = reader.say("colleague.phone", phone=found.phone) if found.phone else reader.say("colleague.no_phone")
    return ColleaguePage(found.name, phone)


def _people(reader: SignedIn, found: Identity) -> Iterator[Reach]:
    own = (("identity.cpr", found.cpr.masked), ("identity.phone", found.phone), ("identity.email", found.email))
    yield Reach(found.name or reader.say("identity.no_name"), _lines(reader, own))
    for holder in found.holders:
        lines = (("identity.phone", holder.phone), ("identity.email", holder.email))
        yield Reach(reader.say("identity.holder", name=holder.name), _lines(reader, lines))


def _lines(reader: SignedIn, told: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((reader.say(key), value) for key, value in told if value)
