"""A consistent copy of an installation while it runs, and an empty installation made into that copy.

The rows are read in one view of the database, then the lake's newest version, which is never older than what those rows speak of. Keys
are no part of a backup, nor are raw deliveries and the working files of nights, which can be made again.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any, Final

from service.domain.access import COMMAND_LINE
from service.domain.audit import Event
from service.domain.errors import IntegrityBroken, WrongUse
from service.operating.archive import Archive, Writing, opened, writing
from service.operating.erasing import erase_again
from service.settings import Settings
from service.store import dump, nights
from service.store.audit import anchor_anew, verify_lines
from service.store.audit_lines import newest as newest_line
from service.store.durable import PART, sync_folder, write_whole
from service.store.erasures import LIST, Erasures
from service.store.migration import newest as newest_migration
from service.store.migration import upgrade
from service.store.records_lake import VERSIONS, Lake
from service.store.seal import Anchored, Seal
from service.store.tables import AUDIT
from service.store.unit_of_work import Store

FOLDERS: Final = ("bundles", "mappings")
"""Folders that are copied as they are."""
DATABASE: Final = "database"
LAKE: Final = "lake"
MARKER: Final = "restoring"
"""A file that stands in the installation's folder while a restore is under way."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds; `erased_again`: how many youths a restore took out of it who had been erased since, of how many listed."""

    rows: int
    files: int
    lake_version: int
    audit_lines: int
    published: str | None
    erased_again: int = 0
    erasures_listed: int = 0


def backup(settings: Settings, store: Store, out: Path, *, at: datetime) -> Backup:
    """Write a backup to `out`, whole or not at all; the service goes on meanwhile.

    Raises: WrongUse if the file is there already; OSError, StoreUnavailable.
    """
    if out.exists():
        raise WrongUse(f"--out: got a file that is there already ({out.name}), allowed is a new one. Name another.")
    seal = _seal(store)
    told: list[Backup] = []

    def write(file: IO[bytes]) -> None:
        with tempfile.TemporaryDirectory(prefix=PART, dir=out.parent) as folder, writing(file, seal.key) as archive:
            told.append(_written(settings, store, archive, Path(folder), at))

    write_whole(out, write, mode=0o600)
    return told[0]


def verify_backup(path: Path, store: Store) -> Backup:
    """What a backup holds, after every byte of it was looked over.

    Raises: IntegrityBroken if anything was changed.
    """
    with opened(path, _seal(store).key) as archive:
        return _told(archive.told)


def restore(settings: Settings, store: Store, path: Path, *, at: datetime, erasures_lost: str = "") -> Backup:
    """Make an empty installation into what a backup holds; a restore that was stopped can be done again.

    The keys have to be in their places already, as they are no part of a backup, and so has the list of erasures, unless somebody says
    in words that it is lost (`erasures_lost`), which becomes a line of the trail.
    Raises: IntegrityBroken if the backup is not whole, or of another migration; WrongUse if the installation is not empty, or the list of
    erasures is missing or shorter than the backup's trail tells.
    """
    home = settings.folders.home
    with opened(path, _seal(store).key) as archive:
        told = _told(archive.told)
        _check_migration(archive)
        if not erasures_lost:
            _check_erasures(store, archive)
        is_going_on = _is_going_on(home, archive)
        upgrade(store)
        with store.read() as work:
            is_filled = any(dump.row_counts(work).values())
        if (is_filled or Lake(home / LAKE).newest()) and not is_going_on:
            raise _not_empty("database" if is_filled else "lake")
        write_whole(home / MARKER, lambda file: _put(file, _mark(archive)))
        if not is_filled:
            _place_files(home, archive)
            _fill(store, archive)
    anchor_anew(
        store,
        Event(
            at,
            COMMAND_LINE,
            "store.restored",
            detail={
                "audit_lines": told.audit_lines,
                "lake_version": told.lake_version,
                "erasures_lost": erasures_lost[:500],
            },
        ),
    )
    erased, listed = erase_again(settings, store, at=at), Erasures(_seal(store)).count()
    (home / MARKER).unlink()
    return replace(told, erased_again=erased, erasures_listed=listed)


