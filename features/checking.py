"""Every row of a delivery against the rules, and what is left once the faulty ones are set aside.

Tables are checked whole, attendance in batches by the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pandas as pd

from features import conflicts
from features.asof import mask_ends, seen_before
from features.attendance_faults import AttendanceChecked, check_attendance, without_unplaced
from features.errors import TooManyFaults
from features.faults import LISTED, Fault, Finding, Report, Rule, Tally, broken_rows, tally_of, told, torn_row
from features.origins import Origin, Part
from features.plain import Plain, assumed_instants, seen_rows
from features.records import BY_NAME, SPELLS, YOUTHS, Records, Table
from features.row_rules import Limits, broken_rules, without_place

LIMIT: Final = 0.01
"""Share of a table's rows that may be faulty before the delivery is refused."""


@dataclass(frozen=True)
class Checked:
    """The sound rows of a delivery, and the report on the others.

    Attendance in files stays in files: the indicator pass drops the same faulty rows by itself.
    """

    records: Records
    report: Report

    @property
    def faulty_rows(self) -> Mapping[str, int]:
        """Number of faulty rows of each table that has some."""
        return {tally.table: tally.faulty for tally in self.report.tallies if tally.faulty}

    @property
    def known_at_assumed(self) -> Mapping[str, int]:
        """Number of rows of each table whose `known_at` is assumed."""
        return {tally.table: tally.known_at_assumed for tally in self.report.tallies if tally.known_at_assumed}


def check_records(records: Records, *, as_of: date | None = None, limit: float = LIMIT) -> Checked:
    """The sound rows of every table and a report on the faulty ones.

    Sees: with `as_of`, only rows that could be seen then; what comes later is neither judged nor kept.
    Raises: TooManyFaults, with the report, if more than `limit` of a table's rows are faulty; StructureFault for broken Parquet.
    """
    checked, limits = _check_tables(records, as_of=as_of, limit=limit)
    if records.attendance is not None:
        checked = _with_attendance(checked, check_attendance(records, limits=limits, as_of=as_of))
    _within_limit(checked.report)
    return checked


def check_tables(records: Records, *, as_of: date | None = None, limit: float = LIMIT) -> Checked:
    """As `check_records`, for every table but attendance, which is passed on to be judged by whoever streams it.

    Of attendance only rows that cannot be placed in time are set aside, which their file alone can tell.
    Raises: TooManyFaults, with the report, if more than `limit` of a table's rows are faulty.
    """
    checked, _ = _check_tables(records, as_of=as_of, limit=limit)
    found = without_unplaced(records, as_of=as_of)
    if found is not None:
        checked = _with_attendance(checked, found)
    _within_limit(checked.report)
    return checked


def join_reports(reports: Sequence[Report]) -> Report:
    """The reports on several parts of one delivery as one: rows of youths add up, a table that is not about youths came whole to each."""
    tallies: dict[str, Tally] = {}
    for tally in (tally for report in reports for tally in report.tallies):
        about_youths = "youth_id" in BY_NAME[tally.table].names
        tallies[tally.table] = tallies[tally.table] + tally if about_youths and tally.table in tallies else tally
    listed: dict[str, list[Fault]] = {}
    for fault in dict.fromkeys(fault for report in reports for fault in report.faults):
        listed.setdefault(fault.table, []).append(fault)
    first = [fault for table in sorted(listed, key=list(BY_NAME).index) for fault in listed[table][:LISTED]]
    return replace(reports[0], tallies=_in_order(list(tallies.values())), faults=tuple(first))


def plain_report(records: Records, plain: Plain, *, as_of: date) -> Report:
    """The report on rows that are beyond doubt: how many could be seen on `as_of`, and none of them faulty."""
    tallies = []
    for name, columns in plain.tables.items():
        seen = seen_rows(BY_NAME[name], columns, as_of)
        if name in records.contained:
            tallies.append(Tally(name, sum(seen), 0, 0, assumed_instants(BY_NAME[name], columns, seen)))
    return Report(records.delivery, LIMIT, as_of, _in_order(tallies), ())


