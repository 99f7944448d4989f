"""The ways in which somebody's identity may be written in files and texts, for who has to find every place of it."""

from __future__ import annotations

import re
from typing import Final

from service.domain.cpr import Cpr
from service.domain.identity import Identity

MASKED: Final = "xxxxxx-xxxx"
"""What stands where a number stood in a text that stays."""
_DIALLED: Final = r"(?<!\d)(?:(?:\+|00)45[ .-]?)?"
_BETWEEN: Final = r"[ .-]?"


def written_numbers(cpr: Cpr) -> tuple[str, str, str]:
    """The ways in which a number is written in a text."""
    day, serial = cpr.digits[:6], cpr.digits[6:]
    return f"{day}-{serial}", f"{day} {serial}", cpr.digits


def number_pattern(cpr: Cpr) -> re.Pattern[str]:
    """Finds a number however it is written, its first zero lost or not."""
    return re.compile(_number(cpr))


def identity_pattern(identity: Identity) -> re.Pattern[str]:
    """Finds the number, the whole name, the telephone or the e-mail address of somebody, in small or capital letters.

    Of custody holders nothing: it would find their other children too.
    """
    telephone = re.sub(r"\D", "", identity.phone.removeprefix("+45"))
    parts = [_number(identity.cpr)]
    parts += [_words(text) for text in (identity.name, identity.email) if text.strip()]
    parts += [rf"{_DIALLED}{_BETWEEN.join(telephone)}(?!\d)"] if telephone else []
    return re.compile("|".join(parts), re.IGNORECASE)


def _number(cpr: Cpr) -> str:
    digits = cpr.digits[1:] if cpr.digits.startswith("0") else cpr.digits
    zero = "0?" if cpr.digits.startswith("0") else ""
    return rf"(?<!\d){zero}{digits[:-4]}[- ]?{digits[-4:]}(?!\d)"


def _words(text: str) -> str:
    together = r"\s+".join(map(re.escape, text.split()))
    return rf"(?<!\w){together}(?!\w)"
