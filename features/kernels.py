"""The compiled pass: a youth's attendance rows in, all attendance indicators on every `as_of` out.

Why compiled: versions, windows of school days and terms are awkward as joins and slow as loops. Each youth is read once: rows that
cannot be seen are passed over, versions are put in order, and for every `as_of` the standing rows become *school days* with
running sums, from which each window is a subtraction. Only integers are added up, and each share is divided once, so the order of
rows, files and batches cannot change a byte. `reference` says the same in plain Python and is the judge.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from features.catalogue import REACH_DAYS
from features.stream import NO_DAY, NO_INSTANT, UNKNOWN_YOUTH, Rows
from features.windows import TERMS, Almanac, Days, Moment, Terms, at_or_after, compiled, fill_in

REGIME_DAYS: Final = 90
"""Calendar days in which school days must be seen for the regime attendance."""
BLOCKS: Final = 4
"""Blocks of seven days in which a youth is compared with the institution; one more holds the institution's usual days."""

_FIRST_DAY: Final = 7305
_PLAIN, _VERSIONS, _UNSORTED = 0, 1, 2  # one row of each key, in order; several; in no order
_BEFORE_BIRTH: Final = np.int64(1) << np.int64(42)
_FAULTY: Final = np.int64(1) << np.int64(40)
_RETRACTED: Final = np.int64(1) << np.int64(41)


class Dates(NamedTuple):
    """The dates asked for, ascending, with their cuts; rows after `last_day` are faults (the day of delivery)."""

    day: NDArray[np.int32]
    cut: NDArray[np.int64]
    quarter: NDArray[np.int32]
    last_day: int


class People(NamedTuple):
    """Dates x youths: day of birth as known on the date (NO_DAY: not known then), and the row of the result (-1: none)."""

    birth: NDArray[np.int32]
    birth_year: NDArray[np.int32]
    row: NDArray[np.int64]


class Places(NamedTuple):
    """Institutions by code: the place of each in the order of their names, and on which dates (dates x codes) it is named."""

    rank: NDArray[np.int32]
    named: NDArray[np.bool_]


class Found(NamedTuple):
    """What the pass writes.

    `values`: MEASURED x rows of the result. `recent_days`: school days in the last 90 days, by row.
    `block_*`: dates x youths x BLOCKS + 1, the last for school days 21 to 200. `counts`: rows seen, faulty, and with an assumed `known_at`.
    """

    values: NDArray[np.float64]
    recent_days: NDArray[np.int16]
    block_institution: NDArray[np.int32]
    block_missed: NDArray[np.int32]
    block_scheduled: NDArray[np.int32]
    counts: NDArray[np.int64]


class _Sorted(NamedTuple):
    """Room for one youth's seen rows in order of key and instant."""

    key: NDArray[np.int64]  # day << 32 | institution
    known: NDArray[np.int64]
    content: NDArray[np.int64]  # counts and marks of a row in one number, so that twins are compared at once
    order: NDArray[np.int64]
    spare: NDArray[np.int64]


class _Desk(NamedTuple):
    """Everything the pass has before it, beside the rows."""

    dates: Dates
    people: People
    almanac: Almanac
    places: Places
    found: Found
    ordered: _Sorted
    days: Days
    terms: Terms


@compiled
def measure(rows: Rows, dates: Dates, people: People, almanac: Almanac, places: Places, found: Found) -> None:
    """Fill in `found` for every youth in `rows`, whose rows must all be there, and mark the institutions named."""
    room = _longest_run(rows.youth)
    desk = _Desk(dates, people, almanac, places, found, _sorted_room(room), _days_room(room), _terms_room())
    start, count = 0, rows.youth.size
    while start < count:
        youth = rows.youth[start]
        stop = start + 1
        while stop < count and rows.youth[stop] == youth:
            stop += 1
        if youth != UNKNOWN_YOUTH:
            _measure_youth(rows, start, stop, youth, desk)
        start = stop


