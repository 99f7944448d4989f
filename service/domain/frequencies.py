"""How many of those who were told the same before dropped out: whole numbers of youths, and only where there are enough of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.domain.suppression import FEWEST

FEWEST_YOUTHS: Final = 50
"""Youths of whom it is known what happened, from which on they are told of: below it one more or less would change the picture."""


@dataclass(frozen=True)
class Frequency:
    """Youths who were put into a band for the first time, and how many of them dropped out; `dropouts` is None if one to four did."""

    youths: int
    dropouts: int | None


Counts = Mapping[str, Mapping[str, tuple[int, int]]]
"""By regime and band: youths, and how many of them dropped out."""


def frequency(counts: Counts, *, regime: str, band: str) -> Frequency | None:
    """What may be told of a band; None where too few were put into it, or all but a few of them dropped out."""
    youths, dropouts = counts.get(regime, {}).get(band, (0, 0))
    if youths < FEWEST_YOUTHS or 0 < youths - dropouts < FEWEST:
        return None
    return Frequency(youths, None if 0 < dropouts < FEWEST else dropouts)
