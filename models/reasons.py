"""What moved a score and what protects, as lists a page or another system can read.

Terms carry names and numbers, never words for people: those come from the catalogue's reasons, on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features import catalogue
from models.tables import Columns, Floats

Days = NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class Terms:
    """The parts of the scores of some rows. `names` in catalogue order; `usual` per name; `contributions` rows x names."""

    names: tuple[str, ...]
    usual: tuple[float, ...]
    contributions: Floats


def write_reasons(indicators: Columns, terms: Terms) -> tuple[list[str], list[str]]:
    """Two JSON lists per row: what raises the score, and what lowers it.

    Shape: two lists of texts, one per row. A term holds indicator, value (null if missing), usual (the training median),
    direction (raises, lowers), contribution (log-odds before calibration) and since (ISO date or null, see `since_of`).
    Every term with a contribution other than 0 is in one of the two, the weightiest first, equal ones in catalogue order.
    """
    values = np.array([np.asarray(indicators[name], dtype=np.float64) for name in terms.names])
    cells = zip(values.tolist(), np.isfinite(values).tolist(), terms.contributions.T.tolist(), strict=True)
    written = [
        _write_column(head, _days(indicators, name), *column)
        for name, head, column in zip(terms.names, _heads(terms.names, terms.usual), cells, strict=True)
    ]
    order = np.argsort(-np.abs(terms.contributions), axis=1, kind="stable")
    raising, lowering = [], []
    for row, (places, signs) in enumerate(zip(order.tolist(), np.sign(terms.contributions).tolist(), strict=True)):
        raising.append(f"[{', '.join([written[place][row] for place in places if signs[place] > 0])}]")
        lowering.append(f"[{', '.join([written[place][row] for place in places if signs[place] < 0])}]")
    return raising, lowering


def since_of(indicators: Columns, name: str) -> Days:
    """The day from which a term's value tells, as days; NaT where the indicator frame cannot say.

    Unknown for windows of school days (which days had lessons is not in the frame), for counts over a whole history and for
    what lies ahead.
    """
    if name not in _SINCE:
        return np.full(len(indicators["as_of"]), np.datetime64("NaT", "D"))
    return _SINCE[name](indicators, np.asarray(indicators["as_of"]).astype("datetime64[D]"))


@lru_cache(maxsize=16)
def _heads(names: tuple[str, ...], usual: tuple[float, ...]) -> list[tuple[str, str]]:
    """What stands before and after the value in every term of an indicator."""
    return [
        (f'{{"indicator": "{name}", "value": ', f', "usual": {value!r}, "direction": ')
        for name, value in zip(names, usual, strict=True)
    ]


def _days(indicators: Columns, name: str) -> Iterable[str]:
    """What `since` says of each row, as JSON."""
    if name not in _SINCE:
        return repeat("null")
    return [f'"{day}"' if day is not None else "null" for day in since_of(indicators, name).tolist()]


def _write_column(
    head: tuple[str, str], days: Iterable[str], values: list[float], known: list[bool], contributions: list[float]
) -> list[str]:
    """The terms of one indicator as JSON objects, one per row."""
    before, after = head
    return [
        f'{before}{value if is_known else "null"}{after}"{"raises" if added > 0 else "lowers"}", '
        f'"contribution": {added!r}, "since": {day}}}'
        for value, is_known, added, day in zip(
            values, known, contributions, days, strict=False
        )  # `days` may be endless
    ]


def _days_before(column: str) -> Callable[[Columns, Days], Days]:
    """From an indicator that counts days back."""

    def told(indicators: Columns, as_of: Days) -> Days:
        days = np.asarray(indicators[column], dtype=np.float64)
        known = np.isfinite(days)
        since: Days = as_of - np.where(known, days, 0.0).astype("timedelta64[D]")
        since[~known] = np.datetime64("NaT", "D")
        return since

    return told


def _last_year(indicators: Columns, as_of: Days) -> Days:
    """1 August before the 30 June from which the last school year's data are counted old."""
    ended = _days_before("last_year_age_days")(indicators, as_of)
    return (ended.astype("datetime64[M]") - np.timedelta64(10, "M")).astype("datetime64[D]")


_SINCE: Final[Mapping[str, Callable[[Columns, Days], Days]]] = {
    "education_kind": _days_before("education_days"),
    "education_days": _days_before("education_days"),
    "absence_change_year": lambda _, as_of: as_of - np.timedelta64(28, "D"),
    "school_year_phase": lambda _, as_of: as_of.astype("datetime64[M]").astype("datetime64[D]"),
    "absence_share_last_year": _last_year,
}
"""How to find the day, for the indicators whose day can be found."""

_UNKNOWN = set(_SINCE) - set(catalogue.NAMES)
if _UNKNOWN:  # a renamed indicator would else lose its day without a word
    raise LookupError(
        f"models.reasons: got days for {', '.join(sorted(_UNKNOWN))}, allowed are names of the catalogue."
    )