@compiled
def _measure_youth(rows: Rows, start: int, stop: int, youth: int, desk: _Desk) -> None:
    dates, people = desk.dates, desk.people
    born = people.birth[dates.day.size - 1, youth] if youth >= 0 else NO_DAY
    seen, order = _gather(rows, start, stop, born, desk)
    if seen == 0:
        return
    if order == _UNSORTED:
        _sort(desk.ordered, seen)
    if order != _PLAIN:
        _mark_twins(desk.ordered, seen, desk.found.counts)
    for d in range(dates.day.size):
        if people.birth[d, youth] == NO_DAY:
            continue
        n = _school_days(desk, seen, d, people.birth[d, youth])
        _blocks(desk.days, n, d, youth, desk)
        row = people.row[d, youth]
        if row >= 0:
            moment = Moment(dates.day[d], dates.quarter[d], people.birth_year[d, youth])
            fill_in(desk.found.values[:, row], desk.days, n, moment, desk.almanac, desk.terms)
            desk.found.recent_days[row] = n - at_or_after(desk.days, n, dates.day[d] - REGIME_DAYS)


@compiled
def _sorted_room(size: int) -> _Sorted:
    return _Sorted(
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
    )


@compiled
def _days_room(size: int) -> Days:
    return Days(
        np.empty(size, np.int32),
        np.empty(size, np.int32),
        np.zeros(size + 1, np.int32),
        np.zeros(size + 1, np.int32),
        np.zeros(size + 1, np.int32),
        np.zeros(size + 1, np.int32),
        np.zeros(size + 1, np.int32),
        np.zeros(size + 1, np.int32),
        np.zeros(size + 1, np.int64),
    )


@compiled
def _terms_room() -> Terms:
    return Terms(np.empty(TERMS, np.int32), np.empty(TERMS, np.int32), np.empty(TERMS, np.float64))


@compiled
def _longest_run(youth: NDArray[np.int32]) -> int:
    longest, run = 1, 0
    for i in range(youth.size):
        run = run + 1 if i and youth[i] == youth[i - 1] else 1
        longest = max(longest, run)
    return longest


# Rows to versions in order


@compiled
def _gather(rows: Rows, start: int, stop: int, born: int, desk: _Desk) -> tuple[int, int]:
    """Pick the sound rows that could be seen on the last date, count the faulty; returns how many were picked, and in what order."""
    ordered, counts, last = desk.ordered, desk.found.counts, desk.dates.day.size - 1
    as_of, cut = desk.dates.day[last], desk.dates.cut[last]
    seen, order, before, known_before = 0, _PLAIN, np.int64(-1), np.int64(0)
    for i in range(start, stop):
        day, known = rows.day[i], rows.known[i]
        if (known != NO_INSTANT and known >= cut) or (day != NO_DAY and day >= as_of):
            continue
        counts[0] += 1
        if day < _FIRST_DAY or day > desk.dates.last_day or rows.institution[i] < 0 or rows.youth[i] < 0:
            counts[1] += 1
            continue
        if known == NO_INSTANT:
            known = desk.almanac.midnights[day + 1] - 1
            counts[2] += 1
        a, b, c, e = (
            np.int64(rows.scheduled[i]),
            np.int64(rows.sick[i]),
            np.int64(rows.permitted[i]),
            np.int64(rows.unlawful[i]),
        )
        content = a & 1023 | (b & 1023) << 10 | (c & 1023) << 20 | (e & 1023) << 30
        if rows.retracted[i]:
            content = _RETRACTED
        elif a < 1 or a > 20 or b < 0 or c < 0 or e < 0 or b + c + e > a:
            counts[1] += 1
            continue
        if day < born:
            content |= _BEFORE_BIRTH  # stays for dates on which another day of birth was known
            counts[1] += 1
        key = np.int64(day) << 32 | np.int64(rows.institution[i])
        if key <= before:
            order = max(order, _UNSORTED if key < before or known < known_before else _VERSIONS)
        ordered.key[seen], ordered.known[seen], ordered.content[seen] = key, known, content
        before, known_before = key, known
        seen += 1
    return seen, order


@compiled
def _after(ordered: _Sorted, a: int, b: int) -> bool:
    if ordered.key[a] == ordered.key[b]:
        return bool(ordered.known[a] > ordered.known[b])
    return bool(ordered.key[a] > ordered.key[b])


