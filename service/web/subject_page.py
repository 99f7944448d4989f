"""Everything that is held of a youth as one page that needs nothing else, made from the same JSON that is handed out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from features.calendar import LOCAL
from service.texts.catalogue import say
from service.texts.dates import Language, day
from service.web.rendering import environment


@dataclass(frozen=True)
class HeldTable:
    """One table of what is held: its name in words, its columns in words, and its rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SubjectPage:
    """What the template shows."""

    made: str
    footer: str
    store: tuple[HeldTable, ...]
    lake: tuple[HeldTable, ...]
    deliveries: tuple[HeldTable, ...]


def subject_page(content: bytes, language: Language) -> bytes:
    """The page as UTF-8."""
    held = json.loads(content)
    made_at = datetime.fromisoformat(held["made_at"]).astimezone(LOCAL)
    page = SubjectPage(
        say("rights.made", language, at=made_at.isoformat(sep=" ", timespec="minutes")[:16]),
        say("rights.footer", language, on=day(date.fromisoformat(held["delete_on"]), language)),
        _tables(held["store"], language),
        _tables(held["lake"], language),
        tuple(
            _delivered(f"{place}, {name}", rows, language)
            for place, files in held["deliveries"].items()
            for name, rows in files.items()
        ),
    )
    return environment(language).get_template("subject.html.j2").render(page=page, language=str(language)).encode()


def _tables(tables: Mapping[str, list[dict[str, Any]]], language: Language) -> tuple[HeldTable, ...]:
    return tuple(
        HeldTable(
            say(f"rights.table.{name}", language),
            tuple(say(f"rights.column.{column}", language) for column in rows[0]),
            tuple(tuple(_cell(value, language) for value in row.values()) for row in rows),
        )
        for name, rows in tables.items()
    )


def _delivered(title: str, rows: list[dict[str, Any]], language: Language) -> HeldTable:
    """Lines of a file that came to us, as they stand there; columns of Parquet keep the sender's names."""
    is_text = set(rows[0]) == {"line", "text"}
    columns = (say("rights.line", language), say("rights.text", language)) if is_text else tuple(rows[0])
    return HeldTable(title, columns, tuple(tuple(_cell(value, language) for value in row.values()) for row in rows))


def _cell(value: object, language: Language) -> str:
    if value is None:
        return say("rights.missing", language)
    if isinstance(value, bool):
        return say("cell.yes" if value else "cell.no", language)
    if isinstance(value, list):  # custody holders
        return "; ".join(", ".join(text for text in one.values() if text) for one in value)
    return str(value)
