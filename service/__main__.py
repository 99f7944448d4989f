"""The command line `alleskalmed`: check records, build indicators, score, flag, and print the weekly list."""

from __future__ import annotations

import click

from features import exits
from service.command_line.identities import identity
from service.command_line.options import FILE, FOLDER, json_option, purpose_option
from service.command_line.outside import digest, webhooks
from service.command_line.rights import break_glass, dpo_pack, retention, subject
from service.command_line.watching import alarms
from service.command_line.weighing import capacity, effect

records_option = click.option(
    "--records", type=FOLDER, required=True, metavar="FOLDER", help="A records folder; never written to."
)
as_of_option = click.option(
    "--as-of", type=exits.DAY, required=True, metavar="DATE", help="The morning to look from, as YYYY-MM-DD."
)
out_option = click.option("--out", type=FILE, required=True, metavar="FILE", help="The Parquet file to write.")
ROLES = ("counsellor", "leader", "data_steward", "protection_officer", "analyst", "operator", "system")
SCOPES = ("scores:compute", "lists:read", "flags:write", "scores:judgement")


@click.group(cls=exits.Discreet, context_settings={"max_content_width": 80})
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


@app.command(epilog="Example: alleskalmed nightly --resume")
@click.option("--date", "day", type=exits.DAY, metavar="DATE", help="This night alone; without: today's and missed.")
@click.option("--resume", is_flag=True, help="First go on with the night that was stopped.")
@click.option(
    "--replay", type=exits.DAY, metavar="DATE", help="Make a published night again and compare; publish nothing."
)
@json_option
def nightly(**options: object) -> None:
    """Run the night: deliveries, duties, scores, flags, lists; publish."""
    exits.run("service.commands.nightly", **options)


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


by_option = click.option("--by", metavar="USER", help="In whose name; without: the command line's.")


@app.group()
def bundle() -> None:
    """Model bundles: verify, bring in, activate, try."""


@bundle.command("verify", epilog="Example: alleskalmed bundle verify var/demo/bundle")
@click.argument("bundle", type=FOLDER)
@json_option
def bundle_verify(**options: object) -> None:
    """Verify signature, hashes and fit to this version; print what the bundle is."""
    exits.run("service.commands.bundle_verify", **options)


@bundle.command("add", epilog="Example: alleskalmed bundle add var/published")
@click.argument("bundle", type=FOLDER)
def bundle_add(**options: object) -> None:
    """Bring in a bundle, or the folder that `publish` wrote."""
    exits.run("service.commands.bundle_add", **options)


@bundle.command("activate", epilog="Example: alleskalmed bundle activate var/published")
@click.argument("bundle", metavar="MODEL_ID|FOLDER")
@click.option("--by", help="In whose name; in real mode one proposes and another one confirms.")
def bundle_activate(**options: object) -> None:
    """Let a bundle score from now on; a folder is brought in first. Where records are real, two people do it."""
    exits.run("service.commands.bundle_activate", **options)


@bundle.command("list", epilog="Example: alleskalmed bundle list --json")
@json_option
def bundle_list(**options: object) -> None:
    """The bundles that were brought in, and which one scores."""
    exits.run("service.commands.bundle_list", **options)


@bundle.command("shadow", epilog="Example: alleskalmed bundle shadow herning-2026-11-01-7c1d55e0a4b2")
@click.argument("bundle", metavar="[MODEL_ID]", required=False)
@click.option("--end", "is_end", is_flag=True, help="End the trial that stands.")
@by_option
def bundle_shadow(**options: object) -> None:
    """Let a candidate score in silence beside the active bundle from the next night on; what it says reaches no list."""
    exits.run("service.commands.bundle_shadow", **options)


@bundle.command("compare", epilog="Example: alleskalmed bundle compare --json")
@json_option
def bundle_compare(**options: object) -> None:
    """How the candidate on trial compares with the active bundle, in counts."""
    exits.run("service.commands.bundle_compare", **options)


by_someone = click.option("--by", required=True, metavar="USER", help="In whose name, who may do it.")


@app.group()
def users() -> None:
    """Who may come in."""


@users.command("list", epilog="Example: alleskalmed users list --json")
@json_option
def users_list(**options: object) -> None:
    """Everybody who may come in."""
    exits.run("service.commands.users", action="list", **options)


