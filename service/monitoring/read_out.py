"""What can be said of whether the list helps: the effect at the line of capacity, or that it cannot be told yet and when it could.

Beside it stand outcomes by step and by profile, which are no effects: who gets more help is worse off beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, sqrt
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import norm

from features.calendar import monday_of_week
from models.scores import OnsetProfile
from service.domain.mattering import HERNING, Matters, matters_on
from service.domain.sight import Overview
from service.monitoring import effect
from service.monitoring.effect import LEVEL, WEEKS_TO_CONTACT, Jump, Ratio
from service.monitoring.followed import Followed, Source, read_followed
from service.monitoring.one_more import Fewer, More, one_fewer, one_more
from service.store import line

MATURES_IN: Final = timedelta(days=330)
"""From a list until it is known what happened: half a year, 60 days in which it can be undone, 90 in which the news still comes."""
NO_EFFORT: Final = "none"
STEPS: Final = (NO_EFFORT, "1", "2", "3", "4")


class Verdict(StrEnum):
    """What can be said of the effect."""

    NOTHING = "nothing"  # too few youths near the line to compute anything
    OPEN = "open"  # an effect that matters could be there and not be seen
    FEWER = "fewer"  # fewer of the listed drop out
    MORE = "more"  # more do
    NONE = "none"  # no effect is seen, though one that matters would have been


@dataclass(frozen=True)
class Outcome:
    """Of the listed of one group, how many dropped out, with the interval of the share (Wilson). No effect."""

    group: str
    n: int
    dropouts: int

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share lies, at 95 %; everywhere without anybody."""
        return wilson(self.dropouts, self.n)


@dataclass(frozen=True)
class ReadOut:
    """What is known by now.

    `lists`: lists with a line. `effect`: of being listed on dropping out. `contact`: on being spoken with within four weeks; None as the
    effect is, or where nothing is known of contacts. `by_contact`: of being spoken with in time. `soon`: share of those just below the line
    who were listed within four weeks. `decided_on`: first day on which an effect that matters could be told at this pace; None if it can
    be told now, or nothing can be said. `has_records`: whether contacts of the records are among those counted.
    """

    lists: int
    since_on: date | None
    until_on: date | None
    matters: float
    verdict: Verdict
    effect: Jump | None = None
    contact: Jump | None = None
    by_contact: Ratio | None = None
    soon: float | None = None
    decided_on: date | None = None
    has_records: bool = False
    by_step: tuple[Outcome, ...] = ()
    by_profile: tuple[Outcome, ...] = ()
    more: tuple[More, ...] = ()
    fewer: tuple[Fewer, ...] = ()


def read_effect(source: Source, seen: Overview, *, matters: tuple[Matters, ...] = HERNING) -> ReadOut:
    """The read-out of everything that is kept."""
    rows = line.candidates(source.work, seen)
    limit = matters_on(matters, source.run.business_on)
    if rows.empty:
        return ReadOut(0, None, None, limit, Verdict.NOTHING)
    followed = read_followed(source, seen, since=rows["monday_on"].min().date())
    return read_out(with_follow_up(rows, followed), matters=limit, has_records=followed.has_records)


def with_follow_up(rows: pd.DataFrame, followed: Followed) -> pd.DataFrame:
    """The rows with whether the youth was spoken with within four weeks of the list, and the highest step begun in that time."""
    days = pd.Timedelta(weeks=WEEKS_TO_CONTACT)
    key = rows[["youth_id", "monday_on"]].assign(row=np.arange(len(rows)))
    in_time = [
        near[(near["on"] >= near["monday_on"]) & (near["on"] < near["monday_on"] + days)]
        for near in (key.merge(told, on="youth_id") for told in (followed.contacts, followed.efforts))
    ]
    contacted = np.isin(key["row"], in_time[0]["row"]).astype(np.float64)
    step = key["row"].map(in_time[1].groupby("row")["step"].max())
    return rows.assign(contacted=contacted, step=step.to_numpy())


