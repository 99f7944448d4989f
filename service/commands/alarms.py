"""`alleskalmed alarms`: what is watched and stands out, and who looks into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from features.exits import say
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation, show
from service.domain.watching import Matter
from service.operating.alarms import Raised, raised, take_alarm
from service.settings import Settings


def run(*, action: str, **typed: Any) -> None:
    """Do what was asked for."""
    ACTIONS[action](**typed)


def _list(*, level: str | None, as_json: bool) -> None:
    with installation(Settings()) as store, store.read() as work:
        rows = [_row(one) for one in raised(work) if level in (None, str(one.standing.level))]
    show(rows, as_json=as_json, nothing="Nothing stands out.")


def _row(one: Raised) -> dict[str, Any]:
    standing, seen = one.standing, one.seen
    return {
        "level": str(standing.level),
        "matter": str(standing.matter),
        "subject": standing.subject,
        "since_on": standing.since_on.isoformat(),
        "seen_by": seen.actor_id if seen else None,
        "seen": seen.line if seen else None,
    }


def _seen(*, matter: str, subject: str, line: str, by: str | None) -> None:
    with installation(Settings()) as store, store.begin() as work:
        take_alarm(work, in_the_name_of(work, by), (Matter(matter), subject), line=line, at=now())
    say("Written down. It stands on the page Overvågning, and on the lists if computing rests because of it.")


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {"list": _list, "seen": _seen}
