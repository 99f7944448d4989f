"""Den unge: facts for whoever may see the youth, what the model says only behind the reader's own assessment, and what can be done.

The look is written down, and a new flag marked as seen, before anything of the youth is read for the page. What the model says is read
from the store only once it is known that the reader may see it, so that a page without it cannot hold it.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from features.vocabulary import YouthId
from service.casework.flag_moves import mark_seen
from service.casework.looking import count_look
from service.casework.seeing import check_may_see_known
from service.domain.access import Assessed, may_see_judgement
from service.domain.audit import Event
from service.domain.volume import Look, Looked
from service.edge.volume import counted
from service.store import audit, casework
from service.store.unit_of_work import Work
from service.store.youth_keys import keys_of_store
from service.web.reading import SignedIn, Somebody
from service.web.youth_reading import Seen, read_youth
from service.web.youth_view import page_of

router = APIRouter(include_in_schema=False)


@router.get("/unge/{key}")
def youth_page(reader: Somebody, key: str) -> Response:
    """The youth's page.

    Raises: UnknownThing if there is no such youth or the reader may not see them.
    """
    youth_id = keys_of_store(reader.service.store).youth_of(key)
    with counted(reader.service, reader.actor) as work:
        seen = _look(work, reader, youth_id)
        read = read_youth(work, reader, seen)
    return reader.page("youth.html.j2", page_of(reader, seen, read))


def _look(work: Work, reader: SignedIn, youth_id: YouthId) -> Seen:
    """Find out whether and why the reader may see the youth, and write the look down."""
    sight, known = check_may_see_known(work, reader.actor, youth_id, at=reader.at)
    count_look(work, Look(reader.actor, Looked.CASE, youth_id, reader.at), reader.service.settings.look_limits)
    assessments = [Assessed(one.actor_id, one.at) for one in casework.assessments_of(work, sight)]
    newest = max((flag.joined_at for flag in known.flags), default=None)
    is_open = may_see_judgement(reader.actor, sight.why, assessments=assessments, newest_flag_at=newest)
    event = Event(reader.at, reader.actor, "youth.looked", youth_id, {"why": str(sight.why), "judgement": is_open})
    audit.append(work, event)
    mark_seen(work, sight)
    return Seen(sight, known, is_open)
