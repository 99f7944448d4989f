"""What is done from the list: flags of several youths moved at once, the list taken away as a file, and the way to the next youth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Form
from starlette.responses import Response

from features.vocabulary import DistrictId, YouthId
from service.casework.seeing import check_may_see_list, hidden_from
from service.casework.several import MOST, move_several
from service.domain.access import Act, Role, check_may, may_see_place
from service.domain.exports import Export, Purpose
from service.domain.flag_life import Move
from service.domain.weekly import WeeklyList
from service.sheets.csv_sheet import csv_sheet
from service.sheets.workbook import workbook
from service.store import lists
from service.store.unit_of_work import Work
from service.store.youth_keys import keys_of_store
from service.texts.dates import Language
from service.web.list_pages import Part, read_for
from service.web.list_reading import Address
from service.web.reading import SignedIn, Somebody, go_to
from service.web.rendering import Link

router = APIRouter(include_in_schema=False)
Write = Callable[[WeeklyList, Language], bytes]


class Sheet(StrEnum):
    """How a list is written as a file: the ending of its name."""

    XLSX = "xlsx"
    CSV = "csv"


SHEETS: Final[Mapping[Sheet, tuple[Write, str]]] = {
    Sheet.XLSX: (workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Sheet.CSV: (csv_sheet, "text/csv; charset=utf-8"),
}
"""What writes each kind of file, and what browsers call it."""


@router.post("/lister/{place:path}/{week}/flere")
def move_chosen(
    reader: Somebody,
    place: str,
    week: str,
    move: Annotated[Move, Form()],
    chosen: Annotated[tuple[str, ...], Form(max_length=MOST)] = (),
) -> Response:
    """Make the same move for the chosen youths, those among them whom the reader has opened.

    Raises: NotPermitted; UnknownThing if the list or a youth is not the reader's; WrongUse for a move that is made one by one.
    """
    check_may(reader.actor, Act.MOVE_FLAG)
    check_may_see_list(reader.actor, place, at=reader.at)
    keys = keys_of_store(reader.service.store)
    with reader.service.store.begin() as work:
        youth_ids = [keys.youth_of(key) for key in chosen]
        count = move_several(work, reader.actor, move, youth_ids=youth_ids, at=reader.at)
    return go_to(f"{Address(place, week).path}?gjort={'chosen' if count else 'none_chosen'}")


@router.post("/lister/{place:path}/{week}/hent")
def take_list(
    reader: Somebody, place: str, week: str, part: Part, form: Annotated[Sheet, Form()] = Sheet.XLSX
) -> Response:
    """The list, or the part of it that was shown, as a file; who took it is written down first.

    Raises: UnknownThing as for the list.
    """
    read = read_for(reader, Address(place, week, part))
    weekly, shown = read.found.weekly, read.shown
    if shown is not None:
        weekly = weekly.without(frozenset(youth.youth_id for youth in weekly.youths) - shown)
    purpose = Purpose.SUPERVISION if reader.actor.role is Role.PROTECTION_OFFICER else Purpose.CASEWORK
    taken = Export("list.exported", len(weekly.youths), purpose)
    reader.service.looks.write(taken.event(reader.at, reader.actor, place=place, week=week, form=str(form)))
    write, kind = SHEETS[form]
    named = {"content-disposition": f'attachment; filename="ugens-liste-{weekly.week}.{form}"'}
    return Response(write(weekly, reader.language), media_type=kind, headers=named)


def next_on_list(
    work: Work, reader: SignedIn, youth_id: YouthId, *, district_id: DistrictId | None = None
) -> Link | None:
    """The way to the youth who comes after this one on this week's list; None after the last, or for one on no list of the reader's.

    `district_id`: where the youth lives, whose list is looked at before the reader's own.
    """
    wanted = dict.fromkeys((*(str(one) for one in (district_id,) if one), *sorted(reader.actor.districts or ())))
    for place in (place for place in wanted if may_see_place(reader.actor, place)):
        seen = check_may_see_list(reader.actor, place, at=reader.at)
        ids = [youth.listed.youth_id for youth in lists.current_list(work, seen, at=reader.at).youths]
        after = ids[ids.index(youth_id) + 1 :] if youth_id in ids else []
        hidden = hidden_from(work, reader.actor, after, at=reader.at)
        coming = next((one for one in after if one not in hidden), None)
        if coming is not None:
            key = keys_of_store(reader.service.store).key_of(coming)
            return Link(reader.say("next.on_list"), f"/unge/{key}")
    return None
