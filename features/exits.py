"""How a command ends: the exit codes, and the one edge through which both command lines run their work.

0 fine, 1 failed, 2 wrong use, 3 data refused, 4 somebody else holds the lock, 5 integrity. An error that a caller can do something
about carries its `exit_code` and is told in its own words; anything else is a defect, told by its place in the code alone, because
its message might hold data.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

import click

FAILED: Final = 1
_LONG_NUMBER: Final = re.compile(r"\d(?:[ .-]?\d){5,}")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
INTERRUPTED: Final = 130
READER_GONE: Final = 141


def run(module: str, /, **options: object) -> None:
    """Load the named module and call its `run` with the options; end the process with the right code if it fails.

    Loading happens here, when a command is called, so that `--help` answers at once.
    """
    try:
        importlib.import_module(module).run(**options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(READER_GONE)
    except KeyboardInterrupt:
        say("Stopped by hand; nothing half-written is left behind.")
        sys.exit(INTERRUPTED)
    except OSError as error:
        say(f"{type(error).__name__}: {error.strerror or 'the file could not be used'}{_place(error)}")
        sys.exit(FAILED)
    except Exception as error:  # noqa: BLE001 - the edge of the command line: every failure must end in a code and a sentence
        code = getattr(error, "exit_code", None)
        say(f"{type(error).__name__}: {error}" if code is not None else _defect(error))
        sys.exit(FAILED if code is None else code)


class Discreet(click.Group):
    """A group of commands whose mistakes are told without long numbers: what was typed in the wrong place may be somebody's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments of the group itself."""
        with _discreetly():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """The command, with its own arguments."""
        with _discreetly():
            return super().invoke(ctx)


@contextmanager
def _discreetly() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:  # the help itself
        raise
    except click.UsageError as error:
        told = _LONG_NUMBER.sub(lambda found: found[0] if _DATE.fullmatch(found[0]) else "…", error.format_message())
        raise click.UsageError(told, ctx=error.ctx) from None


class Day(click.ParamType[date]):
    """A date given on a command line, as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; a usage error for anything else."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            return self.fail("that is no date; write it as YYYY-MM-DD, such as 2026-11-16.", param, ctx)


DAY: Final = Day()


def _place(error: OSError) -> str:
    return f" ({error.filename})" if error.filename else ""


def _defect(error: Exception) -> str:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"Defect: {type(error).__name__} in {where.name}, line {where.lineno} of {where.filename.rsplit('/', 1)[-1]}. "
        "Its message is withheld because it might hold data. Please report this line."
    )


def say(text: str) -> None:
    """A sentence to whoever runs a command; data go to standard output."""
    print(text, file=sys.stderr)  # noqa: T201 - the command line's own voice
