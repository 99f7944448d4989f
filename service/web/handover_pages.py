"""Overleveringer: a youth offered to a colleague and acknowledged, those that wait chased, and the tovholder chosen."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from features.calendar import LOCAL
from features.vocabulary import CounsellorId
from service.casework.assigning import set_tovholder
from service.casework.handing_over import Offered, acknowledge, hand_over, keep, read_handovers
from service.casework.routes import organisation_now, place_now
from service.casework.seeing import local_day, may_see
from service.domain.access import Act, check_may, may
from service.domain.casework import Handover, HandoverReason
from service.domain.coming_of_age import is_of_age
from service.domain.errors import WrongUse
from service.domain.routing import Organisation, recused_for, route_uncovered
from service.domain.sight import Sight
from service.edge.volume import counted
from service.store import casework
from service.store.unit_of_work import Work
from service.store.youths import youth_facts
from service.texts.catalogue import say_count
from service.texts.dates import day
from service.texts.follow_up_wording import Names
from service.texts.wording import say_queue
from service.web.handover_views import HandoverPage, HandoverRow, HandoversPage
from service.web.reading import SignedIn, Somebody, go_to
from service.web.typed import Number
from service.web.views import Choice
from service.web.youth_sight import href_of, look, read_names, youth_of

router = APIRouter(include_in_schema=False)


@router.get("/overlevering")
def handovers_page(reader: Somebody) -> Response:
    """The reader's hand-overs: to acknowledge, given, and receipts.

    Raises: NotPermitted.
    """
    with reader.service.store.begin() as work:
        found = read_handovers(work, reader.actor, at=reader.at)
        names, organisation = read_names(work, reader), organisation_now(work, on=local_day(reader.at))
        named = {one.number: may_see(work, reader.actor, one.youth_id, at=reader.at) for one in found.receipts}
    leads = may(reader.actor, Act.ASSIGN)
    told = _Told(reader, names, organisation)
    page = HandoversPage(
        tuple(told.row(one, may_keep=False) for one in found.to_me),
        tuple(told.row(one, may_keep=True) for one in found.from_me),
        tuple(told.row(one, may_keep=True) for one in found.others) if leads else None,
        tuple(told.receipt(one, is_named=named[one.number]) for one in found.receipts),
    )
    return reader.page("handovers.html.j2", page)


@router.post("/overlevering/{number}/kvitter")
def acknowledge_handover(reader: Somebody, number: Number) -> Response:
    """Take a youth over."""
    with reader.service.store.begin() as work:
        acknowledge(work, reader.actor, number, at=reader.at)
    return go_to("/overlevering?gjort=received")


@router.post("/overlevering/{number}/behold")
def keep_youth(reader: Somebody, number: Number) -> Response:
    """Take a hand-over back."""
    with reader.service.store.begin() as work:
        keep(work, reader.actor, number, at=reader.at)
    return go_to("/overlevering?gjort=kept")


@router.get("/unge/{key}/overlevering")
def handover_page(reader: Somebody, key: str) -> Response:
    """Where a youth is handed over, or a tovholder chosen.

    Raises: NotPermitted; UnknownThing if there is no such youth or the reader may not see them.
    """
    return _page(reader, key)


@router.post("/unge/{key}/overlevering")
def give_youth(
    reader: Somebody, key: str, receiver: Annotated[CounsellorId, Form()], reason: Annotated[HandoverReason, Form()]
) -> Response:
    """Offer a youth to a colleague."""
    offered = Offered(youth_of(reader, key), receiver, reason)
    try:
        with reader.service.store.begin() as work:
            hand_over(work, reader.actor, offered, at=reader.at)
    except WrongUse:
        return _page(reader, key, is_wrong=True)
    return go_to(f"/unge/{key}/overlevering?gjort=given")


@router.post("/unge/{key}/tovholder")
def appoint_tovholder(reader: Somebody, key: str, counsellor: Annotated[CounsellorId, Form()]) -> Response:
    """Choose the youth's tovholder."""
    try:
        with reader.service.store.begin() as work:
            set_tovholder(work, reader.actor, youth_of(reader, key), counsellor_id=counsellor, at=reader.at)
    except WrongUse:
        return _page(reader, key, is_wrong=True)
    return go_to(f"/unge/{key}/overlevering?gjort=appointed")


