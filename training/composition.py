"""What an evaluation's data were made of: the tables of the records, the days they span, and how much is missing of what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.dataset as ds

from features import catalogue
from features.records import ATTENDANCE, TABLES, Records
from features.vocabulary import Regime
from training.figures import Judged
from training.plan import attended_days

_EVER: Final = date(2100, 1, 1)


@dataclass(frozen=True)
class TableHeld:
    """A table of the records format: `rows` None where these records have none; `identifies`: columns that name somebody."""

    table: str
    meaning: str
    basis: str
    rows: int | None
    identifies: tuple[str, ...]


@dataclass(frozen=True)
class Composition:
    """What the records hold. `missing`: share of the judged, assessed rows without a value, by regime and indicator."""

    tables: tuple[TableHeld, ...]
    first_attended_on: date | None
    last_attended_on: date | None
    missing: Mapping[str, Mapping[str, float]]


def compose(records: Records, told: Judged) -> Composition:
    """The composition of records, and of the rows that were judged on them."""
    days = attended_days(records, known_before=_EVER) if ATTENDANCE.name in records.contained else None
    tables = tuple(
        TableHeld(
            table.name,
            table.meaning,
            str(table.legal_reference),
            _rows(records, table.name) if table.name in records.contained else None,
            tuple(column.name for column in table.columns if column.identifies),
        )
        for table in TABLES
    )
    first, last = days or (None, None)
    return Composition(tables, first, last, _missing(told))


def _rows(records: Records, table: str) -> int:
    if table != ATTENDANCE.name:
        return len(records.tables[table])
    source = records.attendance
    parts = () if source is None else (source,) if isinstance(source, pa.Table) else source
    return sum(ds.dataset(part).count_rows() for part in parts)


def _missing(told: Judged) -> dict[str, dict[str, float]]:
    found = {}
    for regime in Regime:
        here = told.indicators[(told.rows["regime"] == regime).to_numpy()]
        if len(here):
            shares = here[[item.name for item in catalogue.INDICATORS if regime in item.regimes]].isna().mean()
            found[str(regime)] = {str(name): float(share) for name, share in shares.items()}
    return found
