"""What happened to a youth after a date, and when that can be known.

The outcome is *dropout*: an activity ends within the horizon and nothing takes its place for 60 days. It is told from what was
known before a later date, so that a fit sees what a night at that date would have seen, late messages and all.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from features.asof import Known, known_on
from features.errors import WindowError
from features.records import Records
from features.vocabulary import ACTIVE, ACTIVITY, QUALIFYING, EndReason

GRACE_DAYS = 60
"""Days after an ending in which a new activity undoes it."""


def matures_in(*, horizon_days: int, report_delay_days: int) -> timedelta:
    """Time from an `as_of` to the day before whose morning its outcome is known.

    Raises: WindowError if the horizon is below 1 or the delay below 0.
    """
    if horizon_days < 1 or report_delay_days < 0:
        raise WindowError(
            f"outcome: got horizon {horizon_days} and report delay {report_delay_days} days, allowed are at least 1 and 0"
        )
    return timedelta(days=horizon_days + GRACE_DAYS + report_delay_days)


def outcomes(
    records: Records, *, youths: pd.Index[str], as_of: date, horizon_days: int, known_before: date
) -> pd.DataFrame:
    """Whether each of `youths` dropped out from `as_of` on, within the horizon.

    Shape: index youth_id as given; columns `outcome` (0 or 1; missing when censored), `ended_on` (last day of the activity lost).
    Sees: everything known before `known_before`, and nothing else.
    Censored: moved away or left the municipality up to 60 days after the ending, or to the end of the window without an ending.
    """
    return outcomes_known(known_on(records, known_before), youths=youths, as_of=as_of, horizon_days=horizon_days)


def outcomes_known(known: Known, *, youths: pd.Index[str], as_of: date, horizon_days: int) -> pd.DataFrame:
    """`outcomes` for what is already cut at the later date; cheap for many `as_of`."""
    start, end = pd.Timestamp(as_of), pd.Timestamp(as_of) + pd.Timedelta(days=horizon_days)
    grace = pd.Timedelta(days=GRACE_DAYS)
    spells = known["spells"]
    spells = spells[spells["youth_id"].isin(youths)]
    lost = _lost_activities(spells, start, end)
    told = pd.DataFrame({"ended_on": lost.groupby("youth_id")["ended_on"].min()}).reindex(youths)
    window_end = (told["ended_on"] + grace).fillna(end - pd.Timedelta(days=1))
    left = _departures(spells, known["youths"], start).reindex(youths)
    censored = left.notna() & (left <= window_end)
    outcome = told["ended_on"].notna().astype("Int8").mask(censored)
    return pd.DataFrame({"outcome": outcome, "ended_on": told["ended_on"].mask(censored)}).rename_axis("youth_id")


def _lost_activities(spells: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Endings in [start, end) after which no activity covers any of the next 60 days, qualifications apart."""
    ending = spells[spells["status"].isin(list(ACTIVE)) & (spells["ended_on"] >= start) & (spells["ended_on"] < end)]
    qualified = (ending["end_reason"] == EndReason.COMPLETED) & ending["status"].isin(list(QUALIFYING))
    ending = ending[~qualified]
    cover = spells[spells["status"].isin(list(ACTIVITY))][["youth_id", "started_on", "ended_on"]]
    pairs = ending[["youth_id", "ended_on"]].reset_index().merge(cover, on="youth_id", suffixes=("", "_cover"))
    after = pairs["ended_on_cover"].isna() | (pairs["ended_on_cover"] > pairs["ended_on"])
    soon = pairs["started_on"] <= pairs["ended_on"] + pd.Timedelta(days=GRACE_DAYS)
    return ending[~ending.index.isin(pairs.loc[after & soon, "index"])]


def _departures(spells: pd.DataFrame, youths: pd.DataFrame, start: pd.Timestamp) -> pd.Series[pd.Timestamp]:
    """First day from `start` on when a youth is known to have moved away or left the municipality."""
    moved = spells.loc[(spells["end_reason"] == EndReason.MOVED_AWAY) & (spells["ended_on"] >= start)]
    left = youths.loc[youths["left_municipality_on"] >= start]
    days = pd.concat([moved.set_index("youth_id")["ended_on"], left.set_index("youth_id")["left_municipality_on"]])
    first: pd.Series[pd.Timestamp] = days.groupby(level=0).min()
    return first
