"""The command line's part for identities: who youths are, apart from all else."""

from __future__ import annotations

import click

from features import exits
from service.command_line.options import FILE, FOLDER, json_option


@click.group()
def identity() -> None:
    """Who youths are: CPR numbers and contact details, apart from all else."""


@identity.command("import", epilog="Example: alleskalmed identity import register.csv")
@click.argument("file", type=FILE)
@json_option
def identity_import(**options: object) -> None:
    """Take an identity file in; each CPR number keeps its pseudonym."""
    exits.run("service.commands.identity", action="import", **options)


@identity.command("pseudonymise", epilog="Example: alleskalmed identity pseudonymise delivery/ --out inbox/school/")
@click.argument("delivery", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="The new folder, with youth_id for cpr.")
def identity_pseudonymise(**options: object) -> None:
    """Write a delivery that carries CPR numbers anew with pseudonyms."""
    exits.run("service.commands.identity", action="pseudonymise", **options)


@identity.command("rotate", epilog="Example: alleskalmed identity rotate")
@json_option
def identity_rotate(**options: object) -> None:
    """Bring identities under the newest keys in the folder; pseudonyms stay."""
    exits.run("service.commands.identity", action="rotate", **options)


@identity.command("lookup", epilog="Example: alleskalmed identity lookup --as hanne < number.txt")
@click.option("--as", "user", required=True, metavar="USER", help="Who asks; a counsellor or leader.")
@json_option
def identity_lookup(**options: object) -> None:
    """Whose a youth is, by the CPR number on standard input: name and phone."""
    exits.run("service.commands.identity", action="lookup", **options)
