"""Whom the lists reach and miss, by group: the only home of group columns, which are read after scoring and go nowhere else.

Each group stands beside everybody else on the same lists. A measure of which too little is known is "not estimable", which is no
clean bill; a ratio whose whole interval lies outside the limits stops the release until a named person has signed it off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from models.measures import Estimate, Floats, Resampling, Sums, share_of, sums
from models.scores import OnsetProfile

FEWEST_OUTCOMES: Final = 30
"""Youths who dropped out, and youths who did not, in the group and among the others, below which nothing is told apart."""
LOWEST, HIGHEST = 0.8, 1.25
"""Limits of the ratio of a group to everybody else. Source: the four-fifths rule and its inverse."""
NEWCOMER_DAYS: Final = 3 * 365
"""Days since moving in during which a youth is a newcomer."""
RULE_OF_THREE: Final = 3.0
"""Nothing seen among n: the upper limit of the share is about three in n (95 %)."""
NEVER_HELD: Final = {
    "origin": "may not be held by the service, so nothing is known of it here; ask who may examine it",
    "disability": "may not be held by the service, so nothing is known of it here; ask who may examine it",
}


class Verdict(StrEnum):
    """What can be said of a ratio; none of them says that a model is just."""

    WITHIN = "within limits"  # the whole interval
    UNCLEAR = "unclear"  # the interval crosses a limit
    OUTSIDE = "outside limits"  # the whole interval: stops a release
    NOT_ESTIMABLE = "not estimable"


@dataclass(frozen=True)
class Compared:
    """A measure of a group and its ratio to that of everybody else; `n` youths stand behind the group's measure."""

    measure: str
    n: int
    value: Estimate
    others: Estimate
    ratio: Estimate
    verdict: Verdict


@dataclass(frozen=True)
class Group:
    """One group of a dimension."""

    dimension: str
    group: str
    rows: int
    youths: int
    dropouts: int
    flags: float
    measures: tuple[Compared, ...]


@dataclass(frozen=True)
class Fairness:
    """The audit of lists. `not_examined`: by dimension, why nothing is said of it."""

    limits: tuple[float, float]
    fewest_outcomes: int
    groups: tuple[Group, ...]
    not_examined: Mapping[str, str]


Sides = Mapping[str, Floats]
_PARTS: Final[Mapping[str, tuple[Callable[[Sides], Floats], Callable[[Sides], Floats]]]] = {
    "flag_rate": (lambda by: by["flag"], lambda by: by["row"]),
    "false_positive_rate": (lambda by: by["flag"] - by["caught"], lambda by: by["row"] - by["outcome"]),
    "false_negative_rate": (lambda by: by["outcome"] - by["caught"], lambda by: by["outcome"]),
    "precision": (lambda by: by["caught"], lambda by: by["flag"]),
    "predicted_over_observed": (lambda by: by["risk"], lambda by: by["outcome"]),
    "undecided_share": (lambda by: by["undecided"], lambda by: by["row"]),
}
"""Each measure as part and whole of sums over rows."""
MEASURES: Final = tuple(_PARTS)
NO_SHARE: Final = "predicted_over_observed"
"""The measure that may be 1 without everybody being meant."""


def group_columns(youths: pd.DataFrame, rows: pd.DataFrame) -> tuple[pd.DataFrame, Mapping[str, str]]:
    """The groups of each row, and why some dimensions are not examined.

    Shape: `youths` the standing rows of that table; `rows` with youth_id, as_of, age_years, district_id, kind, regime; one text column
    per dimension, missing where unknown.
    """
    youths = youths.drop_duplicates("youth_id", keep="last").set_index("youth_id")
    since = rows["as_of"] - rows["youth_id"].map(youths["moved_in_on"])
    newcomer = pd.Series(np.where(since < pd.Timedelta(days=NEWCOMER_DAYS), "newcomer", "settled"), index=rows.index)
    columns = {
        "sex": rows["youth_id"].map(youths["sex"]),
        "age": rows["age_years"].astype("str").where(rows["age_years"].notna()),
        "district": rows["district_id"].where(rows["district_id"] != ""),
        "school_kind": rows["kind"],
        "regime": rows["regime"].astype("str"),
        "newcomer": newcomer,
    }
    absent = {name: "not delivered" for name, column in columns.items() if not column.notna().any()}
    if not youths["moved_in_on"].notna().any():
        absent["newcomer"] = "not delivered"
    return pd.DataFrame({name: column for name, column in columns.items() if name not in absent}), absent


def audit(
    rows: pd.DataFrame, listed: Floats, groups: pd.DataFrame, *, absent: Mapping[str, str], resampling: Resampling
) -> Fairness:
    """Each group of each dimension beside everybody else whose group is known.

    Shape: `rows` with youth_id, risk, outcome, profile, all assessed; `listed` a place's share per row; `groups` the same rows.
    """
    found = [
        group
        for name in map(str, groups)
        for group in _dimension(name, rows.assign(listed=listed), groups[name], resampling=resampling)
    ]
    alone = {name: "everybody is in one group" for name in map(str, groups) if groups[name].nunique() < 2}
    return Fairness((LOWEST, HIGHEST), FEWEST_OUTCOMES, tuple(found), {**NEVER_HELD, **absent, **alone})


