"""What was said beside what happened, counted: calibration, what lists found, how early, for whom, and what a simple rule would have found.

Pure: the same rows give the same figures. Youths are drawn again with all their rows, since the lists of many weeks tell of the same ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import binom

from features.population import ages
from models.fairness import RULE_OF_THREE, Verdict, audit, group_columns, never_certain
from models.measures import (
    Estimate,
    Resampling,
    Sums,
    calibration_intercept,
    calibration_slope,
    estimate,
    rank,
    share_of,
    sums,
)
from models.scores import RiskBand
from service.domain.said import (
    Calibrated,
    Chosen,
    Figures,
    GroupMeasure,
    Interval,
    LeadTime,
    OfGroup,
    Period,
    WhyMissed,
)
from service.monitoring.rules_beside import Placed, beside, interval

YEAR: Final = timedelta(weeks=52)
"""How far back lists are counted together."""
FEWEST_EVENTS: Final = 10
"""Below this many dropouts (or others) nothing is fitted: an interval would promise more than there is."""
SHOWN: Final = ("flag_rate", "precision", "false_negative_rate", "predicted_over_observed")
"""What is told of groups."""
_SIGNS: Final = (str(RiskBand.RAISED), str(RiskBand.HIGH))
_BANDS: Final = (str(RiskBand.LOW), *_SIGNS)
_SHAPES: Final = {"slope": calibration_slope, "intercept": calibration_intercept}


@dataclass(frozen=True)
class Material:
    """What is counted.

    `rows`: everything kept, columns of `service.store.matured.DTYPES`. `youths`: the standing rows of that table. `placed`: of each list
    whose indicators are still there, who would have had a place by the risk and by each rule.
    """

    rows: pd.DataFrame
    youths: pd.DataFrame
    placed: Mapping[str, Placed]


def count(material: Material, *, resampling: Resampling) -> Figures:
    """The figures of the year of lists that ends with the latest one.

    Raises: ValueError without a row.
    """
    if material.rows.empty:
        raise ValueError("prospective: got no list that is mature, allowed is at least one")
    last = material.rows["as_of"].max()
    year = material.rows[material.rows["as_of"] > last - pd.Timedelta(YEAR)]
    told = _told(year)
    endings = _endings(told)
    groups, absent = _groups(material.youths, told, resampling)
    return Figures(
        year["as_of"].min().date(),
        last.date(),
        int(year["run_id"].nunique()),
        len(year),
        int(year["youth_id"].nunique()),
        int(told["outcome"].sum()),
        _people(told[told["outcome"] == 1]),
        _people(year[year["outcome"].isna()]),
        int((year["band"] == RiskBand.NOT_ASSESSED).sum()),
        tuple(_calibration(told, resampling)),
        _chosen(told, endings, resampling),
        _missed(endings),
        beside(material.rows, material.placed, since=year["as_of"].min().date(), resampling=resampling),
        tuple(_periods(year)),
        groups,
        absent,
        _lead(endings),
    )


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows whose outcome can be told, with whether the youth had a place on the list."""
    told = rows[rows["outcome"].notna()].reset_index(drop=True)
    had_place = told["rank"].notna() & ~told["cut_off"].fillna(value=True)
    return told.assign(outcome=told["outcome"].astype("float64"), listed=had_place.astype("float64"))


# What was foretold


def _calibration(told: pd.DataFrame, resampling: Resampling) -> Iterator[Calibrated]:
    """Of all, of each regime, and of each band in it."""
    assessed = told[told["risk"].notna()]
    yield _calibrated(assessed, ("", ""), resampling)
    for regime in sorted(assessed["regime"].unique()):
        of_regime = assessed[assessed["regime"] == regime]
        yield _calibrated(of_regime, (regime, ""), resampling)
        for band in _BANDS:
            of_band = of_regime[of_regime["band"] == band]
            if len(of_band):
                yield _calibrated(of_band, (regime, band), resampling)


def _calibrated(rows: pd.DataFrame, named: tuple[str, str], resampling: Resampling) -> Calibrated:
    events, expected = int(rows["outcome"].sum()), math.fsum(rows["risk"])
    people = _people(rows[rows["outcome"] == 1])
    counted = Calibrated(*named, len(rows), events, people, expected)
    if rows.empty:
        return counted
    columns = {"event": rows["outcome"].to_numpy(dtype=np.float64), "risk": rows["risk"].to_numpy(dtype=np.float64)}
    totals = sums({"row": np.ones(len(rows)), **columns}, youth=rows["youth_id"], resampling=resampling)
    share = never_certain(totals.estimate(lambda by: share_of(by["event"], by["row"])), _people(rows))
    ratio = _happened_over_foretold(totals, events, expected)
    told = replace(counted, share=interval(share), ratio=ratio)
    if named[1] or min(events, len(rows) - events) < FEWEST_EVENTS:
        return told
    ranked = rank(rows["outcome"], rows["risk"], youth=rows["youth_id"])
    shapes = estimate(ranked, _SHAPES, resampling=resampling)
    return replace(told, slope=interval(shapes["slope"]), intercept=interval(shapes["intercept"]))


def _happened_over_foretold(totals: Sums, events: int, expected: float) -> Interval | None:
    """The ratio, its value exact; where nothing happened it reaches as far as three dropouts would."""
    found = replace(totals.estimate(lambda by: share_of(by["event"], by["risk"])), value=events / expected)
    return interval(found if events else replace(found, low=0.0, high=RULE_OF_THREE / expected))


