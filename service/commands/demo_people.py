"""Who the demonstration's youths are said to be: names that nobody has, numbers that nobody can have and telephones that ring nowhere.

Only those who are flagged have an identity; "Vis kontaktoplysninger" has something to show, and a colleague can be asked for.
"""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import Final

from features.vocabulary import YouthId
from service.domain.access import COMMAND_LINE
from service.domain.cpr import RAISED_DAY, RAISED_MONTH, read_cpr
from service.domain.identity import Holder, Identity
from service.domain.night import YouthFacts
from service.domain.sight import Errand, Task
from service.operating.identities import identity_keys, import_identities
from service.settings import Settings
from service.store import flags
from service.store.unit_of_work import Store
from service.store.youths import facts_of

_GIVEN: Final = (
    "Alma",
    "Bo",
    "Carla",
    "Dan",
    "Ebba",
    "Finn",
    "Gry",
    "Hans",
    "Ingrid",
    "Jens",
    "Kaja",
    "Leo",
    "Mie",
    "Noah",
)
_FAMILY: Final = (
    "Askeblad",
    "Bøgeskær",
    "Egelund",
    "Fyrretop",
    "Hasselnød",
    "Lindeblad",
    "Pilekvist",
    "Rønnebær",
    "Tjørnehave",
)
_UPKEEP: Final = Errand(Task.UPKEEP)


def name_the_flagged(settings: Settings, store: Store, *, at: datetime) -> int:
    """Give everybody who is flagged an identity; returns how many there are."""
    with store.begin() as work:
        flagged = sorted({flag.youth_id for flag in flags.standing(work, _UPKEEP)})
        known = facts_of(work, _UPKEEP, youth_ids=flagged)
        people = [_made(number, known[youth_id]) for number, youth_id in enumerate(flagged) if youth_id in known]
        import_identities(work, COMMAND_LINE, people, keys=identity_keys(settings), at=at)
    return len(people)


def _made(number: int, facts: YouthFacts) -> Identity:
    chance = int.from_bytes(sha256(facts.youth_id.encode()).digest()[:4], "big")
    family = _FAMILY[chance % len(_FAMILY)]
    name = f"{_GIVEN[number % len(_GIVEN)]} {family}"
    holder = Holder(f"Kim {family}", _telephone(number, 1))
    return Identity(
        read_cpr(_number(facts.situation.birth_on, number)),
        name,
        _telephone(number, 0),
        holders=(holder,),
        given_id=YouthId(facts.youth_id),
    )


def _number(birth_on: date, number: int) -> str:
    """A number with day and month raised beyond any calendar; its last four count from 4000, which is of this century."""
    day, month = birth_on.day + RAISED_DAY, birth_on.month + RAISED_MONTH
    return f"{day}{month}{birth_on:%y}-{4000 + number % 6000}"


def _telephone(number: int, of: int) -> str:
    """No Danish telephone number begins with 00."""
    digits = f"00{of}{number:05}"
    return " ".join(digits[place : place + 2] for place in range(0, 8, 2))
