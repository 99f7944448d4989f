"""How many were enrolled where, as the spells tell it: a school that lost its pupils is not silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.asof import with_known_at
from features.calendar import cut_microseconds, day_number
from features.records import SPELLS, Records
from features.vocabulary import EDUCATION

_NO_END = 2**31 - 1


@dataclass(frozen=True, eq=False)
class Enrolled:
    """Every version of every spell of education, those of one spell together in the order in which they became known.

    Shape: arrays of one length. `place`: codes of `names`. `started`, `ended`: day numbers. `known`, `replaced`: microseconds UTC.
    """

    names: NDArray[np.object_]
    place: NDArray[np.int64]
    started: NDArray[np.int64]
    ended: NDArray[np.int64]
    known: NDArray[np.int64]
    replaced: NDArray[np.int64]
    retracted: NDArray[np.bool_]

    def in_weeks(self, institutions: Sequence[str], *, first: date, weeks: int) -> NDArray[np.int64]:
        """How many were enrolled in the middle of each week from a Monday on, as was known when the last week had ended.

        Shape: institutions x weeks.
        """
        cut = cut_microseconds(first + timedelta(weeks=weeks))
        stands = (self.known < cut) & (self.replaced >= cut) & ~self.retracted
        middles = day_number(first) + 3 + 7 * np.arange(weeks)
        counted = []
        for name in institutions:
            here = stands & np.isin(self.place, np.flatnonzero(self.names == name))
            begun = np.searchsorted(np.sort(self.started[here]), middles, side="right")
            counted.append(begun - np.searchsorted(np.sort(self.ended[here]), middles))
        return np.array(counted, dtype=np.int64).reshape(len(institutions), weeks)


def enrolled(records: Records) -> Enrolled:
    """The spells of education of the records."""
    filled, _ = with_known_at(records)
    rows = filled.tables[SPELLS.name]
    rows = rows[rows["status"].isin(list(EDUCATION)) & rows["institution_id"].notna() & rows["known_at"].notna()]
    rows = rows.sort_values([*SPELLS.key, "known_at"], kind="stable")
    key = rows.groupby(list(SPELLS.key), sort=False).ngroup().to_numpy()
    known = rows["known_at"].to_numpy().astype("datetime64[us]").astype(np.int64)
    replaced = np.full(len(rows), np.iinfo(np.int64).max)
    same = key[1:] == key[:-1]
    replaced[:-1][same] = known[1:][same]
    ended = np.where(rows["ended_on"].isna(), _NO_END, _days(rows["ended_on"]))
    place, names = pd.factorize(rows["institution_id"].to_numpy(dtype=object))
    return Enrolled(
        names, place, _days(rows["started_on"]), ended, known, replaced, rows["retracted"].to_numpy(dtype=bool)
    )


def _days(column: pd.Series[pd.Timestamp]) -> NDArray[np.int64]:
    return column.fillna(pd.Timestamp(0)).to_numpy().astype("datetime64[D]").astype(np.int64)
