"""Whoever reads, reads the catalogue: every file of sentences is in it, no key is told twice, none asked for is missing, and no page
speaks by itself."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.texts.catalogue import TEXTS
from tests.unit.test_texts import lix

ROOT = Path(__file__).parents[2] / "service"
TEMPLATES = sorted((ROOT / "web" / "templates").glob("*.j2"))
FILES = sorted((ROOT / "texts").glob("*_texts.py"))
IN_ENGLISH = frozenset({"reference.html.j2"})
"""The API's own page, which speaks to those who write programs."""
SILENT = frozenset({"Alle skal med"})
"""The name of the service, on papers that stand alone."""
OF_PAPERS = frozenset({"pack", "record", "dpia", "notice", "explanation", "instruction", "about", "purpose", "rights"})
"""Files of papers and letters, which have tests of their own."""


def sentences_of(path: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every key of a file with its Danish and its English."""
    module = importlib.import_module(f"service.texts.{path.stem}")
    for name, held in vars(module).items():
        if name.endswith("_TEXTS") and isinstance(held, dict):
            yield from held.items()


def prose_of(path: Path) -> list[str]:
    return [danish for _, (danish, _) in sentences_of(path) if danish.endswith((".", "?")) and "{" not in danish]


def test_every_file_of_sentences_is_in_the_catalogue_and_no_key_is_told_twice():
    told = [key for path in FILES for key, _ in sentences_of(path)]
    assert set(told) <= set(TEXTS)
    assert [key for key, count in Counter(told).items() if count > 1] == []
    assert len(FILES) >= 14


def test_no_page_asks_for_a_sentence_that_is_not_there():
    asked = {
        (key, path.name)
        for path in TEMPLATES
        for key in re.findall(r"\btext\(\s*[\"']([^\"']+)[\"']\s*[,)]", path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 200
    assert [one for one in sorted(asked) if one[0] not in TEXTS] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_page_says_a_word_by_itself(path: Path):
    if path.name in IN_ENGLISH:
        return
    plain = re.sub(
        r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    attributes = re.findall(r"(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"", plain)
    words = [*attributes, *re.findall(r">([^<]*)<", f">{re.sub(r'<[^>]*>', '><', plain)}<")]
    spoken = {word.strip(" –·.:,()\n") for word in words}
    assert {word for word in spoken if re.search(r"[^\W\d_]{2}", word)} - SILENT == set()


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.stem.removesuffix("_texts") not in OF_PAPERS], ids=lambda path: path.stem
)
def test_the_danish_of_every_file_is_easy_to_read(path: Path):
    prose = prose_of(path)
    if len(prose) >= 5:
        assert lix(" ".join(prose)) <= 40
        assert [danish for danish in prose if len(danish.split()) >= 8 and lix(danish) > 55] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_weeks_are_written_with_their_days_and_shares_without_decimals(path: Path):
    for key, (danish, english) in sentences_of(path):
        assert not re.search(r"\d[.,]\d+ ?%", danish + english), key
        assert not re.search(r"\{week\}\s*-|\d\.-\d", danish), key
