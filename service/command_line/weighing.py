"""The command line's part for whether the list helps, and for how many places it should have."""

from __future__ import annotations

import click

from features import exits
from service.command_line.options import json_option

by_option = click.option("--by", metavar="USER", help="In whose name; without: the command line's.")


@click.command(epilog="Example: alleskalmed effect --json")
@by_option
@json_option
def effect(**options: object) -> None:
    """Whether being listed helps, or that it cannot be told yet."""
    exits.run("service.commands.effect", action="effect", **options)


@click.command(epilog="Example: alleskalmed capacity")
@by_option
@json_option
def capacity(**options: object) -> None:
    """What one more place a week would find in each district."""
    exits.run("service.commands.effect", action="capacity", **options)