class _Told:
    """Hand-overs in the reader's words."""

    def __init__(self, reader: SignedIn, names: Names, organisation: Organisation) -> None:
        self.reader, self.names, self.organisation = reader, names, organisation

    def row(self, one: Handover, *, may_keep: bool) -> HandoverRow:
        """One that nobody has acknowledged yet."""
        say, youth = self.reader.say, str(one.youth_id)
        return HandoverRow(
            one.number or 0,
            youth,
            href_of(self.reader, one.youth_id),
            say("handover.from_to", giver=self.names.counsellor(one.giver_id), receiver=self._receiver(one)),
            say(f"handover.reason.{one.reason}"),
            self._waited(one),
            self._chase(one) if may_keep else "",
            acknowledge="" if may_keep else say("handover.acknowledge.of", youth=youth),
            keep=say("handover.keep.of", youth=youth) if may_keep else "",
        )

    def receipt(self, one: Handover, *, is_named: bool) -> HandoverRow:
        """One that somebody has acknowledged; who may no longer see the youth is not told whom."""
        at = one.acknowledged_at or self.reader.at
        by = self.names.user(one.acknowledged_by or "")
        return HandoverRow(
            one.number or 0,
            str(one.youth_id) if is_named else self.reader.say("handover.somebody"),
            href_of(self.reader, one.youth_id) if is_named else "",
            self.reader.say("handover.receipt", name=by, on=day(at.astimezone(LOCAL).date(), self.reader.language)),
            "",
            "",
            "",
        )

    def _receiver(self, one: Handover) -> str:
        if one.receiver_id is None:
            return say_queue(one.receiver_queue, self.reader.language)
        return self.names.counsellor(one.receiver_id)

    def _waited(self, one: Handover) -> str:
        days = (local_day(self.reader.at) - local_day(one.opened_at)).days
        return say_count("handover.waited", days, self.reader.language) if days else self.reader.say("handover.today")

    def _chase(self, one: Handover) -> str:
        asked = self.organisation.counsellors.get(one.receiver_id) if one.receiver_id else None
        if asked is None or not asked.phone:
            return ""
        return self.reader.say("handover.chase", name=asked.name or asked.counsellor_id, phone=asked.phone)


def _page(reader: SignedIn, key: str, *, is_wrong: bool = False) -> Response:
    check_may(reader.actor, Act.HAND_OVER)
    with counted(reader.service, reader.actor) as work:
        seen = look(work, reader, key)
        page = _handover_page(work, reader, key, seen, is_wrong=is_wrong)
    return reader.page("handover.html.j2", page, status=422 if is_wrong else 200)


def _handover_page(work: Work, reader: SignedIn, key: str, seen: Sight, *, is_wrong: bool) -> HandoverPage:
    organisation, place = organisation_now(work, on=local_day(reader.at)), place_now(work, seen)
    names, found = read_names(work, reader), route_uncovered(place, organisation)
    free = set(organisation.counsellors) - recused_for(place, organisation)
    me = reader.actor.counsellor_id
    holder = names.counsellor(found.counsellor_id) if found.counsellor_id else say_queue(found.queue, reader.language)
    return HandoverPage(
        f"/unge/{key}",
        seen.youth_id,
        reader.say("handover.now", name=holder),
        bool(casework.open_handovers(work, seen)),
        tuple(
            Choice(one, names.counsellor(one))
            for one in sorted(free, key=names.counsellor)
            if one != found.counsellor_id
        ),
        tuple(Choice(str(one), reader.say(f"handover.reason.{one}")) for one in _reasons(work, reader, seen)),
        str(me) if me in free and organisation.tovholder(seen.youth_id) is None else "",
        may(reader.actor, Act.ASSIGN),
        is_wrong,
    )


def _reasons(work: Work, reader: SignedIn, seen: Sight) -> tuple[HandoverReason, ...]:
    """Why this youth may be handed over, what is likeliest first; a move is the night's to see."""
    facts = youth_facts(work, seen)
    if facts is not None and is_of_age(facts.situation.birth_on, reader.at):
        return (HandoverReason.OF_AGE, HandoverReason.AGREED)
    return (HandoverReason.AGREED,)
