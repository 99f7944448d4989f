"""What each table of the store is held for, by which law, and which limit of retention ends it: for whoever has to account for them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from features.legal import REFERENCES, HeldFor, Reference
from features.records import ATTENDANCE
from service.store.job_tables import JOB_RECORDS, JOB_SCORES
from service.store.retention import JUDGED
from service.store.subjects import mapping
from service.store.tables import AUDIT

_LINES: Final = Path(__file__).with_name("purposes.toml")
STORE, LAKE = "store", "lake"
"""Where tables lie: in the database, or as files of the records format."""


@dataclass(frozen=True)
class Held:
    """What a table is held for, and by which law."""

    purpose: HeldFor
    legal_reference: Reference


@cache
def held_for() -> Mapping[str, Held]:
    """The reviewed lines, by table of the store."""
    told = tomllib.loads(_LINES.read_text(encoding="utf-8"))
    return {name: Held(HeldFor(line["purpose"]), REFERENCES[line["law"]]) for name, line in told.items()}


def kept_until(of: str, table: str) -> str | None:
    """The name of the limit (in `Limits`, or the hours of a job) that ends a table's rows about a youth; None where no row is about one."""
    if of == STORE and table in {AUDIT.name, *(one.name for one in JUDGED)}:
        return "judgement_months"
    if of == STORE and table in {JOB_RECORDS.name, JOB_SCORES.name}:
        return "job_hours"
    if of == LAKE and table == ATTENDANCE.name:
        return "attendance_school_years"
    return None if mapping(of)[table].none else "everything_months"
