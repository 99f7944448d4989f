"""A mapping file: how one source names its files, columns and words, in TOML, kept beside the deliveries of that source.

[source]
name = "Skolernes fravær"
delimiter = ";"              # optional; comma or semicolon is found out
encoding = "windows-1252"    # optional; UTF-8 or Windows-1252 is found out
date_format = "dd.mm.yyyy"   # optional; yyyy-mm-dd and dd-mm-yyyy are always understood

[tables.attendance]
file = "fravaer*.csv"
[tables.attendance.columns]
"fravær_ulovligt" = "unlawful"
[tables.spells.values.status]
"Grundforløb" = "vocational_basic"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

from features.cells import DATE_FORMATS
from features.errors import MappingError
from features.headings import did_you_mean
from features.records import BY_NAME, Table

DELIMITERS: Final = (",", ";")
_DEEP: Final = re.compile(r"(?:[\[{]\s*){20}")
"""Brackets in brackets, before a parser goes after them as deep as the machine lets it."""
ENCODINGS: Final[Mapping[str, str]] = {
    "": "",
    **dict.fromkeys(("utf-8", "utf8", "utf-8-sig"), "utf-8"),
    **dict.fromkeys(("windows-1252", "cp1252", "iso-8859-1", "latin-1", "latin1"), "windows-1252"),
}
_SOURCE = ("name", "delimiter", "encoding", "date_format")
_TABLE = ("file", "columns", "values")


@dataclass(frozen=True)
class TableMapping:
    """One table of a source.

    `file`: pattern of its file names. `columns`: declared name by foreign heading. `values`: by declared column, our word by theirs.
    """

    file: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class ForeignMapping:
    """How one source writes its files; empty text means that it is found out."""

    name: str = ""
    delimiter: str = ""
    encoding: str = ""
    date_format: str = ""
    tables: Mapping[str, TableMapping] = field(default_factory=dict)


def read_mapping(path: Path) -> ForeignMapping:
    """The mapping in a TOML file.

    Raises: MappingError for a file that cannot be read or that names what does not exist.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text) if _DEEP.search(text) is None else _too_much(path.name)
    except OSError as error:
        raise MappingError(
            f"{path.name}: the mapping file cannot be read ({error.strerror}). Check the path."
        ) from None
    except UnicodeDecodeError:
        raise MappingError(f"{path.name}: the mapping file is not UTF-8. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise MappingError(
            f"{path.name}: got no valid TOML ({error}). A heading with other letters than a-z needs quotation marks."
        ) from None
    except (ValueError, RecursionError):  # a number without end, or a nesting that the pattern did not see
        _too_much(path.name)
    return mapping_from(content, file=path.name)


def _too_much(file: str) -> NoReturn:
    raise MappingError(
        f"{file}: got a number or a nesting that no mapping needs. Write it as the sample does."
    ) from None


def mapping_from(content: Mapping[str, object], *, file: str) -> ForeignMapping:
    """The mapping in the content of a TOML file.

    Raises: MappingError naming the entry, what is allowed there and the nearest that exists.
    """
    _refuse_other(file, "", content, ("source", "tables"))
    source = _texts(file, "source", content.get("source", {}))
    _refuse_other(file, "source.", source, _SOURCE)
    _refuse_other(file, "source.delimiter ", [source.get("delimiter", ",")], DELIMITERS)
    encoding = source.get("encoding", "").casefold()
    _refuse_other(file, "source.encoding ", [encoding], ENCODINGS)
    date_format = source.get("date_format", "").casefold()
    _refuse_other(file, "source.date_format ", [date_format] if date_format else [], DATE_FORMATS)
    tables = _section(file, "tables", content.get("tables", {}))
    _refuse_other(file, "tables.", tables, BY_NAME)
    return ForeignMapping(
        name=source.get("name", ""),
        delimiter=source.get("delimiter", ""),
        encoding=ENCODINGS[encoding],
        date_format=date_format,
        tables={name: _table(file, BY_NAME[name], entry) for name, entry in tables.items()},
    )


def _table(file: str, table: Table, entry: object) -> TableMapping:
    place = f"tables.{table.name}"
    section = _section(file, place, entry)
    _refuse_other(file, f"{place}.", section, _TABLE)
    pattern = section.get("file", "")
    if not isinstance(pattern, str) or "/" in pattern or "\\" in pattern:
        raise MappingError(
            f"{file}: {place}.file must be a file name or pattern without a folder, such as 'fravaer*.csv'."
        )
    columns = _texts(file, f"{place}.columns", section.get("columns", {}))
    _refuse_other(file, f"{place}.columns ", columns.values(), table.names)
    if len(set(columns.values())) < len(columns):
        raise MappingError(f"{file}: {place}.columns sends two headings to one column. Keep the right one.")
    values = _section(file, f"{place}.values", section.get("values", {}))
    _refuse_other(file, f"{place}.values.", values, table.names)
    return TableMapping(pattern, columns, {name: _words(file, table, name, words) for name, words in values.items()})


def _words(file: str, table: Table, name: str, entry: object) -> Mapping[str, str]:
    words = _texts(file, f"tables.{table.name}.values.{name}", entry)
    allowed = table.column(name).allowed
    if allowed:
        _refuse_other(file, f"tables.{table.name}.values.{name} ", words.values(), ("", *allowed))
    return words


def _section(file: str, place: str, entry: object) -> Mapping[str, object]:
    if not isinstance(entry, dict):
        raise MappingError(f"{file}: {place} must be a table of entries, written as [{place}].")
    return entry


def _texts(file: str, place: str, entry: object) -> Mapping[str, str]:
    section = _section(file, place, entry)
    for key, value in section.items():
        if not isinstance(value, str):
            raise MappingError(f"{file}: {place}.{key} must be a text in quotation marks.")
    return {key: str(value) for key, value in section.items()}


def _refuse_other(file: str, place: str, names: Collection[str], allowed: Collection[str]) -> None:
    for name in names:
        if name not in allowed:
            choices = ", ".join(repr(str(choice)) for choice in allowed if choice)
            raise MappingError(f"{file}: got {place}'{name}', allowed are {choices}.{did_you_mean(name, allowed)}")
