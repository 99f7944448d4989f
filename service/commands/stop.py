"""`alleskalmed stop`: the stop switches of the risk engine, of a district and of a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from features.exits import say
from features.permission import Stop, StopKind
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation, show
from service.operating.permits import lift_stop, throw_stop
from service.settings import Settings
from service.store import legal


def run(*, action: str, **typed: Any) -> None:
    """Do what was asked for."""
    ACTIONS[action](**typed)


def _list(*, as_json: bool) -> None:
    with installation(Settings()) as store, store.read() as work:
        rows = [
            {
                "number": one.number,
                "kind": str(one.stop.kind),
                "scope_id": one.stop.scope_id,
                "reason": one.reason,
                "by": one.actor_id,
                "at": one.at.isoformat(timespec="seconds"),
            }
            for one in legal.stops(work)
        ]
    show(rows, as_json=as_json, nothing="No stop switch is thrown.")


def _throw(*, district: str | None, model: str | None, reason: str, by: str | None) -> None:
    """Stop a district or a model if one is named, else the whole engine."""
    if district is not None:
        stop = Stop(StopKind.DISTRICT, district)
    else:
        stop = Stop(StopKind.ENGINE) if model is None else Stop(StopKind.MODEL, model)
    with installation(Settings()) as store, store.begin() as work:
        number = throw_stop(work, in_the_name_of(work, by), stop, reason=reason, at=now())
    say(
        f"Stopped, number {number}. It takes effect at once over HTTP and from the next night on in lists; duties run on."
    )


def _lift(*, number: int, reason: str, by: str) -> None:
    with installation(Settings()) as store, store.begin() as work:
        lift_stop(work, in_the_name_of(work, by), number, reason=reason, at=now())
    say("Lifted.")


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {"list": _list, "throw": _throw, "lift": _lift}
