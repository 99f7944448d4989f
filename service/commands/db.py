"""`alleskalmed db`: bring the database up to date, copy the installation, make an empty one into a copy, and look it over."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from features.exits import say
from service.commands.clock import now
from service.commands.installation import installation
from service.operating.backup import Backup, backup, restore, verify_backup
from service.operating.opening import open_installation
from service.operating.whole import check_whole
from service.settings import Settings
from service.store.locks import hold
from service.store.migration import current, upgrade


def run(*, action: str, **typed: Any) -> None:
    """Do what was asked for."""
    ACTIONS[action](**typed)


def _upgrade() -> None:
    """Bring the database to the newest migration."""
    settings = Settings()
    store = open_installation(settings)
    try:
        before = current(store)
        number = upgrade(store)
    finally:
        store.close()
    say(
        f"The database stands at migration {number}"
        + (f"; it stood at {before or 'none'}." if before != number else " as before.")
    )


def _backup(*, out: Path, as_json: bool) -> None:
    settings = Settings()
    with installation(settings) as store:
        _tell(backup(settings, store, out, at=now()), f"Backup written: {out}", as_json=as_json)


def _restore(*, file: Path, erasures_lost: str, as_json: bool) -> None:
    settings, at = Settings(), now()
    store = open_installation(settings)
    try:
        upgrade(store)
        with hold(store, settings.folders.lock, at=at):
            found = restore(settings, store, file, at=at, erasures_lost=erasures_lost)
        check_whole(settings, store)
    finally:
        store.close()
    _tell(found, "Restored, and looked over", as_json=as_json)
    if not found.erasures_listed:
        say("No list of erasures lies beside the keys: had anybody been erased since this backup, they would be back.")


def _verify(*, file: Path | None, as_json: bool) -> None:
    """Look over the installation, or a backup of it.

    Raises: IntegrityBroken (exit 5) naming what does not hold.
    """
    settings = Settings()
    with installation(settings) as store:
        if file is not None:
            _tell(verify_backup(file, store), "The backup is whole", as_json=as_json)
            return
        found = check_whole(settings, store)
    if as_json:
        print(json.dumps(dict(found), indent=2))  # noqa: T201 - the data this command was asked for
    say("The installation is whole: " + ", ".join(f"{name} {count:,}" for name, count in found.items()) + ".")


def _tell(found: Backup, words: str, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(found), indent=2))  # noqa: T201 - the data this command was asked for
    say(
        f"{words}: {found.rows:,} rows, {found.files:,} files, lake version {found.lake_version}, {found.audit_lines:,} lines of the audit "
        f"trail, published run {found.published or 'none'}."
    )
    if found.erased_again:
        say(f"Erased again, because they were erased since: {found.erased_again} youths.")


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {
    "upgrade": _upgrade,
    "backup": _backup,
    "restore": _restore,
    "verify": _verify,
}
