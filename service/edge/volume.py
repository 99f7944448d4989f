"""A transaction in which somebody looks at a youth: a look too many is undone, and told to those who review."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from service.casework.looking import tell_refusal
from service.domain.access import Actor, Role
from service.domain.errors import TooManyLooks
from service.domain.volume import LookLimits
from service.edge.context import Service
from service.settings import Settings
from service.store.unit_of_work import Work


@contextmanager
def looking(service: Service, actor: Actor) -> Iterator[Work]:
    """The transaction, of a system that is not counted only a view; a refusal is written in a transaction of its own.

    Raises: TooManyLooks.
    """
    try:
        is_counted = actor.role is not Role.SYSTEM
        with service.store.begin() if is_counted else service.store.read() as work:
            yield work
    except TooManyLooks as refused:
        service.metrics.refused.labels(refused.kind).inc()
        with service.store.begin() as work:
            tell_refusal(work, actor, refused.kind, at=service.now())
        raise


def look_limits(settings: Settings) -> LookLimits:
    """The installation's limits."""
    return LookLimits(settings.cases_a_day, settings.identities_a_day, settings.colleagues_a_day)
