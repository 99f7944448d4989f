"""The draft of the assessment of fundamental rights (article 27 of the AI Act)."""

from __future__ import annotations

from typing import Final

from service.domain.access import ROLE_ACTS, Act
from service.officer.known import Known
from service.officer.wording import Words
from service.texts.about_wording import word_about
from service.texts.catalogue import say
from service.texts.dates import Language, day
from service.texts.papers import Grid, Open, Paper, Text

RIGHTS: Final = ("dignity", "equal", "private", "education", "heard", "effective")
"""Rights that may be touched; each has what was done, and an open place for what remains."""
SERVED: Final = (14, 18)
"""Ages that are told where no model names its own."""


def fria(known: Known, language: Language) -> Paper:
    """The paper."""
    words = Words("fria", language)
    low, high = _ages(known)
    stoppers = words.listed(say(f"role.{role}", language) for role, acts in ROLE_ACTS.items() if Act.THROW_STOP in acts)
    return Paper(
        "fria",
        words.say("title"),
        (words.say("lead"),),
        (
            words.section(
                "use", words.text("use.how", "use.never"), _since(known, words), words.text(words.open("period"))
            ),
            words.section("who", words.text("who.ages", "who.outside", words.open("numbers"), low=low, high=high)),
            words.section("harm", _rights(words)),
            words.section("groups", _groups(known, words)),
            words.section(
                "oversight",
                words.points("oversight.own", "oversight.release", "oversight.stop", roles=stoppers),
                words.text(words.open("trained")),
            ),
            words.section("if", words.text("if.do"), words.form("complaints", "authority", "signed")),
        ),
    )


def _ages(known: Known) -> tuple[int, int]:
    if known.model is None or known.model.manifest["recipe"]["lowest_age"] is None:
        return SERVED
    recipe = known.model.manifest["recipe"]
    return int(recipe["lowest_age"]), int(recipe["highest_age"])


def _since(known: Known, words: Words) -> Text:
    if known.model is None:
        return words.text("use.none")
    return words.text("use.since", name=known.model_id, on=day(known.model.since_on, words.language))


def _groups(known: Known, words: Words) -> Text:
    """What the public page tells of groups, from the model's own evaluation."""
    title = say("about.skew", words.language)
    found = [section for section in word_about(known.model, words.language).sections if section.title == title]
    return Text(found[0].sentences) if found else words.text("groups.none")


def _rights(words: Words) -> Grid:
    rows = tuple(
        (words.say(f"right.{one}"), words.say(f"done.{one}"), Open(f"fria.left.{one}", words.say("open.left")))
        for one in RIGHTS
    )
    return Grid(words.say("harm.caption"), tuple(words.say(f"head.{head}") for head in ("right", "done", "left")), rows)
