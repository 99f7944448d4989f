"""What the demonstration's counsellors did in the weeks before: they looked, spoke, ended, so that Monday's list is a list and no pile.

Everything goes through the same acts as a click on a page, and follows from a flag's own id, so that every demonstration is the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from features.calendar import LOCAL
from features.vocabulary import ContactKind, CounsellorId
from service.casework.contacts import Contacted, record_contact
from service.casework.flag_moves import WantedMove, move_flag, see_flags
from service.domain.access import Actor, Role
from service.domain.errors import UnknownThing
from service.domain.flag_life import Move, StoredFlag, Wish
from service.domain.flags import Source
from service.domain.sight import Errand, Task
from service.domain.users import actor_of, demo_users
from service.store import flags
from service.store.organisations import published_organisation
from service.store.unit_of_work import Store, Work

THURSDAY: Final = timedelta(days=3)
IN_HAND: Final = timedelta(weeks=2)
"""How long a flag is worked with before it is ended."""


def work_a_week(store: Store, monday: date) -> None:
    """What the counsellors did on the Thursday after a Monday's list, with the flags that the model had raised."""
    at = datetime.combine(monday + THURSDAY, time(10), LOCAL)
    with store.begin() as work:
        counsellors = _counsellors(work)
        for flag in flags.standing(work, Errand(Task.UPKEEP)):
            actor = counsellors.get(flag.counsellor_id) if flag.counsellor_id else None
            if flag.source is Source.RISK and actor is not None:
                _act(work, actor, flag, at=at)


def _counsellors(work: Work) -> Mapping[CounsellorId, Actor]:
    organisation = published_organisation(work)
    if organisation is None:
        return {}
    people = (user for user in demo_users(organisation) if user.role is Role.COUNSELLOR)
    return {user.counsellor_id: actor_of(user, organisation) for user in people if user.counsellor_id is not None}


def _act(work: Work, actor: Actor, flag: StoredFlag, *, at: datetime) -> None:
    """One in six is only looked at, one in six cannot be reached; with the others somebody speaks, and ends it a fortnight later."""
    chance = int(flag.flag_id[:8], 16) % 6
    try:
        if at.date() - flag.raised_on > IN_HAND and chance:
            move_flag(work, actor, WantedMove(flag.flag_id, flag.version, Wish(Move.CLOSE)), at=at)
        elif chance == 0:
            see_flags(work, actor, flag.youth_id, at=at)
        elif at.date() - flag.raised_on <= THURSDAY:
            kind = ContactKind.ATTEMPT if chance == 1 else ContactKind.REACHED
            record_contact(work, actor, flag.youth_id, contacted=Contacted(kind, at.date()), at=at)
    except UnknownThing:  # the youth has moved away since, and is nobody's to see here
        return
