"""Help that fits the course, in words: proposals on the ladder, never a promise and never a duty.

Which course it is told for is judgement: only for who may read that.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.help import Help, Suggestion
from service.texts.catalogue import say
from service.texts.dates import Language, day


@dataclass(frozen=True)
class WordedHelp:
    """What fits, in words; empty texts where there is nothing to say."""

    about: str
    start: str
    efforts: tuple[str, ...]
    in_vain: str
    proposal: str


def word_help(help_: Help, language: Language, *, is_tried_known: bool) -> WordedHelp:
    """What fits, in a language. `is_tried_known`: whether it could be seen what has been tried."""
    start = help_.start
    kinds = ", ".join(_within(say(f"help.kind.{kind}", language)) for kind in help_.in_vain)
    in_vain = say("help.in_vain", language, kinds=kinds) if kinds else ""
    return WordedHelp(
        say(f"help.about.{help_.course}", language),
        say("help.start.none", language)
        if start is None
        else say("help.start", language, effort=_named(start, language)),
        tuple(_effort(one, language) for one in help_.suggestions),
        in_vain if is_tried_known else say("help.efforts.unknown", language),
        say("help.proposal", language, on=day(help_.valid_from_on, language)),
    )


def _effort(one: Suggestion, language: Language) -> str:
    text = _named(one, language)
    if one.is_to_consider:
        text = say("help.effort.consider", language, effort=_within(text))
    return say("help.effort.open", language, effort=text) if one.is_open else text


def _within(text: str) -> str:
    """As it stands within a sentence: the first letter small, names and abbreviations as they are."""
    return text[0].lower() + text[1:]


def _named(one: Suggestion, language: Language) -> str:
    kind, name = say(f"help.kind.{one.kind}", language), say(f"help.step.{one.step}", language)
    return say("help.effort", language, kind=kind, step=one.step, name=name)
