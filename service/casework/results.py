"""How efforts went, and whom no list told of, counted from the records of everybody as the published night saw them.

Counts of many alone leave here; they are shown only as far as nobody can be found in them (`service.domain.suppression`).
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import pandas as pd
import pyarrow as pa

from features.asof import Known, known_on
from features.checking import check_tables
from features.errors import FeaturesError
from features.outcome import GRACE_DAYS, outcomes_known
from features.permission import Permits, Purpose
from features.records import INTERVENTIONS, SPELLS, YOUTHS
from features.vocabulary import InterventionKind, InterventionResult, YouthId
from models.scores import OnsetProfile
from service.domain.errors import ServiceError
from service.domain.help import HERNING, table_on
from service.domain.legal_basis import tables_with_basis
from service.domain.night import Run
from service.domain.overview import NotFound
from service.domain.retention import months_before
from service.domain.sight import Overview
from service.store import past_lists
from service.store.nights import first_night
from service.store.records_lake import Lake
from service.store.unit_of_work import Work

RESULT_MONTHS: Final = 24
"""How long ago an effort may have ended whose result is counted."""
MONTHS: Final = 12
"""Months that are looked back on for those whom no list told of."""
REPORT_DELAY: Final = timedelta(days=90)
"""After which an ending is known; interruptions reach the municipality late."""
BEFORE: Final = timedelta(days=180)
"""How long before an ending a list counts as having told of the youth."""
_UNRIPE: Final = 7
"""Months, the present one among them, whose endings cannot be known yet."""
AGES: Final = (15, 18)
_TABLES: Final = (YOUTHS, SPELLS, INTERVENTIONS)


@dataclass(frozen=True)
class Results:
    """Efforts that ended, by step of the ladder and by onset profile, each with what came of it; and months that are mature.

    `by_step`, `by_profile`: None while efforts may not, or cannot, be read; `months` is empty while none is mature.
    """

    by_step: Mapping[tuple[str, InterventionResult], int] | None = None
    by_profile: Mapping[tuple[str, InterventionResult], int] | None = None
    months: tuple[NotFound, ...] = ()


@dataclass(frozen=True)
class Read:
    """Which records are read, and what permits it."""

    run: Run
    permits: Permits


def read_results(work: Work, lake: Lake, seen: Overview, read: Read) -> Results:
    """What the records of the published night say of efforts and endings."""
    known = _known(lake, read)
    if known is None:
        return Results()
    months = tuple(_months(work, seen, known, on=read.run.business_on))
    if INTERVENTIONS.name not in known.contained:
        return Results(months=months)
    ended = _ended(known, on=read.run.business_on)
    profiles = past_lists.profiles(work, seen, run_id=read.run.run_id)
    steps = table_on(HERNING, read.run.business_on).steps
    by_step, by_profile = Counter[tuple[str, InterventionResult]](), Counter[tuple[str, InterventionResult]]()
    for name, kind, told in zip(ended["youth_id"], ended["kind"], ended["result"], strict=True):
        result = InterventionResult(told) if isinstance(told, str) else InterventionResult.UNKNOWN
        by_step[str(steps[InterventionKind(kind)]), result] += 1
        by_profile[profiles.get(YouthId(name), OnsetProfile.UNDETERMINED), result] += 1
    return Results(by_step, by_profile, months)


def _known(lake: Lake, read: Read) -> Known | None:
    """The tables as the night knew them; None if they cannot be read, or there is no basis for it."""
    if read.run.lake_version is None:
        return None
    on = read.run.business_on
    try:
        records = lake.records_of_tables(read.run.lake_version, _TABLES, as_of=on)
        lawful = tables_with_basis(records, Purpose.DUTIES, on=on, permits=read.permits).records
        tables = {table.name: lawful.tables[table.name] for table in _TABLES}
        return known_on(check_tables(replace(lawful, tables=tables), as_of=on).records, on)
    except (
        FeaturesError,
        ServiceError,
        OSError,
        pa.ArrowException,
    ):  # gone, damaged or without basis: the page says so
        return None


def _ended(known: Known, *, on: date) -> pd.DataFrame:
    rows = known[INTERVENTIONS.name]
    return rows[rows["ended_on"] >= pd.Timestamp(months_before(on, RESULT_MONTHS))]


def _months(work: Work, seen: Overview, known: Known, *, on: date) -> Iterator[NotFound]:
    """Whole months since the service began whose endings are known by now, the latest first."""
    began_on = first_night(work)
    for back in range(1, MONTHS + _UNRIPE):
        first = months_before(on.replace(day=1), back)
        days = monthrange(first.year, first.month)[1]
        is_mature = first + timedelta(days=days + GRACE_DAYS) + REPORT_DELAY <= on
        if began_on is None or first < began_on:
            return
        if is_mature:
            yield _of_month(work, seen, known, first, days)


def _of_month(work: Work, seen: Overview, known: Known, first: date, days: int) -> NotFound:
    told = outcomes_known(known, youths=_aged(known, first), as_of=first, horizon_days=days)
    lost = {
        YouthId(str(name)): ended.date()
        for name, ended in told.loc[told["outcome"].eq(1).fillna(value=False), "ended_on"].items()
    }
    listed = past_lists.first_listed(work, seen, youth_ids=lost, since=first - BEFORE)
    unlisted = [name for name, ended in lost.items() if listed.get(name, date.max) > ended]
    return NotFound(first, len(lost), len(unlisted))


def _aged(known: Known, on: date) -> pd.Index[str]:
    """Who had completed 15 to 18 years on a day."""
    youths, (low, high) = known[YOUTHS.name], AGES
    youngest, oldest = (pd.Timestamp(months_before(on, 12 * years)) for years in (low, high + 1))
    found: pd.Index[str] = pd.Index(
        youths.loc[youths["birth_on"].between(oldest, youngest, inclusive="right"), "youth_id"]
    )
    return found.unique()
