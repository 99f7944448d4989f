"""The command line `alleskalmed-train`: a synthetic municipality, fitting, evaluation, publishing."""

from __future__ import annotations

from pathlib import Path

import click

from features import exits

FOLDER = click.Path(path_type=Path)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
records_option = click.option(
    "--records", type=FOLDER, required=True, metavar="FOLDER", help="A records folder; never written to."
)
recipe_option = click.option("--recipe", default="herning", show_default=True, metavar="NAME", help="A named recipe.")
seed_option = click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Same seed, same bytes."
)


@click.group(context_settings={"max_content_width": 80})
def app() -> None:
    """The workshop: simulate a municipality, fit a bundle, evaluate it on later dates, publish it."""


@app.command(epilog="Example: alleskalmed-train simulate --youths 4500 --seed 7 --last 2026-11-16 --out town")
@click.option("--youths", type=click.IntRange(50, 500_000), required=True, help="Residents of 14-18 on the last day.")
@click.option("--seed", type=click.IntRange(min=0), required=True, help="Same seed, same bytes.")
@click.option("--last", type=exits.DAY, required=True, metavar="DATE", help="Day of the delivery.")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="Gets records/ and truth/.")
@click.option("--messy-csv", is_flag=True, help="Also csv/: Danish CSV as it comes, with its mapping.")
def simulate(**options: object) -> None:
    """Make a synthetic municipality with known truth."""
    exits.run("training.municipality", **options)


@app.command(epilog="Example: alleskalmed-train fit --records town/records --until 2026-11-16 --out bundle")
@records_option
@click.option("--until", type=exits.DAY, required=True, metavar="DATE", help="Nothing known from then on counts.")
@click.option("--out", type=FOLDER, required=True, metavar="BUNDLE", help="Where the bundle goes.")
@recipe_option
@seed_option
def fit(**options: object) -> None:
    """Fit a bundle on the past of a date, and sign it."""
    exits.run("training.fit", **options)


@app.command(
    "fit-rule", epilog="Example: alleskalmed-train fit-rule absence_60_days --records r --until 2026-11-16 --out b"
)
@click.argument("rule")
@records_option
@click.option("--until", type=exits.DAY, required=True, metavar="DATE", help="Nothing known from then on counts.")
@click.option("--out", type=FOLDER, required=True, metavar="BUNDLE", help="Where the bundle goes.")
@recipe_option
@seed_option
def fit_rule(**options: object) -> None:
    """Make a simple rule a bundle: calibrated on the past of a date, signed."""
    exits.run("training.rules", **options)


@app.command(epilog="Example: alleskalmed-train evaluate --records r --from 2025-09-01 --to 2025-12-01 --out e")
@records_option
@click.option("--from", "start", type=exits.DAY, required=True, metavar="DATE", help="First date judged.")
@click.option("--to", "end", type=exits.DAY, required=True, metavar="DATE", help="Last date judged.")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="Where the evaluation goes.")
@click.option("--rule", metavar="NAME", help="The rule in the model's place; by default the best at capacity.")
@recipe_option
@seed_option
def evaluate(**options: object) -> None:
    """Fit on the past of the first date and judge on the dates from it on."""
    exits.run("training.evaluate", **options)


@app.command(epilog="Example: alleskalmed-train publish bundle --evaluation evaluation --out published")
@click.argument("bundle", type=FOLDER)
@click.option("--evaluation", type=FOLDER, required=True, metavar="FOLDER", help="Its evaluation.")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="Where it is published.")
@click.option("--sign-off", type=FILE, metavar="FILE", help="Accepted groups outside the limits, with reasons.")
def publish(**options: object) -> None:
    """Publish what may be served, with its evaluation and dossier."""
    exits.run("training.publish", **options)


@app.command(hidden=True, epilog="Example: alleskalmed-train real --records ../shared/data/oulad_2013 --out var/real")
@records_option
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="Where figures and scores go.")
def real(**options: object) -> None:
    """Run the whole job on real, public event data and say how well it does."""
    exits.run("training.real_events", **options)


def main() -> None:
    """Entry point of the installed command."""
    app(prog_name="alleskalmed-train")


if __name__ == "__main__":
    main()
