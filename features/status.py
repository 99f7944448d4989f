"""The indicators of education status: small tables in, one value per youth out, all youths at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features import calendar
from features.asof import Known
from features.catalogue import SPELL_HISTORY_DAYS
from features.vocabulary import ACTIVE, ACTIVITY, EDUCATION, KNOWN_NEXT_STEPS, NOT_SCORED, STATUSES, EndReason, Status

Values = NDArray[np.float64]

EVENTS: Final = (
    "education_kind",
    "education_days",
    "education_first_30_days",
    "interruption_count",
    "programme_change_count",
    "activity_gap_days",
    "risk_report_open",
    "school_year_phase",
    "transition_ahead_days",
    "planned_start_days",
)
"""Indicators that come from events rather than attendance."""

GAP_DAYS: Final = 730
REPORT_DAYS: Final = 365
_NO_DAY: Final = np.iinfo(np.int64).min
_POSITION: Final = {str(status): position for position, status in enumerate(STATUSES)}
LEAVING_GRADES: Final = (9, 10)
"""Grades after which comes another place of education."""
LEAVING_STATUSES: Final = (Status.TENTH_GRADE, Status.BOARDING_SCHOOL)
"""Education, of whatever grade if none is given, after which comes another."""
_LEAVING: Final = tuple(_POSITION[status] for status in LEAVING_STATUSES)


@dataclass(frozen=True)
class Situation:
    """Where each youth stands on a date.

    `status`: position in STATUSES of the present education spell, else of the open spell that started last; -1 for none.
    `institution_id`: of that spell, missing as None or NaN. `events`: by indicator of EVENTS.
    """

    status: NDArray[np.int8]
    institution_id: NDArray[np.object_]
    events: Mapping[str, Values]


@dataclass(frozen=True)
class _Spells:
    """Spells as arrays; `youth` is a position in the index of youths, days are day numbers."""

    youth: NDArray[np.int64]
    status: NDArray[np.int64]
    institution: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    frame: pd.DataFrame

    def where(self, rows: NDArray[np.bool_]) -> _Spells:
        return _Spells(
            self.youth[rows],
            self.status[rows],
            self.institution[rows],
            self.start[rows],
            self.end[rows],
            self.frame[rows],
        )


def situations(known: Known, youths: pd.Index[str]) -> Situation:
    """Status, institution and event indicators of `youths` as seen on the date of `known`.

    Shape: arrays in the order of `youths`.
    """
    spells = _spells(known["spells"], youths)
    open_now = spells.where(spells.end == _NO_DAY)
    education = open_now.where(_one_of(open_now, EDUCATION))
    present = _latest(education, len(youths))
    active = open_now.where(_one_of(open_now, ACTIVE))
    status, institution = _present(open_now, active, education, count=len(youths))
    spared = open_now.where(_one_of(open_now, NOT_SCORED))
    exempt = _latest(spared, len(youths))
    status = np.where(exempt >= 0, _take(spared.status, exempt), status)
    first = _least(spells.youth, spells.start, len(youths))
    day = calendar.day_number(known.as_of)
    long_known = (first >= 0) & (first <= day - SPELL_HISTORY_DAYS)
    days = np.where(present >= 0, day - _take(education.start, present), np.nan)
    events = {
        "education_kind": np.where(present >= 0, _take(education.status, present), np.nan),
        "education_days": days,
        "education_first_30_days": np.where(np.isnan(days), np.nan, days <= 30),
        "interruption_count": _ended(spells, EndReason.INTERRUPTED, long_known),
        "programme_change_count": _ended(spells, EndReason.PROGRAMME_CHANGE, long_known),
        "activity_gap_days": np.where(long_known, _gap_days(spells, first, day), np.nan),
        "risk_report_open": _risk_report_open(known, youths),
        "school_year_phase": np.full(len(youths), float((known.as_of.month - 8) % 12)),
        "transition_ahead_days": _transition_ahead(education, present, known.as_of),
        "planned_start_days": _planned_start(known, youths),
    }
    return Situation(status.astype(np.int8), institution.to_numpy(dtype=object), events)


def join_situations(parts: Sequence[Situation], order: NDArray[np.int64]) -> Situation:
    """Situations of different youths as one, taken one part after another and then put in order."""
    return Situation(
        np.concatenate([part.status for part in parts])[order],
        np.concatenate([part.institution_id for part in parts])[order],
        {name: np.concatenate([part.events[name] for part in parts])[order] for name in EVENTS},
    )


def _spells(frame: pd.DataFrame, youths: pd.Index[str]) -> _Spells:
    youth = youths.get_indexer(pd.Index(frame["youth_id"])).astype(np.int64)
    frame, youth = frame[youth >= 0], youth[youth >= 0]
    return _Spells(
        youth,
        frame["status"].map(_POSITION).to_numpy().astype(np.int64),
        pd.factorize(frame["institution_id"], sort=True)[0].astype(np.int64),
        _day_numbers(frame["started_on"]),
        _day_numbers(frame["ended_on"]),
        frame,
    )


def _day_numbers(days: pd.Series[pd.Timestamp]) -> NDArray[np.int64]:
    return days.to_numpy().astype("datetime64[D]").astype(np.int64)


def _one_of(spells: _Spells, statuses: frozenset[Status]) -> NDArray[np.bool_]:
    return np.isin(spells.status, [_POSITION[status] for status in statuses])


def _present(*spells: _Spells, count: int) -> tuple[NDArray[np.int64], pd.Series[str]]:
    """Status and institution of the spell that started last, of the last kind of spells that a youth has any of; -1 for none."""
    status = np.full(count, -1, np.int64)
    institution = pd.Series([None] * count, dtype="str")
    for kind in spells:
        latest = _latest(kind, count)
        status = np.where(latest >= 0, _take(kind.status, latest), status)
        institution = _texts(kind, latest).where(latest >= 0, institution)
    return status, institution


def _latest(spells: _Spells, count: int) -> NDArray[np.int64]:
    """Per youth the spell that started last, ties by status and then institution; -1 for none."""
    order = np.lexsort((spells.institution, spells.status, spells.start))
    latest = np.full(count, -1, np.int64)
    latest[spells.youth[order]] = order  # of several the last written stays
    return latest


def _take(values: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.append(values, -1)[rows]


def _texts(spells: _Spells, rows: NDArray[np.int64]) -> pd.Series[str]:
    return spells.frame["institution_id"].reset_index(drop=True).reindex(rows).reset_index(drop=True)


def _least(youth: NDArray[np.int64], days: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Per youth the earliest day; -1 for none."""
    none = np.iinfo(np.int64).max
    least = np.full(count, none)
    np.minimum.at(least, youth, days)
    return np.where(least == none, -1, least)


