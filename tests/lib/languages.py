"""Which language a page speaks, told by the catalogue: no words of a sentence that only the other language has."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Final

from service.texts.catalogue import TEXTS
from service.texts.dates import Language

SHORTEST: Final = 12
"""Characters that a piece of a sentence has at least: shorter ones are alike in both languages, or stand inside other words."""
_TAG: Final = re.compile(r"<[^>]+>")
_FOREIGN: Final = re.compile(r"<(\w+)[^>]*\blang=\"\w+\"[^>]*>.*?</\1>", re.DOTALL)
_APART: Final = re.compile(r"\{[^}]*\}")


@cache
def pieces_of(language: Language) -> frozenset[str]:
    """What sentences of a language say between the values that are filled in, but for what the other language says too."""
    told = {
        Language.DA: "\n".join(danish for danish, _ in TEXTS.values()),
        Language.EN: "\n".join(e for _, e in TEXTS.values()),
    }
    other = told[Language.EN if language is Language.DA else Language.DA]
    pieces = (piece.strip() for line in told[language].splitlines() for piece in _APART.split(line))
    return frozenset(piece for piece in pieces if len(piece) >= SHORTEST and piece not in other)


def read_aloud(page: str) -> str:
    """What a page says in its own language: without tags, and without what is marked as being in another one."""
    body = page[page.index("<body") :]
    return html.unescape(_TAG.sub("\n", _FOREIGN.sub("", body))).replace("\N{NO-BREAK SPACE}", " ")


def foreign_to(language: Language, page: str) -> list[str]:
    """Pieces of the other language's sentences on a page of one language."""
    other = Language.EN if language is Language.DA else Language.DA
    said = read_aloud(page)
    return sorted(piece for piece in pieces_of(other) if piece in said)
