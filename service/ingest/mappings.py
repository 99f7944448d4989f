"""Which mapping file speaks for a delivery: the one given, the one delivered with it, or the one remembered for its source."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from features.mapping import ForeignMapping, read_mapping
from features.reading import read_delivery
from service.store.durable import write_whole

DELIVERED: Final = "mapping.toml"


@dataclass(frozen=True)
class Mappings:
    """The folder of mapping files, one for each source by the hash of its name."""

    folder: Path

    def find(self, delivery: Path, given: Path | None) -> Path | None:
        """The mapping file for a delivery, if one speaks for it.

        Raises: StructureFault if the delivery says of itself what cannot be followed.
        """
        candidates = (given, delivery / DELIVERED, self._place(read_delivery(delivery).source))
        return next((path for path in candidates if path is not None and (path == given or path.exists())), None)

    def remember(self, mapping: Path, source: str) -> None:
        """Let later deliveries of a source be read by this mapping file, unless they bring or are given another."""
        content = mapping.read_bytes()

        def write(file: IO[bytes]) -> None:
            file.write(content)

        place = self._place(source)
        if place is not None and mapping != place:
            write_whole(place, write)

    def _place(self, source: str) -> Path | None:
        return self.folder / f"{hashlib.sha256(source.encode()).hexdigest()[:16]}.toml" if source else None


def mapping_of(path: Path | None) -> ForeignMapping | None:
    """The mapping in a file, if there is one.

    Raises: MappingError if it cannot be followed.
    """
    return None if path is None else read_mapping(path)
