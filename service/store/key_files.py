"""Keys in files of their own, outside the database: 64 hex digits, readable by their owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from service.domain.errors import IntegrityBroken

KEY_BYTES: Final = 32


def read_key(place: Path, what: str) -> bytes:
    """The key in a file.

    Raises: IntegrityBroken, naming `what` the key is for, if the file cannot be read or holds none.
    """
    try:
        key = bytes.fromhex(place.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as fault:
        raise _no_key(place, what, type(fault).__name__) from None
    if len(key) != KEY_BYTES:
        raise _no_key(place, what, f"{len(key)} bytes")
    return key


def make_key(place: Path) -> None:
    """Put a new key into a file that is not there yet; of two who try, the first one's key stays."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, place)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _no_key(place: Path, what: str, got: str) -> IntegrityBroken:
    return IntegrityBroken(
        f"{what} {place.name}: got {got}, allowed is a readable file with {2 * KEY_BYTES} hex digits. "
        "Bring the key back from where it is kept, or make a first one with `openssl rand -hex 32`."
    )
