"""The public page in words: plain, complete in both languages, and saying of the model what its manifest and evaluation say."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from features.catalogue import BY_NAME
from features.vocabulary import InstitutionKind, Regime
from models.fairness import Verdict, group_columns
from service.domain.said import Figures, shown
from service.texts.about_texts import ABOUT_TEXTS
from service.texts.about_wording import DIMENSIONS, NEVER, RIGHTS, InUse, word_about
from service.texts.dates import Language
from tests.lib.said_figures import FIGURES as PAST
from tests.lib.situations import day
from tests.unit.test_fairness import ROWS, youths
from tests.unit.test_texts import lix
from training.surroundings import UNNAMED

SINCE = day("2026-11-02")
MANIFEST: dict[str, Any] = {
    "model_id": "herning-2026-08-01-abc",
    "recipe": {"lowest_age": 14, "highest_age": 18},
    "origin": {"data": "real", "until": "2026-08-01"},
    "regimes": {
        "attendance": {"indicators": ["absence_share_20d", "risk_report_open"]},
        "status_only": {"indicators": ["risk_report_open", "education_days"]},
    },
}


def group(dimension: str, name: str, *measures: tuple[str, Verdict, float]) -> dict[str, Any]:
    told = [
        {"measure": measure, "verdict": str(verdict), "ratio": {"value": ratio}} for measure, verdict, ratio in measures
    ]
    return {"dimension": dimension, "group": name, "measures": told}


FIGURES: dict[str, Any] = {
    "model_id": MANIFEST["model_id"],
    "data": "real",
    "horizon_days": 180,
    "evidence": {
        "lists": {
            "as_chosen": {
                "flags": 57,
                "precision": {"value": 0.19, "low": 0.09, "high": 0.31},
                "recall": {"value": 0.34, "low": 0.2, "high": 0.5},
            },
            "periods": [{"as_of": "2025-08-01"}, {"as_of": "2025-11-21"}],
        },
        "fairness": {
            "groups": [
                group("school_kind", "fgu", ("flag_rate", Verdict.OUTSIDE, 3.1), ("precision", Verdict.UNCLEAR, 1.1)),
                group("sex", "F", ("flag_rate", Verdict.OUTSIDE, 0.24), ("precision", Verdict.WITHIN, 1.0)),
                group("age", "18", ("flag_rate", Verdict.OUTSIDE, 2.0), ("precision", Verdict.NOT_ESTIMABLE, 1.0)),
                group("district", "D01", ("flag_rate", Verdict.OUTSIDE, 2.0)),
            ]
        },
    },
}
RULE = {"attendance": {"indicators": ["absence_share_60d"], "rule": {"name": "absence_60_days"}}}


def said(
    manifest: Any = MANIFEST, figures: Any = FIGURES, *, decision: Any = None, past: Figures | None = None, **more: Any
) -> str:
    page = word_about(InUse(manifest, SINCE, figures, decision, past), Language.DA, **more)
    return "\n".join(line for part in page.sections for line in (part.title, *part.sentences, *part.points, *part.tail))


def changed(part: dict[str, Any], *path: str, to: object) -> dict[str, Any]:
    copied = deepcopy(part)
    place = copied
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = to
    return copied


def test_how_well_is_told_in_youths_and_with_how_uncertain_it_is():
    text = said()
    assert "Af 20 unge på listen faldt 4 fra inden for 180 dage. De andre 16 gjorde det ikke." in text
    assert "et sted mellem 2 og 6" in text
    assert "Af 10 unge, der faldt fra, stod 7 ikke på listen." in text
    assert "listen fra 1. august 2025 til 21. november 2025" in text
    assert re.findall(r"%|\d[.,]\d", text) == []


@pytest.mark.parametrize(
    "figures",
    [
        None,
        {},
        changed(FIGURES, "evidence", "lists", to=None),
    ],
)
def test_what_was_not_measured_is_not_told(figures):
    text = said(figures=figures)
    assert "Det er endnu ikke målt her." in text
    assert "Af 20 unge" not in text


def test_once_past_lists_are_old_enough_it_is_told_what_became_of_those_on_them():
    text = said(figures=None, past=shown(PAST))
    assert "8 lister fra 27. oktober 2025 til 15. december 2025 er nu så gamle, at vi ved, hvordan det gik." in text
    assert "De gav 164 pladser. 23 gange faldt den unge fra bagefter." in text
    assert "I alt faldt en ung fra 74 gange. 24 gange havde den unge fået en plads før." in text
    assert re.findall(r"%|\d[.,]\d", text) == []
    assert "Af 20 unge på listen faldt 4 fra" in said(past=shown(PAST))


def test_of_past_lists_whose_counts_are_small_no_figure_is_told():
    few = replace(PAST, listed=replace(PAST.listed, hits=3, people=3, endings=4, found=3))
    text = said(figures=None, past=shown(few))
    assert "For få faldt fra til, at vi kan vise tal." in text
    assert "gange" not in text


def test_a_list_that_finds_hardly_anybody_says_so():
    rare = changed(FIGURES, "evidence", "lists", "as_chosen", "precision", to={"value": 0.01, "low": 0.0, "high": 0.04})
    assert "Af 20 unge på listen faldt næsten ingen fra inden for 180 dage." in said(figures=rare)


def test_a_list_that_would_have_been_empty_says_so():
    nothing = {"value": None, "low": None, "high": None}
    empty = {"flags": 0, "precision": nothing, "recall": {"value": 0.0, "low": 0.0, "high": 0.0}}
    text = said(figures=changed(FIGURES, "evidence", "lists", "as_chosen", to=empty))
    assert "Listerne ville have været tomme." in text
    assert "Af 10 unge, der faldt fra, stod 10 ikke på listen." in text


@pytest.mark.parametrize(("data", "word"), [("synthetic", "opdigtede"), ("public", "andre mennesker"), ("real", None)])
def test_figures_on_other_than_real_youths_say_so(data, word):
    text = said(changed(MANIFEST, "origin", "data", to=data), changed(FIGURES, "data", to=data))
    assert (word is None) == ("De siger intet om unge" not in text)
    assert word is None or word in text


def test_everything_a_model_looks_at_is_named_once_and_nothing_else_is():
    page = word_about(InUse(MANIFEST, SINCE, None), Language.DA)
    looks = page.sections[2]
    assert looks.points == tuple(
        BY_NAME[name].reason[0] for name in ("absence_share_20d", "education_days", "risk_report_open")
    )


def test_a_rule_in_use_says_that_it_is_one():
    text = said(changed(MANIFEST, "regimes", to=RULE))
    assert "Lige nu bruger vi en enkel regel og ikke en model." in text
    assert BY_NAME["absence_share_60d"].reason[0] in text
    assert "En enkel regel bruger vi, også når tal ligger uden for grænsen." in text
    assert "En model lægger" not in text


def test_groups_are_counted_and_what_was_not_examined_is_always_told():
    text = said()
    assert "Vi har set på køn, alder, distrikt og slags skole. 4 ud af 6 tal for grupper ligger klart uden for" in text
    assert "1 tal kan vi ikke sige noget om." in text
    assert "Klart oftere på listen end andre kommer: unge på 18 år og unge på FGU." in text
    assert "Klart sjældnere på listen end andre kommer: piger." in text
    assert "oprindelse eller handicap, ved vi ikke" in said(figures=None)


def test_a_figure_outside_the_limits_is_told_to_be_signed_for_only_where_it_is():
    assert "Ingen har endnu skrevet under på tallene" in said()
    handed_on = {"served": "model", "is_model_earned": True, "may_be_released": True}
    assert "Et menneske har skrevet under på tallene" in said(decision=handed_on)


@pytest.mark.parametrize(
    ("earned", "released", "why"),
    [
        (False, False, "Den viste sig ikke klart bedre her."),
        (True, False, "ramte nogle grupper skævt"),
        (True, True, None),
    ],
)
def test_why_a_rule_is_in_use_is_told_as_it_was_decided(earned, released, why):
    decision = {"served": "rule", "is_model_earned": earned, "may_be_released": released}
    text = said(changed(MANIFEST, "regimes", to=RULE), decision=decision)
    assert ("Vi har prøvet en model." in text) == (why is not None)
    assert why is None or why in text
    assert "Vi har prøvet en model." not in said(changed(MANIFEST, "regimes", to=RULE))


def test_without_a_model_or_with_one_that_is_stopped_only_duties_are_spoken_of():
    nothing = word_about(None, Language.DA)
    told = "\n".join(sentence for section in nothing.sections for sentence in section.sentences)
    assert "Listen viser kun pligter og frister." in told
    assert "målt" not in told
    assert "Modellen er slået fra lige nu." in said(is_stopped=True)
    assert BY_NAME["absence_share_20d"].reason[0] not in said(is_stopped=True)


def test_every_page_tells_what_is_never_looked_at_and_what_one_may_ask_for():
    for language in Language:
        place = 0 if language is Language.DA else 1
        for page in (word_about(None, language), word_about(InUse(MANIFEST, SINCE, FIGURES), language)):
            points = {point for section in page.sections for point in section.points}
            assert {ABOUT_TEXTS[f"about.never.{name}"][place] for name in NEVER} <= points
            assert {ABOUT_TEXTS[f"about.rights.{name}"][place] for name in RIGHTS} <= points


def test_a_youth_without_bounds_of_age_is_told_so():
    open_ages = changed(MANIFEST, "recipe", to={"lowest_age": None, "highest_age": None})
    assert "Alle, der er i gang" in said(open_ages)


def test_the_page_is_plain_danish():
    texts = [danish for danish, _ in ABOUT_TEXTS.values() if danish.endswith((".", "?"))]
    assert len(texts) > 30
    assert lix(" ".join(texts)) <= 40
    assert [danish for danish in texts if len(danish.split()) >= 8 and lix(danish) > 50] == []
    whole = word_about(InUse(MANIFEST, SINCE, FIGURES), Language.DA)
    prose = [text for section in whole.sections for text in (*section.sentences, *section.tail)]
    assert lix(" ".join(prose)) <= 40


def test_no_sentence_of_the_page_is_left_over():
    root = Path(__file__).parents[2] / "service"
    files = [root / "texts/about_wording.py", *root.rglob("*.j2"), *root.joinpath("web").rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    listed = {*(f"about.never.{name}" for name in NEVER), *(f"about.rights.{name}" for name in RIGHTS)}
    made = {f"about.{where}.{data}" for where in ("well", "made.data") for data in ("synthetic", "public", "real")}
    by_group = {key for key in ABOUT_TEXTS if key.startswith(("about.dimension.", "about.group."))}
    asked = set(ABOUT_TEXTS) - listed - made - by_group
    assert [key for key in asked if f'"{key.removeprefix("about.")}"' not in text and f'"{key}"' not in text] == []


def test_every_dimension_of_the_audit_has_its_words():
    columns, _ = group_columns(youths(sex="F", moved_in_on=pd.Timestamp("2020-01-01")), ROWS)
    assert sorted(columns) == sorted(DIMENSIONS)
    assert {f"about.dimension.{name}" for name in DIMENSIONS} == {key for key in ABOUT_TEXTS if ".dimension." in key}


def test_every_group_that_is_named_has_its_words():
    named = {
        *(f"sex.{sex}" for sex in ("F", "M")),
        *(f"school_kind.{kind}" for kind in (*InstitutionKind, UNNAMED)),
        *(f"regime.{regime}" for regime in Regime),
        *(f"newcomer.{group}" for group in ("newcomer", "settled")),
        "age",
    }
    assert {f"about.group.{name}" for name in named} == {key for key in ABOUT_TEXTS if ".group." in key}
