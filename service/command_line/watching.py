"""The command line's part for what the service watches of itself."""

from __future__ import annotations

import click

from features import exits
from service.command_line.options import json_option

LEVELS = ("watch", "stop")
MATTERS = (
    *("indicator", "score", "profile", "coverage", "flags", "overrides", "delay", "town_absence", "school_absence"),
    *("school_silent", "school_kinds", "unknown_code", "corrections", "no_news", "calibration", "recall"),
)


@click.group()
def alarms() -> None:
    """What is watched of data and model, and stands out."""


@alarms.command("list", epilog="Example: alleskalmed alarms list --level stop --json")
@click.option("--level", type=click.Choice(LEVELS), help="Only those of this level.")
@json_option
def alarms_list(**options: object) -> None:
    """The alarms that stand, the worst first."""
    exits.run("service.commands.alarms", action="list", **options)


@alarms.command("seen", epilog='Example: alleskalmed alarms seen no_news spells --line "Ringer til kilden"')
@click.argument("matter", type=click.Choice(MATTERS), metavar="MATTER")
@click.argument("subject", metavar="SUBJECT")
@click.option("--line", required=True, metavar="TEXT", help="Who looks into it, and what they do.")
@click.option("--by", metavar="USER", help="In whose name; without: the command line's.")
def alarms_seen(**options: object) -> None:
    """Write down who looks into an alarm."""
    exits.run("service.commands.alarms", action="seen", **options)
