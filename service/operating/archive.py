"""A backup as one file: an archive of named parts, and last of all a manifest that tells the hash of each, sealed with the audit key."""

from __future__ import annotations

import hashlib
import hmac
import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, cast

from service.domain.errors import IntegrityBroken

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"


@dataclass
class Writing:
    """An archive being written."""

    archive: tarfile.TarFile
    key: bytes
    parts: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, path: Path) -> None:
        """Put a file in under a name."""
        entry = tarfile.TarInfo(name)
        with path.open("rb") as file:
            entry.size = path.stat().st_size
            hashed = _Hashed(file)
            self.archive.addfile(entry, cast("IO[bytes]", hashed))
        self.parts[name] = hashed.digest.hexdigest()

    def finish(self, told: Mapping[str, Any], folder: Path) -> None:
        """Put the manifest in; `folder` is for a moment's file."""
        content = {"format": FORMAT, **told, "parts": self.parts}
        text = json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False)
        sealed = json.dumps({"manifest": text, "seal": _seal(self.key, text)}, indent=1).encode()
        path = folder / MANIFEST
        path.write_bytes(sealed)
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(sealed)
        with path.open("rb") as file:
            self.archive.addfile(entry, file)


@contextmanager
def writing(file: IO[bytes], key: bytes) -> Iterator[Writing]:
    """An archive to put parts into."""
    with tarfile.open(fileobj=file, mode="w") as archive:
        yield Writing(archive, key)


@dataclass(frozen=True)
class Archive:
    """An archive that was looked over whole: every part is what the manifest says, and the manifest is ours."""

    archive: tarfile.TarFile
    told: Mapping[str, Any]

    @property
    def parts(self) -> list[str]:
        """The names of its parts."""
        return sorted(self.told["parts"])

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """One part to be read."""
        file = self.archive.extractfile(name)
        if file is None:
            raise _broken(f"{name} is no file")
        with file:
            yield file


@contextmanager
def opened(path: Path, key: bytes) -> Iterator[Archive]:
    """The archive in a file, looked over whole before it is given out.

    Raises: IntegrityBroken if a part or the manifest is missing or was changed, or it was sealed with another key.
    """
    try:
        with tarfile.open(path, mode="r:") as archive:
            told = _manifest(archive, key)
            names = [entry.name for entry in archive.getmembers() if entry.name != MANIFEST]
            if sorted(names) != sorted(told["parts"]):
                raise _broken("a part is missing, or there is one more than the manifest names")
            for name, sha256 in told["parts"].items():
                _check(archive, name, sha256)
            yield Archive(archive, told)
    except tarfile.TarError:
        raise _broken("the file is no archive, or is cut short") from None


def _manifest(archive: tarfile.TarFile, key: bytes) -> Mapping[str, Any]:
    try:
        file = archive.extractfile(MANIFEST)
        sealed = json.loads(file.read() if file else b"")
        text, seal = str(sealed["manifest"]), str(sealed["seal"])
    except (KeyError, ValueError, TypeError):
        raise _broken("there is no manifest at its end; was it cut short?") from None
    if not hmac.compare_digest(seal, _seal(key, text)):
        raise _broken("the manifest was changed, or was sealed with another audit key than this installation's")
    told: Mapping[str, Any] = json.loads(text)
    if told["format"] != FORMAT:
        raise _broken(f"got format {told['format']}, allowed is {FORMAT}")
    return told


def _check(archive: tarfile.TarFile, name: str, sha256: str) -> None:
    file = archive.extractfile(name)
    if file is None or hashlib.file_digest(cast("Any", file), "sha256").hexdigest() != sha256:
        raise _broken(f"{name} was changed")


def _seal(key: bytes, text: str) -> str:
    return hmac.new(key, f"backup {text}".encode(), hashlib.sha256).hexdigest()


def _broken(what: str) -> IntegrityBroken:
    return IntegrityBroken(f"backup: {what}. Take another backup; nothing was changed.")


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content = self.file.read(size)
        self.digest.update(content)
        return content
