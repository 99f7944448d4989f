"""`alleskalmed-train simulate`: make the town and say what was made."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from features.exits import say
from training.municipality.town import simulate


def run(*, youths: int, seed: int, last: date, out: Path, messy_csv: bool) -> None:
    """Make the municipality in `out` and tell its size on standard error."""
    made = simulate(youths=youths, seed=seed, last=last, out=out, messy_csv=messy_csv)
    told = ", ".join(
        f"{count:,} {table}" for table, count in made.rows.items() if table in ("youths", "spells", "attendance")
    )
    say(f"{made.residents_14_18:,} residents of 14-18 on {last} (rows: {told}): {made.records}")
