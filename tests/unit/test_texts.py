"""The words of the list: complete in both languages, plain, and free of words that harm."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from features.vocabulary import EndReason, Status
from service.domain.rules import Rule
from service.texts import dates
from service.texts.catalogue import TEXTS, say, say_count
from service.texts.dates import Language
from tests.lib.situations import day

HARMFUL = (
    "risikobarn problemung taber belastet svag pjæk skolevægring angst diagnose misbrug kriminel debut fair elev student "
    "klient score procentdel"
).split()
JUDGEMENT = ("risiko for frafald", "sandsynlighed", "chance", "top ")


def lix(text: str) -> float:
    """Läsbarhetsindex: words per sentence plus the share of words longer than six letters, in percent."""
    words = re.findall(r"[^\W\d_]+", text)
    sentences = max(len(re.findall(r"[.:!?](?:\s|$)", text)), 1)
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_lix_is_counted_as_bjornsson_defined_it():
    assert lix("Vi ser på det. Du kan altid ringe.") == 4
    assert lix("Uddannelsesstedet melder") == 2 + 50


@pytest.mark.parametrize("key", TEXTS)
def test_every_sentence_is_there_in_both_languages_with_the_same_values(key):
    danish, english = TEXTS[key]
    assert danish.strip() and english.strip()
    assert placeholders(danish) == placeholders(english)


@pytest.mark.parametrize("word", HARMFUL)
def test_no_danish_sentence_uses_a_word_that_harms(word):
    assert [key for key, (danish, _) in TEXTS.items() if re.search(rf"\b{word}", danish.lower())] == []


@pytest.mark.parametrize("phrase", JUDGEMENT)
def test_no_sentence_of_the_list_is_a_judgement(phrase):
    assert [key for key, (danish, _) in TEXTS.items() if phrase in danish.lower()] == []


def test_running_danish_text_is_easy_to_read():
    """Lix 40 is the border of medium prose; single labels have no sentences to measure and count together."""
    prose = [danish for key, (danish, _) in TEXTS.items() if key.startswith(("note.", "unseen.", "well.", "fact."))]
    assert lix(" ".join(text if text.endswith(".") else f"{text}." for text in prose)) <= 40
    for key in ("note.most", "note.past", "note.order", "note.waiting", "unseen.attendance", "unseen.not_assessed"):
        assert lix(TEXTS[key][0]) <= 40, key


@pytest.mark.parametrize("prefix,names", [("rule", Rule), ("status", Status), ("ended", EndReason)])
def test_every_rule_status_and_ending_has_its_words(prefix, names):
    assert {key.removeprefix(f"{prefix}.") for key in TEXTS if key.startswith(f"{prefix}.")} == {str(n) for n in names}


def test_a_missing_value_is_an_error_and_never_an_empty_place():
    with pytest.raises(KeyError):
        say("cell.age", Language.DA)


@pytest.mark.parametrize(("count", "words"), [(0, "0 nye"), (1, "1 ny"), (2, "2 nye")])
def test_one_is_singular(count, words):
    assert say_count("count.new", count, Language.DA) == words


@pytest.mark.parametrize(
    ("first", "last", "danish", "english"),
    [
        ("2026-11-16", "2026-11-22", "16.–22. november 2026", "16–22 November 2026"),
        ("2026-11-30", "2026-12-06", "30. november – 6. december 2026", "30 November – 6 December 2026"),
        ("2026-12-28", "2027-01-03", "28. december 2026 – 3. januar 2027", "28 December 2026 – 3 January 2027"),
    ],
)
def test_a_week_is_written_with_as_little_repeated_as_it_allows(first, last, danish, english):
    assert dates.span(day(first), day(last), Language.DA) == danish
    assert dates.span(day(first), day(last), Language.EN) == english


def test_a_deadline_is_a_weekday_and_a_date():
    assert dates.deadline(day("2026-11-18"), Language.DA) == "onsdag 18. november"
    assert dates.deadline(day("2026-11-18"), Language.EN) == "Wednesday 18 November"


@pytest.mark.parametrize(("share", "words"), [(0.0, "0 %"), (0.001, "1 %"), (0.234, "23 %"), (1.0, "100 %")])
def test_a_share_is_a_whole_percentage_and_something_is_never_nothing(share, words):
    assert dates.percent(share, Language.DA) == words


@pytest.mark.parametrize(
    ("count", "danish", "english"), [(0, "0", "0"), (910, "910", "910"), (421_100, "421.100", "421,100")]
)
def test_many_are_told_in_groups_of_three_digits(count, danish, english):
    assert (dates.whole(count, Language.DA), dates.whole(count, Language.EN)) == (danish, english)


@pytest.mark.parametrize(("days", "words"), [(9.0, "9"), (9.3, "9,5"), (9.2, "9")])
def test_days_are_told_to_the_half(days, words):
    assert dates.halves(days, Language.DA) == words


@pytest.mark.parametrize(
    ("days", "danish", "english"), [(0, "0", "0"), (1 / 6, "under ½", "less than ½"), (0.5, "0,5", "0.5")]
)
def test_a_little_absence_is_never_told_as_none(days, danish, english):
    assert (dates.halves(days, Language.DA), dates.halves(days, Language.EN)) == (danish, english)


def test_one_youth_who_is_not_assessed_is_told_in_the_singular():
    assert say_count("unseen.not_assessed", 1, Language.DA).startswith("1 ung er ikke vurderet.")
    assert say_count("unseen.not_assessed", 2, Language.DA).startswith("2 unge er ikke vurderet.")
