"""The list for a terminal or a plain printer, 80 columns wide, readable without colour."""

from __future__ import annotations

import io
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.domain.weekly import WeeklyList
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.wording import WordedGroup, WordedList, WordedReason, WordedYouth, word_list

WIDTH: Final = 80
LEFT: Final = 24
GOOD, WHY, NOTE = "+", "!", "-"
"""Marks before what goes well, why a youth is listed, and all else; a sign is never colour alone."""


def table(weekly: WeeklyList, language: Language) -> bytes:
    """The list as text, 80 columns."""
    worded, text = word_list(weekly, language), io.StringIO()
    console = Console(
        file=text, width=WIDTH, color_system=None, force_terminal=False, highlight=False, legacy_windows=False
    )
    console.print(Text(f"{worded.title} · {worded.place}"))
    console.print(Text(" · ".join(worded.counts) or worded.empty))
    for note in worded.notes:
        console.print(Text(note))
    for group in worded.groups:
        console.print()
        console.print(_grid(group, language))
    _print_unseen(console, worded)
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines()).encode()


def _grid(group: WordedGroup, language: Language) -> Table:
    grid = Table(
        box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True, title=group.title.upper()
    )
    grid.title_justify = "left"
    grid.title_style = ""
    grid.add_column(width=LEFT)
    grid.add_column(ratio=1)
    for youth in group.youths:
        grid.add_row(Text("\n".join(_left(youth, language))), Text("\n".join(_right(youth, language))))
        grid.add_row()
    return grid


def _left(youth: WordedYouth, language: Language) -> list[str]:
    new = f" ({say('cell.new', language)})" if youth.is_new else ""
    return [f"{youth.youth_id}, {youth.age}{new}", *filter(None, (youth.due,)), youth.owner]


def _right(youth: WordedYouth, language: Language) -> list[str]:
    many = sum(bool(reason.due) for reason in youth.reasons) > 1
    reasons = [f"{WHY} {reason.text}{_aside(reason, with_due=many)}" for reason in youth.reasons]
    facts = [f"{NOTE} {line}" for line in (*youth.changed, *youth.figures)]
    return [*reasons, *facts, *_well(youth, language), f"{NOTE} {youth.coverage}"]


def _well(youth: WordedYouth, language: Language) -> list[str]:
    """What goes well, marked; where nothing is seen, the line says what it speaks of."""
    if youth.has_gone_well:
        return [f"{GOOD} {line}" for line in youth.goes_well]
    title = say("column.goes_well", language)
    return [f"{GOOD} {title}: {line[0].lower()}{line[1:]}" for line in youth.goes_well]


def _aside(reason: WordedReason, *, with_due: bool) -> str:
    """What stands in brackets after a reason: whose task it is, and its day where several are due."""
    told = [reason.note, reason.due if with_due else ""]
    return f" ({'; '.join(filter(None, told))})" if any(told) else ""


def _print_unseen(console: Console, worded: WordedList) -> None:
    console.print()
    console.print(Text(worded.unseen_title.upper()))
    for line in worded.unseen:
        console.print(Text(line))
    console.print()
    console.print(Text(worded.footer))
