"""What people write in their own words, as it is kept: bounded, and without signs that no eye sees."""

from __future__ import annotations

import unicodedata
from typing import Final

from service.domain.errors import WrongUse

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode's categories of controls, directions, halves of signs, and what means nothing; no database takes them all."""


def written(text: str | None, *, most: int, what: str) -> str:
    """The text without what no eye sees and without blanks around it; lines stay lines.

    Raises: WrongUse if it is longer than allowed.
    """
    lines = (_seen(" ".join(line.split())) for line in (text or "").splitlines())
    kept = "\n".join(lines).strip()
    if len(kept) > most:
        raise WrongUse(f"{what}: got {len(kept)} characters, allowed are {most}. The journal is elsewhere.")
    return kept


def written_line(text: str | None, *, most: int, what: str) -> str:
    """The same on one line.

    Raises: WrongUse.
    """
    return " ".join(written(text, most=most, what=what).split())


def _seen(line: str) -> str:
    return "".join(sign for sign in line if unicodedata.category(sign) not in _UNSEEN).strip()
