"""Whether the service lives and can serve, and its metrics: at the root, for whoever runs it, without any identity."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from features.calendar import cut
from service.api import examples
from service.api.answers import Told
from service.api.openapi import tells
from service.edge.context import Asked
from service.edge.metrics import CONTENT_TYPE
from service.edge.problems import Kind, Refused
from service.store import watching
from service.store.nights import published

router = APIRouter(tags=["health"])


class Alive(Told):
    """The process answers."""

    status: str = "ok"


class Ready(Told):
    """The store answers and a night is published."""

    status: str
    business_on: str
    is_overdue: bool


@router.get("/livez", responses=tells(examples.ALIVE), summary="Whether the process answers")
def livez() -> Alive:
    """Nothing is looked at: a process that answers lives."""
    return Alive()


@router.get("/readyz", responses=tells(examples.READY, Kind.NOTHING_PUBLISHED), summary="Whether lists can be served")
def readyz(service: Asked) -> Ready:
    """The store answers and a night is published; an overdue list is still served, and says so."""
    with service.store.read() as work:
        run = published(work)
    if run is None or run.published_at is None:
        raise Refused(Kind.NOTHING_PUBLISHED, "Run `alleskalmed nightly`.")
    age = (service.now() - run.published_at).total_seconds()
    is_overdue = age > service.settings.overdue_hours * 3600
    return Ready(
        status="overdue" if is_overdue else "ok", business_on=run.business_on.isoformat(), is_overdue=is_overdue
    )


@router.get("/metrics", summary="Metrics for Prometheus", response_class=Response)
def metrics(service: Asked) -> Response:
    """Counts and times by route template, the age of the published night, and how what is watched stands."""
    with service.store.read() as work:
        run, standings, monday_on = published(work), watching.standings(work), watching.watched_on(work)
    if run is not None and run.published_at is not None:
        service.metrics.published_age.set((service.now() - run.published_at).total_seconds())
    service.metrics.show_watched(standings, service.now() - cut(monday_on) if monday_on else None)
    return Response(service.metrics.text(), media_type=CONTENT_TYPE)
