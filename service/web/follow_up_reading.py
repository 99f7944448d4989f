"""What is read of a youth for the pages of Opfølgning; the look is counted and written down before anything is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from features.vocabulary import CounsellorId
from service.casework.follow_up import FollowUp, read_follow_up
from service.casework.looking import count_look
from service.casework.seeing import check_may_see_known, local_day
from service.domain.access import Act, Role, check_may
from service.domain.audit import Event
from service.domain.casework import StoredContact
from service.domain.drafts import Draft, DraftOf, Form
from service.domain.errors import UnknownThing
from service.domain.night import Run
from service.domain.routing import Organisation, Place, recused_for
from service.domain.sight import Sight
from service.domain.volume import Look, Looked
from service.edge.volume import counted
from service.store import audit, casework, drafts, nights, users
from service.store.unit_of_work import Work
from service.store.visibility import Known
from service.store.youth_keys import keys_of_store
from service.texts.follow_up_wording import Names
from service.web import follow_up_views as views
from service.web.draft_box import say_found
from service.web.follow_up_forms import Forms, restored
from service.web.reading import SignedIn


@dataclass(frozen=True)
class Read:
    """A youth's follow-up, and what it is told with."""

    sight: Sight
    known: Known
    found: FollowUp
    contacts: tuple[StoredContact, ...]
    run: Run
    names: Names
    drafts: Mapping[DraftOf, Draft]


def read_youth(reader: SignedIn, key: str) -> Read:
    """The follow-up of the youth of an address.

    Raises: UnknownThing if there is no such youth or the reader may not see them; TooManyLooks.
    """
    youth_id = keys_of_store(reader.service.store).youth_of(key)
    with counted(reader.service, reader.actor) as work:
        sight, known = check_may_see_known(work, reader.actor, youth_id, at=reader.at)
        count_look(work, Look(reader.actor, Looked.CASE, youth_id, reader.at), reader.service.settings.look_limits)
        audit.append(work, Event(reader.at, reader.actor, "follow_up.looked", youth_id, {"why": str(sight.why)}))
        run = nights.published(work)
        if run is None:
            raise UnknownThing("youth: got one of whom the published night knows nothing. Look the youth up again.")
        found, contacts = read_follow_up(work, sight), casework.contacts_of(work, sight)
        mine = drafts.drafts_of(work, sight, actor_id=reader.actor.actor_id, at=reader.at)
        return Read(sight, known, found, contacts, run, names_of(work, known.organisation), mine)


def names_of(work: Work, organisation: Organisation) -> Names:
    """What people are called who stand on the pages."""
    counsellors = {str(key): row.name or str(key) for key, row in organisation.counsellors.items()}
    return Names(counsellors, {user.user_id: user.name for user in users.users(work)})


def with_draft(reader: SignedIn, read: Read, form: views.Form, which: Form, of: int = 0) -> views.Form:
    """The form with what the reader had typed into it and not sent."""
    found = read.drafts.get(DraftOf(read.sight.youth_id, which, of))
    return restored(form, found, say_found(reader, found)) if found else form


def forms_of(reader: SignedIn, read: Read, key: str) -> Forms:
    """The forms of a youth's follow-up, with those who may look again in the order of their names.

    Raises: NotPermitted for whoever follows nobody up.
    """
    check_may(reader.actor, Act.FOLLOW_UP)
    facts = read.known.facts
    place = Place(facts.youth_id, facts.district_id, facts.situation.institutions)
    barred = recused_for(place, read.known.organisation)
    people = sorted(read.names.counsellors.items(), key=lambda one: (one[1], one[0]))
    may_look = {CounsellorId(one): name for one, name in people if one not in barred}
    usual = reader.actor.counsellor_id if reader.actor.role is Role.COUNSELLOR else facts.counsellor_id
    return Forms(reader, f"/unge/{key}", local_day(reader.at), may_look, usual)
