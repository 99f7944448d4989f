"""What every request needs, made once by the app and handed down as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from service.edge.active import ActiveModels
from service.edge.looks import Looks
from service.edge.metrics import Metrics
from service.settings import Folders, Mode, Settings
from service.store.unit_of_work import Store


@dataclass(frozen=True)
class Service:
    """A running installation: its settings, its store, and the clock that tells the instant in UTC."""

    settings: Settings
    store: Store
    now: Callable[[], datetime]
    models: ActiveModels
    looks: Looks
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def is_demo(self) -> bool:
        """Whether demo users may come in."""
        return self.settings.mode is Mode.DEMO

    @property
    def folders(self) -> Folders:
        """Where the installation keeps its files."""
        return self.settings.folders


def service_of(request: Request) -> Service:
    """The service that answers a request; a dependency of every route."""
    found: Service = request.app.state.service
    return found


Asked = Annotated[Service, Depends(service_of)]
"""A route's parameter: the service that is asked."""
