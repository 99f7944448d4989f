"""Den unge: facts for whoever may see the youth, what the model says only behind the reader's own assessment, and what can be done.

The look is written down, and a new flag marked as seen, before anything of the youth is read for the page. What the model says is read
from the store only once it is known that the reader may see it, so that a page without it cannot hold it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from features.permission import NO_PERMITS, Permits
from features.vocabulary import ContactKind, YouthId
from service.casework.assessing import assess
from service.casework.contacts import Contacted, record_contact
from service.casework.flag_moves import WantedMove, mark_seen, move_flag, raise_flag
from service.casework.grounds import Asked as AskedGrounds
from service.casework.grounds import Grounds, read_grounds
from service.casework.looking import count_look
from service.casework.seeing import check_may_see_known, local_day
from service.domain.access import Act, Assessed, check_may, may, may_see_judgement
from service.domain.audit import Event
from service.domain.casework import Assessment, Concern, StoredContact
from service.domain.disputes import Dispute
from service.domain.errors import UnknownThing
from service.domain.flag_life import (
    LONGEST_REASON,
    LONGEST_WAIT,
    Asked,
    AskedBy,
    Move,
    Step,
    StoredFlag,
    Wish,
    moves_open_to,
)
from service.domain.help import HERNING as HELP_TABLES
from service.domain.help import course_of, suggest, table_on, whereabouts_of
from service.domain.judgement import Judgement
from service.domain.night import Run, YouthFacts, without_place
from service.domain.routing import Organisation
from service.domain.sight import Errand, Sight, Task
from service.domain.situation import Contact
from service.domain.volume import Look, Looked
from service.edge.volume import counted
from service.store import audit, bundles, casework, flags, legal, nights
from service.store.disputes import open_disputes
from service.store.identities import has_protected_address
from service.store.judgement import judgement
from service.store.records_lake import Lake
from service.store.unit_of_work import Work
from service.store.visibility import Known
from service.store.youth_keys import keys_of_store
from service.texts.case_wording import Case, say_assessment, word_case
from service.texts.help_wording import WordedHelp, word_help
from service.texts.judgement_wording import WordedJudgement, told_indicators, word_judgement
from service.texts.rights_wording import word_dispute
from service.web.freshness import freshness
from service.web.reading import SignedIn, Somebody, go_to
from service.web.views import CasePage, Choice, Limits

router = APIRouter(include_in_schema=False)
Key = str
_WITHOUT_BUTTON: Final = frozenset({Move.LOOK})
"""Moves that are made by opening the page."""


@dataclass(frozen=True)
class _Seen:
    """The reader's sight of a youth, what was read to find it, and whether what the model says is open to the reader."""

    sight: Sight
    known: Known
    judgement_is_open: bool


@dataclass(frozen=True)
class _Read:
    """What was read of the youth for the page; `is_rule`: whether what is said was said by a simple rule.

    `is_protected`: the address is, so that the place is left out.
    """

    case: Case
    run: Run
    own: Assessment | None
    judgement: Judgement | None
    permits: Permits
    is_rule: bool = False
    is_protected: bool = False
    disputes: tuple[Dispute, ...] = ()


@router.get("/unge/{key}")
def youth_page(reader: Somebody, key: Key) -> Response:
    """The youth's page.

    Raises: UnknownThing if there is no such youth or the reader may not see them.
    """
    youth_id = keys_of_store(reader.service.store).youth_of(key)
    with counted(reader.service, reader.actor) as work:
        seen = _look(work, reader, youth_id)
        read = _read(work, reader, seen)
    return reader.page("youth.html.j2", _page(reader, seen, read))


@router.post("/unge/{key}/vurdering")
def store_assessment(reader: Somebody, key: Key, level: Annotated[Concern, Form()]) -> Response:
    """Store the reader's own assessment."""
    return _act(
        reader,
        key,
        "assessed",
        lambda work, youth_id: assess(work, reader.actor, youth_id, level=level, at=reader.at),
    )