def refuse_over_limit(report: Report, *, limit: float) -> None:
    """Pass a report with which work may go on.

    Raises: TooManyFaults, with the report, if more than `limit` of a table's rows are faulty.
    """
    _within_limit(replace(report, limit=limit))


def _with_attendance(checked: Checked, found: AttendanceChecked) -> Checked:
    report = checked.report
    report = replace(report, tallies=_in_order((*report.tallies, found.tally)), faults=(*report.faults, *found.faults))
    return Checked(replace(checked.records, attendance=found.sound), report)


def _check_tables(records: Records, *, as_of: date | None, limit: float) -> tuple[Checked, Limits]:
    limits = Limits(records.delivery.delivered_on)
    sound: dict[str, pd.DataFrame] = {}
    tallies: list[Tally] = []
    found: list[Fault] = []
    for name in sorted(records.tables, key=lambda name: name != YOUTHS.name):
        table = BY_NAME[name]
        sound[name], tally, listed = _check_table(table, records, limits, as_of)
        if table is YOUTHS:
            limits = replace(limits, births=_births(sound[name]))
        if name in records.contained:
            tallies.append(tally)
            found.extend(listed)
    report = Report(records.delivery, limit, as_of, _in_order(tallies), tuple(found))
    tables = {name: sound[name] for name in records.tables}
    return Checked(replace(records, tables=tables, origins={}), report), limits


def _check_table(
    table: Table, records: Records, limits: Limits, as_of: date | None
) -> tuple[pd.DataFrame, Tally, list[Fault]]:
    if records.tables[table.name].empty and table.name not in records.origins:
        return records.tables[table.name], Tally(table.name, 0, 0, 0), []
    origin = records.origins.get(table.name, Origin((Part(table.name, len(records.tables[table.name])),)))
    frame = records.tables[table.name].reset_index(drop=True)
    if as_of is not None:
        frame = seen_before(table, frame, as_of)
    judged = frame if as_of is None else mask_ends(table, frame, pd.Timestamp(as_of))
    findings = broken_rules(table, judged, limits=limits, unreadable=origin.unreadable)
    known, assumed = conflicts.versions(table, judged.drop(index=without_place(table, findings)))
    findings.append(Finding(Rule.CONFLICT, table.key[0], conflicts.conflicts(table, known)))
    if table is SPELLS and as_of is None:
        sound_yet = known[~known[conflicts.ROW].isin(broken_rows(findings))]
        findings.append(Finding(Rule.BOTH_OPEN, "ended_on", conflicts.both_open(sound_yet)))
    listed = [torn_row(table, row) for row in origin.torn[:LISTED]]
    listed += list(told(table, findings, frame=judged, origin=origin))
    listed = sorted(listed, key=lambda fault: (fault.file, fault.line))[:LISTED]
    tally = tally_of(table, len(frame), findings, assumed=assumed, torn=sum(row.rows for row in origin.torn))
    return frame.drop(index=broken_rows(findings)).reset_index(drop=True), tally, listed


def _births(youths: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Day of birth of each youth, as known last."""
    last = youths.sort_values("known_at", kind="stable", na_position="first").drop_duplicates("youth_id", keep="last")
    return last.set_index("youth_id")["birth_on"]


def _in_order(tallies: tuple[Tally, ...] | list[Tally]) -> tuple[Tally, ...]:
    order = list(BY_NAME)
    return tuple(sorted(tallies, key=lambda tally: order.index(tally.table)))


def _within_limit(report: Report) -> None:
    over = report.over_limit
    if over:
        counts = "; ".join(f"{tally.table}: {tally.faulty:,} of {tally.rows:,} rows" for tally in over)
        raise TooManyFaults(
            f"More faulty rows than the limit of {report.limit:.1%} of a table allows: {counts}. Nothing was taken in. "
            "Correct the rows that `alleskalmed check` names and deliver again.",
            report,
        )
