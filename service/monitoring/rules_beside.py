"""The simple rules beside the risk: who would have had a place on the lists of past weeks, by the indicators that the nights kept.

A rule is chosen for a list on what was known on its own morning: of the lists that were mature by then, the one that found most with the
same places. Which rule turned out best is told beside it, never chosen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from features.vocabulary import DistrictId
from models.fairness import never_certain
from models.measures import Estimate, Floats, Resampling, Sums, share_of, sums
from models.places import AT_CAPACITY, Places, on_list
from models.rules import RULES
from service.domain.said import Afresh, Beside, Interval

RISK: Final = "risk"
FEWEST_EVENTS: Final = 10
"""Dropouts that must be known before a rule is chosen by them."""


@dataclass(frozen=True)
class Placed:
    """A list made afresh: of everybody with an outcome, the share of a place by the risk and by each rule.

    `known_on`: the morning from which its outcomes are known. Shape: `rows` with youth_id, outcome and a column for `RISK` and each rule.
    """

    as_of: date
    known_on: date
    rows: pd.DataFrame

    @property
    def caught(self) -> Mapping[str, float]:
        """Dropouts with a place, by rule."""
        return {rule.name: float((self.rows[rule.name] * self.rows["outcome"]).sum()) for rule in RULES}


def placed(rows: pd.DataFrame, indicators: pd.DataFrame, places: Mapping[DistrictId, int], *, known_on: date) -> Placed:
    """A list of kept rows made afresh.

    Shape: `rows` of one list, as kept; `indicators` as the night of the list left them.
    """
    told = rows[rows["outcome"].notna() & rows["risk"].notna()]
    joined = told[["youth_id", "as_of", "district_id", "outcome", "risk"]].merge(
        indicators.drop(columns=["as_of"]), on="youth_id", how="inner", validate="one_to_one"
    )
    room = np.array([places.get(DistrictId(name), 0) for name in joined["district_id"].fillna("")], dtype=np.float64)
    group = pd.factorize(joined["district_id"].fillna(""))[0].astype(np.int64)
    lists = Places(AT_CAPACITY, group, room)
    columns = {rule.name: on_list(rule.score(joined), lists) for rule in RULES}
    columns |= {RISK: on_list(joined["risk"].to_numpy(dtype=np.float64), lists)}
    kept = joined[["youth_id"]].assign(outcome=joined["outcome"].astype("float64"), **columns)
    return Placed(rows["as_of"].iloc[0].date(), known_on, kept)


def beside(rows: pd.DataFrame, lists: Mapping[str, Placed], *, since: date, resampling: Resampling) -> Beside:
    """Risk and rules on the lists since a day.

    `rows`: everything kept, for how many lists have no indicators any more.
    """
    year = rows.loc[rows["as_of"] >= pd.Timestamp(since), "run_id"].unique()
    here = sorted((lists[name] for name in year if name in lists), key=lambda one: one.as_of)
    gone = len(year) - len(here)
    if not here:
        return Beside(0, gone)
    best = _most([one.caught for one in here])
    risk, hindsight = _afresh(here, [RISK] * len(here), [best] * len(here), name=best, resampling=resampling)
    rules = {one.as_of: _rule_for(one, list(lists.values())) for one in here}
    chosen = [one for one in here if rules[one.as_of]]
    if not chosen:
        return Beside(len(here), gone, 0, risk, hindsight)
    names = [rules[one.as_of] or "" for one in chosen]
    beaten = _afresh(chosen, [RISK] * len(chosen), names, name="", resampling=resampling)
    return Beside(len(here), gone, len(chosen), risk, hindsight, *beaten, tuple(sorted(set(names))))


def _rule_for(one: Placed, every: Sequence[Placed]) -> str | None:
    """The rule that had found most on what was known on the morning of a list; None where too little was."""
    past = [other for other in every if other.known_on <= one.as_of]
    if sum(float(other.rows["outcome"].sum()) for other in past) < FEWEST_EVENTS:
        return None
    return _most([other.caught for other in past])


def _most(caught: Sequence[Mapping[str, float]]) -> str:
    """The rule with most dropouts in all; of equals the first."""
    return max((rule.name for rule in RULES), key=lambda name: sum(one[name] for one in caught))


def _afresh(
    lists: Sequence[Placed], ours: Sequence[str], theirs: Sequence[str], *, name: str, resampling: Resampling
) -> tuple[Afresh, Afresh]:
    """Two ways of giving the same places, paired: the first without, the second with how far the first is ahead."""
    mine = pd.concat([one.rows[column] for one, column in zip(lists, ours, strict=True)])
    other = pd.concat([one.rows[column] for one, column in zip(lists, theirs, strict=True)])
    rows = pd.concat([one.rows[["youth_id", "outcome"]] for one in lists])
    columns: dict[str, Floats] = {"dropout": rows["outcome"].to_numpy(dtype=np.float64)}
    for key, place in (("mine", mine), ("other", other)):
        columns[key] = place.to_numpy(dtype=np.float64)
        columns[f"{key} caught"] = columns[key] * columns["dropout"]
    totals = sums(columns, youth=rows["youth_id"], resampling=resampling)
    exact = {key: math.fsum(column) for key, column in columns.items()}
    people = {key: int(rows.loc[columns[key] > 0, "youth_id"].nunique()) for key in ("dropout", "mine", "other")}
    ahead = totals.estimate(lambda by: share_of(by["mine caught"] - by["other caught"], by["dropout"]))
    first, second = _one(totals, exact, people, "mine"), _one(totals, exact, people, "other")
    return replace(first, name=RISK), replace(
        second,
        name=name,
        ahead=interval(replace(ahead, value=_ratio(exact["mine caught"] - exact["other caught"], exact["dropout"]))),
    )


def _one(totals: Sums, exact: Mapping[str, float], people: Mapping[str, int], key: str) -> Afresh:
    """Recall and precision; the values are exact, so that the order of the rows does not show in the last digit.

    `people`: how many youths each sum is of.
    """
    caught, found = f"{key} caught", {}
    for name, whole in (("recall", "dropout"), ("precision", key)):
        drawn = totals.estimate(lambda by, whole=whole: share_of(by[caught], by[whole]))  # type: ignore[misc] # a default binds the name
        found[name] = interval(never_certain(replace(drawn, value=_ratio(exact[caught], exact[whole])), people[whole]))
    return Afresh("", found["recall"], found["precision"])


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def interval(found: Estimate) -> Interval | None:
    """An estimate as it is kept; None where it does not exist."""
    figures = (found.value, found.low, found.high)
    return Interval(*map(float, figures)) if all(map(math.isfinite, figures)) else None
