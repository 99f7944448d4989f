"""The versions of the lake: each a numbered JSON file that names every data file it consists of.

A version is there from the moment its file has its name, and never changes; so a reader holds on to a number and sees one thing, and a
kill at any moment leaves the version before. Each carries the hash of the one before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import IO, Any, Final

from features.records import Delivery
from features.vocabulary import DataKind
from service.domain.errors import IntegrityBroken, LockHeld, WrongUse
from service.store.durable import write_once, write_whole

FORMAT: Final = 1
ALWAYS: Final = date(1970, 1, 1)
"""The `received_for` of what was there before the first night."""


@dataclass(frozen=True)
class DataFile:
    """One Parquet file: rows of one table, sorted by shard and youth.

    `replaces`: some rows stand in the place of earlier ones with the same key and `known_at`.
    `last_received_for`: the latest night that received one of its rows.
    """

    table: str
    path: str
    rows: int
    size: int
    sha256: str
    replaces: bool
    last_received_for: date


@dataclass(frozen=True)
class Version:
    """What the lake was after one delivery or compaction.

    `received_for`: the night that took the delivery; None for a first load and a compaction.
    `last_night`: the latest night that took a delivery, here or before. `contained`: by table, the first night on which the lake held it.
    """

    number: int = 0
    parent_sha256: str = ""
    content_hash: str = ""
    is_historic: bool = False
    received_for: date | None = None
    data: DataKind = DataKind.UNDECLARED
    source: str = ""
    attribution: str = ""
    last_night: date | None = None
    contained: Mapping[str, date] = field(default_factory=dict)
    files: tuple[DataFile, ...] = ()

    def of_table(self, table: str) -> tuple[DataFile, ...]:
        """The files of one table, in the order they were taken."""
        return tuple(file for file in self.files if file.table == table)

    @property
    def delivery(self) -> Delivery:
        """What the records of this version are declared as."""
        return Delivery(self.data, self.source, None, self.attribution)


@dataclass(frozen=True)
class Versions:
    """The folder of versions."""

    folder: Path

    def newest(self) -> int:
        """The number of the newest version; 0 while there is none."""
        return max(self._numbers(), default=0)

    def read(self, number: int) -> Version:
        """One version; the empty one for number 0.

        Raises: WrongUse if there is none of that number, IntegrityBroken if its file cannot be followed.
        """
        return _read(self._bytes(number), number) if number else Version()

    def sha256(self, number: int) -> str:
        """The hash of a version's file, which the next one carries; empty for number 0."""
        return hashlib.sha256(self._bytes(number)).hexdigest() if number else ""

    def write(self, version: Version) -> Version:
        """Make the version that follows the one whose number this still carries; it is there when this returns.

        Raises: LockHeld if somebody else made it in the meantime.
        """
        number = version.number + 1
        made = replace(version, number=number, parent_sha256=self.sha256(number - 1))
        try:
            write_once(self.place(number), _written(made))
        except FileExistsError:
            raise LockHeld(
                f"lake: somebody else made version {number} at the same time, allowed is one writer. Take the night's lock, then try again."
            ) from None
        return made

    def taken(self, content_hash: str) -> Version | None:
        """The version that took a delivery, if one did."""
        found = (self.read(number) for number in sorted(self._numbers(), reverse=True))
        return next((version for version in found if version.content_hash == content_hash), None)

    def check_chain(self, number: int) -> None:
        """Pass if every version up to `number` is there and follows the one before it.

        Raises: IntegrityBroken naming the first that does not.
        """
        for each in range(1, number + 1):
            if self.read(each).parent_sha256 != self.sha256(each - 1):
                raise IntegrityBroken(
                    f"lake: version {each} does not follow version {each - 1} as it lies there: one was changed. Restore the lake."
                )

    def rewrite(self, files: Mapping[str, DataFile | None]) -> None:
        """Let every version name other files in the place of some, None for none; each carries the hash of the one before it again.

        The one exception to a version's never changing: what was erased must be gone from the past as well.
        """
        for number in sorted(self._numbers()):
            version = self.read(number)
            found = (files.get(file.path, file) for file in version.files)
            made = replace(
                version,
                parent_sha256=self.sha256(number - 1),
                files=tuple(file for file in found if file is not None),
            )
            if made != version:
                text = _written(made)
                write_whole(self.place(number), lambda file, text=text: _put(file, text))  # type: ignore[misc] # a text of its own each time

    def _numbers(self) -> Iterator[int]:
        if self.folder.is_dir():
            yield from (int(path.stem) for path in self.folder.glob("*.json") if path.stem.isdigit())

    def place(self, number: int) -> Path:
        """Where a version lies."""
        return self.folder / f"{number:08}.json"

    def _bytes(self, number: int) -> bytes:
        try:
            return self.place(number).read_bytes()
        except FileNotFoundError:
            raise WrongUse(
                f"lake: there is no version {number}, the newest is {self.newest()}. Name one that is there."
            ) from None


def _written(version: Version) -> bytes:
    content = {"format": FORMAT, **asdict(version)}
    return (json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n").encode()


def _put(file: IO[bytes], content: bytes) -> None:
    file.write(content)


def _read(text: bytes, number: int) -> Version:
    try:
        content: dict[str, Any] = json.loads(text)
        if content.pop("format") != FORMAT or content["number"] != number:
            raise ValueError
        files = tuple(
            DataFile(**{**file, "last_received_for": date.fromisoformat(file["last_received_for"])})
            for file in content.pop("files")
        )
        contained = {name: date.fromisoformat(first) for name, first in content.pop("contained").items()}
        nights = {name: _day(content.pop(name)) for name in ("received_for", "last_night")}
        return Version(
            **{**content, **nights, "data": DataKind(content["data"])},
            contained=contained,
            files=files,
        )
    except (ValueError, KeyError, TypeError):
        raise IntegrityBroken(
            f"lake: the file of version {number} is no version of format {FORMAT}. Restore the lake from a backup."
        ) from None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
