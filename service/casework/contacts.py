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
from service.domain.efforts import check_may_take_back
from service.domain.errors import UnknownThing, WrongUse
from service.domain.written import written
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
    note = written(contacted.note, most=LONGEST_NOTE, what="note") or None
    contact = StoredContact(youth_id, actor.actor_id, contacted.kind, contacted.contacted_on, at, note)
    casework.add_contact(work, contact)
    audit.append(work, Event(at, actor, "contact.recorded", youth_id, {"kind": str(contact.kind)}))
    take_up_all(work, seen)
    return contact


def take_back_contact(work: Work, actor: Actor, youth_id: YouthId, *, number: int, at: datetime) -> StoredContact:
    """Take back a contact that the actor recorded by mistake within the hour; flags that were taken up stay so.

    The row stays, and a duty that a night held for met stands again on the next one.
    Raises: NotPermitted; UnknownThing if the youth has no such contact; MoveRefused if it is another's, or too late.
    """
    seen = check_may_act(work, actor, Act.RECORD_CONTACT, youth_id=youth_id, at=at)
    contact = next((one for one in casework.contacts_of(work, seen) if one.number == number), None)
    if contact is None:
        raise UnknownThing("contact: got a number that none of this youth has, allowed are those of the page.")
    check_may_take_back(contact.actor_id, contact.at, actor=actor, at=at)
    casework.take_back_contact(work, number, at=at)
    audit.append(work, Event(at, actor, "contact.taken_back", youth_id, {"kind": str(contact.kind)}))
    return contact


def _check(contacted: Contacted, today: date) -> None:
    if not today - LATEST <= contacted.contacted_on <= today:
        raise WrongUse(
            f"contact: got a day that is not within {LATEST.days} days before today, allowed are {today - LATEST} to {today}. "
            "Older contacts come in as records."
        )
