"""Legal bases, stop switches and objections: rows that begin and end, and what they come to at an instant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from features.permission import LegalBasis, Permits, Phase, Purpose, Stop, StopKind
from features.vocabulary import YouthId
from service.domain.errors import UnknownThing
from service.domain.sight import OneYouth
from service.store.tables import LEGAL_BASES, OBJECTIONS, STOP_SWITCHES
from service.store.unit_of_work import Work


@dataclass(frozen=True)
class Recorded:
    """A basis with its number, and when it was withdrawn."""

    number: int
    basis: LegalBasis
    actor_id: str
    at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Thrown:
    """A stop switch that is thrown, with its number and reason."""

    number: int
    stop: Stop
    reason: str
    actor_id: str
    at: datetime


def permits(work: Work, *, at: datetime) -> Permits:
    """Everything that permits and stops profiling, as it stood at an instant: the same instant gives the same for ever."""
    standing: dict[str, list[Any]] = {table.name: [] for table in (LEGAL_BASES, STOP_SWITCHES, OBJECTIONS)}
    for row in work.rows(_STANDING, {"at": at}):
        standing[row.table].append(row)
    return Permits(
        bases=tuple(_basis(row.what) for row in standing[LEGAL_BASES.name]),
        stops=frozenset(Stop(StopKind(row.what), row.scope_id) for row in standing[STOP_SWITCHES.name]),
        objections=frozenset(row.what for row in standing[OBJECTIONS.name]),
    )


def bases(work: Work) -> list[Recorded]:
    """Every basis that was ever recorded."""
    found = work.rows(sa.select(LEGAL_BASES).order_by(LEGAL_BASES.c.number))
    return [Recorded(row.number, _basis(row.content), row.actor_id, row.at, row.withdrawn_at) for row in found]


def record_basis(work: Work, basis: LegalBasis, *, actor_id: str, at: datetime) -> int:
    """Keep a basis; returns its number."""
    return _insert(work, LEGAL_BASES, content=_content(basis), actor_id=actor_id, at=at)


def withdraw_basis(work: Work, number: int, *, at: datetime) -> None:
    """Let a basis hold no more.

    Raises: UnknownThing if there is none of that number, or it was withdrawn before.
    """
    _end(work, LEGAL_BASES, number, withdrawn_at=at)


def stops(work: Work) -> list[Thrown]:
    """The stop switches that are thrown now."""
    found = work.rows(
        sa.select(STOP_SWITCHES).where(STOP_SWITCHES.c.lifted_at.is_(None)).order_by(STOP_SWITCHES.c.number)
    )
    return [
        Thrown(row.number, Stop(StopKind(row.kind), row.scope_id), row.reason, row.actor_id, row.at) for row in found
    ]


def throw_stop(work: Work, stop: Stop, *, reason: str, actor_id: str, at: datetime) -> int:
    """Throw a stop switch; returns its number."""
    return _insert(
        work,
        STOP_SWITCHES,
        kind=str(stop.kind),
        scope_id=stop.scope_id,
        reason=reason,
        actor_id=actor_id,
        at=at,
    )


def lift_stop(work: Work, number: int, *, reason: str, actor_id: str, at: datetime) -> None:
    """Lift a stop switch.

    Raises: UnknownThing if there is none of that number, or it was lifted before.
    """
    _end(work, STOP_SWITCHES, number, lifted_at=at, lifted_by=actor_id, lifted_why=reason)


def record_objection(work: Work, youth_id: YouthId, *, actor_id: str, at: datetime) -> int:
    """Keep a youth's objection to being profiled; returns its number."""
    return _insert(work, OBJECTIONS, youth_id=youth_id, actor_id=actor_id, at=at)


def objection_of(work: Work, seen: OneYouth) -> int | None:
    """The number of a youth's standing objection, if there is one."""
    mine = sa.select(OBJECTIONS.c.number).where(OBJECTIONS.c.youth_id == seen.youth_id, OBJECTIONS.c.ended_at.is_(None))
    found = work.first(mine)
    return None if found is None else int(found.number)


def end_objection(work: Work, number: int, *, at: datetime) -> None:
    """End an objection.

    Raises: UnknownThing if there is none of that number, or it ended before.
    """
    _end(work, OBJECTIONS, number, ended_at=at)


def _standing(table: sa.Table, what: str, ended: str, scope_id: str = "") -> sa.Select[Any]:
    """Rows of a table that had begun and not ended at an instant."""
    end, at = table.c[ended], sa.bindparam("at", type_=table.c[ended].type)
    scope = table.c[scope_id] if scope_id else sa.null()
    told = (sa.literal(table.name).label("table"), table.c.number, table.c[what].label("what"), scope.label("scope_id"))
    return sa.select(*told).where(table.c.at <= at, sa.or_(end.is_(None), end > at))


_STANDING: Final = sa.union_all(
    _standing(LEGAL_BASES, "content", "withdrawn_at"),
    _standing(STOP_SWITCHES, "kind", "lifted_at", "scope_id"),
    _standing(OBJECTIONS, "youth_id", "ended_at"),
).order_by("table", "number")
"""All three at once, made once: it is asked for each score over HTTP."""


def _insert(work: Work, table: sa.Table, **values: Any) -> int:
    made = work.connection.execute(sa.insert(table).values(**values).returning(table.c.number))
    return int(made.scalar_one())


def _end(work: Work, table: sa.Table, number: int, **ended: Any) -> None:
    """Set the end of a row that has none yet."""
    end = table.c[next(iter(ended))]
    changed = work.execute(sa.update(table).where(table.c.number == number, end.is_(None)).values(**ended))
    if changed.rowcount != 1:
        raise UnknownThing(f"{table.name}: got a number that does not stand, allowed is one that is listed.")


def _content(basis: LegalBasis) -> str:
    said = {
        name: sorted(value) if isinstance(value, frozenset) else value.isoformat() if isinstance(value, date) else value
        for name, value in vars(basis).items()
    }
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _basis(content: str) -> LegalBasis:
    return basis_from(json.loads(content))


def basis_from(said: Mapping[str, Any]) -> LegalBasis:
    """The basis that a mapping of plain values says, as it is kept and as a file gives it.

    Raises: KeyError, TypeError, ValueError if it says something else.
    """
    return LegalBasis(
        law=said["law"],
        scope=frozenset(Purpose(word) for word in said["scope"]),
        phases=frozenset(Phase(word) for word in said["phases"]),
        tables=frozenset(said["tables"]),
        valid_from_on=_day(said["valid_from_on"]),
        approved_by=said["approved_by"],
        valid_to_on=_day_or_none(said.get("valid_to_on")),
        dpia=said.get("dpia", ""),
        fria=said.get("fria", ""),
        notice_given_on=_day_or_none(said.get("notice_given_on")),
    )


def _day(said: Any) -> date:
    return said if isinstance(said, date) else date.fromisoformat(said)


def _day_or_none(said: Any) -> date | None:
    return None if said is None else _day(said)
