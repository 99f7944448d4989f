"""What Mine unge shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from service.web.rendering import Link
from service.web.views import Choice


@dataclass(frozen=True)
class MineRow:
    """One youth in words; `marks`: what is to be noticed."""

    youth_id: str
    href: str
    age: str
    status: str
    school: str
    spoken: str
    next: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column: its heading, the address that sorts by it and what that is called, and whether it is the one that is sorted by."""

    title: str
    href: str
    is_sorted: bool
    label: str


@dataclass(frozen=True)
class PutForm:
    """What somebody wrote in the form that puts a youth on the list, and what was wrong; empty before anything was."""

    askers: tuple[Choice, ...]
    longest: int
    youth: str = ""
    asked_by: str = ""
    why: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class MinePage:
    """The youths of somebody. `said`: what became of a search; `empty`: why there are none; `query`: of the part that is shown."""

    query: str
    lead: str
    known: str
    stale: str
    scopes: tuple[Link, ...]
    shows: tuple[Link, ...]
    columns: tuple[Column, ...]
    caption: str
    rows: tuple[MineRow, ...]
    pages: tuple[Link, ...]
    empty: str
    put: PutForm
    said: str = ""
    written: str = ""
