"""For whom somebody is responsible, flagged or not; and who lives in some districts."""

from __future__ import annotations

import sqlalchemy as sa

from features.vocabulary import YouthId
from service.domain.efforts import EffortState
from service.domain.flag_life import OPEN
from service.domain.sight import Overview
from service.store.follow_up_tables import EFFORTS
from service.store.tables import FLAGS, TOVHOLDERS, YOUTHS
from service.store.unit_of_work import Work


def responsible_for(work: Work, seen: Overview) -> frozenset[YouthId]:
    """Youths who are the reader's by routing, as tovholder, by an open flag or effort; nobody is, of who is no counsellor."""
    me = seen.actor.counsellor_id
    if me is None:
        return frozenset()
    routed = sa.select(YOUTHS.c.youth_id).where(YOUTHS.c.counsellor_id == me)
    held = sa.select(TOVHOLDERS.c.youth_id).where(TOVHOLDERS.c.counsellor_id == me, TOVHOLDERS.c.until_at.is_(None))
    owned = sa.select(FLAGS.c.youth_id).where(FLAGS.c.counsellor_id == me, FLAGS.c.state.in_(sorted(OPEN)))
    tried = sa.select(EFFORTS.c.youth_id).where(EFFORTS.c.counsellor_id == me, EFFORTS.c.state == EffortState.OPEN)
    return frozenset(YouthId(row.youth_id) for row in work.rows(sa.union(routed, held, owned, tried)))


def residents_of(work: Work, seen: Overview) -> frozenset[YouthId]:
    """Youths of the districts that the reader looks over, by the published night."""
    wanted = sa.select(YOUTHS.c.youth_id)
    if seen.districts is not None:
        wanted = wanted.where(YOUTHS.c.district_id.in_(sorted(seen.districts)))
    return frozenset(YouthId(row.youth_id) for row in work.rows(wanted))
