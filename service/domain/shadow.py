"""A candidate that scores in silence beside the model in use: who lets it, and what may be shown of how the two compare.

What a night compared is kept as counts; `shown` leaves of them what gives nobody away. Nothing here is of one youth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from service.domain.suppression import FEWEST, safe_table

BOTH, ONLY_ACTIVE, ONLY_SHADOW = "both", "only_active", "only_shadow"
LISTED: Final = (BOTH, ONLY_ACTIVE, ONLY_SHADOW)
"""By whom a youth would be put on the list."""
FEWEST_DROPOUTS: Final = 30
"""Dropouts among those whose outcome is known, from which on the two are compared by what happened."""


Interval = tuple[float | None, float | None, float | None]
"""A value with the ends of its interval; None where it cannot be told."""


@dataclass(frozen=True)
class Shadow:
    """A candidate that scores beside the model in use, and who let it since when."""

    number: int
    model_id: str
    actor_id: str
    at: datetime


@dataclass(frozen=True)
class Crossed:
    """Youths counted by two words: `counts` has a row for each of `rows` and in it a number for each of `columns`."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Gap:
    """One measure of the candidate and of the model in use, and the candidate's less the other's, each as value, low, high.

    Unit: that of the measure; the interval is of 95 %, youths drawn again with all their weeks.
    """

    name: str
    active: Interval
    shadow: Interval
    difference: Interval


@dataclass(frozen=True)
class Happened:
    """What came of those whom both scored, as far as it is known: how many rows, youths and dropouts, and the measures.

    `gaps` is empty below `FEWEST_DROPOUTS`.
    """

    weeks: int
    youths: int
    dropouts: int
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Compared:
    """A night's comparison of a candidate with the model in use.

    `youths`: scored by both; the two others by one alone. `bands`: by regime, the band of the model in use by that of the candidate.
    `foretold`: by regime, how many dropouts each foretells. `lists`: by district, who is among the first by whom.
    """

    shadow_id: str
    active_id: str
    youths: int
    only_active: int
    only_shadow: int
    bands: Mapping[str, Crossed]
    profiles: Crossed
    lists: Crossed
    foretold: Mapping[str, tuple[float, float]]
    happened: Happened


def shown(told: Mapping[str, Any]) -> dict[str, Any]:
    """A kept comparison as far as it may be shown: a count that could give somebody away is None, each table with its sums."""
    counts = {name: _count(told[name]) for name in ("youths", ONLY_ACTIVE, ONLY_SHADOW)}
    tables = {name: _safe(told[name]) for name in ("profiles", "lists")}
    bands = {regime: _safe(table) for regime, table in told["bands"].items()}
    happened = {**told["happened"], "dropouts": _count(told["happened"]["dropouts"])}
    foretold = {regime: [round(each) for each in both] for regime, both in told["foretold"].items()}
    return {**told, **counts, **tables, "bands": bands, "foretold": foretold, "happened": happened}


def _count(count: int) -> int | None:
    return None if 0 < count < FEWEST else count


def _safe(table: Mapping[str, Any]) -> dict[str, Any]:
    return {**table, "counts": [list(line) for line in safe_table(table["counts"]).lines]}
