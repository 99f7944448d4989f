"""Absence week by week as a small picture that needs neither colour nor script."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from service.texts.dates import Language
from service.texts.list_wording import word_weeks
from service.web.list_views import Spark

STEP: Final = 10
WIDE: Final = 8
HEIGHT: Final = 30
FULL: Final = 0.5
"""The share at which a bar is full; the words beside it tell what it is."""


@lru_cache(maxsize=1_000)
def sparkline(shares: tuple[float | None, ...], language: Language) -> Spark | None:
    """One bar a week, a gap where nothing is known; None if nothing is known of any."""
    words = word_weeks(shares, language)
    if words is None:
        return None
    known = [(week * STEP, share) for week, share in enumerate(shares) if share is not None]
    bars = "".join(f"M{x} {HEIGHT - 2}v-{_tall(share)}h{WIDE}v{_tall(share)}z" for x, share in known if share)
    ground = "".join(f"M{x} {HEIGHT - 1}h{WIDE}" for x, _ in known)
    return Spark(bars, ground, len(shares) * STEP - (STEP - WIDE), HEIGHT, words.caption, words.label)


def _tall(share: float) -> int:
    """The height of a bar; a little is never drawn as nothing."""
    return max(round(min(share / FULL, 1) * (HEIGHT - 2)), 1)
