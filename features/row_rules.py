"""What may stand in a row, judged by the declaration of its table; whole columns at a time.

A retracted row needs its key, `known_at` and `retracted` alone, so nothing else in it is judged. An empty cell breaks no rule but
that of being missing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from features import calendar
from features.faults import Finding, Rule, broken_rows
from features.masking import looks_like_cpr
from features.records import Column, Kind, Table

ELSEWHERE = (5, 6)
"""Steps of the ladder that are recorded by others and refused here."""


@dataclass(frozen=True)
class Limits:
    """What rows are held against besides their declaration.

    `births`: day of birth by youth_id. `delivered_on`: day of the delivery, missing if it is not declared.
    """

    delivered_on: date | None = None
    births: pd.Series[pd.Timestamp] = field(default_factory=lambda: pd.Series(dtype="datetime64[s]"))


def broken_rules(
    table: Table, frame: pd.DataFrame, *, limits: Limits, unreadable: Mapping[str, pd.Series[str]]
) -> list[Finding]:
    """Every rule that rows of a table break, apart from how they stand to one another.

    Shape: `frame` in declared dtypes, its index the positions of the rows; findings with at least one row.
    """
    live = frame[~frame["retracted"]] if "retracted" in table.names else frame
    births = frame["youth_id"].map(limits.births) if "youth_id" in table.names and len(limits.births) else None
    findings: list[Finding] = []
    for column in table.columns:
        rows = frame if column.name in (*table.key, "known_at") else live
        lost = unreadable[column.name].index if column.name in unreadable else frame.index[:0]
        findings.append(Finding(Rule.UNREADABLE, column.name, rows.index.intersection(lost)))
        findings.append(Finding(Rule.MISSING, column.name, _missing(column, rows, lost)))
        findings.extend(_cell_rules(table, column, rows[column.name]))
        if column.kind in (Kind.DATE, Kind.INSTANT):
            findings.extend(_day_rules(column, rows[column.name], limits.delivered_on))
        if column.kind is Kind.DATE and births is not None and column.name != "birth_on":
            findings.append(_before_birth(column, rows[column.name], births.loc[rows.index]))
    findings.extend(_retractions(table, frame))
    findings.extend(_at_most(table, live))
    for first, last in table.order:
        findings.append(_holds(Rule.ORDER, last, live[last] < live[first], other=first))
    return [finding for finding in findings if len(finding.rows)]


def without_place(table: Table, findings: Sequence[Finding]) -> pd.Index[int]:
    """Positions of rows whose key or days cannot be trusted, so that they cannot be compared with others."""
    placing = {*table.key, "known_at", "ended_on"}
    return broken_rows([finding for finding in findings if finding.column in placing])


def _holds(rule: Rule, column: str, broken: pd.Series[bool], *, other: str = "") -> Finding:
    broken = broken.fillna(False).astype(bool)
    return Finding(rule, column, broken.index[broken.to_numpy()], other)


def _missing(column: Column, rows: pd.DataFrame, lost: pd.Index[int]) -> pd.Index[int]:
    if column.missing:
        return rows.index[:0]
    return rows.index[rows[column.name].isna().to_numpy()].difference(lost)


def _retractions(table: Table, frame: pd.DataFrame) -> Iterator[Finding]:
    if "retracted" in table.names:
        yield _holds(Rule.MISSING, "known_at", frame["retracted"] & frame["known_at"].isna())


def _cell_rules(table: Table, column: Column, cells: pd.Series[Any]) -> Iterator[Finding]:
    if column.kind is Kind.TEXT:
        yield from _text_rules(column, cells)
    if column.low is None or column.high is None:
        return
    outside = (cells < column.low) | (cells > column.high)
    if (table.name, column.name) == ("interventions", "step"):
        elsewhere = cells.isin(ELSEWHERE)
        yield _holds(Rule.ELSEWHERE, column.name, elsewhere)
        outside &= ~elsewhere
    yield _holds(Rule.RANGE, column.name, outside)


def _text_rules(column: Column, cells: pd.Series[str]) -> Iterator[Finding]:
    words = list(cells.dropna().unique())
    personal = (
        column.name.endswith("_id") and column.name != "institution_id"
    )  # a production unit's number may begin like a date
    numbers = {word for word in words if personal and _is_cpr(column, word)}
    yield _among(Rule.CPR, column, cells, numbers)
    if column.allowed:
        yield _among(Rule.UNKNOWN, column, cells, set(words) - set(column.allowed))
    form = re.compile(column.pattern or r"[^\x00-\x1f]{1,200}")
    yield _among(
        Rule.VALUE, column, cells, {word for word in words if not form.fullmatch(word)} if not column.allowed else set()
    )


def _is_cpr(column: Column, word: str) -> bool:
    """Whether an id is built like a CPR number; only a youth's is taken for one that lost its zero."""
    return looks_like_cpr(word, zero_lost=column.name == "youth_id")


def _among(rule: Rule, column: Column, cells: pd.Series[str], words: Collection[str]) -> Finding:
    return _holds(rule, column.name, cells.isin(list(words))) if words else Finding(rule, column.name, cells.index[:0])


def _day_rules(column: Column, days: pd.Series[pd.Timestamp], delivered_on: date | None) -> Iterator[Finding]:
    first, last = pd.Timestamp(calendar.FIRST_DAY), pd.Timestamp(date(calendar.LAST_YEAR + 1, 1, 1))
    yield _holds(Rule.TOO_EARLY, column.name, days < first)
    yield _holds(Rule.TOO_LATE, column.name, days >= last)
    if delivered_on is not None and not column.ahead:
        late = days >= _day_after(column, delivered_on)
        yield _holds(Rule.AFTER_DELIVERY, column.name, late & (days < last), other=f"{delivered_on}")


def _before_birth(column: Column, days: pd.Series[pd.Timestamp], births: pd.Series[pd.Timestamp]) -> Finding:
    return _holds(Rule.BEFORE_BIRTH, column.name, (days < births) & (days >= pd.Timestamp(calendar.FIRST_DAY)))


def _day_after(column: Column, day: date) -> pd.Timestamp:
    after = day + timedelta(days=1)
    if column.kind is Kind.INSTANT:
        return pd.Timestamp(calendar.cut(after)).tz_localize(None)
    return pd.Timestamp(after)


def _at_most(table: Table, live: pd.DataFrame) -> Iterator[Finding]:
    """Counts over their whole, one by one and together."""
    groups: dict[str, list[str]] = {}
    for column in table.columns:
        if column.at_most:
            groups.setdefault(column.at_most, []).append(column.name)
    for whole, names in groups.items():
        each = pd.Series(False, index=live.index)
        for name in names:
            over = ((live[name] > live[whole]) & (live[name] >= 0)).fillna(False).astype(bool)
            each |= over
            yield _holds(Rule.OVER, name, over)
        together = (live[names].sum(axis=1, skipna=False) > live[whole]).fillna(False).astype(bool)
        yield _holds(Rule.SUM_OVER, names[-1], together & ~each, other=" ".join(names))
