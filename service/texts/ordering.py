"""The order of Danish names, the same on every database: æ, ø and å come last, and aa is å."""

from __future__ import annotations

import unicodedata
from typing import Final

_LAST: Final = {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "ü": "y", "ð": "d", "þ": "th"}
"""What a letter is ordered as; the three that stand last follow z in ASCII in the order of the alphabet."""


def danish_key(text: str) -> tuple[str, str]:
    """What names are sorted by; capitals and accents only decide between names that are else the same.

    Source: Retskrivningsordbogen, § 5: aa is ordered as å.
    """
    letters = text.casefold().replace("aa", "å")
    return "".join(_LAST.get(letter) or _plain(letter) for letter in letters), text


def _plain(letter: str) -> str:
    """The letter without its accent."""
    return unicodedata.normalize("NFD", letter)[0]
