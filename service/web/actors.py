"""Who did something, in words: people by their names, and what is no person by what it is."""

from __future__ import annotations

from service.domain.access import NOT_PEOPLE
from service.store import users
from service.store.unit_of_work import Work
from service.texts.catalogue import say
from service.texts.dates import Language


def actor_names(work: Work, language: Language) -> dict[str, str]:
    """The names of everybody who can have done something, by id."""
    others = {one.actor_id: say(f"actor.{one.actor_id}", language) for one in NOT_PEOPLE}
    return others | {user.user_id: user.name for user in users.users(work)}
