"""The instructions for use (article 13 of the AI Act): what it is for, what not, how well it does, and what it does not see."""

from __future__ import annotations

from datetime import date
from typing import Final

from service.officer.dpia import model_section
from service.officer.known import Known
from service.officer.record import roles_grid
from service.officer.wording import Words
from service.texts.about_wording import word_about
from service.texts.catalogue import say
from service.texts.dates import Language, day, percent
from service.texts.papers import Block, Grid, Paper, Section, Text

LIMITS: Final = ("attendance", "late", "change", "help", "groups")
"""What the service does not see."""


def instructions(known: Known, language: Language) -> Paper:
    """The paper."""
    words = Words("instructions", language)
    return Paper(
        "instructions",
        words.say("title"),
        (words.say("lead"),),
        (
            words.section("maker", words.form("provider", "deployer")),
            words.section("use", words.text("use.for", "use.who")),
            words.section("not", words.points("not.decide", "not.refuse", "not.person", "not.school")),
            _model(known, words),
            _figures(known, words),
            words.section("limits", words.points(*(f"limits.{name}" for name in LIMITS))),
            words.section("do", words.points("do.facts", "do.ask", "do.take_up", "do.wrong")),
            words.section(
                "watch",
                words.points("watch.drift", "watch.stop", "watch.log", count=known.limits["judgement_months"]),
                words.text(words.open("watch")),
            ),
            words.section("roles", roles_grid(words)),
        ),
    )


def _model(known: Known, words: Words) -> Section:
    if known.model is None:
        return words.section("model", words.text("model.none"))
    manifest = known.model.manifest
    recipe, origin = manifest["recipe"], manifest["origin"]
    told = words.text(
        "model.named",
        "model.horizon",
        name=known.model_id,
        origin=words.shared(f"data.{origin['data']}"),
        until=day(date.fromisoformat(origin["until"]), words.language),
        days=recipe["horizon_days"],
        floor=percent(recipe["floor"], words.language),
    )
    return words.section("model", told, _learned(known, words))


def _learned(known: Known, words: Words) -> Grid:
    regimes = {} if known.model is None else known.model.manifest["regimes"]
    rows = tuple(
        (
            words.say(f"model.regime.{name}"),
            str(regime["training"]["youths"]),
            str(regime["training"]["rows"]),
            str(regime["training"]["events"]),
            percent(regime["base_rate"], words.language),
        )
        for name, regime in regimes.items()
    )
    heads = ("regime", "youths", "rows", "dropouts", "base_rate")
    return Grid(words.say("model.learned"), tuple(words.say(f"head.{head}") for head in heads), rows)


def _figures(known: Known, words: Words) -> Section:
    """How often it is right, in the words of the public page, and the figures themselves."""
    titles = {say("about.well", words.language), say("about.skew", words.language)}
    found = [one for one in word_about(known.model, words.language).sections if one.title in titles]
    told: list[Block] = [Text(section.sentences) for section in found]
    if not known.measured:
        return words.section("figures", words.text("figures.none"))
    return words.section("figures", *told, *model_section(known, words).blocks)
