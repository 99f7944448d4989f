"""Records without those that are disputed, as the risk engine sees them; duties see all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from features.records import ATTENDANCE, Records
from service.domain.disputes import Disputed, day_column


def without_disputed(records: Records, disputed: Collection[Disputed]) -> Records:
    """The records without every telling of what is disputed.

    Raises: TypeError if attendance lies in files: disputes are of an installation, whose lake gives rows.
    """
    tables, attendance = dict(records.tables), records.attendance
    for one in disputed:
        if one.table != ATTENDANCE.name:
            rows = tables[one.table]
            is_it = (rows["youth_id"] == one.youth_id) & (rows[day_column(one.table)] == pd.Timestamp(one.on))
            tables[one.table] = rows[~is_it]
        elif isinstance(attendance, pa.Table):
            is_it = pc.and_(
                pc.equal(attendance["youth_id"], one.youth_id), pc.equal(attendance["on"], pa.scalar(one.on))
            )
            attendance = attendance.filter(pc.invert(is_it))
        elif attendance is not None:
            raise TypeError("disputed: got attendance in files, allowed are rows")
    return replace(records, tables=tables, attendance=attendance)