def _ended(spells: _Spells, reason: EndReason, long_known: NDArray[np.bool_]) -> Values:
    reasons = (spells.frame["end_reason"] == str(reason)).to_numpy(dtype=bool)
    ended = spells.youth[reasons & (spells.end != _NO_DAY) & _one_of(spells, EDUCATION)]
    return np.where(long_known, np.bincount(ended, minlength=len(long_known)), np.nan)


def _gap_days(spells: _Spells, first: NDArray[np.int64], day: int) -> NDArray[np.int64]:
    """Days from the later of the first spell and GAP_DAYS ago to the day before `day` that no activity covers."""
    opening = np.maximum(first, day - GAP_DAYS)
    active = spells.where(_one_of(spells, ACTIVITY))
    start = np.maximum(active.start, opening[active.youth])
    stop = np.where(active.end == _NO_DAY, day, active.end + 1)
    order = np.lexsort((start, active.youth))
    youth, start, stop = active.youth[order], start[order], stop[order]
    stride = 2**20  # greater than any day number, so that the running maximum starts anew with each youth
    reached = np.maximum.accumulate(np.concatenate([[0], stop + youth * stride]))[:-1] - youth * stride
    covered = np.maximum(stop - np.maximum(start, reached), 0)
    return day - opening - np.bincount(youth, weights=covered, minlength=len(first)).astype(np.int64)


def _risk_report_open(known: Known, youths: pd.Index[str]) -> Values:
    if "risk_reports" not in known.contained:
        return np.full(len(youths), np.nan)
    reports = known["risk_reports"]
    recent = reports["reported_on"] >= pd.Timestamp(known.as_of - timedelta(days=REPORT_DAYS))
    standing = reports.loc[recent & reports["withdrawn_on"].isna(), "youth_id"]
    return cast("Values", youths.isin(standing).astype(np.float64))


def _transition_ahead(education: _Spells, present: NDArray[np.int64], as_of: date) -> Values:
    day = calendar.day_number(as_of)
    june = date(as_of.year + (as_of > date(as_of.year, 6, 30)), 6, 30)
    expected = _day_numbers(education.frame["expected_end_on"])
    grade = education.frame["grade"].to_numpy(np.float64, na_value=np.nan)
    leaving = np.isin(grade, LEAVING_GRADES) | (np.isnan(grade) & np.isin(education.status, _LEAVING))
    ahead = np.where(leaving, calendar.day_number(june) - day, np.nan)
    ahead = np.where(expected >= day, expected - day, ahead)
    return np.append(ahead, np.nan)[present]


def _planned_start(known: Known, youths: pd.Index[str]) -> Values:
    steps, spells = known["next_steps"], known.planned
    steps = steps[steps["kind"].isin(list(KNOWN_NEXT_STEPS)) & (steps["starts_on"] >= pd.Timestamp(known.as_of))]
    spells = spells[spells["status"].isin(list(ACTIVITY))]
    youth = youths.get_indexer(pd.Index([*steps["youth_id"], *spells["youth_id"]], dtype="str"))
    starts = np.concatenate([_day_numbers(steps["starts_on"]), _day_numbers(spells["started_on"])])
    first = _least(youth[youth >= 0], starts[youth >= 0], len(youths))
    return np.where(first >= 0, first - calendar.day_number(known.as_of), np.nan)
