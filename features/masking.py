"""What of a foreign value may be shown: nothing that could identify a person, and no word that could be a name or tell about one.

Of the cells of a table, plain numbers, dates and what is nearly a word of the column's closed list are shown. Of headings, short words
are shown too. Masked is whatever looks like a CPR number, an address for mail or telephone, or is none of these.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

LONGEST_SHOWN = 40
_RAISED_DAY = r"(?:6[1-9]|[78]\d|9[01])"
_MONTH, _RAISED_MONTH = "(?:0[1-9]|1[0-2])", "(?:2[1-9]|3[0-2])"
_CPR = re.compile(
    rf"(?:(?:0?[1-9]|[12]\d|3[01]|{_RAISED_DAY}){_MONTH}|{_RAISED_DAY}{_RAISED_MONTH})\d{{2}}[- ]?\d{{4}}"
)
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){5,}")
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?"
_DAY = re.compile(rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}})(?:[ T]{_CLOCK})?")
_FIGURES = re.compile(r"[0-9.,:/+-]{1,20}")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_MOST_DIGITS = 8
_CPR_DIGITS = 10
_NEAR = 0.8


def looks_like_cpr(text: str, *, zero_lost: bool = True) -> bool:
    """Whether a text is built like a CPR number: ten digits ddmmyyxxxx, with or without hyphen, or nine where a zero may be lost.

    Replacement numbers (day raised by 60) and made ones (month raised by 20 too) count; there is no modulus-11 check, because valid
    numbers fail it.
    """
    text = text.strip()
    return _CPR.fullmatch(text) is not None and (zero_lost or sum(map(str.isdigit, text)) == _CPR_DIGITS)


def shown(text: str, *, identifies: bool = False, allowed: Collection[str] = ()) -> str:
    """A cell's value for a report: quoted where it is a number, a date or nearly an allowed word, else only its length."""
    if not identifies and _harmless(text) and (_is_figures(text) or _is_nearly(text, allowed)):
        return _quoted(text)
    if not identifies and text.isalpha():
        return f"a masked word of {len(text)} letters"
    return f"a masked value of {len(text)} characters"


def shown_heading(text: str) -> str:
    """The name of a column for a report: quoted, or only its length where it could identify somebody."""
    return _quoted(text) if _harmless(text) else f"a masked value of {len(text)} characters"


def _quoted(text: str) -> str:
    return "'" + "".join(letter if letter.isprintable() else "?" for letter in text) + "'"


def _is_figures(text: str) -> bool:
    if _DAY.fullmatch(text.strip()) is not None:
        return True
    return _FIGURES.fullmatch(text) is not None and sum(map(str.isdigit, text)) <= _MOST_DIGITS


def _is_nearly(text: str, allowed: Collection[str]) -> bool:
    """Whether a text is a slip of one allowed word; a further word in it could be a name."""
    near = difflib.get_close_matches(text.casefold(), [word.casefold() for word in allowed], n=1, cutoff=_NEAR)
    return bool(near) and len(_BETWEEN_WORDS.split(text)) <= len(_BETWEEN_WORDS.split(near[0]))


def _harmless(text: str) -> bool:
    if len(text) > LONGEST_SHOWN or "@" in text or looks_like_cpr(text):
        return False
    return _DAY.fullmatch(text.strip()) is not None or _LONG_NUMBER.search(text) is None
