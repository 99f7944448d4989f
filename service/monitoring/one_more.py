"""What one more place a week would find in each district, and what one place fewer would leave: last year's lists cut again elsewhere.

The lists are gone through week by week with one place more. Whoever gets the place is no candidate in the weeks after, so the place goes to
somebody new each time. Found is a dropout whom no list named before it happened; who was named later, but in time, is only named sooner.
Districts lend each other strength: each is drawn towards the others, the more so the less is known of it. A resampling of youths was
rejected, because where none was found it is certain that there never will be one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincinv, gammaln

Floats = NDArray[np.float64]

WEEKS_A_YEAR: Final = 40
"""Lists in a school year on which new risk flags are raised."""
FEWEST_LISTS, FEWEST_NAMES = 20, 30
"""Lists of a district, and names over all districts, without which nothing is said."""
LOW, HIGH = 0.025, 0.975
_MEANS: Final = np.geomspace(0.1, 10, 25)
"""How the districts' mean may lie to the pooled rate."""
_ALIKE: Final = np.geomspace(0.5, 200, 9)
"""How alike districts may be: 1 is very different, 200 is nearly the same."""
_GRID: Final = np.linspace(0, 1, 301)[1:] ** 2


@dataclass(frozen=True)
class More:
    """What one more place a week in a district would have brought.

    `lists`: weekly lists gone through. `names`: youths newly named. `found`: those of them who dropped out without any list having named
    them. `sooner`: dropouts named anyway, but later. `expected`: dropouts among the names by their computed risks. `low`, `middle`, `high`:
    found in a school year, by this and the other districts.
    """

    district_id: str
    lists: int
    names: int
    found: int
    sooner: int
    expected: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Fewer:
    """Who had the last place in a district: youths newly named by it, and those of them who dropped out."""

    district_id: str
    names: int
    dropouts: int


def one_more(rows: pd.DataFrame) -> tuple[More, ...]:
    """What one more place would have brought in each district; empty while too little is known.

    Shape: one row per candidate of a list: week, monday_on, district_id, youth_id, risk, cut_off, capacity, outcome, ended_on.
    """
    known = rows[rows["outcome"].notna() & rows["district_id"].notna()]
    first = _first_listed(rows)
    counted = [_count(str(key), _candidates(group, first)) for key, group in known.groupby("district_id")]
    enough = [one for one in counted if one["lists"] >= FEWEST_LISTS]
    if sum(one["names"] for one in enough) < FEWEST_NAMES:
        return ()
    found = np.array([one["found"] for one in enough], dtype=np.float64)
    lists = np.array([one["lists"] for one in enough], dtype=np.float64)
    between = _rates(found, lists) * WEEKS_A_YEAR
    return tuple(
        More(**one, low=low, middle=middle, high=high)
        for one, (low, middle, high) in zip(enough, between.tolist(), strict=True)
    )


def together(more: Sequence[More]) -> tuple[float, float, float]:
    """Found in a school year with one more place in every district: low, middle and high, by the counts alone (Garwood 1936)."""
    found, lists = sum(one.found for one in more), sum(one.lists for one in more)
    scale = WEEKS_A_YEAR * len(more) / lists
    low = 0.0 if found == 0 else float(gammaincinv(found, LOW))
    return low * scale, found * scale, float(gammaincinv(found + 1, HIGH)) * scale


def one_fewer(rows: pd.DataFrame) -> tuple[Fewer, ...]:
    """Who would have waited had each list been one place shorter; whether they would have been named later nobody knows."""
    known = rows[rows["outcome"].notna() & rows["district_id"].notna()]
    last = known[~known["cut_off"].astype(bool)]
    last = last[_last_of_equals(last) >= _used(last)]
    new = last[last["monday_on"] == last["youth_id"].map(_first_listed(rows))]
    counted = new.groupby("district_id")["outcome"].agg(["size", "sum"])
    return tuple(Fewer(str(key), int(row["size"]), int(row["sum"])) for key, row in counted.iterrows())


