"""What moved a score and what protects, as lists a page or another system can read.

Terms carry names and numbers, never words for people: those come from the catalogue's reasons, on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import isfinite
from typing import Final

import numpy as np

from features import catalogue
from models.tables import Columns, Floats


@dataclass(frozen=True, eq=False)
class Terms:
    """The parts of the scores of some rows. `names` in catalogue order; `usual` per name; `values` and `contributions` rows x names."""

    names: tuple[str, ...]
    usual: tuple[float, ...]
    values: Floats
    contributions: Floats


def write_reasons(indicators: Columns, terms: Terms) -> tuple[list[str], list[str]]:
    """Two JSON lists per row: what raises the score, and what lowers it.

    Shape: two lists of texts, one per row. A term holds indicator, value (null if missing), usual (the training median),
    direction (raises, lowers), contribution (log-odds before calibration) and since (ISO date or null, see `since_of`).
    Every term with a contribution other than 0 is in one of the two, the weightiest first, equal ones in catalogue order.
    """
    mornings = mornings_of(indicators)
    unknown = ["null"] * len(mornings)
    days = [_days(indicators, mornings, name) if name in _SINCE else unknown for name in terms.names]
    heads = _heads(terms.names, terms.usual)
    order = np.argsort(-np.abs(terms.contributions), axis=1, kind="stable")
    rows = zip(order.tolist(), terms.values.tolist(), terms.contributions.tolist(), strict=True)
    written = [_write_row(row, cells, heads=heads, days=days) for row, cells in enumerate(rows)]
    return [raising for raising, _ in written], [lowering for _, lowering in written]


def mornings_of(indicators: Columns) -> list[date]:
    """The as-of date of each row."""
    days: list[date] = np.asarray(indicators["as_of"]).astype("datetime64[D]").tolist()
    return days


def since_of(indicators: Columns, mornings: Sequence[date], name: str) -> list[date | None]:
    """The day from which a term's value tells, by row; None where the indicator frame cannot say.

    `mornings`: the rows' as-of dates. Unknown for windows of school days (which days had lessons is not in the frame), for counts
    over a whole history and for what lies ahead.
    """
    if name not in _SINCE:
        return [None] * len(mornings)
    told, column = _SINCE[name]
    days = np.asarray(indicators[column], dtype=np.float64).tolist()
    return [told(morning, day) if isfinite(day) else None for morning, day in zip(mornings, days, strict=True)]


@lru_cache(maxsize=16)
def _heads(names: tuple[str, ...], usual: tuple[float, ...]) -> list[tuple[str, str, str]]:
    """What stands before the value in every term of an indicator, and after it where it raises and where it lowers."""
    heads = []
    for name, value in zip(names, usual, strict=True):
        raises, lowers = (
            f', "usual": {value!r}, "direction": "{way}", "contribution": ' for way in ("raises", "lowers")
        )
        heads.append((f'{{"indicator": "{name}", "value": ', raises, lowers))
    return heads


def _days(indicators: Columns, mornings: Sequence[date], name: str) -> list[str]:
    """What `since_of` says of each row, as JSON."""
    return ["null" if day is None else f'"{day.isoformat()}"' for day in since_of(indicators, mornings, name)]


def _write_row(
    row: int,
    cells: tuple[list[int], list[float], list[float]],
    *,
    heads: list[tuple[str, str, str]],
    days: list[list[str]],
) -> tuple[str, str]:
    """The two lists of one youth, from the order of its terms, their values and contributions."""
    order, values, contributions = cells
    raising, lowering = [], []
    for place in order:
        added, value = contributions[place], values[place]
        before, raises, lowers = heads[place]
        shown = value if isfinite(value) else "null"
        if added > 0.0:
            raising.append(f'{before}{shown}{raises}{added!r}, "since": {days[place][row]}}}')
        elif added < 0.0:
            lowering.append(f'{before}{shown}{lowers}{added!r}, "since": {days[place][row]}}}')
    return f"[{', '.join(raising)}]", f"[{', '.join(lowering)}]"


def _days_back(morning: date, days: float) -> date:
    return morning - timedelta(days=int(days))


def _last_year(morning: date, age: float) -> date:
    """1 August before the 30 June from which the last school year's data are counted old."""
    return date(_days_back(morning, age).year - 1, 8, 1)


_SINCE: Final[Mapping[str, tuple[Callable[[date, float], date], str]]] = {
    "education_kind": (_days_back, "education_days"),
    "education_days": (_days_back, "education_days"),
    "absence_change_year": (lambda morning, _: morning - timedelta(days=28), "absence_change_year"),
    "school_year_phase": (lambda morning, _: morning.replace(day=1), "school_year_phase"),
    "absence_share_last_year": (_last_year, "last_year_age_days"),
}
"""How to find the day from an as-of date and the indicator named, for the indicators whose day can be found."""

_UNKNOWN = set(_SINCE) - set(catalogue.NAMES)
if _UNKNOWN:  # a renamed indicator would else lose its day without a word
    raise LookupError(
        f"models.reasons: got days for {', '.join(sorted(_UNKNOWN))}, allowed are names of the catalogue."
    )
