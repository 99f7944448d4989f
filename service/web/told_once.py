"""Contacts and efforts of two sources, each told once: what was noted here, and what came as records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from service.casework.efforts import step_of
from service.domain.casework import StoredContact
from service.domain.efforts import StoredEffort
from service.domain.situation import Contact, RecordedEffort
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.follow_up_wording import Names, WordedEffort, word_contact, word_recorded
from service.web.follow_up_views import ContactRow


def contact_rows(
    here: Collection[StoredContact], recorded: Iterable[Contact], language: Language, *, names: Names
) -> Iterator[ContactRow]:
    """Contacts noted here with who noted them, and those of the records, the latest first."""
    rows = [(Contact(one.contacted_on, one.kind), one) for one in here]
    noted = {contact for contact, _ in rows}
    others = [(one, None) for one in recorded if one not in noted]
    for contact, stored in sorted([*rows, *others], key=lambda row: row[0].contacted_on, reverse=True):
        if stored is None:
            yield ContactRow(word_contact(contact, language, by=say("follow.elsewhere", language)))
        else:
            by = names.user(stored.actor_id)
            yield ContactRow(word_contact(contact, language, by=by, note=stored.note or ""), stored.number)


def recorded_efforts(
    here: Iterable[StoredEffort], recorded: Iterable[RecordedEffort], language: Language
) -> Iterator[WordedEffort]:
    """Efforts of the records but those that were noted here too."""
    told = {(one.kind, one.started_on) for one in here}
    for one in recorded:
        if (one.kind, one.started_on) not in told:
            yield word_recorded(one, step_of(one), language)
