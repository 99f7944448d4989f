"""What leaves as a copy: for a purpose of the closed list, with the day by which it goes, and with no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from features.vocabulary import Coverage
from service.command_line import options
from service.domain.access import COMMAND_LINE
from service.domain.audit import Line
from service.domain.exports import Export, Purpose, delete_on
from service.domain.facts import Facts
from service.domain.flags import Source
from service.domain.rules import Responsible, Rule
from service.domain.weekly import Listed, NotSeen, Reason, WeeklyList
from service.sheets.csv_sheet import csv_sheet
from service.sheets.rows import DANGEROUS, harmless
from service.sheets.trail_sheet import COLUMNS, TOLD, write_trail
from service.sheets.workbook import workbook
from service.texts.dates import Language

AT = datetime(2026, 11, 16, 8, tzinfo=UTC)
SERVICE = Path(__file__).parents[2] / "service"


def small_list() -> WeeklyList:
    reason = Reason(Rule.CONTACT_5, Source.DUTY, Responsible.UU, is_new=True, due_on=date(2026, 11, 20))
    youth = Listed(
        "anna", 16, (reason,), Facts((), (), ()), Coverage.OBSERVED, owner="Hanne", data_until_on=date(2026, 11, 13)
    )  # type: ignore[arg-type] # a name is enough
    return WeeklyList("N", "Nord", date(2026, 11, 16), (youth,), 0, NotSeen(1, 0), has_risk=False, has_figures=False)


def test_the_purposes_that_are_asked_for_are_those_of_the_closed_list():
    assert tuple(Purpose) == options.PURPOSES


def test_a_copy_is_told_by_rows_and_purpose_and_goes_after_four_weeks():
    event = Export("audit.exported", 12, Purpose.INCIDENT).event(AT, COMMAND_LINE, since="None")
    assert event.detail == {"rows": 12, "purpose": "incident", "since": "None"}
    assert delete_on(date(2026, 11, 16)) == date(2026, 12, 14)


@pytest.mark.parametrize("start", DANGEROUS)
def test_no_cell_of_any_sheet_is_a_formula(start: str):
    bad = f"{start}HYPERLINK(1)"
    weekly = small_list()
    named = replace(weekly, place_name=bad, youths=tuple(replace(one, owner=bad) for one in weekly.youths))
    rows = list(csv.reader(io.StringIO(csv_sheet(named, Language.DA).decode("utf-8-sig")), delimiter=";"))
    assert f"'{bad}" in {cell for row in rows for cell in row}
    assert not [cell for row in rows for cell in row if cell.startswith(DANGEROUS)]
    book = openpyxl.load_workbook(io.BytesIO(workbook(named, Language.DA)))
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}
    line = Line(1, AT, bad, bad, bad, None, bad, previous="p", hash="h")
    for columns in (COLUMNS, TOLD):
        trail = io.StringIO()
        assert write_trail(trail, [line], delete=date(2026, 12, 14), columns=columns) == 1
        told = list(csv.reader(io.StringIO(trail.getvalue())))
        assert not [cell for row in told for cell in row if cell.startswith(DANGEROUS)]


def test_a_harmless_cell_stays_as_it_is():
    assert harmless("Anna, 16") == "Anna, 16"


def test_every_writer_of_sheets_is_known_here():
    written = {str(path.relative_to(SERVICE)) for path in SERVICE.rglob("*.py") if "csv.writer(" in path.read_text()}
    assert written == {
        "sheets/csv_sheet.py",
        "sheets/trail_sheet.py",
        "ingest/pseudonymising.py",
    }  # the last one feeds ingest


def test_each_row_of_a_sheet_says_by_when_it_goes():
    for text in (csv_sheet(small_list(), Language.DA).decode("utf-8-sig"),):
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        assert rows[0][-1] == "Fortroligt – slettes senest"
        assert {row[-1] for row in rows[1:]} == {small_list().delete_on.isoformat()}
