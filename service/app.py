"""The application: JSON for systems, pages for people, health for operators, put together from values.

uvicorn.run(build_app(Settings(), store=store, now=utc_now))
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import Any, Final

import uvicorn
from fastapi import Depends, FastAPI

from features.calendar import LOCAL
from service.api import jobs, openapi
from service.api.routes import ROUTERS
from service.api.warming import warm_up
from service.api.working import Worker, while_served
from service.edge.active import ActiveModels, active_models
from service.edge.compression import Compressed
from service.edge.context import Service
from service.edge.described import described_only
from service.edge.headers import SecureHeaders
from service.edge.limits import BodyLimit
from service.edge.looks import Looks
from service.edge.metrics import SHARED, Measured
from service.edge.origin import OwnOrigin
from service.edge.problems import tell_problems
from service.edge.provider import provider_of
from service.edge.versions import Versions
from service.logs import start_logging
from service.operating.opening import open_installation
from service.operating.strength import check_strong
from service.settings import Settings
from service.store.migration import check_current
from service.store.unit_of_work import Store
from service.web.error_pages import error_page
from service.web.pages import add_pages

MEGABYTE: Final = 1_000_000
BREAKFAST_HOUR: Final = 8


def utc_now() -> datetime:
    """The instant in UTC: here the clock enters, and from here on it is handed down."""
    return datetime.now(UTC)


def clock_of(settings: Settings, started_at: datetime) -> Callable[[], datetime]:
    """The clock that pages and API tell the time by: the true one, or one set to the demonstration's day when it starts.

    A demonstration is of a fixed morning, so that its list is the week's and not an old one whenever somebody looks.
    """
    day = settings.demo_today
    if day is None:
        return utc_now
    breakfast = datetime(day.year, day.month, day.day, BREAKFAST_HOUR, tzinfo=LOCAL).astimezone(UTC)
    return lambda: breakfast + (utc_now() - started_at)


def serve(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Answer on an address until stopped; several processes share it and each opens the store for itself.

    Raises: WrongUse for real mode on weak settings; IntegrityBroken if the database is not at the newest migration.
    """
    check_strong(settings)
    log: dict[str, Any] = {
        "access_log": False,
        "log_config": None,
        "server_header": False,
    }  # uvicorn's own lines tell addresses
    if workers == 1:
        uvicorn.run(installed(settings), host=host, port=port, **log)
        return
    with closing(open_installation(settings)) as store:
        check_current(store)  # here, because a process that ends with an error is only started again
    with TemporaryDirectory(prefix="alleskalmed-metrics-") as shared:
        os.environ[SHARED] = shared
        uvicorn.run("service.app:installed", factory=True, workers=workers, host=host, port=port, **log)


def installed(settings: Settings | None = None) -> FastAPI:
    """The application of the installation that the settings name, ready for its first request.

    Raises: WrongUse for real mode on weak settings; IntegrityBroken if the database is not at the newest migration.
    """
    settings = settings or Settings()
    check_strong(settings)
    start_logging(settings.log_level)
    store = open_installation(settings)
    check_current(store)
    warm_up()
    return build_app(settings, store=store, now=clock_of(settings, utc_now()))


def build_app(
    settings: Settings, *, store: Store, now: Callable[[], datetime], models: ActiveModels | None = None
) -> FastAPI:
    """The application over a store; nothing is opened or started by it.

    `models`: what scores, if not the bundle that is active in the store.
    """
    service = Service(settings, store, now, models or active_models(settings), Looks(store), provider_of(settings, now))
    worker = Worker(service)
    app = FastAPI(
        lifespan=while_served(worker),
        title="Alle skal med",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=openapi.operation_id,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.service, app.state.worker = service, worker
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(described_only)])
    openapi.describe(app)
    add_pages(app)
    tell_problems(app, error_page=error_page)
    app.add_middleware(Versions)
    app.add_middleware(OwnOrigin)
    most, most_of_job = (int(limit * MEGABYTE) for limit in (settings.max_body_mb, settings.max_job_mb))
    app.add_middleware(BodyLimit, most=most, most_at={jobs.PATH: most_of_job})
    app.add_middleware(Compressed)
    app.add_middleware(Measured, metrics=service.metrics)  # answers whatever broke further in
    app.add_middleware(SecureHeaders)  # the outermost, so that such an answer has them too
    return app
