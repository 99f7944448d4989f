"""A person's own view of a youth, stored before anything the model says is shown."""

from __future__ import annotations

from datetime import datetime

from features.vocabulary import YouthId
from service.casework.seeing import check_may_act
from service.domain.access import Act, Actor
from service.domain.audit import Event
from service.domain.casework import Assessment, Concern
from service.store import audit, casework
from service.store.unit_of_work import Work


def assess(work: Work, actor: Actor, youth_id: YouthId, *, level: Concern, at: datetime) -> Assessment:
    """Store how worried the actor is; it opens the judgement to the actor until a new flag of the youth joins.

    Raises: NotPermitted if the actor does not assess; UnknownThing if the youth is not the actor's to see.
    """
    check_may_act(work, actor, Act.ASSESS, youth_id=youth_id, at=at)
    assessment = Assessment(youth_id, actor.actor_id, level, at)
    casework.add_assessment(work, assessment)
    audit.append(work, Event(at, actor, "assessment.stored", youth_id))
    return assessment
