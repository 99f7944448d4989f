"""What people write, as it is kept: bounded, with nothing in it that cannot be seen."""

from __future__ import annotations

import unicodedata

from service.domain.errors import WrongUse


def line(text: str, most: int, *, what: str) -> str:
    """A text as one line.

    Raises: WrongUse if it is longer.
    """
    return lines(" ".join(text.split()), most, what=what)


def lines(text: str, most: int, *, what: str) -> str:
    """A text of several lines.

    Raises: WrongUse if it is longer.
    """
    kept = "\n".join(part.rstrip() for part in _seen("\n".join(text.splitlines())).split("\n")).strip()
    if len(kept) > most:
        raise WrongUse(f"{what}: got {len(kept)} characters, allowed are {most}. Shorten it; the journal is elsewhere.")
    return kept


def _seen(text: str) -> str:
    """The text without what is invisible, or turns the text around it."""
    return "".join(one for one in text if one == "\n" or not unicodedata.category(one).startswith("C"))
