"""How efforts went, and whom no list told of, counted from the records of everybody as the published night saw them.

Counts of many alone leave here; they are shown only as far as nobody can be found in them (`service.domain.suppression`).
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa

from features.asof import Known, known_on
from features.checking import check_tables
from features.errors import FeaturesError
from features.outcome import GRACE_DAYS, outcomes_known
from features.permission import Permits, Phase, Purpose, bare_tables
from features.records import BY_NAME, INTERVENTIONS, SPELLS, YOUTHS
from features.vocabulary import DataKind, InterventionKind, YouthId
from models.scores import OnsetProfile
from service.domain.closings import Helped
from service.domain.errors import ServiceError
from service.domain.help import HERNING, table_on
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


@dataclass(frozen=True)
class Results:
    """Efforts that ended, by step of the ladder and by onset profile, each with what came of it; and months that are mature.

    `views`: courses that were closed, by whether they helped as the counsellor and as the youth saw it. Each is empty while there is
    nothing to count, or it may not, or cannot, be read.
    """

    by_step: Mapping[tuple[str, Came], int] = field(default_factory=dict)
    by_profile: Mapping[tuple[str, Came], int] = field(default_factory=dict)
    views: Mapping[tuple[Helped, Helped], int] = field(default_factory=dict)
    months: tuple[NotFound, ...] = ()


@dataclass(frozen=True)
class Read:
    """Which records are read, and what permits it."""

    run: Run
    permits: Permits


def read_results(work: Work, lake: Lake, seen: Overview, read: Read) -> Results:
    """What the records of the published night, and what people wrote here, say of efforts and endings."""
    since = months_before(read.run.business_on, RESULT_MONTHS)
    here = past_lists.ended_efforts(work, seen, since=since)
    told = _of_records(lake, read)
    ended = {
        (one.youth_id, one.kind, one.started_on): one for one in (*told, *here)
    }.values()  # told twice, counted once
    profiles = past_lists.profiles(work, seen, run_id=read.run.run_id) if ended else {}
    return Results(
        Counter((str(one.step), one.came) for one in ended),
        Counter((profiles.get(one.youth_id, str(OnsetProfile.UNDETERMINED)), one.came) for one in ended),
        past_lists.views_at_closing(work, seen, since=since),
        tuple(_not_found(work, seen, month, lost) for month, lost in _endings(work, lake, read)),
    )


def _of_records(lake: Lake, read: Read) -> tuple[Ended, ...]:
    """Efforts of the records that ended not too long ago."""
    asked = _asked(lake, (INTERVENTIONS.name,), read)
    return () if asked is None else _ended(asked)


def _endings(work: Work, lake: Lake, read: Read) -> tuple[tuple[date, Mapping[YouthId, date]], ...]:
    """By mature month the youths who dropped out in it, and when; the latest first."""
    months = _mature_months(first_night(work), on=read.run.business_on)
    asked = _asked(lake, (YOUTHS.name, SPELLS.name), read) if months else None
    return () if asked is None else _lost(asked, months)


def _not_found(work: Work, seen: Overview, month_on: date, lost: Mapping[YouthId, date]) -> NotFound:
    listed = past_lists.first_listed(work, seen, youth_ids=lost, since=month_on - BEFORE)
    unlisted = [name for name, ended in lost.items() if listed.get(name, date.max) > ended]
    return NotFound(month_on, len(lost), len(unlisted))


def _mature_months(began_on: date | None, *, on: date) -> tuple[date, ...]:
    """First days of whole months since the service began whose endings are known by now, the latest first."""
    firsts = [months_before(on.replace(day=1), back) for back in range(1, MONTHS + _UNRIPE)]
    known = [first for first in firsts if _next(first) + timedelta(days=GRACE_DAYS) + REPORT_DELAY <= on]
    return tuple(first for first in known if began_on is not None and first >= began_on)[:MONTHS]


def _next(month_on: date) -> date:
    return month_on + timedelta(days=monthrange(month_on.year, month_on.month)[1])


# What is read once for a night: the same version of the lake says the same, unless somebody was erased from it


@dataclass(frozen=True)
class _Asked:
    """Tables of the lake as a night saw them; `sha256` is of the version, which erasing changes."""

    folder: Path
    version: int
    sha256: str
    tables: tuple[str, ...]
    on: date

    def known(self) -> Known | None:
        """The tables; None if they are gone or too faulty."""
        tables = [BY_NAME[name] for name in self.tables]
        try:
            records = Lake(self.folder).records_of_tables(self.version, tables, as_of=self.on)
            read = {name: records.tables[name] for name in self.tables}
            return known_on(check_tables(replace(records, tables=read), as_of=self.on).records, self.on)
        except (FeaturesError, ServiceError, OSError, pa.ArrowException):  # the page says that it is not measured
            return None


def _asked(lake: Lake, tables: tuple[str, ...], read: Read) -> _Asked | None:
    """What to read; None without a version, without the tables in it, or without a basis for them."""
    number, on = read.run.lake_version, read.run.business_on
    try:
        version = lake.version(number) if number is not None else None
        if number is None or version is None or not set(tables) <= set(version.contained):
            return None
        is_real = version.data is DataKind.REAL
        if is_real and bare_tables(tables, Purpose.DUTIES, Phase.OPERATION, on=on, permits=read.permits):
            return None
        return _Asked(lake.folder, number, lake.versions.sha256(number), tables, on)
    except (ServiceError, OSError):  # gone or damaged: the page says that it is not measured
        return None


@lru_cache(maxsize=4)
def _ended(asked: _Asked) -> tuple[Ended, ...]:
    """Efforts that ended not too long ago; their step is the ladder's own."""
    known = asked.known()
    if known is None:
        return ()
    rows, steps = known[INTERVENTIONS.name], table_on(HERNING, asked.on).steps
    rows = rows[rows["ended_on"] >= pd.Timestamp(months_before(asked.on, RESULT_MONTHS))]
    cells = zip(*(rows[name] for name in ("youth_id", "kind", "started_on", "result")), strict=True)
    return tuple(
        Ended(YouthId(name), InterventionKind(kind), began.date(), steps[InterventionKind(kind)], _came(result))
        for name, kind, began, result in cells
    )


def _came(result: object) -> Came:
    return Came(result) if isinstance(result, str) else Came.UNKNOWN


@lru_cache(maxsize=4)
def _lost(asked: _Asked, months: tuple[date, ...]) -> tuple[tuple[date, Mapping[YouthId, date]], ...]:
    known = asked.known()
    return () if known is None else tuple((month_on, _lost_in(known, month_on)) for month_on in months)


def _lost_in(known: Known, month_on: date) -> Mapping[YouthId, date]:
    """Who dropped out in a month, and on which day the activity ended."""
    days = (_next(month_on) - month_on).days
    told = outcomes_known(known, youths=_aged(known, month_on), as_of=month_on, horizon_days=days)
    ended = told.loc[told["outcome"].eq(1).fillna(value=False), "ended_on"]
    return {YouthId(str(name)): day.date() for name, day in ended.items()}


def _aged(known: Known, on: date) -> pd.Index[str]:
    """Who had completed 15 to 18 years on a day."""
    youths, (low, high) = known[YOUTHS.name], AGES
    youngest, oldest = (pd.Timestamp(months_before(on, 12 * years)) for years in (low, high + 1))
    found: pd.Index[str] = pd.Index(
        youths.loc[youths["birth_on"].between(oldest, youngest, inclusive="right"), "youth_id"]
    )
    return found.unique()
