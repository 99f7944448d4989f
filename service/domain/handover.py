"""Who answers for a youth beyond what the records say: stored tovholders, covers, recusals, and hand-overs on the way.

A youth who moves is not dropped between two desks: the giver answers until the receiver has acknowledged, and the night opens the
hand-over by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from features.calendar import cut
from features.vocabulary import AssignmentRole, AssignmentScope, CounsellorId, YouthId
from service.domain.access import NIGHT
from service.domain.casework import Handover, HandoverReason, Memory, Tovholder
from service.domain.routing import Assignment, Organisation, Place, recused_for, route_by_place, route_uncovered


def remembered_organisation(organisation: Organisation, memory: Memory) -> Organisation:
    """The organisation of the records with what was decided here on top.

    A stored tovholder who is still a counsellor comes instead of the records' one. Of several covers for one counsellor the one
    recorded last counts.
    """
    stored = {
        youth_id: counsellor_id
        for youth_id, counsellor_id in memory.tovholders.items()
        if counsellor_id in organisation.counsellors
    }
    recorded = (row for row in organisation.assignments if not _is_replaced(row, stored))
    own = (
        Assignment(counsellor_id, AssignmentScope.YOUTH, youth_id, AssignmentRole.TOVHOLDER)
        for youth_id, counsellor_id in stored.items()
    )
    recused = (
        Assignment(item.counsellor_id, item.scope, item.scope_id, AssignmentRole.RECUSED) for item in memory.recusals
    )
    return replace(
        organisation,
        assignments=(*recorded, *own, *recused),
        covers=_covers(memory),
        held={youth_id: handover.giver_id for youth_id, handover in memory.handovers.items()},
    )


def _covers(memory: Memory) -> dict[CounsellorId, CounsellorId]:
    """Who answers for whom; a cover by oneself says that the counsellor is back."""
    latest = {cover.counsellor_id: cover.by_id for cover in memory.covers if cover.holds(memory.as_of)}
    return {away: by for away, by in latest.items() if away != by}


def _is_replaced(row: Assignment, stored: Mapping[YouthId, CounsellorId]) -> bool:
    is_of_youth = row.scope is AssignmentScope.YOUTH and row.role is AssignmentRole.TOVHOLDER
    return is_of_youth and YouthId(row.scope_id) in stored


def handovers_to_open(
    memory: Memory, places: Mapping[YouthId, Place], organisation: Organisation
) -> tuple[Handover, ...]:
    """The hand-overs that the night opens: of youths who have moved to another district, if that changes whose they are.

    `organisation`: as remembered. Only youths with an open flag or a tovholder are somebody's to hand over.
    """
    return tuple(_moved(memory, places, organisation))


def with_handovers(organisation: Organisation, opened: tuple[Handover, ...]) -> Organisation:
    """The organisation in which the givers of these hand-overs keep their youths."""
    return replace(organisation, held={**organisation.held, **{item.youth_id: item.giver_id for item in opened}})


def _moved(memory: Memory, places: Mapping[YouthId, Place], organisation: Organisation) -> Iterator[Handover]:
    opened_at = cut(memory.as_of)
    for youth_id in sorted(memory.districts):
        place, before = places.get(youth_id), memory.districts[youth_id]
        if place is None or youth_id in memory.handovers or place.district_id == before:
            continue
        giver = _giver(memory, replace(place, district_id=before), organisation)
        receiver = route_by_place(place, organisation)
        if giver is not None and receiver.counsellor_id != giver:
            yield Handover(youth_id, giver, HandoverReason.MOVED, opened_at, receiver.counsellor_id, receiver.queue)


def _giver(memory: Memory, before: Place, organisation: Organisation) -> CounsellorId | None:
    """Who had the youth: by routing as of now from the old place, else the owner of the night before who is still here."""
    found = route_uncovered(before, organisation).counsellor_id
    owners = (flag.counsellor_id for flag in memory.by_youth.get(before.youth_id, ()) if flag.is_open)
    here = [owner for owner in owners if owner in organisation.counsellors]
    return found or next((owner for owner in here if owner not in recused_for(before, organisation)), None)


def tovholders_to_appoint(
    target_group: Mapping[YouthId, Place], organisation: Organisation, *, at: datetime
) -> tuple[Tovholder, ...]:
    """Who becomes tovholder of the youths of the target group who have none that may act: whoever routing gives, cover left aside.

    Where nobody can be found the youth waits in a queue that the leader sees, and is asked for again every night.
    """
    missing = (place for youth_id, place in sorted(target_group.items()) if _lacks_tovholder(place, organisation))
    found = ((place.youth_id, route_uncovered(place, organisation).counsellor_id) for place in missing)
    return tuple(
        Tovholder(youth_id, counsellor_id, at, NIGHT.actor_id) for youth_id, counsellor_id in found if counsellor_id
    )


def _lacks_tovholder(place: Place, organisation: Organisation) -> bool:
    tovholder = organisation.tovholder(place.youth_id)
    return tovholder is None or tovholder in recused_for(place, organisation)
