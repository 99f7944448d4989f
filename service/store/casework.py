"""What people did about youths: assessments, contacts, hand-overs, tovholders, covers, recusals; never changed but for an end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from features.vocabulary import REACHED, AssignmentScope, ContactKind, CounsellorId, YouthId
from service.domain.access import Actor
from service.domain.casework import (
    Assessment,
    Concern,
    Cover,
    Handover,
    HandoverReason,
    Recusal,
    StoredContact,
    Tovholder,
)
from service.domain.sight import Errand, Many, OneYouth
from service.store.flags import AT_ONCE
from service.store.tables import ASSESSMENTS, CONTACTS, COVERS, HANDOVERS, RECUSALS, TOVHOLDERS
from service.store.unit_of_work import Work

# Assessments and contacts


def add_assessment(work: Work, assessment: Assessment) -> None:
    """Store a person's own view of a youth."""
    row = {"youth_id": assessment.youth_id, "actor_id": assessment.actor_id}
    work.execute(sa.insert(ASSESSMENTS), [{**row, "level": assessment.level, "at": assessment.at}])


def own_assessment(work: Work, seen: OneYouth, *, actor_id: str) -> Assessment | None:
    """The latest assessment of a youth by one person, or None."""
    wanted = sa.select(ASSESSMENTS).where(ASSESSMENTS.c.youth_id == seen.youth_id, ASSESSMENTS.c.actor_id == actor_id)
    row = work.first(wanted.order_by(ASSESSMENTS.c.number.desc()).limit(1))
    return None if row is None else _assessment(row)


def assessments_of(work: Work, seen: OneYouth) -> tuple[Assessment, ...]:
    """Every assessment of a youth, the latest first."""
    wanted = sa.select(ASSESSMENTS).where(ASSESSMENTS.c.youth_id == seen.youth_id)
    return tuple(map(_assessment, work.rows(wanted.order_by(ASSESSMENTS.c.number.desc()))))


def add_contact(work: Work, contact: StoredContact) -> None:
    """Store a contact."""
    row = {"youth_id": contact.youth_id, "actor_id": contact.actor_id, "kind": contact.kind, "at": contact.at}
    work.execute(sa.insert(CONTACTS), [{**row, "contacted_on": contact.contacted_on, "note": contact.note}])


def contacts_of(work: Work, seen: OneYouth) -> tuple[StoredContact, ...]:
    """The contacts recorded here with a youth that stand, the latest first."""
    wanted = sa.select(CONTACTS).where(CONTACTS.c.youth_id == seen.youth_id, CONTACTS.c.taken_back_at.is_(None))
    return tuple(map(_contact, work.rows(wanted.order_by(CONTACTS.c.contacted_on.desc(), CONTACTS.c.number.desc()))))


def take_back_contact(work: Work, number: int, *, at: datetime) -> bool:
    """Take a contact back; the row stays. False if it was taken back already."""
    stands = sa.update(CONTACTS).where(CONTACTS.c.number == number, CONTACTS.c.taken_back_at.is_(None))
    return work.execute(stands.values(taken_back_at=at)).rowcount == 1


def last_spoken(work: Work, _seen: Many, *, youth_ids: Collection[YouthId]) -> dict[YouthId, date]:
    """When somebody last spoke with each of some youths, by what is recorded here; an attempt is not contact."""
    latest = sa.func.max(CONTACTS.c.contacted_on, type_=sa.Date()).label("on")
    stands = CONTACTS.c.taken_back_at.is_(None)
    spoken = sa.select(CONTACTS.c.youth_id, latest).where(stands, CONTACTS.c.kind.in_(sorted(REACHED)))
    wanted, found = sorted(set(youth_ids)), dict[YouthId, date]()
    for start in range(0, len(wanted), AT_ONCE):
        some = CONTACTS.c.youth_id.in_(wanted[start : start + AT_ONCE])
        found |= {YouthId(row.youth_id): row.on for row in work.rows(spoken.where(some).group_by(CONTACTS.c.youth_id))}
    return found


# Hand-overs and tovholders


def open_handovers(work: Work, seen: OneYouth | Errand) -> tuple[Handover, ...]:
    """The hand-overs nobody has acknowledged yet, the oldest first; of a youth or of all."""
    wanted = sa.select(HANDOVERS).where(HANDOVERS.c.acknowledged_at.is_(None))
    if not isinstance(seen, Errand):
        wanted = wanted.where(HANDOVERS.c.youth_id == seen.youth_id)
    return tuple(map(_handover, work.rows(wanted.order_by(HANDOVERS.c.number))))


def acknowledged_handovers(work: Work, _errand: Errand, *, since: datetime) -> tuple[Handover, ...]:
    """The hand-overs acknowledged since an instant, the latest first."""
    wanted = sa.select(HANDOVERS).where(HANDOVERS.c.acknowledged_at >= since)
    return tuple(map(_handover, work.rows(wanted.order_by(HANDOVERS.c.acknowledged_at.desc()))))


def handover(work: Work, _errand: Errand, *, number: int) -> Handover | None:
    """One hand-over, or None."""
    row = work.first(sa.select(HANDOVERS).where(HANDOVERS.c.number == number))
    return None if row is None else _handover(row)


def open_handover(work: Work, handovers: Iterable[Handover]) -> None:
    """Store hand-overs that are not acknowledged yet; a youth has one at a time."""
    names = ("youth_id", "giver_id", "receiver_id", "receiver_queue", "reason", "opened_at")
    work.execute(sa.insert(HANDOVERS), [{name: getattr(item, name) for name in names} for item in handovers])


