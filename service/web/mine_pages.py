"""Mine unge: everybody somebody is responsible for, on a list or not, and the way to put one on it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query
from starlette.responses import Response

from features.vocabulary import YouthId
from service.casework.flag_moves import raise_flag
from service.casework.seeing import check_may_overlook, local_day, seen_of
from service.domain.access import Act, check_may
from service.domain.audit import Event
from service.domain.errors import MoveRefused, UnknownThing
from service.domain.flag_life import LONGEST_REASON, Asked, AskedBy
from service.domain.own_youths import OwnYouth, own_youth
from service.store import casework, follow_ups, mine
from service.store.identities import protected
from service.store.unit_of_work import Work
from service.store.youth_keys import keys_of_store
from service.store.youths import organisation
from service.web.list_reading import published
from service.web.mine_rows import PATH, Mine, Order, Show, Whose, Wish, put_form, word_mine
from service.web.mine_views import MinePage, PutForm
from service.web.reading import SignedIn, Somebody, go_to

router = APIRouter(include_in_schema=False)
LONGEST_CODE: Final = 64
MOST_PAGES: Final = 1_000
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def wish(
    hvis: Annotated[Whose, Query()] = Whose.MINE,
    vis: Annotated[Show, Query()] = Show.ALL,
    orden: Annotated[Order, Query()] = Order.YOUTH,
    side: Annotated[int, Query(ge=1, le=MOST_PAGES)] = 1,
) -> Wish:
    """What the address asks for."""
    return Wish(hvis, vis, orden, side)


Wanted = Annotated[Wish, Depends(wish)]
"""A page's parameter: what of one's youths is wanted."""


@router.get(PATH)
def mine_page(reader: Somebody, wanted: Wanted) -> Response:
    """Everybody the reader is responsible for, or everybody of the district or area.

    Raises: NotPermitted for whoever works with no youths.
    """
    return reader.page("mine.html.j2", _page(reader, _read(reader, wanted)))


@router.post(f"{PATH}/soeg")
def search_mine(reader: Somebody, wanted: Wanted, code: Annotated[str, Form(max_length=LONGEST_CODE)] = "") -> Response:
    """Find a youth by the code or a part of it, which no address holds; the only one that fits is opened.

    Raises: NotPermitted.
    """
    written, found = code.strip(), _read(reader, replace(wanted, show=Show.ALL, page=1))
    if not written:
        return go_to(found.wish.href)
    fitting = tuple(one for one in found.youths if written.casefold() in one.youth_id.casefold())
    if len(fitting) == 1:
        return go_to(f"/unge/{keys_of_store(reader.service.store).key_of(fitting[0].youth_id)}")
    page = _page(reader, replace(found, youths=fitting))
    said = reader.say("search.found" if fitting else "mine.search.nobody")
    return reader.page("mine.html.j2", replace(page, said=said, written=written, pages=()))


@router.post(f"{PATH}/markering")
def put_on_list(
    reader: Somebody,
    asked_by: Annotated[AskedBy, Form()],
    code: Annotated[str, Form(max_length=LONGEST_CODE)] = "",
    why: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
) -> Response:
    """Put a youth on the list by hand; what was written is shown again if it could not be done.

    Raises: NotPermitted.
    """
    check_may(reader.actor, Act.RAISE_FLAG)
    written = replace(put_form(reader), youth=code, asked_by=str(asked_by), why=why)
    try:
        with reader.service.store.begin() as work:
            raise_flag(work, reader.actor, Asked(_code(code), asked_by, why), at=reader.at)
    except UnknownThing:
        return _again(reader, replace(written, wrong=reader.say("mine.put.unknown")), status=404)
    except MoveRefused:
        return _again(reader, replace(written, wrong=reader.say("mine.put.wrong")), status=400)
    return go_to(f"{PATH}?gjort=raised")


def _again(reader: SignedIn, put: PutForm, *, status: int) -> Response:
    page = _page(reader, _read(reader, Wish()))
    return reader.page("mine.html.j2", replace(page, put=put), status=status)


def _code(written: str) -> YouthId:
    """A code as somebody wrote it.

    Raises: UnknownThing for what cannot be one.
    """
    code = written.strip()
    if not _CODE.fullmatch(code):
        raise UnknownThing("youth: got a text that is no code, allowed are letters, digits, _ and -. Look the code up.")
    return YouthId(code)


def _read(reader: SignedIn, wanted: Wish) -> Mine:
    """The youths whom the reader may see, of those wanted; the look is written down."""
    check_may(reader.actor, Act.RAISE_FLAG)
    if reader.actor.counsellor_id is None:
        wanted = replace(wanted, whose=Whose.DISTRICT)
    with reader.service.store.read() as work:
        run, youths = published(work), _youths(work, reader, wanted.whose)
        names = organisation(work).institution_names
    detail: dict[str, str | int] = {"run": run.run_id, "whose": str(wanted.whose), "count": len(youths)}
    reader.service.looks.write(Event(reader.at, reader.actor, "mine.looked", detail=detail))
    return Mine(wanted, youths, run, names, local_day(reader.at))


def _youths(work: Work, reader: SignedIn, whose: Whose) -> tuple[OwnYouth, ...]:
    over = check_may_overlook(reader.actor, at=reader.at)
    ids = mine.responsible_for(work, over) if whose is Whose.MINE else mine.residents_of(work, over)
    known = seen_of(work, reader.actor, ids, at=reader.at)
    spoken = casework.last_spoken(work, over, youth_ids=known)
    placeless = protected(work, over, youth_ids=known)
    promised = follow_ups.next_days(work, over, youth_ids=known)
    found = []
    for youth_id, one in known.items():
        joined = [flag for flag in one.flags if flag.joined_at <= reader.at]
        line = own_youth(one.facts, joined, spoken_here_on=spoken.get(youth_id), due_on=promised.get(youth_id))
        found.append(replace(line, institution_id=None) if youth_id in placeless else line)
    return tuple(found)


def _page(reader: SignedIn, found: Mine) -> MinePage:
    return word_mine(reader, found, keys_of_store(reader.service.store))
