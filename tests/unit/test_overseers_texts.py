"""The words of Overblik, Data og model, Hjælp and Tilsyn: easy to read, whole in both languages, and none left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from service.texts.alarm_texts import ALARM_TEXTS
from service.texts.guide_texts import GUIDE_TEXTS
from service.texts.model_page_texts import MODEL_PAGE_TEXTS
from service.texts.oversight_texts import OVERSIGHT_TEXTS
from service.texts.overview_texts import OVERVIEW_TEXTS
from service.web import help_pages
from tests.unit.test_texts import lix

FILES = {
    "overview_texts.py": OVERVIEW_TEXTS,
    "model_page_texts.py": MODEL_PAGE_TEXTS,
    "alarm_texts.py": ALARM_TEXTS,
    "guide_texts.py": GUIDE_TEXTS,
    "oversight_texts.py": OVERSIGHT_TEXTS,
}
SERVICE = Path(help_pages.__file__).parents[1]
COMPOSED = (
    "done.", "alarm.", "watch.chart.", "watch.filter.", "watch.sources.", "watch.rows.",
    "guide.", "acted.", "trail.purpose.", "claims.answer.", "claims.unknown", "claims.gone", "claims.no_record", "claims.wrong",
    "model_page.delivery.", "model_page.sources.", "model_page.model.", "model_page.law.", "model_page.stop.", "overview.why.",
    "overview.clocks.", "overview.kept.", "overview.load.", "overview.result", "overview.agreement.", "overview.missed.", "overview.sum.",
)  # fmt: skip
"""Beginnings of keys whose ends are words of a closed list; the pages' own tests show each."""


@pytest.mark.parametrize("file", FILES)
def test_the_danish_is_easy_to_read(file: str):
    prose = [danish for danish, _ in FILES[file].values() if danish.endswith((".", "?"))]
    assert len(prose) >= 8
    assert lix(" ".join(prose)) <= 40
    assert [danish for danish in prose if len(danish.split()) >= 8 and lix(danish) > 50] == []


@pytest.mark.parametrize("texts", FILES.values(), ids=FILES)
def test_each_sentence_is_there_in_both_languages_with_the_same_values(texts: Mapping[str, tuple[str, str]]):
    for key, (danish, english) in texts.items():
        assert danish and english, key
        assert set(re.findall(r"{(\w+)}", danish)) == set(re.findall(r"{(\w+)}", english)), key


@pytest.mark.parametrize("file", FILES)
def test_no_sentence_is_left_over(file: str):
    root = Path(__file__).parents[2] / "service"
    files = [path for path in (*root.rglob("*.py"), *root.rglob("*.j2")) if path.name not in FILES]
    said = "".join(path.read_text(encoding="utf-8") for path in files)
    asked = [key.removesuffix(".one") for key in FILES[file] if not key.startswith(COMPOSED)]
    assert [key for key in asked if f'"{key}"' not in said and f"'{key}'" not in said] == []


def test_every_word_of_the_list_has_its_meaning_and_stands_on_the_page():
    assert {key.removeprefix("guide.word.") for key in GUIDE_TEXTS if key.startswith("guide.word.")} == set(
        help_pages.WORDS
    )
    assert {key.removeprefix("guide.means.") for key in GUIDE_TEXTS if key.startswith("guide.means.")} == set(
        help_pages.WORDS
    )
    assert {key.removeprefix("guide.asking.") for key in GUIDE_TEXTS if key.startswith("guide.asking.")} == set(
        help_pages.ASKING
    )


def test_every_act_of_the_trail_has_words():
    """By the syntax tree, so that a new act without words fails here and not before an officer's eyes."""
    calls = (
        node
        for path in SERVICE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Event"
    )
    written = {
        arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant) and "." in str(arg.value)
    }
    assert len(written) >= 60
    assert {f"acted.{act}" for act in written} <= set(OVERSIGHT_TEXTS)
