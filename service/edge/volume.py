"""Looks over HTTP: those that were refused for their number are counted for the operator too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from service.casework.looking import looking
from service.domain.access import Actor
from service.domain.errors import TooManyLooks
from service.edge.context import Service
from service.store.unit_of_work import Work


@contextmanager
def counted(service: Service, actor: Actor) -> Iterator[Work]:
    """The transaction of a look.

    Raises: TooManyLooks.
    """
    try:
        with looking(service.store, actor, at=service.now()) as work:
            yield work
    except TooManyLooks as refused:
        service.metrics.refused.labels(refused.kind).inc()
        raise
