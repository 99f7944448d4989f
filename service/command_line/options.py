"""Options and kinds of values that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

Command = Callable[..., Any]
FOLDER: Final = click.Path(path_type=Path)
FILE: Final = click.Path(path_type=Path, dir_okay=False)
json_option: Final = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
PURPOSES: Final = ("casework", "subject_right", "supervision", "incident", "operation")
"""What a copy may be for; a test holds them to `service.domain.exports`, which a command line that only helps does not load."""


def purpose_option(usual: str) -> Callable[[Command], Command]:
    """What a copy is taken for, written into the trail."""
    kinds, told = click.Choice(PURPOSES), "What the copy is for; the trail keeps it."
    return click.option("--purpose", type=kinds, default=usual, show_default=True, help=told)
