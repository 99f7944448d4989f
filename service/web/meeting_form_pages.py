"""The form of a meeting: new or changed, kept as a draft while it is typed, and shown again beside a mistake or another's text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from fastapi import APIRouter
from starlette.responses import Response

from service.casework.drafts import draft_of
from service.casework.meetings import Change, call_meeting, change_meeting, form_of, meeting_of
from service.casework.routes import organisation_now
from service.casework.seeing import local_day
from service.domain.access import Act, check_may
from service.domain.coming_of_age import is_of_age
from service.domain.drafts import Draft, DraftOf, Form, Typed
from service.domain.errors import Outdated, WrongUse
from service.domain.meetings import ConsentBy, Content, Meeting, MeetingKind, MeetingState, Profession
from service.domain.sight import Sight
from service.edge.volume import counted
from service.store.unit_of_work import Work
from service.store.youths import youth_facts
from service.texts.follow_up_wording import Names
from service.texts.meeting_wording import Difference, differences
from service.web.draft_box import box_of
from service.web.meeting_forms import content_in, labelled, typed_of
from service.web.meeting_views import MeetingFormPage
from service.web.reading import SignedIn, Somebody, go_to
from service.web.typed import Number, TypedForm, number_in, typed_as
from service.web.views import Choice
from service.web.youth_sight import look, read_names, youth_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class _Read:
    """What was read for a form; `chair`: who is offered first."""

    seen: Sight
    names: Names
    is_of_age: bool
    chair: str
    draft: Draft | None


@dataclass(frozen=True)
class _Shown:
    """What a form shows: where it is sent, what stands in it, and what is said beside it."""

    action: str
    kind: MeetingKind
    draft: DraftOf
    typed: Typed
    is_wrong: bool = False
    theirs: tuple[str, tuple[Difference, ...]] | None = None

    @property
    def status(self) -> int:
        """How a form that is shown again is answered."""
        return 422 if self.is_wrong else 409 if self.theirs else 200


@router.get("/unge/{key}/moeder/nyt/{kind}")
def new_page(reader: Somebody, key: str, kind: MeetingKind) -> Response:
    """The form of a new meeting.

    Raises: NotPermitted; UnknownThing if there is no such youth or the reader may not see them.
    """
    of = DraftOf(youth_of(reader, key), form_of(kind))
    with _looking(reader) as work:
        read = _read(work, reader, look(work, reader, key), of)
    first = typed_as((("chair", read.chair), ("state", str(MeetingState.PLANNED))))
    typed = read.draft.typed if read.draft else first
    return _form(reader, key, read, _Shown(f"/unge/{key}/moeder/nyt/{kind}", kind, of, typed))


@router.post("/unge/{key}/moeder/nyt/{kind}")
def store_meeting(reader: Somebody, key: str, kind: MeetingKind, typed: TypedForm) -> Response:
    """Keep a new meeting; what could not be kept is shown again."""
    of = DraftOf(youth_of(reader, key), form_of(kind))
    try:
        with reader.service.store.begin() as work:
            check_may(reader.actor, Act.MEET)
            content = content_in(typed, kind)
            number = call_meeting(work, reader.actor, of.youth_id, content=content, at=reader.at)
    except WrongUse:
        with _looking(reader) as work:
            read = _read(work, reader, look(work, reader, key), of)
        shown = _Shown(f"/unge/{key}/moeder/nyt/{kind}", kind, of, typed, is_wrong=True)
        return _form(reader, key, read, shown)
    return go_to(f"/unge/{key}/moeder/{number}?gjort=met")


@router.get("/unge/{key}/moeder/{number}/ret")
def change_page(reader: Somebody, key: str, number: Number) -> Response:
    """The form of a meeting that there is.

    Raises: as `new_page`; UnknownThing if the youth has none of that number.
    """
    read, meeting = _read_meeting(reader, key, number)
    typed = read.draft.typed if read.draft else _with_version(typed_of(meeting.content), meeting)
    return _form(reader, key, read, _shown_of(key, meeting, typed))


@router.post("/unge/{key}/moeder/{number}/ret")
def store_change(reader: Somebody, key: str, number: Number, typed: TypedForm) -> Response:
    """Keep a meeting as it was typed; a mistake, and what somebody else wrote meanwhile, are shown beside it."""
    read, meeting = _read_meeting(reader, key, number)
    shown = _shown_of(key, meeting, typed)
    try:
        content = content_in(typed, shown.kind)
        change = Change(number, number_in(typed, "version"), content)
        with reader.service.store.begin() as work:
            change_meeting(work, reader.actor, meeting.youth_id, change=change, at=reader.at)
    except WrongUse:
        return _form(reader, key, read, replace(shown, is_wrong=True))
    except Outdated:
        theirs = _theirs(reader, read, meeting, content)
        return _form(reader, key, read, replace(shown, typed=_with_version(typed, meeting), theirs=theirs))
    return go_to(f"/unge/{key}/moeder/{number}?gjort=met")


@contextmanager
def _looking(reader: SignedIn) -> Iterator[Work]:
    check_may(reader.actor, Act.MEET)
    with counted(reader.service, reader.actor) as work:
        yield work


def _read_meeting(reader: SignedIn, key: str, number: Number) -> tuple[_Read, Meeting]:
    with _looking(reader) as work:
        seen = look(work, reader, key)
        meeting = meeting_of(work, seen, number)
        return _read(work, reader, seen, DraftOf(seen.youth_id, Form.MEETING, number)), meeting


def _read(work: Work, reader: SignedIn, seen: Sight, of: DraftOf) -> _Read:
    facts, organisation = youth_facts(work, seen), organisation_now(work, on=local_day(reader.at))
    chair = reader.actor.counsellor_id or organisation.tovholder(seen.youth_id) or ""
    adult = facts is not None and is_of_age(facts.situation.birth_on, reader.at)
    return _Read(seen, read_names(work, reader), adult, chair, draft_of(work, seen, of))


def _shown_of(key: str, meeting: Meeting, typed: Typed) -> _Shown:
    of = DraftOf(meeting.youth_id, Form.MEETING, meeting.number)
    return _Shown(f"/unge/{key}/moeder/{meeting.number}/ret", meeting.content.kind, of, typed)


def _with_version(typed: Typed, meeting: Meeting) -> Typed:
    return {**typed, "version": (str(meeting.version),)}


def _theirs(reader: SignedIn, read: _Read, meeting: Meeting, mine: Content) -> tuple[str, tuple[Difference, ...]]:
    """Who changed the meeting meanwhile, and where the two texts differ."""
    stored, typed = (labelled(one, read.names.counsellors, reader.language) for one in (meeting.content, mine))
    rows = ((label, theirs, told) for (label, theirs), (_, told) in zip(stored, typed, strict=True))
    return read.names.user(meeting.actor_id), differences(rows, reader.language)


def _form(reader: SignedIn, key: str, read: _Read, shown: _Shown) -> Response:
    def words(prefix: str, values: Iterable[object]) -> tuple[Choice, ...]:
        return tuple(Choice(str(one), reader.say(f"{prefix}.{one}")) for one in values)

    is_new = not shown.draft.of
    page = MeetingFormPage(
        shown.action,
        f"/unge/{key}/moeder" + ("" if is_new else f"/{shown.draft.of}"),
        read.seen.youth_id,
        reader.say(f"meeting.new.{shown.kind}" if is_new else "meeting.edit"),
        str(shown.kind),
        shown.typed,
        box_of(reader, key, shown.draft, read.draft if shown.status == 200 else None),
        tuple(Choice(one, name) for one, name in sorted(read.names.counsellors.items(), key=lambda pair: pair[1])),
        words("profession", Profession),
        words("consent.by", [ConsentBy.YOUTH] if read.is_of_age else ConsentBy),
        words("meeting.state", MeetingState),
        read.is_of_age,
        shown.is_wrong,
        shown.theirs,
    )
    return reader.page("meeting_form.html.j2", page, status=shown.status)
