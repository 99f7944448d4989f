"""Compiled measures of one youth's school days: windows, runs, changes, terms and onset.

`kernels` makes the school days and calls `fill_in`; each function here is a paragraph of the catalogue. Sums run from 0, so that any
window is a subtraction of integers and each share is divided once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar, cast

import numpy as np
from numba import config, njit
from numpy.typing import NDArray

from features.catalogue import COUNTED_DAYS, COUNTED_LESSONS, GRADES, LASTING_HIGH, OBSERVED_DAYS, REACH_DAYS

MEASURED: Final = (
    *("absence_share_10d", "absence_share_20d", "absence_share_60d", "absence_share_200d", "attendance_age_days"),
    *("unlawful_share_20d", "unlawful_share_200d", "unlawful_share_quarter", "unlawful_lessons_20d"),
    *("sick_share_60d", "permitted_share_60d"),
    *("absence_spell_count_60d", "absence_spell_longest_60d", "absence_spell_days_current", "presence_gap_days"),
    *("absence_change_20d", "absence_change_year", "part_day_share_60d", "monday_friday_gap_60d"),
    *("absence_share_last_year", "last_year_age_days"),
    *("onset_level_early", "onset_level_three_years", "onset_level_last_terms", "onset_days_ago"),
    *("lasting_absence_years", "history_months", "delivery_lag_days"),
    *(f"missed_lessons_grade_{grade}" for grade in GRADES),
    *(f"scheduled_lessons_grade_{grade}" for grade in GRADES),
)
"""What `fill_in` gives, in the order of its values."""

_MISSED, _SCHEDULED = 28, 38
"""Where the lessons of grade 0 stand among the values."""
TERMS: Final = 20
"""Terms of grades 0 to 9: more cannot be counted."""
_DAY_MICROSECONDS: Final = 86_400_000_000

Function = TypeVar("Function", bound=Callable[..., Any])


def made_from(sources: Iterable[Path]) -> str:
    """A name for machine code, by the sources it is made from."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted(sources))).hexdigest()[:16]


_HERE: Final = Path(__file__).parent
# numba looks only at the file of the function that is called: after a change in one that it calls, old machine code would go on counting.
# It fills its settings while it is imported, so that a type checker does not know them by name.
_CACHE: Final = Path(vars(config)["CACHE_DIR"] or _HERE / "__pycache__") / f"compiled-{made_from(_HERE.glob('*.py'))}"
vars(config)["CACHE_DIR"] = str(_CACHE)


def compiled(function: Function) -> Function:
    """The function as machine code that leaves other threads running; made once per machine and source, and kept on disk."""
    return cast(Function, njit(cache=True, nogil=True, error_model="numpy")(function))


class Days(NamedTuple):
    """A youth's school days in order, with sums: those of days a to b-1 are `sum[b] - sum[a]`."""

    day: NDArray[np.int32]
    institution: NDArray[np.int32]
    scheduled: NDArray[np.int32]
    missed: NDArray[np.int32]
    sick: NDArray[np.int32]
    permitted: NDArray[np.int32]
    unlawful: NDArray[np.int32]
    rows: NDArray[np.int32]
    lag: NDArray[np.int64]


class Terms(NamedTuple):
    """Room for a youth's counted terms of grades 0 to 9."""

    number: NDArray[np.int32]
    first_day: NDArray[np.int32]
    share: NDArray[np.float64]


class Almanac(NamedTuple):
    """Look-up tables by day number, from `calendar`."""

    midnights: NDArray[np.int64]
    months: NDArray[np.int32]
    school_years: NDArray[np.int32]
    terms: NDArray[np.int32]


class Moment(NamedTuple):
    """One youth on one date."""

    as_of: int
    quarter: int
    birth_year: int


@compiled
def at_or_after(days: Days, n: int, day: int) -> int:
    """Position of the first school day on or after a day."""
    low, high = 0, n
    while low < high:
        middle = (low + high) // 2
        if days.day[middle] < day:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _share(lessons: NDArray[np.int32], scheduled: NDArray[np.int32], a: int, b: int) -> float:
    possible = scheduled[b] - scheduled[a]
    return (lessons[b] - lessons[a]) / possible if possible > 0 else np.nan


