"""What can be done from a youth's page: assess, record a contact, raise a flag, make a move; each one transaction, then the page again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from features.vocabulary import ContactKind, YouthId
from service.casework.assessing import assess
from service.casework.contacts import Contacted, record_contact
from service.casework.flag_moves import WantedMove, move_flag, raise_flag
from service.casework.seeing import local_day
from service.domain.access import Act, check_may
from service.domain.casework import Concern
from service.domain.errors import UnknownThing
from service.domain.flag_life import LONGEST_REASON, Asked, AskedBy, Move, Wish
from service.domain.sight import Errand, Task
from service.store import flags
from service.store.unit_of_work import Work
from service.store.youth_keys import keys_of_store
from service.web.reading import SignedIn, Somebody, go_to

router = APIRouter(include_in_schema=False)


@router.post("/unge/{key}/vurdering")
def store_assessment(reader: Somebody, key: str, level: Annotated[Concern, Form()]) -> Response:
    """Store the reader's own assessment."""
    return _act(
        reader,
        key,
        "assessed",
        lambda work, youth_id: assess(work, reader.actor, youth_id, level=level, at=reader.at),
    )


@router.post("/unge/{key}/kontakt")
def store_contact(reader: Somebody, key: str, kind: Annotated[ContactKind, Form()]) -> Response:
    """Record a contact of today."""
    contacted = Contacted(kind, local_day(reader.at))
    return _act(
        reader,
        key,
        "contacted",
        lambda work, youth_id: record_contact(work, reader.actor, youth_id, contacted=contacted, at=reader.at),
    )


@router.post("/unge/{key}/markering")
def store_flag(
    reader: Somebody,
    key: str,
    asked_by: Annotated[AskedBy, Form()],
    why: Annotated[str, Form(max_length=LONGEST_REASON)],
) -> Response:
    """Raise a flag by hand."""
    return _act(
        reader,
        key,
        "raised",
        lambda work, youth_id: raise_flag(work, reader.actor, Asked(youth_id, asked_by, why), at=reader.at),
    )


def wanted_move(
    flag_id: str,
    move: Annotated[Move, Form()],
    version: Annotated[int, Form(ge=1)],
    reason: Annotated[str | None, Form(max_length=LONGEST_REASON)] = None,
    until_on: Annotated[date | None, Form()] = None,
) -> WantedMove:
    """The move that a form asks for."""
    return WantedMove(flag_id, version, Wish(move, reason, until_on))


@router.post("/unge/{key}/markeringer/{flag_id}")
def store_move(reader: Somebody, key: str, wanted: Annotated[WantedMove, Depends(wanted_move)]) -> Response:
    """Make a move with one of the youth's flags.

    Raises: NotPermitted; UnknownThing if the flag is another youth's.
    """
    check_may(reader.actor, Act.MOVE_FLAG)

    def move(work: Work, youth_id: YouthId) -> None:
        if flags.by_id(work, Errand(Task.ACTING).of(youth_id), flag_id=wanted.flag_id) is None:
            raise UnknownThing("flag: got one that this youth does not have, allowed are those of the page.")
        move_flag(work, reader.actor, wanted, at=reader.at)

    return _act(reader, key, "moved", move)


def _act(reader: SignedIn, key: str, done: str, do: Callable[[Work, YouthId], object]) -> Response:
    """Do something for a youth in one transaction, then read the page again."""
    youth_id = keys_of_store(reader.service.store).youth_of(key)
    with reader.service.store.begin() as work:
        do(work, youth_id)
    return go_to(f"/unge/{key}?gjort={done}")
