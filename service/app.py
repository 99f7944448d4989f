"""The application: JSON for systems, pages for people, health for operators, put together from values.

uvicorn.run(build_app(Settings(), store=store, now=utc_now))
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from fastapi import FastAPI

from service.api import openapi
from service.api.routes import ROUTERS
from service.edge.active import ActiveModels, active_models
from service.edge.context import Service
from service.edge.headers import SecureHeaders
from service.edge.limits import BodyLimit
from service.edge.metrics import Measured
from service.edge.origin import OwnOrigin
from service.edge.problems import tell_problems
from service.settings import Settings
from service.store.unit_of_work import Store
from service.web.error_pages import error_page
from service.web.pages import add_pages

MEGABYTE: Final = 1_000_000


def utc_now() -> datetime:
    """The instant in UTC: here the clock enters, and from here on it is handed down."""
    return datetime.now(UTC)


def build_app(
    settings: Settings, *, store: Store, now: Callable[[], datetime], models: ActiveModels | None = None
) -> FastAPI:
    """The application over a store; nothing is opened or started by it.

    `models`: what scores, if not the bundle that is active in the store.
    """
    service = Service(settings, store, now, models or active_models(settings))
    app = FastAPI(
        title="Alle skal med",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.service = service
    for router in ROUTERS:
        app.include_router(router)
    openapi.describe(app)
    add_pages(app)
    tell_problems(app, error_page=error_page)
    app.add_middleware(OwnOrigin)
    app.add_middleware(BodyLimit, most=int(settings.max_body_mb * MEGABYTE))
    app.add_middleware(SecureHeaders)
    app.add_middleware(Measured, metrics=service.metrics)  # the outermost: it answers whatever broke further in
    return app
