"""Deliveries as they came, kept encrypted under the hash of their content before anybody reads them.

One file a delivery: a header, then chunks of an archive of its files, each encrypted by AES-256-GCM under a key of the file's own
(derived from the installation's key, which lies elsewhere). A chunk is bound to its file, its place and whether it is the last, so that
none can be changed, moved or cut off unseen.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from features.records import BY_NAME
from service.domain.errors import DeliveryRefused, IntegrityBroken, UnknownThing
from service.store.durable import PART, sha256_of, sync_folder, write_whole
from service.store.key_files import make_key, read_key

MADE_KEY: Final = "made-raw.key"
KEPT_DAYS: Final = 30
SUFFIX: Final = ".raw"
CHUNK: Final = 1 << 20
_MAGIC: Final = b"alleskalmed raw 1\n"
_SALT: Final = 32
_TAG: Final = 16
_SIZE: Final = struct.Struct(">IB")  # bytes of the chunk that follows, and whether it is the last


def open_raw_key(key_file: Path | None, folder: Path, *, may_make: bool) -> bytes:
    """The key of raw deliveries in `key_file`; without one, the key in `folder`, made now if there is none and it may be made.

    Raises: IntegrityBroken if there is no key and none may be made, or the file holds none.
    """
    if key_file is None and not may_make:
        raise IntegrityBroken(
            "raw_key_file: got none, allowed in real mode is a file with 64 hex digits, kept apart from the deliveries and readable by "
            "the service alone. Make one with `openssl rand -hex 32` and name it by ALLESKALMED_RAW_KEY_FILE."
        )
    place = folder / MADE_KEY if key_file is None else key_file
    if key_file is None and not place.exists():
        make_key(place)
    return read_key(place, "raw key file")


def content_hash(delivery: Path) -> str:
    """What a delivered folder holds, as one hash: the same whatever the order and dates of its files, and the names of a table's parts.

    Raises: DeliveryRefused if it is no folder of files, or holds a link.
    """
    lines = sorted(f"{_label(place)} {sha256_of(delivery / place)}" for place in _files(delivery))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class RawDeliveries:
    """The folder of raw deliveries, and the installation's key."""

    folder: Path
    key: bytes

    def keep(self, delivery: Path, *, content: str, on: date) -> Path:
        """Keep a delivered folder under its content hash; one that is kept already stays as it is.

        Raises: OSError if it cannot be written; then nothing is kept.
        """
        kept = self.find(content)
        if kept is not None:
            return kept
        place = self.folder / f"{on}_{content}{SUFFIX}"

        def write(file: IO[bytes]) -> None:
            sink = _Sealing(file, self.key)
            with tarfile.open(fileobj=sink, mode="w|", bufsize=CHUNK) as archive:
                for name in _files(delivery):
                    archive.add(delivery / name, arcname=str(name), filter=_anonymous)
            sink.finish()

        write_whole(place, write, mode=0o600)
        return place

    def find(self, content: str) -> Path | None:
        """Where a delivery is kept, if it is."""
        return next(iter(self.folder.glob(f"*_{content}{SUFFIX}")), None) if self.folder.is_dir() else None

    def restore(self, content: str, out: Path) -> Path:
        """Put a kept delivery's files into a new folder.

        Raises: UnknownThing if it is not kept any more; IntegrityBroken if its file was changed or the key is another.
        """
        kept = self.find(content)
        if kept is None:
            raise UnknownThing(
                f"raw delivery: there is none with this hash; each is kept {KEPT_DAYS} days. Have it delivered again."
            )
        out.mkdir(parents=True)
        with kept.open("rb") as file, tarfile.open(fileobj=_Opening(file, self.key), mode="r|") as archive:
            archive.extractall(out, filter="data")
        return out

    def expire(self, on: date, *, days: int = KEPT_DAYS) -> int:
        """Remove what has been kept for `days` days by `on`, and say how many; unfinished files of a kill go too."""
        if not self.folder.is_dir():
            return 0
        old = [path for path in self.folder.glob(f"*{SUFFIX}") if _kept_on(path) <= on - timedelta(days=days)]
        for path in [*old, *self.folder.glob(f"{PART}*")]:
            path.unlink(missing_ok=True)
        sync_folder(self.folder)
        return len(old)


class _Sealing(io.RawIOBase):
    """Encrypts what is written to it, chunk by chunk."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        self.file, self.salt, self.number, self.waiting = file, os.urandom(_SALT), 0, bytearray()
        self.cipher = _cipher(key, self.salt)
        file.write(_MAGIC + self.salt)

    def write(self, content: bytes) -> int:  # type: ignore[override] # bytes are all that an archive writes
        self.waiting += content
        while len(self.waiting) > CHUNK:  # the last chunk is written by `finish`, which alone knows that it is
            self._put(bytes(self.waiting[:CHUNK]), is_last=False)
            del self.waiting[:CHUNK]
        return len(content)

    def finish(self) -> None:
        """Write the last chunk."""
        self._put(bytes(self.waiting), is_last=True)

    def _put(self, chunk: bytes, *, is_last: bool) -> None:
        head = _SIZE.pack(len(chunk) + _TAG, is_last)
        self.file.write(head + self.cipher.encrypt(_nonce(self.number), chunk, head))
        self.number += 1


class _Opening(io.RawIOBase):
    """Decrypts what is read from it; gives out nothing that was not proved."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        start = file.read(len(_MAGIC) + _SALT)
        if not start.startswith(_MAGIC) or len(start) < len(_MAGIC) + _SALT:
            raise _changed()
        self.chunks = _opened(file, _cipher(key, start[len(_MAGIC) :]))
        self.waiting = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self.waiting) < size:
            chunk = next(self.chunks, None)
            if chunk is None:
                break
            self.waiting += chunk
        given = self.waiting if size < 0 else self.waiting[:size]
        self.waiting = self.waiting[len(given) :]
        return given


def _opened(file: IO[bytes], cipher: AESGCM) -> Iterator[bytes]:
    number, is_last = 0, False
    while not is_last:
        head = file.read(_SIZE.size)
        if len(head) < _SIZE.size:
            raise _changed()
        size, last = _SIZE.unpack(head)
        try:
            yield cipher.decrypt(_nonce(number), file.read(min(size, CHUNK + _TAG)), head)
        except InvalidTag:
            raise _changed() from None
        number, is_last = number + 1, bool(last)
    if file.read(1):
        raise _changed()


def _changed() -> IntegrityBroken:
    return IntegrityBroken(
        "raw delivery: the file was changed or cut short, or was kept under another key. Have it delivered again, and look at the key."
    )


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"alleskalmed raw delivery").derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _kept_on(path: Path) -> date:
    return date.fromisoformat(path.name.partition("_")[0])


def _files(delivery: Path) -> list[Path]:
    """The files of a delivery by their place in it, hidden ones left out.

    Raises: DeliveryRefused if it is no folder, or holds a link or anything else that is no file.
    """
    if not delivery.is_dir():
        raise DeliveryRefused(f"{delivery.name}: there is no such folder. Give the path of a records folder.")
    found = sorted(path for path in delivery.rglob("*") if not path.name.startswith("."))
    if any(path.is_symlink() or not (path.is_file() or path.is_dir()) for path in found):
        raise DeliveryRefused(
            f"{delivery.name}: got a link or a device among the files, allowed are plain files. Deliver copies."
        )
    return [path.relative_to(delivery) for path in found if path.is_file()]


def _label(place: Path) -> str:
    """What a file is by its name; the parts of a table are alike."""
    return f"{place.parent}/*{place.suffix}" if str(place.parent) in BY_NAME else str(place)


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry
