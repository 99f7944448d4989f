"""Tegn, ingen har fulgt op på: a sign stands, and nobody has acted on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from service.domain.flag_life import FlagState, StoredFlag

UNANSWERED: Final = timedelta(days=14)
"""How long a sign stands before the list says so: as long as a youth waits below the line before a leader is told."""
_UNTOUCHED: Final = frozenset({FlagState.NEW, FlagState.SEEN})


def unanswered_since(flags: Iterable[StoredFlag], *, spoken_on: date | None) -> date | None:
    """The day from which the oldest of a youth's open flags stands, if nobody has begun with any or spoken with the youth since; else None.

    Who looks has not acted.
    """
    standing = [flag for flag in flags if flag.is_open]
    if not standing or any(flag.state not in _UNTOUCHED for flag in standing):
        return None
    since = min(flag.raised_on for flag in standing)
    return since if spoken_on is None or spoken_on < since else None


def is_unanswered(since: date | None, *, on: date) -> bool:
    """Whether a sign has stood for so long that somebody should have acted."""
    return since is not None and since <= on - UNANSWERED
