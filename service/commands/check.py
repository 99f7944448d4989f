"""`alleskalmed check`: every row of a records folder against the format; nothing is changed.

The report goes to stdout, for people at 80 columns or as JSON; a refusal ends the command with exit code 3 after the report.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from features.checking import check_records
from features.errors import StructureFault, TooManyFaults
from features.faults import Fault, Report
from features.mapping import ForeignMapping, read_mapping
from features.reading import read_records
from service.ingest.quarantine import report_content

WIDTH: Final = 80


def run(records: Path, mapping: Path | None, as_json: bool) -> None:
    """Print the report on a records folder.

    Raises: StructureFault or TooManyFaults (exit 3) once the report is printed; MappingError (exit 2) for the mapping file.
    """
    foreign = read_mapping(mapping) if mapping is not None else None
    try:
        _show(_check(records, foreign), as_json=as_json)
    except TooManyFaults as error:
        if isinstance(error.report, Report):
            _show(error.report, as_json=as_json)
        raise
    except StructureFault as error:
        if as_json:
            _print_json({"accepted": False, "refusal": str(error), "tables": [], "faults": []})
        raise


def _check(records: Path, mapping: ForeignMapping | None) -> Report:
    return check_records(read_records(records, mapping=mapping)).report


def _show(report: Report, *, as_json: bool) -> None:
    if as_json:
        _print_json(report_content(report))
        return
    console = Console(width=WIDTH, highlight=False)
    console.print(Text(f"Records declared {report.delivery.data}{_source(report)}."))
    console.print(_counts(report))
    for tally in report.tallies:
        faults = [fault for fault in report.faults if fault.table == tally.table]
        if faults:
            _show_faults(console, faults, more=tally.faults - len(faults))
        if tally.known_at_assumed:
            console.print(
                Text(
                    f"{tally.table}: known_at_assumed for {tally.known_at_assumed:,} rows; a row without known_at counts as known "
                    "at the end of the day it happened."
                )
            )
    console.print(Text(_verdict(report)))


def _source(report: Report) -> str:
    named = f", source {report.delivery.source}" if report.delivery.source else ""
    return named + (f", delivered on {report.delivery.delivered_on}" if report.delivery.delivered_on else "")


def _counts(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("table")
    for name in ("rows", "faulty", "share"):
        table.add_column(name, justify="right")
    for tally in report.tallies:
        over = " over the limit" if tally in report.over_limit else ""
        table.add_row(tally.table, f"{tally.rows:,}", f"{tally.faulty:,}", f"{tally.share:.2%}{over}")
    return table


def _show_faults(console: Console, faults: list[Fault], *, more: int) -> None:
    console.print(Text(f"\nFaults in {faults[0].table}, by row as a spreadsheet numbers it:"))
    for fault in faults:
        console.print(Text(f"- {fault}"), soft_wrap=False)
    if more > 0:
        console.print(Text(f"  ... and {more:,} faults more, counted but not named here."))


def _verdict(report: Report) -> str:
    faulty = sum(tally.faulty for tally in report.tallies)
    if report.over_limit:
        names = " and ".join(tally.table for tally in report.over_limit)
        return f"\nRefused: more than {report.limit:.1%} of the rows of {names} are faulty. Nothing was changed."
    if faulty:
        rows = "1 faulty row is" if faulty == 1 else f"{faulty:,} faulty rows are"
        return f"\nCan be taken in; {rows} left out and kept in quarantine until corrected. Nothing was changed."
    return "\nCan be taken in; no row is faulty. Nothing was changed."


def _print_json(content: Mapping[str, object]) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))  # noqa: T201 - the data this command was asked for
