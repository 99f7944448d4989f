"""Who could be flagged on a date, as an explicit, dated function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from features.asof import Known, residents
from features.calendar import completed_years
from features.vocabulary import ACTIVE, NOT_SCORED


@dataclass(frozen=True)
class PopulationRule:
    """Bounds of completed years, inclusive; None for no bound."""

    lowest_age: int | None = 14
    highest_age: int | None = 18


def ages(youths: pd.DataFrame, as_of: date) -> pd.Series[int]:
    """Completed years on `as_of`.

    Shape: one value per row of `youths`, Int16, same index.
    """
    years = [completed_years(birth.date(), as_of) for birth in youths["birth_on"]]
    return pd.Series(years, index=youths.index, dtype="Int16")


def open_spells(known: Known) -> pd.DataFrame:
    """Spells that have begun and, as seen on `as_of`, not ended."""
    spells = known["spells"]
    return spells[spells["ended_on"].isna()]


def active_youths(known: Known) -> pd.Index[str]:
    """Youths in a spell of education, employment or other activity on `as_of`."""
    spells = open_spells(known)
    active: pd.Index[str] = pd.Index(spells.loc[spells["status"].isin(list(ACTIVE)), "youth_id"].unique())
    return active


def population(known: Known, rule: PopulationRule) -> pd.Index[str]:
    """Youths who are scored on `as_of`: resident, of the rule's age, active, without an open spell of stu or exemption.

    Shape: sorted, unique youth_id.
    """
    youths = residents(known)
    years = ages(youths, known.as_of)
    within = pd.Series(True, index=youths.index)
    if rule.lowest_age is not None:
        within &= years >= rule.lowest_age
    if rule.highest_age is not None:
        within &= years <= rule.highest_age
    spells = open_spells(known)
    spared = spells.loc[spells["status"].isin(list(NOT_SCORED)), "youth_id"]
    ids = youths.loc[
        within.astype(bool) & youths["youth_id"].isin(active_youths(known)) & ~youths["youth_id"].isin(spared),
        "youth_id",
    ]
    members: pd.Index[str] = pd.Index(ids.sort_values().to_numpy(), name="youth_id")
    return members
