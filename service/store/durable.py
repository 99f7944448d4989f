"""Files that are there whole or not at all, and still there after the power went.

A file is written beside its place under a name that begins with a dot, brought to the disk, and then given its name; the folder is
brought to the disk too, because a name is part of it. Leftovers of a kill begin with `.part-` and mean nothing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

PART: Final = ".part-"
"""How the name of a file begins that is not finished."""


def write_whole(place: Path, write: Callable[[IO[bytes]], None], *, mode: int = 0o640) -> None:
    """Make the file `place` with what `write` writes, replacing one that is there.

    Raises: OSError if the disk is full or the folder cannot be written; then `place` is as it was.
    """
    part = _finished(place.parent, write, mode)
    try:
        os.replace(part, place)  # noqa: PTH105 - an atomic rename over an existing file, as the name says
    except OSError:
        part.unlink(missing_ok=True)
        raise
    sync_folder(place.parent)


def write_once(place: Path, content: bytes) -> None:
    """Make the file `place`, which must not be there yet: of two who try, one succeeds.

    Raises: FileExistsError if it is there; OSError if it cannot be written.
    """
    part = _finished(place.parent, lambda file: _put(file, content), 0o640)
    try:
        os.link(part, place)  # fails where a rename would silently replace
    finally:
        part.unlink(missing_ok=True)
    sync_folder(place.parent)


def write_named_by_hash(
    folder: Path, name: Callable[[str], str], write: Callable[[IO[bytes]], None]
) -> tuple[Path, str]:
    """Make a file whose name is made from the SHA-256 of its content; writing the same content again changes nothing."""
    part = _finished(folder, write, 0o640)
    sha256 = sha256_of(part)
    place = folder / name(sha256)
    os.replace(part, place)  # noqa: PTH105 - an atomic rename over a file with the same content
    sync_folder(folder)
    return place, sha256


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _finished(folder: Path, write: Callable[[IO[bytes]], None], mode: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{PART}{uuid4().hex}"
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:  # a stop by hand too leaves no half file behind
        part.unlink(missing_ok=True)
        raise
    return part


def _put(file: IO[bytes], content: bytes) -> None:
    file.write(content)
