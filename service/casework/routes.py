"""Whose a youth's flags are as of now, stored at once whenever somebody changes it; the night comes to the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from features.vocabulary import CounsellorId, YouthId
from service.domain.errors import UnknownThing, WrongUse
from service.domain.flag_life import StoredFlag
from service.domain.routing import Organisation, Place, Route, route
from service.domain.sight import Errand, OneYouth, Task
from service.store import flags
from service.store.organisations import place_of_youth, standing_organisation
from service.store.unit_of_work import Work

_ROUTING: Final = Errand(Task.ROUTING)


def organisation_now(work: Work, *, on: date) -> Organisation:
    """The organisation with everything that was decided until now.

    Raises: UnknownThing before the first night.
    """
    found = standing_organisation(work, on=on)
    if found is None:
        raise UnknownThing("organisation: none is known before the first night. Run `alleskalmed nightly`.")
    return found


def place_now(work: Work, seen: OneYouth) -> Place:
    """Where the published night saw the youth.

    Raises: UnknownThing if it did not.
    """
    found = place_of_youth(work, seen)
    if found is None:
        raise UnknownThing("youth: got one who is not known here. Look the youth up again.")
    return found


def check_is_counsellor(organisation: Organisation, counsellor_id: CounsellorId, what: str) -> None:
    """Pass if somebody is a counsellor now.

    Raises: WrongUse if not.
    """
    if counsellor_id not in organisation.counsellors:
        raise WrongUse(
            f"{what}: got nobody who is a counsellor today, allowed are those of the organisation. Choose one."
        )


def reroute(work: Work, changed: Iterable[StoredFlag], *, on: date) -> None:
    """Store of each open flag whose it is now."""
    organisation = organisation_now(work, on=on)
    open_flags = [flag for flag in changed if flag.is_open]
    places = {
        youth_id: place_of_youth(work, _ROUTING.of(youth_id)) for youth_id in {flag.youth_id for flag in open_flags}
    }
    found = [(flag, places[flag.youth_id]) for flag in open_flags]
    flags.restand(work, [_owned(flag, route(place, organisation)) for flag, place in found if place is not None])


def reroute_youth(work: Work, youth_id: YouthId, *, on: date) -> None:
    """Store whose the youth's open flags are now."""
    reroute(work, flags.of_youth(work, _ROUTING.of(youth_id)), on=on)


def reroute_counsellor(work: Work, counsellor_ids: Iterable[CounsellorId], *, on: date) -> None:
    """Store whose the open flags of some counsellors are now."""
    theirs = frozenset(counsellor_ids)
    reroute(work, [flag for flag in flags.standing(work, _ROUTING) if flag.counsellor_id in theirs], on=on)


def _owned(flag: StoredFlag, found: Route) -> StoredFlag:
    return replace(flag, counsellor_id=found.counsellor_id, queue=found.queue, routed_by=found.routed_by)
