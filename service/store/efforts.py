"""Efforts as they are now, and the history of each; whatever happens to one is appended, so that nothing is lost by taking it back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from features.vocabulary import CounsellorId, InterventionKind, YouthId
from service.domain.canonical import from_text, to_text
from service.domain.efforts import EffortMove, EffortResult, EffortState, MovedEffort, Plan, StoredEffort
from service.domain.errors import Outdated
from service.domain.sight import Errand, OneYouth, Overview
from service.store.flags import AT_ONCE
from service.store.follow_up_tables import CLOSINGS, EFFORT_MOVES, EFFORTS
from service.store.unit_of_work import Work

_PLAN: Final = ("counsellor_id", "follow_up_on", "goal", "wish", "way_down")
_OWN: Final = tuple(column.name for column in EFFORTS.columns if column.name not in {"number", *_PLAN})


def start(work: Work, effort: StoredEffort) -> StoredEffort:
    """Store a new effort and the first line of its history; returns it with its number."""
    number = work.connection.execute(sa.insert(EFFORTS).values(_row(effort)).returning(EFFORTS.c.number)).scalar_one()
    started = replace(effort, number=int(number))
    _append(work, MovedEffort(started.number, effort.at, effort.actor_id, EffortMove.START, started))
    return started


def store_move(work: Work, moved: MovedEffort) -> None:
    """Store an effort as it is after a move, and the move; it carries the next version.

    Raises: Outdated if somebody else changed it in the meantime.
    """
    after = moved.after
    is_seen = (EFFORTS.c.number == after.number, EFFORTS.c.version == after.version - 1)
    if work.execute(sa.update(EFFORTS).where(*is_seen).values(_row(after))).rowcount != 1:
        raise Outdated(f"effort: got version {after.version - 1}, somebody has changed it since. Look at it again.")
    _append(work, moved)


def by_number(work: Work, seen: OneYouth, *, number: int) -> StoredEffort | None:
    """The effort, or None; of a youth the effort of another one is none."""
    row = work.first(sa.select(EFFORTS).where(EFFORTS.c.number == number, EFFORTS.c.youth_id == seen.youth_id))
    return None if row is None else _effort(row)


def of_youth(work: Work, seen: OneYouth) -> tuple[StoredEffort, ...]:
    """The efforts of a youth but those taken back: open ones first by the day of the next look, then the one that ended last."""
    stands = (EFFORTS.c.youth_id == seen.youth_id, EFFORTS.c.state != EffortState.TAKEN_BACK)
    found = map(_effort, work.rows(sa.select(EFFORTS).where(*stands).order_by(EFFORTS.c.number)))
    return tuple(sorted(found, key=_place))


def _place(effort: StoredEffort) -> tuple[bool, int, int]:
    """Open ones by the next look, closed ones by their end, the latest first."""
    if effort.ended_on is None:
        return False, effort.plan.follow_up_on.toordinal(), effort.number
    return True, -effort.ended_on.toordinal(), -effort.number


def history_of(work: Work, seen: OneYouth) -> tuple[MovedEffort, ...]:
    """Everything that happened to the efforts of a youth, the first first."""
    wanted = sa.select(EFFORT_MOVES).join(EFFORTS).where(EFFORTS.c.youth_id == seen.youth_id)
    return tuple(map(_moved, work.rows(wanted.order_by(EFFORT_MOVES.c.number))))


def owners(work: Work, _errand: Errand, *, youth_ids: Collection[YouthId]) -> Mapping[YouthId, frozenset[CounsellorId]]:
    """Counsellors who have yet to look again at some youths: with an open effort, or a closing to look back on."""
    wanted, found = sorted(set(youth_ids)), dict[YouthId, frozenset[CounsellorId]]()
    for start in range(0, len(wanted), AT_ONCE):
        for row in work.rows(_LOOK_AGAIN, {"youth_ids": wanted[start : start + AT_ONCE]}):
            youth_id = YouthId(row.youth_id)
            found[youth_id] = found.get(youth_id, frozenset()) | {CounsellorId(row.counsellor_id)}
    return found


_WANTED: Final[sa.BindParameter[Any]] = sa.bindparam("youth_ids", expanding=True)
_LOOK_AGAIN: Final = sa.union(
    sa.select(EFFORTS.c.youth_id, EFFORTS.c.counsellor_id).where(
        EFFORTS.c.youth_id.in_(_WANTED), EFFORTS.c.state == EffortState.OPEN
    ),
    sa.select(CLOSINGS.c.youth_id, CLOSINGS.c.looks_again).where(
        CLOSINGS.c.youth_id.in_(_WANTED), CLOSINGS.c.looked_back_at.is_(None), CLOSINGS.c.taken_back_at.is_(None)
    ),
)


def open_of(work: Work, _seen: Overview, *, counsellor_ids: Collection[CounsellorId]) -> tuple[StoredEffort, ...]:
    """The open efforts that some counsellors look at again, the first to be looked at first."""
    is_theirs = (EFFORTS.c.state == EffortState.OPEN, EFFORTS.c.counsellor_id.in_(sorted(counsellor_ids)))
    wanted = sa.select(EFFORTS).where(*is_theirs).order_by(EFFORTS.c.follow_up_on, EFFORTS.c.number)
    return tuple(map(_effort, work.rows(wanted)))


def youths_with_open_before(work: Work, _errand: Errand, *, before: datetime) -> frozenset[YouthId]:
    """Youths with an effort that was open at an instant, told the same however late it is asked for."""
    latest = (
        sa.select(sa.func.max(EFFORT_MOVES.c.number).label("number"))
        .where(EFFORT_MOVES.c.at < before)
        .group_by(EFFORT_MOVES.c.effort_number)
        .subquery()
    )
    wanted = (
        sa.select(EFFORTS.c.youth_id)
        .join(EFFORT_MOVES, EFFORT_MOVES.c.effort_number == EFFORTS.c.number)
        .join(latest, latest.c.number == EFFORT_MOVES.c.number)
        .where(EFFORT_MOVES.c.state == EffortState.OPEN)
    )
    return frozenset(YouthId(row.youth_id) for row in work.rows(wanted))


def _append(work: Work, moved: MovedEffort) -> None:
    row = {"effort_number": moved.number, "at": moved.at, "actor_id": moved.actor_id, "move": moved.move}
    work.execute(sa.insert(EFFORT_MOVES), [{**row, "state": moved.after.state, "content": to_text(moved.after)}])


def _row(effort: StoredEffort) -> dict[str, Any]:
    own = {name: getattr(effort, name) for name in _OWN}
    return {**own, **{name: getattr(effort.plan, name) for name in _PLAN}}


def _effort(row: Any) -> StoredEffort:
    told = dict(row._mapping)
    plan = Plan(**{name: told.pop(name) for name in _PLAN})
    read = {
        "youth_id": YouthId(row.youth_id),
        "kind": InterventionKind(row.kind),
        "state": EffortState(row.state),
        "result": EffortResult(row.result) if row.result else None,
    }
    return StoredEffort(**{**told, **read}, plan=plan)


def _moved(row: Any) -> MovedEffort:
    after = from_text(StoredEffort, row.content)
    return MovedEffort(row.effort_number, row.at, row.actor_id, EffortMove(row.move), after)
