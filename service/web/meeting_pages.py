"""Møder og aftaler: a youth's meetings, each with what was agreed, and an invitation to print. Their form is in `meeting_form_pages`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Form
from starlette.responses import Response

from service.casework.meetings import agree, meeting_of, settle
from service.casework.routes import organisation_now
from service.casework.seeing import check_may_see, local_day
from service.domain.access import Act, check_may, may
from service.domain.drafts import Typed
from service.domain.errors import UnknownThing, WrongUse
from service.domain.meetings import LONGEST_LINE, LONGEST_WHAT, Agreement, Meeting, MeetingKind, Outcome, Settled
from service.domain.routing import Organisation
from service.edge.volume import counted
from service.store import meetings
from service.store.unit_of_work import Work
from service.texts.meeting_wording import professionals, say_when, word_agreement, word_meeting
from service.web.meeting_forms import promise_in
from service.web.meeting_views import InvitationPage, MeetingPage, MeetingsPage
from service.web.reading import SignedIn, Somebody, go_to
from service.web.typed import NOTHING, Number, TypedForm, value
from service.web.youth_sight import look, read_names, youth_of

router = APIRouter(include_in_schema=False)
_PROMISED: Final = ("what", "who", "due_on")


@router.get("/unge/{key}/moeder")
def meetings_page(reader: Somebody, key: str) -> Response:
    """A youth's meetings and open agreements.

    Raises: UnknownThing if there is no such youth or the reader may not see them.
    """
    with counted(reader.service, reader.actor) as work:
        seen = look(work, reader, key)
        found, agreed = meetings.meetings_of(work, seen), meetings.agreements_of(work, seen)
        named = read_names(work, reader)
    open_ones = [one for one in agreed if one.outcome is None]
    page = MeetingsPage(
        f"/unge/{key}",
        seen.youth_id,
        may(reader.actor, Act.MEET),
        tuple(word_meeting(one, named.counsellors, named.user(one.actor_id), reader.language) for one in found),
        tuple(
            (f"/unge/{key}/moeder/{one.meeting}", word_agreement(one, local_day(reader.at), reader.language))
            for one in open_ones
        ),
    )
    return reader.page("meetings.html.j2", page)


@router.get("/unge/{key}/moeder/{number}")
def meeting_page(reader: Somebody, key: str, number: Number) -> Response:
    """One meeting.

    Raises: UnknownThing if the youth has none of that number, or is not the reader's to see.
    """
    return _meeting_page(reader, key, number)


@router.post("/unge/{key}/moeder/{number}/aftaler")
def store_agreement(reader: Somebody, key: str, number: Number, typed: TypedForm) -> Response:
    """Keep what somebody promised at a meeting; what could not be kept is shown again."""
    check_may(reader.actor, Act.MEET)
    try:
        with reader.service.store.begin() as work:
            of = _meeting(work, reader, key, number)
            agree(work, reader.actor, of, promise=promise_in(typed), at=reader.at)
    except WrongUse:
        return _meeting_page(reader, key, number, typed=typed, status=422)
    return go_to(f"/unge/{key}/moeder/{number}?gjort=agreed")


@router.post("/unge/{key}/moeder/{number}/aftaler/{agreement}")
def settle_agreement(
    reader: Somebody, key: str, number: Number, agreement: Number, outcome: Annotated[Outcome, Form()]
) -> Response:
    """Keep what became of an agreement."""
    check_may(reader.actor, Act.MEET)
    with reader.service.store.begin() as work:
        of = _meeting(work, reader, key, number)
        settle(work, reader.actor, of, settled=Settled(agreement, outcome), at=reader.at)
    return go_to(f"/unge/{key}/moeder/{number}?gjort=settled")


@router.get("/unge/{key}/moeder/{number}/invitation")
def invitation_page(reader: Somebody, key: str, number: Number) -> Response:
    """An invitation to a network meeting, for the reader to print or copy; the service sends nothing.

    Raises: UnknownThing, also for a discussion, to which nobody is invited.
    """
    with counted(reader.service, reader.actor) as work:
        found = meeting_of(work, look(work, reader, key), number)
        organisation = organisation_now(work, on=local_day(reader.at))
    if found.content.kind is not MeetingKind.NETWORK:
        raise UnknownThing("invitation: got a discussion, allowed is a network meeting. Go back to the meeting.")
    return reader.page("invitation.html.j2", _invitation(reader, key, found, organisation))


def _meeting(work: Work, reader: SignedIn, key: str, number: Number) -> Meeting:
    return meeting_of(work, check_may_see(work, reader.actor, youth_of(reader, key), at=reader.at), number)


def _meeting_page(reader: SignedIn, key: str, number: Number, *, typed: Typed = NOTHING, status: int = 200) -> Response:
    with counted(reader.service, reader.actor) as work:
        seen = look(work, reader, key)
        found, agreed = meeting_of(work, seen, number), meetings.agreements_of(work, seen)
        named = read_names(work, reader)
    mine: Iterable[Agreement] = (one for one in agreed if one.meeting == number)
    again: Mapping[str, str] = {name: value(typed, name) for name in _PROMISED}
    today = local_day(reader.at)
    page = MeetingPage(
        f"/unge/{key}",
        seen.youth_id,
        may(reader.actor, Act.MEET),
        word_meeting(found, named.counsellors, named.user(found.actor_id), reader.language),
        tuple(word_agreement(one, today, reader.language) for one in mine),
        LONGEST_LINE,
        LONGEST_WHAT,
        today.isoformat(),
        again,
        is_wrong=status >= 400,
    )
    return reader.page("meeting.html.j2", page, status=status)


def _invitation(reader: SignedIn, key: str, found: Meeting, organisation: Organisation) -> InvitationPage:
    content, language = found.content, reader.language
    chair = organisation.counsellors.get(content.chair_id)
    name, phone = (chair.name or content.chair_id, chair.phone) if chair else (content.chair_id, "")
    return InvitationPage(
        f"/unge/{key}/moeder/{found.number}",
        say_when(content.on, content.clock, language),
        content.venue,
        tuple(content.agenda.splitlines()),
        content.consent.to if content.consent else "",
        (*content.people.private, *professionals(content, language)),
        reader.say("invitation.ask.phone" if phone else "invitation.ask", name=name, phone=phone),
    )