def _first_listed(rows: pd.DataFrame) -> pd.Series[Any]:
    """The Monday of the first list that named each youth."""
    named = rows[~rows["cut_off"].astype(bool)].sort_values("monday_on").drop_duplicates("youth_id")
    return named.set_index("youth_id")["monday_on"]


def _last_of_equals(rows: pd.DataFrame) -> pd.Series[Any]:
    """How many of a list have a risk as high as each, itself among them."""
    return rows.groupby(["week", "district_id"])["risk"].rank(method="max", ascending=False)


def _used(rows: pd.DataFrame) -> pd.Series[Any]:
    """How many each list named."""
    return rows.groupby(["week", "district_id"])["youth_id"].transform("size")


@dataclass(frozen=True)
class _Candidate:
    """One row of a list; `named_on`: the Monday of the first list that named the youth, missing if none did."""

    monday_on: pd.Timestamp
    youth_id: str
    risk: float
    cut_off: bool
    capacity: int
    outcome: int
    ended_on: pd.Timestamp
    named_on: pd.Timestamp

    @property
    def is_new(self) -> bool:
        """Whether no list had named the youth before."""
        return not self.named_on <= self.monday_on  # a missing day is neither

    @property
    def is_named_in_time(self) -> bool:
        """Whether a list named the youth before the activity ended."""
        return bool(self.named_on <= self.ended_on)


def _candidates(rows: pd.DataFrame, first: pd.Series[Any]) -> list[_Candidate]:
    told = rows.assign(cut_off=rows["cut_off"].astype(bool), named_on=rows["youth_id"].map(first)).sort_values(
        "monday_on"
    )
    columns = (told[one.name].tolist() for one in fields(_Candidate))
    return [_Candidate(*cells) for cells in zip(*columns, strict=True)]


def _count(district_id: str, candidates: list[_Candidate]) -> dict[str, Any]:
    """The lists of a district gone through with one place more."""
    taken: dict[str, _Candidate] = {}
    lists = 0
    for _, week in groupby(candidates, key=attrgetter("monday_on")):
        lists += 1
        here = sorted((one for one in week if one.youth_id not in taken), key=attrgetter("risk"), reverse=True)
        last = 0
        for _, equals in groupby(here, key=attrgetter("risk")):
            group = list(equals)
            last += len(group)
            if last <= group[0].capacity + 1:
                taken |= {one.youth_id: one for one in group if one.cut_off}
    new = [one for one in taken.values() if one.is_new]
    lost = [one for one in new if one.outcome == 1]
    sooner = sum(one.is_named_in_time for one in lost)
    expected = float(sum(one.risk for one in new))
    counts = {"lists": lists, "names": len(new), "found": len(lost) - sooner, "sooner": sooner}
    return {"district_id": district_id, **counts, "expected": expected}


def _rates(found: Floats, lists: Floats) -> Floats:
    """Found per list in each district, low, middle and high: counts by chance around rates that vary between districts.

    Shape: districts x 3. How much they vary, and around what, is not known either, and every possibility counts by how well it fits.
    """
    pooled = (found.sum() + 0.5) / lists.sum()
    mean, alike = (grid.ravel() for grid in np.meshgrid(pooled * _MEANS, _ALIKE))
    shape, rate = alike[:, None] + found, (alike / mean)[:, None] + lists
    fit = (
        gammaln(shape)
        - gammaln(alike)[:, None]
        + alike[:, None] * np.log((alike / mean)[:, None] / rate)
        - found * np.log(rate)
    )
    weight = np.exp(fit.sum(axis=1) - fit.sum(axis=1).max())
    weight /= weight.sum()
    tried = _GRID * (found.max() + 5 * np.sqrt(found.max()) + 10) / lists.min()
    told = np.empty((len(found), 3))
    for place in range(len(found)):
        below = weight @ gammainc(shape[:, place, None], rate[:, place, None] * tried)
        told[place] = np.interp((LOW, 0.5, HIGH), below, tried)
    return told
