"""Time off: who is away, who covers, and the open items that go to the cover and come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from features.vocabulary import CounsellorId, YouthId
from service.casework.follow_up import promised_by
from service.casework.routes import organisation_now
from service.casework.seeing import check_may_overlook, local_day, may_see
from service.domain.access import Act, Actor, check_may, may
from service.domain.audit import Event
from service.domain.casework import Cover, standing_covers
from service.domain.due import DueItem, in_order
from service.domain.flag_life import StoredFlag
from service.domain.routing import Organisation, route_uncovered
from service.domain.sight import Errand, Task
from service.store import audit, casework, flags
from service.store.organisations import place_of_youth
from service.store.unit_of_work import Work

_ROUTING: Final = Errand(Task.ROUTING)


@dataclass(frozen=True)
class OpenItems:
    """What a counsellor has open: flags, the one due first first, and what was promised."""

    counsellor_id: CounsellorId
    flags: tuple[StoredFlag, ...]
    due: tuple[DueItem, ...]


def read_covers(work: Work, actor: Actor, *, at: datetime) -> tuple[Cover, ...]:
    """The time off of today and later that is the actor's to know: one's own, what one covers, and to a leader everybody's.

    Raises: NotPermitted.
    """
    check_may(actor, Act.HAND_OVER)
    found = standing_covers(casework.covers_from(work, local_day(at)))
    mine = tuple(one for one in found if _concerns(actor, one))
    audit.append(work, Event(at, actor, "covers.listed", detail={"covers": len(mine)}))
    return mine


def read_open_items(work: Work, actor: Actor, counsellor_id: CounsellorId, *, at: datetime) -> OpenItems:
    """What a counsellor has open and the actor may see, wherever it lies while somebody covers.

    Raises: NotPermitted.
    """
    check_may(actor, Act.HAND_OVER)
    organisation = organisation_now(work, on=local_day(at))
    mine = [flag for flag in _flags(work, counsellor_id, organisation) if may_see(work, actor, flag.youth_id, at=at)]
    mine.sort(key=lambda flag: (flag.due_on or date.max, flag.raised_on, flag.flag_id))
    promised = promised_by(work, check_may_overlook(actor, at=at), frozenset({counsellor_id}))
    due = [item for item in promised if may_see(work, actor, item.youth_id, at=at)]
    count = len(mine) + len(due)
    audit.append(work, Event(at, actor, "items.listed", detail={"counsellor_id": str(counsellor_id), "items": count}))
    return OpenItems(counsellor_id, tuple(mine), in_order(due))


def _flags(work: Work, counsellor_id: CounsellorId, organisation: Organisation) -> Iterator[StoredFlag]:
    """Open flags that are the counsellor's, or would be if nobody covered."""
    with_whom = {counsellor_id, organisation.covers.get(counsellor_id)}
    for flag in flags.standing(work, _ROUTING):
        if flag.counsellor_id in with_whom and _answers(work, flag.youth_id, organisation) == counsellor_id:
            yield flag


def _answers(work: Work, youth_id: YouthId, organisation: Organisation) -> CounsellorId | None:
    place = place_of_youth(work, _ROUTING.of(youth_id))
    return None if place is None else route_uncovered(place, organisation).counsellor_id


def _concerns(actor: Actor, cover: Cover) -> bool:
    if may(actor, Act.ASSIGN):
        return True
    return actor.counsellor_id is not None and actor.counsellor_id in {cover.counsellor_id, cover.by_id}
