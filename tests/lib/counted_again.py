"""Figures of what was said and what happened, counted a second time: loops over rows, with nothing of what counts them in the service.

Of a row is told: youth, run, as_of, regime, band, risk, outcome (None where it cannot be told), ended, place, waits, and its groups.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from models.rules import RULES
from service.domain.said import GroupMeasure, Interval, OfGroup, Period

Row = dict[str, Any]
Cell = Callable[[Row], float]
Floats = NDArray[np.float64]

SEED, RESAMPLES, LEVEL = 2026, 1000, 0.95
HORIZON, GRACE = timedelta(180), timedelta(60)
ACTIVE = set(
    """compulsory_school tenth_grade boarding_school upper_secondary vocational_basic vocational_main fgu stu other_education
    employment other_activity""".split()
)
QUALIFIES = {"upper_secondary", "vocational_main", "stu", "other_education"}
GRID: Final = 0.002
"""Log-odds are rounded to this before a resample is fitted, and only then."""
DIMENSIONS: Final = ("sex", "age", "district", "school_kind", "regime", "newcomer")
NEVER_HELD: Final = ("origin", "disability")
NEWCOMER_DAYS: Final = 3 * 365


# One youth


def day_of(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def what_happened(spells: Sequence[Row], left_on: date | None, *, as_of: date) -> tuple[int | None, date | None]:
    """1 and the day, 0, or nothing of whom it cannot be told."""
    losses = []
    for one in spells:
        ended = one["ended"]
        if one["status"] not in ACTIVE or ended is None or not as_of <= ended < as_of + HORIZON:
            continue
        if one["why"] == "completed" and one["status"] in QUALIFIES:
            continue
        days = [ended + timedelta(step) for step in range(1, 61)]
        covers = [other for other in spells if other["status"] in ACTIVE | {"exempt", "abroad"}]
        if not any(o["began"] <= day and (o["ended"] is None or day <= o["ended"]) for day in days for o in covers):
            losses.append(ended)
    first = min(losses, default=None)
    gone = [one["ended"] for one in spells if one["why"] == "moved_away" and one["ended"] >= as_of]
    gone += [left_on] if left_on is not None and left_on >= as_of else []
    until = first + GRACE if first else as_of + HORIZON - timedelta(1)
    if gone and min(gone) <= until:
        return None, None
    return (1, first) if first else (0, None)


# Cells of a row


def everybody(_: Row) -> float:
    return 1.0


def placed(row: Row) -> float:
    return float(row["place"])


def dropped(row: Row) -> float:
    return float(row["outcome"])


def risk(row: Row) -> float:
    return float(row["risk"])


def given(name: str) -> Cell:
    """The share of a place by the risk or a rule."""
    return lambda row: float(row[name])


def caught(name: str) -> Cell:
    """The same of those who dropped out."""
    return lambda row: float(row[name] * row["outcome"])


# Resamples of youths


@cache
def draws(youths: int) -> NDArray[np.int64]:
    """Who is drawn, resamples x youths: each time as many as there are, with replacement, in one row from one seed."""
    generator = np.random.default_rng(SEED)
    return np.array([generator.integers(0, youths, youths) for _ in range(RESAMPLES)])


def drawn(rows: Sequence[Row], *cells: Cell, among: Sequence[Row] = ()) -> list[tuple[float, ...]]:
    """Sums of cells over the rows of each resample: youths, numbered by name, with all their rows each time they are drawn.

    `among`: rows of everybody who is drawn from, if others are too.
    """
    number = {name: place for place, name in enumerate(sorted({row["youth"] for row in among or rows}))}
    sums = []
    for cell in cells:
        of_youth = [0.0] * len(number)
        for row in rows:
            of_youth[number[row["youth"]]] += cell(row)
        sums.append(np.array(of_youth)[draws(len(number))].sum(axis=1).tolist())
    return list(zip(*sums, strict=True))


def over(part: float, whole: float) -> float | None:
    """A part of a whole; None of nothing."""
    return part / whole if whole > 0 else None


def quantile(ranked: Sequence[float], below: float) -> float:
    """The figure with so large a share below it: between two neighbours in proportion, reckoned from the nearer one."""
    place = below * (len(ranked) - 1)
    low, high = ranked[math.floor(place)], ranked[math.ceil(place)]
    part = place - math.floor(place)
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)


def ends(values: Iterable[float | None]) -> tuple[float, float]:
    """Where the middle 95 of 100 resamples lie, of those in which there is anything."""
    ranked = sorted(value for value in values if value is not None)
    return quantile(ranked, (1 - LEVEL) / 2), quantile(ranked, (1 + LEVEL) / 2)


def share(rows: Sequence[Row], part: Cell, whole: Cell, *, among: Sequence[Row] = ()) -> Interval:
    """One sum over another, and its ends; the sums of the value are without an error."""
    value = math.fsum(map(part, rows)) / math.fsum(map(whole, rows))
    return Interval(value, *ends(over(*sums) for sums in drawn(rows, part, whole, among=among)))


def never_certain(found: Interval, youths: int) -> Interval:
    """Nobody, or everybody, of a few is no proof: the interval reaches by three in that many."""
    slack = min(1.0, 3 / youths)
    if found.value == 0:
        return Interval(0.0, 0.0, slack)
    return Interval(1.0, 1 - slack, 1.0) if found.value == 1 else found


def people(rows: Iterable[Row]) -> int:
    """Youths, each once."""
    return len({row["youth"] for row in rows})


def near(found: Interval | None, again: Interval | None, *, within: float) -> bool:
    """Whether the three figures are the same but for a part of each; or are missing in both."""
    if found is None or again is None:
        return found is again
    return all(math.isclose(*pair, rel_tol=within) for pair in zip(astuple(found), astuple(again), strict=True))


# Logistic regression on the log-odds


def line(rows: Sequence[Row]) -> tuple[Interval, Interval]:
    """Slope and intercept of what happened on the log-odds of the risk, with their ends."""
    number = {name: place for place, name in enumerate(sorted({row["youth"] for row in rows}))}
    youth = np.array([number[row["youth"]] for row in rows])
    odds = np.array([math.log(row["risk"] / (1 - row["risk"])) for row in rows])
    outcome = np.array([float(row["outcome"]) for row in rows])
    whole = fit(odds, outcome, np.ones(len(rows)))
    assert whole is not None
    on_grid = np.array([round(value / GRID) * GRID for value in odds])
    found = [fit(on_grid, outcome, np.bincount(who, minlength=len(number))[youth]) for who in draws(len(number))]
    intercepts, slopes = zip(*(each for each in found if each is not None), strict=True)
    return Interval(whole[1], *ends(slopes)), Interval(whole[0], *ends(intercepts))


def fit(odds: Floats, outcome: Floats, times: Floats) -> tuple[float, float] | None:
    """Intercept and slope under which what happened is likeliest; None where one outcome lies wholly above the other.

    However it is found, there is only one place where nothing pulls any more.
    """
    happened, others = (odds[(times > 0) & (outcome == told)] for told in (1, 0))
    if not (len(happened) and len(others)) or happened.max() <= others.min() or others.max() <= happened.min():
        return None
    columns, found = np.vstack([np.ones(len(odds)), odds]), np.array([0.0, 1.0])
    for _ in range(30):
        told = expit(found @ columns)
        pull = columns @ (times * (outcome - told))
        if max(abs(pull)) < 1e-11:
            return float(found[0]), float(found[1])
        found = found + np.linalg.solve((columns * (times * told * (1 - told))) @ columns.T, pull)
    raise AssertionError("not fitted")


# Months, reasons, days


def months(rows: Sequence[Row]) -> tuple[Period, ...]:
    """The lists of each month, the latest first."""
    of_month: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        of_month[row["as_of"].replace(day=1)].append(row)
    return tuple(_month(month, of_month[month]) for month in sorted(of_month, reverse=True))


def _month(month: date, rows: Sequence[Row]) -> Period:
    chosen = [row for row in rows if row["place"] and row["outcome"] is not None]
    return Period(
        month,
        len({row["run"] for row in rows}),
        people(rows),
        people(row for row in rows if row["outcome"] == 1),
        people(row for row in rows if row["outcome"] is None),
        people(chosen),
        people(row for row in chosen if row["outcome"] == 1),
    )


def endings(rows: Sequence[Row]) -> dict[tuple[str, date], list[Row]]:
    """Of each ending the rows before it."""
    found: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in rows:
        if row["outcome"] == 1:
            found[row["youth"], row["ended"]].append(row)
    return found


def why_missed(before: Sequence[Row]) -> str:
    """Where somebody stood whom no list had chosen; what any of the lists said counts."""
    if any(row["waits"] for row in before):
        return "waited"
    if any(row["band"] in ("raised", "high") for row in before):
        return "busy"
    return "low" if any(row["risk"] is not None for row in before) else "not_assessed"


def middle(days: Sequence[int]) -> Interval:
    """The median of ranked days, from as many from the one end as from the other: beyond each the true one lies in 1 of 40 at most."""
    ways, beyond = 0, 0
    for place in range(len(days)):
        ways += math.comb(len(days), place)
        beyond += 40 * ways <= 2 ** len(days)
    place = max(beyond - 1, 0)
    return Interval(quantile(days, 0.5), days[place], days[len(days) - 1 - place])


def assessed(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["outcome"] is not None and row["risk"] is not None]


# Groups


def newcomer(moved_in: date | None, day: date) -> str:
    """Who moved in less than three years ago; of whom no day is told was always there."""
    return "newcomer" if moved_in is not None and (day - moved_in).days < NEWCOMER_DAYS else "settled"


def years(born: date, day: date) -> str:
    """Completed years."""
    return str((int(f"{day:%Y%m%d}") - int(f"{born:%Y%m%d}")) // 10_000)


def grouped(rows: Sequence[Row], youths: Sequence[Row]) -> list[Row]:
    """The rows with the groups of their youths on the day of the list; of what kind a school is, nobody tells."""
    of_youth = {row["youth_id"]: row for row in youths}
    found = []
    for row in rows:
        youth, day = of_youth[row["youth"]], row["as_of"]
        born, moved_in = day_of(youth["birth_on"]), day_of(youth["moved_in_on"])
        assert born is not None
        known = {"sex": youth["sex"], "age": years(born, day), "newcomer": newcomer(moved_in, day), "school_kind": None}
        found.append(row | known)
    return found


def examined(rows: Sequence[Row], *, fewest: int) -> tuple[tuple[OfGroup, ...], tuple[str, ...]]:
    """Each group of the dimensions in which there are two, and the dimensions of which nothing can be told."""
    found, absent = [], list(NEVER_HELD)
    for dimension in DIMENSIONS:
        known = [row for row in rows if row[dimension] is not None]
        groups = sorted({row[dimension] for row in known})
        absent += [dimension] if len(groups) < 2 else []
        found += [_group(known, dimension, name, fewest) for name in groups if len(groups) > 1]
    return tuple(found), tuple(sorted(absent))


def _group(rows: Sequence[Row], dimension: str, name: str, fewest: int) -> OfGroup:
    sides = [[row for row in rows if (row[dimension] == name) is mine] for mine in (True, False)]
    counts = [people(row for row in side if row["outcome"] == told) for side in sides for told in (0, 1)]
    if min(counts) < fewest:
        measures = [GroupMeasure(measure, "not estimable") for measure in MEASURES]
    else:
        measures = [_measure(measure, sides) for measure in MEASURES]
    return OfGroup(dimension, name, people(sides[0]), tuple(measures))


MEASURES: Final[Mapping[str, tuple[Cell, Cell]]] = {
    "flag_rate": (placed, everybody),
    "false_negative_rate": (lambda row: row["outcome"] * (not row["place"]), dropped),
    "precision": (lambda row: row["outcome"] * row["place"], placed),
    "predicted_over_observed": (risk, dropped),
}
"""Each measure as part and whole."""


def _measure(name: str, sides: Sequence[Sequence[Row]]) -> GroupMeasure:
    """A measure of a group and of everybody else, drawn together, and their ratio."""
    part, whole = MEASURES[name]
    known = [row for side in sides for row in side]
    if not all(any(map(whole, side)) for side in sides) or not any(map(part, sides[1])):
        return GroupMeasure(name, "not estimable")
    value, others = (share(side, part, whole, among=known) for side in sides)
    if name != "predicted_over_observed":
        value, others = (
            never_certain(told, people(filter(whole, side))) for told, side in zip((value, others), sides, strict=True)
        )
    pairs = zip(*(drawn(side, part, whole, among=known) for side in sides), strict=True)
    ratio = _ratio(value, others, ends(_of_two(over(*mine), over(*rest)) for mine, rest in pairs))
    return GroupMeasure(name, _verdict(ratio), value, others, ratio)


def _verdict(ratio: Interval) -> str:
    if ratio.high < 0.8 or ratio.low > 1.25:
        return "outside limits"
    return "within limits" if ratio.low >= 0.8 and ratio.high <= 1.25 else "unclear"


def _of_two(mine: float | None, others: float | None) -> float | None:
    return None if mine is None or others is None else over(mine, others)


def _ratio(value: Interval, others: Interval, drawn_ends: tuple[float, float]) -> Interval:
    """As drawn; where a side is nobody or everybody in every resample, as far as its own interval reaches."""
    low, high = drawn_ends
    if value.value == 0:
        return Interval(0.0, 0.0, value.high / others.value)
    if value.value == 1:
        low = min(low, value.low / others.value)
    if others.value == 1 and others.low > 0:
        high = max(high, value.value / others.low)
    return Interval(value.value / others.value, low, high)


# Places


def share_of_a_place(scored: Sequence[Row], mine: Row, by: str) -> float:
    """1 above the line, what is left among equals at it, else nothing; a missing score is below every other."""

    def score(row: Row) -> float:
        return -math.inf if row[by] is None or math.isnan(row[by]) else float(row[by])

    here = [row for row in scored if row["district"] == mine["district"]]
    above = sum(score(row) > score(mine) for row in here)
    equals = sum(score(row) == score(mine) for row in here)
    return min(max((mine["room"] - above) / equals, 0.0), 1.0)


def places_afresh(rows: Sequence[Row], indicators: pd.DataFrame) -> list[Row]:
    """Everybody of a list with the share of a place by the risk and by each rule."""
    evidence = indicators.set_index("youth_id").to_dict("index")
    scored = []
    for row in rows:
        values = {rule: evidence[row["youth"]][rule.indicator] for rule in RULES}
        scored.append(
            row
            | {
                rule.name: value if rule.limit is None or math.isnan(value) else float(value >= rule.limit)
                for rule, value in values.items()
            }
        )
    names = ("risk", *(rule.name for rule in RULES))
    return [row | {name: share_of_a_place(scored, row, name) for name in names} for row in scored]
