"""The notices (articles 13 and 14): as papers of the pack, and as the letter to one youth or custody holder; one text for both."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from features.legal import DUTY_OF_YOUTHS
from features.records import YOUTHS
from service.domain.retention import Limits
from service.officer.known import Known, stored_tables
from service.officer.wording import Words
from service.store.identity_tables import IDENTITIES
from service.store.purposes import LAKE, STORE
from service.texts.about_wording import InUse, word_about
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.papers import Block, Cell, Paper, Points, Section, Text

RIGHTS: Final = ("see", "told", "correct", "erase", "limit", "object", "person")
"""What a youth may ask for."""

_DUTY: Final = f"{DUTY_OF_YOUTHS.law} ({DUTY_OF_YOUTHS.section})"


class To(StrEnum):
    """Whom a letter is for."""

    YOUTH = "youth"
    CUSTODY = "custody"


def notice_to_youth(known: Known, language: Language) -> Paper:
    """The paper of the pack."""
    return _of_pack(To.YOUTH, known, language)


def notice_to_custody(known: Known, language: Language) -> Paper:
    """The paper of the pack."""
    return _of_pack(To.CUSTODY, known, language)


def letter_of_notice(to: To, model: InUse | None, language: Language) -> Paper:
    """The letter, with the name and whoever answers left open."""
    words = Words(f"notice_{to}", language)
    lead: tuple[Cell, ...] = (words.open("name", before=words.say("hello")), words.say("lead"))
    return Paper("notice", words.say("title"), lead, _sections(words, to, model))


def _of_pack(to: To, known: Known, language: Language) -> Paper:
    words = Words(f"notice_{to}", language)
    lead = (words.say("pack_lead"), words.say("lead"))
    return Paper(f"notice_{to}", words.say("title"), lead, _sections(words, to, known.model))


def _sections(words: Words, to: To, model: InUse | None) -> tuple[Section, ...]:
    return (
        words.section("what", *_what(words, to)),
        words.section("why", words.text("why.duty", "why.list")),
        words.section("law", words.text("law.duty", law=_DUTY), words.text(words.open("law"))),
        words.section("from", words.text("from.whom", words.open("from"))),
        words.section("how", *_computed(words, model)),
        words.section("decides", words.text("decides.person", "decides.letters")),
        words.section("sees", words.text("sees.who", words.open("sees"))),
        words.section("kept", *_kept(words, vars(Limits()))),
        words.section(
            "rights",
            words.points(*(f"rights.{right}" for right in RIGHTS)),
            words.text("rights.free", "rights.parents"),
        ),
        words.section(
            "whom",
            words.points(words.open("counsellor"), words.open("controller"), words.open("officer")),
            words.text("whom.complain"),
        ),
    )


def _what(words: Words, to: To) -> tuple[Block, ...]:
    """The kinds of data, from the tables that speak of a youth: what was sent to us, and what we keep ourselves for what."""
    about = [table for table in stored_tables() if table.is_about_youths]
    prefix = "rights.table" if to is To.YOUTH else "pack.table"
    known = {name: words.say(f"what.{name}") for name in (YOUTHS.name, IDENTITIES.name)}
    names = [table.name for table in about if table.of == LAKE or table.name == IDENTITIES.name]
    sent = Points(tuple(known.get(name) or say(f"{prefix}.{name}", words.language) for name in names))
    purposes = dict.fromkeys(table.purpose for table in about if table.of == STORE)
    own = Points(tuple(say(f"held_for.{purpose}", words.language) for purpose in purposes))
    return words.text("what.tables"), sent, words.text("what.own"), own, words.text("what.never")


def _computed(words: Words, model: InUse | None) -> tuple[Block, ...]:
    """What the model in use looks at, in the words of the public page."""
    title = say("about.looks", words.language)
    looks = next(section for section in word_about(model, words.language).sections if section.title == title)
    sick = say("about.looks.sick", words.language)
    tail = tuple(words.say("how.sick") if sentence == sick else sentence for sentence in looks.tail)
    found = (Text(looks.sentences), Points(looks.points), Text(tail))
    return tuple(block for block in found if list(block.cells))


def _kept(words: Words, limits: Mapping[str, int]) -> tuple[Block, ...]:
    return (
        words.text("kept.days", count=limits["attendance_school_years"]),
        words.text("kept.judged", count=limits["judgement_months"]),
        words.text("kept.all", count=limits["everything_months"], age=limits["last_age"]),
    )
