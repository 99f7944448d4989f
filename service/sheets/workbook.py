"""The list as an Excel workbook: one sheet to work in, one that says how it is to be read."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any, Final

import xlsxwriter

from service.domain.weekly import WeeklyList
from service.sheets.rows import heading, sheet_rows
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.wording import WordedList, word_list

WIDTHS: Final = (10, 14, 12, 16, 8, 6, 18, 38, 38, 34, 34, 26)
SAFE: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(weekly: WeeklyList, language: Language) -> bytes:
    """Two sheets: the list, with its headings frozen and ready for printing on A4 across; and about the list."""
    worded, file = word_list(weekly, language), io.BytesIO()
    with xlsxwriter.Workbook(file, SAFE) as book:
        # The list's own day: the same list gives the same file.
        book.set_properties({"title": worded.title, "created": datetime(*weekly.monday_on.timetuple()[:3])})  # noqa: DTZ001 - a day, not an instant
        bold, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
        _write_list(book.add_worksheet(say("sheet.list", language)), weekly, worded, language, (bold, wrap))
        _write_about(book.add_worksheet(say("sheet.about", language)), worded, bold, wrap)
    return file.getvalue()


def _write_list(
    sheet: Any, weekly: WeeklyList, worded: WordedList, language: Language, formats: tuple[Any, Any]
) -> None:
    bold, wrap = formats
    sheet.write_row(0, 0, heading(language), bold)
    rows = sheet_rows(weekly, worded, language)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row, wrap)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 4)
    sheet.autofilter(0, 0, max(len(rows), 1), len(WIDTHS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{worded.footer}&R&P / &N")


def _write_about(sheet: Any, worded: WordedList, bold: Any, wrap: Any) -> None:
    lines = [
        (f"{worded.title}: {worded.place}", bold),
        (" · ".join(worded.counts) or worded.empty, wrap),
        *((note, wrap) for note in worded.notes),
        (worded.unseen_title, bold),
        *((line, wrap) for line in worded.unseen),
        (worded.footer, wrap),
    ]
    sheet.set_column(0, 0, 100)
    for number, (line, style) in enumerate(lines):
        sheet.write_string(number, 0, line, style)
