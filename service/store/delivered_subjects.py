"""Where delivered files name a youth: the inbox, and raw deliveries, which are opened for the look and closed again."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from service.store.raw_deliveries import RawDeliveries
from service.store.subjects import Rows, names

OPENED: Final = ".opened-"
"""How the folder of an opened delivery begins, which the night removes if a kill left it."""
_ENCODINGS: Final = ("utf-8-sig", "cp1252", "latin-1")


def rows_in_files(folder: Path, youth_id: str, told: re.Pattern[str] | None = None) -> dict[str, Rows]:
    """By file of a folder, the lines and rows that name a youth, or in which `told` finds what tells who it is."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (rows := _rows(path, youth_id, told)):
            found[str(path.relative_to(folder))] = rows
    return found


def rows_in_raw(raw: RawDeliveries, youth_id: str, told: re.Pattern[str] | None = None) -> dict[Path, dict[str, Rows]]:
    """By raw delivery that names a youth, its files and rows; see `rows_in_files`."""
    found = {}
    for place in sorted(raw.folder.glob("*.raw")) if raw.folder.is_dir() else ():
        content = place.stem.partition("_")[2]
        with tempfile.TemporaryDirectory(prefix=OPENED, dir=raw.folder) as opened:
            rows = rows_in_files(raw.restore(content, Path(opened) / "files"), youth_id, told)
        if rows:
            found[place] = rows
    return found


def _rows(path: Path, youth_id: str, told: re.Pattern[str] | None) -> Rows:
    def is_about(text: str) -> bool:
        return names(text, youth_id) or (told is not None and told.search(text) is not None)

    if path.suffix == ".parquet":
        return [row for row in pq.read_table(path).to_pylist() if any(is_about(str(value)) for value in row.values())]
    return [{"line": number, "text": line} for number, line in _lines(path) if is_about(line)]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    content = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield from enumerate(text.splitlines(), 1)
        return
