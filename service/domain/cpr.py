"""CPR numbers: read as people write them, told apart by kind, and shown masked.

Three kinds are told apart by their first four digits, the day and the month of birth, and no number is of two kinds.

| kind | day | month | who has it |
|---|---|---|---|
| ordinary | 01-31 | 01-12 | whoever is registered |
| replacement | 61-91: raised by 60 | 01-12 | real people whose ordinary number is not known yet |
| made | 61-91: raised by 60 | 21-32: raised by 20 | nobody: synthetic data, tests and demonstrations |

There is no modulus-11 check: numbers given since 2007 need not pass it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from stdnum.dk import cpr as danish
from stdnum.exceptions import ValidationError

from service.domain.errors import WrongUse

RAISED_DAY: Final = 60
RAISED_MONTH: Final = 20
_WRITTEN: Final = re.compile(r"(\d{5,6})[- ]?(\d{4})")
_DIGITS: Final = 10


class CprKind(StrEnum):
    """Whose number it can be."""

    ORDINARY = "ordinary"
    REPLACEMENT = "replacement"
    MADE = "made"


@dataclass(frozen=True)
class Cpr:
    """A CPR number; its digits are in no representation of it, so that no message or log can tell them."""

    digits: str = field(repr=False)
    kind: CprKind
    birth_on: date = field(repr=False)
    zero_was_lost: bool = field(default=False, compare=False)

    @property
    def masked(self) -> str:
        """The number as a page shows it: the day of birth, which the reader knows already, and no more."""
        return f"{self.digits[:6]}-xxxx"


def read_cpr(written: str) -> Cpr:
    """The number that somebody wrote, with or without hyphen; nine digits have lost their first zero.

    Raises: WrongUse, never repeating it, if it is no CPR number.
    """
    parts = _WRITTEN.fullmatch(written.strip())
    if parts is None:
        raise _no_cpr()
    digits = "".join(parts.groups()).zfill(_DIGITS)
    kind, born = _kind_and_birth(digits)
    try:
        birth_on = danish.get_birth_date(born + digits[4:])
    except ValidationError:
        raise _no_cpr() from None
    return Cpr(digits, kind, birth_on, len("".join(parts.groups())) < _DIGITS)


def _kind_and_birth(digits: str) -> tuple[CprKind, str]:
    """The kind, and day and month as they are on the calendar."""
    day, month = int(digits[:2]), int(digits[2:4])
    if day <= RAISED_DAY:
        return CprKind.ORDINARY, digits[:4]
    if month <= RAISED_MONTH:
        return CprKind.REPLACEMENT, f"{day - RAISED_DAY:02}{month:02}"
    return CprKind.MADE, f"{day - RAISED_DAY:02}{month - RAISED_MONTH:02}"


def _no_cpr() -> WrongUse:
    return WrongUse(
        "cpr: got something that is no CPR number, allowed are ten digits that begin with a day of birth, with or without hyphen. "
        "Look it up again; nothing was stored."
    )