@compiled
def fill_in(values: NDArray[np.float64], days: Days, n: int, moment: Moment, almanac: Almanac, terms: Terms) -> None:
    """Give each indicator of MEASURED its value for a youth with `n` school days; the others stay as they are."""
    as_of = moment.as_of
    values[26] = 0.0
    if n == 0:
        return
    reach = at_or_after(days, n, as_of - REACH_DAYS)
    _shares(days, n, reach, at_or_after(days, n, moment.quarter), values)
    _changes(days, n, reach, as_of, values)
    if reach < n:
        _runs(days, n, max(reach, n - 60), values)
        _present(days, n, max(reach, n - 200), as_of, values)
    _last_year(days, n, as_of, almanac.school_years, values)
    values[26] = _months(days, n, almanac.months)
    values[4] = as_of - days.day[n - 1]
    counted = _counted_terms(days, n, moment.birth_year, almanac.terms, terms, values)
    _onset(terms, counted, moment.birth_year, as_of, values)


@compiled
def _shares(days: Days, n: int, reach: int, quarter: int, values: NDArray[np.float64]) -> None:
    ten, twenty, sixty, year = max(reach, n - 10), max(reach, n - 20), max(reach, n - 60), max(reach, n - 200)
    values[0] = _share(days.missed, days.scheduled, ten, n)
    values[1] = _share(days.missed, days.scheduled, twenty, n)
    values[2] = _share(days.missed, days.scheduled, sixty, n)
    values[3] = _share(days.missed, days.scheduled, year, n)
    values[5] = _share(days.unlawful, days.scheduled, twenty, n)
    values[6] = _share(days.unlawful, days.scheduled, year, n)
    values[7] = _share(days.unlawful, days.scheduled, quarter, n)
    if twenty < n:
        values[8] = days.unlawful[n] - days.unlawful[twenty]
    values[9] = _share(days.sick, days.scheduled, sixty, n)
    values[10] = _share(days.permitted, days.scheduled, sixty, n)
    if sixty < n:
        values[27] = (days.lag[n] - days.lag[sixty]) / (days.rows[n] - days.rows[sixty]) / _DAY_MICROSECONDS


@compiled
def _changes(days: Days, n: int, reach: int, as_of: int, values: NDArray[np.float64]) -> None:
    twenty = max(reach, n - 20)
    first, stop = at_or_after(days, n, as_of - 393), at_or_after(days, n, as_of - 28)
    own = days.scheduled[n] - days.scheduled[twenty]
    if own > 0 and days.scheduled[stop] - days.scheduled[first] >= 2 * own:
        values[15] = _share(days.missed, days.scheduled, twenty, n) - _share(days.missed, days.scheduled, first, stop)
    if n - at_or_after(days, n, as_of - 364) >= 20:
        before = _share(
            days.missed, days.scheduled, at_or_after(days, n, as_of - 392), at_or_after(days, n, as_of - 364)
        )
        values[16] = _share(days.missed, days.scheduled, stop, n) - before


@compiled
def _runs(days: Days, n: int, start: int, values: NDArray[np.float64]) -> None:
    runs, longest, run, part = 0, 0, 0, 0
    edge_missed, edge_scheduled, middle_missed, middle_scheduled = 0, 0, 0, 0
    for k in range(start, n):
        scheduled = days.scheduled[k + 1] - days.scheduled[k]
        missed = days.missed[k + 1] - days.missed[k]
        run = run + 1 if missed == scheduled else 0
        runs += run == 1
        longest = max(longest, run)
        part += 0 < missed < scheduled
        weekday = (days.day[k] + 3) % 7
        if weekday == 0 or weekday == 4:
            edge_missed += missed
            edge_scheduled += scheduled
        else:
            middle_missed += missed
            middle_scheduled += scheduled
    values[11] = runs
    values[12] = longest
    values[17] = part / (n - start)
    if edge_scheduled > 0 and middle_scheduled > 0:
        values[18] = edge_missed / edge_scheduled - middle_missed / middle_scheduled