@router.post("/unge/{key}/kontakt")
def store_contact(reader: Somebody, key: Key, kind: Annotated[ContactKind, Form()]) -> Response:
    """Record a contact of today."""
    contacted = Contacted(kind, local_day(reader.at))
    return _act(
        reader,
        key,
        "contacted",
        lambda work, youth_id: record_contact(work, reader.actor, youth_id, contacted=contacted, at=reader.at),
    )


@router.post("/unge/{key}/markering")
def store_flag(
    reader: Somebody,
    key: Key,
    asked_by: Annotated[AskedBy, Form()],
    why: Annotated[str, Form(max_length=LONGEST_REASON)],
) -> Response:
    """Raise a flag by hand."""
    return _act(
        reader,
        key,
        "raised",
        lambda work, youth_id: raise_flag(work, reader.actor, Asked(youth_id, asked_by, why), at=reader.at),
    )


def wanted_move(
    flag_id: str,
    move: Annotated[Move, Form()],
    version: Annotated[int, Form(ge=1)],
    reason: Annotated[str | None, Form(max_length=LONGEST_REASON)] = None,
    until_on: Annotated[date | None, Form()] = None,
) -> WantedMove:
    """The move that a form asks for."""
    return WantedMove(flag_id, version, Wish(move, reason, until_on))


@router.post("/unge/{key}/markeringer/{flag_id}")
def store_move(reader: Somebody, key: Key, wanted: Annotated[WantedMove, Depends(wanted_move)]) -> Response:
    """Make a move with one of the youth's flags.

    Raises: NotPermitted; UnknownThing if the flag is another youth's.
    """
    check_may(reader.actor, Act.MOVE_FLAG)

    def move(work: Work, youth_id: YouthId) -> None:
        if flags.by_id(work, Errand(Task.ACTING).of(youth_id), flag_id=wanted.flag_id) is None:
            raise UnknownThing("flag: got one that this youth does not have, allowed are those of the page.")
        move_flag(work, reader.actor, wanted, at=reader.at)

    return _act(reader, key, "moved", move)


def _act(reader: SignedIn, key: Key, done: str, do: Callable[[Work, YouthId], object]) -> Response:
    """Do something for a youth in one transaction, then read the page again."""
    youth_id = keys_of_store(reader.service.store).youth_of(key)
    with reader.service.store.begin() as work:
        do(work, youth_id)
    return go_to(f"/unge/{key}?gjort={done}")


def _look(work: Work, reader: SignedIn, youth_id: YouthId) -> _Seen:
    """Find out whether and why the reader may see the youth, and write the look down."""
    sight, known = check_may_see_known(work, reader.actor, youth_id, at=reader.at)
    count_look(work, Look(reader.actor, Looked.CASE, youth_id, reader.at), reader.service.settings.look_limits)
    assessments = [Assessed(one.actor_id, one.at) for one in casework.assessments_of(work, sight)]
    newest = max((flag.joined_at for flag in known.flags), default=None)
    is_open = may_see_judgement(reader.actor, sight.why, assessments=assessments, newest_flag_at=newest)
    event = Event(reader.at, reader.actor, "youth.looked", youth_id, {"why": str(sight.why), "judgement": is_open})
    audit.append(work, event)
    mark_seen(work, sight)
    return _Seen(sight, known, is_open)


def _read(work: Work, reader: SignedIn, seen: _Seen) -> _Read:
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
        _contacts(facts, casework.contacts_of(work, sight)),
        _names(organisation),
        organisation.tovholder(sight.youth_id),
        (district.name or str(district.district_id)) if district else "",
    )
    own = casework.own_assessment(work, sight, actor_id=reader.actor.actor_id)
    disputes = tuple(open_disputes(work, sight))
    if not seen.judgement_is_open:
        return _Read(case, run, own, None, NO_PERMITS, is_protected=is_protected, disputes=disputes)
    judged, permits = judgement(work, sight), legal.permits(work, at=reader.at)
    is_rule = judged is not None and bundles.is_rule(work, judged.model_id)
    return _Read(case, run, own, judged, permits, is_rule, is_protected, disputes)


