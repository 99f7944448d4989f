"""How the town hears of things: every fact gets the instant it became known, endings are messages of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.calendar import local_midnights
from features.vocabulary import STATUSES, EndReason, NextStepKind, Status
from training.municipality.jobs import SIDE_JOBS, SideJobs
from training.municipality.lives import CODE, REASONS, Lives
from training.municipality.organisation import DISTRICTS, INSTITUTIONS, NUMBER, UPPER_SECONDARY
from training.municipality.people import NEVER, Days, People
from training.municipality.plan import TownPlan

MEDIAN_DELAY_DAYS, DELAY_SPREAD, LONGEST_DELAY_DAYS = 8.0, 1.2, 150
"""Of messages that an education was interrupted: days to months (lognormal)."""
RETRACTED_STARTS = 0.01
"""Starts at an upper secondary school first told of the wrong school, then taken back."""
NONE_SHARE = 0.3
"""Gaps of a month or more that somebody recorded as a spell of having nothing."""
_LATE_JOBS = (10, 61)
_REASON_TEXT = np.array([*map(str, REASONS), ""], dtype=object)
_STATUS_TEXT = np.array([str(status) for status in STATUSES], dtype=object)


def days_as_dates(days: Days) -> NDArray[np.datetime64]:
    """Day numbers as dates; NEVER becomes missing."""
    dates = days.astype("datetime64[D]")
    dates[days == NEVER] = np.datetime64("NaT")
    return dates


def instants(days: Days, chance: np.random.Generator) -> NDArray[np.datetime64]:
    """Some instant of the office hours of each day, UTC."""
    minutes = chance.integers(8 * 60, 16 * 60, size=len(days))
    return (local_midnights()[days] + minutes * 60_000_000).astype("datetime64[us]")


def youth_rows(people: People, plan: TownPlan) -> pd.DataFrame:
    """`youths`: one row for each version of a youth."""
    chance = plan.chance("messages")
    here = np.where(
        people.moved_in == NEVER, people.birth + 20, people.moved_in + chance.integers(1, 7, size=len(people))
    )
    names = np.array([row[0] for row in DISTRICTS] + [None], dtype=object)
    first = pd.DataFrame(
        {
            "youth_id": people.youth_id,
            "birth_on": days_as_dates(people.birth),
            "sex": np.where(people.is_female, "F", "M"),
            "district_id": names[people.district],
            "moved_in_on": days_as_dates(people.moved_in),
            "left_municipality_on": np.datetime64("NaT", "D"),
            "known_at": instants(here, chance),
        }
    )
    moved, gone = np.flatnonzero(people.relocated != NEVER), np.flatnonzero(people.left != NEVER)
    relocated = first.iloc[moved].assign(
        district_id=names[people.new_district[moved]],
        known_at=instants(people.relocated[moved] + chance.integers(1, 9, size=len(moved)), chance),
    )
    left = first.iloc[gone].assign(
        left_municipality_on=days_as_dates(people.left[gone]),
        known_at=instants(people.left[gone] + chance.integers(1, 11, size=len(gone)), chance),
    )
    return pd.concat([first, relocated, left], ignore_index=True).sort_values(["youth_id", "known_at"], kind="stable")


def spell_rows(people: People, lives: Lives, jobs: SideJobs, plan: TownPlan) -> pd.DataFrame:
    """`spells`: a version at the start, one each school year in school (the grade), one at the end."""
    chance = plan.chance("messages").spawn(1)[0]
    spells = _all_spells(lives, jobs, plan)
    spells["start_known"] = _start_known(spells, chance)
    spells["end_known"] = _end_known(spells, chance)
    _in_order(spells)
    spells["instant"] = instants(spells["start_known"].to_numpy(), chance)
    starts = spells.assign(ended=NEVER, reason=NEVER, grade=_grade(people, spells, spells["started"].to_numpy()))
    ended = spells[spells["ended"] != NEVER]
    ends = ended.assign(grade=_grade(people, ended, ended["ended"].to_numpy()))
    same_day = ends["end_known"] == ends["start_known"]
    later = instants(ends["end_known"].to_numpy(), chance)
    ends["instant"] = np.where(same_day, ends["instant"] + np.timedelta64(1, "h"), later)
    wrong = _wrong_starts(starts, chance)
    versions = pd.concat([starts, _new_grades(people, spells, plan, chance), ends, *wrong], ignore_index=True)
    return _as_records(people, versions)


def step_rows(people: People, lives: Lives, plan: TownPlan) -> pd.DataFrame:
    """`next_steps`: applications in winter, admissions in June, agreements; what is heard of too late is not there."""
    chance = plan.chance("messages").spawn(2)[1]
    steps = pd.DataFrame(lives.steps.columns())
    schooling = steps["status"].isin([CODE[status] for status in STATUSES[:9]])
    planned = steps["start"] - steps["decided"] > 100
    told = steps[steps["known"] < steps["start"]]
    applied = told[(schooling & planned)[told.index]].assign(kind=NextStepKind.APPLIED)
    applied["known"] = applied["decided"] + chance.integers(-15, 30, size=len(applied))
    settled = told.assign(kind=np.where((schooling & planned)[told.index], NextStepKind.ADMITTED, NextStepKind.AGREED))
    declined = applied.sample(frac=0.02, random_state=chance).assign(kind=NextStepKind.DECLINED)
    declined["known"] = declined["start"] - 55
    rows = pd.concat([applied, settled, declined], ignore_index=True)
    place = rows["place"].to_numpy()
    frame = pd.DataFrame(
        {
            "youth_id": people.youth_id[rows["person"]],
            "starts_on": days_as_dates(rows["start"].to_numpy()),
            "kind": rows["kind"].astype(str),
            "institution_id": np.where(place == NEVER, None, np.array(INSTITUTIONS, dtype=object)[place]),
            "known_at": instants(rows["known"].to_numpy(), chance),
            "retracted": False,
        }
    )
    frame = frame.drop_duplicates(["youth_id", "starts_on", "kind"], keep="last")
    return frame.sort_values(["youth_id", "starts_on", "kind"], kind="stable")


def _all_spells(lives: Lives, jobs: SideJobs, plan: TownPlan) -> pd.DataFrame:
    main = pd.DataFrame(lives.spells.columns()).assign(hours=np.nan)
    working = main["status"] == CODE[Status.EMPLOYMENT]
    main.loc[working, "hours"] = 20.0 + (main.loc[working, "person"] * 7 + main.loc[working, "started"]) % 18
    main.loc[working, "place"] = -SIDE_JOBS - 2 - (main.loc[working, "person"] + main.loc[working, "started"]) % 20
    frame = pd.concat([main, jobs.spells(), _recorded_gaps(main, plan)], ignore_index=True)
    return frame.sort_values(["person", "started", "status"], kind="stable").reset_index(drop=True)


def _recorded_gaps(main: pd.DataFrame, plan: TownPlan) -> pd.DataFrame:
    """Spells of `none` in some of the gaps between activities."""
    chance = plan.chance("records")
    ordered = main.sort_values(["person", "started"], kind="stable")
    following = ordered["started"].groupby(ordered["person"]).shift(-1).fillna(NEVER).astype(np.int64)
    gap_end = following.where(following != NEVER, plan.last_day + 200)
    moved = ordered["reason"] == REASONS.index(EndReason.MOVED_AWAY)
    wide = (ordered["ended"] != NEVER) & (gap_end - ordered["ended"] > 50) & ~moved
    chosen = wide & (chance.random(len(ordered)) < NONE_SHARE)
    rows = ordered[chosen]
    ended = np.where(following[chosen] == NEVER, NEVER, following[chosen] - 1)
    return rows.assign(
        started=rows["ended"] + 1,
        ended=ended,
        status=CODE[Status.NONE],
        place=NEVER,
        reason=NEVER,
        expected=NEVER,
        announced=NEVER,
    )


def _start_known(spells: pd.DataFrame, chance: np.random.Generator) -> pd.Series[int]:
    lag = chance.integers(0, 11, size=len(spells))
    late = spells["status"].isin([CODE[Status.EMPLOYMENT], CODE[Status.NONE]])
    lag = np.where(late, chance.integers(*_LATE_JOBS, size=len(spells)), lag)
    announced = (spells["announced"] != NEVER) & ~late
    return spells["announced"].where(announced, spells["started"] + lag)


def _end_known(spells: pd.DataFrame, chance: np.random.Generator) -> pd.Series[int]:
    count = len(spells)
    delay = MEDIAN_DELAY_DAYS * np.exp(DELAY_SPREAD * chance.standard_normal(count))
    slow = np.minimum(delay, LONGEST_DELAY_DAYS).astype(np.int64)
    lag = np.where(spells["reason"] == REASONS.index(EndReason.INTERRUPTED), slow, chance.integers(1, 13, size=count))
    late = spells["status"] == CODE[Status.EMPLOYMENT]
    lag = np.where(late, chance.integers(*_LATE_JOBS, size=count), lag)
    known = (spells["ended"] + lag).clip(lower=spells["start_known"])
    return known.where(spells["ended"] != NEVER, NEVER)


def _in_order(spells: pd.DataFrame) -> None:
    """The end of a spell is told before the next one of the same kind and place begins to be told."""
    order = spells.sort_values(["person", "status", "place", "started"], kind="stable")
    group = order.groupby(["person", "status", "place"], sort=False)
    same = group.ngroup()
    before = order["ended"].groupby(same).shift(1).fillna(NEVER).astype(np.int64)
    order["start_known"] = np.maximum(order["start_known"], before + 1)
    apart = 2 * group.cumcount()
    order["start_known"] = (order["start_known"] - apart).groupby(same).cummax() + apart
    after = order["start_known"].groupby(same).shift(-1)
    order["end_known"] = (
        order["end_known"].where(after.isna() | (order["end_known"] < after), after - 1).astype(np.int64)
    )
    order["end_known"] = np.where(order["ended"] == NEVER, NEVER, np.maximum(order["end_known"], order["start_known"]))
    spells["start_known"], spells["end_known"] = order["start_known"], order["end_known"]


def _grade(people: People, spells: pd.DataFrame, day: Days) -> NDArray[np.float64]:
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    year = 1970 + month // 12 - (month % 12 < 7)
    grade = np.clip(year - people.birth_year[spells["person"]] - 6, 0, 10).astype(np.float64)
    grade[(spells["status"] == CODE[Status.COMPULSORY_SCHOOL]) & (grade > 9)] = 9
    schools = [CODE[Status.COMPULSORY_SCHOOL], CODE[Status.TENTH_GRADE], CODE[Status.BOARDING_SCHOOL]]
    return np.where(spells["status"].isin(schools), grade, np.nan)


def _new_grades(people: People, spells: pd.DataFrame, plan: TownPlan, chance: np.random.Generator) -> pd.DataFrame:
    """A version for each August of a spell in compulsory school."""
    pupils = spells[spells["status"] == CODE[Status.COMPULSORY_SCHOOL]]
    parts = []
    for year in plan.school_years:
        august = int(np.datetime64(f"{year}-08-20").astype(np.int64))
        meets = (pupils["started"] < august - 25) & ((pupils["ended"] == NEVER) | (pupils["ended"] > august + 20))
        rows = pupils[meets & (pupils["start_known"] < august)].assign(ended=NEVER, reason=NEVER)
        day = np.full(len(rows), august, dtype=np.int64)
        parts.append(rows.assign(grade=_grade(people, rows, day), instant=instants(day, chance)))
    return pd.concat(parts, ignore_index=True)


def _wrong_starts(starts: pd.DataFrame, chance: np.random.Generator) -> list[pd.DataFrame]:
    """Some starts told of the wrong school, and their retraction."""
    first, second = (NUMBER[key] for key in UPPER_SECONDARY)
    pupils = starts[starts["status"] == CODE[Status.UPPER_SECONDARY]]
    rows = pupils[chance.random(len(pupils)) < RETRACTED_STARTS]
    wrong = rows.assign(place=np.where(rows["place"] == first, second, first), announced=NEVER)
    again = wrong.assign(
        instant=wrong["instant"] + chance.integers(2, 30, size=len(wrong)) * np.timedelta64(1, "D"), retracted=True
    )
    return [wrong, again]


def _as_records(people: People, versions: pd.DataFrame) -> pd.DataFrame:
    place = versions["place"].to_numpy()
    workplaces = np.array([f"W{-number - 1:02d}" for number in range(-1, -200, -1)], dtype=object)
    named = np.where(
        place < NEVER,
        workplaces[np.clip(-place - 1, 0, 198)],
        np.array([*INSTITUTIONS, None], dtype=object)[np.maximum(place, NEVER)],
    )
    frame = pd.DataFrame(
        {
            "youth_id": people.youth_id[versions["person"]],
            "started_on": days_as_dates(versions["started"].to_numpy()),
            "ended_on": days_as_dates(versions["ended"].to_numpy()),
            "status": _STATUS_TEXT[versions["status"]],
            "institution_id": named,
            "end_reason": _REASON_TEXT[versions["reason"]],
            "grade": versions["grade"].astype("Int64"),
            "hours_per_week": versions["hours"],
            "expected_end_on": days_as_dates(versions["expected"].to_numpy()),
            "known_at": versions["instant"].to_numpy(),
            "retracted": versions["retracted"].fillna(False).astype(bool) if "retracted" in versions else False,
        }
    )
    frame["end_reason"] = frame["end_reason"].replace("", None)
    pupils = frame["status"] == Status.COMPULSORY_SCHOOL
    frame.loc[pupils, "expected_end_on"] = pd.NaT
    return frame.sort_values(["youth_id", "started_on", "status", "known_at"], kind="stable")
