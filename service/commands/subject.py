"""`alleskalmed subject`: the rights of one youth - access, the log of looks, erasure, objection, contest and legal hold."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from features.exits import say
from features.vocabulary import YouthId
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation, show
from service.operating.erasing import erase
from service.operating.holding import release, set_hold
from service.operating.permits import end_objection, object_to_profiling
from service.operating.subject_access import Held, access, looks
from service.settings import Settings
from service.store.durable import write_once
from service.store.locks import hold
from service.texts.dates import Language
from service.web.subject_page import subject_page


def run(*, action: str, **typed: Any) -> None:
    """Do what was asked for."""
    ACTIONS[action](**typed)


def _access(*, youth: str, by: str, out: Path, language: str) -> None:
    """Two files below `out`: everything as JSON, and the same to be read."""
    settings, at = Settings(), now()
    with installation(settings) as store:
        with store.read() as work:
            actor = in_the_name_of(work, by)
        held = access(settings, store, youth, actor=actor, at=at)
    out.mkdir(mode=0o700, parents=True)
    write_once(out / "access.json", content_of(held))
    write_once(out / "access.html", subject_page(content_of(held), Language(language)))
    rows = sum(len(rows) for tables in (held.store, held.lake) for rows in tables.values())
    say(f"{rows:,} rows and what deliveries name: {out}. Hand it over, then remove the folder.")


def content_of(held: Held) -> bytes:
    """Everything that is held as JSON; names here are promises."""
    return json.dumps({"format": 1, **vars(held)}, ensure_ascii=False, indent=1, default=str).encode()


def _looks(*, youth: str, by: str, for_youth: bool, as_json: bool) -> None:
    """To the officer with who it was, to the youth with what they are here for."""
    with installation(Settings()) as store, store.begin() as work:
        found = looks(work, youth, actor=in_the_name_of(work, by), at=now())
    rows = [
        {"at": line.at.isoformat(timespec="seconds"), "role": line.role, "action": line.action}
        | ({} if for_youth else {"actor_id": line.actor_id})
        for line in found
    ]
    show(rows, as_json=as_json, nothing="Nobody has looked, and nothing was done.")


def _erase(*, youth: str, by: str, is_certain: bool) -> None:
    settings, at = Settings(), now()
    if not is_certain:
        sys.stdout.write("Nothing was erased: give --yes when you are certain. It cannot be undone.\n")
        return
    with installation(settings) as store, hold(store, settings.folders.lock, at=at):
        with store.read() as work:
            actor = in_the_name_of(work, by)
        erased = erase(settings, store, youth, actor=actor, at=at)
    say(
        f"Erased: {erased.rows:,} rows of the database, {erased.lake_rows:,} of the lake, {erased.deliveries} deliveries. Remove what was "
        "handed out too: `alleskalmed audit export` tells lists and exports."
    )


def _hold(*, youth: str, by: str, reason: str) -> None:
    with installation(Settings()) as store, store.begin() as work:
        number = set_hold(work, in_the_name_of(work, by), YouthId(youth), reason=reason, at=now())
    say(f"Held, number {number}: nothing of this youth is erased until it is released.")


def _release(*, number: int, by: str) -> None:
    with installation(Settings()) as store, store.begin() as work:
        release(work, in_the_name_of(work, by), number, at=now())
    say("Released.")


def _object(*, youth: str, by: str, is_ended: bool) -> None:
    with installation(Settings()) as store, store.begin() as work:
        actor, at = in_the_name_of(work, by), now()
        if is_ended:
            end_objection(work, actor, YouthId(youth), at=at)
        else:
            object_to_profiling(work, actor, YouthId(youth), at=at)
    say("The objection has ended." if is_ended else "Kept: no score from the next night on; duties run on.")


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {
    "access": _access,
    "looks": _looks,
    "erase": _erase,
    "hold": _hold,
    "release": _release,
    "object": _object,
}
