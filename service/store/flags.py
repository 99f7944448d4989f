"""Flags and the history of their moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa

from features.vocabulary import AreaId, CounsellorId, DistrictId, YouthId
from service.domain.access import NIGHT
from service.domain.errors import Outdated
from service.domain.flag_life import OPEN, AskedBy, FlagState, Move, Moved, StoredFlag
from service.domain.flags import Source
from service.domain.rules import Rule
from service.domain.sight import Errand, Many, OneYouth, Overview
from service.store.tables import FLAG_MOVES, FLAGS
from service.store.unit_of_work import Work

AT_ONCE: Final = 900
"""Values named in one query; SQLite takes a thousand everywhere."""


@dataclass(frozen=True)
class Search:
    """Which flags are wanted; None: all. `since_at`: joined then or later."""

    states: frozenset[FlagState] | None = None
    since_at: datetime | None = None


@dataclass(frozen=True)
class Cursor:
    """The last flag of a page; the next page begins after it."""

    joined_at: datetime
    flag_id: str


def by_id(work: Work, seen: OneYouth | Errand, *, flag_id: str) -> StoredFlag | None:
    """The flag, or None; of a youth the flag of another one is none."""
    wanted = sa.select(FLAGS).where(FLAGS.c.flag_id == flag_id)
    if not isinstance(seen, Errand):
        wanted = wanted.where(FLAGS.c.youth_id == seen.youth_id)
    row = work.first(wanted)
    return None if row is None else _flag(row)


def by_ids(work: Work, _errand: Errand, *, flag_ids: Collection[str]) -> dict[str, StoredFlag]:
    """Those of the flags that there are, by id."""
    found = (
        _flag(row)
        for some in _in_parts(sorted(flag_ids))
        for row in work.rows(sa.select(FLAGS).where(FLAGS.c.flag_id.in_(some)))
    )
    return {flag.flag_id: flag for flag in found}


def of_youth(work: Work, seen: OneYouth) -> tuple[StoredFlag, ...]:
    """Every flag of a youth, open or not, the newest first."""
    wanted = sa.select(FLAGS).where(FLAGS.c.youth_id == seen.youth_id)
    return tuple(map(_flag, work.rows(wanted.order_by(FLAGS.c.joined_at.desc(), FLAGS.c.flag_id))))


def ended_by_people(work: Work, _errand: Errand, *, since: datetime, until: datetime) -> Counter[Move]:
    """How many risk flags people ended from an instant on and before another, by whether they were closed or not relevant."""
    moved = sa.select(FLAG_MOVES.c.move, sa.func.count().label("count")).join(
        FLAGS, FLAGS.c.flag_id == FLAG_MOVES.c.flag_id
    )
    wanted = moved.where(
        FLAGS.c.source == Source.RISK,
        FLAG_MOVES.c.move.in_([Move.CLOSE, Move.DISMISS]),
        FLAG_MOVES.c.at >= since,
        FLAG_MOVES.c.at < until,
    )
    return Counter({Move(row.move): row.count for row in work.rows(wanted.group_by(FLAG_MOVES.c.move))})


def standing(work: Work, _errand: Errand) -> tuple[StoredFlag, ...]:
    """Every open flag, in the order of their ids."""
    wanted = sa.select(FLAGS).where(FLAGS.c.state.in_(sorted(OPEN))).order_by(FLAGS.c.flag_id)
    return tuple(map(_flag, work.rows(wanted)))


def open_of(work: Work, _seen: Many, *, youth_ids: Collection[YouthId]) -> tuple[StoredFlag, ...]:
    """The open flags of some youths, in the order of their ids."""
    wanted = sa.select(FLAGS).where(FLAGS.c.state.in_(sorted(OPEN)))
    rows = (
        row for some in _in_parts(sorted(set(youth_ids))) for row in work.rows(wanted.where(FLAGS.c.youth_id.in_(some)))
    )
    return tuple(sorted(map(_flag, rows), key=lambda flag: flag.flag_id))


def open_by_hand(work: Work, _seen: Many) -> tuple[StoredFlag, ...]:
    """The open flags that people raised, in the order of their ids."""
    wanted = sa.select(FLAGS).where(FLAGS.c.state.in_(sorted(OPEN)), FLAGS.c.source == Source.MANUAL)
    return tuple(map(_flag, work.rows(wanted.order_by(FLAGS.c.flag_id))))


def search(
    work: Work, seen: Overview, *, wanted: Search, after: Cursor | None = None, limit: int = 100
) -> tuple[StoredFlag, ...]:
    """A page of the flags that are wanted, the first to join first."""
    query = sa.select(FLAGS).order_by(FLAGS.c.joined_at, FLAGS.c.flag_id).limit(limit)
    if wanted.states is not None:
        query = query.where(FLAGS.c.state.in_(sorted(wanted.states)))
    if seen.districts is not None:
        query = query.where(FLAGS.c.district_id.in_(sorted(seen.districts)))
    if wanted.since_at is not None:
        query = query.where(FLAGS.c.joined_at >= wanted.since_at)
    if after is not None:
        same = sa.and_(FLAGS.c.joined_at == after.joined_at, FLAGS.c.flag_id > after.flag_id)
        query = query.where(sa.or_(FLAGS.c.joined_at > after.joined_at, same))
    return tuple(map(_flag, work.rows(query)))


def newest_joined_at(work: Work, seen: OneYouth) -> datetime | None:
    """When the youth's newest flag came on the list; an own assessment made before it no longer opens the judgement."""
    row = work.first(
        sa.select(sa.func.max(FLAGS.c.joined_at, type_=FLAGS.c.joined_at.type)).where(FLAGS.c.youth_id == seen.youth_id)
    )
    joined_at: datetime | None = row[0] if row else None
    return joined_at


