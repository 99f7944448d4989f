"""What a step leaves for the next one: files in the run's folder, each written whole or not at all and the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from service.domain.errors import IntegrityBroken
from service.frames import declared_table
from service.store.durable import write_whole

Mark = Callable[[str], None]
"""Told of each named place that is passed; see `service.batch.failpoints`."""


@dataclass(frozen=True)
class Artefacts:
    """The folder of one run."""

    folder: Path
    mark: Mark

    def write(self, name: str, content: bytes) -> None:
        """Keep the bytes under a name, durably; an older file of that name stands until then."""

        def put(file: IO[bytes]) -> None:
            file.write(content)

        write_whole(self.folder / name, put)
        self.mark("step.artefact_written")

    def read(self, name: str) -> bytes:
        """The bytes kept under a name.

        Raises: IntegrityBroken if there are none, though a step that leaves them is told to be done.
        """
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError as error:
            raise IntegrityBroken(
                f"runs/{self.folder.name}: got no {name}, though the step that writes it is done; allowed is a folder that nobody tidies "
                "while a night is unfinished. Run the night again without --resume."
            ) from error

    def has(self, name: str) -> bool:
        """Whether something is kept under a name."""
        return (self.folder / name).is_file()

    def write_json(self, name: str, value: Mapping[str, Any]) -> None:
        """Keep a value as canonical JSON."""
        self.write(name, json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())

    def read_json(self, name: str) -> dict[str, Any]:
        """The value kept as JSON."""
        found: dict[str, Any] = json.loads(self.read(name))
        return found

    def write_frame(self, name: str, frame: pd.DataFrame, *, data: str) -> None:
        """Keep a frame as Parquet, with what it was made from in the file's metadata."""
        sink = pa.BufferOutputStream()
        pq.write_table(declared_table(frame, data), sink, compression="zstd")
        self.write(name, sink.getvalue().to_pybytes())

    def read_frame(self, name: str) -> pd.DataFrame:
        """The frame kept as Parquet."""
        return pd.read_parquet(pa.BufferReader(self.read(name)))

    def sha256(self, name: str) -> str:
        """The hash of what is kept under a name."""
        return hashlib.sha256(self.read(name)).hexdigest()

    def below(self, name: str) -> Artefacts:
        """A folder in this one."""
        return Artefacts(self.folder / name, self.mark)

    def remove(self) -> None:
        """Remove the folder with everything in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