def _written(settings: Settings, store: Store, archive: Writing, folder: Path, at: datetime) -> Backup:
    with store.read() as work:
        head = newest_line(work.connection)
        published = nights.published(work)
        tables = {}
        for name in dump.table_names():
            part = folder / name
            with part.open("wb") as file:
                tables[name] = dump.write_table(work, name, file)
            archive.add(f"{DATABASE}/{name}.jsonl.gz", part)
            part.unlink()
    lake = Lake(settings.folders.lake)
    number = lake.newest()
    for path in _files(settings, lake, number):
        archive.add(str(path.relative_to(settings.folders.home)), path)
    told: dict[str, Any] = {
        "made_at": at.isoformat(),
        "mode": str(settings.mode),
        "migration": newest_migration(),
        "tables": tables,
        "audit": {"count": head.number, "head": head.hash},
        "published": published.run_id if published else None,
        "lake_version": number,
    }
    archive.finish(told, folder)
    return _told({**told, "parts": archive.parts})


def _files(settings: Settings, lake: Lake, number: int) -> Iterator[Path]:
    """The files that are copied: the lake's versions and what the newest needs, bundles and mapping files."""
    for each in range(1, number + 1):
        yield lake.versions.place(each)
    for file in lake.version(number).files:
        yield lake.folder / file.path
    for name in FOLDERS:
        yield from sorted(
            path for path in (settings.folders.home / name).rglob("*") if path.is_file() and PART not in path.name
        )


def _told(told: Any) -> Backup:
    files = sum(not name.startswith(f"{DATABASE}/") for name in told["parts"])
    return Backup(sum(told["tables"].values()), files, told["lake_version"], told["audit"]["count"], told["published"])


def _check_migration(archive: Archive) -> None:
    made = archive.told["migration"]
    if made != newest_migration():
        raise IntegrityBroken(
            f"backup: got one of migration {made}, allowed is {newest_migration()}. Restore it with the version of the program that "
            "made it, then upgrade."
        )


def _check_erasures(store: Store, archive: Archive) -> None:
    """Pass if the list of erasures names as many as the backup's trail tells of, or there is one from after it."""
    with archive.part(f"{DATABASE}/{AUDIT.name}.jsonl.gz") as part:
        lines = [row["detail"] for row in dump.rows_in(AUDIT.name, part) if row["action"] == "youth.erased"]
    told = max((int(json.loads(detail).get("listed", 1)) for detail in lines), default=0)
    if (listed := Erasures(_seal(store)).count()) < told:
        raise WrongUse(
            f"restore: got a list of erasures ({LIST}, beside the keys) of {listed}, allowed is one of at least {told}, as the backup's "
            "audit trail tells. Bring the newest list back from where the keys are kept; without it whoever was erased comes back. If it "
            'is lost, say so: --erasures-lost "WHY".'
        )


def _is_going_on(home: Path, archive: Archive) -> bool:
    """Whether the installation is being restored already, from this very backup.

    Raises: WrongUse if from another.
    """
    marker = home / MARKER
    if not marker.exists():
        return False
    if marker.read_bytes() != _mark(archive):
        raise _not_empty(f"folder, because a restore of another backup was begun there ({MARKER})")
    return True


def _mark(archive: Archive) -> bytes:
    return f"{archive.told['made_at']} {archive.told['audit']['head']}\n".encode()


def _not_empty(what: str) -> WrongUse:
    return WrongUse(
        f"restore: got an installation with a filled {what}, allowed is an empty one. Name another folder and database."
    )


def _place_files(home: Path, archive: Archive) -> None:
    """Copy the files; the lake's versions last, since a version must find its files."""
    names = [name for name in archive.parts if not name.startswith(f"{DATABASE}/")]
    for name in sorted(names, key=lambda name: name.startswith(f"{LAKE}/{VERSIONS}/")):
        with archive.part(name) as part:
            write_whole(home / name, partial(shutil.copyfileobj, part))
    sync_folder(home)


def _fill(store: Store, archive: Archive) -> None:
    """Put every row back, in one transaction that ends only if the audit trail holds."""
    audit = archive.told["audit"]
    with store.begin() as work:
        for name in dump.table_names():
            with archive.part(f"{DATABASE}/{name}.jsonl.gz") as part:
                dump.read_table(work, name, part)
        found = verify_lines(work, Anchored(audit["count"], audit["head"]))
        if not found.is_whole or found.count != audit["count"]:
            raise IntegrityBroken(
                f"backup: its audit trail does not hold: {found.what}. Take another backup; nothing was changed."
            )


def _put(file: IO[bytes], content: bytes) -> None:
    file.write(content)


def _seal(store: Store) -> Seal:
    if store.seal is None:
        raise IntegrityBroken(
            "backup: got a store opened without the key of its audit trail, allowed is one opened with it."
        )
    return store.seal
