"""What the level of an institution is computed from: lessons possible and missed there, of everybody.

Within one set of records everybody is at hand. A youth who is scored alone is compared with the sums of a night that saw everybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.errors import StructureFault
from features.kernels import BLOCKS
from features.parts import Part, one_part

_MISSED: Final = tuple(f"missed_{block}" for block in range(BLOCKS + 1))
_SCHEDULED: Final = tuple(f"scheduled_{block}" for block in range(BLOCKS + 1))
COLUMNS: Final = ("institution_id", "delivers_attendance", *_MISSED, *_SCHEDULED)
"""Columns of `Levels.frame`; blocks 0 to 3 are weeks back from `as_of`, the last one school days 21 to 200."""


@dataclass(frozen=True, eq=False)
class Levels:
    """Sums over all youths of one night, by institution and block; of a place with one youth they tell that youth's absence.

    `institutions`: the place of each in the sums, in order of names. `delivers`: whether its attendance reaches the municipality.
    `counted`: youths to be compared who are part of the sums; what they miss themselves is taken out again. Others are compared with
    the sums as they are.
    """

    institutions: Mapping[str, int]
    delivers: NDArray[np.bool_]
    missed: NDArray[np.int64]
    scheduled: NDArray[np.int64]
    counted: frozenset[str] = frozenset()

    @property
    def frame(self) -> pd.DataFrame:
        """The sums as a table, to be kept with the night.

        Shape: one row per institution, sorted, columns `COLUMNS`; `counted` is no part of it.
        """
        names = pd.Index(list(self.institutions), dtype="str")
        sums = (*self.missed.T, *self.scheduled.T)
        return pd.DataFrame(dict(zip(COLUMNS, (names, self.delivers, *sums), strict=True)))

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Levels:
        """The levels that a `frame` was made from.

        Raises: StructureFault if it is none.
        """
        if list(frame.columns) != list(COLUMNS):
            raise StructureFault(
                f"levels: got another table, allowed are {', '.join(COLUMNS)}. Take that of a finished night."
            )
        return cls(
            _places(frame["institution_id"]),
            frame["delivers_attendance"].to_numpy(dtype=np.bool_),
            frame[list(_MISSED)].to_numpy(dtype=np.int64),
            frame[list(_SCHEDULED)].to_numpy(dtype=np.int64),
        )

    def delivering(self, institutions: Collection[str]) -> dict[str, bool]:
        """Of those institutions that the night saw, whether their attendance reached the municipality."""
        return {
            name: bool(self.delivers[self.institutions[name]]) for name in institutions if name in self.institutions
        }

    def counting(self, youths: Collection[str]) -> Levels:
        """The same levels, told which of the youths to be compared are part of the sums."""
        return replace(self, counted=frozenset(youths))


@dataclass(frozen=True)
class Sums:
    """What youths are compared with on one date.

    Shape: `missed`, `scheduled` institutions (by code) x blocks; `own`: by youth, whether the youth is part of them.
    """

    missed: NDArray[np.float64]
    scheduled: NDArray[np.float64]
    own: NDArray[np.bool_]


def levels_of(parts: Sequence[Part]) -> Levels:
    """The levels of a night from its parts, of one date, in whatever order.

    Raises: StructureFault as `parts.one_part` does.
    """
    part = one_part(parts)
    sums = sums_within(part, 0)
    delivering = part.delivering(0)
    named = frozenset(np.array(part.institutions, dtype=object)[part.named[0]])
    names = pd.Index(sorted(named | part.days[0].listed), dtype="str")
    place = names.get_indexer(pd.Index(part.institutions, dtype="str"))
    missed, scheduled = (np.zeros((len(names), BLOCKS + 1), np.int64) for _ in range(2))
    missed[place[place >= 0]], scheduled[place[place >= 0]] = sums.missed[place >= 0], sums.scheduled[place >= 0]
    return Levels(_places(names), names.isin(delivering), missed, scheduled)


def _places(names: Iterable[str]) -> dict[str, int]:
    return {str(name): place for place, name in enumerate(names)}


def sums_within(part: Part, d: int) -> Sums:
    """The sums of everybody in the part on a date."""
    codes = len(part.institutions)
    missed, scheduled = (np.zeros((codes, BLOCKS + 1)) for _ in range(2))
    for block in range(BLOCKS + 1):
        institution = part.found.block_institution[d, :, block]
        own = institution >= 0
        for total, lessons in ((missed, part.found.block_missed), (scheduled, part.found.block_scheduled)):
            total[:, block] = np.bincount(institution[own], weights=lessons[d, own, block], minlength=codes)
    return Sums(missed, scheduled, np.ones(len(part.youths), np.bool_))


def sums_of_night(part: Part, levels: Levels) -> Sums:
    """The sums of a night for the institutions of the part; an institution that the night did not see has no others."""
    place = np.array([levels.institutions.get(name, -1) for name in part.institutions], np.int64)
    empty = np.zeros((1, BLOCKS + 1), np.int64)
    missed, scheduled = (np.concatenate([total, empty])[place] for total in (levels.missed, levels.scheduled))
    own = np.array([youth in levels.counted for youth in part.youths.tolist()], np.bool_)
    return Sums(missed.astype(np.float64), scheduled.astype(np.float64), own)


def others_level(part: Part, d: int, block: int, sums: Sums) -> NDArray[np.float64]:
    """By youth: the absence share of everybody else at the youth's institution in a block; missing without a place or others."""
    found = part.found
    institution = found.block_institution[d, :, block]
    placed = institution >= 0
    at, own = institution[placed], sums.own[placed]
    scheduled = sums.scheduled[at, block] - np.where(own, found.block_scheduled[d, placed, block], 0)
    missed = sums.missed[at, block] - np.where(own, found.block_missed[d, placed, block], 0)
    level = np.full(len(institution), np.nan)
    # rows that changed since the night could take out more than is in the sums
    level[placed] = np.divide(
        np.clip(missed, 0, scheduled), scheduled, out=np.full(len(at), np.nan), where=scheduled > 0
    )
    return level
