"""Identity on a click: how to reach a youth, and who somebody's counsellor is. Each look is written down with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from features.vocabulary import YouthId
from service.casework.looking import count_look
from service.casework.seeing import check_may_see, local_day
from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.cpr import read_cpr
from service.domain.identity import Identity
from service.domain.sight import Errand, Task, YouthErrand
from service.domain.volume import Look, Looked, LookLimits
from service.store import audit
from service.store.identities import Identities
from service.store.identity_keys import IdentityKeys
from service.store.organisations import standing_organisation
from service.store.unit_of_work import Work
from service.store.youths import youth_facts


@dataclass(frozen=True)
class Colleague:
    """Whom to ring about a youth; the name is empty where a queue holds them."""

    name: str = ""
    phone: str = ""
    queue: str = ""


def show_identity(work: Work, actor: Actor, youth_id: YouthId, *, keys: IdentityKeys, at: datetime) -> Identity | None:
    """How to reach a youth whom the actor may see; None if no identity was imported. Of custody holders nothing from the 18th birthday.

    Raises: NotPermitted; UnknownThing if there is no such youth or the actor may not see them; IntegrityBroken.
    """
    check_may(actor, Act.SEE_IDENTITY)
    seen = check_may_see(work, actor, youth_id, at=at)
    found, facts = Identities(work, keys).of(seen), youth_facts(work, seen)
    audit.append(
        work, Event(at, actor, "identity.looked", youth_id, {"why": str(seen.why), "found": found is not None})
    )
    if found is None or facts is None:
        return None
    return found.offered(birth_on=facts.situation.birth_on, on=local_day(at))


@dataclass(frozen=True)
class Number:
    """A CPR number as somebody wrote it, the keys that find whose it is, and how many may be asked with in a day."""

    written: str
    keys: IdentityKeys
    limits: LookLimits


def youth_of_number(work: Work, actor: Actor, number: Number, *, at: datetime) -> YouthId | None:
    """Whose a number is, counted as a look; None if it is nobody's.

    Raises: WrongUse if it is no CPR number; TooManyLooks.
    """
    youth_id = Identities(work, number.keys).youth_of(Errand(Task.COLLEAGUE), read_cpr(number.written))
    count_look(work, Look(actor, Looked.COLLEAGUE, youth_id, at), number.limits)
    return youth_id


def ask_colleague(work: Work, actor: Actor, number: Number, *, at: datetime) -> Colleague | None:
    """Whose a youth is, by an exact CPR number; None if nobody here has that number. Nothing else of the youth is told.

    Raises: NotPermitted; WrongUse if it is no CPR number; TooManyLooks.
    """
    check_may(actor, Act.ASK_COLLEAGUE)
    youth_id = youth_of_number(work, actor, number, at=at)
    found = None if youth_id is None else _colleague(work, Errand(Task.COLLEAGUE).of(youth_id), at=at)
    audit.append(work, Event(at, actor, "colleague.asked", youth_id, {"found": found is not None}))
    return found


def _colleague(work: Work, errand: YouthErrand, *, at: datetime) -> Colleague | None:
    facts, organisation = youth_facts(work, errand), standing_organisation(work, on=local_day(at))
    if facts is None or organisation is None:
        return None
    answers = organisation.tovholder(errand.youth_id) or facts.counsellor_id
    answers = organisation.covers.get(answers, answers) if answers else None
    if answers is None:
        return Colleague(queue=facts.queue or "")
    counsellor = organisation.counsellors.get(answers)
    return (
        Colleague(str(answers)) if counsellor is None else Colleague(counsellor.name or str(answers), counsellor.phone)
    )
