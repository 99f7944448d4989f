"""How small an effect would still matter to the municipality: its own choice, dated, made before anybody looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True)
class Matters:
    """From a day on: the smallest change in the share that drops out which would be worth knowing of."""

    valid_from_on: date
    change: float


HERNING: Final = (Matters(date(2026, 8, 1), 0.05),)
"""Five of a hundred youths. To change it, add a row with a later day, so that nobody can choose it by the answer."""


def matters_on(rows: tuple[Matters, ...], on: date) -> float:
    """The choice in force on a day; before the first, the first."""
    begun = [row for row in rows if row.valid_from_on <= on]
    return max(begun or rows[:1], key=lambda row: row.valid_from_on).change
