"""Meetings about a youth: called, changed, and what was agreed there followed up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from features.vocabulary import CounsellorId, YouthId
from service.casework.drafts import sent
from service.casework.routes import check_is_counsellor, organisation_now
from service.casework.seeing import check_may_act, local_day
from service.domain.access import Act, Actor
from service.domain.audit import Event
from service.domain.coming_of_age import is_of_age
from service.domain.drafts import DraftOf, Form
from service.domain.due import DueItem
from service.domain.errors import Outdated, UnknownThing
from service.domain.meetings import (
    Content,
    Meeting,
    MeetingKind,
    Promise,
    Settled,
    check_content,
    check_promise,
)
from service.domain.routing import Place, route_uncovered
from service.domain.sight import Errand, OneYouth, Sight, Task
from service.store import audit, meetings
from service.store.unit_of_work import Work
from service.store.youths import facts_of, youth_facts

_ROUTING: Final = Errand(Task.ROUTING)


@dataclass(frozen=True)
class Change:
    """A meeting as somebody wants it now; `version` is the one that they had before them."""

    number: int
    version: int
    content: Content


def form_of(kind: MeetingKind) -> Form:
    """The form in which a new meeting is written."""
    return Form.NETWORK if kind is MeetingKind.NETWORK else Form.DISCUSSION


def call_meeting(work: Work, actor: Actor, youth_id: YouthId, *, content: Content, at: datetime) -> int:
    """Keep a new meeting, and let go of the draft; returns its number.

    Raises: NotPermitted; UnknownThing if the youth is not the actor's to see; WrongUse for a meeting that cannot be.
    """
    seen = check_may_act(work, actor, Act.MEET, youth_id=youth_id, at=at)
    _check(work, seen, content)
    number = meetings.add(work, youth_id, content, actor=actor, at=at)
    sent(work, actor, DraftOf(youth_id, form_of(content.kind)))
    audit.append(work, Event(at, actor, "meeting.called", youth_id, {"number": number, "kind": str(content.kind)}))
    return number


def change_meeting(work: Work, actor: Actor, youth_id: YouthId, *, change: Change, at: datetime) -> None:
    """Keep a meeting as it is wanted now, and let go of the draft.

    Raises: as `call_meeting`; Outdated if somebody else changed it since.
    """
    seen = check_may_act(work, actor, Act.MEET, youth_id=youth_id, at=at)
    before = meeting_of(work, seen, change.number)
    _check(work, seen, change.content)
    if before.version != change.version:
        raise Outdated("meeting: got a version that is no longer the newest. Look at what was written since.")
    meetings.change(work, before, change.content, actor=actor, at=at)
    sent(work, actor, DraftOf(youth_id, Form.MEETING, before.number))
    audit.append(work, Event(at, actor, "meeting.changed", youth_id, {"number": before.number}))


def agree(work: Work, actor: Actor, of: Meeting, *, promise: Promise, at: datetime) -> None:
    """Keep what somebody promised at a meeting.

    Raises: NotPermitted, UnknownThing; WrongUse for a promise without what, who or a day that can be.
    """
    check_may_act(work, actor, Act.MEET, youth_id=of.youth_id, at=at)
    check_promise(promise, today=local_day(at))
    meetings.add_agreement(work, of, promise, actor=actor, at=at)
    audit.append(work, Event(at, actor, "agreement.made", of.youth_id, {"meeting": of.number}))


def settle(work: Work, actor: Actor, of: Meeting, *, settled: Settled, at: datetime) -> None:
    """Keep what became of an agreement.

    Raises: NotPermitted, UnknownThing; Outdated if somebody has said so already.
    """
    check_may_act(work, actor, Act.MEET, youth_id=of.youth_id, at=at)
    if not meetings.settle(work, of, settled, actor=actor, at=at):
        raise Outdated("agreement: got one that is not open at this meeting. Look at the meeting again.")
    audit.append(work, Event(at, actor, "agreement.settled", of.youth_id, {"number": settled.number}))


def due_with(work: Work, theirs: frozenset[CounsellorId], *, on: date) -> Iterator[DueItem]:
    """What is to be done by what was agreed at meetings, for youths of some counsellors; it goes with the youth, not with the chair."""
    youth_ids, organisation = meetings.youths_with_due(work, _ROUTING), organisation_now(work, on=on)
    for youth_id, facts in facts_of(work, _ROUTING, youth_ids=youth_ids).items():
        place = Place(youth_id, facts.district_id, facts.situation.institutions)
        answers = route_uncovered(place, organisation).counsellor_id
        if answers in theirs:
            yield from (replace(one, owner_id=answers) for one in meetings.due_of(work, _ROUTING.of(youth_id)))


def meeting_of(work: Work, seen: OneYouth, number: int) -> Meeting:
    """A meeting about the youth.

    Raises: UnknownThing if it is another youth's, or there is none.
    """
    found = meetings.meeting(work, seen, number=number)
    if found is None:
        raise UnknownThing("meeting: got a number that none of this youth has, allowed are those of the page.")
    return found


def _check(work: Work, seen: Sight, content: Content) -> None:
    facts = youth_facts(work, seen)
    today = local_day(seen.at)
    adult = facts is not None and is_of_age(facts.situation.birth_on, seen.at)
    check_content(content, today=today, is_of_age=adult)
    check_is_counsellor(organisation_now(work, on=today), content.chair_id, "chair")
