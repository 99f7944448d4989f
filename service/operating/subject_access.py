"""Everything that is held of one youth, put together for the youth to have, and who has looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from features.calendar import LOCAL
from features.vocabulary import YouthId
from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event, Line
from service.domain.errors import UnknownThing
from service.domain.exports import Export, Purpose, delete_on
from service.domain.identity import Identity
from service.domain.sight import Errand, Task
from service.domain.tracing import number_pattern
from service.operating.erasing import raw_deliveries
from service.operating.identities import identity_of
from service.settings import Settings
from service.store import audit, subjects
from service.store.delivered_subjects import rows_in_files, rows_in_raw
from service.store.identity_tables import IDENTITIES
from service.store.lake_subjects import rows_in_lake
from service.store.records_lake import Lake
from service.store.subjects import Rows
from service.store.unit_of_work import Store, Work


@dataclass(frozen=True)
class Held:
    """What is held of a youth: by table of the database and of the lake, and by raw delivery and file of the inbox.

    `store` holds the lines of the audit trail too, and the identity as it reads, not as it is encrypted.
    """

    youth_id: str
    made_at: datetime
    delete_on: date
    store: Mapping[str, Rows]
    lake: Mapping[str, Rows]
    deliveries: Mapping[str, Mapping[str, Rows]]


@dataclass(frozen=True)
class Asked:
    """In whose name, when and for what a copy is taken."""

    actor: Actor
    at: datetime
    purpose: Purpose = Purpose.SUBJECT_RIGHT


def access(settings: Settings, store: Store, youth_id: str, *, asked: Asked) -> Held:
    """Everything that is held of a youth; that it was handed out becomes a line of the trail, and so is in it.

    Raises: NotPermitted; UnknownThing if nothing is held.
    """
    check_may(asked.actor, Act.ANSWER_SUBJECT)
    seen = Errand(Task.RIGHTS).of(YouthId(youth_id))
    lake = rows_in_lake(Lake(settings.folders.lake), seen)
    with store.read() as work:
        found = subjects.rows_of(work, seen)
    if not (lake or found):
        raise UnknownThing("access: nothing here speaks of such a youth. Look at how the id is written.")
    with store.begin() as work:
        count = sum(len(rows) for tables in (lake, found) for rows in tables.values())
        said = Export("subject.exported", count, asked.purpose, YouthId(youth_id))
        audit.append(work, said.event(asked.at, asked.actor))
    identity = identity_of(settings, store, youth_id)
    with store.read() as work:
        rows = subjects.rows_of(work, seen)
    if identity is not None:
        rows[IDENTITIES.name] = [_opened(row, identity) for row in rows[IDENTITIES.name]]
    return Held(
        youth_id,
        asked.at,
        delete_on(asked.at.astimezone(LOCAL).date()),
        rows,
        lake,
        _delivered(settings, youth_id, identity),
    )


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


def _opened(row: Mapping[str, Any], identity: Identity) -> dict[str, Any]:
    """What the row tells of the youth; hashes, keys and what is encrypted tell nothing that is not in it."""
    told = {name: getattr(identity, name) or None for name in ("name", "phone", "email")}
    holders = [asdict(holder) for holder in identity.holders]
    cpr = f"{identity.cpr.digits[:6]}-{identity.cpr.digits[6:]}"
    return {
        "youth_id": row["youth_id"],
        "cpr": cpr,
        **told,
        "holders": holders or None,
        "imported_at": row["imported_at"],
    }


def _delivered(settings: Settings, youth_id: str, identity: Identity | None) -> dict[str, Mapping[str, Rows]]:
    """Found by id and number: a name, a telephone or an address might be somebody else's too."""
    told = None if identity is None else number_pattern(identity.cpr)
    found = rows_in_raw(raw_deliveries(settings), youth_id, told)
    raw = {f"raw/{place.name}": files for place, files in found.items()}
    inbox = rows_in_files(settings.folders.inbox, youth_id, told)
    return {**raw, **({"inbox": inbox} if inbox else {})}
