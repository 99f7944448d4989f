"""What may be told of a youth: facts, in a fixed order, and nothing that is not of now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from features import catalogue
from features.vocabulary import ContactKind, EndReason, NextStepKind, Status
from service.domain.facts import Facts, Seen, tell_facts
from service.domain.rules import HERNING
from service.domain.situation import Situation
from service.texts.dates import Language
from service.texts.wording import say_fact
from tests.lib.situations import contact, day, quarter, report, situation, spell, step

PUPIL = situation(
    "2026-11-16",
    spells=(spell(Status.COMPULSORY_SCHOOL, "2026-08-10", grade=9),),
    last_attendance_on=day("2026-11-13"),
)
LOST = situation("2026-11-16", spells=(spell(Status.FGU, "2026-08-10", "2026-11-05"),))


def told(of: Situation, **indicators: float) -> Facts:
    return tell_facts(Seen(of, HERNING.on(of.as_of), indicators))


def keys(facts: tuple) -> list[str]:
    return [fact.key for fact in facts]


def words(of: Situation, **indicators: float) -> list[str]:
    facts = told(of, **indicators)
    return [say_fact(fact, Language.DA) for fact in (*facts.changed, *facts.figures, *facts.goes_well)]


@pytest.mark.parametrize(
    ("of", "indicators", "sentence"),
    [
        (LOST, {}, "Uden kendt aktivitet siden 6. november 2026"),
        (LOST, {}, "Afbrud 5. november 2026: FGU"),
        (situation("2026-11-16"), {}, "Ingen uddannelse eller job i vores data"),
        (replace(PUPIL, risk_reports=(report("2026-11-10"),)), {}, "Uddannelsesstedet meldte risiko for afbrud 10. november 2026"),
        (replace(PUPIL, quarter=quarter(unlawful=5.5)), {}, "Ulovligt fravær 5,5 af kvartalets 60 skoledage"),
        (
            replace(PUPIL, finished_quarter=quarter(unlawful=9)),
            {},
            "Ulovligt fravær 9 af sidste kvartals 60 skoledage",
        ),
        (PUPIL, {"absence_change_20d": 0.05}, "Fraværet er steget 5 procentpoint i forhold til det, der er sædvanligt for den unge"),
        (PUPIL, {"presence_gap_days": 8, "absence_spell_days_current": 6}, "Har ikke været til stede siden 8. november 2026"),
        (replace(LOST, contacts=(contact(ContactKind.ATTEMPT, "2026-11-09"),)), {}, "Forsøgt kontaktet 9. november 2026, ikke truffet"),
        (PUPIL, {"absence_share_20d": 0.234}, "Fravær de sidste 20 skoledage: 23 %"),
        (LOST, {"absence_share_last_year": 0.08}, "Fravær i det seneste skoleår med data: 8 %"),
        (PUPIL, {"interruption_count": 2}, "Tidligere afbrud: 2"),
        (PUPIL, {"absence_share_10d": 0}, "Til stede alle de sidste 10 skoledage"),
        (PUPIL, {"absence_change_20d": -0.2}, "Fraværet er faldet 20 procentpoint i forhold til det, der er sædvanligt for den unge"),
        (replace(LOST, next_steps=(step(NextStepKind.AGREED, "2027-01-04"),)), {}, "Næste skridt er på plads: starter 4. januar 2027"),
        (replace(LOST, contacts=(contact(ContactKind.MEETING, "2026-11-09"),)), {}, "Vi har kontakt: talt sammen 9. november 2026"),
    ],
)  # fmt: skip
def test_a_fact_is_told_in_plain_words(of, indicators, sentence):
    assert sentence in words(of, **indicators)


@pytest.mark.parametrize(
    ("indicators", "key"),
    [
        ({"absence_change_20d": 0.049}, "fact.absence_rose"),
        ({"absence_change_20d": -0.049}, "well.absence_fell"),
        ({"absence_share_10d": 0.01}, "well.attended_all"),
        ({"absence_share_10d": float("nan")}, "well.attended_all"),
        ({"presence_gap_days": 7, "absence_spell_days_current": 4}, "fact.not_attended_since"),
        ({"presence_gap_days": 9, "absence_spell_days_current": 0}, "fact.not_attended_since"),  # a break, not absence
        ({"interruption_count": 0}, "figure.count"),
    ],
)
def test_what_is_small_missing_or_a_holiday_is_not_told(indicators, key):
    facts = told(PUPIL, **indicators)
    assert key not in keys((*facts.changed, *facts.figures, *facts.goes_well))


@pytest.mark.parametrize(("latest", "told_now"), [("2026-10-02", True), ("2026-10-01", False)])
def test_attendance_of_long_ago_is_not_told_as_the_last_days(latest, told_now):
    facts = told(replace(PUPIL, last_attendance_on=day(latest)), absence_share_10d=0.0, absence_share_20d=0.0)
    assert ("well.attended_all" in keys(facts.goes_well)) is told_now


def test_who_left_school_is_not_praised_for_the_last_days_there():
    left = replace(LOST, last_attendance_on=day("2026-11-05"))
    assert told(left, absence_share_10d=0.0).goes_well == ()


@pytest.mark.parametrize(
    ("ended_on", "begun_on", "is_back"),
    [
        ("2026-10-01", "2026-10-16", True),
        ("2026-10-01", "2026-10-15", False),  # no more than a fortnight between
        ("2026-06-26", "2026-09-16", False),  # more than two months ago
        ("2026-06-26", "2026-09-17", True),
    ],
)
def test_back_in_education_is_told_for_two_months_after_a_gap(ended_on, begun_on, is_back):
    before = spell(Status.UPPER_SECONDARY, "2025-08-10", ended_on, end_reason=EndReason.INTERRUPTED)
    youth = situation("2026-11-16", spells=(before, spell(Status.FGU, begun_on)))
    assert ("well.back" in keys(told(youth).goes_well)) is is_back


def test_no_fact_shows_a_judgement_or_an_indicator_that_is_not_for_display():
    facts = told(PUPIL, **dict.fromkeys(catalogue.NAMES, 1.0))
    named = {fact.values["indicator"] for fact in facts.figures if "indicator" in fact.values}
    assert named <= set(catalogue.NAMES)
    assert not {name for name in named if name.startswith("onset")}
