"""A whole town: its people live, the town hears of it, and files are written as delivered on the last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from features.asof import Known, known_on, residents
from features.calendar import cut
from features.population import ages, open_spells
from features.reading import read_records
from features.records import BY_NAME
from features.vocabulary import ACTIVITY, EndReason
from training.municipality.absence import SCHEMA, Attendance, enrolments, habits
from training.municipality.files import write_delivery, write_stream, write_table
from training.municipality.jobs import side_jobs
from training.municipality.lives import Lives
from training.municipality.messages import spell_rows, step_rows, youth_rows
from training.municipality.messy_csv import write_messy_csv
from training.municipality.organisation import DISTRICTS, Target, organisation_tables
from training.municipality.people import People, settle
from training.municipality.plan import TownPlan
from training.municipality.support import contact_rows, intervention_rows, report_rows
from training.municipality.traits import endow
from training.municipality.truth import write_truth
from training.municipality.weeks import live

REPORT_STANDS_DAYS = 90


@dataclass(frozen=True)
class SimulationSummary:
    """What was written: the folders, and rows by table."""

    records: Path
    truth: Path
    rows: dict[str, int]
    residents_14_18: int


def simulate(*, youths: int, seed: int, last: date, out: Path, messy_csv: bool = False) -> SimulationSummary:
    """Make a municipality and write out/records (format v1) and out/truth; on request out/csv as well.

    `youths`: residents of 14 to 18 completed years on `last`. Everything known on or after `last` is not there.
    Raises: WindowError if the town is too small or the day out of range.
    """
    plan = TownPlan(youths, seed, last)
    people = settle(plan)
    traits = endow(plan, people)
    lives, prospects = live(plan, people, traits)
    folder = out / "records"
    folder.mkdir(parents=True, exist_ok=True)
    school = habits(plan)
    events = _delivered(plan, _events(plan, people, lives))
    _write(events, folder)
    known = known_on(read_records(folder), last)
    organisation = organisation_tables(plan, _targets(known))
    _write(organisation, folder)
    attendance = Attendance(plan, people, traits, school, enrolments(plan, people, lives))
    rows = write_stream(attendance.tables(), SCHEMA, folder / "attendance.parquet")
    write_delivery(folder, last)
    write_truth(out / "truth", people, traits, prospects, school)
    if messy_csv:
        write_messy_csv(folder, out / "csv")
    counts = {name: len(frame) for name, frame in (events | organisation).items()} | {"attendance": rows}
    return SimulationSummary(folder, out / "truth", counts, int(_counted(known).sum()))


def _write(tables: dict[str, pd.DataFrame], folder: Path) -> None:
    for name, frame in tables.items():
        write_table(BY_NAME[name], frame, folder)


def _events(plan: TownPlan, people: People, lives: Lives) -> dict[str, pd.DataFrame]:
    spells = spell_rows(people, lives, side_jobs(plan, people), plan)
    heard = spells[spells["end_reason"] == EndReason.INTERRUPTED]
    number = pd.Series(np.arange(len(people)), index=people.youth_id)
    interrupted = pd.DataFrame(
        {
            "person": number[heard["youth_id"]].to_numpy(),
            "day": heard["known_at"].to_numpy().astype("datetime64[D]").astype(np.int64),
        }
    )
    return {
        "youths": youth_rows(people, plan),
        "spells": spells,
        "risk_reports": report_rows(people, lives, plan),
        "next_steps": step_rows(people, lives, plan),
        "contacts": contact_rows(people, lives, plan, interrupted),
        "interventions": intervention_rows(people, lives, plan),
    }


def _delivered(plan: TownPlan, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Only what was known before the cut of the last day, and has happened unless it is planned."""
    instant = pd.Timestamp(cut(plan.last)).tz_localize(None)
    kept = {}
    for name, frame in tables.items():
        table = BY_NAME[name]
        seen = frame["known_at"] < instant
        if table.happened and not table.column(table.happened).ahead:
            seen &= frame[table.happened] < pd.Timestamp(plan.last)
        kept[name] = frame[seen].reset_index(drop=True)
    return kept


def _counted(known: Known) -> pd.Series[bool]:
    years = ages(residents(known), known.as_of)
    return (years >= 14) & (years <= 18)


def _targets(known: Known) -> list[Target]:
    """Residents of 15-17 who are off their plan, reported, or in an open effort: each gets a tovholder."""
    youths = residents(known)
    years = ages(youths, known.as_of)
    youths = youths[(years >= 15) & (years <= 17)].set_index("youth_id")
    spells, reports, efforts = open_spells(known), known["risk_reports"], known["interventions"]
    active = spells.loc[spells["status"].isin(list(ACTIVITY)), "youth_id"]
    ended = known["spells"].groupby("youth_id")["ended_on"].max()
    recent = pd.Timestamp(known.as_of) - pd.Timedelta(days=REPORT_STANDS_DAYS)
    reports = reports[reports["withdrawn_on"].isna() & (reports["reported_on"] > recent)]
    since = (
        pd.concat(
            [
                ended[~ended.index.isin(active)].dropna(),
                reports.groupby("youth_id")["reported_on"].min(),
                efforts[efforts["ended_on"].isna()].groupby("youth_id")["started_on"].min(),
            ]
        )
        .groupby(level=0)
        .min()
    )
    since = since[since.index.isin(youths.index)].sort_index()
    districts = {row[0]: number for number, row in enumerate(DISTRICTS)}
    homes = youths["district_id"].map(districts).fillna(0).astype(int)
    return [Target(key, int(homes[key]), day.date()) for key, day in since.items()]