def insert(work: Work, flags: Sequence[StoredFlag]) -> None:
    """Store flags that are not there yet; their first moves are appended apart."""
    work.execute(sa.insert(FLAGS), [_row(flag) for flag in flags])


def append_moves(work: Work, moves: Sequence[Moved]) -> None:
    """Append to the history of flags, of which nothing is ever changed, and to what other systems are told."""
    work.execute(sa.insert(FLAG_MOVES), [_move_row(moved) for moved in moves])
    work.moves.extend(moves)


def store_move(work: Work, after: StoredFlag, moved: Moved) -> None:
    """Store a flag as it is after a move, and the move; `after` carries the next version.

    Raises: Outdated if somebody else moved it in the meantime.
    """
    changed = work.execute(
        sa.update(FLAGS)
        .where(FLAGS.c.flag_id == after.flag_id, FLAGS.c.version == after.version - 1)
        .values(_row(after))
    )
    if changed.rowcount != 1:
        raise Outdated(
            f"flag: got version {after.version - 1}, somebody has moved the flag since. Look at it again and decide anew."
        )
    append_moves(work, [moved])


def restand(work: Work, flags: Sequence[StoredFlag]) -> None:
    """Store what a night found out about flags that are there: owner, place, due day and the day on which they last stood.

    Neither state nor version changes: people's moves stay as they made them.
    """
    names = ("due_on", "counsellor_id", "queue", "routed_by", "district_id", "area_id", "last_stood_on")
    changed = sa.update(FLAGS).where(FLAGS.c.flag_id == sa.bindparam("of"))
    rows = [{"of": flag.flag_id, **{name: getattr(flag, name) for name in names}} for flag in flags]
    work.execute(changed, rows)


def history(work: Work, _errand: Errand, *, flag_id: str) -> tuple[Moved, ...]:
    """The moves of a flag, the first first."""
    wanted = sa.select(FLAG_MOVES).where(FLAG_MOVES.c.flag_id == flag_id)
    return tuple(map(_moved, work.rows(wanted.order_by(FLAG_MOVES.c.number))))


def last_acts(work: Work, _seen: Many, *, flag_ids: Collection[str]) -> dict[str, Moved]:
    """The latest move that a person made with each of some flags; none of a flag that only the night has moved."""
    wanted = sa.select(FLAG_MOVES).where(FLAG_MOVES.c.actor_id != NIGHT.actor_id).order_by(FLAG_MOVES.c.number)
    rows = (
        row for some in _in_parts(sorted(flag_ids)) for row in work.rows(wanted.where(FLAG_MOVES.c.flag_id.in_(some)))
    )
    return {moved.flag_id: moved for moved in map(_moved, rows)}


def _in_parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def _row(flag: StoredFlag) -> dict[str, Any]:
    return {name: getattr(flag, name) for name in _names(FLAGS.c)}


def _move_row(moved: Moved) -> dict[str, Any]:
    return {name: getattr(moved, name) for name in _names(FLAG_MOVES.c) if name != "number"}


def _names(columns: Iterable[sa.ColumnElement[Any]]) -> tuple[str, ...]:
    return tuple(str(column.key) for column in columns)


@lru_cache(maxsize=4_000)
def _flag(row: sa.Row[Any]) -> StoredFlag:
    """The flag of a row of the table; kept, since most are as they were when they were last read."""
    return StoredFlag(
        flag_id=row.flag_id,
        youth_id=YouthId(row.youth_id),
        source=Source(row.source),
        rule=Rule(row.rule),
        cause_on=row.cause_on,
        state=FlagState(row.state),
        routed_by=row.routed_by,
        raised_on=row.raised_on,
        last_stood_on=row.last_stood_on,
        joined_at=row.joined_at,
        due_on=row.due_on,
        counsellor_id=CounsellorId(row.counsellor_id) if row.counsellor_id else None,
        queue=row.queue,
        district_id=DistrictId(row.district_id) if row.district_id else None,
        area_id=AreaId(row.area_id) if row.area_id else None,
        is_known_before_start=row.is_known_before_start,
        last_move=Move(row.last_move),
        until_on=row.until_on,
        asked_by=AskedBy(row.asked_by) if row.asked_by else None,
        version=row.version,
    )


def _moved(row: Any) -> Moved:
    return Moved(
        flag_id=row.flag_id,
        at=row.at,
        actor_id=row.actor_id,
        move=Move(row.move),
        from_state=FlagState(row.from_state) if row.from_state else None,
        to_state=FlagState(row.to_state),
        reason=row.reason,
        until_on=row.until_on,
        number=row.number,
    )
