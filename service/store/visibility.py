"""What decides who may see a youth, as of now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from features.calendar import LOCAL
from features.vocabulary import AreaId, AssignmentRole, AssignmentScope, CounsellorId, InstitutionId, YouthId
from service.domain.access import VisibleYouth
from service.domain.casework import Handover
from service.domain.flag_life import StoredFlag
from service.domain.night import YouthFacts
from service.domain.routing import Organisation, Place, recused_for
from service.domain.sight import Errand, Task
from service.store import efforts, flags, openings
from service.store.organisations import standing
from service.store.unit_of_work import Work
from service.store.youths import facts_of, youth_facts


@dataclass(frozen=True)
class Known:
    """What the question who may see rests on: what the published night knows of a youth, and what has been decided since.

    `efforts_of`: counsellors who have yet to look again, at an open effort or back on a closed course.
    """

    facts: YouthFacts
    organisation: Organisation
    flags: tuple[StoredFlag, ...]
    handovers: tuple[Handover, ...]
    efforts_of: frozenset[CounsellorId]


def known_youth(work: Work, youth_id: YouthId, *, at: datetime) -> Known | None:
    """What is known at an instant; None if the published night does not know the youth."""
    unseen = Errand(Task.WHO_MAY_SEE).of(youth_id)
    facts = youth_facts(work, unseen)
    now = standing(work, on=at.astimezone(LOCAL).date())
    if facts is None or now is None:
        return None
    handovers = tuple(item for item in now.handovers if item.youth_id == youth_id)
    look_again = efforts.owners(work, Errand(Task.WHO_MAY_SEE), youth_ids=[youth_id]).get(youth_id, frozenset())
    return Known(facts, now.organisation, flags.of_youth(work, unseen), handovers, look_again)


def known_youths(work: Work, youth_ids: Collection[YouthId], *, at: datetime) -> dict[YouthId, Known]:
    """The same of many youths at once, of those whom the published night knows."""
    unseen, now = Errand(Task.WHO_MAY_SEE), standing(work, on=at.astimezone(LOCAL).date())
    if now is None:
        return {}
    facts = facts_of(work, unseen, youth_ids=youth_ids)
    raised: dict[YouthId, list[StoredFlag]] = defaultdict(list)
    for flag in flags.open_of(work, unseen, youth_ids=facts):
        raised[flag.youth_id].append(flag)
    between: dict[YouthId, list[Handover]] = defaultdict(list)
    for item in now.handovers:
        between[item.youth_id].append(item)
    look_again = efforts.owners(work, unseen, youth_ids=facts)
    return {
        key: Known(found, now.organisation, tuple(raised[key]), tuple(between[key]), look_again.get(key, frozenset()))
        for key, found in facts.items()
    }


def visible_youth(work: Work, youth_id: YouthId, *, at: datetime) -> VisibleYouth | None:
    """Everything that decides who may see a youth at an instant; None if the published night does not know the youth."""
    known = known_youth(work, youth_id, at=at)
    return None if known is None else with_openings(work, who_sees(known), at=at)


def with_openings(work: Work, seen: VisibleYouth, *, at: datetime) -> VisibleYouth:
    """The same with those who have broken the glass."""
    return replace(seen, opened_by=openings.opened_by(work, Errand(Task.WHO_MAY_SEE).of(seen.youth_id), at=at))


def who_sees(known: Known) -> VisibleYouth:
    """Who may see a youth of whom is known what there is to know, but for those who have broken the glass."""
    youth_id, organisation = known.facts.youth_id, known.organisation
    place = Place(youth_id, known.facts.district_id, known.facts.situation.institutions)
    owned = [flag for flag in known.flags if flag.is_open]
    between = {counsellor for item in known.handovers for counsellor in (item.giver_id, item.receiver_id) if counsellor}
    return VisibleYouth(
        youth_id,
        district_id=place.district_id,
        area_id=_area(place, organisation),
        tovholder=organisation.tovholder(youth_id),
        owners=frozenset(flag.counsellor_id for flag in owned if flag.counsellor_id) | known.efforts_of,
        school_counsellors=_of_schools(place, organisation),
        handovers=frozenset(between),
        queues=frozenset(
            queue
            for queue in (*(flag.queue for flag in owned), *(item.receiver_queue for item in known.handovers))
            if queue
        ),
        covered_by=_covered_by(organisation),
        recused=recused_for(place, organisation),
    )


def _area(place: Place, organisation: Organisation) -> AreaId | None:
    found = organisation.districts.get(place.district_id) if place.district_id else None
    return found.area_id if found else None


def _of_schools(place: Place, organisation: Organisation) -> frozenset[CounsellorId]:
    serving = (AssignmentRole.REGULAR, AssignmentRole.COVER)
    schools: set[InstitutionId] = set(place.institutions) & organisation.municipal_schools
    return frozenset(
        row.counsellor_id
        for school in schools
        for row in organisation.by_scope.get((AssignmentScope.INSTITUTION, school), ())
        if row.role in serving
    )


def _covered_by(organisation: Organisation) -> Mapping[CounsellorId, frozenset[CounsellorId]]:
    return {away: frozenset({by}) for away, by in organisation.covers.items()}
