"""The records behind a reason, as a counsellor reads them: days in plain words, many of them by the month."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from features.behind import Behind, Counted
from features.records import BY_NAME
from features.sources import Attended, Message, Period
from features.vocabulary import KNOWN_NEXT_STEPS
from service.domain.disputes import Disputed
from service.texts.behind_texts import BEHIND_TEXTS
from service.texts.behind_wording import MOST_DAYS, WordedRow, word_behind
from service.texts.catalogue import TEXTS
from service.texts.dates import Language
from tests.lib.situations import day
from tests.unit.test_texts import lix

KNOWN = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
TUESDAY = Attended("attendance", day("2026-11-03"), KNOWN, "S1", 6, 1, 0, 2)
FRIDAY = Attended("attendance", day("2026-11-06"), KNOWN, "S1", 6, 0, 0, 0)
SPELL = Period("spells", day("2026-08-10"), KNOWN, "V1", "vocational_basic", None, None, None)
ENDED = replace(SPELL, ended_on=day("2026-11-06"))


def behind(*counted, beside=(), usual: float | None = None) -> Behind:
    return Behind("absence_share_10d", day("2026-11-16"), counted, beside, usual, Counted.UNLAWFUL)


def test_a_day_is_told_by_kind_and_with_the_danish_day_on_which_it_became_known():
    words = word_behind(behind(TUESDAY, beside=(FRIDAY,), usual=0.04), Language.DA)
    assert words.rows == (WordedRow("3. nov. 2026", "Ulovligt 2, syg 1 af 6 timer", "4. nov. 2026"),)
    assert words.counted == "Ulovligt fravær på 1 af 2 skoledage (3.–6. november 2026)."
    assert words.usual == "Sædvanligt for den unge: 4 %."
    assert words.sources == ("Kilde: skolens fravær",)
    assert word_behind(behind(TUESDAY), Language.EN).rows[0].what == "Unlawful 2, sick 1 of 6 lessons"


def test_days_none_of_which_count_are_told_as_none_and_not_listed():
    words = word_behind(behind(beside=(TUESDAY, FRIDAY)), Language.DA)
    assert (words.counted, words.rows) == ("Ulovligt fravær på 0 af 2 skoledage (3.–6. november 2026).", ())


def test_a_record_that_is_disputed_is_marked_wherever_it_stands():
    wrong = Disputed("anna", "attendance", TUESDAY.on)  # type: ignore[arg-type] # a name is enough
    told = word_behind(behind(TUESDAY, replace(TUESDAY, on=day("2026-11-04"))), Language.DA, disputed=[wrong])
    assert [row.what for row in told.rows] == [
        "Ulovligt 2, syg 1 af 6 timer",
        "Ulovligt 2, syg 1 af 6 timer. Bestridt.",
    ]
    assert (
        word_behind(behind(TUESDAY), Language.EN, disputed=[replace(wrong, table="spells")])
        .rows[0]
        .what.endswith("lessons")
    )
    days = tuple(replace(TUESDAY, on=TUESDAY.on + timedelta(days=number)) for number in range(40))
    months = word_behind(behind(*days), Language.EN, disputed=[wrong]).rows
    assert [row.what.endswith("Disputed.") for row in months] == [False, True]


def test_nothing_is_said_of_what_rests_on_no_records():
    words = word_behind(behind(), Language.DA)
    assert (words.usual, words.counted, words.rows) == ("", "", ())


def test_more_days_than_anybody_reads_are_told_by_the_month():
    days = tuple(replace(TUESDAY, on=day("2026-09-01") + timedelta(days=number)) for number in range(MOST_DAYS))
    assert word_behind(behind(*days), Language.DA).first_column == "Dag"
    words = word_behind(behind(*days, replace(TUESDAY, on=day("2026-10-02"))), Language.DA)
    assert words.first_column == "Måned"
    assert [row.on for row in words.rows] == ["oktober 2026", "september 2026"]
    assert words.rows[0].what == "2 skoledage: ulovligt 4, syg 2 af 12 timer"
    assert words.rows[1].what == "30 skoledage: ulovligt 60, syg 30 af 180 timer"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (SPELL, "I gang: grundforløb på erhvervsuddannelse"),
        (replace(SPELL, expected_end_on=day("2027-01-15")), "I gang: grundforløb på erhvervsuddannelse, til 15. januar 2027"),
        (replace(ENDED, end_reason="interrupted"), "Afbrud 6. november 2026: grundforløb på erhvervsuddannelse"),
        (ENDED, "Ophørte 6. november 2026: grundforløb på erhvervsuddannelse"),
        (replace(SPELL, on=day("2026-11-16")), "Planlagt: grundforløb på erhvervsuddannelse"),
        (Message("risk_reports", day("2026-11-10"), None, "V1"), "Melding om risiko for afbrud"),
        (Message("next_steps", day("2027-01-04"), None, None, "agreed"), "Næste skridt: aftalt"),
    ],
)  # fmt: skip
def test_a_spell_or_message_is_told_as_what_it_says(row, words):
    assert word_behind(behind(row), Language.DA).rows[0].what == words


def test_the_latest_comes_first():
    earlier = replace(TUESDAY, on=day("2026-10-01"))
    assert [row.on for row in word_behind(behind(earlier, TUESDAY), Language.EN).rows] == ["3 Nov 2026", "1 Oct 2026"]


def test_every_source_kind_and_known_step_has_its_words_and_no_sentence_is_left_over():
    root = Path(__file__).parents[2] / "service"
    files = [path for path in (*root.rglob("*.py"), *root.rglob("*.j2")) if path.name != "behind_texts.py"]
    said = "".join(path.read_text(encoding="utf-8") for path in files)
    tables = {table for table in ("attendance", "spells", "risk_reports", "next_steps") if table in BY_NAME}
    made = {f"behind.from.{table}" for table in tables} | {f"behind.step.{kind}" for kind in KNOWN_NEXT_STEPS}
    made |= {f"behind.days.{counted}" for counted in Counted}
    made |= {f"behind.kind.{kind}" for kind in ("unlawful", "sick", "permitted")}
    written = set(re.findall(r'"(behind\.[a-z_.]+)"', said))
    assert {key for key in BEHIND_TEXTS if key.removesuffix(".one") not in made | written} == set()
    assert made <= set(TEXTS)


def test_the_danish_is_easy_to_read():
    prose = [danish for danish, _ in BEHIND_TEXTS.values() if danish.endswith(".")]
    assert len(prose) >= 3
    assert lix(" ".join(prose)) <= 40
