"""The form for a breach of personal data, or a serious incident of the computing."""

from __future__ import annotations

from typing import Final

from service.officer.known import Known
from service.officer.wording import Words
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.papers import Grid, Paper

HOURS_TO_AUTHORITY: Final = 72
"""Source: article 33 of the General Data Protection Regulation."""
DAYS_TO_REPORT: Final = 15
"""Source: article 73 of the AI Act."""
FIELDS: Final = (
    *("who", "seen", "happened", "what", "kind", "data", "count", "harm"),
    *("done", "authority", "people", "learned", "signed"),
)
"""What the form asks for."""


def incident(known: Known, language: Language) -> Paper:
    """The paper."""
    words = Words("incident", language)
    deadlines = words.points(
        "when.authority", "when.people", "when.serious", hours=HOURS_TO_AUTHORITY, days=DAYS_TO_REPORT
    )
    return Paper(
        "incident",
        words.say("title"),
        (words.say("lead"),),
        (
            words.section(
                "first", words.points("first.stop", "first.close", "first.keep", "first.tell", words.open("call"))
            ),
            words.section("when", deadlines),
            words.section("form", words.form(*FIELDS)),
            words.section("tables", _tables(known, words)),
        ),
    )


def _tables(known: Known, words: Words) -> Grid:
    """Every table, with a box to mark."""
    rows = tuple(
        (
            words.shared(f"table.{table.name}"),
            words.shared(f"where.{table.of}"),
            say("cell.yes" if table.is_about_youths else "cell.no", words.language),
            "☐",
        )
        for table in known.tables
    )
    heads = (words.shared("head.table"), words.shared("head.where"), words.say("head.youths"), words.say("head.mark"))
    return Grid(words.say("tables.caption"), heads, rows)