@users.command(
    "add", epilog="Example: alleskalmed users add hanne --name Hanne --role counsellor --counsellor C01 --district D01"
)
@click.argument("user_id", metavar="USER")
@click.option("--name", required=True, help="As colleagues know them.")
@click.option("--role", type=click.Choice(ROLES), required=True, metavar="ROLE", help=f"One of {', '.join(ROLES)}.")
@click.option("--counsellor", metavar="ID", help="Their id in the organisation's records.")
@click.option("--district", metavar="ID", help="A counsellor's, until the records name it.")
@click.option("--area", metavar="ID", help="What a leader leads; without: all areas.")
def users_add(**options: object) -> None:
    """Let somebody in."""
    exits.run("service.commands.users", action="add", **options)


@users.command("end", epilog="Example: alleskalmed users end hanne")
@click.argument("user_id", metavar="USER")
def users_end(**options: object) -> None:
    """Let somebody in no more, from this moment on."""
    exits.run("service.commands.users", action="end", **options)


@users.command("sessions", epilog="Example: alleskalmed users sessions --json")
@json_option
def users_sessions(**options: object) -> None:
    """Who is signed in, since when and last seen when."""
    exits.run("service.commands.users", action="sessions", **options)


@users.command("sign-out", epilog="Example: alleskalmed users sign-out hanne")
@click.argument("user_id", metavar="USER")
def users_sign_out(**options: object) -> None:
    """Sign somebody out everywhere, from their next request on."""
    exits.run("service.commands.users", action="sign-out", **options)


@users.command("token", epilog="Example: TOKEN=$(alleskalmed users token --role system)")
@click.option("--role", type=click.Choice(ROLES), required=True, metavar="ROLE", help="Of the demo user.")
@click.option("--district", metavar="ID", help="Of a counsellor: which one.")
@click.option("--scope", multiple=True, type=click.Choice(SCOPES), metavar="SCOPE", help="Of a system; without: all.")
def users_token(**options: object) -> None:
    """Print a token of a demo user; demo mode only."""
    exits.run("service.commands.users", action="token", **options)


@app.group()
def db() -> None:
    """The database, and copies of the installation."""


@db.command("upgrade", epilog="Example: alleskalmed db upgrade")
def db_upgrade(**options: object) -> None:
    """Bring the database to the newest migration; make it if there is none."""
    exits.run("service.commands.db", action="upgrade", **options)


@db.command("backup", epilog="Example: alleskalmed db backup --out 2026-11-16.backup")
@click.option("--out", type=FILE, required=True, metavar="FILE", help="The new file; keep it where only few can read.")
@json_option
def db_backup(**options: object) -> None:
    """Copy database, lake and bundles into one file while the service runs."""
    exits.run("service.commands.db", action="backup", **options)


@db.command("restore", epilog="Example: alleskalmed db restore 2026-11-16.backup")
@click.argument("file", type=FILE)
@click.option(
    "--erasures-lost", default="", metavar="WHY", help="Restore though the list of erasures is gone; said in the trail."
)
@json_option
def db_restore(**options: object) -> None:
    """Make an empty installation, whose keys are in place, into a backup."""
    exits.run("service.commands.db", action="restore", **options)


@db.command("verify", epilog="Example: alleskalmed db verify --backup 2026-11-16.backup")
@click.option("--backup", "file", type=FILE, metavar="FILE", help="Look over this backup instead.")
@json_option
def db_verify(**options: object) -> None:
    """Whether migration, audit trail, published run and lake hold; ends with 5 if not."""
    exits.run("service.commands.db", action="verify", **options)


@app.command(epilog="Example: alleskalmed doctor --overdue || mail -s overdue operator@example.org")
@click.option("--overdue", is_flag=True, help="Ask only whether the published list is too old.")
@json_option
def doctor(**options: object) -> None:
    """Tell every setting and its meaning, and look over the installation; ends with 1 if something is wrong."""
    exits.run("service.commands.doctor", **options)


@app.group()
def audit() -> None:
    """The trail of every write and every look."""


@audit.command("verify", epilog="Example: alleskalmed audit verify --json")
@json_option
def audit_verify(**options: object) -> None:
    """Whether every line of the trail holds; ends with 5 if not."""
    exits.run("service.commands.audit", action="verify", **options)


@audit.command("export", epilog="Example: alleskalmed audit export --by officer --since 2026-11-01 --out trail.csv")
@click.option("--since", type=exits.DAY, metavar="DATE", help="The first day.")
@click.option("--until", type=exits.DAY, metavar="DATE", help="The last day.")
@click.option("--youth", metavar="YOUTH", help="Only what was done and looked at of one youth.")
@by_someone
@purpose_option("supervision")
@click.option("--out", type=FILE, required=True, metavar="FILE", help="The new CSV file.")
def audit_export(**options: object) -> None:
    """Write lines of the trail as CSV, for the protection officer."""
    exits.run("service.commands.audit", action="export", **options)