@compiled
def _present(days: Days, n: int, start: int, as_of: int, values: NDArray[np.float64]) -> None:
    k = n
    while k > start and days.missed[k] - days.missed[k - 1] == days.scheduled[k] - days.scheduled[k - 1]:
        k -= 1
    values[13] = n - k
    values[14] = as_of - days.day[k - 1] if k > start else as_of - days.day[start] + 1


@compiled
def _last_year(days: Days, n: int, as_of: int, school_years: NDArray[np.int32], values: NDArray[np.float64]) -> None:
    stop = n
    while stop > 0:
        year = school_years[days.day[stop - 1]]
        start = stop
        while start > 0 and school_years[days.day[start - 1]] == year:
            start -= 1
        if year < school_years[as_of] and stop - start >= COUNTED_DAYS:
            values[19] = _share(days.missed, days.scheduled, start, stop)
            june = as_of
            while school_years[june - 1] > year:
                june -= 1
            values[20] = as_of - (june - 32)  # 30 June lies 32 days before 1 August
            return
        stop = start


@compiled
def _months(days: Days, n: int, months: NDArray[np.int32]) -> int:
    observed, run = 0, 0
    for k in range(n):
        run = run + 1 if k and months[days.day[k]] == months[days.day[k - 1]] else 1
        observed += run == OBSERVED_DAYS
    return observed


@compiled
def _counted_terms(
    days: Days, n: int, birth_year: int, numbers: NDArray[np.int32], terms: Terms, values: NDArray[np.float64]
) -> int:
    """Counted terms of grades 0 to 9, in order, and the lessons of each grade; returns how many."""
    counted, start = 0, 0
    while start < n:
        number = numbers[days.day[start]]
        stop = start + 1
        while stop < n and numbers[days.day[stop]] == number:
            stop += 1
        scheduled = days.scheduled[stop] - days.scheduled[start]
        grade = number // 2 - birth_year - 6
        if number >= 0 and 0 <= grade <= 9 and (stop - start >= COUNTED_DAYS or scheduled >= COUNTED_LESSONS):
            terms.number[counted] = number
            terms.first_day[counted] = days.day[start]
            terms.share[counted] = _share(days.missed, days.scheduled, start, stop)
            counted += 1
            if np.isnan(values[_MISSED + grade]):
                values[_MISSED + grade] = values[_SCHEDULED + grade] = 0.0
            values[_MISSED + grade] += days.missed[stop] - days.missed[start]
            values[_SCHEDULED + grade] += scheduled
        start = stop
    return counted


@compiled
def _onset(terms: Terms, counted: int, birth_year: int, as_of: int, values: NDArray[np.float64]) -> None:
    best = np.full(10, -1.0)  # by grade: the greatest level of a pair in which a term of that year takes part
    seen, early = np.zeros(10, np.bool_), 0
    for t in range(counted):
        grade = terms.number[t] // 2 - birth_year - 6
        seen[grade] = True
        early += grade < 6
    six = seen[7] and seen[8] and seen[9]  # only then is an onset in grade 6 early
    highest = -1.0
    for t in range(counted - 1):
        level = min(terms.share[t], terms.share[t + 1])
        grade = terms.number[t] // 2 - birth_year - 6
        if grade < 6 or (grade == 6 and six):
            highest = max(highest, level)
        for part in (t, t + 1):
            year = terms.number[part] // 2 - birth_year - 6
            best[year] = max(best[year], level)
        if level >= LASTING_HIGH and np.isnan(values[24]):
            values[24] = as_of - terms.first_day[t]
    if early >= 2:
        values[21] = highest
    if counted >= 2:
        values[22] = max(np.sort(best)[7], 0.0)
        values[23] = min(terms.share[counted - 2], terms.share[counted - 1])
        values[25] = (best >= LASTING_HIGH).sum()
