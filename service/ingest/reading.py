"""A delivered folder as checked records, attendance in one coded table so that its faulty rows can be left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from features.checking import Checked, check_records
from features.mapping import ForeignMapping
from features.origins import Origin, Part
from features.parquet_files import broken, typed_rows
from features.reading import name_of, read_records
from features.records import ATTENDANCE, Records
from service.store.lake_rows import coded, rows_schema

BATCH: Final = 1 << 20


def checked(folder: Path, mapping: ForeignMapping | None, *, limit: float) -> Checked:
    """The sound rows of a delivered folder, and the report on the others.

    Raises: StructureFault, TooManyFaults as `check_records` does; MappingError.
    """
    return check_records(in_memory(read_records(folder, mapping=mapping)), limit=limit)


def in_memory(records: Records) -> Records:
    """Records with attendance as one table, its texts coded, whatever it was delivered as."""
    if not isinstance(records.attendance, tuple):
        rows = records.attendance
        return records if rows is None else replace(records, attendance=coded(ATTENDANCE, rows))
    pieces: list[pa.Table] = []
    unreadable: dict[str, list[pd.Series[str]]] = {}
    parts: list[Part] = []
    before = 0
    for path in records.attendance:
        start, file = before, name_of(path, ATTENDANCE)
        for rows, lost in _typed(path, file):
            pieces.append(rows)
            for name, cells in lost.items():
                unreadable.setdefault(name, []).append(cells.set_axis(cells.index + before))
            before += rows.num_rows
        parts.append(Part(file, before - start))
    joined = pa.concat_tables([rows_schema(ATTENDANCE).empty_table(), *pieces]).unify_dictionaries()
    origin = Origin(tuple(parts), {name: pd.concat(cells) for name, cells in unreadable.items()})
    return replace(records, attendance=joined, origins={**records.origins, ATTENDANCE.name: origin})


def _typed(path: Path, file: str) -> Iterator[tuple[pa.Table, dict[str, pd.Series[str]]]]:
    try:
        with pq.ParquetFile(path) as opened:
            for batch in opened.iter_batches(batch_size=BATCH):
                rows, origin = typed_rows(ATTENDANCE, pa.Table.from_batches([batch]), file=file)
                yield coded(ATTENDANCE, rows), dict(origin.unreadable)
    except (pa.ArrowException, OSError):
        raise broken(file) from None
