"""`alleskalmed audit`: whether the trail is whole, and the trail itself."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TextIO

from features.calendar import LOCAL
from features.exits import say
from features.vocabulary import YouthId
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation
from service.domain.access import Act, check_may
from service.domain.audit import Line
from service.domain.errors import IntegrityBroken
from service.domain.exports import Export, Purpose, delete_on
from service.settings import Settings
from service.sheets.trail_sheet import write_trail
from service.store import audit
from service.store.unit_of_work import Work


def run(*, action: str, **typed: Any) -> None:
    """Do what was asked for."""
    ACTIONS[action](**typed)


def _verify(*, as_json: bool) -> None:
    """Say whether the trail is whole.

    Raises: IntegrityBroken (exit 5) naming the first line that does not hold.
    """
    with installation(Settings()) as store:
        found = audit.verify(store)
    if as_json:
        json.dump({**vars(found), "is_whole": found.is_whole}, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    if not found.is_whole:
        raise IntegrityBroken(
            f"audit: {found.what}. {found.count:,} lines before it hold. Keep the database as it is and find out who changed it."
        )
    say(f"The audit trail is whole: {found.count:,} lines, ending in {found.head[:12]}.")


def _export(*, by: str, purpose: str, out: Path, **asked: Any) -> None:
    """Write lines as CSV, in the name of somebody who may read them; that they were handed out becomes a line itself."""
    with installation(Settings()) as store:
        with store.begin() as work:
            actor, at = in_the_name_of(work, by), now()
            check_may(actor, Act.READ_AUDIT)
            rows = sum(1 for _ in _wanted(work, **asked))
            said = Export("audit.exported", rows, Purpose(purpose), asked["youth"])
            audit.append(work, said.event(at, actor, since=str(asked["since"]), until=str(asked["until"])))
        with store.read() as work, _own(out) as file:
            count = write_trail(file, _wanted(work, **asked), delete=delete_on(at.astimezone(LOCAL).date()))
    say(f"{count:,} lines: {out}")


def _own(out: Path) -> TextIO:
    """A new file that is its owner's alone from its first byte on."""
    return os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="")


def _wanted(work: Work, *, since: date | None, until: date | None, youth: str | None) -> Iterator[Line]:
    return audit.lines(
        work,
        since=None if since is None else _start(since),
        until=None if until is None else _start(until + timedelta(days=1)),
        youth_id=None if youth is None else YouthId(youth),
    )


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {"verify": _verify, "export": _export}
