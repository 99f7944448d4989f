"""What there is to follow up: of one youth, and of everything that is somebody's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from features.vocabulary import CounsellorId
from service.casework.meetings import due_with
from service.casework.routes import organisation_now
from service.casework.seeing import check_may_overlook, local_day, seen_of
from service.domain.access import Act, Actor, Role, check_may
from service.domain.audit import Event
from service.domain.closings import StoredClosing
from service.domain.due import DueItem, DueKind, in_order
from service.domain.efforts import MovedEffort, StoredEffort
from service.domain.routing import Organisation
from service.domain.sight import Overview, Sight
from service.store import audit, closings, efforts, meetings
from service.store.unit_of_work import Work

PAGE: Final = "opfoelgning"
"""Where the follow-up of a youth is done, below the youth's page."""


@dataclass(frozen=True)
class FollowUp:
    """Everything recorded here of the follow-up of one youth."""

    efforts: tuple[StoredEffort, ...]
    history: tuple[MovedEffort, ...]
    closings: tuple[StoredClosing, ...]
    of_meetings: tuple[DueItem, ...]


def read_follow_up(work: Work, seen: Sight) -> FollowUp:
    """What was recorded here of the follow-up of a youth; the look is written down by whoever shows it."""
    return FollowUp(
        efforts.of_youth(work, seen),
        efforts.history_of(work, seen),
        closings.of_youth(work, seen),
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
    in_sight = seen_of(work, seen.actor, {item.youth_id for item in items}, at=seen.at)
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
