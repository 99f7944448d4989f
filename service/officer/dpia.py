"""The draft of the impact assessment on data protection (article 35)."""

from __future__ import annotations

from typing import Final

from features.catalogue import INDICATORS
from features.vocabulary import Feeds
from service.officer.known import Known, Measured
from service.officer.wording import Words
from service.texts.dates import LOCALES, Language
from service.texts.papers import Block, Grid, Open, Paper, Section, Text

DANGERS: Final = ("seen_wrong", "missed", "uneven", "told", "wrong_record", "gaps", "trust", "creep")
"""What may go wrong for a youth; each has a sentence, what was done, and an open place for what remains."""
IDEAL_IS_ONE: Final = frozenset({"calibration_slope", "predicted_over_observed"})


def dpia(known: Known, language: Language) -> Paper:
    """The paper."""
    words = Words("dpia", language)
    return Paper(
        "dpia",
        words.say("title"),
        (words.say("lead"),),
        (
            words.section("needed", words.points("needed.young", "needed.profile", "needed.sources", "needed.power")),
            _what(known, words),
            _need(words),
            words.section("law", words.text("law.rulings", "law.gate", words.open("law"))),
            model_section(known, words),
            words.section("risks", _dangers(words)),
            words.section("heard", words.form("officer", "youths", "staff", "authority", "signed", "again")),
        ),
    )


def model_section(known: Known, words: Words) -> Section:
    """The model's figures with their intervals, good and bad; those that are clearly off are named."""
    if not known.measured:
        return words.section("model", words.text("model.none"))
    rows = [_figures(words, one) for one in known.measured]
    heads = ("measure", "figure", "lowest", "highest")
    off = [words.say("model.off", measure=words.shared(f"measure.{one.name}")) for one in known.measured if is_off(one)]
    blocks: list[Block] = [words.grid("model.caption", heads, rows)]
    return words.section("model", *blocks, Text(tuple(off)))


def is_off(one: Measured) -> bool:
    """Whether a figure that ought to be 1 is clearly not: its whole interval lies to one side."""
    if one.name not in IDEAL_IS_ONE or one.low is None or one.high is None:
        return False
    return one.low > 1 or one.high < 1


def _figures(words: Words, one: Measured) -> tuple[str, ...]:
    told = (_number(value, words) for value in (one.value, one.low, one.high))
    return words.shared(f"measure.{one.name}"), *told


def _number(value: float | None, words: Words) -> str:
    if value is None:
        return words.shared("unknown")
    written = f"{value:.2f}"
    return written.replace(".", ",") if LOCALES[words.language].startswith("da") else written


def _what(known: Known, words: Words) -> Section:
    data = words.shared(f"data.{known.data}")
    if known.model is None:
        said = words.say("what.no_model", data=data)
    else:
        said = words.say("what.data", data=data, origin=words.shared(f"data.{known.model.manifest['origin']['data']}"))
    return words.section("what", words.text("what.in", "what.apart", "what.person"), Text((said,)))


def _need(words: Words) -> Section:
    risk = sum(Feeds.RISK in item.feeds for item in INDICATORS)
    told = words.text("need.instead", "need.least", "need.never", words.open("need"), count=len(INDICATORS), risk=risk)
    return words.section("need", told)


def _dangers(words: Words) -> Grid:
    rows = tuple(
        (words.say(f"danger.{one}"), words.say(f"done.{one}"), Open(f"dpia.left.{one}", words.say("open.left")))
        for one in DANGERS
    )
    heads = tuple(words.say(f"head.{head}") for head in ("danger", "done", "left"))
    return Grid(words.say("risks.caption"), heads, rows)
