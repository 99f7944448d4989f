"""Lists of a length that is given: who would have had a place by a score, equals at the line sharing what is left.

One home for training, which judges a model on later dates, and for the service, which looks back at what it said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.measures import Floats

AT_CAPACITY: Final = "weekly_capacity"
"""That the places of a list are those its district's counsellors can take up in a week."""


@dataclass(frozen=True)
class Places:
    """Rows grouped by whose list they would be on, with the places of that list.

    Shape: one group and one number of places per row; no place for rows that are on nobody's list.
    """

    basis: str
    group: NDArray[np.int64]
    places: Floats

    def more(self, number: int) -> Places:
        """The same lists, each with more places."""
        return Places(self.basis, self.group, self.places + number * (self.places > 0))

    @property
    def total(self) -> float:
        """Places of all lists together, of those that have rows."""
        first = np.unique(self.group, return_index=True)[1]
        return float(self.places[first].sum())


def on_list(score: NDArray[np.float64], places: Places) -> Floats:
    """How much of a place on its list each row gets: 1 above the line, a share of what is left among equals at it, else 0."""
    above, equals = ranks_within(score, places.group)
    return np.clip((places.places - above) / equals, 0.0, 1.0)


def ranks_within(score: NDArray[np.float64], group: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """How many of the same group score higher, and how many alike; a missing score is below every other."""
    frame = pd.DataFrame({"group": group, "score": np.where(np.isnan(score), -np.inf, score)})
    above = frame.groupby("group")["score"].rank(method="min", ascending=False).to_numpy(dtype=np.float64) - 1
    equals = frame.groupby(["group", "score"])["score"].transform("size").to_numpy(dtype=np.float64)
    return above, equals
