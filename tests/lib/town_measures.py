"""Measures a town from its records alone, one figure for each quantity of the calibration table."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from features.calendar import school_year, school_years

EDUCATION_OR_WORK = {
    "compulsory_school", "tenth_grade", "boarding_school", "upper_secondary", "vocational_basic", "vocational_main",
    "fgu", "stu", "other_education", "employment",
}  # fmt: skip
BUSY = EDUCATION_OR_WORK | {"other_activity", "exempt", "abroad"}


class Town:
    def __init__(self, records: Path, last: date, youths: int) -> None:
        self.records, self.last, self.asked = records, pd.Timestamp(last), youths

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.records / f"{name}.parquet")

    @cached_property
    def youths(self) -> pd.DataFrame:
        frame = self.table("youths").sort_values("known_at").drop_duplicates("youth_id", keep="last")
        for name in ("birth_on", "moved_in_on", "left_municipality_on"):
            frame[name] = pd.to_datetime(frame[name])
        return frame.set_index("youth_id")

    @cached_property
    def spells(self) -> pd.DataFrame:
        frame = self.table("spells").sort_values("known_at", kind="stable")
        frame = frame.drop_duplicates(["youth_id", "started_on", "status", "institution_id"], keep="last")
        frame = frame[~frame["retracted"]]
        for name in ("started_on", "ended_on"):
            frame[name] = pd.to_datetime(frame[name])
        birth = self.youths["birth_on"].reindex(frame["youth_id"]).to_numpy()
        return frame.assign(birth_on=birth, birth_year=pd.DatetimeIndex(birth).year).sort_values(
            ["youth_id", "started_on"]
        )

    @cached_property
    def pupil_years(self) -> pd.DataFrame:
        """One row for each youth and finished school year at a school that delivers: shares of the year missed."""
        rows = pq.read_table(self.records / "attendance.parquet")
        youth = _codes(rows["youth_id"])
        place = _codes(rows["institution_id"])
        on = rows["on"].cast("int32").to_numpy()
        names = np.array(_words(rows["institution_id"]))
        superseded = np.zeros(len(on), dtype=bool)
        superseded[:-1] = (youth[1:] == youth[:-1]) & (on[1:] == on[:-1]) & (place[1:] == place[:-1])
        keep = ~superseded & ~rows["retracted"].to_numpy(zero_copy_only=False) & np.char.startswith(names, "S")[place]
        year = school_years()[on]
        group = (youth.astype(np.int64) * 4096 + year)[keep]
        key, inverse = np.unique(group, return_inverse=True)
        ids = np.array(_words(rows["youth_id"]))
        frame = pd.DataFrame({"youth_id": ids[key // 4096], "year": key % 4096})
        scheduled = rows["scheduled"].to_numpy()[keep].astype(float)
        frame["days"] = np.bincount(inverse)
        for kind in ("sick", "permitted", "unlawful"):
            missed = rows[kind].to_numpy()[keep] / scheduled
            frame[kind] = np.bincount(inverse, missed) / frame["days"]
        first = np.unique(inverse, return_index=True)[1]
        frame["school"] = names[place[keep][first]]
        frame["share"] = frame["sick"] + frame["permitted"] + frame["unlawful"]
        frame["grade"] = frame["year"] - self.youths["birth_on"].dt.year.reindex(frame["youth_id"]).to_numpy() - 6
        whole = (frame["days"] >= 150) & (frame["year"] < school_year(self.last.date())) & (frame["grade"] <= 9)
        return frame[whole]

    def residents(self, day: pd.Timestamp) -> pd.DataFrame:
        youths = self.youths
        here = youths["moved_in_on"].isna() | (youths["moved_in_on"] < day)
        here &= youths["left_municipality_on"].isna() | (youths["left_municipality_on"] >= day)
        years = (day.year - youths["birth_on"].dt.year) - (
            (youths["birth_on"].dt.month * 100 + youths["birth_on"].dt.day) > day.month * 100 + day.day
        )
        return youths[here].assign(age=years[here])

    def busy(self, day: pd.Timestamp, statuses: set[str]) -> set[str]:
        spells = self.spells
        open_ = (spells["started_on"] <= day) & (spells["ended_on"].isna() | (spells["ended_on"] >= day))
        return set(spells.loc[open_ & spells["status"].isin(statuses), "youth_id"])

    def idle_share(self, day: pd.Timestamp, low: int, high: int, statuses: set[str]) -> float:
        who = self.residents(day)
        who = who[who["age"].between(low, high)]
        return float((~who.index.isin(list(self.busy(day, statuses)))).mean())


def measure(town: Town) -> dict[str, float]:
    return (
        {"cohort_of_youths_asked_for": _cohort(town)}
        | _absence(town)
        | _kinds(town)
        | _rise(town)
        | _calendar(town)
        | _after_grade_nine(town)
        | _dropout(town)
        | _fgu(town)
        | _outside(town)
    )


def _codes(column) -> np.ndarray:
    return column.combine_chunks().indices.to_numpy()


def _words(column) -> list[str]:
    return column.combine_chunks().dictionary.to_pylist()


def _cohort(town: Town) -> float:
    who = town.residents(town.last)
    return float(who["age"].between(14, 18).sum() / 5 / town.asked)


def _absence(town: Town) -> dict[str, float]:
    years = town.pupil_years
    by_grade = years.groupby("grade")["share"].mean()
    return {
        "absence_mean": float(years["share"].mean()),
        "absence_over_10_percent": float((years["share"] > 0.10).mean()),
        "absence_over_20_percent": float((years["share"] > 0.20).mean()),
        "absence_grades_7_to_9_over_lower": float(by_grade.loc[7:9].mean() / by_grade.loc[:6].mean()),
    }


def _kinds(town: Town) -> dict[str, float]:
    years = town.pupil_years
    total = years["share"].sum()
    per_pupil = years.groupby("youth_id")["unlawful"].sum().sort_values(ascending=False)
    schools = years[years["school"] != "S11"].groupby("school")[["unlawful", "share"]].sum()
    split = schools["unlawful"] / schools["share"]
    return {
        **{f"kind_{kind}": float(years[kind].sum() / total) for kind in ("sick", "permitted", "unlawful")},
        "unlawful_of_top_tenth": float(per_pupil.iloc[: len(per_pupil) // 10].sum() / per_pupil.sum()),
        "school_spread_of_unlawful_logit": float(np.log(split / (1 - split)).std()),
    }


def _rise(town: Town) -> dict[str, float]:
    table = town.pupil_years.pivot_table(index="youth_id", columns="grade", values="share").reindex(
        columns=range(2, 10)
    )
    table = table.dropna(thresh=7)
    last = table[[7, 8, 9]].mean(axis=1)
    high = last > 0.10
    pairs = np.minimum(table.to_numpy()[:, :-1], table.to_numpy()[:, 1:]) > 0.10
    began = np.where(pairs.any(axis=1), 2 + pairs.argmax(axis=1), 99)
    low_grades = table[[2, 3]].mean(axis=1)
    return {
        "high_in_7_to_9_begun_from_grade_6": float((began[high.to_numpy()] >= 6).mean()),
        "high_in_7_to_9_rate_in_grades_2_to_3": float(low_grades[high].mean() / low_grades[~high].mean()),
    }


def _calendar(town: Town) -> dict[str, float]:
    days = pd.to_datetime(town.table("school_days")["on"])
    year = school_years()[days.to_numpy().astype("datetime64[D]").astype(int)]
    quarters = pd.crosstab(year, days.dt.quarter).mean()
    names = ("january_to_march", "april_to_june", "august_to_september", "october_to_december")
    return {"school_days_a_year": float(len(days) / len(set(year)))} | {
        f"school_days_{name}": float(quarters[number]) for number, name in enumerate(names, start=1)
    }


def _after_grade_nine(town: Town) -> dict[str, float]:
    spells = town.spells
    main = spells[~spells["status"].isin(["employment", "none"])]
    school_year_now = school_year(town.last.date())
    nine = spells[
        (spells["status"] == "compulsory_school")
        & (spells["end_reason"] == "completed")
        & (spells["ended_on"].dt.year == spells["birth_year"] + 16)
        & (spells["ended_on"].dt.year <= school_year_now)
    ]
    after_nine = _next_within(nine, main, 75)
    ten = spells[
        spells["status"].isin(["tenth_grade", "boarding_school"])
        & (spells["end_reason"] == "completed")
        & (spells["ended_on"].dt.year <= school_year_now)
    ]
    after_ten = _next_within(ten, main, 75)
    to_ten = after_nine.isin(["tenth_grade", "boarding_school"])
    leaving = pd.concat([after_nine[~to_ten], after_ten])
    vocational = leaving.isin(["vocational_basic", "vocational_main"])
    upper, fgu = leaving == "upper_secondary", leaving == "fgu"
    return {
        "grade_9_applies_for_grade_10": float(to_ten.mean()),
        "grade_10_in_efterskole": float((after_nine[to_ten] == "boarding_school").mean()),
        "leavers_to_upper_secondary": float(upper.mean()),
        "leavers_to_vocational": float(vocational.mean()),
        "leavers_to_fgu": float(fgu.mean()),
        "leavers_elsewhere": float((~upper & ~vocational & ~fgu).mean()),
    }


def _next_within(ending: pd.DataFrame, spells: pd.DataFrame, days: int) -> pd.Series:
    """Status of the first spell that starts within some days after each ending; missing if none does."""
    pairs = ending.reset_index()[["index", "youth_id", "ended_on"]].merge(
        spells[["youth_id", "started_on", "status"]], on="youth_id"
    )
    wait = (pairs["started_on"] - pairs["ended_on"]).dt.days
    pairs = pairs[(wait > 0) & (wait <= days)].sort_values("started_on").drop_duplicates("index")
    return pairs.set_index("index")["status"].reindex(ending.index)


def _dropout(town: Town) -> dict[str, float]:
    spells = town.spells
    old = spells[(spells["started_on"] < town.last - timedelta(days=540)) & (spells["end_reason"] != "moved_away")]
    days = (old["ended_on"] - old["started_on"]).dt.days
    first_year, broken = days <= 365, old["end_reason"] == "interrupted"
    upper, basic = old["status"] == "upper_secondary", old["status"] == "vocational_basic"
    changed = old["end_reason"] == "programme_change"
    education = spells[spells["status"].isin(["upper_secondary", "vocational_basic", "vocational_main"])]
    lost = education[education["end_reason"] == "interrupted"]
    lost = lost[lost["ended_on"] < town.last - timedelta(days=200)]
    back = _next_within(lost, spells[spells["status"].isin(EDUCATION_OR_WORK - {"employment"})], 60)
    lasting = lost[back.isna()]
    soon = (lasting["ended_on"] - lasting["started_on"]).dt.days <= 183
    return {
        "upper_secondary_first_year_dropout": float((broken & first_year)[upper].mean()),
        "vocational_first_year_dropout": float((broken & first_year)[basic].mean()),
        "vocational_first_year_programme_change": float((changed & first_year)[basic].mean()),
        "lasting_interruptions_within_6_months": float(soon.mean()),
    }


def _fgu(town: Town) -> dict[str, float]:
    spells = town.spells[town.spells["end_reason"] != "moved_away"]
    ended = spells[(spells["status"] == "fgu") & (spells["ended_on"] < town.last - timedelta(days=250))]
    done, broken = ended["end_reason"] == "completed", ended["end_reason"] == "interrupted"
    day = ended["ended_on"] + timedelta(days=122)
    own = spells.loc[spells["status"].isin(EDUCATION_OR_WORK), ["youth_id", "started_on", "ended_on"]]
    pairs = pd.DataFrame({"youth_id": ended["youth_id"], "day": day}).reset_index().merge(own, on="youth_id")
    open_ = (pairs["started_on"] <= pairs["day"]) & (pairs["ended_on"].isna() | (pairs["ended_on"] >= pairs["day"]))
    there = pd.Series(ended.index.isin(pairs.loc[open_, "index"]), index=ended.index)
    return {
        "fgu_interrupted": float(broken.sum() / (broken | done).sum()),
        "fgu_completed_in_education_or_work_4_months_later": float(there[done].mean()),
        "fgu_interrupted_in_education_or_work_4_months_later": float(there[broken].mean()),
    }


def _outside(town: Town) -> dict[str, float]:
    """Snapshots at the start of months half a year to two years back, when late messages have come in; July and August apart."""
    days = [town.last.normalize() - timedelta(days=back) for back in range(190, 920, 30)]
    days = [day for day in days if day.month not in (7, 8)]
    interrupted = town.spells[town.spells["end_reason"] == "interrupted"]
    start, end = town.last - timedelta(days=930), town.last - timedelta(days=200)
    recent = interrupted[interrupted["ended_on"].between(start, end)]
    age = (recent["ended_on"] - recent["birth_on"]).dt.days / 365.2425
    weeks = (end - start).days / 7
    return {
        "not_in_education_or_work_15_to_17": float(np.mean([town.idle_share(day, 15, 17, BUSY) for day in days])),
        "not_in_education_or_work_15_to_24": town.idle_share(days[0], 15, 23, BUSY),
        "not_in_education_or_work_two_years_running_15_to_17": float(
            np.mean([_two_years_running(town, day) for day in days[::4]])
        ),
        "interruptions_a_week_in_a_town_of_4500": float(age.between(14, 19).sum() / weeks * 4500 / town.asked),
    }


def _two_years_running(town: Town, day: pd.Timestamp) -> float:
    """Share of residents of 15-17 who had no activity on a day nor at any of six looks in the year before it."""
    who = town.residents(day)
    who = who[who["age"].between(15, 17)]
    idle = np.ones(len(who), dtype=bool)
    for back in range(0, 366, 61):
        idle &= ~who.index.isin(list(town.busy(day - timedelta(days=back), BUSY)))
    return float(idle.mean())
