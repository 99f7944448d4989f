"""What the lake holds that has been kept long enough: days of attendance, told by the month before they go, and youths."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from features.records import ATTENDANCE, YOUTHS, Table
from service.store.lake_rows import TAKEN_IN, scan
from service.store.lake_subjects import take_from_lake
from service.store.records_lake import Lake

_COUNTS: Final = ("scheduled", "sick", "permitted", "unlawful")
_KEY: Final = ("youth_id", "month", "institution_id")


def months_before(lake: Lake, first: date, *, held: Collection[str]) -> list[dict[str, Any]]:
    """Attendance before a day by youth, month and institution, of each day the telling that stands; those under a hold left out."""
    rows = _rows(lake, ATTENDANCE)
    rows = rows.filter(_is_before(rows, first, held))
    told = rows.to_pandas().sort_values(["known_at", TAKEN_IN], kind="stable")
    told = told.drop_duplicates(list(ATTENDANCE.key), keep="last")
    told = told[~told["retracted"].fillna(False).astype(bool)]
    told = told.assign(
        month=[day.replace(day=1) for day in told["on"]],
        youth_id=told["youth_id"].astype(str),
        institution_id=told["institution_id"].astype(str),
        days=1,
    )
    counted = told.groupby(list(_KEY), sort=True)[["days", *_COUNTS]].sum().reset_index()
    return [
        {name: int(value) if name in {"days", *_COUNTS} else value for name, value in row.items()}
        for row in counted.to_dict("records")
    ]


def drop_days(lake: Lake, first: date, *, held: Collection[str]) -> int:
    """Take away every telling of attendance before a day; returns how many rows."""

    def is_gone(table: Table, rows: pa.Table) -> Any:
        return _is_before(rows, first, held) if table is ATTENDANCE else pa.array([False] * rows.num_rows)

    return take_from_lake(lake, is_gone)


def ages(lake: Lake) -> list[tuple[str, date, date | None]]:
    """Of every youth in the lake the birthday and the day of leaving, as told last."""
    rows = _rows(lake, YOUTHS).to_pandas().sort_values(TAKEN_IN, kind="stable")
    last = rows.drop_duplicates("youth_id", keep="last")
    return [
        (row.youth_id, row.birth_on, None if pd.isna(row.left_municipality_on) else row.left_municipality_on)
        for row in last.itertuples(index=False)
    ]


def _rows(lake: Lake, table: Table) -> pa.Table:
    return scan(table, [lake.folder / file.path for file in lake.version(lake.newest()).of_table(table.name)])


def _is_before(rows: pa.Table, first: date, held: Collection[str]) -> Any:
    is_held = pc.is_in(rows["youth_id"].cast(pa.string()), pa.array(sorted(held), pa.string()))
    return pc.and_(pc.less(rows["on"], pa.scalar(first)), pc.invert(is_held))
