"""What a list that has become mature says of the risks and of the lists: measurements for the alarms.

The risks are held against what they promise: as many dropouts as they add up to. What lists found is held against lists so much earlier
that no ending is in both. Lists of neighbouring weeks tell of nearly the same half year, so two of them in a row are hardly two proofs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import pandas as pd
from scipy.stats import fisher_exact

from service.domain.watching import Matter, Measured

BEFORE: Final = pd.Timedelta(weeks=26)
"""How long before a list a place counts as having found a youth, and how much earlier the lists are that it is compared with."""
FOUND: Final = "found"


def measure_matured(rows: pd.DataFrame, *, known_by: str) -> list[Measured]:
    """The measurements of the latest of the lists that a night made known; none where it made none known.

    Shape: `rows` as `service.store.matured.rows` tells them, of everything kept.
    """
    new = rows[rows["known_by"] == known_by]
    if new.empty:
        return []
    last = new["as_of"].max()
    told = rows[rows["outcome"].notna()]
    return [*_calibration(told[told["as_of"] == last]), *_recall(told, last)]


def _calibration(told: pd.DataFrame) -> Iterator[Measured]:
    """Of each regime, those who dropped out over those expected."""
    assessed = told[told["risk"].notna()]
    for regime, rows in assessed.groupby("regime"):
        events, expected = int(rows["outcome"].sum()), math.fsum(rows["risk"])
        spread = math.sqrt(math.fsum(rows["risk"] * (1 - rows["risk"])))
        beyond = max(abs(events - expected) - 0.5, 0.0) / spread  # half a dropout: counts are whole
        yield Measured(
            Matter.CALIBRATION,
            str(regime),
            events / expected,
            1.0,
            len(rows),
            len(rows),
            math.log((events + 0.5) / (expected + 0.5)),
            math.erfc(beyond / math.sqrt(2)),
        )


def _recall(told: pd.DataFrame, last: pd.Timestamp) -> Iterator[Measured]:
    """The share of those who dropped out who had had a place by the list, beside lists half a year and more before it."""
    placed = told[told["rank"].notna() & ~told["cut_off"].fillna(value=True)]
    now = _found(told[told["as_of"] == last], placed)
    before = _found(told[told["as_of"] <= last - BEFORE], placed)
    if len(now) and len(before):
        hits, was = int(now.sum()), int(before.sum())
        table = [[hits, len(now) - hits], [was, len(before) - was]]
        value, usual = hits / len(now), was / len(before)
        p = float(fisher_exact(table).pvalue)
        yield Measured(Matter.RECALL, FOUND, value, usual, len(now), len(before), value - usual, p)


def _found(rows: pd.DataFrame, placed: pd.DataFrame) -> pd.Series[bool]:
    """Whether each ending was found; an ending that several lists tell of counts by the first of them."""
    endings = rows[rows["outcome"] == 1].drop_duplicates(["youth_id", "ended_on"])
    pairs = endings[["youth_id", "ended_on", "as_of"]].merge(
        placed[["youth_id", "as_of"]], on="youth_id", suffixes=("", "_place")
    )
    in_time = (pairs["as_of_place"] <= pairs["as_of"]) & (pairs["as_of_place"] > pairs["as_of"] - BEFORE)
    found = pd.MultiIndex.from_frame(pairs.loc[in_time, ["youth_id", "ended_on"]])
    return pd.Series(pd.MultiIndex.from_frame(endings[["youth_id", "ended_on"]]).isin(found))
