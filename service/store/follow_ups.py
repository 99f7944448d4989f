"""The first day on which something is promised for each of many youths, in one query however many there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.efforts import EffortState
from service.domain.meetings import MeetingState
from service.domain.sight import Many
from service.store.flags import AT_ONCE
from service.store.follow_up_tables import CLOSINGS, EFFORTS
from service.store.meeting_tables import AGREEMENTS, MEETINGS
from service.store.unit_of_work import Work


def next_days(work: Work, _seen: Many, *, youth_ids: Collection[YouthId]) -> Mapping[YouthId, date]:
    """When an effort is looked at, a closing looked back on, a meeting held or an agreement due; youths without any are left out."""
    names, found = sorted(set(youth_ids)), dict[YouthId, date]()
    for start in range(0, len(names), AT_ONCE):
        rows = work.rows(_FIRST, {"youth_ids": names[start : start + AT_ONCE]})
        found |= {YouthId(row.youth_id): row.next_on for row in rows}
    return found


_LOOKS: Final = sa.select(EFFORTS.c.youth_id, EFFORTS.c.follow_up_on.label("on")).where(
    EFFORTS.c.state == EffortState.OPEN
)
_LOOKS_BACK: Final = sa.select(CLOSINGS.c.youth_id, CLOSINGS.c.look_back_on).where(
    CLOSINGS.c.looked_back_at.is_(None), CLOSINGS.c.taken_back_at.is_(None)
)
_MEETS: Final = sa.select(MEETINGS.c.youth_id, MEETINGS.c.on).where(MEETINGS.c.state == MeetingState.PLANNED)
_AGREED: Final = (
    sa.select(MEETINGS.c.youth_id, AGREEMENTS.c.due_on)
    .join(AGREEMENTS, AGREEMENTS.c.meeting == MEETINGS.c.number)
    .where(AGREEMENTS.c.outcome.is_(None))
)
_PROMISED: Final = sa.union_all(_LOOKS, _LOOKS_BACK, _MEETS, _AGREED).subquery()
_FIRST: Final = (
    sa.select(_PROMISED.c.youth_id, sa.func.min(_PROMISED.c.on, type_=sa.Date()).label("next_on"))
    .where(_PROMISED.c.youth_id.in_(sa.bindparam("youth_ids", expanding=True)))
    .group_by(_PROMISED.c.youth_id)
)
