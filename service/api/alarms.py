"""What is watched and stands out, over HTTP: of schools, tables and indicators, never of a youth."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from service.api import examples
from service.api.answers import Told
from service.api.openapi import BELOW, needs, tells
from service.domain.access import Act, check_may
from service.domain.watching import Level, Matter, Standing
from service.edge.actors import ApiActor
from service.edge.context import Asked
from service.edge.problems import Kind
from service.operating.alarms import Raised, raised
from service.store import nights, watching
from service.store.unit_of_work import Work

router = APIRouter(prefix=BELOW, tags=["nights"])


class StandingTold(Told):
    """How one series stands: an indicator, a school or a table; `known_breaks` explain a difference that raises no alarm."""

    matter: Matter
    subject: str
    level: Level
    since_on: date
    known_breaks: list[str]


class AlarmTold(StandingTold):
    """A series that stands out; `taken_by`: who said last that they look into it, and when, if anybody did."""

    taken_by: str | None
    taken_at: datetime | None


class AlarmsTold(Told):
    """The alarms that stand, the worst first, then the oldest; `monday_on`: the last week that was watched."""

    data: str | None
    monday_on: date | None
    alarms: list[AlarmTold]


@router.get(
    "/alarms",
    responses=tells(examples.ALARMS, Kind.FORBIDDEN),
    openapi_extra=needs(Act.SEE_DRIFT),
    summary="The alarms that stand",
)
def alarms(
    service: Asked, actor: ApiActor, level: Annotated[Level | None, Query(description="only of this level")] = None
) -> AlarmsTold:
    """Everything that is watched and stands out, or what of it stands at a level."""
    check_may(actor, Act.SEE_DRIFT)
    with service.store.read() as work:
        found, monday_on, data = raised(work), watching.watched_on(work), declared(work)
    told = [_alarm(one) for one in found if level in (None, one.standing.level)]
    return AlarmsTold(data=data, monday_on=monday_on, alarms=told)


def declared(work: Work) -> str | None:
    """What the records of the published night are declared to be; None before the first night."""
    run = nights.published(work)
    return None if run is None else run.data


def standing_told(one: Standing) -> StandingTold:
    """A series as it is told."""
    return StandingTold(
        matter=one.matter,
        subject=one.subject,
        level=one.level,
        since_on=one.since_on,
        known_breaks=list(one.known_breaks),
    )


def _alarm(one: Raised) -> AlarmTold:
    seen = one.seen
    told = dict(standing_told(one.standing))
    return AlarmTold(**told, taken_by=seen.actor_id if seen else None, taken_at=seen.at if seen else None)
