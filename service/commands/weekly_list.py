"""`alleskalmed weekly-list`: a district's list of a week from files, for the screen, paper, spreadsheets and systems."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypedDict, Unpack

from features.calendar import monday_of_week
from features.exits import say
from features.reading import read_records
from service.domain.weekly import WeeklyList
from service.frames import read_frame
from service.listing import Asked, build_list
from service.sheets.csv_sheet import csv_sheet
from service.sheets.json_list import json_list
from service.sheets.table import table
from service.sheets.workbook import workbook
from service.texts.dates import Language
from service.web.weekly_list_page import weekly_list_page

FORMS: Final[Mapping[str, Callable[[WeeklyList, Language], bytes]]] = {
    "table": table,
    "csv": csv_sheet,
    "xlsx": workbook,
    "html": weekly_list_page,
    "json": json_list,
}


class WeeklyListOptions(TypedDict, total=False):
    """What the command is given; `scores` and `out` may be missing."""

    district: str
    week: str
    records: Path
    flags: Path
    scores: Path | None
    form: str
    out: Path | None
    language: str


def run(**options: Unpack[WeeklyListOptions]) -> None:
    """Build the list and write it in the form asked for."""
    scores = options.get("scores")
    weekly = build_list(
        read_records(options["records"]),
        Asked(options["district"], monday_of_week(options["week"])),
        flags=read_frame(options["flags"], "flags"),
        scores=None if scores is None else read_frame(scores, "scores"),
    )
    form, language = options.get("form", "table"), Language(options.get("language", "da"))
    write_list(weekly, form=form, language=language, out=options.get("out"))


def write_list(weekly: WeeklyList, *, form: str, language: Language, out: Path | None) -> None:
    """Write a list as `table`, `csv`, `xlsx`, `html` or `json`; to standard output without a file, whole or not at all with one."""
    written = FORMS[form](weekly, language)
    if out is None:
        sys.stdout.buffer.write(written)
        sys.stdout.flush()
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(written)
    os.replace(part, out)  # noqa: PTH105 - an atomic rename over an existing file, as the name says
    say(f"{len(weekly.youths)} youths on the list of {weekly.week}: {out}")
