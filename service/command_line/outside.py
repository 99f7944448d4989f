"""The command line's part for whoever is told outside: systems by webhooks, a district by Monday's e-mail."""

from __future__ import annotations

import click

from features import exits
from service.command_line.options import FOLDER, json_option


@click.group()
def webhooks() -> None:
    """Systems that are told of flags or alarms, by ids only."""


webhook_argument = click.argument("webhook_id", metavar="NAME")


@webhooks.command("list", epilog="Example: alleskalmed webhooks list --json")
@json_option
def webhooks_list(**options: object) -> None:
    """Who is told, and what waits for them."""
    exits.run("service.commands.webhooks", action="list", **options)


@webhooks.command("add", epilog="Example: alleskalmed webhooks add journal --url https://journal.example.org/flags")
@webhook_argument
@click.option("--url", required=True, metavar="URL", help="Where it listens; https.")
@click.option("--after", type=click.IntRange(min=0), metavar="NUMBER", help="Begin after this event; without: now.")
@click.option("--tells", type=click.Choice(["flags", "alarms"]), default="flags", show_default=True, help="Of what.")
def webhooks_add(**options: object) -> None:
    """Tell a system from now on; prints its secret this once."""
    exits.run("service.commands.webhooks", action="add", **options)


@webhooks.command("rotate", epilog="Example: alleskalmed webhooks rotate journal --overlap-hours 48")
@webhook_argument
@click.option("--overlap-hours", type=click.IntRange(0, 720), default=24, show_default=True, metavar="HOURS")
def webhooks_rotate(**options: object) -> None:
    """Print a new secret; the old one signs as well for a while."""
    exits.run("service.commands.webhooks", action="rotate", **options)


@webhooks.command("disable", epilog="Example: alleskalmed webhooks disable journal")
@webhook_argument
def webhooks_disable(**options: object) -> None:
    """Tell a system nothing more; what it has not taken is kept."""
    exits.run("service.commands.webhooks", action="disable", **options)


@webhooks.command("redeliver", epilog="Example: alleskalmed webhooks redeliver journal --after 1204")
@webhook_argument
@click.option("--after", type=click.IntRange(min=0), metavar="NUMBER", help="Also what it took after this event.")
def webhooks_redeliver(**options: object) -> None:
    """Let a system be told again, also one that was disabled."""
    exits.run("service.commands.webhooks", action="redeliver", **options)


@webhooks.command("deliver", epilog="Example: alleskalmed webhooks deliver --json")
@json_option
def webhooks_deliver(**options: object) -> None:
    """Tell everybody what is due, once; run it every minute."""
    exits.run("service.commands.webhooks", action="deliver", **options)


@click.command(
    epilog="Example: alleskalmed digest D01 --week 2026-W47 --to nord@example.org --link https://asm.example.org/ --out mail/"
)
@click.argument("place", metavar="DISTRICT")
@click.option("--week", required=True, metavar="WEEK", help="As 2026-W47; after Monday 06:00.")
@click.option("--to", required=True, metavar="ADDRESS", help="Whose mailbox.")
@click.option("--link", required=True, metavar="URL", help="Where the list is.")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="Where the mail server picks messages up.")
@click.option("--language", type=click.Choice(["da", "en"]), default="da", help="What people read.")
def digest(**options: object) -> None:
    """Write Monday's e-mail: four counts and a link, nobody's name."""
    exits.run("service.commands.digest", **options)
