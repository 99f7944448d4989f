"""The command line `alleskalmed`: check records, build indicators, score, flag, and print the weekly list."""

from __future__ import annotations

from pathlib import Path

import click

from features import exits

FOLDER = click.Path(path_type=Path)
FILE = click.Path(path_type=Path, dir_okay=False)
records_option = click.option(
    "--records", type=FOLDER, required=True, metavar="FOLDER", help="A records folder; never written to."
)
as_of_option = click.option(
    "--as-of", type=exits.DAY, required=True, metavar="DATE", help="The morning to look from, as YYYY-MM-DD."
)
out_option = click.option("--out", type=FILE, required=True, metavar="FILE", help="The Parquet file to write.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.group(context_settings={"max_content_width": 80})
def app() -> None:
    """Early warning for youths of 15-18 who have dropped out of education or work, or are about to."""


@app.command(epilog="Example: alleskalmed check delivery/ --mapping school.toml --json")
@click.argument("records", type=FOLDER)
@click.option("--mapping", type=FILE, metavar="FILE", help="TOML that names foreign headers.")
@json_option
def check(**options: object) -> None:
    """Validate a records folder, row by row; change nothing."""
    exits.run("service.commands.check", **options)


@app.command(epilog="Example: alleskalmed ingest delivery/ --mapping school.toml")
@click.argument("records", type=FOLDER, required=False)
@click.option(
    "--mapping", type=FILE, metavar="FILE", help="TOML that names foreign headers; remembered for its source."
)
@click.option("--historic", is_flag=True, help="A first load: rows were received when they were known.")
@click.option("--date", "day", type=exits.DAY, metavar="DATE", help="The night it is for; without: the next one.")
@click.option("--accept", metavar="HASH", help="Take a waiting delivery, whose hash begins so.")
@click.option("--waiting", is_flag=True, help="List the deliveries that wait for a human yes.")
@json_option
def ingest(**options: object) -> None:
    """Take a delivery in; the next night sees it."""
    exits.run("service.commands.ingest", **options)


@app.command(epilog="Example: alleskalmed indicators --records delivery/ --as-of 2026-11-16 --out indicators.parquet")
@records_option
@as_of_option
@out_option
@click.option("--recipe", metavar="NAME", help="Only this recipe's population; without: every resident.")
def indicators(**options: object) -> None:
    """Build the indicators of resident youths, as known on a morning."""
    exits.run("service.commands.indicators", **options)


@app.command(
    epilog="Example: alleskalmed score --records delivery/ --bundle b/ --as-of 2026-11-16 --out scores.parquet"
)
@records_option
@click.option("--bundle", type=FOLDER, required=True, metavar="FOLDER", help="A signed bundle; it carries its recipe.")
@as_of_option
@out_option
def score(**options: object) -> None:
    """Score the population of a bundle's recipe, as known on a morning."""
    exits.run("service.commands.score", **options)


@app.command(epilog="Example: alleskalmed flags --records delivery/ --as-of 2026-11-16 --out flags.parquet")
@records_option
@as_of_option
@out_option
@click.option("--scores", type=FILE, metavar="FILE", help="Scores of that day; without: duties only.")
def flags(**options: object) -> None:
    """Decide and route the flags of a morning."""
    exits.run("service.commands.flags", **options)


@app.command(
    "weekly-list",
    epilog="Example: alleskalmed weekly-list --district D1 --week 2026-W47 --records delivery/ --flags flags.parquet",
)
@click.option("--district", required=True, metavar="ID", help="The district (or a queue: `central`, `area:ID`).")
@click.option("--week", required=True, metavar="WEEK", help="As 2026-W47; the list is that of its Monday.")
@records_option
@click.option("--flags", type=FILE, required=True, metavar="FILE", help="Flags of that Monday.")
@click.option("--scores", type=FILE, metavar="FILE", help="Scores of that Monday.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "xlsx", "html", "json"]), default="table")
@click.option("--out", type=FILE, metavar="FILE", help="Where to; without: standard output.")
@click.option("--language", type=click.Choice(["da", "en"]), default="da", help="What people read.")
def weekly_list(**options: object) -> None:
    """Print a district's weekly list: facts only, deadlines first."""
    exits.run("service.commands.weekly_list", **options)


@app.group()
def bundle() -> None:
    """Look at a model bundle."""


@bundle.command("verify", epilog="Example: alleskalmed bundle verify var/demo/bundle")
@click.argument("bundle", type=FOLDER)
@json_option
def bundle_verify(**options: object) -> None:
    """Verify signature, hashes and fit to this version; print what the bundle is."""
    exits.run("service.commands.bundle_verify", **options)


@app.command(epilog="Example: alleskalmed demo --records town/records --bundle b/ --last 2026-11-16 --out weeks/")
@records_option
@click.option("--bundle", type=FOLDER, required=True, metavar="FOLDER", help="The bundle fitted to them.")
@click.option("--last", type=exits.DAY, required=True, metavar="DATE", help="Last night's morning.")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="Where the weeks go.")
def demo(**options: object) -> None:
    """Score and flag twelve past weeks and last night; print Monday's list and write its page."""
    exits.run("service.commands.demo", **options)


@app.command(epilog="Example: alleskalmed drift --reference last-year.parquet --current now.parquet --out drift/")
@click.option("--reference", type=FILE, required=True, metavar="FILE", help="Indicators or scores of earlier mornings.")
@click.option("--current", type=FILE, required=True, metavar="FILE", help="The same of this week.")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="Where drift.html and drift.json go.")
@json_option
def drift(**options: object) -> None:
    """Compare two frames by fixed methods; write a report and a summary."""
    exits.run("service.commands.drift", **options)


@app.command(hidden=True, epilog="Example: alleskalmed guide --out service/guide")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="The guide's folder.")
@click.option("--check", is_flag=True, help="Fail if a page would change.")
def guide(**options: object) -> None:
    """Write the guide's generated pages: the indicator reference and the records format."""
    exits.run("service.commands.guide", **options)


def main() -> None:
    """Entry point of the installed command."""
    app(prog_name="alleskalmed")


if __name__ == "__main__":
    main()
