"""What every page about a youth begins with: whose address it is, the look counted and written down, and the names that are told."""

from __future__ import annotations

from features.vocabulary import YouthId
from service.casework.looking import look_at
from service.casework.routes import organisation_now
from service.casework.seeing import local_day
from service.domain.routing import Organisation
from service.domain.sight import Sight
from service.store.unit_of_work import Work
from service.store.youth_keys import keys_of_store
from service.texts.follow_up_wording import Names
from service.web.actors import actor_names
from service.web.reading import SignedIn


def youth_of(reader: SignedIn, key: str) -> YouthId:
    """The youth of an address.

    Raises: UnknownThing if it is nobody's.
    """
    return keys_of_store(reader.service.store).youth_of(key)


def href_of(reader: SignedIn, youth_id: YouthId) -> str:
    """The address of a youth's page."""
    return f"/unge/{keys_of_store(reader.service.store).key_of(youth_id)}"


def look(work: Work, reader: SignedIn, key: str) -> Sight:
    """The reader's sight of the youth of an address, the look counted and written down.

    Raises: UnknownThing; TooManyLooks.
    """
    youth_id, limits = youth_of(reader, key), reader.service.settings.look_limits
    return look_at(work, reader.actor, youth_id, limits=limits, at=reader.at)


def read_names(work: Work, reader: SignedIn) -> Names:
    """The names of everybody who works here today."""
    organisation = organisation_now(work, on=local_day(reader.at))
    return Names(counsellor_names(organisation), actor_names(work, reader.language))


def counsellor_names(organisation: Organisation) -> dict[str, str]:
    """Counsellors' names by id."""
    return {str(key): row.name or str(key) for key, row in organisation.counsellors.items()}
