"""The words of the pages: one for every state, move and role, plain, and for each value as a person writes it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from features import catalogue
from features.vocabulary import ContactKind, YouthId
from models.scores import OnsetProfile, RiskBand
from service.domain.access import NOT_PEOPLE, Role, Why
from service.domain.casework import Concern
from service.domain.flag_life import MOVES, AskedBy, FlagState, Move, Mover
from service.domain.judgement import Judgement, Term
from service.domain.night import RunState
from service.edge.problems import Kind
from service.texts.catalogue import TEXTS
from service.texts.dates import Language
from service.texts.judgement_wording import (
    MOST_TERMS,
    WordedJudgement,
    WordedTerm,
    say_term,
    told_indicators,
    word_judgement,
)
from service.texts.page_texts import PAGE_TEXTS
from service.web import error_pages
from service.web.reading import DONE
from tests.lib.situations import day
from tests.unit.test_texts import lix

DYNAMIC = "role why state contact contacted asked_by assess band profile run done move error actor".split()
"""Beginnings of keys whose ends are words of a closed list, which the tests below hold."""
PEOPLES = {step.move for step in MOVES if step.by & {Mover.COUNSELLOR, Mover.LEADER}} - {Move.ASK, Move.LOOK}


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("state", FlagState),
        ("contact", ContactKind),
        ("contacted", ContactKind),
        ("asked_by", AskedBy),
        ("role", Role),
        ("why", Why),
        ("band", RiskBand),
        ("run", RunState),
        ("done", DONE),
        ("move", PEOPLES),
        ("actor", {one.actor_id for one in NOT_PEOPLE}),
    ],
)
def test_everything_that_can_be_shown_has_its_words_and_nothing_else_has(prefix, names):
    assert {key.removeprefix(f"{prefix}.") for key in TEXTS if key.startswith(f"{prefix}.")} == {str(n) for n in names}


def test_no_sentence_is_left_over():
    root = Path(__file__).parents[2] / "service"
    files = [*root.rglob("*.py"), *root.rglob("*.j2")]
    said = "".join(path.read_text(encoding="utf-8") for path in files if path.name != "page_texts.py")
    asked = [key.removesuffix(".one") for key in PAGE_TEXTS if key.split(".")[0] not in DYNAMIC]
    assert [key for key in asked if f'"{key}"' not in said and f"'{key}'" not in said] == []


def test_every_concern_and_profile_has_its_words():
    assert {f"assess.{level}" for level in Concern} | {f"profile.{profile}" for profile in OnsetProfile} <= set(TEXTS)


@pytest.mark.parametrize("kind", Kind)
def test_every_problem_has_a_page_that_says_what_to_do_next(kind):
    said = f"error.{error_pages.SAID_AS.get(kind, '400')}"
    assert {f"{said}.title", said, f"{said}.next"} <= set(TEXTS)


def test_the_words_are_those_that_were_agreed():
    assert [TEXTS[f"assess.{level}"][0] for level in Concern] == ["Ikke", "Lidt", "Meget", "Ved det ikke endnu"]
    assert TEXTS["assess.title"][0] == "Hvor bekymret er du lige nu?"
    assert [TEXTS[f"state.{state}"][0] for state in FlagState] == "Ny,Set,I gang,Afventer,Afsluttet,Ikke aktuel".split(
        ","
    )
    assert [TEXTS[f"contact.{kind}"][0] for kind in ContactKind] == ["Forsøgt", "Talt med", "Møde", "Tilbud givet"]
    assert TEXTS["band.not_assessed"][0] == "Ikke vurderet (vi ved for lidt)"


def test_the_pages_danish_is_easy_to_read():
    prose = [danish for danish, _ in PAGE_TEXTS.values() if danish.endswith((".", "?"))]
    assert len(prose) > 40
    assert lix(" ".join(prose)) <= 40
    assert [danish for danish in prose if len(danish.split()) >= 8 and lix(danish) > 50] == []


@pytest.mark.parametrize(
    ("indicator", "value", "usual", "danish"),
    [
        ("absence_share_20d", 0.234, 0.061, "Fravær de sidste 20 skoledage: 23 % (typisk for unge: 6 %)"),
        ("absence_share_20d", 0.234, None, "Fravær de sidste 20 skoledage: 23 %"),
        ("absence_share_20d", None, 0.061, "Fravær de sidste 20 skoledage: kendes ikke"),
        ("absence_share_20d", float("nan"), 0.061, "Fravær de sidste 20 skoledage: kendes ikke"),
        ("absence_change_year", -0.123, None, "Ændring i fravær i forhold til de samme uger sidste år: -12 procentpoint"),
        ("absence_spell_days_current", 1.0, 2.0, "Skoledage i træk uden fremmøde lige nu: 1 dag (typisk for unge: 2 dage)"),
        ("interruption_count", 2.0, 0.0, "Tidligere afbrud: 2"),
        ("risk_report_open", 1.0, 0.0, "Uddannelsesstedet har meldt risiko for afbrud: ja"),
        ("education_kind", 4.0, 0.0, "Nuværende uddannelse: grundforløb på erhvervsuddannelse"),
        ("education_kind", None, 0.0, "Nuværende uddannelse: ikke lige nu"),
        ("interruption_count", None, 0.0, "Tidligere afbrud: kendes ikke"),
        ("transition_ahead_days", 226.0, 100.0, "Et skift er på vej: om 226 dage"),
        ("planned_start_days", 1.0, None, "Næste skridt er aftalt: om 1 dag"),
        ("institution_rate", 3.0, None, "Noget, der ikke handler om den unge selv"),
        ("school_year_phase", 3.0, 5.0, "Tidspunkt på skoleåret"),
    ],
)  # fmt: skip
def test_a_term_is_written_as_its_unit_asks(indicator, value, usual, danish):
    assert say_term(Term(indicator, value, usual, "raises", 0.4, None), Language.DA) == danish


def test_a_term_says_since_when_if_it_can():
    term = Term("interruption_count", 2.0, 0.0, "raises", 0.4, day("2026-10-01"))
    assert say_term(term, Language.DA) == "Tidligere afbrud: 2, siden 1. oktober 2026"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("indicator", catalogue.INDICATORS, ids=lambda indicator: indicator.name)
def test_every_indicator_can_be_told_without_a_decimal(indicator, language):
    said = say_term(Term(indicator.name, 1.0, 0.3, "raises", 0.123, None), language)
    assert re.findall(r"\d[.,]\d", said) == []


def judged(*reasons: Term) -> Judgement:
    return Judgement(
        YouthId("jonas"), day("2026-11-16"), 180, "model", "synthetic", "attendance", 0.95, "high", "late_starter", reasons, (),
        risk=0.31, risk_low=0.2, risk_high=0.4, onset_on=day("2026-08-10"),
    )  # fmt: skip


def worded(judged: Judgement, *, language: Language = Language.DA, is_rule: bool = False) -> WordedJudgement:
    return word_judgement(judged, language, is_rule=is_rule)


def test_no_number_of_the_risk_is_ever_told():
    words = worded(judged(Term("interruption_count", 2.0, 0.0, "raises", 0.4711, None)))
    assert (words.band, words.profile) == ("Mange tegn på frafald", "I udskolingen eller senere (sen starter)")
    assert words.protective == (WordedTerm("Ikke set i data. Spørg den unge."),)
    assert "endnu ikke målt her" in words.measured
    assert not [figure for figure in ("31", "0,3", "47", "0.4") if figure in repr(words)]


def test_the_beginning_of_an_absence_is_told_of_those_whose_absence_has_lasted():
    lasting = judged()
    assert worded(lasting).onset == "Mindst 10 % fravær i to halvår i træk ses første gang fra 10. august 2026."
    assert catalogue.LASTING_HIGH == 0.10  # as the sentence says
    assert worded(replace(lasting, profile="none")).onset == ""


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.DA, "Intet klart længere fravær i vores data"), (Language.EN, "No clear lasting absence in our data")],
)
def test_none_does_not_claim_that_there_was_no_absence_and_says_what_it_leaves_open(language, said):
    none = worded(replace(judged(), profile="none"), language=language)
    open_ = TEXTS["profile.about.none"][0 if language is Language.DA else 1]
    assert none.profile == said
    assert none.about_profile.endswith(open_)
    assert not worded(judged(), language=language).about_profile.endswith(open_)


def test_too_few_years_are_told_only_where_nothing_could_be_weighed():
    shallow = replace(judged(), profile="undetermined")
    doubted = replace(shallow, profile_early=0.4, profile_late=0.35, profile_none=0.25)
    assert worded(shallow).profile == "Kan ikke afgøres: for få års data"
    assert worded(doubted).profile == "Kan ikke afgøres ud fra vores data"
    assert worded(doubted, language=Language.EN).profile == "Cannot be told from our data"


def test_a_rule_is_called_a_rule_and_a_model_a_model():
    rule, model = (worded(judged(), is_rule=is_rule) for is_rule in (True, False))
    assert (rule.title, model.title) == ("Det, reglen siger", "Det, modellen siger")
    assert rule.advice.startswith("Her bruges en enkel regel.")
    assert "odel" not in repr(rule)
    assert all(words.advice.endswith("Din egen vurdering vejer tungest.") for words in (rule, model))


def test_what_is_read_before_anything_was_computed_is_true_of_a_model_and_of_a_rule():
    for key in ("assess.hint", "assess.new_flag", "judgement.title", "judgement.none", "judgement.unknown"):
        danish, english = TEXTS[key]
        assert not re.search(r"model|regel|regl", danish.lower()), key
        assert not re.search(r"model|rule", english.lower()), key


def test_no_records_are_wanted_for_what_is_no_indicator_or_not_known():
    terms = [
        Term("institution_rate", 3.0, None, "raises", 0.4, None),
        Term("interruption_count", None, 0.0, "raises", 0.4, None),
    ]
    asked = told_indicators(judged(*terms, Term("absence_share_20d", 0.2, 0.1, "raises", 0.1, None)))
    assert asked == {"absence_share_20d"}


def test_what_is_not_known_is_neither_a_sign_nor_something_that_goes_well():
    known = Term("interruption_count", 2.0, 0.0, "raises", 0.4, None)
    raising = Term("programme_change_count", None, 0.0, "raises", 0.2, None)
    lowering = Term("absence_share_last_year", None, 0.1, "lowers", -0.2, None)
    words = worded(replace(judged(known, raising), protective=(lowering,)))
    assert [term.text for term in words.reasons] == ["Tidligere afbrud: 2"]
    assert [term.text for term in words.protective] == ["Ikke set i data. Spørg den unge."]
    assert words.unknown == (
        "Det tæller også med, hvad vi ikke ved: Tidligere omvalg; Fravær i det seneste skoleår med data."
    )
    assert worded(judged(known)).unknown == ""


def test_more_terms_than_can_be_read_are_counted():
    terms = [
        Term(indicator.name, 1.0, 0.0, "raises", 0.4, None) for indicator in catalogue.INDICATORS[: MOST_TERMS + 2]
    ]
    words = worded(judged(*terms))
    assert len(words.reasons) == MOST_TERMS + 1
    assert words.reasons[-1].text == "og 2 mere"
