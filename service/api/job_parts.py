"""The records of a job cut into parts that are scored one after the other: a youth with all rows of theirs, and every row about nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from features.records import TABLES
from features.vocabulary import NOT_SCORED, DataKind, YouthId
from service.api.answers import ScoresAsked
from service.api.rows import RecordsAsked, records_of
from service.api.scoring import Given

PART: Final = 250
"""Youths of a part: what is lost of a job that was interrupted, and the steps in which its progress is told."""
Rows = Sequence[Any]


@dataclass(frozen=True)
class Part:
    """Some youths to be scored together; `numbers`: the row of `records.youths` that first named each."""

    given: Given
    numbers: Mapping[str, int]


def numbers_of(asked: ScoresAsked) -> dict[str, int]:
    """The youths that are asked for, each with the first row that names it."""
    found: dict[str, int] = {}
    for number, row in enumerate(_youths(asked)):
        found.setdefault(row.youth_id, number)
    return found


def parts_of(asked: ScoresAsked, data: DataKind, *, size: int = PART) -> Iterator[Part]:
    """The parts of a job, in the order in which its youths were sent."""
    numbers = numbers_of(asked)
    part_of = {youth_id: order // size for order, youth_id in enumerate(numbers)}
    count = (len(numbers) + size - 1) // size
    tables = {table.name: _cut(getattr(asked.records, table.name), part_of, count) for table in TABLES}
    for part in range(count):
        some: dict[str, Any] = {name: cut[part] for name, cut in tables.items()}
        rows: Any = RecordsAsked.model_construct(None, **some)
        youths = [(YouthId(row.youth_id), row.district_id) for row in rows.youths]
        may_be_spared = any(row.status in NOT_SCORED for row in rows.spells)
        given = Given(records_of(rows, data), youths, may_be_spared)
        yield Part(given, {youth_id: numbers[youth_id] for youth_id, _ in youths})


def _cut(rows: Rows | None, part_of: Mapping[str, int], count: int) -> Sequence[Rows | None]:
    """The rows of a table by part; a youth whom nothing is asked of goes with the first, to be looked at there as anywhere."""
    if not rows or "youth_id" not in type(rows[0]).model_fields:
        return [rows] * count
    cut: list[list[Any]] = [[] for _ in range(count)]
    for row in rows:
        cut[part_of.get(row.youth_id, 0)].append(row)
    return cut


def _youths(asked: ScoresAsked) -> Rows:
    rows: Any = asked.records
    found: Rows = rows.youths
    return found