def _people(rows: pd.DataFrame) -> int:
    """How many youths rows are of."""
    return int(rows["youth_id"].nunique())


# Whom lists found


def _endings(told: pd.DataFrame) -> pd.DataFrame:
    """Each ending once: when the youth first had a place before it, and what the lists said else.

    Shape: one row per youth and ended_on; columns listed, waited, signs, assessed (whether on any list), first_on (missing if never).
    """
    dropped = told[told["outcome"] == 1]
    placed = dropped["listed"] == 1
    case = [dropped["youth_id"], dropped["ended_on"]]
    flags = {
        "listed": placed,
        "waited": dropped["cut_off"].fillna(value=False).astype("bool"),
        "signs": dropped["band"].isin(_SIGNS),
        "assessed": dropped["risk"].notna(),
        "first_on": dropped["as_of"].where(placed),
    }
    grouped = pd.DataFrame(flags).groupby(case)
    return grouped.agg(
        {**dict.fromkeys(("listed", "waited", "signs", "assessed"), "any"), "first_on": "min"}
    ).reset_index()


def _chosen(told: pd.DataFrame, endings: pd.DataFrame, resampling: Resampling) -> Chosen:
    places = told[told["listed"] == 1]
    hits, found = int(places["outcome"].sum()), int(endings["listed"].sum())
    return Chosen(
        len(places),
        hits,
        _people(places[places["outcome"] == 1]),
        len(endings),
        found,
        _share(places["outcome"], places["youth_id"], resampling),
        _share(endings["listed"], endings["youth_id"], resampling),
    )


def _share(part: pd.Series, youth: pd.Series, resampling: Resampling) -> Interval | None:
    if part.empty:
        return None
    totals = sums(
        {"part": part.to_numpy(dtype=np.float64), "all": np.ones(len(part))}, youth=youth, resampling=resampling
    )
    return interval(never_certain(totals.estimate(lambda by: share_of(by["part"], by["all"])), int(youth.nunique())))


def _missed(endings: pd.DataFrame) -> tuple[tuple[str, int | None], ...]:
    """Where those stood whom no list had chosen."""
    left = endings[~endings["listed"]]
    why = np.select(
        [left["waited"], left["signs"], left["assessed"]],
        [str(WhyMissed.WAITED), str(WhyMissed.BUSY), str(WhyMissed.LOW)],
        str(WhyMissed.NOT_ASSESSED),
    )
    return tuple((str(one), int((why == one).sum())) for one in WhyMissed)


def _lead(endings: pd.DataFrame) -> LeadTime | None:
    """Quartiles of the days between place and ending; the median's interval is of ranked days, and of fewer than six all of them."""
    found = endings[endings["listed"]]
    if found.empty:
        return None
    days = np.sort((found["ended_on"] - found["first_on"]).dt.days.to_numpy(dtype=np.float64))
    lower, middle, upper = (float(value) for value in np.quantile(days, (0.25, 0.5, 0.75)))
    below = max(int(binom.ppf(0.025, len(days), 0.5)) - 1, 0)
    return LeadTime(len(days), lower, Interval(middle, float(days[below]), float(days[-1 - below])), upper)


# When, and for whom


def _periods(year: pd.DataFrame) -> Iterator[Period]:
    """The lists of each month, the latest first."""
    months = year["as_of"].dt.to_period("M")
    for month in sorted(months.unique(), reverse=True):
        rows = year[months == month]
        told = _told(rows)
        places = told[told["listed"] == 1]
        yield Period(
            date(month.year, month.month, 1),
            int(rows["run_id"].nunique()),
            _people(rows),
            _people(told[told["outcome"] == 1]),
            _people(rows[rows["outcome"].isna()]),
            _people(places),
            _people(places[places["outcome"] == 1]),
        )


def _groups(
    youths: pd.DataFrame, told: pd.DataFrame, resampling: Resampling
) -> tuple[tuple[OfGroup, ...], tuple[str, ...]]:
    """Each group beside everybody else, and the dimensions of which nothing is known here."""
    rows = told[told["risk"].notna()].reset_index(drop=True)
    rows = rows.assign(age_years=_ages(youths, rows), district_id=rows["district_id"].fillna(""), kind=None)
    groups, absent = group_columns(youths, rows)
    listed = rows["listed"].to_numpy(dtype=np.float64)
    found = audit(rows, listed, groups, absent=absent, resampling=resampling)
    shown = tuple(
        OfGroup(
            one.dimension,
            one.group,
            one.youths,
            tuple(_measure(each.measure, each.verdict, (each.value, each.others, each.ratio)) for each in one.measures
                  if each.measure in SHOWN),
        )
        for one in found.groups
    )  # fmt: skip
    return shown, tuple(sorted(found.not_examined))


def _measure(name: str, verdict: Verdict, estimates: tuple[Estimate, ...]) -> GroupMeasure:
    """A measure that cannot be estimated is told without any number."""
    if verdict is Verdict.NOT_ESTIMABLE:
        return GroupMeasure(name, str(verdict))
    return GroupMeasure(name, str(verdict), *map(interval, estimates))


def _ages(youths: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Completed years of each row's youth on the day of its list."""
    born = youths.drop_duplicates("youth_id", keep="last").set_index("youth_id")["birth_on"]
    found = pd.Series(pd.NA, index=rows.index, dtype="Int16")
    for day in rows["as_of"].unique():
        here = rows.loc[rows["as_of"] == day, "youth_id"].map(born).dropna()
        found[here.index] = ages(pd.DataFrame({"birth_on": here}), pd.Timestamp(day).date())
    return found
