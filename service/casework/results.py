"""How efforts went, and whom no list told of, counted from the records of everybody as the published night saw them.

Counts of many alone leave here; they are shown only as far as nobody can be found in them (`service.domain.suppression`).
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
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
from features.vocabulary import InterventionKind, YouthId
from models.scores import OnsetProfile
from service.domain.errors import ServiceError
from service.domain.help import HERNING, table_on
from service.domain.legal_basis import tables_with_basis
from service.domain.night import Run
from service.domain.overview import Came, Ended, NotFound
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

    Each is empty while there is nothing to count, or it may not, or cannot, be read.
    """

    by_step: Mapping[tuple[str, Came], int] = field(default_factory=dict)
    by_profile: Mapping[tuple[str, Came], int] = field(default_factory=dict)
    months: tuple[NotFound, ...] = ()


@dataclass(frozen=True)
class Read:
    """Which records are read, and what permits it."""

    run: Run
    permits: Permits


def read_results(work: Work, lake: Lake, seen: Overview, read: Read) -> Results:
    """What the records of the published night, and what people wrote here, say of efforts and endings."""
    on, known = read.run.business_on, _known(lake, read)
    told = _of_records(known, on=on) if known else []
    here = past_lists.ended_efforts(work, seen, since=months_before(on, RESULT_MONTHS))
    ended = {
        (one.youth_id, one.kind, one.started_on): one for one in (*told, *here)
    }.values()  # told twice, counted once
    profiles = past_lists.profiles(work, seen, run_id=read.run.run_id) if ended else {}
    return Results(
        Counter((str(one.step), one.came) for one in ended),
        Counter((profiles.get(one.youth_id, str(OnsetProfile.UNDETERMINED)), one.came) for one in ended),
        tuple(_months(work, seen, known, on=on)) if known else (),
    )


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


def _of_records(known: Known, *, on: date) -> list[Ended]:
    """Efforts of the records that ended not too long ago; their step is the ladder's own."""
    if INTERVENTIONS.name not in known.contained:
        return []
    rows, steps = known[INTERVENTIONS.name], table_on(HERNING, on).steps
    rows = rows[rows["ended_on"] >= pd.Timestamp(months_before(on, RESULT_MONTHS))]
    cells = zip(*(rows[name] for name in ("youth_id", "kind", "started_on", "result")), strict=True)
    return [
        Ended(YouthId(name), InterventionKind(kind), began.date(), steps[InterventionKind(kind)], _came(result))
        for name, kind, began, result in cells
    ]


def _came(result: object) -> Came:
    return Came(result) if isinstance(result, str) else Came.UNKNOWN


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
