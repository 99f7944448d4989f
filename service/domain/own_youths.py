"""Mine unge: what stands in one line of a youth - what they do, when somebody last spoke with them, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from features.vocabulary import InstitutionId, Status, YouthId
from service.domain.flag_life import FlagState, StoredFlag
from service.domain.night import YouthFacts
from service.domain.situation import Situation, Spell

SILENT: Final = timedelta(days=183)
"""Half a year: from then on a youth has not been heard from."""


@dataclass(frozen=True)
class OwnYouth:
    """One line. `status`: None for no activity; `state`: of the flag on the list that is least far on, None for a youth on no list."""

    youth_id: YouthId
    age_years: int
    status: Status | None
    institution_id: InstitutionId | None
    spoken_on: date | None
    next_on: date | None
    state: FlagState | None

    def is_silent(self, on: date) -> bool:
        """Whether nobody has spoken with the youth for half a year."""
        return self.spoken_on is None or self.spoken_on < on - SILENT


def own_youth(
    facts: YouthFacts, flags: Iterable[StoredFlag], *, spoken_here_on: date | None, due_on: date | None = None
) -> OwnYouth:
    """The line of a youth. `flags`: the open ones; `due_on`: the first day on which something is due that no flag asks for."""
    situation, standing = facts.situation, [flag for flag in flags if flag.is_open]
    spell = _present(situation)
    spoken = [day for day in (situation.spoken_on, spoken_here_on) if day is not None]
    ahead = [day for flag in standing for day in (flag.due_on, flag.until_on) if day is not None]
    return OwnYouth(
        facts.youth_id,
        situation.age_years,
        spell.status if spell else None,
        spell.institution_id if spell else None,
        max(spoken, default=None),
        min([*ahead, *([due_on] if due_on else [])], default=None),
        min((flag.state for flag in standing), key=list(FlagState).index, default=None),
    )


def _present(situation: Situation) -> Spell | None:
    """What the youth does now; of several the one begun last."""
    begun = [spell for spell in situation.spells if spell.ended_on is None or spell.ended_on >= situation.as_of]
    return max(begun, key=lambda spell: spell.started_on, default=None)
