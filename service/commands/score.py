"""`alleskalmed score`: the scores of a records folder on a morning, as one Parquet file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from features.build import build_with_report
from features.exits import say
from features.permission import Phase, check_may_profile
from features.reading import read_records
from models.bundle import load
from models.scoring import recipe_population, score_youths
from service.commands.files import tell_built, write_frame


def run(*, records: Path, bundle: Path, as_of: date, out: Path) -> None:
    """Verify the bundle, build the indicators of its population, score and write."""
    trusted = load(bundle)
    delivered = read_records(records)
    data = delivered.delivery.data
    check_may_profile(data, Phase.OPERATION, tables=delivered.contained, on=as_of)
    built = build_with_report(delivered, as_of=as_of, youths=recipe_population(trusted.recipe, delivered, as_of=as_of))
    tell_built(built)
    scores = score_youths(trusted, built.frame, data=data)
    write_frame(scores, out, data=data)
    unassessed = int((scores["band"] == "not_assessed").sum())
    say(f"{len(scores):,} youths scored as of {as_of} ({unassessed:,} not assessed): {out}")
