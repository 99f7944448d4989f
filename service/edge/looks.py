"""A look is written down before anything is shown; if it cannot be, nothing is shown."""

from __future__ import annotations

from service.domain.audit import Event
from service.edge.context import Service
from service.store import audit


def looked(service: Service, *events: Event) -> None:
    """Write looks down, in a transaction of their own, before the answer is made.

    Raises: StoreUnavailable if they cannot be written; the answer is then a problem without content.
    """
    with service.store.begin() as work:
        for event in events:
            audit.append(work, event)
