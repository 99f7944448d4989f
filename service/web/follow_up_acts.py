"""What is sent from the pages of Opfølgning. What somebody wrote is given back where it cannot be stored, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from features.vocabulary import ContactKind, CounsellorId, InterventionKind, YouthId
from service.casework.closings import close_course, look_back, take_back_closing
from service.casework.contacts import Contacted, record_contact, take_back_contact
from service.casework.drafts import sent
from service.casework.efforts import change_plan, follow_up, start_effort, take_back_effort
from service.casework.follow_up import PAGE
from service.casework.seeing import local_day
from service.domain.closings import Closing, Helped, LookBack, WhereNow
from service.domain.drafts import DraftOf
from service.domain.drafts import Form as Draft
from service.domain.efforts import (
    EffortResult,
    Followed,
    Plan,
    PlanLacks,
    StoredEffort,
    WantedEffort,
    WantedFollowUp,
    WantedPlan,
)
from service.domain.errors import MoveRefused, Outdated, UnknownThing, WrongUse
from service.store.unit_of_work import Work
from service.store.youth_keys import keys_of_store
from service.texts.follow_up_wording import word_effort
from service.web import follow_up_views as views
from service.web.follow_up_forms import Then, Written, day_of, filled
from service.web.follow_up_reading import Read, forms_of, read_youth
from service.web.follow_up_views import FormPage
from service.web.ladder_page import change_page, start_form, start_page
from service.web.reading import SignedIn, Somebody, go_to
from service.web.typed import Number

router = APIRouter(include_in_schema=False)
MOST_SENT: Final = 4_000
"""Characters of a text that are read at all: more than is kept, so that whoever writes too much gets it back to shorten it."""
Text = Annotated[str, Form(max_length=MOST_SENT)]
Day = Annotated[str, Form(max_length=40)]
Who = Annotated[str, Form(max_length=64)]
Version = Annotated[int, Form(ge=1, lt=2**31)]
"""A version, or a number, that a row can have."""
Again = Callable[[Read], FormPage]
"""The page that gives back what was written."""


class Undone(StrEnum):
    """What can be taken back."""

    CONTACT = "contact"
    EFFORT = "effort"
    CLOSING = "closing"


@dataclass(frozen=True)
class WrittenPlan:
    """A plan as a form sends it."""

    counsellor_id: Who
    follow_up_on: Day
    goal: Text = ""
    wish: Text = ""
    way_down: Text = ""

    @property
    def fields(self) -> Written:
        """By the name of each field."""
        return {name: str(value) for name, value in vars(self).items()}

    def plan(self) -> Plan:
        """The plan that was meant.

        Raises: WrongUse for what is no day.
        """
        looks_on = day_of(self.follow_up_on, "follow-up")
        return Plan(CounsellorId(self.counsellor_id), looks_on, self.goal, self.wish, self.way_down)


@dataclass(frozen=True)
class WrittenEffort:
    """A new effort as a form sends it, but for its plan."""

    effort: Annotated[InterventionKind, Form()]
    started_on: Day
    reason: Text = ""

    def wanted(self, plan: Plan) -> WantedEffort:
        """The effort that was meant.

        Raises: WrongUse for what is no day.
        """
        return WantedEffort(self.effort, day_of(self.started_on, "effort"), plan, self.reason)


@router.post("/unge/{key}/opfoelgning/kontakt")
def store_contact(
    reader: Somebody, key: str, kind: Annotated[ContactKind, Form()], contacted_on: Day, note: Text = ""
) -> Response:
    """Record a contact of a day, with a short note if one is needed."""
    written = {"kind": str(kind), "contacted_on": contacted_on, "note": note}

    def store(work: Work, youth_id: YouthId) -> None:
        contacted = Contacted(kind, day_of(contacted_on, "contact"), note)
        record_contact(work, reader.actor, youth_id, contacted=contacted, at=reader.at)

    def again(read: Read) -> FormPage:
        return _alone(reader, "follow.contact.record", filled(forms_of(reader, read, key).contact(), written))

    return _stored(reader, key, "contacted", store, again)


@router.post("/unge/{key}/opfoelgning/indsats")
def store_effort(
    reader: Somebody,
    key: str,
    begun: Annotated[WrittenEffort, Depends()],
    planned: Annotated[WrittenPlan, Depends()],
) -> Response:
    """Start an effort."""
    written = {**planned.fields, "started_on": begun.started_on, "reason": begun.reason}

    def store(work: Work, youth_id: YouthId) -> None:
        start_effort(work, reader.actor, youth_id, wanted=begun.wanted(planned.plan()), at=reader.at)
        sent(work, reader.actor, DraftOf(youth_id, Draft.EFFORT))

    def again(read: Read) -> FormPage:
        form = filled(start_form(reader, read, key, kind=begun.effort), written)
        return start_page(reader, form, begun.effort)

    return _stored(reader, key, "started", store, again)


@router.post("/unge/{key}/opfoelgning/indsats/{number}")
def store_plan(
    reader: Somebody,
    key: str,
    number: Number,
    version: Version,
    planned: Annotated[WrittenPlan, Depends()],
) -> Response:
    """Change the plan of an effort."""

    def store(work: Work, youth_id: YouthId) -> None:
        wanted = WantedPlan(number, version, planned.plan())
        change_plan(work, reader.actor, youth_id, wanted=wanted, at=reader.at)
        sent(work, reader.actor, DraftOf(youth_id, Draft.PLAN, number))

    def again(read: Read) -> FormPage:
        effort = _effort_of(read, number)
        form = filled(forms_of(reader, read, key).plan(effort), planned.fields)
        return _beside(reader, read, effort, change_page(reader, form, effort.kind))

    return _stored(reader, key, "planned", store, again)


@dataclass(frozen=True)
class WrittenLook:
    """How an effort goes, as a form sends it."""

    version: Version
    result: Annotated[EffortResult, Form()]
    follow_up_on: Day = ""
    note: Text = ""
    then: Annotated[Then, Form()] = Then.AGAIN

    @property
    def fields(self) -> Written:
        """By the name of each field."""
        return {"result": str(self.result), "follow_up_on": self.follow_up_on, "note": self.note}

    def followed(self) -> Followed:
        """What was meant.

        Raises: WrongUse for what is no day.
        """
        is_again = self.then is Then.AGAIN
        return Followed(self.result, self.note, day_of(self.follow_up_on, "follow-up") if is_again else None)


@router.post("/unge/{key}/opfoelgning/indsats/{number}/set")
def store_look(reader: Somebody, key: str, number: Number, look: Annotated[WrittenLook, Depends()]) -> Response:
    """Store how an effort goes, and look again or end it."""

    def store(work: Work, youth_id: YouthId) -> None:
        wanted = WantedFollowUp(number, look.version, look.followed())
        follow_up(work, reader.actor, youth_id, wanted=wanted, at=reader.at)

    def again(read: Read) -> FormPage:
        effort = _effort_of(read, number)
        form = filled(forms_of(reader, read, key).look(effort), look.fields)
        return _beside(reader, read, effort, _alone(reader, "follow.look", form))

    return _stored(reader, key, "followed" if look.then is Then.AGAIN else "ended", store, again)


@dataclass(frozen=True)
class WrittenClosing:
    """A closing as a form sends it."""

    where_now: Annotated[WhereNow, Form()]
    helped: Annotated[Helped, Form()]
    youth_view: Annotated[Helped, Form()]
    looks_again: Who
    youth_words: Text = ""

    @property
    def fields(self) -> Written:
        """By the name of each field."""
        return {name: str(value) for name, value in vars(self).items()}

    def closing(self) -> Closing:
        """The closing that was meant."""
        looks_again = CounsellorId(self.looks_again)
        return Closing(self.where_now, self.helped, self.youth_view, looks_again, self.youth_words)


@router.post("/unge/{key}/opfoelgning/afslutning")
def store_closing(reader: Somebody, key: str, closed: Annotated[WrittenClosing, Depends()]) -> Response:
    """Close the course."""

    def store(work: Work, youth_id: YouthId) -> None:
        close_course(work, reader.actor, youth_id, closing=closed.closing(), at=reader.at)
        sent(work, reader.actor, DraftOf(youth_id, Draft.CLOSING))

    def again(read: Read) -> FormPage:
        form = filled(forms_of(reader, read, key).closing(), closed.fields)
        return _alone(reader, "closing.title", form)

    return _stored(reader, key, "closed", store, again)


@router.post("/unge/{key}/opfoelgning/tilbageblik/{number}")
def store_look_back(
    reader: Somebody, key: str, number: Number, where_now: Annotated[WhereNow, Form()], note: Text = ""
) -> Response:
    """Store what was seen three months after a closing."""

    def store(work: Work, youth_id: YouthId) -> None:
        look_back(work, reader.actor, youth_id, seen_now=LookBack(number, where_now, note), at=reader.at)

    def again(read: Read) -> FormPage:
        form = filled(forms_of(reader, read, key).look_back(number), {"where_now": str(where_now), "note": note})
        return _alone(reader, "closing.look_back", form)

    return _stored(reader, key, "looked_back", store, again)


@router.post("/unge/{key}/opfoelgning/fortryd")
def store_undoing(reader: Somebody, key: str, what: Annotated[Undone, Form()], number: Version) -> Response:
    """Take back what the reader recorded by mistake."""
    take_back = {
        Undone.CONTACT: take_back_contact,
        Undone.EFFORT: take_back_effort,
        Undone.CLOSING: take_back_closing,
    }[what]

    def store(work: Work, youth_id: YouthId) -> None:
        take_back(work, reader.actor, youth_id, number=number, at=reader.at)

    return _stored(reader, key, "undone", store, again=None)


def _stored(
    reader: SignedIn, key: str, done: str, store: Callable[[Work, YouthId], None], again: Again | None
) -> Response:
    """Do it in one transaction, and read the page again; what could not be stored is given back with the reason."""
    youth_id = keys_of_store(reader.service.store).youth_of(key)
    try:
        with reader.service.store.begin() as work:
            store(work, youth_id)
    except (WrongUse, Outdated, MoveRefused) as refusal:
        if again is None:
            raise
        page = _told(reader, refusal, again(read_youth(reader, key)))
        return reader.page("follow_up_form.html.j2", page, status=422 if isinstance(refusal, WrongUse) else 409)
    return go_to(f"/unge/{key}/opfoelgning?gjort={done}")


def _told(reader: SignedIn, refusal: Exception, page: FormPage) -> FormPage:
    """The page with why it was not stored; both texts only where somebody else was first."""
    kind = "wrong" if isinstance(refusal, WrongUse) else "outdated" if isinstance(refusal, Outdated) else "refused"
    told = reader.say(f"kept.{kind}")
    if isinstance(refusal, PlanLacks):
        fields = ", ".join(reader.say(f"follow.{name}").lower() for name in refusal.fields)
        told = f"{told} {reader.say('kept.lacks', fields=fields)}"
    theirs = () if kind == "wrong" else page.theirs
    return replace(page, told_title=reader.say(f"kept.{kind}.title"), told=told, theirs=theirs)


def _alone(reader: SignedIn, title: str, form: views.Form) -> FormPage:
    """A form of the page of a youth on a page of its own."""
    back = form.action.partition(f"/{PAGE}")[0]
    return FormPage(reader.say(title), "", f"{back}/{PAGE}", reader.say("follow.title"), form)


def _beside(reader: SignedIn, read: Read, effort: StoredEffort, page: FormPage) -> FormPage:
    """The page with what is stored of the effort now."""
    today = local_day(reader.at)
    worded = word_effort(effort, read.found.history, reader.language, names=read.names, on=today)
    return replace(
        page, theirs=(*worded.lines, *((reader.say("follow.history"), line) for line in worded.history[-1:]))
    )


def _effort_of(read: Read, number: int) -> StoredEffort:
    found = next((one for one in read.found.efforts if one.number == number), None)
    if found is None:
        raise UnknownThing("effort: got a number that none of this youth has, allowed are those of the page.")
    return found
