"""Meetings of youths and what was agreed there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Any, Final

import sqlalchemy as sa

from features.vocabulary import CounsellorId, YouthId
from service.domain.access import Actor
from service.domain.due import DueItem
from service.domain.errors import Outdated
from service.domain.meetings import (
    Agreement,
    Consent,
    ConsentBy,
    Content,
    Meeting,
    MeetingKind,
    MeetingState,
    Outcome,
    People,
    Profession,
    Promise,
    Settled,
    due_of_agreement,
    due_of_meeting,
)
from service.domain.sight import Errand, OneYouth
from service.store.meeting_tables import AGREEMENTS, MEETING_PEOPLE, MEETINGS
from service.store.unit_of_work import Work

_SIDES: Final = ("profession", "professional", "private")


def meetings_of(work: Work, seen: OneYouth) -> tuple[Meeting, ...]:
    """Every meeting about a youth, the latest first."""
    wanted = sa.select(MEETINGS).where(MEETINGS.c.youth_id == seen.youth_id)
    return _meetings(work, wanted.order_by(MEETINGS.c.on.desc(), MEETINGS.c.number.desc()))


def meeting(work: Work, seen: OneYouth, *, number: int) -> Meeting | None:
    """One meeting about a youth; another youth's is none."""
    wanted = sa.select(MEETINGS).where(MEETINGS.c.number == number, MEETINGS.c.youth_id == seen.youth_id)
    return next(iter(_meetings(work, wanted)), None)


def agreements_of(work: Work, seen: OneYouth) -> tuple[Agreement, ...]:
    """Every agreement of a youth's meetings, what is due first first."""
    here = sa.select(AGREEMENTS).join(MEETINGS, MEETINGS.c.number == AGREEMENTS.c.meeting)
    wanted = here.where(MEETINGS.c.youth_id == seen.youth_id).order_by(AGREEMENTS.c.due_on, AGREEMENTS.c.number)
    return tuple(map(_agreement, work.rows(wanted)))


def due_of(work: Work, seen: OneYouth) -> tuple[DueItem, ...]:
    """What is to be done for a youth by what was agreed at meetings, the meetings still to be held included."""
    agreed = (due_of_agreement(one, seen.youth_id) for one in agreements_of(work, seen))
    planned = (due_of_meeting(one) for one in meetings_of(work, seen))
    return tuple(item for item in (*agreed, *planned) if item is not None)


def youths_with_due(work: Work, _errand: Errand) -> frozenset[YouthId]:
    """Youths for whom `due_of` may find something."""
    planned = sa.select(MEETINGS.c.youth_id).where(MEETINGS.c.state == MeetingState.PLANNED)
    joined = sa.select(MEETINGS.c.youth_id).join(AGREEMENTS, MEETINGS.c.number == AGREEMENTS.c.meeting)
    open_ones = joined.where(AGREEMENTS.c.outcome.is_(None))
    return frozenset(YouthId(row.youth_id) for row in (*work.rows(planned), *work.rows(open_ones)))


def add(work: Work, youth_id: YouthId, content: Content, *, actor: Actor, at: datetime) -> int:
    """Keep a new meeting; returns its number."""
    row = {**_row(content), "youth_id": youth_id, "version": 1, "actor_id": actor.actor_id, "at": at}
    made = work.connection.execute(sa.insert(MEETINGS).values(row).returning(MEETINGS.c.number))
    number = int(made.scalar_one())
    _add_people(work, number, content.people)
    return number


def change(work: Work, before: Meeting, content: Content, *, actor: Actor, at: datetime) -> None:
    """Keep a meeting as it is written now.

    Raises: Outdated if it has been changed since.
    """
    mine = sa.update(MEETINGS).where(MEETINGS.c.number == before.number, MEETINGS.c.version == before.version)
    told = {**_row(content), "version": before.version + 1, "actor_id": actor.actor_id, "at": at}
    if work.execute(mine.values(told)).rowcount != 1:
        raise Outdated("meeting: got a version that is no longer the newest. Look at what was written since.")
    work.execute(sa.delete(MEETING_PEOPLE).where(MEETING_PEOPLE.c.meeting == before.number))
    _add_people(work, before.number, content.people)


