"""Who was spoken with and what was begun, from what people wrote here and from the records of the published night."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from features.asof import known_on
from features.checking import check_tables
from features.errors import FeaturesError
from features.permission import Permits, Phase, Purpose, bare_tables
from features.records import BY_NAME, CONTACTS, INTERVENTIONS
from features.vocabulary import REACHED, DataKind, InterventionKind
from service.domain.errors import ServiceError
from service.domain.help import HERNING, table_on
from service.domain.night import Run
from service.domain.sight import Overview
from service.store import line
from service.store.records_lake import Lake
from service.store.unit_of_work import Work

_TABLES: Final = (CONTACTS.name, INTERVENTIONS.name)


@dataclass(frozen=True)
class Source:
    """Where it is read: the store, the lake as a night saw it, and what permits reading its tables."""

    work: Work
    lake: Lake
    run: Run
    permits: Permits


@dataclass(frozen=True)
class Followed:
    """Days on which youths were spoken with, and efforts that were begun, each sorted by day.

    `contacts`: youth_id, on. `efforts`: youth_id, on, step. `has_records`: whether the records could be read as well.
    """

    contacts: pd.DataFrame
    efforts: pd.DataFrame
    has_records: bool


def read_followed(source: Source, seen: Overview, *, since: date) -> Followed:
    """What was done since a day, as the published night and people here tell it."""
    told = _of_records(source)
    contacts, efforts = (_NOBODY_SPOKEN, _NOTHING_BEGUN) if told is None else told
    here = line.contacts_since(source.work, seen, since=since)
    begun = line.efforts_since(source.work, seen, since=since)
    return Followed(
        _by_day(contacts, _frame(here, _NOBODY_SPOKEN), since=since),
        _by_day(efforts, _frame(begun, _NOTHING_BEGUN), since=since),
        told is not None,
    )


_NOBODY_SPOKEN: Final = pd.DataFrame({"youth_id": [], "on": []}).astype({"youth_id": "str", "on": "datetime64[s]"})
_NOTHING_BEGUN: Final = _NOBODY_SPOKEN.assign(step=pd.Series(dtype="int64"))


def _frame(rows: Iterable[tuple[Any, ...]], like: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(like)).astype(like.dtypes.to_dict())


def _by_day(*parts: pd.DataFrame, since: date) -> pd.DataFrame:
    told = pd.concat(parts, ignore_index=True)
    return told[told["on"] >= pd.Timestamp(since)].drop_duplicates().sort_values(["on", "youth_id"], ignore_index=True)


def _of_records(source: Source) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Contacts and efforts of the records; None without a basis for them, or where they are gone or too faulty."""
    number, on = source.run.lake_version, source.run.business_on
    if number is None:
        return None
    try:
        version = source.lake.version(number)
        names = tuple(name for name in _TABLES if name in version.contained)
        if version.data is DataKind.REAL and bare_tables(
            names, Purpose.DUTIES, Phase.OPERATION, on=on, permits=source.permits
        ):
            return None
        records = source.lake.records_of_tables(number, [BY_NAME[name] for name in names], as_of=on)
        read = {name: records.tables[name] for name in names}
        known = known_on(check_tables(replace(records, tables=read), as_of=on).records, on)
        spoken = _contacts(known[CONTACTS.name]) if CONTACTS.name in names else _NOBODY_SPOKEN
        return spoken, _efforts(known[INTERVENTIONS.name], on) if INTERVENTIONS.name in names else _NOTHING_BEGUN
    except (FeaturesError, ServiceError, OSError, pa.ArrowException):  # the read-out says that records are missing
        return None


def _contacts(rows: pd.DataFrame) -> pd.DataFrame:
    spoken = rows[rows["kind"].isin(list(REACHED))]
    return _frame(zip(spoken["youth_id"], spoken["contacted_on"], strict=True), _NOBODY_SPOKEN)


def _efforts(rows: pd.DataFrame, on: date) -> pd.DataFrame:
    """Efforts by the step that the ladder gives them, whatever the records say."""
    steps = table_on(HERNING, on).steps
    step = [steps[InterventionKind(kind)] for kind in rows["kind"]]
    return _frame(zip(rows["youth_id"], rows["started_on"], step, strict=True), _NOTHING_BEGUN)
