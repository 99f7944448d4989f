"""Where the follow-up of many youths stands, in three queries however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from features.vocabulary import ContactKind, YouthId
from service.domain.efforts import EffortState
from service.domain.sight import Many, OneYouth
from service.domain.situation import Contact
from service.domain.standing import NOTHING, Standing
from service.store.flags import AT_ONCE
from service.store.follow_up_tables import CLOSINGS, EFFORTS
from service.store.tables import CONTACTS
from service.store.unit_of_work import Work


def standing_of(work: Work, seen: OneYouth) -> Standing:
    """Where the follow-up of a youth stands by what was recorded here."""
    return _standings(work, [seen.youth_id]).get(seen.youth_id, NOTHING)


def standings(work: Work, _seen: Many, *, youth_ids: Collection[YouthId]) -> Mapping[YouthId, Standing]:
    """Where the follow-up of some youths stands by what was recorded here; those without anything are left out.

    Contacts that came as records are in each youth's situation: `Standing.with_contacts` joins them.
    """
    return _standings(work, youth_ids)


def _standings(work: Work, youth_ids: Collection[YouthId]) -> dict[YouthId, Standing]:
    found: dict[YouthId, Standing] = defaultdict(Standing)
    for row in _rows(work, _CONTACTS, youth_ids):
        contact = Contact(row.latest, ContactKind(row.kind))
        found[YouthId(row.youth_id)] = found[YouthId(row.youth_id)].with_contacts([contact])
    for row in _rows(work, _EFFORTS, youth_ids):
        standing = found[YouthId(row.youth_id)].with_next(row.next_on)
        found[YouthId(row.youth_id)] = replace(standing, open_efforts=row.efforts)
    for row in _rows(work, _CLOSINGS, youth_ids):
        found[YouthId(row.youth_id)] = found[YouthId(row.youth_id)].with_next(row.next_on)
    return dict(found)


def _rows(work: Work, wanted: sa.Select[Any], youth_ids: Collection[YouthId]) -> Iterator[Any]:
    names = sorted(set(youth_ids))
    for start in range(0, len(names), AT_ONCE):
        yield from work.rows(wanted, {"youth_ids": names[start : start + AT_ONCE]})


_WANTED: Final[sa.BindParameter[Any]] = sa.bindparam("youth_ids", expanding=True)
_CONTACTS: Final = (
    sa.select(CONTACTS.c.youth_id, CONTACTS.c.kind, sa.func.max(CONTACTS.c.contacted_on).label("latest"))
    .where(CONTACTS.c.youth_id.in_(_WANTED), CONTACTS.c.taken_back_at.is_(None))
    .group_by(CONTACTS.c.youth_id, CONTACTS.c.kind)
)
_EFFORTS: Final = (
    sa.select(
        EFFORTS.c.youth_id, sa.func.count().label("efforts"), sa.func.min(EFFORTS.c.follow_up_on).label("next_on")
    )
    .where(EFFORTS.c.youth_id.in_(_WANTED), EFFORTS.c.state == EffortState.OPEN)
    .group_by(EFFORTS.c.youth_id)
)
_CLOSINGS: Final = (
    sa.select(CLOSINGS.c.youth_id, sa.func.min(CLOSINGS.c.look_back_on).label("next_on"))
    .where(CLOSINGS.c.youth_id.in_(_WANTED), CLOSINGS.c.looked_back_at.is_(None), CLOSINGS.c.taken_back_at.is_(None))
    .group_by(CLOSINGS.c.youth_id)
)
