"""Contacts recorded with one click; an attempt is kept apart from having spoken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from features.vocabulary import ContactKind, YouthId
from service.casework.flag_moves import take_up_all
from service.casework.seeing import check_may_act, local_day
from service.domain.access import Act, Actor
from service.domain.audit import Event
from service.domain.casework import StoredContact
from service.domain.errors import WrongUse
from service.store import audit, casework
from service.store.unit_of_work import Work

LATEST: Final = timedelta(days=60)
"""How long afterwards a contact can still be recorded here; older ones come in as records."""
LONGEST_NOTE: Final = 500


@dataclass(frozen=True)
class Contacted:
    """A contact as somebody tells it; `note` is optional and short, the journal is elsewhere."""

    kind: ContactKind
    contacted_on: date
    note: str | None = None


def record_contact(work: Work, actor: Actor, youth_id: YouthId, *, contacted: Contacted, at: datetime) -> StoredContact:
    """Store a contact, and take up the youth's flags that nobody had begun with.

    Whatever duty it meets is closed by the next night, from this and from records alike; see `domain.casework.is_met_tonight`.
    Raises: NotPermitted if the actor records none; UnknownThing if the youth is not the actor's to see; WrongUse for a day or note that
    cannot be.
    """
    seen = check_may_act(work, actor, Act.RECORD_CONTACT, youth_id=youth_id, at=at)
    _check(contacted, local_day(at))
    note = (contacted.note or "").strip() or None
    contact = StoredContact(youth_id, actor.actor_id, contacted.kind, contacted.contacted_on, at, note)
    casework.add_contact(work, contact)
    audit.append(work, Event(at, actor, "contact.recorded", youth_id, {"kind": str(contact.kind)}))
    take_up_all(work, seen)
    return contact


def _check(contacted: Contacted, today: date) -> None:
    if not today - LATEST <= contacted.contacted_on <= today:
        raise WrongUse(
            f"contact: got a day that is not within {LATEST.days} days before today, allowed are {today - LATEST} to {today}. "
            "Older contacts come in as records."
        )
    if len(contacted.note or "") > LONGEST_NOTE:
        raise WrongUse(
            f"contact: got a note of {len(contacted.note or '')} characters, allowed are {LONGEST_NOTE}. The journal is elsewhere."
        )
