"""The accessibility statement of the service's pages, as far as the service can know it."""

from __future__ import annotations

from service.officer.known import Known
from service.officer.wording import Words
from service.texts.dates import Language
from service.texts.papers import Paper


def accessibility(_known: Known, language: Language) -> Paper:
    """The paper."""
    words = Words("accessibility", language)
    return Paper(
        "accessibility",
        words.say("title"),
        (words.say("lead"),),
        (
            words.section("what", words.text("what.pages", words.open("address"))),
            words.section("how", words.text("how.goal", "how.built", "how.not", words.open("status"))),
            words.section("known", words.points("known.drift", "known.tables", words.open("known"))),
            words.section("ask", words.form("contact"), words.text("ask.complain"), words.form("made")),
        ),
    )
