"""Opfølgning: what is mine to follow up, and the follow-up of one youth with its forms. Facts and people's own texts only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from service.casework.follow_up import due_for, due_of
from service.casework.routes import organisation_now
from service.casework.seeing import local_day
from service.domain.access import Act, Role, check_may, may
from service.domain.drafts import Form as Draft
from service.domain.due import DueItem
from service.domain.efforts import EffortMove, may_take_back
from service.store.youth_keys import keys_of_store
from service.texts.dates import day
from service.texts.follow_up_wording import (
    Names,
    journal_text,
    word_closing,
    word_due,
    word_effort,
)
from service.web.follow_up_reading import Read, forms_of, names_of, read_youth, with_draft
from service.web.follow_up_views import DueGroup, DuePage, DueRow, FollowUpPage, Form
from service.web.freshness import freshness
from service.web.reading import SignedIn, Somebody
from service.web.told_once import contact_rows, recorded_efforts

router = APIRouter(include_in_schema=False)
SOON: Final = timedelta(days=7)


@router.get("/opfoelgning")
def due_page(reader: Somebody) -> Response:
    """Everything that the reader, or whoever they cover for or lead, has promised to look at again."""
    check_may(reader.actor, Act.FOLLOW_UP)
    with reader.service.store.begin() as work:
        items = due_for(work, reader.actor, at=reader.at)
        names = names_of(work, organisation_now(work, on=local_day(reader.at)))
    lead = "follow.leader.lead" if reader.actor.role is Role.LEADER else "follow.mine.lead"
    return reader.page("follow_up_list.html.j2", DuePage(reader.say(lead), tuple(_groups(reader, items, names))))


@router.get("/unge/{key}/opfoelgning")
def follow_up_page(reader: Somebody, key: str) -> Response:
    """The follow-up of one youth.

    Raises: UnknownThing if there is no such youth or the reader may not see them.
    """
    return reader.page("follow_up.html.j2", _page(reader, read_youth(reader, key), key))


def _groups(reader: SignedIn, items: Iterable[DueItem], names: Names) -> Iterable[DueGroup]:
    """What is past first, then the week to come, then the rest; a part without anything is left out."""
    today, told = local_day(reader.at), tuple(items)
    parts = (
        ("follow.group.past", [item for item in told if item.is_past(today)]),
        ("follow.group.week", [item for item in told if today <= item.due_on <= today + SOON]),
        ("follow.group.later", [item for item in told if item.due_on > today + SOON]),
    )
    return [DueGroup(reader.say(key), tuple(_row(reader, item, names) for item in part)) for key, part in parts if part]


def _row(reader: SignedIn, item: DueItem, names: Names) -> DueRow:
    key = keys_of_store(reader.service.store).key_of(item.youth_id)
    is_others = item.owner_id is not None and item.owner_id != reader.actor.counsellor_id
    owner = reader.say("follow.owner", name=names.counsellor(item.owner_id or "")) if is_others else ""
    href = f"/unge/{key}/{item.below}".rstrip("/")
    return DueRow(item.youth_id, href, word_due(item, reader.language, on=local_day(reader.at)), owner)


def _page(reader: SignedIn, read: Read, key: str) -> FollowUpPage:
    today, found, say_in = local_day(reader.at), read.found, reader.language
    here = [word_effort(one, found.history, say_in, names=read.names, on=today) for one in found.efforts]
    situation = read.known.facts.situation
    efforts = (*here, *recorded_efforts(found.efforts, situation.efforts, say_in))
    closings = tuple(word_closing(one, say_in, names=read.names, on=today) for one in found.closings)
    contacts = tuple(contact_rows(read.contacts, situation.contacts, say_in, names=read.names))
    head = reader.say("journal.head", youth=read.sight.youth_id, on=day(today, say_in))
    return FollowUpPage(
        f"/unge/{key}",
        read.sight.youth_id,
        freshness(read.run, reader, said="fresh.case"),
        may(reader.actor, Act.FOLLOW_UP),
        tuple(word_due(item, say_in, on=today) for item in due_of(found)),
        contacts,
        tuple(one for one in efforts if one.is_open),
        tuple(one for one in efforts if not one.is_open),
        closings,
        frozenset(_undoable(reader, read)),
        journal_text(head, [row.text for row in contacts if row.number], here, closings),
        {form.name: form for form in _forms(reader, read, key)},
    )


def _undoable(reader: SignedIn, read: Read) -> Iterable[str]:
    """What the reader may take back: contacts, efforts whose latest move is theirs, and closings."""
    for contact in read.contacts:
        if _may_undo(reader, contact.actor_id, contact.at):
            yield f"contact-{contact.number}"
    latest = {moved.number: moved for moved in read.found.history}
    for number, moved in latest.items():
        if moved.move is not EffortMove.TAKE_BACK and _may_undo(reader, moved.actor_id, moved.at):
            yield f"effort-{number}"
    for one in read.found.closings:
        if one.look_back is None and _may_undo(reader, one.actor_id, one.at):
            yield f"closing-{one.number}"


def _may_undo(reader: SignedIn, actor_id: str, recorded_at: datetime) -> bool:
    return may(reader.actor, Act.FOLLOW_UP) and may_take_back(actor_id, recorded_at, actor=reader.actor, at=reader.at)


def _forms(reader: SignedIn, read: Read, key: str) -> Iterable[Form]:
    """The forms of the page; none for who follows nobody up."""
    if not may(reader.actor, Act.FOLLOW_UP):
        return
    made = forms_of(reader, read, key)
    yield made.contact()
    yield with_draft(reader, read, made.closing(), Draft.CLOSING)
    yield from (made.look(effort) for effort in read.found.efforts if effort.is_open)
    yield from (made.look_back(one.number) for one in read.found.closings if one.look_back is None)