@compiled
def _sort(ordered: _Sorted, seen: int) -> None:
    """Bring rows into the order of key and instant: a merge sort, bottom up, that leaves alone what is in order already."""
    order, spare = ordered.order, ordered.spare
    for i in range(seen):
        order[i] = i
    width = 1
    while width < seen:
        for left in range(0, seen - width, 2 * width):
            middle, right = left + width, min(left + 2 * width, seen)
            if not _after(ordered, order[middle - 1], order[middle]):
                continue
            i, j = left, middle
            for k in range(left, right):
                if j >= right or (i < middle and not _after(ordered, order[i], order[j])):
                    spare[k] = order[i]
                    i += 1
                else:
                    spare[k] = order[j]
                    j += 1
            order[left:right] = spare[left:right]
        width *= 2
    for column in (ordered.key, ordered.known, ordered.content):
        for i in range(seen):
            spare[i] = column[order[i]]
        column[:seen] = spare[:seen]


@compiled
def _mark_twins(ordered: _Sorted, seen: int, counts: NDArray[np.int64]) -> None:
    """Of rows with one key and instant, those that differ are all faulty; equal ones count once, as only one of them stands."""
    start = 0
    while start < seen:
        stop, differ = start + 1, False
        while stop < seen and not _after(ordered, stop, start):
            differ |= ordered.content[stop] != ordered.content[start]
            stop += 1
        if differ:
            for i in range(start, stop):
                counts[1] += ordered.content[i] & _BEFORE_BIRTH == 0  # those are counted already
                ordered.content[i] |= _FAULTY
        start = stop


# Versions to school days


@compiled
def _school_days(desk: _Desk, seen: int, d: int, born: int) -> int:
    """Standing rows of date `d`, added up by day into running sums; returns the number of school days."""
    as_of, cut, ordered, days = desk.dates.day[d], desk.dates.cut[d], desk.ordered, desk.days
    n, standing, latest = 0, -1, np.int32(NO_DAY)
    scheduled, sick, permitted, unlawful, rows, lag = np.int64(0), np.int64(0), np.int64(0), np.int64(0), 0, np.int64(0)
    for i in range(seen):
        key = ordered.key[i]
        day = np.int32(key >> 32)
        if day >= as_of:
            break
        content = ordered.content[i]
        if ordered.known[i] < cut and not content & _FAULTY:
            standing = i
        if i + 1 < seen and ordered.key[i + 1] == key:
            continue
        stands, standing = standing, -1
        if stands < 0 or day < born or ordered.content[stands] & _RETRACTED:
            continue
        content = ordered.content[stands]
        institution = np.int32(key & 0x7FFFFFFF)
        desk.places.named[d, institution] = True
        if day != latest:
            latest, days.day[n], days.institution[n] = day, day, institution
            n += 1
        elif desk.places.rank[institution] > desk.places.rank[days.institution[n - 1]]:
            days.institution[n - 1] = institution
        scheduled += content & 1023
        sick += content >> 10 & 1023
        permitted += content >> 20 & 1023
        unlawful += content >> 30 & 1023
        rows += 1
        lag += max(np.int64(0), ordered.known[stands] - desk.almanac.midnights[day + 1])
        days.scheduled[n], days.sick[n], days.permitted[n] = scheduled, sick, permitted
        days.unlawful[n], days.missed[n] = unlawful, sick + permitted + unlawful
        days.rows[n], days.lag[n] = rows, lag
    return n


@compiled
def _blocks(days: Days, n: int, d: int, youth: int, desk: _Desk) -> None:
    found, as_of, stop = desk.found, desk.dates.day[d], n
    for block in range(BLOCKS):
        start = at_or_after(days, n, as_of - 7 * (block + 1))
        if start < stop:
            found.block_institution[d, youth, block] = days.institution[stop - 1]
            found.block_missed[d, youth, block] = days.missed[stop] - days.missed[start]
            found.block_scheduled[d, youth, block] = days.scheduled[stop] - days.scheduled[start]
        stop = start
    reach = at_or_after(days, n, as_of - REACH_DAYS)
    if reach < n:
        start, stop = max(reach, n - 200), max(reach, n - 20)
        found.block_institution[d, youth, BLOCKS] = days.institution[n - 1]
        found.block_missed[d, youth, BLOCKS] = days.missed[stop] - days.missed[start]
        found.block_scheduled[d, youth, BLOCKS] = days.scheduled[stop] - days.scheduled[start]
