"""Nødadgang: opening a youth whom one may not see, and the list on which others look at who did."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form
from starlette.responses import Response

from features.calendar import LOCAL
from features.vocabulary import YouthId
from service.casework.breaking_glass import Plea, break_glass, read_review, review, whom_to_open
from service.casework.identity import Number
from service.domain.access import Act, check_may
from service.domain.break_glass import LONGEST, Opening, Verdict, one_line
from service.domain.errors import UnknownThing, WrongUse
from service.edge.volume import counted
from service.operating.identities import identity_keys
from service.store.youth_keys import keys_of_store
from service.texts.case_wording import say_clock
from service.texts.catalogue import say_count
from service.texts.dates import medium_day
from service.web.actors import actor_names
from service.web.reading import SignedIn, Somebody, go_to
from service.web.typed import Number as RowNumber
from service.web.views import GlassPage, OpeningRow, ReviewPage

router = APIRouter(include_in_schema=False)
LONGEST_WHOM: Final = 300


@router.get("/noedadgang")
def asking_page(reader: Somebody) -> Response:
    """Where a youth is asked for, with a reason."""
    check_may(reader.actor, Act.BREAK_GLASS)
    return _form(reader)


@router.post("/noedadgang")
def opening_page(
    reader: Somebody,
    whom: Annotated[str, Form(max_length=LONGEST_WHOM)],
    reason: Annotated[str, Form(max_length=LONGEST)],
) -> Response:
    """Open the youth, and go to their page; who cannot be opened is told of as who does not exist."""
    check_may(reader.actor, Act.BREAK_GLASS)
    try:
        plea = Plea(one_line(reason), timedelta(hours=reader.service.settings.break_glass_hours))
        youth_id = _whom(reader, whom)
        with reader.service.store.begin() as work:
            break_glass(work, reader.actor, youth_id, plea=plea, at=reader.at)
    except WrongUse:
        return _form(reader, said="wrong", status=422)
    except UnknownThing:
        return _form(reader, said="unknown", status=404)
    return go_to(f"/unge/{keys_of_store(reader.service.store).key_of(youth_id)}?gjort=opened")


def _whom(reader: SignedIn, written: str) -> YouthId:
    """The youth of a page's address or of a CPR number; a number that was tried stays counted, whoever it is.

    Raises: UnknownThing if it is nobody's; WrongUse if it is neither; TooManyLooks.
    """
    service = reader.service
    with suppress(UnknownThing):  # then it is no address, but may be a number
        return keys_of_store(service.store).youth_of(written.strip().rsplit("/", 1)[-1])
    number = Number(written, identity_keys(service.settings), service.settings.look_limits)
    with counted(service, reader.actor) as work:
        youth_id = whom_to_open(work, reader.actor, number, at=reader.at)
    if youth_id is None:
        raise UnknownThing("youth: got a number that is nobody's here. Look at how it is written.")
    return youth_id


@router.get("/noedadgang/gennemgang")
def review_page(reader: Somebody) -> Response:
    """Who broke the glass, for those who look at it afterwards."""
    with reader.service.store.begin() as work:
        found = read_review(work, reader.actor, at=reader.at)
        names = actor_names(work, reader.language)
    rows = [_row(reader, one, names) for one in found.openings]
    refusals = tuple(
        f"{names.get(one.actor_id, one.actor_id)}: {reader.say(f'review.refusals.{one.kind}')}, "
        f"{medium_day(one.on, reader.language)}"
        for one in found.refusals
    )
    page = ReviewPage(
        tuple(row for row in rows if not row.verdict), tuple(row for row in rows if row.verdict), refusals
    )
    return reader.page("review.html.j2", page)


@router.post("/noedadgang/gennemgang/{number}")
def store_verdict(reader: Somebody, number: RowNumber, verdict: Annotated[Verdict, Form()]) -> Response:
    """Store what the reader thinks of an opening."""
    with reader.service.store.begin() as work:
        review(work, reader.actor, number, verdict=verdict, at=reader.at)
    return go_to("/noedadgang/gennemgang?gjort=reviewed")


def _form(reader: SignedIn, *, said: str = "", status: int = 200) -> Response:
    title, answer = (reader.say(f"glass.{said}.title"), reader.say(f"glass.{said}")) if said else ("", "")
    lasts = say_count("glass.lasts", reader.service.settings.break_glass_hours, reader.language)
    return reader.page("glass.html.j2", GlassPage(lasts, LONGEST, title, answer), status=status)


def _row(reader: SignedIn, one: Opening, names: dict[str, str]) -> OpeningRow:
    return OpeningRow(
        one.number,
        names.get(one.actor_id, one.actor_id),
        one.youth_id,
        f"/unge/{keys_of_store(reader.service.store).key_of(one.youth_id)}",
        f"{_when(reader, one.at)} – {say_clock(one.until_at, reader.language)}",
        one.reason,
        reader.say(f"review.{one.verdict}") if one.verdict else "",
        one.is_late(reader.at),
    )


def _when(reader: SignedIn, at: datetime) -> str:
    return f"{medium_day(at.astimezone(LOCAL).date(), reader.language)} {say_clock(at, reader.language)}"
