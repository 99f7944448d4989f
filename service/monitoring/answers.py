"""How people answer what the risk engine proposes: the share of ended risk flags that they called not relevant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from service.domain.flag_life import Move
from service.domain.watching import Matter, Measured
from service.monitoring.shifts import share_shift
from service.monitoring.tallies import Tally

SUBJECT: Final = "not_relevant"


def measure_answers(now: Mapping[Move, int], before: Mapping[Move, int]) -> list[Measured]:
    """The share called not relevant beside that of an earlier time; nothing where either has no answer."""
    if not sum(now.values()) or not sum(before.values()):
        return []
    shift = share_shift(_tally(now), [_tally(before)], having=str(Move.DISMISS))
    return [Measured(Matter.OVERRIDES, SUBJECT, **vars(shift))]


def _tally(moves: Mapping[Move, int]) -> Tally:
    words = sorted(moves)
    return Tally(np.array(words, dtype=np.str_), np.array([moves[word] for word in words], np.int64), 0)
