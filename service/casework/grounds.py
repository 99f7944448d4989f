"""What a judgement is read against: the youth's own records behind its reasons, and the efforts that have been tried.

They are read from the lake as the published night saw them, so that what is shown is what was counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from features.asof import known_on
from features.behind import Behind, records_behind
from features.checking import check_tables
from features.errors import FeaturesError
from features.permission import Permits, Phase, Purpose, check_may_profile
from features.records import INTERVENTIONS, YOUTHS, Records
from features.vocabulary import DistrictId, InterventionKind, InterventionResult
from service.domain.errors import ServiceError
from service.domain.help import Effort
from service.domain.legal_basis import tables_with_basis
from service.domain.sight import OneYouth
from service.store.records_lake import Lake


@dataclass(frozen=True)
class Asked:
    """Whose records are asked for, as which night saw them, and what permits reading them now.

    `version`: of the lake, that the night was made from. `indicators`: those that the judgement tells of.
    """

    seen: OneYouth
    district_id: DistrictId | None
    as_of: date
    version: int | None
    indicators: frozenset[str]
    permits: Permits


@dataclass(frozen=True)
class Grounds:
    """By indicator the records behind it, and the efforts in order; each None while it may not, or cannot, be read."""

    behind: Mapping[str, Behind] | None = None
    efforts: tuple[Effort, ...] | None = None


def read_grounds(lake: Lake, asked: Asked) -> Grounds:
    """What the judgement of a youth is read against.

    Sees: what was known on the morning of the night, not what has come since.
    """
    if asked.version is None:
        return Grounds()
    try:
        records = lake.records_of_youth(asked.version, asked.seen, as_of=asked.as_of)
    except (ServiceError, OSError, pa.ArrowException):  # gone or damaged: the page says so, and the rest of it stands
        return Grounds()
    return Grounds(_behind(records, asked), _efforts(records, asked))


def _behind(records: Records, asked: Asked) -> Mapping[str, Behind] | None:
    """The records behind the reasons; none any more once the engine is stopped or the youth has objected."""
    permits, data = asked.permits, records.delivery.data
    if permits.why_left_out(asked.seen.youth_id, asked.district_id) is not None:
        return None
    try:
        check_may_profile(data, Phase.OPERATION, tables=records.contained, on=asked.as_of, permits=permits)
        found = records_behind(records, asked.seen.youth_id, as_of=asked.as_of, indicators=asked.indicators)
    except FeaturesError:  # stopped, without basis, or too faulty: the page says that the days cannot be shown
        return None
    return found or None


def _efforts(records: Records, asked: Asked) -> tuple[Effort, ...] | None:
    """Efforts that had begun, in order; the work with a youth rests on the law of duties, not on that of profiling."""
    try:
        lawful = tables_with_basis(records, Purpose.DUTIES, on=asked.as_of, permits=asked.permits)
        if INTERVENTIONS.name not in lawful.records.contained:
            return None
        tables = {name: lawful.records.tables[name] for name in (YOUTHS.name, INTERVENTIONS.name)}
        sound = check_tables(replace(lawful.records, tables=tables), as_of=asked.as_of).records
    except (FeaturesError, ServiceError):  # without basis or too faulty: the page says that efforts are not known
        return None
    rows = known_on(sound, asked.as_of)[INTERVENTIONS.name].sort_values(["started_on", "kind"])
    return tuple(_effort(row) for row in rows[rows["youth_id"] == asked.seen.youth_id].itertuples(index=False))


def _effort(row: Any) -> Effort:
    is_told = isinstance(row.result, str)
    is_open = bool(pd.isna(row.ended_on))
    return Effort(InterventionKind(row.kind), is_open, InterventionResult(row.result) if is_told else None)
