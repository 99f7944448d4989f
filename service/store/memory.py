"""What a night remembers of the casework: everything done before its cut, told again the same however late it is asked for.

A night's own acts - flags raised and met, tovholders appointed, hand-overs opened - carry the cut of its date as their instant, whenever
it is computed: the next night sees them, its own repetition does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from features.calendar import LOCAL, cut
from features.vocabulary import AssignmentScope, ContactKind, CounsellorId, DistrictId, YouthId
from service.domain.casework import Cover, Handover, HandoverReason, Memory, Recusal, Remembered
from service.domain.flag_life import OPEN, FlagState, Move
from service.domain.flags import Source
from service.domain.rules import Rule
from service.domain.sight import Errand
from service.domain.situation import Contact
from service.store import efforts
from service.store.tables import (
    CONTACTS,
    COVERS,
    FLAG_MOVES,
    FLAGS,
    HANDOVERS,
    RECUSALS,
    RUN_FLAGS,
    RUNS,
    TOVHOLDERS,
    YOUTHS,
)
from service.store.unit_of_work import Work


def memory_before(work: Work, errand: Errand, *, as_of: date) -> Memory:
    """The memory of the night of a date.

    Sees: acts before the cut of the date; owners as the published night before decided them.
    """
    before = cut(as_of)
    flags = _flags(work, before, owners=_owners(work, as_of))
    tovholders = _tovholders(work, before)
    return Memory(
        as_of=as_of,
        flags=flags,
        contacts=_contacts(work, before),
        tovholders=tovholders,
        covers=_covers(work, before, as_of),
        recusals=_recusals(work, before),
        handovers=_handovers(work, before),
        districts={**_districts(work, as_of, tovholders), **_districts_of(flags.values())},
        with_open_effort=efforts.youths_with_open_before(work, errand, before=before),
    )


def _flags(work: Work, before: datetime, *, owners: Mapping[str, Any]) -> dict[str, Remembered]:
    latest = (
        sa.select(sa.func.max(FLAG_MOVES.c.number).label("number"))
        .where(FLAG_MOVES.c.at < before)
        .group_by(FLAG_MOVES.c.flag_id)
        .subquery()
    )
    last = ("at", "move", "to_state", "until_on")
    wanted = (
        sa.select(FLAGS, *(FLAG_MOVES.c[name].label(f"last_{name}_then") for name in last))
        .join(FLAG_MOVES, FLAG_MOVES.c.flag_id == FLAGS.c.flag_id)
        .join(latest, latest.c.number == FLAG_MOVES.c.number)
        .order_by(FLAGS.c.flag_id)
    )
    return {row.flag_id: _with_owner(_remembered(row), owners.get(row.flag_id)) for row in work.rows(wanted)}


def _remembered(row: Any) -> Remembered:
    state = FlagState(row.last_to_state_then)
    return Remembered(
        flag_id=row.flag_id,
        youth_id=YouthId(row.youth_id),
        source=Source(row.source),
        rule=Rule(row.rule),
        cause_on=row.cause_on,
        state=state,
        last_move=Move(row.last_move_then),
        raised_on=row.raised_on,
        is_known_before_start=row.is_known_before_start,
        ended_on=None if state in OPEN else row.last_at_then.astimezone(LOCAL).date(),
        until_on=row.last_until_on_then,
    )


def _with_owner(flag: Remembered, row: Any | None) -> Remembered:
    if row is None:
        return flag
    return replace(
        flag,
        counsellor_id=CounsellorId(row.counsellor_id) if row.counsellor_id else None,
        queue=row.queue,
        district_id=district(row.district_id),
    )


def _owners(work: Work, as_of: date) -> dict[str, Any]:
    """Rows of the flags decided on the published night before, by flag."""
    nights = sa.select(RUNS.c.run_id).where(RUNS.c.state == "published", RUNS.c.business_on < as_of)
    night = work.first(nights.order_by(RUNS.c.business_on.desc(), RUNS.c.attempt.desc()).limit(1))
    if night is None:
        return {}
    return {row.flag_id: row for row in work.rows(sa.select(RUN_FLAGS).where(RUN_FLAGS.c.run_id == night.run_id))}


def _districts_of(flags: Iterable[Remembered]) -> dict[YouthId, DistrictId | None]:
    """Where youths with an open flag lived on the night before; not of flags raised by hand since."""
    was_decided = (flag for flag in flags if flag.is_open and (flag.counsellor_id or flag.queue))
    return {flag.youth_id: flag.district_id for flag in was_decided}


def _districts(work: Work, as_of: date, youths: Collection[YouthId]) -> dict[YouthId, DistrictId | None]:
    """Where youths with a tovholder lived by the latest published night, if that was before the date."""
    wanted = sa.select(YOUTHS.c.youth_id, YOUTHS.c.district_id).join(RUNS, RUNS.c.run_id == YOUTHS.c.run_id)
    rows = work.rows(wanted.where(RUNS.c.business_on < as_of).order_by(YOUTHS.c.youth_id))
    found = {YouthId(row.youth_id): row.district_id for row in rows}
    return {youth_id: district(found[youth_id]) for youth_id in youths if youth_id in found}


def district(value: str | None) -> DistrictId | None:
    """A cell that may hold a district."""
    return DistrictId(value) if value else None


def _contacts(work: Work, before: datetime) -> dict[YouthId, tuple[Contact, ...]]:
    stands = sa.or_(CONTACTS.c.taken_back_at.is_(None), CONTACTS.c.taken_back_at >= before)
    wanted = sa.select(CONTACTS).where(CONTACTS.c.at < before, stands)
    rows = work.rows(wanted.order_by(CONTACTS.c.youth_id, CONTACTS.c.contacted_on, CONTACTS.c.number))
    found: dict[YouthId, tuple[Contact, ...]] = {}
    for row in rows:
        made = Contact(row.contacted_on, ContactKind(row.kind))
        found[YouthId(row.youth_id)] = (*found.get(YouthId(row.youth_id), ()), made)
    return found


def _tovholders(work: Work, before: datetime) -> dict[YouthId, CounsellorId]:
    lasts = sa.or_(TOVHOLDERS.c.until_at.is_(None), TOVHOLDERS.c.until_at >= before)
    wanted = sa.select(TOVHOLDERS).where(TOVHOLDERS.c.since_at < before, lasts).order_by(TOVHOLDERS.c.number)
    return {YouthId(row.youth_id): CounsellorId(row.counsellor_id) for row in work.rows(wanted)}


def _covers(work: Work, before: datetime, as_of: date) -> tuple[Cover, ...]:
    holding = (COVERS.c.at < before, COVERS.c.from_on <= as_of, COVERS.c.to_on >= as_of)
    rows = work.rows(sa.select(COVERS).where(*holding).order_by(COVERS.c.number))
    return tuple(
        Cover(CounsellorId(row.counsellor_id), CounsellorId(row.by_id), row.from_on, row.to_on) for row in rows
    )


def _recusals(work: Work, before: datetime) -> tuple[Recusal, ...]:
    stands = sa.or_(RECUSALS.c.lifted_at.is_(None), RECUSALS.c.lifted_at >= before)
    rows = work.rows(sa.select(RECUSALS).where(RECUSALS.c.at < before, stands).order_by(RECUSALS.c.number))
    return tuple(
        Recusal(CounsellorId(row.counsellor_id), AssignmentScope(row.scope), row.scope_id, row.number) for row in rows
    )


def _handovers(work: Work, before: datetime) -> dict[YouthId, Handover]:
    is_open = sa.or_(HANDOVERS.c.acknowledged_at.is_(None), HANDOVERS.c.acknowledged_at >= before)
    rows = work.rows(sa.select(HANDOVERS).where(HANDOVERS.c.opened_at < before, is_open).order_by(HANDOVERS.c.number))
    return {YouthId(row.youth_id): _open(row) for row in rows}


def _open(row: Any) -> Handover:
    return Handover(
        youth_id=YouthId(row.youth_id),
        giver_id=CounsellorId(row.giver_id),
        reason=HandoverReason(row.reason),
        opened_at=row.opened_at,
        receiver_id=CounsellorId(row.receiver_id) if row.receiver_id else None,
        receiver_queue=row.receiver_queue,
        number=row.number,
    )
