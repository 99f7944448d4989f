"""The command line's part for rights: what may be asked of one youth's records, and how long they are kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import click

from features import exits
from service.command_line.options import FOLDER, json_option, purpose_option

by_someone = click.option("--by", required=True, metavar="USER", help="In whose name, who may do it.")
youth_argument = click.argument("youth", metavar="YOUTH")


@click.group()
def subject() -> None:
    """The rights of one youth, in the name of the protection officer."""


@subject.command("access", epilog="Example: alleskalmed subject access YOUTH --by officer --out access/")
@youth_argument
@by_someone
@purpose_option("subject_right")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="The new folder, for JSON and a page.")
@click.option("--language", type=click.Choice(["da", "en"]), default="da", help="Of the page.")
def subject_access(**options: object) -> None:
    """Write everything that is held of a youth."""
    exits.run("service.commands.subject", action="access", **options)


@subject.command("looks", epilog="Example: alleskalmed subject looks YOUTH --by officer")
@youth_argument
@by_someone
@click.option("--for-youth", is_flag=True, help="With roles alone, to be handed over.")
@json_option
def subject_looks(**options: object) -> None:
    """Who looked at a youth or did something, and when."""
    exits.run("service.commands.subject", action="looks", **options)


@subject.command("erase", epilog="Example: alleskalmed subject erase YOUTH --by officer --yes")
@youth_argument
@by_someone
@click.option("--yes", "is_certain", is_flag=True, help="It cannot be undone.")
def subject_erase(**options: object) -> None:
    """Erase a youth from database, lake, deliveries, and backups once restored."""
    exits.run("service.commands.subject", action="erase", **options)


@subject.command("hold", epilog='Example: alleskalmed subject hold YOUTH --by officer --reason "Klagesag"')
@youth_argument
@by_someone
@click.option("--reason", required=True, metavar="TEXT", help="One line why.")
def subject_hold(**options: object) -> None:
    """Forbid erasing a youth for now."""
    exits.run("service.commands.subject", action="hold", **options)


@subject.command("release", epilog="Example: alleskalmed subject release 3 --by officer")
@click.argument("number", type=int)
@by_someone
def subject_release(**options: object) -> None:
    """Lift a legal hold."""
    exits.run("service.commands.subject", action="release", **options)


@subject.command("object", epilog="Example: alleskalmed subject object YOUTH --by officer")
@youth_argument
@by_someone
@click.option("--end", "is_ended", is_flag=True, help="The youth objects no more.")
def subject_object(**options: object) -> None:
    """Keep a youth's objection: no score from the next night on."""
    exits.run("service.commands.subject", action="object", **options)


@subject.command(
    "contest",
    epilog='Example: alleskalmed subject contest YOUTH --by officer --table attendance --on 2026-11-02 --reason "Var i skole"',
)
@youth_argument
@by_someone
@click.option("--table", required=True, metavar="TABLE", help="The table of the records format it stands in.")
@click.option("--on", "day", type=exits.DAY, required=True, metavar="DATE", help="The day it happened or began.")
@click.option("--reason", required=True, metavar="TEXT", help="One line on what is wrong.")
def subject_contest(**options: object) -> None:
    """Dispute a record: out of risk until its source answers."""
    exits.run("service.commands.subject", action="contest", **options)


@subject.command("answer", epilog="Example: alleskalmed subject answer 4 corrected --by officer")
@click.argument("number", type=int)
@click.argument("answer", type=click.Choice(["upheld", "corrected"]))
@by_someone
def subject_answer(**options: object) -> None:
    """Write down what the source of a disputed record says."""
    exits.run("service.commands.subject", action="answer", **options)


@subject.command("disputes", epilog="Example: alleskalmed subject disputes --by officer")
@by_someone
@json_option
def subject_disputes(**options: object) -> None:
    """The records that wait for an answer, and until when."""
    exits.run("service.commands.subject", action="disputes", **options)


@click.group("break-glass")
def break_glass() -> None:
    """Who opened a youth whom they may not see, in the name of a leader or the protection officer."""


@break_glass.command("list", epilog="Example: alleskalmed break-glass list --by officer")
@by_someone
@json_option
def break_glass_list(**options: object) -> None:
    """Those that wait for a verdict first, and who looked up too many."""
    exits.run("service.commands.break_glass", action="list", **options)


@break_glass.command("review", epilog="Example: alleskalmed break-glass review 3 justified --by officer")
@click.argument("number", type=int)
@click.argument("verdict", type=click.Choice(["justified", "unjustified"]))
@by_someone
def break_glass_review(**options: object) -> None:
    """Say whether the reason was good enough."""
    exits.run("service.commands.break_glass", action="review", **options)


def draft_options(command: Callable[..., None]) -> Callable[..., None]:
    """What every draft of a letter is asked with."""
    options = (
        youth_argument,
        click.option(
            "--to", type=click.Choice(["youth", "custody"]), required=True, help="Custody: until the 18th birthday."
        ),
        click.option(
            "--purpose",
            type=click.Choice(["duty", "asked", "complaint"]),
            required=True,
            help="Why it is made; kept in the trail.",
        ),
        by_someone,
        click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="The new folder, for the page."),
        click.option("--language", type=click.Choice(["da", "en"]), default="da", help="Of the letter."),
    )
    return reduce(lambda made, option: option(made), reversed(options), command)


@subject.command(
    "notice", epilog="Example: alleskalmed subject notice YOUTH --to youth --purpose duty --by officer --out letter/"
)
@draft_options
def subject_notice(**options: object) -> None:
    """Draft the notice of what is used of a youth; a person sends it."""
    exits.run("service.commands.subject", action="notice", **options)


@subject.command(
    "explanation",
    epilog="Example: alleskalmed subject explanation YOUTH --to youth --purpose asked --by officer --out letter/",
)
@draft_options
def subject_explanation(**options: object) -> None:
    """Draft the explanation of a youth's latest score; a person sends it."""
    exits.run("service.commands.subject", action="explanation", **options)


@click.command(epilog="Example: alleskalmed retention --dry-run")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only say what would go.")
@json_option
def retention(**options: object) -> None:
    """Let go of what has been kept long enough."""
    exits.run("service.commands.retention", **options)


@click.command("dpo-pack", epilog="Example: alleskalmed dpo-pack --out pack/")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="The new folder, for pages and an index.")
@click.option("--bundle", metavar="MODEL_ID", help="Of this bundle; without: the active one.")
@click.option("--language", type=click.Choice(["da", "en"]), default="da", help="Of the pages.")
@click.option("--by", metavar="USER", help="In whose name; without: the command line itself.")
def dpo_pack(**options: object) -> None:
    """Write the protection officer's papers, with what is left open marked."""
    exits.run("service.commands.dpo_pack", **options)
