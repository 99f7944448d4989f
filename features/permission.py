"""Whether anybody may be profiled with given data: one pure check over values, called before indicators are built.

The store keeps legal bases, stop switches and objections as rows; this rule only weighs them. Commands on a folder know none, so data
declared real are refused there in words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from features.errors import ProfilingRefused
from features.vocabulary import DataKind, DistrictId, YouthId


class Phase(StrEnum):
    """What the profiling is for; a basis holds for named phases only."""

    DEVELOPMENT = "development"
    OPERATION = "operation"
    SHADOW = "shadow"
    RETRAINING = "retraining"


class Purpose(StrEnum):
    """What a table may be used for: the two engines rest on different law."""

    DUTIES = "duties"
    PROFILING = "profiling"


@dataclass(frozen=True)
class LegalBasis:
    """One recorded basis: which law, for which purposes, phases and source tables, from when to when, and who stands for it.

    `dpia`, `fria`: where the assessments of data protection and of fundamental rights are filed. `notice_given_on`: the day on which
    youths and custody holders were told.
    """

    law: str
    scope: frozenset[Purpose]
    phases: frozenset[Phase]
    tables: frozenset[str]
    valid_from_on: date
    approved_by: str
    valid_to_on: date | None = None
    dpia: str = ""
    fria: str = ""
    notice_given_on: date | None = None

    @property
    def wanting(self) -> tuple[str, ...]:
        """What the basis must say and does not: profiling needs a DPIA; in operation a FRIA and notice to those concerned as well."""
        is_profiling = Purpose.PROFILING in self.scope
        is_operating = is_profiling and Phase.OPERATION in self.phases
        needed = {
            "law": self.law,
            "scope": self.scope,
            "phases": self.phases,
            "tables": self.tables,
            "approved_by": self.approved_by,
            "dpia": self.dpia or not is_profiling,
            "fria": self.fria or not is_operating,
            "notice_given_on": self.notice_given_on or not is_operating,
        }
        return tuple(name for name, said in needed.items() if not said)

    def holds(self, purpose: Purpose, phase: Phase, table: str, *, on: date) -> bool:
        """Whether the basis covers a table for a purpose and phase on a day; an unfinished one covers nothing."""
        in_time = self.valid_from_on <= on and (self.valid_to_on is None or on <= self.valid_to_on)
        is_told = self.notice_given_on is None or self.notice_given_on <= on
        covers = purpose in self.scope and phase in self.phases and table in self.tables
        return in_time and is_told and covers and not self.wanting


class StopKind(StrEnum):
    """What a stop switch stops: the whole risk engine, or what it does in one district or with one model."""

    ENGINE = "engine"
    DISTRICT = "district"
    MODEL = "model"


@dataclass(frozen=True)
class Stop:
    """A thrown stop switch; `scope_id` names the district or model, and is missing for the engine."""

    kind: StopKind
    scope_id: str | None = None


class LeftOut(StrEnum):
    """Why somebody is not profiled where others are."""

    OBJECTION = "objection"
    DISTRICT_STOPPED = "district_stopped"


@dataclass(frozen=True)
class Permits:
    """Everything that permits and stops profiling, as it stood at one instant."""

    bases: tuple[LegalBasis, ...] = ()
    stops: frozenset[Stop] = frozenset()
    objections: frozenset[YouthId] = frozenset()

    def why_left_out(self, youth_id: YouthId, district_id: DistrictId | None) -> LeftOut | None:
        """Why a youth is left out of the risk engine, or None; duties stand all the same."""
        if youth_id in self.objections:
            return LeftOut.OBJECTION
        is_stopped = district_id is not None and Stop(StopKind.DISTRICT, district_id) in self.stops
        return LeftOut.DISTRICT_STOPPED if is_stopped else None


NO_PERMITS: Final = Permits()
"""What commands on a folder know."""


def check_may_profile(
    data: DataKind, phase: Phase, *, tables: Collection[str], on: date, permits: Permits = NO_PERMITS
) -> None:
    """Pass if the risk engine is not stopped and, for real data, every table has a basis that holds.

    Raises: ProfilingRefused saying that it is stopped, or naming the tables without a basis.
    """
    if Stop(StopKind.ENGINE) in permits.stops:
        raise ProfilingRefused(
            "risk engine: got a thrown stop switch, allowed is profiling while it is lifted. Ask the leader or the protection officer who "
            "threw it; duties run without it."
        )
    if data is not DataKind.REAL:
        return
    bare = bare_tables(tables, Purpose.PROFILING, phase, on=on, permits=permits)
    if bare:
        raise ProfilingRefused(
            f"delivery.json: got data declared real, in phase {phase}, without a legal basis for: {', '.join(bare)}. "
            "Allowed are synthetic or public data, or real data whose tables each have a recorded basis. "
            "Record the basis, or use data that need none; duties run without it."
        )


def check_may_use_model(model_id: str, permits: Permits) -> None:
    """Pass if the model is not stopped.

    Raises: ProfilingRefused.
    """
    if Stop(StopKind.MODEL, model_id) in permits.stops:
        raise ProfilingRefused(
            f"model {model_id}: got a thrown stop switch, allowed is scoring while it is lifted. "
            "Activate another bundle, or ask who threw it."
        )


def bare_tables(
    tables: Collection[str], purpose: Purpose, phase: Phase, *, on: date, permits: Permits
) -> tuple[str, ...]:
    """The tables, by name, that no basis covers for a purpose and phase on a day; asked of real data only."""
    return tuple(
        sorted(
            table for table in tables if not any(basis.holds(purpose, phase, table, on=on) for basis in permits.bases)
        )
    )
