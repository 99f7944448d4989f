"""What is read of a youth for the page: facts for whoever may see the youth, and judgement only where it is known to be open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from features.permission import Permits
from service.casework.follow_up import due_of, read_follow_up
from service.casework.seeing import local_day
from service.domain.access import VisibleYouth
from service.domain.break_glass import Opening
from service.domain.casework import Assessment, StoredContact
from service.domain.disputes import Dispute
from service.domain.due import DueItem, in_order
from service.domain.efforts import StoredEffort
from service.domain.errors import UnknownThing
from service.domain.flag_life import Move, Step, StoredFlag, moves_open_to
from service.domain.frequencies import Frequency, frequency
from service.domain.judgement import Judgement
from service.domain.night import Run, without_place
from service.domain.routing import Organisation
from service.domain.sight import Sight
from service.domain.users import User
from service.store import bundles, casework, flags, legal, meetings, nights, openings, users
from service.store.disputes import open_disputes
from service.store.frequencies import latest_counts
from service.store.identities import has_protected_address
from service.store.judgement import judgement
from service.store.unit_of_work import Work
from service.store.visibility import Known, who_sees, with_openings
from service.texts.case_wording import Case
from service.web.list_acts import next_on_list
from service.web.reading import SignedIn
from service.web.rendering import Link

_WITHOUT_BUTTON: Final = frozenset({Move.LOOK})
"""Moves that are made by opening the page."""


@dataclass(frozen=True)
class Seen:
    """The reader's sight of a youth, what was read to find it, and whether what the model says is open to the reader."""

    sight: Sight
    known: Known
    judgement_is_open: bool


@dataclass(frozen=True)
class Around:
    """What decides who may see the youth, everybody who may come in, and when the glass was broken."""

    visible: VisibleYouth
    organisation: Organisation
    everybody: tuple[User, ...]
    openings: tuple[Opening, ...]


@dataclass(frozen=True)
class Promised:
    """What is promised and by when, with the efforts and contacts noted here; `coming`: to the youth who is next on the list."""

    due: tuple[DueItem, ...]
    efforts: tuple[StoredEffort, ...]
    contacts: tuple[StoredContact, ...]
    coming: Link | None


@dataclass(frozen=True)
class Read:
    """What was read of the youth for the page; `is_rule`: whether what is said was said by a simple rule.

    `frequency`: what became of those who were told the same before.

    `is_protected`: the address is, so that the place is left out.
    """

    case: Case
    run: Run
    own: Assessment | None
    permits: Permits
    is_protected: bool
    disputes: tuple[Dispute, ...]
    around: Around
    promised: Promised
    judgement: Judgement | None = None
    is_rule: bool = False
    frequency: Frequency | None = None


def read_youth(work: Work, reader: SignedIn, seen: Seen) -> Read:
    """What the page needs of the youth; judgement is read only if it is open to the reader.

    Raises: UnknownThing if the published night knows nothing of the youth.
    """
    sight, run = seen.sight, nights.published(work)
    facts, organisation, is_protected = seen.known.facts, seen.known.organisation, has_protected_address(work, sight)
    if run is None:
        raise UnknownThing("youth: got one of whom the published night knows nothing. Look the youth up again.")
    told = without_place(facts) if is_protected else facts
    district = organisation.districts.get(told.district_id) if told.district_id else None
    case = Case(
        facts,
        local_day(reader.at),
        _flags(work, sight),
        _names(organisation),
        organisation.tovholder(sight.youth_id),
        (district.name or str(district.district_id)) if district else "",
    )
    read = Read(
        case,
        run,
        casework.own_assessment(work, sight, actor_id=reader.actor.actor_id),
        legal.permits(work, at=reader.at),
        is_protected,
        tuple(open_disputes(work, sight)),
        _around(work, seen),
        _promised(work, reader, seen),
    )
    if not seen.judgement_is_open:
        return read
    judged = judgement(work, sight)
    if judged is None:
        return read
    before = frequency(latest_counts(work), regime=judged.regime, band=judged.band)
    return replace(read, judgement=judged, is_rule=bundles.is_rule(work, judged.model_id), frequency=before)


def _around(work: Work, seen: Seen) -> Around:
    visible = with_openings(work, who_sees(seen.known), at=seen.sight.at)
    everybody = tuple(users.users(work))
    return Around(visible, seen.known.organisation, everybody, openings.openings_of(work, seen.sight))


def _promised(work: Work, reader: SignedIn, seen: Seen) -> Promised:
    found, agreed = read_follow_up(work, seen.sight), meetings.due_of(work, seen.sight)
    district_id = seen.known.facts.district_id
    coming = next_on_list(work, reader, seen.sight.youth_id, district_id=district_id)
    contacts = casework.contacts_of(work, seen.sight)
    return Promised(in_order((*due_of(found), *agreed)), found.efforts, contacts, coming)


def _flags(work: Work, seen: Sight) -> tuple[tuple[StoredFlag, tuple[Step, ...]], ...]:
    """The youth's flags that have joined, each with the moves the reader can make; what is due first comes first."""
    joined = [flag for flag in flags.of_youth(work, seen) if flag.joined_at <= seen.at]
    joined.sort(key=lambda flag: (not flag.is_open, flag.due_on or date.max, flag.raised_on, flag.flag_id))
    return tuple(
        (flag, tuple(step for step in moves_open_to(flag, seen.actor) if step.move not in _WITHOUT_BUTTON))
        for flag in joined
    )


def _names(organisation: Organisation) -> dict[str, str]:
    return {str(key): row.name or str(key) for key, row in organisation.counsellors.items()}
