"""Flags over HTTP: found, raised by hand, moved, and followed from outside."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from operator import attrgetter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query
from pydantic import Field
from starlette.responses import JSONResponse, Response

from features.calendar import cut
from features.records import ID_PATTERN
from features.vocabulary import YouthId
from service.api import examples
from service.api.answers import ChangesTold, FlagsTold, FlagTold
from service.api.openapi import BELOW, needs, takes, tells
from service.casework.flag_moves import WantedMove, move_flag, raise_flag
from service.casework.seeing import check_may_overlook, check_may_see, flag_to_act_on
from service.domain.access import Act, Actor, Role, check_may
from service.domain.audit import Event
from service.domain.errors import NotPermitted, Outdated, UnknownThing
from service.domain.flag_life import LONGEST_REASON, Asked, AskedBy, FlagState, Move, StoredFlag, Wish
from service.domain.flags import Source
from service.domain.routing import CENTRAL
from service.domain.sight import Errand, Task
from service.edge import context
from service.edge.actors import ApiActor
from service.edge.json_bodies import Day, Strict, read_body
from service.edge.once import Asked as AskedOnce
from service.edge.once import Once, Way, do_once
from service.edge.problems import Kind, Place, Refused
from service.store import flags, nights, outbox
from service.store.identities import has_protected_address, protected
from service.store.publication import risk_from
from service.store.unit_of_work import Work

router = APIRouter(prefix=BELOW, tags=["flags"])
FlagId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="the flag's id")]
_FLAG_ID = attrgetter("flag_id")


class FlagAsked(Strict):
    """A flag raised by hand: about whom, who asks, and one line of why."""

    youth_id: str = Field(pattern=f"^(?:{ID_PATTERN})$")
    asked_by: Literal[tuple(str(one) for one in AskedBy)]  # type: ignore[valid-type]  # the words of a closed list
    why: str = Field(min_length=1, max_length=LONGEST_REASON)


class MoveAsked(Strict):
    """A move: what, why where a reason is needed, and the day that is waited for where there is one."""

    move: Literal[tuple(str(one) for one in Move)]  # type: ignore[valid-type]  # the words of a closed list
    reason: str | None = Field(None, max_length=LONGEST_REASON)
    until_on: Day | None = None


@router.get(
    "/flags",
    responses=tells(examples.FLAGS, Kind.FORBIDDEN),
    response_model=FlagsTold,
    openapi_extra=needs(Act.SEE_YOUTHS),
    summary="Find flags",
)
def found(  # noqa: PLR0913 - FastAPI reads the query's parameters from the signature
    service: context.Asked,
    actor: ApiActor,
    *,
    state: Annotated[list[FlagState] | None, Query(description="may be given several times")] = None,
    district: Annotated[str | None, Query(max_length=64)] = None,
    since: Annotated[Day | None, Query(description="joined on this local day or later")] = None,
    cursor: Annotated[str | None, Query(max_length=120, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JSONResponse:
    """Flags that the actor may see, the first to join first; a person's are those of their own districts."""
    overview = check_may_overlook(actor, district=district, at=service.now())
    wanted = flags.Search(frozenset(state) if state else None, cut(since) if since else None)
    with service.store.read() as work:
        page = flags.search(work, overview, wanted=wanted, after=_after(cursor), limit=limit + 1)
        hidden = protected(work, overview, youth_ids=[flag.youth_id for flag in page])
        told = [
            flag_content(flag, is_protected=flag.youth_id in hidden)
            for flag in page[:limit]
            if _may_see(work, actor, flag, service.now()) and not (district and flag.youth_id in hidden)
        ]
        run = nights.published(work)
    detail = {
        "district": district,
        "states": ",".join(sorted(state or ())),
        "since": str(since or ""),
        "flags": len(told),
    }
    service.looks.write(Event(service.now(), actor, "flags.looked", detail=detail))
    data, following = run.data if run else None, _cursor(page[limit - 1]) if len(page) > limit else None
    return JSONResponse({"data": data, "flags": told, "next": following})


