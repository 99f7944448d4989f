"""Whose a flag is: five steps from the youth's own tovholder to the central queue; none ends nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Final

from features.vocabulary import (
    AreaId,
    AssignmentRole,
    AssignmentScope,
    CounsellorId,
    DistrictId,
    InstitutionId,
    YouthId,
)

CENTRAL: Final = "central"
SERVING_ROLES: Final = frozenset({AssignmentRole.REGULAR, AssignmentRole.COVER})


@dataclass(frozen=True)
class Counsellor:
    """A UU counsellor who is valid on the date."""

    counsellor_id: CounsellorId
    name: str = ""
    district_id: DistrictId | None = None
    weekly_capacity: int = 2
    phone: str = ""


@dataclass(frozen=True)
class Assignment:
    """Who answers for what, valid on the date."""

    counsellor_id: CounsellorId
    scope: AssignmentScope
    scope_id: str
    role: AssignmentRole
    valid_from_on: date | None = None


@dataclass(frozen=True)
class District:
    """A school district and the area it lies in."""

    district_id: DistrictId
    name: str = ""
    area_id: AreaId | None = None


@dataclass(frozen=True)
class Organisation:
    """The organisation as it stands on one date; `municipal_schools` are those whose counsellor is asked.

    `covers`: who answers for a counsellor who is away. `held`: who keeps a youth until a hand-over is acknowledged.
    `institution_names`: of every institution that has one.
    """

    counsellors: Mapping[CounsellorId, Counsellor]
    districts: Mapping[DistrictId, District]
    assignments: tuple[Assignment, ...] = ()
    municipal_schools: frozenset[InstitutionId] = frozenset()
    area_names: Mapping[AreaId, str] = field(default_factory=dict)
    covers: Mapping[CounsellorId, CounsellorId] = field(default_factory=dict)
    held: Mapping[YouthId, CounsellorId] = field(default_factory=dict)
    institution_names: Mapping[InstitutionId, str] = field(default_factory=dict)

    @cached_property
    def by_scope(self) -> Mapping[tuple[AssignmentScope, str], tuple[Assignment, ...]]:
        """Assignments of valid counsellors by what they are assigned to."""
        grouped: dict[tuple[AssignmentScope, str], tuple[Assignment, ...]] = {}
        for row in self.assignments:
            if row.counsellor_id in self.counsellors:
                key = (row.scope, row.scope_id)
                grouped[key] = (*grouped.get(key, ()), row)
        return grouped

    @cached_property
    def capacity(self) -> Mapping[DistrictId, int]:
        """New risk flags a week that each district can take: the sum over the valid counsellors who serve it.

        By their own row or as its regular or cover; whoever serves several districts counts in each.
        """
        serving = {
            (counsellor.district_id, counsellor.counsellor_id)
            for counsellor in self.counsellors.values()
            if counsellor.district_id is not None
        }
        for (scope, scope_id), group in self.by_scope.items():
            if scope is AssignmentScope.DISTRICT:
                serving |= {(DistrictId(scope_id), row.counsellor_id) for row in group if row.role in SERVING_ROLES}
        places: dict[DistrictId, int] = {}
        for district_id, counsellor_id in serving:
            places[district_id] = places.get(district_id, 0) + self.counsellors[counsellor_id].weekly_capacity
        return places

    @cached_property
    def serving(self) -> Mapping[DistrictId, tuple[CounsellorId, ...]]:
        """Counsellors by the district they serve by their own row."""
        rows: dict[DistrictId, tuple[CounsellorId, ...]] = {}
        for counsellor in self.counsellors.values():
            if counsellor.district_id is not None:
                rows[counsellor.district_id] = (*rows.get(counsellor.district_id, ()), counsellor.counsellor_id)
        return rows

    def tovholder(self, youth_id: YouthId) -> CounsellorId | None:
        """The youth's tovholder, if there is one who is valid."""
        rows = _roles(self, AssignmentScope.YOUTH, youth_id)[AssignmentRole.TOVHOLDER]
        return rows[0].counsellor_id if rows else None


@dataclass(frozen=True)
class Place:
    """Where a youth belongs: residence (missing for a protected or no address) and present institutions."""

    youth_id: YouthId
    district_id: DistrictId | None = None
    institutions: tuple[InstitutionId, ...] = ()


@dataclass(frozen=True)
class Route:
    """The owner or queue, and the step that found it."""

    routed_by: int
    counsellor_id: CounsellorId | None = None
    queue: str | None = None
    area_id: AreaId | None = None


def route(place: Place, organisation: Organisation) -> Route:
    """Who gets the youth's flags.

    1 the tovholder, 2 the counsellor of the municipal school, 3 of the residence district, 4 the area's inbox, 5 the central queue.
    A youth on the way from one to another stays with the giver (1). At each step a valid cover comes before whom it covers for, and
    whoever is recused for the youth, school, district or area is passed over.
    """
    answering = route_uncovered(place, organisation)
    if answering.counsellor_id is None:
        return answering
    recused = recused_for(place, organisation)
    return replace(answering, counsellor_id=_covering(answering.counsellor_id, organisation, recused=recused))