@app.group()
def stop() -> None:
    """Stop switches of the risk engine; duties run on."""


@stop.command("list", epilog="Example: alleskalmed stop list")
@json_option
def stop_list(**options: object) -> None:
    """The switches that are thrown."""
    exits.run("service.commands.stop", action="list", **options)


@stop.command("throw", epilog='Example: alleskalmed stop throw --reason "Vi ser på det"')
@click.option("--district", metavar="ID", help="Only in this district.")
@click.option("--model", metavar="MODEL_ID", help="Only this model.")
@click.option("--reason", required=True, metavar="TEXT", help="One line why.")
@by_option
def stop_throw(**options: object) -> None:
    """Stop the risk engine at once."""
    exits.run("service.commands.stop", action="throw", **options)


@stop.command("lift", epilog='Example: alleskalmed stop lift 3 --by leader-nord --reason "Skolen sender igen"')
@click.argument("number", type=int)
@click.option("--reason", required=True, metavar="TEXT", help="Why, in one line.")
@by_someone
def stop_lift(**options: object) -> None:
    """Let it run again, in the name of a leader or the officer."""
    exits.run("service.commands.stop", action="lift", **options)


@app.group()
def basis() -> None:
    """Legal bases, by which tables of real data may be used."""


@basis.command("list", epilog="Example: alleskalmed basis list --json")
@json_option
def basis_list(**options: object) -> None:
    """Every basis that was recorded."""
    exits.run("service.commands.basis", action="list", **options)


@basis.command("add", epilog="Example: alleskalmed basis add basis.toml --by officer")
@click.argument("file", type=FILE)
@by_option
def basis_add(**options: object) -> None:
    """Record the basis that a TOML file says."""
    exits.run("service.commands.basis", action="add", **options)


@basis.command("withdraw", epilog="Example: alleskalmed basis withdraw 2 --by officer")
@click.argument("number", type=int)
@by_option
def basis_withdraw(**options: object) -> None:
    """Let a basis hold no more."""
    exits.run("service.commands.basis", action="withdraw", **options)


for group in (subject, break_glass, retention, dpo_pack, webhooks, digest, identity, alarms, effect, capacity):
    app.add_command(group)


@app.command(epilog="Example: alleskalmed serve --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="In mode demo: loopback only.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer.")
def serve(**options: object) -> None:
    """Serve the pages and the API until stopped."""
    exits.run("service.commands.serve", **options)


@app.command(epilog="Example: alleskalmed demo --records town/records --bundle b/ --last 2026-11-16 --out weeks/")
@records_option
@click.option("--bundle", type=FOLDER, required=True, metavar="FOLDER", help="The bundle fitted to them.")
@click.option("--last", type=exits.DAY, required=True, metavar="DATE", help="Last night's morning.")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="Where the weeks go.")
@click.option("--weeks", type=click.IntRange(1, 104), default=12, show_default=True, metavar="N", help="Past weeks.")
@click.option(
    "--watched", type=click.IntRange(1, 104), default=1, show_default=True, metavar="N", help="Nights watched."
)
@click.option("--beside", type=FOLDER, metavar="FOLDER", help="A candidate's bundle that scores in silence.")
def demo(**options: object) -> None:
    """Score and flag past weeks and last night; print Monday's list and write its page."""
    exits.run("service.commands.demo", **options)


@app.command(epilog="Example: alleskalmed drift --reference last-year.parquet --current now.parquet --out drift/")
@click.option("--reference", type=FILE, required=True, metavar="FILE", help="Indicators or scores of earlier mornings.")
@click.option("--current", type=FILE, required=True, metavar="FILE", help="The same of this week.")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="Where drift.html and drift.json go.")
@json_option
def drift(**options: object) -> None:
    """Compare two frames by fixed methods; write a report and a summary."""
    exits.run("service.commands.drift", **options)


@app.command(epilog="Example: alleskalmed said --format json --out said.json")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--out", type=FILE, metavar="FILE", help="Where it is written; without: standard output.")
def said(**options: object) -> None:
    """Tell what was said on the lists of the last year beside what happened."""
    exits.run("service.commands.said", **options)


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
