"""`alleskalmed indicators`: the indicators of a records folder on a morning, as one Parquet file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from features.build import build_with_report
from features.exits import say
from features.permission import Phase, check_may_profile
from features.reading import read_records
from models.recipe import load_recipe
from models.scoring import recipe_population
from service.commands.files import tell_built, write_frame


def run(*, records: Path, as_of: date, out: Path, recipe: str | None) -> None:
    """Build and write; with a recipe, only for its population."""
    delivered = read_records(records)
    check_may_profile(delivered.delivery.data, Phase.DEVELOPMENT, tables=delivered.contained, on=as_of)
    youths = None if recipe is None else recipe_population(load_recipe(recipe), delivered, as_of=as_of)
    built = build_with_report(delivered, as_of=as_of, youths=youths)
    tell_built(built)
    write_frame(built.frame, out, data=delivered.delivery.data)
    say(f"{len(built.frame):,} youths as of {as_of}: {out}")
