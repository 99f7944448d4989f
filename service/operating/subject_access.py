"""Everything that is held of one youth, put together for the youth to have, and who has looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from features.vocabulary import YouthId
from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event, Line
from service.domain.errors import UnknownThing
from service.domain.sight import Errand, Purpose
from service.operating.erasing import raw_deliveries
from service.settings import Settings
from service.store import audit, subjects
from service.store.delivered_subjects import rows_in_files, rows_in_raw
from service.store.lake_subjects import rows_in_lake
from service.store.records_lake import Lake
from service.store.subjects import Rows
from service.store.unit_of_work import Store, Work


@dataclass(frozen=True)
class Held:
    """What is held of a youth: by table of the database and of the lake, and by raw delivery and file of the inbox.

    `store` holds the lines of the audit trail too.
    """

    youth_id: str
    made_at: datetime
    store: Mapping[str, Rows]
    lake: Mapping[str, Rows]
    deliveries: Mapping[str, Mapping[str, Rows]]


def access(settings: Settings, store: Store, youth_id: str, *, actor: Actor, at: datetime) -> Held:
    """Everything that is held of a youth; that it was handed out becomes a line of the trail, and so is in it.

    Raises: NotPermitted; UnknownThing if nothing is held.
    """
    check_may(actor, Act.ANSWER_SUBJECT)
    asked = Errand(Purpose.RIGHTS).of(YouthId(youth_id))
    lake = rows_in_lake(Lake(settings.folders.lake), asked)
    with store.read() as work:
        is_known = bool(lake) or bool(subjects.rows_of(work, asked))
    if not is_known:
        raise UnknownThing("access: nothing here speaks of such a youth. Look at how the id is written.")
    with store.begin() as work:
        audit.append(work, Event(at, actor, "subject.exported", YouthId(youth_id)))
    with store.read() as work:
        rows = subjects.rows_of(work, asked)
    return Held(youth_id, at, rows, lake, _delivered(settings, youth_id))


def looks(work: Work, youth_id: str, *, actor: Actor, at: datetime) -> list[Line]:
    """Who did or looked at what of a youth, in order; asking is a line of its own.

    Raises: NotPermitted; UnknownThing if there is no line: then asking leaves none either.
    """
    check_may(actor, Act.ANSWER_SUBJECT)
    found = list(audit.lines(work, youth_id=YouthId(youth_id)))
    if not found:
        raise UnknownThing("looks: nobody has looked at such a youth. Look at how the id is written.")
    audit.append(work, Event(at, actor, "subject.looks_read", YouthId(youth_id)))
    return found


def _delivered(settings: Settings, youth_id: str) -> dict[str, Mapping[str, Rows]]:
    raw = {f"raw/{place.name}": files for place, files in rows_in_raw(raw_deliveries(settings), youth_id).items()}
    inbox = rows_in_files(settings.folders.inbox, youth_id)
    return {**raw, **({"inbox": inbox} if inbox else {})}