def add_agreement(work: Work, of: Meeting, promise: Promise, *, actor: Actor, at: datetime) -> None:
    """Keep what was promised at a meeting."""
    told = {"meeting": of.number, "what": promise.what, "who": promise.who, "due_on": promise.due_on}
    work.execute(sa.insert(AGREEMENTS).values(**told, actor_id=actor.actor_id, at=at))


def settle(work: Work, of: Meeting, settled: Settled, *, actor: Actor, at: datetime) -> bool:
    """Keep what became of an agreement of a meeting; False if there is none that is open."""
    mine = sa.and_(AGREEMENTS.c.number == settled.number, AGREEMENTS.c.meeting == of.number)
    told = {"outcome": settled.outcome, "settled_by": actor.actor_id, "settled_at": at}
    return work.execute(sa.update(AGREEMENTS).where(mine, AGREEMENTS.c.outcome.is_(None)).values(told)).rowcount == 1


def _meetings(work: Work, wanted: sa.Select[Any]) -> tuple[Meeting, ...]:
    rows = work.rows(wanted)
    people = _people(work, [row.number for row in rows])
    return tuple(_meeting(row, people.get(row.number, [])) for row in rows)


def _people(work: Work, numbers: Collection[int]) -> dict[int, list[Any]]:
    wanted = sa.select(MEETING_PEOPLE).where(MEETING_PEOPLE.c.meeting.in_(sorted(numbers)))
    found: dict[int, list[Any]] = {}
    for row in work.rows(wanted.order_by(MEETING_PEOPLE.c.meeting, MEETING_PEOPLE.c.position)):
        found.setdefault(row.meeting, []).append(row)
    return found


def _add_people(work: Work, number: int, people: People) -> None:
    rows = [
        {"meeting": number, "position": position, "side": side, "name": name}
        for position, (side, name) in enumerate(_sided(people))
    ]
    work.execute(sa.insert(MEETING_PEOPLE), rows)


def _sided(people: People) -> Iterator[tuple[str, str]]:
    groups: Iterable[Sequence[str]] = (people.professions, people.professionals, people.private)
    for side, names in zip(_SIDES, groups, strict=True):
        yield from ((side, str(name)) for name in names)


def _row(content: Content) -> dict[str, Any]:
    consent = content.consent
    return {
        "kind": content.kind,
        "on": content.on,
        "clock": content.clock.strftime("%H:%M") if content.clock else None,
        "venue": content.venue,
        "chair_id": content.chair_id,
        "agenda": content.agenda,
        "consent_by": consent.by if consent else None,
        "consent_on": consent.given_on if consent else None,
        "consent_to": consent.to if consent else None,
        "state": content.state,
        "agreed": content.agreed,
    }


def _meeting(row: Any, people: Sequence[Any]) -> Meeting:
    named = {side: tuple(one.name for one in people if one.side == side) for side in _SIDES}
    content = Content(
        kind=MeetingKind(row.kind),
        on=row.on,
        chair_id=CounsellorId(row.chair_id),
        clock=time.fromisoformat(row.clock) if row.clock else None,
        venue=row.venue,
        agenda=row.agenda,
        people=People(tuple(map(Profession, named["profession"])), named["professional"], named["private"]),
        consent=Consent(ConsentBy(row.consent_by), row.consent_on, row.consent_to) if row.consent_by else None,
        state=MeetingState(row.state),
        agreed=row.agreed,
    )
    return Meeting(row.number, YouthId(row.youth_id), content, row.version, row.actor_id, row.at)


def _agreement(row: Any) -> Agreement:
    outcome = Outcome(row.outcome) if row.outcome else None
    return Agreement(row.number, row.meeting, Promise(row.what, row.who, row.due_on), outcome)
