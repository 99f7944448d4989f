"""Whether a youth's attendance of a month is in the records: observed, not collected, or missing; never taken for presence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.asof import Known
from features.catalogue import OBSERVED_DAYS
from features.errors import WindowError
from features.vocabulary import EDUCATION, STATUSES, Coverage

COVERAGE_DTYPE: Final = pd.CategoricalDtype([str(state) for state in Coverage])
JULY: Final = 7
_KEY: Final = ["youth_id", "month"]


def coverage_by_month(attendance_known: pd.DataFrame, known: Known, *, first_month: date) -> pd.DataFrame:
    """The state of each whole month before `as_of`, from the month of `first_month` on, for everybody seen in `youths`.

    Observed: at least 5 school days seen. Missing: fewer, though the education that covers most of the month is at an institution
    that delivers attendance. Not collected: all else. July has no school days and no row.
    Shape: youth_id, month_on (its first day), coverage; sorted by both.
    Sees: `attendance_known` as `asof.attendance_known_on` gives it for the date of `known`.
    Raises: WindowError if no whole month lies between.
    """
    months = _months(first_month, known.as_of)
    youths = known["youths"]["youth_id"].sort_values()
    rows = pd.DataFrame({"youth_id": np.repeat(youths, len(months)), "month": np.tile(months, len(youths))})
    days = attendance_known.drop_duplicates(["youth_id", "on"])
    seen = days.assign(month=_month_numbers(days["on"])).groupby(_KEY).size().rename("days").reset_index()
    rows = rows.merge(seen, on=_KEY, how="left").merge(_main_institution(known), on=_KEY, how="left")
    observed = rows["days"].fillna(0) >= OBSERVED_DAYS
    delivers = rows["institution_id"].isin(_delivering(attendance_known, known))
    state = np.select([observed, delivers], [Coverage.OBSERVED, Coverage.MISSING], Coverage.NOT_COLLECTED)
    return pd.DataFrame(
        {
            "youth_id": rows["youth_id"],
            "month_on": _first_days(rows["month"].to_numpy()),
            "coverage": pd.Categorical(state, dtype=COVERAGE_DTYPE),
        }
    )


def _months(first_month: date, as_of: date) -> NDArray[np.int64]:
    """Numbers (months since 1970-01) of the whole months before `as_of`, Julys left out."""
    first, stop = _month_number(first_month), _month_number(as_of)
    if first >= stop:
        raise WindowError(f"first_month: got {first_month:%Y-%m}, allowed is a month that ended before {as_of}")
    return np.array([month for month in range(first, stop) if month % 12 + 1 != JULY], dtype=np.int64)


def _main_institution(known: Known) -> pd.DataFrame:
    """By youth and month, the institution of the education spell that covers most of it (of equals, the one begun last)."""
    spells = known["spells"]
    spells = spells[spells["status"].isin(list(EDUCATION))].reset_index(drop=True)
    start = spells["started_on"]
    end = spells["ended_on"].fillna(pd.Timestamp(known.as_of - timedelta(days=1)))
    first, last = _month_numbers(start), _month_numbers(end)
    at = np.repeat(np.arange(len(spells)), last - first + 1)
    month = first[at] + (
        np.arange(len(at)) - np.repeat(np.cumsum(last - first + 1) - (last - first + 1), last - first + 1)
    )
    begins = np.maximum(_day_numbers(start)[at], _day_numbers(_first_days(month)))
    ends = np.minimum(_day_numbers(end)[at], _day_numbers(_first_days(month + 1)) - 1)
    order = spells["status"].map({str(status): rank for rank, status in enumerate(STATUSES)})
    covers = pd.DataFrame({"month": month, "covered": ends - begins + 1, "order": order.to_numpy()[at]})
    covers = covers.join(spells.loc[at, ["youth_id", "institution_id", "started_on"]].reset_index(drop=True))
    by = [*_KEY, "covered", "started_on", "order", "institution_id"]
    covers = covers.sort_values(by, na_position="first").drop_duplicates(_KEY, keep="last")
    return covers[[*_KEY, "institution_id"]]


def _delivering(attendance_known: pd.DataFrame, known: Known) -> list[str]:
    """Institutions that deliver attendance; one that is only named in attendance is taken to."""
    listed = known["institutions"]
    named = set(attendance_known["institution_id"].dropna()) - set(listed["institution_id"])
    return sorted(named | set(listed.loc[listed["delivers_attendance"].astype(bool), "institution_id"]))


def _month_number(day: date) -> int:
    return 12 * (day.year - 1970) + day.month - 1


def _month_numbers(days: pd.Series[pd.Timestamp]) -> NDArray[np.int64]:
    return days.to_numpy().astype("datetime64[M]").astype(np.int64)


def _day_numbers(days: pd.Series[pd.Timestamp] | NDArray[np.datetime64]) -> NDArray[np.int64]:
    return np.asarray(days).astype("datetime64[D]").astype(np.int64)


def _first_days(months: NDArray[np.int64]) -> NDArray[np.datetime64]:
    return months.astype("datetime64[M]").astype("datetime64[s]")
