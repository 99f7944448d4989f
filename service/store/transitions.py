"""The facts of everybody in the places somebody overlooks, for lists that are made of facts; no score is read here."""

from __future__ import annotations

import sqlalchemy as sa

from service.domain.canonical import from_text
from service.domain.night import YouthFacts
from service.domain.sight import Overview
from service.store.identities import protected
from service.store.tables import YOUTHS
from service.store.unit_of_work import Work


def facts_overlooked(work: Work, seen: Overview) -> tuple[YouthFacts, ...]:
    """What the published night knows of the youths of some districts, in the order of their ids.

    Asked for every district of the actor's, those routed to the actor from elsewhere come along. Somebody whose address is protected
    is told to the counsellor whose the youth is and to who sees everybody, and never as living in a district.
    """
    me, is_all_of_mine = seen.actor.counsellor_id, seen.districts == seen.actor.districts
    asked = sa.select(YOUTHS.c.content, YOUTHS.c.counsellor_id).order_by(YOUTHS.c.youth_id)
    if seen.districts is None:
        return tuple(from_text(YouthFacts, row.content) for row in work.rows(asked))
    here = YOUTHS.c.district_id.in_(sorted(seen.districts))
    asked = asked.where(sa.or_(here, YOUTHS.c.counsellor_id == me) if me and is_all_of_mine else here)
    rows = [(from_text(YouthFacts, row.content), row.counsellor_id) for row in work.rows(asked)]
    hidden = protected(work, seen, youth_ids=[facts.youth_id for facts, _ in rows])
    return tuple(facts for facts, owner in rows if facts.youth_id not in hidden or (is_all_of_mine and owner == me))
