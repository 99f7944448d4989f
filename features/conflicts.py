"""Rows that cannot both be true: different rows of one key and one `known_at`, and two open spells of one kind at one place.

Rows are compared by 64-bit hashes of their key and of their content, so that tens of millions of attendance rows need eight bytes each.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.asof import with_known_at
from features.records import SPELLS, Records, Table

ROW = "row"
"""Column that carries the position of a row while versions are told apart."""


def versions(table: Table, frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The rows with every `known_at` filled in as it is assumed, their positions beside them, and how many were assumed.

    Sees: rows whose days can be read and lie within the calendar.
    """
    marked = frame.assign(**{ROW: frame.index})
    if not table.has_versions:
        return marked, 0
    filled, assumed = with_known_at(Records({table.name: marked}, None, frozenset()))
    return filled.tables[table.name], assumed.get(table.name, 0)


def key_hashes(table: Table, known: pd.DataFrame) -> NDArray[np.uint64]:
    """One number for each key and instant."""
    return _hashes(known, [*table.key, *(["known_at"] if table.has_versions else [])])


def content_hashes(table: Table, known: pd.DataFrame) -> NDArray[np.uint64]:
    """One number for all that a row says; a retracted row says nothing but that."""
    names = [name for name in table.names if name not in (*table.key, "known_at")]
    if not names:
        return np.zeros(len(known), np.uint64)
    hashes = _hashes(known, names)
    if "retracted" in table.names:
        hashes = np.where(known["retracted"].to_numpy(dtype=bool), np.uint64(0), hashes)
    return hashes


def doubled(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Keys that occur more than once; sorts the array it is given."""
    keys.sort()
    return np.unique(keys[1:][keys[1:] == keys[:-1]])


def clashing(keys: NDArray[np.uint64], contents: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which rows share their key with a row of another content."""
    pairs = pd.DataFrame({"key": keys, "content": contents})
    once = pairs.drop_duplicates()
    keys_at_odds = once["key"][once["key"].duplicated()].unique()
    return pairs["key"].isin(keys_at_odds).to_numpy(dtype=bool)


def conflicts(table: Table, known: pd.DataFrame) -> pd.Index[int]:
    """Positions of rows that contradict another row of the same key and `known_at`."""
    clash = clashing(key_hashes(table, known), content_hashes(table, known))
    return _positions(known.loc[clash, ROW])


def both_open(known: pd.DataFrame) -> pd.Index[int]:
    """Positions of spells that are still open in their last version beside another of the same youth, status and institution."""
    last = known.sort_values("known_at", kind="stable").drop_duplicates(list(SPELLS.key), keep="last")
    still = last[last["ended_on"].isna() & ~last["retracted"]]
    twins = still.duplicated(["youth_id", "status", "institution_id"], keep=False)
    return _positions(still.loc[twins, ROW])


def _hashes(frame: pd.DataFrame, names: list[str]) -> NDArray[np.uint64]:
    return pd.util.hash_pandas_object(frame[names], index=False).to_numpy().astype(np.uint64, copy=False)


def _positions(rows: pd.Series[int]) -> pd.Index[int]:
    return rows.astype("int64").sort_values().drop_duplicates().pipe(pd.Index)
