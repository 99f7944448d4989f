"""What guards the audit trail from outside the database: the key of its chain, and an anchor that tells how far it had come.

Somebody who can write to the database alone can neither forge a line, since the key is a file, nor cut the newest lines off, since the
anchor is another. The anchor is moved after each commit that wrote lines. It is one short record written in place, so that a crash leaves
the old or the new one, and a full disk does not stop it.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.domain.errors import IntegrityBroken
from service.store.key_files import make_key, read_key

MADE_KEY: Final = "made-audit.key"
ANCHOR: Final = "audit.anchor"
_RECORD: Final = 20 + 1 + 64 + 1 + 64 + 1


@dataclass(frozen=True)
class Anchored:
    """How far the trail had come: its newest line's number and hash."""

    number: int
    hash: str


@dataclass(frozen=True)
class Seal:
    """The key of an installation's audit trail and the place of its anchor."""

    key: bytes
    anchor: Path

    def anchored(self) -> Anchored | None:
        """How far the trail had come when it was last written from here; None if it never was.

        Raises: IntegrityBroken if the anchor was changed by somebody without the key.
        """
        try:
            return self._parse(self.anchor.read_bytes())
        except FileNotFoundError:
            return None

    @contextmanager
    def held(self) -> Iterator[Anchor]:
        """The anchor, held against every other process of this machine until the block ends.

        Raises: OSError if it cannot be written, before anything is committed.
        """
        file = self._opened()
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield Anchor(file, self._parse(os.pread(file, _RECORD + 1, 0)), self)
        finally:
            os.close(file)

    def _opened(self) -> int:
        kind = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        try:
            return os.open(self.anchor, kind, 0o600)
        except FileNotFoundError:
            self.anchor.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self.anchor, kind, 0o600)

    def set_aside(self) -> None:
        """Put the anchor away under its number, so that the trail is anchored anew: after a restore, by a person who says why."""
        found = self.anchored()
        if found is not None:
            self.anchor.rename(self.anchor.with_name(f"{self.anchor.name}.{found.number}"))

    def record(self, head: Anchored) -> bytes:
        """The bytes of an anchor at `head`."""
        said = f"{head.number:020d} {head.hash}"
        return f"{said} {self._mac(said)}\n".encode()

    def _parse(self, written: bytes) -> Anchored | None:
        if not written:
            return None
        number, _, rest = written.decode("ascii", "replace").rstrip("\n").partition(" ")
        digest, _, mac = rest.partition(" ")
        if len(written) != _RECORD or not hmac.compare_digest(mac.encode(), self._mac(f"{number} {digest}").encode()):
            raise IntegrityBroken(
                f"{self.anchor.name}: got an anchor that was not written with this key, allowed is the one this installation wrote. "
                "Bring key and anchor back from where they are kept, and look into who changed them."
            )
        return Anchored(int(number), digest)

    def _mac(self, said: str) -> str:
        return hmac.new(self.key, f"anchor {said}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Anchor:
    """The held anchor; `at` is where it stood."""

    file: int
    at: Anchored | None
    seal: Seal

    def move(self, head: Anchored) -> None:
        """Put the anchor at the newest line, after its commit."""
        os.pwrite(self.file, self.seal.record(head), 0)


def open_seal(key_file: Path | None, folder: Path, *, may_make: bool) -> Seal:
    """The seal with the key in `key_file`; without one, with the key in `folder`, made now if there is none and it may be made.

    Raises: IntegrityBroken if there is no key and none may be made, or the file holds none.
    """
    place = folder / MADE_KEY if key_file is None else key_file
    if key_file is None and not may_make:
        raise IntegrityBroken(
            "audit_key_file: got none, allowed in real mode is a file with 64 hex digits, kept outside the database and readable by the "
            "service alone. Make one with `openssl rand -hex 32` and name it by ALLESKALMED_AUDIT_KEY_FILE."
        )
    if key_file is None and not place.exists():
        make_key(place)
    return Seal(read_key(place, "audit key file"), folder / ANCHOR)
