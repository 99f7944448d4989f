"""The individual explanation of a computation (article 86 of the AI Act, article 15(1)(h) of the GDPR), as a letter.

Facts stand first, then what was made of them. No place, no rank, no probability and no contribution as a number is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from features.catalogue import BY_NAME
from models.scores import RiskBand
from service.domain.disputes import Dispute
from service.domain.judgement import Judgement, Term
from service.officer.notices import To
from service.officer.wording import Words
from service.texts.dates import Language, day
from service.texts.judgement_wording import MOST_TERMS, known_terms, named_term, say_term, unknown_terms
from service.texts.papers import Block, Cell, Paper, Points, Section, Text
from service.texts.rights_wording import word_dispute

DISAGREE: Final = ("record", "view", "object", "see", "complain")
"""What can be contested, and how."""
_OWN_WORDS: Final = "absence_change_20d"
"""The indicator whose words on the counsellor's page speak of the youth."""


@dataclass(frozen=True)
class Explained:
    """What is explained: a computation, who made it, what was learned from, and what is disputed meanwhile.

    `data`: what its model was learned from.
    """

    judged: Judgement
    is_rule: bool
    data: str
    disputes: tuple[Dispute, ...] = ()


def letter_of_explanation(to: To, explained: Explained, language: Language) -> Paper:
    """The letter, with the name and whoever answers left open."""
    words, judged = Words(f"explanation_{to}", language), explained.judged
    on = words.say("lead.on", on=day(judged.as_of, language))
    lead: tuple[Cell, ...] = (words.say("hello"), words.open("name"), words.say("lead"), on)
    return Paper(
        "explanation",
        words.say("title"),
        lead,
        (
            words.section("seen", *_seen(words, explained)),
            _sum(words, explained),
            words.section("person", words.text("person.looks", "person.never")),
            words.section("disagree", words.points(*(f"disagree.{way}" for way in DISAGREE))),
            words.section("whom", words.points(words.open("counsellor"), words.open("officer"))),
        ),
    )


def _seen(words: Words, explained: Explained) -> Iterator[Block]:
    """What counted each way, what was not known, and what is disputed."""
    judged = explained.judged
    raising, lowering = known_terms(judged.reasons), known_terms(judged.protective)
    unknown = unknown_terms((*judged.reasons, *judged.protective))
    if not raising and not lowering and not unknown:
        yield words.text("seen.none")
    for way, terms in (("raises", raising), ("lowers", lowering)):
        if terms:
            yield words.text(f"seen.{way}")
            yield Points(tuple(_terms(words, terms)))
    if raising or lowering:
        yield words.text("seen.order")
    if unknown:
        yield words.text("seen.unknown")
        yield Points(tuple(named_term(term, words.language) for term in unknown))
    if explained.disputes:
        yield words.text("seen.disputed")
        yield Points(tuple(word_dispute(dispute, words.language) for dispute in explained.disputes))


def _terms(words: Words, terms: Sequence[Term]) -> Iterator[str]:
    yield from (_term(words, term) for term in terms[:MOST_TERMS])
    if len(terms) > MOST_TERMS:
        yield words.say("seen.more", count=len(terms) - MOST_TERMS)


def _term(words: Words, term: Term) -> str:
    if term.indicator not in BY_NAME:
        return words.say("term.baseline")
    told = say_term(term, words.language)
    if term.indicator != _OWN_WORDS:
        return told
    return told.replace(named_term(term, words.language), words.say(f"term.{_OWN_WORDS}"), 1)


def _sum(words: Words, explained: Explained) -> Section:
    judged = explained.judged
    by = ("sum.rule" if explained.is_rule else "sum.model", f"data.{explained.data}")
    is_assessed = judged.band != RiskBand.NOT_ASSESSED
    told = words.text(*(by if is_assessed else ()), f"band.{judged.band}", "sum.no_verdict", days=judged.horizon_days)
    onset = words.text("sum.about_onset", f"profile.{judged.profile}")
    return words.section("sum", told, Text((" ".join(map(str, onset.paragraphs)),)))
