"""A records folder as it comes → `Records`: every table typed and complete in columns, attendance in Parquet left where it is.

What is wrong with a file, a table or a column is refused here, at once. What is wrong with a row is kept with its place, for
`checking` to report.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa

from features.csv_files import read_csv
from features.errors import MappingError, StructureFault
from features.headings import did_you_mean
from features.mapping import ForeignMapping
from features.origins import Origin
from features.parquet_files import check_parquet, joined, read_parquet, typed_rows
from features.records import ATTENDANCE, BY_NAME, FORMAT, TABLES, Delivery, Records, Table, empty
from features.typed import TypedTables, frame_of, no_rows, schema_of
from features.vocabulary import DataKind

DELIVERY: Final = "delivery.json"
SUFFIXES: Final = (".parquet", ".csv")
_DECLARED: Final = tuple(str(kind) for kind in DataKind if kind is not DataKind.UNDECLARED)


def read_records(folder: Path, *, mapping: ForeignMapping | None = None) -> Records:
    """The tables of a records folder; nothing in it is changed.

    Sees: `NAME.parquet`, `NAME.csv`, a folder `NAME/` of parts, files that the mapping names, and `delivery.json`.
    Raises: StructureFault for whatever is wrong with a file, a table or a column.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise StructureFault(f"{folder.name}: there is no such folder. Give the path of a records folder.")
    if (folder / "records").is_dir() and not any(_looks_like_table(path) for path in folder.iterdir()):
        raise StructureFault(
            f"{folder.name}: the folder holds no tables but a folder 'records'. Give the path of that."
        )
    files = table_files(folder, mapping=mapping)
    _refuse_missing_tables(files, where=folder.name)
    delivery = read_delivery(folder)
    tables, origins = {}, {}
    attendance: tuple[Path, ...] | pa.Table | None = None
    for table in TABLES:
        paths = files.get(table.name, ())
        if table is ATTENDANCE and paths and all(path.suffix.lower() == ".parquet" for path in paths):
            attendance = paths
            for path in paths:
                check_parquet(table, path, file=name_of(path, table))
            continue
        if not paths:
            tables.update({} if table is ATTENDANCE else {table.name: empty(table)})
            continue
        rows, origins[table.name] = _read_parts(table, paths, mapping)
        if table is ATTENDANCE:
            attendance = rows
        else:
            tables[table.name] = frame_of(table, rows)
            _refuse_empty(table, rows.num_rows, origins[table.name])
    return Records(tables, attendance, frozenset(files), delivery, origins)


def as_records(source: Path | str | Records | Mapping[str, pd.DataFrame]) -> Records:
    """Records from a folder's path, from frames by table name (declared undeclared), or as they are.

    Raises: StructureFault as `read_records` does.
    """
    if isinstance(source, Records):
        return source
    if isinstance(source, str | Path):
        return read_records(Path(source))
    for name in source:
        if name not in BY_NAME:
            raise StructureFault(
                f"got a table {name!r}, allowed are {', '.join(BY_NAME)}.{did_you_mean(str(name), BY_NAME)}"
            )
    _refuse_missing_tables(source, where="the tables")
    typed = {name: _from_frame(BY_NAME[name], frame) for name, frame in source.items()}
    small = [table for table in TABLES if table is not ATTENDANCE]
    tables = TypedTables(
        {table.name: typed[table.name][0] if table.name in typed else no_rows(table) for table in small}
    )
    for name, (rows, origin) in typed.items():
        if name != ATTENDANCE.name:
            _refuse_empty(BY_NAME[name], rows.num_rows, origin)
    attendance = typed[ATTENDANCE.name][0] if ATTENDANCE.name in typed else None
    return Records(tables, attendance, frozenset(typed), origins={name: origin for name, (_, origin) in typed.items()})


def table_files(folder: Path, *, mapping: ForeignMapping | None = None) -> Mapping[str, tuple[Path, ...]]:
    """The files of each table that a folder holds, in order of their names.

    Raises: StructureFault for a table that comes twice and for a file that looks like a table but is none.
    """
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.startswith((".", "_")):
            continue
        name = _table_of(path, mapping)
        if name:
            found.setdefault(name, []).append(path)
    return {name: _one_source(name, paths, mapping) for name, paths in found.items()}


def read_delivery(folder: Path) -> Delivery:
    """What the folder says of itself; undeclared without a `delivery.json`.

    Raises: StructureFault if the file is there but cannot be followed.
    """
    path = folder / DELIVERY
    if not path.exists():
        return Delivery()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise StructureFault(f"{DELIVERY}: the file is no JSON in UTF-8. Correct or remove it.") from None
    if not isinstance(content, dict):
        raise StructureFault(
            f"{DELIVERY}: got no object, allowed is an object with format, data, source, delivered_on."
        )
    if content.get("format") != FORMAT or isinstance(content.get("format"), bool):
        raise StructureFault(
            f"{DELIVERY}, format: allowed is {FORMAT}. Convert the records to that format and state it."
        )
    if content.get("data") not in _DECLARED:
        raise StructureFault(f"{DELIVERY}, data: allowed are {', '.join(_DECLARED)}. State what these data are.")
    return Delivery(
        DataKind(content["data"]),
        _delivery_text(content, "source"),
        _delivery_day(content),
        _delivery_text(content, "attribution"),
    )


