"""Lines of the audit trail as CSV, for the command line and the protection officer's page: each says by when its copy is to be deleted."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, TextIO

from service.domain.audit import Line
from service.sheets.rows import harmless
from service.texts.catalogue import say
from service.texts.dates import Language

TOLD: Final = ("number", "at", "actor_id", "role", "action", "youth_id", "detail")
"""What is told of a line."""
COLUMNS: Final = (*TOLD, "previous", "hash", "erased")
"""The same with what its place in the chain is verified by."""


def write_trail(
    file: TextIO,
    lines: Iterable[Line],
    *,
    delete: date,
    columns: Sequence[str] = COLUMNS,
    language: Language = Language.DA,
) -> int:
    """Write a row of headings and one for each line, no cell of which could be a formula; returns how many lines there were."""
    sheet = csv.writer(file)
    sheet.writerow((*columns, say("column.delete", language)))
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007 - the last count is what is told
        sheet.writerow([*(_cell(getattr(line, name)) for name in columns), delete])
    return count


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else value
