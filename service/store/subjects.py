"""What the store holds of one youth, told and taken away by a reviewed mapping of every table (`subjects.toml`)."""

from __future__ import annotations

import json
import re
import tomllib
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from service.domain.audit import erased_line
from service.domain.errors import IntegrityBroken
from service.domain.sight import OneYouth
from service.store.audit import lines, with_seal
from service.store.schema import METADATA
from service.store.tables import AUDIT, RUN_DOCUMENTS
from service.store.unit_of_work import Work

_MAPPING: Final = Path(__file__).with_name("subjects.toml")
_ONE_LETTER: Final = "[A-Za-z0-9_-]"
_LONG: Final = 65
"""Characters from which on a column holds what people write; shorter ones hold ids and words of closed lists."""
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Speaks:
    """Whether and by what a table speaks of a youth; see the head of `subjects.toml`."""

    by: str = ""
    through: str = ""
    named: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    inside: str = ""
    none: str = ""


@cache
def mapping(of: str) -> Mapping[str, Speaks]:
    """The reviewed mapping of the tables of the `store` or the `lake`, by table."""
    told = tomllib.loads(_MAPPING.read_text(encoding="utf-8"))[of]
    return {name: Speaks(**line) for name, line in told.items()}


def rows_of(work: Work, seen: OneYouth) -> dict[str, Rows]:
    """Every row that speaks of a youth, by table; of a text or document that names many, only that it does."""
    found = {}
    for name, speaks in mapping("store").items():
        table = METADATA.tables[name]
        if speaks.by:
            rows = [dict(row._mapping) for row in work.rows(sa.select(table).where(is_about(name, seen.youth_id)))]
        else:
            rows = [key for key, _ in _naming(work, table, speaks, seen.youth_id)] if speaks.inside else []
        if rows:
            found[name] = rows
    return found


def erase_rows(work: Work, youth_id: str) -> int:
    """Take away every row about a youth, and the youth's name from texts; returns how many rows. Lines of the trail stay, nameless."""
    count = _erase_from_trail(work, youth_id)
    through_others = [name for name, speaks in mapping("store").items() if speaks.through]
    tables = list(reversed(METADATA.sorted_tables))
    tables.sort(
        key=lambda table: table.name not in through_others
    )  # while the rows that they are found through are there
    for table in tables:
        speaks = mapping("store")[table.name]
        if speaks.by and table is not AUDIT:
            count += work.execute(sa.delete(table).where(is_about(table.name, youth_id))).rowcount
        if speaks.inside:
            count += _erase_from_texts(work, table, speaks, youth_id)
    return count


def mask_in_texts(work: Work, written: Collection[str], masked: str) -> int:
    """Put a mask where a text of some other row tells a number; returns how many texts. Lines of the trail hold no texts."""
    count = 0
    for table in METADATA.sorted_tables:
        for column in table.columns if table is not AUDIT else ():
            if isinstance(column.type, sa.String) and not column.primary_key and (column.type.length or _LONG) >= _LONG:
                for one in written:
                    hidden = {column.name: sa.func.replace(column, one, masked)}
                    count += work.execute(sa.update(table).where(column.contains(one)).values(hidden)).rowcount
    return count


def names_held(work: Work) -> set[str]:
    """Every name under which the store may hold a youth: those of columns, and every word of texts that may name one."""
    names: set[str] = set()
    for name, speaks in mapping("store").items():
        table = METADATA.tables[name]
        if speaks.by and not speaks.through:
            names |= {str(row[0]) for row in work.rows(sa.select(table.c[speaks.by]).distinct())}
        elif speaks.inside:
            for row in work.rows(sa.select(table.c[speaks.inside])):
                names |= set(re.findall(f"{_ONE_LETTER}+", _text(table, row[0])))
    return names


def names(text: str, youth_id: str) -> bool:
    """Whether a text holds a youth's id as a word of its own."""
    return re.search(f"(?<!{_ONE_LETTER}){re.escape(youth_id)}(?!{_ONE_LETTER})", text) is not None


def without(value: Any, youth_id: str) -> Any:
    """JSON content without what speaks of a youth: entries under the id, and items of lists that name it."""
    if isinstance(value, dict):
        return {key: without(inner, youth_id) for key, inner in value.items() if key != youth_id}
    if isinstance(value, list):
        return [without(item, youth_id) for item in value if not _is_of(item, youth_id)]
    return value


def _is_of(item: Any, youth_id: str) -> bool:
    if isinstance(item, dict):
        return youth_id in [inner for inner in item.values() if isinstance(inner, str)]
    return bool(item == youth_id)


def is_about(name: str, youth_id: str) -> sa.ColumnElement[bool]:
    """The condition that a row of a table is about a youth."""
    table, speaks = METADATA.tables[name], mapping("store")[name]
    if speaks.through:
        key = METADATA.tables[speaks.through].c[speaks.named or speaks.by]
        return table.c[speaks.by].in_(sa.select(key).where(is_about(speaks.through, youth_id)))
    return sa.and_(table.c[speaks.by] == youth_id, *(table.c[column] == said for column, said in speaks.where.items()))


def _naming(work: Work, table: sa.Table, speaks: Speaks, youth_id: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Keys and texts of the rows whose text names the youth."""
    keys = list(table.primary_key.columns)
    for row in work.rows(sa.select(*keys, table.c[speaks.inside])):
        text = _text(table, row[-1])
        if names(text, youth_id):
            yield {column.name: row[place] for place, column in enumerate(keys)}, text


def _text(table: sa.Table, content: Any) -> str:
    return zlib.decompress(content).decode("latin-1") if table is RUN_DOCUMENTS else str(content)


def _erase_from_texts(work: Work, table: sa.Table, speaks: Speaks, youth_id: str) -> int:
    """Take the youth out of JSON texts; a document that names a youth is taken away whole."""
    count = 0
    for key, text in list(_naming(work, table, speaks, youth_id)):
        is_row = sa.and_(*(table.c[name] == value for name, value in key.items()))
        if table is RUN_DOCUMENTS:
            work.execute(sa.delete(table).where(is_row))
        else:
            left = json.dumps(
                without(json.loads(text), youth_id), sort_keys=True, ensure_ascii=False, separators=(",", ":")
            )
            if names(left, youth_id):
                raise IntegrityBroken(
                    f"{table.name}, column {speaks.inside!r}: got a youth named in the middle of a text, allowed are entries and items. "
                    "Nothing was erased from the database; report it, and say what the text is."
                )
            work.execute(sa.update(table).where(is_row).values({speaks.inside: left}))
        count += 1
    return count


def _erase_from_trail(work: Work, youth_id: str) -> int:
    """Take the youth's name off the lines of the trail; each keeps its hash and gets a seal that says it was erased, not changed."""
    key = with_seal(work.seal).key
    found = list(lines(work, youth_id=youth_id))  # type: ignore[arg-type] # any name is looked for, a youth's or not
    for line in found:
        sealed = erased_line(key, line)
        gone = sa.update(AUDIT).where(AUDIT.c.number == line.number)
        work.execute(gone.values(youth_id=None, erased=sealed.erased))
    return len(found)