def read_out(rows: pd.DataFrame, *, matters: float, has_records: bool) -> ReadOut:
    """What the lists say together.

    Shape: one row per candidate of a list, columns of `service.store.line.CANDIDATES`, `contacted` and `step`.
    """
    near = effect.at_the_line(rows)
    found = None if near.empty else effect.jump(near, effect.beyond_risk(near))
    weeks = sorted(set(rows["week"]))
    told = ReadOut(
        near.groupby(["week", "district_id"]).ngroups,
        monday_of_week(weeks[0]),
        monday_of_week(weeks[-1]),
        matters,
        verdict_of(found, matters),
        found,
        has_records=has_records,
        by_step=tuple(_outcomes(_listed(rows), "step")),
        by_profile=tuple(_outcomes(_listed(rows), "profile")),
        more=one_more(rows),
        fewer=one_fewer(rows),
    )
    return told if found is None else _with_effect(told, near, found, rows)


def _with_effect(told: ReadOut, near: pd.DataFrame, found: Jump, rows: pd.DataFrame) -> ReadOut:
    contacted = near["contacted"].to_numpy(dtype=np.float64)
    is_known = bool(contacted.any())
    return replace(
        told,
        contact=effect.jump(near, contacted, bend=effect.BEND_OF_CONTACT) if is_known else None,
        by_contact=effect.ratio(near, effect.beyond_risk(near), contacted) if is_known else None,
        soon=_listed_soon(near, rows, found.width),
        decided_on=_decided_on(told, found),
    )


def verdict_of(found: Jump | None, matters: float) -> Verdict:
    """What can be said; nothing certain while an effect that matters could be missed, even where chance already points one way."""
    if found is None:
        return Verdict.NOTHING
    if found.smallest > matters:
        return Verdict.OPEN
    if found.holds_zero:
        return Verdict.NONE
    return Verdict.FEWER if found.value < 0 else Verdict.MORE


def _listed(rows: pd.DataFrame) -> pd.DataFrame:
    """Each listed youth's first list, where it is known what happened."""
    listed = rows[~rows["cut_off"].astype(bool)].drop_duplicates("youth_id")
    listed = listed[listed["outcome"].notna()]
    step = [NO_EFFORT if pd.isna(one) else str(int(one)) for one in listed["step"]]
    return listed.assign(step=step)


def _outcomes(listed: pd.DataFrame, column: str) -> Iterator[Outcome]:
    for group in STEPS if column == "step" else tuple(map(str, OnsetProfile)):
        came = listed.loc[listed[column] == group, "outcome"]
        if len(came):
            yield Outcome(group, len(came), int(came.sum()))


def _listed_soon(near: pd.DataFrame, rows: pd.DataFrame, width: float) -> float | None:
    """The share of those waiting just below the line whom a list named within the next weeks."""
    waiting = near[(near["distance"] < 0) & (near["distance"] > -width)]
    named = rows.loc[~rows["cut_off"].astype(bool), ["youth_id", "monday_on"]].drop_duplicates("youth_id")
    later = waiting["youth_id"].map(named.set_index("youth_id")["monday_on"])
    ahead = later - waiting["monday_on"]
    return float((ahead <= pd.Timedelta(weeks=WEEKS_TO_CONTACT)).mean()) if len(waiting) else None


def _decided_on(told: ReadOut, found: Jump) -> date | None:
    """When lists enough will have matured at the pace so far; None if they have."""
    if told.verdict is not Verdict.OPEN or told.since_on is None or told.until_on is None:
        return None
    so_far = told.until_on - told.since_on + timedelta(weeks=1)
    needed = ceil(so_far.days * found.youths_for(told.matters) / (found.listed + found.waiting))
    if needed > _LONGEST.days:
        return None
    return told.since_on + timedelta(days=needed) + MATURES_IN


_LONGEST: Final = timedelta(days=50 * 365)
"""Beyond which no day is named."""


def wilson(count: int, n: int) -> tuple[float, float]:
    """The interval of a share by counts.

    Source: Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    if n == 0:
        return 0.0, 1.0
    z = float(norm.ppf((1 + LEVEL) / 2))
    share, middle = count / n, 1 + z**2 / n
    spread = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (share + z**2 / (2 * n) - spread) / middle, (share + z**2 / (2 * n) + spread) / middle
