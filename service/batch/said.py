"""What was said is compared with what happened, as lists mature; done once a week, when people have their list.

Everything is kept in one transaction, or nothing. Whatever goes wrong here is told and leaves the published list alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import pandas as pd

from features.asof import known_on
from features.calendar import cut, monday_of
from features.errors import FeaturesError
from features.permission import Phase, Purpose, bare_tables
from features.records import YOUTHS
from features.vocabulary import DataKind
from models.measures import Resampling
from service.batch.artefacts import Artefacts
from service.batch.night import INDICATORS, Counts, Night
from service.domain.errors import ServiceError
from service.domain.sight import AT_NIGHT
from service.monitoring.first_times import first_times
from service.monitoring.happened import LIVES, became
from service.monitoring.prospective import Material, count
from service.monitoring.rules_beside import Placed, placed
from service.store import frequencies, matured, nights
from service.store.identities import protected_before
from service.store.matured import SaidThen

RESAMPLING: Final = Resampling(seed=2026)
"""The same rows give the same intervals."""


def say_what_happened(night: Night) -> Counts:
    """Compare every list that has become mature with what happened, and count all of them anew; nothing but on the week's first night."""
    if not _is_first_of_week(night):
        return {}
    refused = _refused(night)
    if refused:
        night.trouble("said", f"left out for want of a legal basis: {', '.join(refused)}", exit_code=0)
        return {"lists": 0}
    try:
        return _compared(night)
    except (FeaturesError, ServiceError) as failed:
        night.trouble("said", f"not compared with what happened: {failed}", exit_code=failed.exit_code)
        return {"lists": 0}


def _is_first_of_week(night: Night) -> bool:
    """Whether no night of the week was published before this one."""
    monday = monday_of(night.as_of)
    with night.store.read() as work:
        return nights.latest_published(work, since=monday, until=night.as_of - timedelta(days=1)) is None


def _refused(night: Night) -> Sequence[str]:
    if night.records.delivery.data is not DataKind.REAL:
        return ()
    tables = [table.name for table in LIVES]
    return bare_tables(tables, Purpose.PROFILING, Phase.OPERATION, on=night.as_of, permits=night.permits)


def _compared(night: Night) -> Counts:
    with night.store.read() as work:
        lists = matured.lists_until(work, AT_NIGHT, on=night.as_of)
        kept = matured.kept_runs(work, AT_NIGHT)
        earlier = matured.rows(work, AT_NIGHT)
        is_done = matured.figures_of(work, night.run.run_id) is not None
    new = [one for one in lists if kept.get(one.run.run_id, night.run.run_id) == night.run.run_id]
    counts = {"lists": len(new)}
    if is_done or not new:
        return counts
    rows = _became(night, new)
    every = pd.concat([earlier, rows], ignore_index=True) if len(earlier) else rows
    figures = count(Material(every, _youths(night), _placed(night, every, lists)), resampling=RESAMPLING)
    with night.store.begin() as work:
        matured.keep(work, AT_NIGHT, rows)
        matured.keep_figures(work, night.run.run_id, figures)
        frequencies.keep_counts(work, night.run, first_times(every))
    return counts


def _became(night: Night, lists: Sequence[SaidThen]) -> pd.DataFrame:
    """Everybody of these lists but those who have objected since."""
    with night.store.read() as work:
        said = {one.run.run_id: matured.said(work, AT_NIGHT, run=one.run) for one in lists}
        placeless = protected_before(work, AT_NIGHT, before=cut(night.as_of))
    lake, version = night.house.lake, night.sources.lake_version
    parts = []
    for one in lists:
        told = said[one.run.run_id]
        told = told[~told["youth_id"].isin(list(night.permits.objections))].reset_index(drop=True)
        parts.append(became(one, told, lake, version=version, placeless=placeless))
    return pd.concat(parts, ignore_index=True).assign(known_by=night.run.run_id).astype(matured.DTYPES)


def _youths(night: Night) -> pd.DataFrame:
    return known_on(
        night.house.lake.records_of_tables(night.sources.lake_version, (YOUTHS,), as_of=night.as_of), night.as_of
    )[YOUTHS.name]


def _placed(night: Night, rows: pd.DataFrame, lists: Sequence[SaidThen]) -> dict[str, Placed]:
    """The lists made afresh whose indicators are still there: those of the year, and those that a rule is chosen by."""
    found = {}
    by_run = dict(iter(rows.groupby("run_id")))
    for one in lists:
        left = Artefacts(night.artefacts.folder.parent / one.run.run_id, night.house.mark)
        if one.run.run_id in by_run and left.has(INDICATORS):
            with night.store.read() as work:
                places = matured.places_of(work, run_id=one.run.run_id)
            found[one.run.run_id] = placed(
                by_run[one.run.run_id], left.read_frame(INDICATORS), places, known_on=one.mature_on
            )
    return found
