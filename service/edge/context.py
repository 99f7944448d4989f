"""What every request needs, made once by the app and handed down as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from service.edge.active import ActiveModels
from service.edge.looks import Looks
from service.edge.metrics import Metrics
from service.edge.provider import Provider
from service.edge.rates import Rates
from service.settings import Folders, Mode, Settings
from service.store.unit_of_work import Store


@dataclass(frozen=True)
class Service:
    """A running installation: its settings, its store, and the clock that tells the instant in UTC.

    `jobs_lane`: held by who reads the body of a job, which is long: one at a time is enough.
    `lane`: held by who scores a handful of youths. Threads that do so at once fight over the interpreter, and each is slower for it.
    """

    settings: Settings
    store: Store
    now: Callable[[], datetime]
    models: ActiveModels
    looks: Looks
    provider: Provider | None = None
    jobs_lane: Lock = field(default_factory=Lock)
    metrics: Metrics = field(default_factory=Metrics)
    lane: Lock = field(default_factory=Lock)

    @cached_property
    def rates(self) -> Rates:
        """How often each person and system may ask, and each address of nobody."""
        return Rates("requests", self.settings.requests_per_minute, self.now)

    @cached_property
    def sign_in_rates(self) -> Rates:
        """How often somebody may try to sign in from one address."""
        return Rates("sign-in", self.settings.sign_ins_per_minute, self.now)

    @property
    def idle(self) -> timedelta:
        """How long a session may lie unused."""
        return timedelta(minutes=self.settings.session_idle_minutes)

    @property
    def is_demo(self) -> bool:
        """Whether demo users may come in."""
        return self.settings.mode is Mode.DEMO

    @property
    def folders(self) -> Folders:
        """Where the installation keeps its files."""
        return self.settings.folders


def service_of(request: Request) -> Service:
    """The service that answers a request."""
    found: Service = request.app.state.service
    return found


async def _asked(request: Request) -> Service:
    """As `service_of`; a dependency that is not a coroutine would be given a thread for it."""
    return service_of(request)


Asked = Annotated[Service, Depends(_asked)]
"""A route's parameter: the service that is asked."""
