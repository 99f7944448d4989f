"""What a leader's page is made from, read in one transaction that says that it was looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from features.permission import Permits, Stop, StopKind
from features.vocabulary import DistrictId
from service.casework.routes import organisation_now
from service.casework.seeing import check_may_overlook, check_may_see_list, local_day
from service.domain.access import Act, Actor, check_may, may_see_place
from service.domain.audit import Event
from service.domain.errors import UnknownThing
from service.domain.night import Run
from service.domain.overview import Below, Clock, Load, Waiting, below_since, clocks_since, waiting_long
from service.domain.routing import CENTRAL, Organisation
from service.domain.sight import Overview
from service.store import agreement, audit, legal, nights, overview
from service.store.agreement import Compared
from service.store.unit_of_work import Work

ASSESSED_WITHIN: Final = timedelta(days=180)
"""How long ago an assessment may be that is compared."""
LOOKED_BACK: Final = 26
"""Lists that are looked back on for how long somebody has waited."""


@dataclass(frozen=True)
class Overseen:
    """What is on the leader's page as of now. `below`: how many wait below the line; `waiting`: those who have for long.

    `seen`, `permits`: by what it was read, for whoever goes on to count results.
    """

    seen: Overview
    permits: Permits
    run: Run
    organisation: Organisation
    clocks: tuple[Clock, ...]
    queue: tuple[Waiting, ...]
    below: int
    waiting: tuple[Below, ...]
    loads: tuple[Load, ...]
    compared: Mapping[DistrictId, Compared]


def read_overview(work: Work, actor: Actor, *, at: datetime) -> Overseen:
    """The leader's page of the actor's districts, as of now.

    Raises: NotPermitted; UnknownThing before the first night.
    """
    check_may(actor, Act.SEE_OVERVIEW)
    seen, on, run = check_may_overlook(actor, at=at), local_day(at), nights.published(work)
    if run is None:
        raise UnknownThing("overview: got none, because no night has been published. Run `alleskalmed nightly`.")
    organisation, permits = organisation_now(work, on=on), legal.permits(work, at=at)
    below = _below(work, seen, permits)
    found = Overseen(
        seen,
        permits,
        run,
        organisation,
        overview.clocks(work, seen, since=clocks_since(on)),
        tuple(_queue(work, actor, organisation, at)),
        len(below),
        waiting_long(below),
        overview.loads(work, seen, organisation, on=on),
        agreement.compared(work, seen, since=at - ASSESSED_WITHIN),
    )
    counts: dict[str, str | int | bool | None] = {
        "run": run.run_id,
        "queue": len(found.queue),
        "waiting": len(found.waiting),
        "clocks": len(found.clocks),
    }
    audit.append(work, Event(at, actor, "overview.looked", detail=counts))
    return found


def _below(work: Work, seen: Overview, permits: Permits) -> tuple[Below, ...]:
    """Who is below the line and has nothing else open; nobody who has objected, and nobody at all while the engine is stopped."""
    if Stop(StopKind.ENGINE) in permits.stops:
        return ()
    below = below_since(overview.below_the_line(work, seen, weeks=LOOKED_BACK))
    taken_up = overview.with_open_flag(work, seen, youth_ids=[one.youth_id for one in below])
    return tuple(one for one in below if one.youth_id not in taken_up | permits.objections)


def _queue(work: Work, actor: Actor, organisation: Organisation, at: datetime) -> Iterator[Waiting]:
    """What waits in the queues that are the actor's, the areas' before the central one."""
    for place in (*(f"area:{area}" for area in sorted(organisation.area_names)), CENTRAL):
        if may_see_place(actor, place):
            yield from overview.waiting_in(work, check_may_see_list(actor, place, at=at))