def route_uncovered(place: Place, organisation: Organisation) -> Route:
    """Who would get the youth's flags if nobody were away: the one who can be tovholder, giver and receiver."""
    recused = recused_for(place, organisation)
    giver = organisation.held.get(place.youth_id)
    giving: tuple[CounsellorId, ...] = (giver,) if giver is not None and giver in organisation.counsellors else ()
    for group in (giving, *_of_youth(place, organisation)):
        free = sorted(set(group) - recused)
        if free:
            return Route(1, counsellor_id=_spread(place.youth_id, free), area_id=_area_of(place, organisation))
    return route_by_place(place, organisation)


def route_by_place(place: Place, organisation: Organisation) -> Route:
    """Who would get the youth's flags if nobody had the youth yet: steps 2 to 5."""
    area_id = _area_of(place, organisation)
    recused = recused_for(place, organisation)
    for step, found in enumerate((_of_school(place, organisation), _of_district(place, organisation)), start=2):
        for group in found:
            free = sorted(set(group) - recused)
            if free:
                return Route(step, counsellor_id=_spread(place.youth_id, free), area_id=area_id)
    if area_id is not None:
        return Route(4, queue=f"area:{area_id}", area_id=area_id)
    return Route(5, queue=CENTRAL)


def recused_for(place: Place, organisation: Organisation) -> frozenset[CounsellorId]:
    """Counsellors who have a conflict of interest in the youth, a present institution, the district or its area."""
    scopes: list[tuple[AssignmentScope, str]] = [(AssignmentScope.YOUTH, place.youth_id)]
    scopes += [(AssignmentScope.INSTITUTION, institution_id) for institution_id in place.institutions]
    if place.district_id is not None:
        scopes.append((AssignmentScope.DISTRICT, place.district_id))
    area_id = _area_of(place, organisation)
    if area_id is not None:
        scopes.append((AssignmentScope.AREA, area_id))
    return frozenset(
        row.counsellor_id
        for scope, scope_id in scopes
        for row in _roles(organisation, scope, scope_id)[AssignmentRole.RECUSED]
    )


def _area_of(place: Place, organisation: Organisation) -> AreaId | None:
    district = organisation.districts.get(place.district_id) if place.district_id is not None else None
    return district.area_id if district else None


def _covering(
    counsellor_id: CounsellorId, organisation: Organisation, *, recused: frozenset[CounsellorId]
) -> CounsellorId:
    """The first along the chain of covers who is here and not recused; without one the youth stays with whom it is."""
    asked, away = organisation.covers.get(counsellor_id), {counsellor_id}
    while asked is not None and asked not in away:
        away.add(asked)
        is_here = asked in organisation.counsellors and asked not in organisation.covers
        if is_here and asked not in recused:
            return asked
        asked = organisation.covers.get(asked)
    return counsellor_id


Candidates = tuple[tuple[CounsellorId, ...], ...]
"""Groups of counsellors in the order they are asked; within a group anybody may answer."""


_NOBODY: Final[Mapping[AssignmentRole, tuple[Assignment, ...]]] = dict.fromkeys(AssignmentRole, ())


def _of_youth(place: Place, organisation: Organisation) -> Candidates:
    rows = _roles(organisation, AssignmentScope.YOUTH, place.youth_id)
    tovholder = rows[AssignmentRole.TOVHOLDER][:1]
    covers = rows[AssignmentRole.COVER] if tovholder else ()
    return (_ids(covers), _ids(tovholder))


def _of_school(place: Place, organisation: Organisation) -> Candidates:
    groups: list[tuple[CounsellorId, ...]] = []
    for institution_id in sorted(set(place.institutions) & organisation.municipal_schools):
        rows = _roles(organisation, AssignmentScope.INSTITUTION, institution_id)
        groups += [_ids(rows[AssignmentRole.COVER]), _ids(rows[AssignmentRole.REGULAR])]
    return tuple(groups)


def _of_district(place: Place, organisation: Organisation) -> Candidates:
    if place.district_id is None:
        return ()
    rows = _roles(organisation, AssignmentScope.DISTRICT, place.district_id)
    regular = _ids(rows[AssignmentRole.REGULAR]) or organisation.serving.get(place.district_id, ())
    return (_ids(rows[AssignmentRole.COVER]), regular, organisation.serving.get(place.district_id, ()))


def _roles(
    organisation: Organisation, scope: AssignmentScope, scope_id: str
) -> Mapping[AssignmentRole, tuple[Assignment, ...]]:
    """Assignments to a scope by role, the latest first."""
    found = organisation.by_scope.get((scope, scope_id))
    if not found:
        return _NOBODY
    rows = sorted(
        found,
        key=lambda row: (row.valid_from_on or date.min, row.counsellor_id),
        reverse=True,
    )
    return {role: tuple(row for row in rows if row.role is role) for role in AssignmentRole}


def _ids(rows: tuple[Assignment, ...]) -> tuple[CounsellorId, ...]:
    return tuple(row.counsellor_id for row in rows)


def _spread(youth_id: YouthId, free: list[CounsellorId]) -> CounsellorId:
    """One of several equals, the same for a youth every night and evenly over youths."""
    return free[int(sha256(youth_id.encode()).hexdigest(), 16) % len(free)]
