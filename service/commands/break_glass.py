"""`alleskalmed break-glass`: who opened a youth whom they may not see, and what is thought of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from features.exits import say
from service.casework.breaking_glass import read_review, review
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation, show
from service.domain.break_glass import Verdict
from service.settings import Settings


def run(*, action: str, **typed: Any) -> None:
    """Do what was asked for."""
    ACTIONS[action](**typed)


def _list(*, by: str, as_json: bool) -> None:
    """Those that wait first; names of youths are left to the page."""
    at = now()
    with installation(Settings()) as store, store.begin() as work:
        found = read_review(work, in_the_name_of(work, by), at=at)
    rows = [
        {
            "number": one.number,
            "at": one.at.isoformat(timespec="minutes"),
            "actor_id": one.actor_id,
            "reason": one.reason,
            "verdict": one.verdict and str(one.verdict),
            "is_late": one.is_late(at),
        }
        for one in found.openings
    ]
    show(rows, as_json=as_json, nothing="Nobody has broken the glass.")
    for one in found.refusals:
        say(f"Refused for looking up too many ({one.kind}) on {one.on}: {one.actor_id}.")


def _review(*, number: int, verdict: str, by: str) -> None:
    with installation(Settings()) as store, store.begin() as work:
        review(work, in_the_name_of(work, by), number, verdict=Verdict(verdict), at=now())
    say("Kept.")


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {"list": _list, "review": _review}
