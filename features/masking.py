"""What of a foreign value may be shown: nothing that could identify a person.

Shown are short words and plain numbers and dates. Masked is whatever looks like a CPR number, an address for mail or telephone, or is
longer than a word of a closed list would be.
"""

from __future__ import annotations

import re

LONGEST_SHOWN = 40
_CPR = re.compile(r"(?:[0-2]?\d|3[01]|[67]\d|8\d|9[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}")
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){5,}")
_DAY = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:[ T][\d:.,+Z-]{1,20})?")


def looks_like_cpr(text: str) -> bool:
    """Whether a text is built like a CPR number: ten digits ddmmyyxxxx, with or without hyphen, or nine where a zero was lost.

    Replacement and synthetic numbers (day raised by 60) count; there is no modulus-11 check, because valid numbers fail it.
    """
    return _CPR.fullmatch(text.strip()) is not None


def shown(text: str, *, identifies: bool = False) -> str:
    """The value for a report: quoted, or only its length where it could identify somebody."""
    if identifies or not _harmless(text):
        return f"a masked value of {len(text)} characters"
    return "'" + "".join(letter if letter.isprintable() else "?" for letter in text) + "'"


def _harmless(text: str) -> bool:
    if len(text) > LONGEST_SHOWN or "@" in text or looks_like_cpr(text):
        return False
    return _DAY.fullmatch(text.strip()) is not None or _LONG_NUMBER.search(text) is None
