"""Faults of rows, told so that whoever made the export can correct them: what, where, what was got, what is allowed, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from features.calendar import FIRST_DAY, LAST_YEAR
from features.headings import did_you_mean
from features.masking import shown
from features.origins import Origin, Torn
from features.records import Column, Delivery, Kind, Table

LISTED: Final = 1000
"""Faults named per table; all are counted."""


class Rule(StrEnum):
    """What is wrong with a row."""

    UNREADABLE = "unreadable"
    MISSING = "missing"
    VALUE = "value"
    UNKNOWN = "unknown"
    CPR = "cpr"
    RANGE = "range"
    ELSEWHERE = "elsewhere"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    AFTER_DELIVERY = "after_delivery"
    BEFORE_BIRTH = "before_birth"
    OVER = "over"
    SUM_OVER = "sum_over"
    ORDER = "order"
    CONFLICT = "conflict"
    BOTH_OPEN = "both_open"
    TORN = "torn"


_DO: Final[Mapping[Rule, str]] = {
    Rule.UNREADABLE: "Correct the cell",
    Rule.MISSING: "Fill in the cell",
    Rule.VALUE: "Correct the cell",
    Rule.UNKNOWN: "Correct the word, or translate it in a mapping file",
    Rule.CPR: "Deliver pseudonyms, or use the pseudonymising import",
    Rule.RANGE: "Correct the number",
    Rule.ELSEWHERE: "Leave the row out; efforts of steps 5 and 6 are recorded elsewhere and are no part of these records",
    Rule.TOO_EARLY: "Correct the day",
    Rule.TOO_LATE: "Correct the day, or leave it empty while there is none",
    Rule.AFTER_DELIVERY: "Correct the day, or delivered_on in delivery.json",
    Rule.BEFORE_BIRTH: "Correct the day, or the date of birth",
    Rule.OVER: "Correct the count",
    Rule.SUM_OVER: "Correct the counts",
    Rule.ORDER: "Correct one of the two days",
    Rule.CONFLICT: "Keep the right row, or give the later one its own known_at",
    Rule.BOTH_OPEN: "End or retract one of the two",
    Rule.TORN: "Look for a missing or extra separator or quotation mark",
}

_ALLOWED: Final[Mapping[Rule, str]] = {
    Rule.TOO_EARLY: f"{FIRST_DAY} or later",
    Rule.TOO_LATE: f"up to {LAST_YEAR}-12-31",
    Rule.BEFORE_BIRTH: "the day of birth or later",
    Rule.BOTH_OPEN: "one open row for each youth_id, status and institution_id",
    Rule.CPR: "pseudonyms that are built otherwise than a CPR number",
}


@dataclass(frozen=True)
class Finding:
    """Rows that break one rule in one column; `rows` are positions, `other` a second column that takes part."""

    rule: Rule
    column: str
    rows: pd.Index[int]
    other: str = ""


@dataclass(frozen=True)
class Fault:
    """One fault of one row; `line` as a spreadsheet numbers it, `got` masked where it could identify somebody."""

    table: str
    file: str
    line: int
    column: str
    rule: Rule
    got: str
    allowed: str
    action: str

    def __str__(self) -> str:
        column = f", column '{self.column}'" if self.column else ""
        return f"{self.file}, row {self.line}{column}: got {self.got}, allowed {self.allowed}. {self.action}."


@dataclass(frozen=True)
class Tally:
    """Counts of one table; `rows` and `faulty` are rows that were looked at, `faults` what is wrong with them."""

    table: str
    rows: int
    faulty: int
    faults: int
    known_at_assumed: int = 0

    def __add__(self, other: Tally) -> Tally:
        """The counts of both, of other rows of the same table."""
        return Tally(
            self.table,
            self.rows + other.rows,
            self.faulty + other.faulty,
            self.faults + other.faults,
            self.known_at_assumed + other.known_at_assumed,
        )

    @property
    def share(self) -> float:
        """Share of rows that are faulty, 0 to 1."""
        return self.faulty / self.rows if self.rows else 0.0


@dataclass(frozen=True)
class Report:
    """What a check found; `faults` names at most LISTED per table, `tallies` counts them all."""

    delivery: Delivery
    limit: float
    as_of: date | None
    tallies: tuple[Tally, ...]
    faults: tuple[Fault, ...]

    @property
    def over_limit(self) -> tuple[Tally, ...]:
        """Tables with more faulty rows than the limit allows."""
        return tuple(tally for tally in self.tallies if tally.share > self.limit)


def broken_rows(findings: Sequence[Finding]) -> pd.Index[int]:
    """Positions of all rows that break a rule, each once, in order."""
    found = [finding.rows.to_numpy(dtype=np.int64) for finding in findings]
    rows: pd.Index[int] = pd.Index(np.unique(np.concatenate([np.empty(0, np.int64), *found])))
    return rows


def tally_of(table: Table, rows: int, findings: Sequence[Finding], *, assumed: int, torn: int = 0) -> Tally:
    """The counts of one table: of rows that were looked at, and of lines that are no rows."""
    faults = sum(len(finding.rows) for finding in findings)
    return Tally(table.name, rows + torn, len(broken_rows(findings)) + torn, faults + torn, assumed)


def told(table: Table, findings: Sequence[Finding], *, frame: pd.DataFrame, origin: Origin) -> Iterator[Fault]:
    """The faults of findings, in the order of the rows, as long as somebody wants to hear them."""
    rows = sorted((row, number) for number, finding in enumerate(findings) for row in finding.rows[:LISTED])
    for row, number in rows:
        finding = findings[number]
        file, line = origin.place(row)
        got, allowed = _got(table, finding, frame, origin, row), _allowed(table, finding, frame, row)
        yield Fault(
            table.name, file, line, finding.column, finding.rule, got, allowed, _action(table, finding, frame, row)
        )


def torn_row(table: Table, row: Torn) -> Fault:
    """The fault of a row with too many or too few cells."""
    over = f" over {row.rows} lines" if row.rows > 1 else ""
    got, allowed = f"{row.cells} cells{over}", f"are {row.expected}"
    if row.cells == row.expected:
        got, allowed = f"a cell{over} with whole rows in it", "is a quotation mark that is closed in the same cell"
    return Fault(table.name, row.file, row.line, "", Rule.TORN, got, allowed, _DO[Rule.TORN])


def _got(table: Table, finding: Finding, frame: pd.DataFrame, origin: Origin, row: int) -> str:
    column = table.column(finding.column)
    match finding.rule:
        case Rule.MISSING:
            return "nothing"
        case Rule.CONFLICT:
            return "two different rows"
        case Rule.BOTH_OPEN:
            return "two that are both open"
        case Rule.UNREADABLE:
            return shown(str(origin.unreadable[column.name][row]), identifies=column.identifies, allowed=column.allowed)
        case Rule.SUM_OVER:
            names = finding.other.split()
            return f"{' + '.join(names)} = {frame.loc[[row], names].to_numpy(dtype=float).sum():g}"
        case _:
            return _cell(column, frame.loc[row, column.name])


def _cell(column: Column, value: object) -> str:
    match value:
        case pd.Timestamp() if not column.identifies:
            return f"{value:%Y-%m-%d %H:%M}" if column.kind is Kind.INSTANT else f"{value:%Y-%m-%d}"
        case int() | float() | np.number():
            return f"{float(value):g}"
        case _:
            return shown(str(value), identifies=column.identifies, allowed=column.allowed)


def _allowed(table: Table, finding: Finding, frame: pd.DataFrame, row: int) -> str:
    match finding.rule:
        case Rule.AFTER_DELIVERY:
            return f"up to the day of delivery ({finding.other})"
        case Rule.OVER | Rule.SUM_OVER:
            name = table.column(finding.column).at_most
            return f"0 to {name} ({_cell(table.column(name), frame.loc[row, name])})"
        case Rule.ORDER:
            return f"the day of '{finding.other}' or later"
        case Rule.CONFLICT:
            return f"one row for each {', '.join(table.key)}{' and known_at' if table.has_versions else ''}"
        case rule:
            return _ALLOWED.get(rule) or allowed_in(table.column(finding.column))


def allowed_in(column: Column) -> str:
    """What a cell of a column may hold, in words."""
    if column.allowed:
        return "one of " + ", ".join(column.allowed)
    if column.low is not None and column.high is not None:
        number = "a whole number from " if column.kind is Kind.INTEGER else "a number from "
        return f"{number}{column.low:g} to {column.high:g}"
    return {
        Kind.TEXT: "1 to 64 letters a-z, digits, _ or -" if column.identifies else "a text without control characters",
        Kind.DATE: "a day as yyyy-mm-dd or dd-mm-yyyy, or as the mapping's date_format says",
        Kind.INSTANT: "a day and time as yyyy-mm-dd hh:mm:ss",
        Kind.INTEGER: "a whole number",
        Kind.NUMBER: "a number",
        Kind.FLAG: "true or false",
    }[column.kind]


def _action(table: Table, finding: Finding, frame: pd.DataFrame, row: int) -> str:
    if finding.rule is not Rule.UNKNOWN:
        return _DO[finding.rule]
    value = str(frame.loc[row, finding.column])
    hint = did_you_mean(value, table.column(finding.column).allowed).strip()
    return f"{_DO[Rule.UNKNOWN]}. {hint}".strip().removesuffix(".")