def acknowledge(work: Work, number: int, *, actor: Actor, at: datetime) -> bool:
    """Acknowledge a hand-over; False if somebody else already has."""
    changed = work.execute(
        sa.update(HANDOVERS)
        .where(HANDOVERS.c.number == number, HANDOVERS.c.acknowledged_at.is_(None))
        .values(acknowledged_at=at, acknowledged_by=actor.actor_id)
    )
    return changed.rowcount == 1


def tovholder_of(work: Work, seen: OneYouth) -> CounsellorId | None:
    """The youth's tovholder by what was decided here, or None."""
    wanted = sa.select(TOVHOLDERS.c.counsellor_id).where(TOVHOLDERS.c.youth_id == seen.youth_id)
    row = work.first(wanted.where(TOVHOLDERS.c.until_at.is_(None)))
    return CounsellorId(row.counsellor_id) if row else None


def tovholders(work: Work, _errand: Errand) -> Mapping[YouthId, CounsellorId]:
    """Every tovholder by youth."""
    wanted = sa.select(TOVHOLDERS).where(TOVHOLDERS.c.until_at.is_(None)).order_by(TOVHOLDERS.c.youth_id)
    return {YouthId(row.youth_id): CounsellorId(row.counsellor_id) for row in work.rows(wanted)}


def appoint(work: Work, appointed: Iterable[Tovholder]) -> None:
    """Make each the tovholder of the youth from its instant; whoever was so before is so no longer."""
    rows = [
        {name: getattr(item, name) for name in ("youth_id", "counsellor_id", "since_at", "actor_id")}
        for item in appointed
    ]
    ended = sa.update(TOVHOLDERS).where(TOVHOLDERS.c.youth_id == sa.bindparam("of"), TOVHOLDERS.c.until_at.is_(None))
    work.execute(ended, [{"of": row["youth_id"], "until_at": row["since_at"]} for row in rows])
    work.execute(sa.insert(TOVHOLDERS), rows)


def appoint_unless_later(work: Work, appointed: Iterable[Tovholder]) -> tuple[Tovholder, ...]:
    """Make each the tovholder, but for youths whose tovholder was chosen after that instant; returns those who were appointed."""
    later = sa.select(TOVHOLDERS).where(TOVHOLDERS.c.until_at.is_(None))
    since_at = {row.youth_id: row.since_at for row in work.rows(later)}
    free = tuple(item for item in appointed if since_at.get(item.youth_id, item.since_at) <= item.since_at)
    appoint(work, free)
    return free


# Cover and recusal


def add_cover(work: Work, cover: Cover, *, actor: Actor, at: datetime) -> None:
    """Store who answers for a counsellor who is away."""
    days = {"from_on": cover.from_on, "to_on": cover.to_on}
    row = {"counsellor_id": cover.counsellor_id, "by_id": cover.by_id, **days}
    work.execute(sa.insert(COVERS), [{**row, "actor_id": actor.actor_id, "at": at}])


def covers_on(work: Work, on: date) -> tuple[Cover, ...]:
    """The covers that hold on a day; of two for one counsellor the one recorded last counts and comes last."""
    wanted = sa.select(COVERS).where(COVERS.c.from_on <= on, COVERS.c.to_on >= on)
    return tuple(map(_cover, work.rows(wanted.order_by(COVERS.c.number))))


def covers_from(work: Work, on: date) -> tuple[Cover, ...]:
    """Every cover that ends on a day or later, as recorded: the one recorded last comes last."""
    return tuple(map(_cover, work.rows(sa.select(COVERS).where(COVERS.c.to_on >= on).order_by(COVERS.c.number))))


def add_recusal(work: Work, recusal: Recusal, *, actor: Actor, at: datetime) -> None:
    """Store that a counsellor has a conflict of interest."""
    row = {"counsellor_id": recusal.counsellor_id, "scope": recusal.scope, "scope_id": recusal.scope_id}
    work.execute(sa.insert(RECUSALS), [{**row, "actor_id": actor.actor_id, "at": at}])


def lift_recusal(work: Work, number: int, *, at: datetime) -> bool:
    """End a recusal; False if there is none that stands."""
    standing = sa.update(RECUSALS).where(RECUSALS.c.number == number, RECUSALS.c.lifted_at.is_(None))
    return work.execute(standing.values(lifted_at=at)).rowcount == 1


def recusals(work: Work, _errand: Errand) -> tuple[Recusal, ...]:
    """The recusals that stand."""
    wanted = sa.select(RECUSALS).where(RECUSALS.c.lifted_at.is_(None)).order_by(RECUSALS.c.number)
    return tuple(map(_recusal, work.rows(wanted)))


def _assessment(row: Any) -> Assessment:
    return Assessment(YouthId(row.youth_id), row.actor_id, Concern(row.level), row.at)


def _contact(row: Any) -> StoredContact:
    kind = ContactKind(row.kind)
    return StoredContact(YouthId(row.youth_id), row.actor_id, kind, row.contacted_on, row.at, row.note, row.number)


def _handover(row: Any) -> Handover:
    return Handover(
        youth_id=YouthId(row.youth_id),
        giver_id=CounsellorId(row.giver_id),
        reason=HandoverReason(row.reason),
        opened_at=row.opened_at,
        receiver_id=CounsellorId(row.receiver_id) if row.receiver_id else None,
        receiver_queue=row.receiver_queue,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        number=row.number,
    )


def _cover(row: Any) -> Cover:
    return Cover(CounsellorId(row.counsellor_id), CounsellorId(row.by_id), row.from_on, row.to_on)


def _recusal(row: Any) -> Recusal:
    return Recusal(CounsellorId(row.counsellor_id), AssignmentScope(row.scope), row.scope_id, row.number)
