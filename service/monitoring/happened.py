"""What became of everybody whom a night scored, told from the records as they were known once the outcome was mature."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pandas as pd

from features.asof import Known, known_on
from features.calendar import monday_of
from features.checking import check_tables
from features.outcome import outcomes_known
from features.records import SPELLS, YOUTHS, Table
from service.store.matured import DTYPES, SaidThen
from service.store.records_lake import Lake

LIVES = (YOUTHS, SPELLS)
"""The tables that outcomes are told from."""


def became(told: SaidThen, said: pd.DataFrame, lake: Lake, *, version: int, placeless: Collection[str]) -> pd.DataFrame:
    """Everybody of a list with the outcome.

    `said`: as `service.store.matured.said` tells it. `version`: of the lake. `placeless`: youths of whom no district may be told.
    Sees: of outcomes what was received and known before the morning on which the list was mature; of districts what the night knew.
    Shape: columns of `DTYPES` but `known_by`, a row for each youth who was said of, sorted by youth.
    """
    as_of = told.run.business_on
    mature = _known(lake, version, told.mature_on, LIVES)
    youths = pd.Index(said["youth_id"])
    outcomes = outcomes_known(mature, youths=youths, as_of=as_of, horizon_days=told.horizon_days)
    then = _known(lake, version, as_of, (YOUTHS,))[YOUTHS.name].drop_duplicates("youth_id", keep="last")
    home = then.set_index("youth_id")["district_id"]
    district = said["district_id"].where(said["rank"].notna(), said["youth_id"].map(home))
    rows = said.assign(
        run_id=told.run.run_id,
        week=told.week,
        monday_on=pd.Timestamp(monday_of(as_of)),
        as_of=pd.Timestamp(as_of),
        district_id=district.mask(said["youth_id"].isin(list(placeless))),
        outcome=outcomes["outcome"].array,
        ended_on=outcomes["ended_on"].array,
    )
    names = [name for name in DTYPES if name != "known_by"]
    return rows[names].astype({name: DTYPES[name] for name in names})


def _known(lake: Lake, version: int, as_of: date, read: Collection[Table]) -> Known:
    records = lake.records_of_tables(version, read, as_of=as_of)
    tables = {table.name: records.tables[table.name] for table in read}
    return known_on(check_tables(replace(records, tables=tables), as_of=as_of).records, as_of)
