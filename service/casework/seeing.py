"""The authorizer: whom the actor may see as of now, and why. What store queries demand is made here, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from features.calendar import LOCAL
from features.vocabulary import AssignmentRole, CounsellorId, DistrictId, YouthId
from service.domain.access import Act, Actor, Role, Why, check_may, may_see_place, why_may_see
from service.domain.errors import UnknownThing
from service.domain.flag_life import StoredFlag
from service.domain.routing import Place, recused_for
from service.domain.sight import Errand, Overview, PlaceSight, Sight, Task
from service.store import flags
from service.store.casework import recusals
from service.store.organisations import place_of_youth, published_organisation, standing_organisation
from service.store.turns import take_turn
from service.store.unit_of_work import Work
from service.store.visibility import Known, known_youth, known_youths, visible_youth, who_sees, with_openings


def local_day(at: datetime) -> date:
    """The day in Denmark."""
    return at.astimezone(LOCAL).date()


@dataclass(frozen=True)
class _Sight(Sight):
    def by_the_authorizer(self) -> None:
        """See `Given`."""


@dataclass(frozen=True)
class _PlaceSight(PlaceSight):
    def by_the_authorizer(self) -> None:
        """See `Given`."""


@dataclass(frozen=True)
class _Overview(Overview):
    def by_the_authorizer(self) -> None:
        """See `Given`."""


def check_may_see(work: Work, actor: Actor, youth_id: YouthId, *, at: datetime) -> Sight:
    """The actor's sight of the youth, with the reason for which it is given now.

    Raises: UnknownThing if there is none or no such youth; the answer is the same.
    """
    return check_may_see_known(work, actor, youth_id, at=at)[0]


def may_see(work: Work, actor: Actor, youth_id: YouthId, *, at: datetime) -> bool:
    """Whether the actor may see the youth now, for a list that leaves out the others."""
    known = known_youth(work, youth_id, at=at)
    return known is not None and _why(work, actor, known, at=at) is not None


def check_may_see_known(work: Work, actor: Actor, youth_id: YouthId, *, at: datetime) -> tuple[Sight, Known]:
    """The same, with what was read to find it out, for whoever goes on to show it.

    Raises: UnknownThing.
    """
    known = known_youth(work, youth_id, at=at)
    why = None if known is None else _why(work, actor, known, at=at)
    if known is None or why is None:
        raise UnknownThing(
            "youth: got one who is not known here or not yours to see, allowed are those on your lists. "
            "Ask for a hand-over if the youth is to be yours."
        )
    return _Sight(actor, at, youth_id, why), known


def seen_of(work: Work, actor: Actor, youth_ids: Collection[YouthId], *, at: datetime) -> dict[YouthId, Known]:
    """Those of some youths whom the actor may see for a reason of the work, with what was read to find it out.

    A broken glass opens a youth's page and puts nobody among one's own.
    """
    known = known_youths(work, youth_ids, at=at)
    return {youth_id: one for youth_id, one in known.items() if why_may_see(actor, who_sees(one)) is not None}


def _why(work: Work, actor: Actor, known: Known, *, at: datetime) -> Why | None:
    """Why the actor may see; who may without it is not asked for a broken glass."""
    seen = who_sees(known)
    return why_may_see(actor, seen) or why_may_see(actor, with_openings(work, seen, at=at))


def check_may_see_list(actor: Actor, place: str, *, at: datetime) -> PlaceSight:
    """The actor's sight of a place's list.

    Raises: NotPermitted for whoever sees no youths; UnknownThing if the place is not the actor's, as if there were none.
    """
    check_may(actor, Act.SEE_YOUTHS)
    if not may_see_place(actor, place):
        raise UnknownThing("list: got a place that is not known here or not yours, allowed are those of your lists.")
    return _PlaceSight(actor, at, place)


def check_may_overlook(actor: Actor, *, district: str | None = None, at: datetime) -> Overview:
    """What the actor may look for youths in: every district of theirs, or the one asked for.

    Raises: NotPermitted for whoever sees no youths; UnknownThing for a district that is not the actor's, as for one that there is not.
    """
    check_may(actor, Act.SEE_YOUTHS)
    if district is None:
        return _Overview(actor, at, actor.districts)
    if actor.districts is not None and district not in actor.districts:
        raise UnknownThing("district: got one that is not known here or not yours, allowed are those of your lists.")
    return _Overview(actor, at, frozenset({DistrictId(district)}))


def check_may_count(actor: Actor, *, at: datetime) -> Overview:
    """What the actor may count over all districts, of whether the list helps; nobody is named.

    Raises: NotPermitted.
    """
    check_may(actor, Act.SEE_EFFECT)
    return _Overview(actor, at, None)


def hidden_from(work: Work, actor: Actor, youth_ids: Iterable[YouthId], *, at: datetime) -> frozenset[YouthId]:
    """Youths whom no list names to the actor, a counsellor with a conflict of interest in them.

    A list is a place's, and old ones are kept: somebody who no longer lives here is hidden by a conflict of interest in the youth alone.
    """
    me = actor.counsellor_id
    if actor.role is not Role.COUNSELLOR or me is None or not _is_recused_at_all(work, me):
        return frozenset()
    organisation = standing_organisation(work, on=local_day(at))
    if organisation is None:
        return frozenset()
    unseen = Errand(Task.WHO_MAY_SEE)
    places = (place_of_youth(work, unseen.of(youth_id)) or Place(youth_id) for youth_id in youth_ids)
    return frozenset(place.youth_id for place in places if me in recused_for(place, organisation))


def _is_recused_at_all(work: Work, me: CounsellorId) -> bool:
    """Whether a counsellor has a conflict of interest in anything; few have, and a list need not be looked through for the others."""
    published = published_organisation(work)
    told = () if published is None else published.assignments
    by_records = any(row.counsellor_id == me and row.role is AssignmentRole.RECUSED for row in told)
    return by_records or any(row.counsellor_id == me for row in recusals(work, Errand(Task.WHO_MAY_SEE)))


def check_may_act(work: Work, actor: Actor, act: Act, *, youth_id: YouthId, at: datetime) -> Sight:
    """The actor's sight of a youth for whom they may do such a thing; whoever else acts on the youth waits until this is done.

    A system that may write need not be one that may read.
    Raises: NotPermitted if the actor may not do such a thing at all; UnknownThing if not for this youth.
    """
    check_may(actor, act)
    take_turn(work, youth_id)
    if actor.role is Role.SYSTEM and visible_youth(work, youth_id, at=at) is not None:
        return _Sight(actor, at, youth_id, Why.SYSTEM)
    return check_may_see(work, actor, youth_id, at=at)


def flag_to_act_on(work: Work, actor: Actor, act: Act, *, flag_id: str, at: datetime) -> StoredFlag:
    """The flag, if the actor may do such a thing with it.

    Raises: NotPermitted if the actor may not do such a thing at all; UnknownThing if not with this flag, or if there is none.
    """
    check_may(actor, act)
    flag = flags.by_id(work, Errand(Task.WHO_MAY_SEE), flag_id=flag_id)
    if flag is not None:
        with suppress(UnknownThing):  # of the youth: whoever may not see one is told the same as if there were no flag
            seen = check_may_act(work, actor, act, youth_id=flag.youth_id, at=at)
            return flags.by_id(work, seen, flag_id=flag_id) or flag  # as it is now that it is our turn
    raise UnknownThing("flag: got an id that no flag of yours has, allowed are those of your lists.")