@router.post(
    "/flags",
    status_code=201,
    responses=tells(
        examples.FLAG, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.MOVE_REFUSED, Kind.INVALID_BODY, Kind.KEY_REUSED, status=201
    ),
    openapi_extra=takes(FlagAsked, examples.FLAG_ASKED) | needs(Act.RAISE_FLAG),
    response_model=FlagTold,
    summary="Raise a flag by hand",
)
def raised(service: context.Asked, actor: ApiActor, once: Once) -> Response:
    """A flag that joins the list at once; a second one about the same youth on the same day is the same flag."""
    check_may(actor, Act.RAISE_FLAG)
    asked = read_body(FlagAsked, once.raw)
    wanted = Asked(YouthId(asked.youth_id), AskedBy(asked.asked_by), asked.why)

    def act(work: Work) -> StoredFlag:
        return raise_flag(work, actor, wanted, at=service.now())

    return _done(service, actor, once, Way(act, 201, _FLAG_ID, _made))


@router.get(
    "/flags/{flag_id}",
    responses=tells(examples.FLAG, Kind.FORBIDDEN, Kind.NOT_FOUND),
    response_model=FlagTold,
    openapi_extra=needs(Act.SEE_YOUTHS),
    summary="A flag as it stands",
)
def looked_at(service: context.Asked, actor: ApiActor, flag_id: FlagId) -> Response:
    """One flag that the actor may see; its ETag is what a move takes for If-Match."""
    check_may(actor, Act.SEE_YOUTHS)
    with service.store.read() as work:
        flag = flags.by_id(work, Errand(Task.WHO_MAY_SEE), flag_id=flag_id)
        if flag is None or not _may_see(work, actor, flag, service.now()):
            raise UnknownThing("flag: got an id that no flag of yours has, allowed are those of your lists.")
        is_protected = has_protected_address(work, Errand(Task.ACTING).of(flag.youth_id))
    service.looks.write(Event(service.now(), actor, "flag.looked", flag.youth_id, {"flag_id": flag.flag_id}))
    return _answer(flag, is_protected=is_protected)


@router.post(
    "/flags/{flag_id}/moves",
    responses=tells(
        examples.FLAG_MOVED,
        *(Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.MOVE_REFUSED, Kind.OUTDATED, Kind.INVALID_BODY, Kind.KEY_REUSED),
    ),
    openapi_extra=takes(MoveAsked, examples.MOVE_ASKED) | needs(Act.MOVE_FLAG),
    response_model=FlagTold,
    summary="Move a flag",
)
def moved(
    service: context.Asked,
    actor: ApiActor,
    flag_id: FlagId,
    once: Once,
    if_match: Annotated[
        str | None, Header(max_length=60, description="the ETag you saw; without it the move meets the flag as it is")
    ] = None,
) -> Response:
    """A move by the table of moves; with If-Match it is made only if nobody has moved the flag since."""
    check_may(actor, Act.MOVE_FLAG)
    asked = read_body(MoveAsked, once.raw)

    def act(work: Work) -> StoredFlag:
        stands = flag_to_act_on(work, actor, Act.MOVE_FLAG, flag_id=flag_id, at=service.now())
        if if_match not in (None, "*") and _version_in(if_match) != str(stands.version):
            raise Outdated(
                "flag: got an If-Match that is not its ETag; somebody has moved it since. Look at it again and decide anew."
            )
        wish = Wish(Move(asked.move), asked.reason, asked.until_on)
        return move_flag(work, actor, WantedMove(flag_id, stands.version, wish), at=service.now())

    return _done(service, actor, once, Way(act, 200, _FLAG_ID, _made))


