"""Når en forælder ringer: half a page of facts, who has the youth, and what may be said to whom."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from features.vocabulary import CounsellorId
from service.casework.follow_up import due_of, read_follow_up
from service.casework.routes import organisation_now, place_now
from service.casework.seeing import local_day
from service.domain.access import Act, may
from service.domain.coming_of_age import is_of_age
from service.domain.due import DueKind
from service.domain.duties import OF_AGE
from service.domain.errors import UnknownThing
from service.domain.night import YouthFacts, without_place
from service.domain.routing import Organisation, route
from service.domain.sight import Sight
from service.domain.situation import Contact
from service.edge.volume import counted
from service.store import casework
from service.store.identities import has_protected_address
from service.store.unit_of_work import Work
from service.store.youths import youth_facts
from service.texts.case_wording import say_contact
from service.texts.dates import day, deadline
from service.texts.wording import say_fact
from service.web.handover_views import CallPage, Tellable
from service.web.reading import SignedIn, Somebody
from service.web.youth_sight import look

router = APIRouter(include_in_schema=False)
_NEXT: Final = {DueKind.MEETING: "call.next.meeting"}
"""How what is to come is told: what others promised is not a custody holder's to know."""


@router.get("/unge/{key}/opkald")
def call_page(reader: Somebody, key: str) -> Response:
    """What to have at hand when a parent rings; nothing that a model says.

    Raises: UnknownThing if there is no such youth or the reader may not see them.
    """
    with counted(reader.service, reader.actor) as work:
        page = _page(work, reader, key, look(work, reader, key))
    return reader.page("call.html.j2", page)


def _page(work: Work, reader: SignedIn, key: str, seen: Sight) -> CallPage:
    facts, organisation = youth_facts(work, seen), organisation_now(work, on=local_day(reader.at))
    if facts is None:
        raise UnknownThing("youth: got one of whom the published night knows nothing. Look the youth up again.")
    is_protected = has_protected_address(work, seen)
    told = without_place(facts) if is_protected else facts
    adult = is_of_age(told.situation.birth_on, reader.at)
    answering = route(place_now(work, seen), organisation).counsellor_id
    who = dict.fromkeys(one for one in (answering, organisation.tovholder(seen.youth_id)) if one)
    return CallPage(
        f"/unge/{key}",
        seen.youth_id,
        adult,
        "" if adult else reader.say("call.turns", on=day(told.situation.birthday(OF_AGE), reader.language)),
        is_protected,
        may(reader.actor, Act.SEE_IDENTITY) and not adult,
        tuple(_counsellor(reader, organisation, one) for one in who),
        None if adult else _tellable(work, reader, seen, told),
    )


def _tellable(work: Work, reader: SignedIn, seen: Sight, told: YouthFacts) -> Tellable:
    """What a custody holder may be told; not even read out for a youth who is of age."""
    language, today = reader.language, local_day(reader.at)
    here = {Contact(one.contacted_on, one.kind) for one in casework.contacts_of(work, seen)}
    contacts = here | set(told.situation.contacts)
    last = max(contacts, key=lambda one: (one.contacted_on, one.kind), default=None)
    due = due_of(read_follow_up(work, seen))
    facts = told.facts
    return Tellable(
        say_contact(last, language) if last else reader.say("call.last.none"),
        tuple(
            reader.say(_NEXT.get(one.kind, "call.next.other"), on=deadline(one.due_on, language))
            for one in due
            if not one.is_past(today)
        ),
        tuple(say_fact(fact, language) for fact in facts.goes_well),
        tuple(say_fact(fact, language) for fact in (*facts.changed, *facts.figures)),
    )


def _counsellor(reader: SignedIn, organisation: Organisation, counsellor_id: CounsellorId) -> str:
    row = organisation.counsellors.get(counsellor_id)
    if row is None or not row.phone:
        return (row.name if row else "") or counsellor_id
    return reader.say("call.counsellor", name=row.name or counsellor_id, phone=row.phone)