def _flags(work: Work, seen: Sight) -> tuple[tuple[StoredFlag, tuple[Step, ...]], ...]:
    """The youth's flags that have joined, each with the moves the reader can make; what is due first comes first."""
    joined = [flag for flag in flags.of_youth(work, seen) if flag.joined_at <= seen.at]
    joined.sort(key=lambda flag: (not flag.is_open, flag.due_on or date.max, flag.raised_on, flag.flag_id))
    return tuple(
        (flag, tuple(step for step in moves_open_to(flag, seen.actor) if step.move not in _WITHOUT_BUTTON))
        for flag in joined
    )


def _contacts(facts: YouthFacts, recorded: Iterable[StoredContact]) -> tuple[Contact, ...]:
    """Contacts of the records and those recorded here, each told once, the latest first."""
    here = {Contact(contact.contacted_on, contact.kind) for contact in recorded}
    found = here | set(facts.situation.contacts)
    return tuple(sorted(found, key=lambda contact: (contact.contacted_on, contact.kind), reverse=True))


def _names(organisation: Organisation) -> dict[str, str]:
    return {str(key): row.name or str(key) for key, row in organisation.counsellors.items()}


def _page(reader: SignedIn, seen: _Seen, read: _Read) -> CasePage:
    grounds = _grounds(reader, seen, read) if seen.judgement_is_open else Grounds()
    return CasePage(
        f"/unge/{keys_of_store(reader.service.store).key_of(seen.sight.youth_id)}",
        word_case(read.case, reader.language),
        reader.say("case.why", why=reader.say(f"why.{seen.sight.why}")),
        freshness(read.run, reader, said="fresh.case"),
        may(reader.actor, Act.ASSESS),
        _assessment(reader, seen, read.own),
        seen.judgement_is_open,
        _judgement(reader, read, grounds),
        _help(reader, read, grounds) if seen.judgement_is_open else None,
        _limits(reader),
        may_reach=may(reader.actor, Act.SEE_IDENTITY),
        is_protected=read.is_protected,
        disputed=tuple(word_dispute(one, reader.language) for one in read.disputes),
    )


def _judgement(reader: SignedIn, read: _Read, grounds: Grounds) -> WordedJudgement | None:
    """What the model or rule says, with the records behind it."""
    judged = read.judgement
    if judged is None:
        return None
    disputed = [one.what for one in read.disputes]
    return word_judgement(judged, reader.language, is_rule=read.is_rule, grounds=grounds.behind, disputed=disputed)


def _grounds(reader: SignedIn, seen: _Seen, read: _Read) -> Grounds:
    """What the judgement is read against."""
    facts, judged = read.case.facts, read.judgement
    asked = AskedGrounds(
        seen.sight,
        facts.district_id,
        read.run.business_on,
        read.run.lake_version,
        told_indicators(judged) if judged else frozenset(),
        read.permits,
    )
    return read_grounds(Lake(reader.service.folders.lake), asked)


def _help(reader: SignedIn, read: _Read, grounds: Grounds) -> WordedHelp | None:
    """Help that fits the course; None for those to whom the ladder does not apply."""
    where = whereabouts_of(read.case.facts.situation)
    if where is None:
        return None
    course = course_of(read.judgement.profile if read.judgement else None)
    found = suggest(table_on(HELP_TABLES, read.case.on), course, where, efforts=grounds.efforts or ())
    return word_help(found, reader.language, is_tried_known=grounds.efforts is not None)


def _assessment(reader: SignedIn, seen: _Seen, own: Assessment | None) -> str:
    """The reader's own assessment; that it no longer stands, where a new flag has come since."""
    if own is None:
        return ""
    told = f"{say_assessment(own, reader.language)}."
    return told if seen.judgement_is_open else f"{told} {reader.say('assess.new_flag')}"


def _limits(reader: SignedIn) -> Limits:
    today = local_day(reader.at)
    return Limits(
        tuple(Choice(str(kind), reader.say(f"contact.{kind}")) for kind in ContactKind),
        tuple(Choice(str(level), reader.say(f"assess.{level}")) for level in Concern),
        tuple(Choice(str(asker), reader.say(f"asked_by.{asker}")) for asker in AskedBy),
        LONGEST_REASON,
        (today + timedelta(days=1)).isoformat(),
        (today + LONGEST_WAIT).isoformat(),
    )
