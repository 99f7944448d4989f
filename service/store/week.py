"""What a night knows from the nights before it: the memory of the casework, the week's choice, and the service's first day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa

from features.calendar import cut, monday_of
from features.vocabulary import AreaId, CounsellorId, DistrictId, YouthId
from service.domain.flags import Flag, Source
from service.domain.follow_up import school_ended_on
from service.domain.night import Before, RunState
from service.domain.rules import Rule
from service.domain.sight import Errand
from service.store.identities import protected_before
from service.store.memory import memory_before
from service.store.nights import first_night, latest_published
from service.store.tables import RUN_FLAGS, RUNS, SCORES
from service.store.unit_of_work import Work

LAST_WEEKS: Final = timedelta(weeks=8)
"""Before the end of a school year: a night of these tells who is followed, should the very last one be missing."""


def before_night(work: Work, errand: Errand, *, as_of: date) -> Before:
    """Everything the night of a date may know of the past of the service; the same however late it is asked for."""
    began_on = first_night(work)
    is_begun = began_on is not None and began_on < as_of
    return Before(
        memory_before(work, errand, as_of=as_of),
        chosen_in_week(work, errand, as_of=as_of),
        began_on if is_begun else None,
        followed_since_school(work, errand, as_of=as_of),
        protected_before(work, errand, before=cut(as_of)),
    )


def followed_since_school(work: Work, _errand: Errand, *, as_of: date) -> frozenset[YouthId]:
    """Youths who had a flag on a list on the last night of the school year whose leavers are followed on a date.

    Not those whose risk no list told of: who is followed stands among the facts, and facts must not give a risk away. The duties
    of transition look after every leaver, at 30 days and at three months, whatever the risk.
    """
    ended_on = school_ended_on(as_of)
    if ended_on is None or ended_on >= as_of:
        return frozenset()
    last = latest_published(work, since=ended_on - LAST_WEEKS, until=ended_on)
    if last is None:
        return frozenset()
    shown = sa.select(RUN_FLAGS.c.youth_id).where(RUN_FLAGS.c.run_id == last.run_id, RUN_FLAGS.c.cut_off.is_(False))
    return frozenset(YouthId(row.youth_id) for row in work.rows(shown))


def chosen_in_week(work: Work, _errand: Errand, *, as_of: date) -> tuple[Flag, ...] | None:
    """The risk flags chosen for the week by the first night of it that had scores; None if none before the date had.

    On the rule that is Monday's; where Monday's night had to do without scores, the next one chooses.
    """
    monday = monday_of(as_of)
    nights = sa.select(RUNS.c.run_id).where(
        RUNS.c.state == RunState.PUBLISHED,
        RUNS.c.business_on >= monday,
        RUNS.c.business_on < as_of,
        sa.exists().where(SCORES.c.run_id == RUNS.c.run_id),
    )
    night = work.first(nights.order_by(RUNS.c.business_on).limit(1))
    if night is None:
        return None
    asked = sa.select(RUN_FLAGS).where(RUN_FLAGS.c.run_id == night.run_id, RUN_FLAGS.c.source == Source.RISK)
    return tuple(map(_flag, work.rows(asked.where(RUN_FLAGS.c.cause_on >= monday).order_by(RUN_FLAGS.c.youth_id))))


def _flag(row: Any) -> Flag:
    return Flag(
        YouthId(row.youth_id),
        row.as_of,
        Source(row.source),
        Rule(row.rule),
        row.cause_on,
        row.routed_by,
        due_on=row.due_on,
        counsellor_id=CounsellorId(row.counsellor_id) if row.counsellor_id else None,
        queue=row.queue,
        district_id=DistrictId(row.district_id) if row.district_id else None,
        area_id=AreaId(row.area_id) if row.area_id else None,
        rank_within_capacity=row.rank_within_capacity,
        cut_off=row.cut_off,
    )
