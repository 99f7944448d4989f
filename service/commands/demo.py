"""`alleskalmed demo`: twelve past weeks and last night, scored and flagged, and Monday's list printed and written as a page."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from features.build import build_with_report
from features.calendar import iso_week, monday_of
from features.exits import say
from features.permission import Phase, check_may_profile
from features.reading import read_records
from features.records import Records
from models.bundle import Bundle, load
from models.scoring import recipe_population, score_youths
from service.commands.files import tell_built, write_frame
from service.commands.weekly_list import write_list
from service.flagging import decide_flags
from service.listing import Asked, build_list
from service.texts.dates import Language

WEEKS = 12


def run(*, records: Path, bundle: Path, last: date, out: Path) -> None:
    """Build every morning in one pass, score and flag each, and end with the list of the first district by name."""
    trusted = load(bundle)
    delivered = read_records(records)
    check_may_profile(delivered.delivery.data, Phase.OPERATION, tables=delivered.contained, on=last)
    mornings = _mornings(last)
    built = build_with_report(delivered, as_of=mornings)
    tell_built(built)
    for morning in mornings:
        frame = built.frame[built.frame["as_of"] == pd.Timestamp(morning)]
        _one_morning(delivered, trusted, frame, folder=out / str(morning))
        say(f"{morning} ({iso_week(morning)}): scored and flagged")
    _end_with_the_list(delivered, monday_of(last), out)


def _mornings(last: date) -> list[date]:
    """The Mondays of the last twelve weeks, and last night's morning if that is another day."""
    monday = monday_of(last)
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    return mondays if last == monday else [*mondays, last]


def _one_morning(records: Records, bundle: Bundle, indicators: pd.DataFrame, *, folder: Path) -> None:
    as_of = indicators["as_of"].iloc[0].date()
    data = records.delivery.data
    scored = recipe_population(bundle.recipe, records, as_of=as_of)
    scores = score_youths(bundle, indicators, youths=scored, data=data)
    write_frame(indicators, folder / "indicators.parquet", data=data)
    write_frame(scores, folder / "scores.parquet", data=data)
    write_frame(decide_flags(records, as_of=as_of, scores=scores), folder / "flags.parquet", data=data)


def _end_with_the_list(records: Records, monday: date, out: Path) -> None:
    folder = out / str(monday)
    district = records.tables["districts"].sort_values(["name", "district_id"])["district_id"].iloc[0]
    weekly = build_list(
        records,
        Asked(district, monday),
        flags=pd.read_parquet(folder / "flags.parquet"),
        scores=pd.read_parquet(folder / "scores.parquet"),
    )
    page = folder / f"weekly-list-{district}.html"
    write_list(weekly, form="table", language=Language.DA, out=None)
    write_list(weekly, form="html", language=Language.DA, out=page)
    print(page)  # noqa: T201 - the last line of the demo is the page's path
