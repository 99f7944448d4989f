"""Who may come in: users, and what each is allowed to see as the organisation stands."""

from __future__ import annotations

from dataclasses import dataclass

from features.vocabulary import AreaId, AssignmentScope, CounsellorId, DistrictId
from service.domain.access import Actor, Role, Scope
from service.domain.routing import SERVING_ROLES, Organisation


@dataclass(frozen=True)
class User:
    """Somebody who may sign in, or a system that may call.

    `district_id`: of a counsellor who is in no record of the organisation. `area_id`: what a leader leads; without one: all areas.
    """

    user_id: str
    name: str
    role: Role
    counsellor_id: CounsellorId | None = None
    district_id: DistrictId | None = None
    area_id: AreaId | None = None
    is_demo: bool = False


def actor_of(user: User, organisation: Organisation | None, *, scopes: frozenset[Scope] = frozenset()) -> Actor:
    """The user as one who acts, with the districts that the published organisation gives them."""
    return Actor(
        user.user_id,
        user.role,
        user.name,
        counsellor_id=user.counsellor_id,
        districts=_districts(user, organisation),
        area_id=user.area_id,
        scopes=scopes,
    )


def demo_users(organisation: Organisation) -> list[User]:
    """A user for every role: each counsellor of the organisation, a leader for each area, one of each other role, and a system."""
    counsellors = [
        User(_id(row.counsellor_id), row.name, Role.COUNSELLOR, row.counsellor_id, row.district_id, is_demo=True)
        for row in sorted(organisation.counsellors.values(), key=lambda row: row.counsellor_id)
    ]
    leaders = [
        User(_id(f"leader-{area_id}"), f"Leder, {name}", Role.LEADER, area_id=area_id, is_demo=True)
        for area_id, name in sorted(organisation.area_names.items())
    ]
    others = [
        User(_id(str(role)), name, role, is_demo=True)
        for role, name in (
            (Role.DATA_STEWARD, "Datamedarbejder"),
            (Role.PROTECTION_OFFICER, "Databeskyttelsesrådgiver"),
            (Role.ANALYST, "Analytiker"),
            (Role.OPERATOR, "Driftsansvarlig"),
            (Role.SYSTEM, "Fagsystem"),
        )
    ]
    return [*counsellors, *leaders, *others]


def _districts(user: User, organisation: Organisation | None) -> frozenset[DistrictId] | None:
    """A counsellor's own districts, a leader's area; None for who is not bound to a place, nothing for who sees no youth."""
    if user.role is Role.COUNSELLOR:
        return _served(user, organisation)
    if user.role is Role.LEADER and user.area_id is not None:
        rows = organisation.districts.values() if organisation else ()
        return frozenset(row.district_id for row in rows if row.area_id == user.area_id)
    return None if user.role in {Role.LEADER, Role.PROTECTION_OFFICER, Role.SYSTEM} else frozenset()


def _served(user: User, organisation: Organisation | None) -> frozenset[DistrictId]:
    """The district of the user's own row and those assigned; of a counsellor without a row, the one the user was given."""
    me = user.counsellor_id
    row = organisation.counsellors.get(me) if organisation and me else None
    if organisation is None or row is None:
        return frozenset() if user.district_id is None else frozenset({user.district_id})
    assigned = {
        DistrictId(one.scope_id)
        for one in organisation.assignments
        if one.counsellor_id == me and one.scope is AssignmentScope.DISTRICT and one.role in SERVING_ROLES
    }
    return frozenset(assigned if row.district_id is None else {*assigned, row.district_id})


def _id(word: str) -> str:
    return f"demo-{word}"[:64]
