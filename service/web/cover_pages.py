"""Ferie: who is away and who covers, what is open for the cover, to be printed, and everything back again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from features.vocabulary import CounsellorId, YouthId
from service.casework.assigning import LONGEST_COVER, come_back, set_cover
from service.casework.covering import OpenItems, read_covers, read_open_items
from service.casework.seeing import local_day
from service.domain.access import Act, check_may, may
from service.domain.casework import Cover
from service.domain.drafts import Typed
from service.domain.errors import WrongUse
from service.texts.catalogue import say
from service.texts.dates import span
from service.texts.follow_up_wording import Names, word_due
from service.texts.wording import say_due
from service.web.handover_views import CoverPage, CoverRow, Item, ItemRow, Items
from service.web.reading import SignedIn, Somebody, go_to
from service.web.typed import NOTHING, TypedForm, day_in, value
from service.web.views import Choice
from service.web.youth_sight import href_of, read_names

router = APIRouter(include_in_schema=False)


@router.get("/ferie")
def cover_page(reader: Somebody) -> Response:
    """Time off that is the reader's to know, and the open items of those who are or will be away.

    Raises: NotPermitted.
    """
    return _page(reader)


@router.post("/ferie")
def store_cover(reader: Somebody, typed: TypedForm) -> Response:
    """Write down that somebody is away, and who covers; what cannot be is shown again."""
    check_may(reader.actor, Act.HAND_OVER)
    who = value(typed, "counsellor") or str(reader.actor.counsellor_id or "")
    try:
        days = day_in(typed, "from_on"), day_in(typed, "to_on")
        cover = Cover(CounsellorId(who), CounsellorId(value(typed, "by")), *days)
        if cover.by_id == cover.counsellor_id:
            raise WrongUse("cover: got somebody who covers for themselves, allowed is anybody else. Choose another.")
        with reader.service.store.begin() as work:
            set_cover(work, reader.actor, cover, at=reader.at)
    except WrongUse:
        return _page(reader, typed=typed, status=422)
    return go_to("/ferie?gjort=covered")


@router.post("/ferie/tilbage")
def return_early(reader: Somebody, counsellor: Annotated[CounsellorId, Form()]) -> Response:
    """Let somebody have everything back from today."""
    with reader.service.store.begin() as work:
        come_back(work, reader.actor, counsellor, at=reader.at)
    return go_to("/ferie?gjort=back")


def _page(reader: SignedIn, *, typed: Typed = NOTHING, status: int = 200) -> Response:
    """The page; beside a mistake in the form nobody's open items are told."""
    with reader.service.store.begin() as work:
        covers = read_covers(work, reader.actor, at=reader.at)
        names = read_names(work, reader)
        items = [
            _items(reader, names, read_open_items(work, reader.actor, one, at=reader.at))
            for one in (_whose(reader, covers) if status < 400 else ())
        ]
    today, me = local_day(reader.at), reader.actor.counsellor_id
    everybody = tuple(Choice(one, name) for one, name in sorted(names.counsellors.items(), key=lambda pair: pair[1]))
    page = CoverPage(
        tuple(_row(reader, names, one) for one in covers),
        tuple(items),
        everybody if may(reader.actor, Act.ASSIGN) else (),
        tuple(choice for choice in everybody if choice.value != me),
        today.isoformat(),
        (today + LONGEST_COVER).isoformat(),
        value(typed, "from_on"),
        value(typed, "to_on"),
        is_wrong=status >= 400,
    )
    return reader.page("cover.html.j2", page, status=status)


def _whose(reader: SignedIn, covers: tuple[Cover, ...]) -> tuple[CounsellorId, ...]:
    """Whose items are shown: the reader's own, and those of everybody who is away and covered."""
    me = reader.actor.counsellor_id
    return tuple(dict.fromkeys((*((me,) if me else ()), *(one.counsellor_id for one in covers))))


def _row(reader: SignedIn, names: Names, cover: Cover) -> CoverRow:
    name, today = names.counsellor(cover.counsellor_id), local_day(reader.at)
    days = span(cover.from_on, cover.to_on, reader.language)
    text = reader.say("cover.line", name=name, span=days, by=names.counsellor(cover.by_id))
    is_mine = may(reader.actor, Act.ASSIGN) or reader.actor.counsellor_id == cover.counsellor_id
    can_return = is_mine and cover.holds(today)
    return CoverRow(text, cover.counsellor_id if can_return else "", reader.say("cover.back.of", name=name))


def _items(reader: SignedIn, names: Names, found: OpenItems) -> Items:
    """Somebody's open items by youth; the youth for whom something is due first comes first."""
    rows: dict[YouthId, list[tuple[date, Item]]] = {}
    for youth_id, due_on, item in _worded(reader, found):
        rows.setdefault(youth_id, []).append((due_on, item))
    first = {youth_id: min(due_on for due_on, _ in items) for youth_id, items in rows.items()}
    is_mine = found.counsellor_id == reader.actor.counsellor_id
    return Items(
        reader.say("cover.mine" if is_mine else "cover.items", name=names.counsellor(found.counsellor_id)),
        tuple(
            ItemRow(youth_id, href_of(reader, youth_id), tuple(item for _, item in rows[youth_id]))
            for youth_id in sorted(rows, key=lambda one: (first[one], one))
        ),
    )


def _worded(reader: SignedIn, found: OpenItems) -> Iterator[tuple[YouthId, date, Item]]:
    language, today = reader.language, local_day(reader.at)
    for flag in found.flags:
        due, is_past = say_due(flag.due_on, today, language), flag.due_on is not None and flag.due_on < today
        yield flag.youth_id, flag.due_on or date.max, Item(say(f"rule.{flag.rule}", language), "", due, is_past)
    for one in found.due:
        href, told = f"{href_of(reader, one.youth_id)}/{one.below}", word_due(one, language, on=today)
        yield one.youth_id, one.due_on, Item(told.text, href, told.when, told.is_past)
