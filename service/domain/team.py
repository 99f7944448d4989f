"""Whom a counsellor can ring about a youth, each colleague once with all that they are to the youth; and who can see the youth, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from features.vocabulary import AssignmentRole, AssignmentScope, CounsellorId
from service.domain.access import Role, VisibleYouth, Why, why_may_see
from service.domain.routing import Organisation
from service.domain.users import User, actor_of


class Post(StrEnum):
    """What a colleague is to a youth, in the order in which they are named."""

    TOVHOLDER = "tovholder"
    OWNER = "owner"  # of an open flag
    SCHOOL = "school"  # counsellor of the municipal school
    DISTRICT = "district"  # counsellor of the district of residence
    COVER = "cover"  # for one of these who is away
    LEADER = "leader"  # of where the youth belongs


@dataclass(frozen=True)
class Colleague:
    """A counsellor and what they are to the youth; `instead_of`: whom they cover for, by name."""

    name: str
    phone: str
    posts: tuple[Post, ...]
    instead_of: str = ""


def team_of(youth: VisibleYouth, organisation: Organisation, *, is_protected: bool) -> tuple[Colleague, ...]:
    """The youth's colleagues in the order of their first post; nobody with a conflict of interest.

    `is_protected`: the address is, so that nobody is named by school or district, which would tell the place.
    """
    posts: dict[CounsellorId, list[Post]] = {}
    for post, counsellor_id in _posts(youth, organisation, is_protected=is_protected):
        is_asked = counsellor_id in organisation.counsellors and counsellor_id not in youth.recused
        if is_asked and post not in posts.setdefault(counsellor_id, []):
            posts[counsellor_id].append(post)
    found = []
    for counsellor_id, held in posts.items():
        person = organisation.counsellors[counsellor_id]
        name = person.name or str(counsellor_id)
        found.append(Colleague(name, person.phone, tuple(held)))
        found += [
            Colleague(other.name or str(other.counsellor_id), other.phone, (Post.COVER,), name)
            for by in sorted(youth.covered_by.get(counsellor_id, ()))
            if by not in youth.recused and (other := organisation.counsellors.get(by)) is not None
        ]
    return tuple(found)


def _posts(
    youth: VisibleYouth, organisation: Organisation, *, is_protected: bool
) -> Iterator[tuple[Post, CounsellorId]]:
    if youth.tovholder is not None:
        yield Post.TOVHOLDER, youth.tovholder
    yield from ((Post.OWNER, owner) for owner in sorted(youth.owners))
    if is_protected or youth.district_id is None:
        return
    yield from ((Post.SCHOOL, counsellor_id) for counsellor_id in sorted(youth.school_counsellors))
    assigned = organisation.by_scope.get((AssignmentScope.DISTRICT, youth.district_id), ())
    regular = {row.counsellor_id for row in assigned if row.role is AssignmentRole.REGULAR}
    serving = regular | set(organisation.serving.get(youth.district_id, ()))
    yield from ((Post.DISTRICT, counsellor_id) for counsellor_id in sorted(serving))


@dataclass(frozen=True)
class Seer:
    """Somebody who can see a youth now, and why."""

    user: User
    why: Why

    @property
    def leads(self) -> bool:
        """Whether it is a leader of where the youth belongs."""
        return self.user.role is Role.LEADER and self.why is Why.LEADER


def seers_of(youth: VisibleYouth, everybody: Iterable[User], organisation: Organisation) -> tuple[Seer, ...]:
    """The people who can see the youth, by the very rule that lets them; systems have scopes of their own and are not named."""
    people = (user for user in everybody if user.role is not Role.SYSTEM)
    asked = ((user, why_may_see(actor_of(user, organisation), youth)) for user in people)
    return tuple(Seer(user, why) for user, why in asked if why is not None)
