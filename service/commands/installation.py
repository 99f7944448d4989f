"""What the commands on an installation share: opening its store, and in whose name something is done."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from service.domain.access import COMMAND_LINE, Actor
from service.domain.users import actor_of
from service.operating.opening import open_installation
from service.settings import Settings
from service.store import users
from service.store.migration import check_current
from service.store.organisations import published_organisation
from service.store.unit_of_work import Store, Work


@contextmanager
def installation(settings: Settings) -> Iterator[Store]:
    """The store of the installation, at the newest migration; closed at the end.

    Raises: IntegrityBroken naming both migrations if it stands elsewhere.
    """
    store = open_installation(settings)
    try:
        check_current(store)
        yield store
    finally:
        store.close()


def in_the_name_of(work: Work, user_id: str | None) -> Actor:
    """The user named, else the command line itself.

    Raises: UnknownThing if nobody has that id.
    """
    return COMMAND_LINE if user_id is None else actor_of(users.user(work, user_id), published_organisation(work))


def show(rows: Sequence[dict[str, Any]], *, as_json: bool, nothing: str) -> None:
    """Rows to standard output: as JSON, or a line each under their names."""
    if as_json:
        json.dump(list(rows), sys.stdout, ensure_ascii=False, indent=2, default=str)
        sys.stdout.write("\n")
        return
    if not rows:
        sys.stdout.write(f"{nothing}\n")
        return
    sys.stdout.write(table(rows))


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Rows, at least one, as a line each under their names."""
    names = list(rows[0])
    cells = [names, *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)
    return "".join(f"{line}\n" for line in lines)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
