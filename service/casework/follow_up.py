"""What there is to follow up: of one youth, and of everything that is somebody's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from features.vocabulary import CounsellorId, InterventionKind, YouthId
from service.casework.meetings import due_with
from service.casework.routes import organisation_now
from service.casework.seeing import check_may_overlook, hidden_from, local_day
from service.domain.access import Act, Actor, Role, check_may
from service.domain.audit import Event
from service.domain.closings import StoredClosing
from service.domain.due import DueItem, DueKind, in_order
from service.domain.efforts import MovedEffort, StoredEffort
from service.domain.night import YouthFacts
from service.domain.routing import Organisation
from service.domain.sight import Overview, Sight
from service.domain.situation import Situation
from service.domain.standing import Standing
from service.store import audit, closings, efforts, follow_ups, meetings
from service.store.unit_of_work import Work
from service.store.youths import facts_of

PAGE: Final = "opfoelgning"
"""Where the follow-up of a youth is done, below the youth's page."""


@dataclass(frozen=True)
class FollowUp:
    """Everything recorded here of the follow-up of one youth."""

    efforts: tuple[StoredEffort, ...]
    history: tuple[MovedEffort, ...]
    closings: tuple[StoredClosing, ...]
    standing: Standing
    of_meetings: tuple[DueItem, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What a youth's own page tells of the follow-up; `begun`: every effort, here or of the records, by the day it began."""

    efforts: tuple[StoredEffort, ...]
    due: tuple[DueItem, ...]
    standing: Standing
    begun: tuple[tuple[date, InterventionKind], ...]


def read_summary(work: Work, seen: Sight, situation: Situation) -> Summary:
    """The follow-up of a youth in short: what is open, what is due, and when there was contact, the records' contacts counted too."""
    found = read_follow_up(work, seen)
    begun = {(one.started_on, one.kind) for one in found.efforts} | {
        (one.started_on, one.kind) for one in situation.efforts
    }
    return Summary(
        tuple(effort for effort in found.efforts if effort.is_open),
        due_of(found),
        found.standing.with_contacts(situation.contacts),
        tuple(sorted(begun)),
    )


def read_follow_up(work: Work, seen: Sight) -> FollowUp:
    """What was recorded here of the follow-up of a youth; the look is written down by whoever shows it."""
    return FollowUp(
        efforts.of_youth(work, seen),
        efforts.history_of(work, seen),
        closings.of_youth(work, seen),
        follow_ups.standing_of(work, seen),
        meetings.due_of(work, seen),
    )


def due_of(found: FollowUp) -> tuple[DueItem, ...]:
    """What is to be done for one youth, the first first."""
    efforts_open = map(_of_effort, filter(lambda one: one.is_open, found.efforts))
    return in_order((*efforts_open, *_of_closings(found.closings), *found.of_meetings))


def due_for(work: Work, actor: Actor, *, at: datetime) -> tuple[DueItem, ...]:
    """What the actor has to follow up, the first first: a counsellor's own and of those whom they cover for, a leader's counsellors'.

    Raises: NotPermitted.
    """
    check_may(actor, Act.FOLLOW_UP)
    shown = due_within(work, check_may_overlook(actor, at=at))
    audit.append(work, Event(at, actor, "follow_ups.listed", detail={"count": len(shown)}))
    return shown


def due_within(work: Work, seen: Overview) -> tuple[DueItem, ...]:
    """The same for a page that shows more than this, and writes its own look down."""
    theirs = whose(seen.actor, organisation_now(work, on=local_day(seen.at)))
    items = promised_by(work, seen, theirs)
    in_sight = _in_sight(work, seen, {item.youth_id for item in items})
    return in_order(item for item in items if item.youth_id in in_sight)


def promised_by(work: Work, seen: Overview, theirs: frozenset[CounsellorId]) -> tuple[DueItem, ...]:
    """Everything that some counsellors have to follow up, of whichever youths; who shows it leaves out whom the reader may not see."""
    return tuple(item for source in SOURCES for item in source(work, seen, theirs))


def whose(actor: Actor, organisation: Organisation) -> frozenset[CounsellorId]:
    """The counsellors whose follow-ups the actor does or overlooks today."""
    if actor.role is Role.LEADER:
        return frozenset(
            row.counsellor_id
            for row in organisation.counsellors.values()
            if actor.districts is None or row.district_id in actor.districts
        )
    me = actor.counsellor_id
    return (
        frozenset() if me is None else frozenset({me, *(away for away, by in organisation.covers.items() if by == me)})
    )


def _in_sight(work: Work, seen: Overview, youth_ids: set[YouthId]) -> set[YouthId]:
    """Those whom the published night knows and the actor may see: whoever looks again may, but for a conflict of interest."""
    facts = facts_of(work, seen, youth_ids=youth_ids)
    known = {key for key in facts if seen.actor.role is Role.COUNSELLOR or _leads(seen, facts[key])}
    return known - hidden_from(work, seen.actor, known, at=seen.at)


def _leads(seen: Overview, facts: YouthFacts) -> bool:
    return seen.districts is None or facts.district_id in seen.districts


def _efforts(work: Work, seen: Overview, theirs: frozenset[CounsellorId]) -> Iterable[DueItem]:
    return map(_of_effort, efforts.open_of(work, seen, counsellor_ids=theirs))


def _look_backs(work: Work, seen: Overview, theirs: frozenset[CounsellorId]) -> Iterable[DueItem]:
    return _of_closings(closings.to_look_back_on(work, seen, counsellor_ids=theirs))


def _of_effort(effort: StoredEffort) -> DueItem:
    plan, below = effort.plan, f"{PAGE}#indsats-{effort.number}"
    return DueItem(DueKind.FOLLOW_UP, effort.youth_id, plan.follow_up_on, str(effort.kind), below, plan.counsellor_id)


def _of_closings(found: Iterable[StoredClosing]) -> Iterable[DueItem]:
    for one in found:
        if one.look_back is None:
            below = f"{PAGE}#tilbageblik-{one.number}"
            yield DueItem(DueKind.LOOK_BACK, one.youth_id, one.look_back_on, "", below, one.closing.looks_again)


def _meetings(work: Work, seen: Overview, theirs: frozenset[CounsellorId]) -> Iterable[DueItem]:
    return due_with(work, theirs, on=local_day(seen.at))


Source = Callable[[Work, Overview, frozenset[CounsellorId]], Iterable[DueItem]]
SOURCES: Final[tuple[Source, ...]] = (_efforts, _look_backs, _meetings)
"""Where what is to be done comes from: each gives what some counsellors have promised."""
