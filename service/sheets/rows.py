"""The list as rows of a spreadsheet, shared by CSV and XLSX."""

from __future__ import annotations

from typing import Final

from service.domain.weekly import WeeklyList
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.wording import WordedList, WordedYouth

COLUMNS: Final = (
    "column.week",
    "column.place",
    "column.due",
    "column.youth",
    "column.age",
    "column.new",
    "column.owner",
    "column.reasons",
    "column.changed",
    "column.figures",
    "column.goes_well",
    "column.coverage",
)
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters with which a spreadsheet takes a text for a formula."""


def heading(language: Language) -> tuple[str, ...]:
    """The names of the columns."""
    return tuple(say(key, language) for key in COLUMNS)


def sheet_rows(weekly: WeeklyList, worded: WordedList, language: Language) -> list[tuple[str, ...]]:
    """One row per youth, in the list's order."""
    return [_row(weekly, youth, language) for youth in worded.youths]


def harmless(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet could take it for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _row(weekly: WeeklyList, youth: WordedYouth, language: Language) -> tuple[str, ...]:
    due = next((listed.due_on for listed in weekly.youths if listed.youth_id == youth.youth_id), None)
    reasons = (
        " ".join(filter(None, (reason.text, f"({reason.note})" if reason.note else ""))) for reason in youth.reasons
    )
    return (
        weekly.week,
        weekly.place_name,
        due.isoformat() if due else "",
        youth.youth_id,
        youth.age,
        say("cell.yes" if youth.is_new else "cell.no", language),
        youth.owner,
        "; ".join(reasons),
        "; ".join(youth.changed),
        "; ".join(youth.figures),
        "; ".join(youth.goes_well),
        youth.coverage,
    )