def name_of(path: Path, table: Table) -> str:
    """A file as people know it: its name, with its folder where that is a table."""
    return f"{path.parent.name}/{path.name}" if path.parent.name == table.name else path.name


def _delivery_text(content: Mapping[str, object], name: str) -> str:
    value = content.get(name, "")
    if not isinstance(value, str):
        raise StructureFault(f"{DELIVERY}, {name}: allowed is a text. Put it in quotation marks.")
    return value


def _delivery_day(content: Mapping[str, object]) -> date | None:
    value = content.get("delivered_on")
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise StructureFault(f"{DELIVERY}, delivered_on: allowed is a date such as 2026-11-16. Correct it.") from None


def _table_of(path: Path, mapping: ForeignMapping | None) -> str:
    """Name of the table that a file or folder holds; empty if it is none of our business."""
    if path.is_dir():
        if path.name in BY_NAME:
            return path.name
        if any(_looks_like_table(part) for part in path.iterdir()):
            raise _unknown(path, path.name, "the folder")
        return ""
    if not _looks_like_table(path):
        return ""
    mapped = [name for name, table in mapping.tables.items() if fnmatch(path.name, table.file)] if mapping else []
    if len(mapped) > 1:
        raise MappingError(f"{path.name}: the mapping sends it to {' and '.join(mapped)}. Let one pattern match it.")
    if mapped and path.suffix.lower() != ".csv":
        raise MappingError(
            f"{path.name}: a mapping is for CSV files. Name Parquet files and their columns as declared."
        )
    if mapped:
        return mapped[0]
    if path.stem not in BY_NAME:
        raise _unknown(path, path.stem, "the file")
    return path.stem


def _looks_like_table(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "_"))


def _unknown(path: Path, name: str, what: str) -> StructureFault:
    return StructureFault(
        f"{path.name}: {what} looks like a table but is none of {', '.join(BY_NAME)}.{did_you_mean(name, BY_NAME)} "
        "Rename it, name it in a mapping file, or move it out of the records folder."
    )


def _one_source(name: str, paths: list[Path], mapping: ForeignMapping | None) -> tuple[Path, ...]:
    mapped = mapping is not None and name in mapping.tables and mapping.tables[name].file
    if len(paths) > 1 and not (mapped and all(fnmatch(path.name, str(mapped)) for path in paths)):
        raise StructureFault(
            f"{name}: the table comes more than once, as {' and '.join(path.name for path in paths)}. "
            "Keep one, or put the parts into a folder of the table's name."
        )
    if not paths[0].is_dir():
        return tuple(paths)
    parts = sorted((part for part in paths[0].iterdir() if _looks_like_table(part)), key=lambda part: part.name)
    if not parts:
        raise StructureFault(f"{name}/: the folder holds no Parquet or CSV parts. Put them there or remove the folder.")
    if len({part.suffix.lower() for part in parts}) > 1:
        raise StructureFault(f"{name}/: the folder mixes Parquet and CSV parts. Keep one kind.")
    return tuple(parts)


def _refuse_missing_tables(names: Mapping[str, object], *, where: str) -> None:
    for table in TABLES:
        if table.required and table.name not in names:
            got = ", ".join(sorted(names)) or "no tables"
            raise StructureFault(
                f"{where}: the required table '{table.name}' ({table.meaning}) is missing; got {got}. Add {table.name}.parquet, "
                f"{table.name}.csv or a folder {table.name}/, or name its file in a mapping file."
            )


def _refuse_empty(table: Table, rows: int, origin: Origin) -> None:
    if table.required and not rows and not origin.torn:
        raise StructureFault(f"{table.name}: the required table has no rows. Was the export cut short?")


def _read_parts(table: Table, paths: tuple[Path, ...], mapping: ForeignMapping | None) -> tuple[pa.Table, Origin]:
    parts = [_read(table, path, mapping) for path in paths]
    return joined(parts, schema_of(table))


def _read(table: Table, path: Path, mapping: ForeignMapping | None) -> tuple[pa.Table, Origin]:
    file = name_of(path, table)
    if path.suffix.lower() == ".parquet":
        return read_parquet(table, path, file=file)
    return read_csv(table, path, file=file, mapping=mapping)


def _from_frame(table: Table, frame: pd.DataFrame) -> tuple[pa.Table, Origin]:
    if frame.shape == (0, 0):
        return schema_of(table).empty_table(), Origin()
    try:
        rows = pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowException, OverflowError):
        raise StructureFault(
            f"{table.name}: a column of the frame mixes types. Give each column the declared type."
        ) from None
    return typed_rows(table, rows.replace_schema_metadata(None), file=table.name)
