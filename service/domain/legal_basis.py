"""What of a delivery may be used for what: tables of real data without a basis are refused by name, and the rest runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from features.permission import LeftOut, Permits, Phase, Purpose, bare_tables
from features.records import ATTENDANCE, BY_NAME, TABLES, Records, empty
from features.vocabulary import DataKind, DistrictId, YouthId
from service.domain.errors import NotPermitted

REQUIRED: Final = frozenset(table.name for table in TABLES if table.required)


@dataclass(frozen=True)
class Lawful:
    """Records as far as they may be used, and the names of the tables that may not."""

    records: Records
    refused: tuple[str, ...] = ()


def tables_with_basis(
    records: Records, purpose: Purpose, phase: Phase = Phase.OPERATION, *, on: date, permits: Permits
) -> Lawful:
    """The records without those tables that no basis covers on a day; data that are not real need none.

    Raises: NotPermitted if a table is refused without which nothing can be decided.
    """
    if records.delivery.data is not DataKind.REAL:
        return Lawful(records)
    refused = bare_tables(records.contained, purpose, phase, on=on, permits=permits)
    missing = sorted(REQUIRED & set(refused))
    if missing:
        raise NotPermitted(
            f"{purpose}: got real data without a legal basis for: {', '.join(refused)}. Nothing can be decided without "
            f"{' and '.join(missing)}. Record a basis with `alleskalmed basis add`; until then what was published stands."
        )
    return Lawful(_without(records, refused), refused)


def left_out(records: Records, permits: Permits) -> dict[YouthId, LeftOut]:
    """Youths of these records whom an objection or a stop switch leaves out of the risk engine, and why; asked of every row of a youth."""
    rows = records.tables["youths"]
    found = {}
    for name, district in zip(rows["youth_id"], rows["district_id"], strict=True):
        why = permits.why_left_out(YouthId(name), DistrictId(district) if isinstance(district, str) else None)
        if why is not None:
            found[YouthId(name)] = why
    return found


def _without(records: Records, names: tuple[str, ...]) -> Records:
    if not names:
        return records
    emptied = {name: empty(BY_NAME[name]) for name in names if name in records.tables}
    return replace(
        records,
        tables={**records.tables, **emptied},
        attendance=None if ATTENDANCE.name in names else records.attendance,
        contained=records.contained - set(names),
    )
