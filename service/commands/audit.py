"""`alleskalmed audit`: whether the trail is whole, and the trail itself."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TextIO

from features.calendar import LOCAL
from features.exits import say
from features.vocabulary import YouthId
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation
from service.domain.access import Act, check_may
from service.domain.audit import Event, Line
from service.domain.errors import IntegrityBroken
from service.settings import Settings
from service.store import audit

COLUMNS = ("number", "at", "actor_id", "role", "action", "youth_id", "detail", "previous", "hash", "erased")


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


def _export(*, since: date | None, until: date | None, youth: str | None, by: str, out: Path) -> None:
    """Write lines as CSV, in the name of somebody who may read them; that they were handed out becomes a line itself."""
    with installation(Settings()) as store:
        with store.begin() as work:
            actor, at = in_the_name_of(work, by), now()
            check_may(actor, Act.READ_AUDIT)
            detail = {"since": str(since), "until": str(until)}
            audit.append(work, Event(at, actor, "audit.exported", None if youth is None else YouthId(youth), detail))
        with store.read() as work, out.open("x", encoding="utf-8", newline="") as file:
            wanted = audit.lines(
                work,
                since=None if since is None else _start(since),
                until=None if until is None else _start(until + timedelta(days=1)),
                youth_id=None if youth is None else YouthId(youth),
            )
            count = _write(file, wanted)
    out.chmod(0o600)
    say(f"{count:,} lines: {out}")


def _write(file: TextIO, lines: Any) -> int:
    sheet = csv.writer(file)
    sheet.writerow(COLUMNS)
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007 - the last count is what is told
        sheet.writerow(_cells(line))
    return count


def _cells(line: Line) -> list[object]:
    return [line.at.isoformat() if name == "at" else getattr(line, name) for name in COLUMNS]


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {"verify": _verify, "export": _export}
