"""Whether anybody may be profiled with given data: one pure check over values, called before indicators are built.

The store will keep legal bases, stop switches and objections as rows; this rule only weighs them. Commands on a folder know no
basis, so data declared real are refused there in words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from features.errors import ProfilingRefused
from features.vocabulary import DataKind


class Phase(StrEnum):
    """What the profiling is for; a basis holds for named phases only."""

    DEVELOPMENT = "development"
    OPERATION = "operation"
    SHADOW = "shadow"
    RETRAINING = "retraining"


@dataclass(frozen=True)
class LegalBasis:
    """One recorded basis: which law, for which phases and source tables, from when to when."""

    law: str
    phases: frozenset[Phase]
    tables: frozenset[str]
    valid_from_on: date
    valid_to_on: date | None = None

    def holds(self, phase: Phase, table: str, on: date) -> bool:
        """Whether the basis covers a table in a phase on a day."""
        in_time = self.valid_from_on <= on and (self.valid_to_on is None or on <= self.valid_to_on)
        return in_time and phase in self.phases and table in self.tables


def check_may_profile(
    data: DataKind, phase: Phase, *, tables: Collection[str], on: date, bases: Collection[LegalBasis] = ()
) -> None:
    """Pass for synthetic, public and undeclared data; for real data only if every table has a basis that holds.

    Raises: ProfilingRefused naming the tables without a basis.
    """
    if data is not DataKind.REAL:
        return
    bare = sorted(table for table in tables if not any(basis.holds(phase, table, on) for basis in bases))
    if bare:
        raise ProfilingRefused(
            f"delivery.json: got data declared real, in phase {phase}, without a legal basis for: {', '.join(bare)}. "
            "Allowed are synthetic or public data, or real data whose tables each have a recorded basis. "
            "Record the basis, or use data that need none; duties run without it."
        )
