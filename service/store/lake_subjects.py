"""What the lake holds of one youth, in every file of every version, told and taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from features.records import BY_NAME, Table
from service.domain.sight import OneYouth
from service.store.durable import PART
from service.store.lake_rows import scan
from service.store.lake_versions import DataFile
from service.store.records_lake import Lake
from service.store.subjects import Rows, mapping

IsGone = Callable[[Table, pa.Table], Any]
"""By row of a table, whether it is to be taken away."""


def rows_in_lake(lake: Lake, seen: OneYouth) -> dict[str, Rows]:
    """Every row about a youth that was ever taken, by table, with the night that received it and the version that took it."""
    found: dict[str, Rows] = {}
    for table, path in _files(lake):
        rows = scan(table, [path])
        about = rows.filter(_is_about(table, rows, seen.youth_id)).to_pylist()
        if about:
            found.setdefault(table.name, []).extend(row for row in about if row not in found.get(table.name, []))
    return found


def erase_from_lake(lake: Lake, youth_id: str) -> int:
    """Take away every row about a youth, from every version; returns how many rows; see `take_from_lake`."""
    return take_from_lake(lake, lambda table, rows: _is_about(table, rows, youth_id))


def take_from_lake(lake: Lake, is_gone: IsGone) -> int:
    """Take away rows from every version of the tables about youths; returns how many. Given again, it ends what was broken off.

    Only while no night runs. Raises: OSError if something cannot be written; then nothing is lost, and it can be given again.
    """
    named = {file.path: file for number in _numbers(lake) for file in lake.version(number).files}
    cleaned = [found for table, path in _files(lake) if (found := _cleaned(lake, table, path, is_gone))]
    made = {one.path: _put(lake, one, named[one.path]) for one in cleaned if one.path in named}
    lake.versions.rewrite(made)
    kept = {file.path for file in made.values() if file is not None}
    for one in cleaned:
        if one.path not in kept:
            (lake.folder / one.path).unlink()
    for left in lake.folder.rglob(f"{PART}*"):
        left.unlink()
    return sum(one.erased for one in cleaned)


def names_in_lake(lake: Lake) -> set[str]:
    """Every name under which the lake holds a youth."""
    found: set[str] = set()
    for table, path in _files(lake):
        rows, speaks = scan(table, [path]), mapping("lake")[table.name]
        found |= set(rows[speaks.by].unique().to_pylist())
    return found


@dataclass(frozen=True)
class _Cleaned:
    """A file's rows without those of a youth."""

    path: str
    table: Table
    rows: pa.Table
    erased: int


def _cleaned(lake: Lake, table: Table, path: Path, is_gone: IsGone) -> _Cleaned | None:
    rows = scan(table, [path])
    left = rows.filter(pc.invert(is_gone(table, rows)))
    if left.num_rows == rows.num_rows:
        return None
    return _Cleaned(str(path.relative_to(lake.folder)), table, _recoded(left), rows.num_rows - left.num_rows)


def _put(lake: Lake, one: _Cleaned, was: DataFile) -> DataFile | None:
    if not one.rows.num_rows:
        return None
    number = int(Path(one.path).name.partition("-")[0])
    return lake.put_rows(one.table.name, one.rows, number, replaces=was.replaces)


def _recoded(rows: pa.Table) -> pa.Table:
    """The rows with codes for the words that are left alone: a list of codes would still tell the one who is gone."""
    columns = [
        pc.dictionary_encode(cells.cast(pa.string())) if pa.types.is_dictionary(cells.type) else cells
        for cells in rows.combine_chunks().columns
    ]
    return pa.Table.from_arrays(columns, schema=rows.schema)


def _is_about(table: Table, rows: pa.Table, youth_id: str) -> Any:
    speaks = mapping("lake")[table.name]
    said = {speaks.by: youth_id, **speaks.where}
    return reduce(pc.and_, [pc.fill_null(pc.equal(rows[name], value), False) for name, value in said.items()])


def _files(lake: Lake) -> Iterator[tuple[Table, Path]]:
    """Every data file that lies there and may speak of a youth, named by a version or not."""
    for name, speaks in mapping("lake").items():
        if speaks.by:
            for path in sorted((lake.folder / name).glob("*.parquet")):
                yield BY_NAME[name], path


def _numbers(lake: Lake) -> range:
    return range(1, lake.newest() + 1)
