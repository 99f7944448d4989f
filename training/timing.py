"""How early a list comes, and how steady it is: days before an ending was recorded, and who is on it again a week later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.measures import Drawn, Estimate, Floats, Resampling, estimate, rank, share_of, sums
from models.places import Places, on_list


@dataclass(frozen=True)
class Days:
    """Days from the first time on a list until something happened: how many such cases, quartiles, the middle with its interval."""

    cases: int
    lower_quartile: float
    median: Estimate
    upper_quartile: float


@dataclass(frozen=True)
class LeadTimes:
    """Dropouts, and those who were on a list before; the first list of the judged dates counts, so leads are cut short by them.

    `before_report`: of those whom the institution reported later than the list. `reported_before`, `never_reported`: the others.
    """

    endings: int
    on_list: int
    caught: Estimate
    before_ending: Days
    before_recorded: Days
    before_report: Days
    reported_before: int
    never_reported: int


@dataclass(frozen=True)
class Overlap:
    """Share of a list's places whose youth is on it again a week later; `weeks`: pairs of Mondays, or of other days, compared."""

    weeks: int
    share: Estimate


@dataclass(frozen=True)
class Pair:
    """A date's risks beside those of a week later: of the same youths, missing for whoever is no longer scored."""

    youth: NDArray[np.str_]
    risk: Floats
    later: Floats
    places: Places


def lead_times(rows: pd.DataFrame, listed: Floats, *, resampling: Resampling) -> LeadTimes:
    """How long before the ending, its record and the institution's own report a youth was first on a list.

    Shape: `rows` with youth_id, as_of, outcome, ended_on, recorded_on, reported_on, was_reported; `listed` a place's share per row.
    """
    endings = rows.assign(listed=listed >= 0.5)[(rows["outcome"] == 1).to_numpy()]
    case = ["youth_id", "ended_on"]
    first = endings[endings["listed"]].sort_values("as_of", kind="stable").drop_duplicates(case)
    ever = endings.groupby(case)["listed"].max().reset_index()
    totals = sums({"caught": ever["listed"], "all": np.ones(len(ever))}, youth=ever["youth_id"], resampling=resampling)
    before, later = first["was_reported"], first["reported_on"].notna()
    return LeadTimes(
        len(ever), len(first), totals.estimate(lambda by: share_of(by["caught"], by["all"])),
        _days(first, "ended_on", resampling), _days(first, "recorded_on", resampling),
        _days(first[later & ~before], "reported_on", resampling),
        int(before.sum()), int((~before & ~later).sum()),
    )  # fmt: skip


def overlap(pairs: Iterable[Pair], *, resampling: Resampling) -> Overlap:
    """How much of the lists is the same a week later, of all pairs of weeks together."""
    weeks = list(pairs)
    first = [on_list(pair.risk, pair.places) for pair in weeks]
    again = [on_list(pair.later, pair.places) * ~np.isnan(pair.later) for pair in weeks]
    same = [np.minimum(one, other) for one, other in zip(first, again, strict=True)]
    youth = np.concatenate([pair.youth for pair in weeks] or [np.array([], dtype=str)])
    columns = {"same": np.concatenate([np.zeros(0), *same]), "first": np.concatenate([np.zeros(0), *first])}
    totals = sums(columns, youth=youth, resampling=resampling)
    return Overlap(len(weeks), totals.estimate(lambda by: share_of(by["same"], by["first"])))


def _days(cases: pd.DataFrame, until: str, resampling: Resampling) -> Days:
    told = cases[cases[until].notna()]
    days = (told[until] - told["as_of"]).dt.days.to_numpy(dtype=np.float64)
    if not len(days):
        nothing = float("nan")
        return Days(0, nothing, Estimate(nothing, nothing, nothing), nothing)
    ranked = rank(np.ones(len(days)), days, youth=told["youth_id"])
    lower, upper = np.quantile(days, (0.25, 0.75))
    return Days(
        len(days), float(lower), estimate(ranked, {"median": _median}, resampling=resampling)["median"], float(upper)
    )


def _median(drawn: Drawn) -> Floats:
    """The middle value: of an even number the mean of the two in the middle."""
    return np.array([_middle(drawn.rows.score, weight) for weight in drawn.times[drawn.rows.youth].T])


def _middle(values: Floats, weight: Floats) -> float:
    reached = np.cumsum(weight)
    if reached[-1] == 0:
        return float("nan")
    half = reached[-1] / 2
    at, after = np.searchsorted(reached, half, side="left"), np.searchsorted(reached, half, side="right")
    return float((values[at] + values[after]) / 2)