def _dimension(name: str, rows: pd.DataFrame, of: pd.Series[str], *, resampling: Resampling) -> Iterable[Group]:
    known = of.notna().to_numpy()
    rows, of = rows[known], of[known]
    values = sorted(of.unique())
    if len(values) < 2:
        return
    base = _base(rows)
    columns = {("", part): column for part, column in base.items()}
    columns |= {(value, part): column * (of == value).to_numpy() for value in values for part, column in base.items()}
    totals = sums(
        {"\t".join(key): column for key, column in columns.items()}, youth=rows["youth_id"], resampling=resampling
    )
    for value in values:
        own = (of == value).to_numpy()
        yield _group(name, value, (rows[own], rows[~own]), totals)


def _base(rows: pd.DataFrame) -> dict[str, Floats]:
    listed, outcome = (rows[name].to_numpy(dtype=np.float64) for name in ("listed", "outcome"))
    undecided = (rows["profile"].astype("str") == OnsetProfile.UNDETERMINED).to_numpy(dtype=np.float64)
    return {
        "row": np.ones(len(rows)), "flag": listed, "outcome": outcome, "caught": listed * outcome,
        "risk": rows["risk"].to_numpy(dtype=np.float64), "undecided": undecided,
    }  # fmt: skip


def _group(dimension: str, value: str, rows: tuple[pd.DataFrame, pd.DataFrame], totals: Sums) -> Group:
    """`rows` of the group and of everybody else."""
    mine = rows[0]
    own = {part: totals.by_name[f"{value}\t{part}"] for part in _base(mine.head(0))}
    others = {part: totals.by_name[f"\t{part}"] - column for part, column in own.items()}
    return Group(
        dimension, value, len(mine), int(mine["youth_id"].nunique()), int(own["outcome"][0]), float(own["flag"][0]),
        tuple(_compared(name, rows, (own, others), totals) for name in MEASURES),
    )  # fmt: skip


def _compared(
    measure: str, rows: tuple[pd.DataFrame, pd.DataFrame], sides: tuple[Sides, Sides], totals: Sums
) -> Compared:
    part, whole = _PARTS[measure]
    own, others = (share_of(part(side), whole(side)) for side in sides)
    n, beside = (_youths(measure, side) for side in rows)
    value, rest = totals.estimate(lambda _: own), totals.estimate(lambda _: others)
    if measure != NO_SHARE:
        value, rest = never_certain(value, n), never_certain(rest, beside)
    ratio = _ratio(value, rest, totals.estimate(lambda _: share_of(own, others)))
    told = verdict(ratio) if all(map(_is_enough, rows)) else Verdict.NOT_ESTIMABLE
    return Compared(measure, n, value, rest, ratio, told)


def _is_enough(rows: pd.DataFrame) -> bool:
    """Whether enough youths, not rows, dropped out and did not: an ending is in the rows of every date before it."""
    return all(rows.loc[rows["outcome"] == told, "youth_id"].nunique() >= FEWEST_OUTCOMES for told in (0, 1))


def verdict(ratio: Estimate) -> Verdict:
    """What the interval of a ratio allows to say."""
    if not (np.isfinite(ratio.value) and np.isfinite(ratio.low) and np.isfinite(ratio.high)):
        return Verdict.NOT_ESTIMABLE
    if ratio.high < LOWEST or ratio.low > HIGHEST:
        return Verdict.OUTSIDE
    return Verdict.WITHIN if ratio.low >= LOWEST and ratio.high <= HIGHEST else Verdict.UNCLEAR


def _youths(measure: str, rows: pd.DataFrame) -> int:
    """Youths behind a measure: those in the whole that it is a share of."""
    counted = {
        "false_positive_rate": rows["outcome"] == 0,
        "false_negative_rate": rows["outcome"] == 1,
        "precision": rows["listed"] > 0,
    }
    chosen = counted.get(measure)
    return int((rows if chosen is None else rows[chosen])["youth_id"].nunique())


def never_certain(value: Estimate, n: int) -> Estimate:
    """Nothing seen among n youths is no proof that there is nothing: then the upper limit is three in n; and as much for all of them."""
    slack = min(1.0, RULE_OF_THREE / n) if n else 0.0
    if value.value == 0 and n:
        return Estimate(0.0, 0.0, slack)
    if value.value == 1 and n:
        return Estimate(1.0, 1.0 - slack, 1.0)
    return value


def _ratio(value: Estimate, others: Estimate, drawn: Estimate) -> Estimate:
    """The ratio as drawn; where a side is nobody or everybody in each draw, as far as that side's own interval reaches."""
    if value.value == 0 and others.value > 0:
        return Estimate(0.0, 0.0, value.high / others.value)
    low = min(drawn.low, value.low / others.value) if value.value == 1 and others.value > 0 else drawn.low
    high = max(drawn.high, value.value / others.low) if others.value == 1 and others.low > 0 else drawn.high
    return Estimate(drawn.value, low, high)