@router.get(
    "/changes",
    responses=tells(examples.CHANGES, Kind.FORBIDDEN),
    response_model=ChangesTold,
    openapi_extra=needs(Act.SEE_YOUTHS),
    summary="What has happened to flags",
)
def changes(
    service: context.Asked,
    actor: ApiActor,
    since: Annotated[int, Query(ge=0, le=2**62, description="`next` of the answer before; 0 from the beginning")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> JSONResponse:
    """Moves of flags in order, by ids only; ask again with `next` for what comes later.

    The week's risk flags, and what came after them, are told from Monday 06:00.
    """
    check_may(actor, Act.SEE_YOUTHS)
    if actor.role is not Role.SYSTEM:
        raise NotPermitted(
            "changes: got a person, allowed are systems with the scope lists:read. People have their list."
        )
    with service.store.read() as work:
        page = outbox.events_after(work, since, at=service.now(), limit=limit)
    service.looks.write(Event(service.now(), actor, "changes.looked", detail={"since": since, "moves": len(page)}))
    told = [one.content for one in page]
    return JSONResponse({"changes": told, "next": page[-1].number if page else since})


def _done(service: context.Service, actor: Actor, once: AskedOnce, way: Way[StoredFlag]) -> Response:
    """Act once under the caller's key, and answer with the flag that came of it."""
    flag, status = do_once(service, actor, once, way)
    with service.store.read() as work:
        is_protected = has_protected_address(work, Errand(Task.ACTING).of(flag.youth_id))
    return _answer(flag, is_protected=is_protected, status=status)


def _made(work: Work, flag_id: str) -> StoredFlag | None:
    """The flag that came of the caller's own request before."""
    return flags.by_id(work, Errand(Task.ACTING), flag_id=flag_id)


def flag_content(flag: StoredFlag, *, is_protected: bool) -> dict[str, Any]:
    """A flag as JSON has it; of a youth whose address is protected it tells no place, nor a queue that would."""
    if is_protected:
        queue = CENTRAL if flag.queue else None
        flag = replace(flag, district_id=None, area_id=None, queue=queue)
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in ((name, getattr(flag, name)) for name in FlagTold.model_fields)
    }


def is_published(flag: StoredFlag, at: datetime) -> bool:
    """Whether the flag is shown yet: the week's risk flags are from Monday 06:00."""
    return flag.source is not Source.RISK or at >= risk_from(flag.cause_on)


def _answer(flag: StoredFlag, *, is_protected: bool, status: int = 200) -> Response:
    """The flag; its ETag is its version, and what else is told of it: a night changes that without a move."""
    answer = JSONResponse(flag_content(flag, is_protected=is_protected), status_code=status)
    answer.headers["etag"] = f'"{flag.version}-{sha256(answer.body).hexdigest()[:16]}"'
    return answer


def _version_in(etag: str) -> str:
    """The part of an ETag that people's moves change; what a night found out since then hinders nobody."""
    return etag.strip('"').partition("-")[0]


def _may_see(work: Work, actor: Actor, flag: StoredFlag, at: datetime) -> bool:
    """Whether the flag is published, and a person may see its youth, from whom they may be recused; a system sees every one."""
    if not is_published(flag, at):
        return False
    if actor.role is Role.SYSTEM:
        return True
    try:
        check_may_see(work, actor, flag.youth_id, at=at)
    except UnknownThing:
        return False
    return True


def _cursor(flag: StoredFlag) -> str:
    return base64.urlsafe_b64encode(f"{flag.joined_at.isoformat()}|{flag.flag_id}".encode()).decode()


def _after(cursor: str | None) -> flags.Cursor | None:
    if cursor is None:
        return None
    try:
        joined_at, flag_id = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        return flags.Cursor(datetime.fromisoformat(joined_at), flag_id)
    except (binascii.Error, ValueError):
        place = Place("cursor", "`next` of the page before")
        raise Refused(Kind.INVALID_PARAMETER, "Begin again without a cursor.", [place]) from None
