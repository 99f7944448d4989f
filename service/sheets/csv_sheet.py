"""The list as CSV the way a Danish spreadsheet opens it: semicolons, UTF-8 with a mark, no cell that could be a formula."""

from __future__ import annotations

import csv
import io

from service.domain.weekly import WeeklyList
from service.sheets.rows import harmless, heading, sheet_rows
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.wording import word_list


def csv_sheet(weekly: WeeklyList, language: Language) -> bytes:
    """One row per youth under one row of headings; the last column says by when each copy is to be deleted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*heading(language), say("column.delete", language)])
    for row in sheet_rows(weekly, word_list(weekly, language), language):
        writer.writerow([*map(harmless, row), weekly.delete_on.isoformat()])
    return text.getvalue().encode("utf-8-sig")
