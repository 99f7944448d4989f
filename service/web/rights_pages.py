"""Rettigheder: what stands open of youths' rights, and the forms by which it is recorded and answered - for the data protection officer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Form
from starlette.responses import Response

from features.vocabulary import YouthId
from service.casework.seeing import local_day
from service.domain.access import Act, check_may
from service.domain.break_glass import LONGEST, one_line
from service.domain.disputes import DISPUTABLE, Answer, Dispute, Disputed
from service.domain.errors import UnknownThing, WrongUse
from service.operating.contesting import Complaint, contest
from service.operating.contesting import answer as answer_dispute
from service.operating.holding import release, set_hold
from service.operating.overseeing_rights import is_known, read_rights
from service.operating.permits import end_objection, object_to_profiling
from service.store.records_lake import Lake
from service.store.unit_of_work import Work
from service.texts.catalogue import say_count
from service.texts.dates import medium_day
from service.web.reading import SignedIn, Somebody, go_to
from service.web.typed import Number
from service.web.views import Choice

router = APIRouter(include_in_schema=False)
RIGHTS: Final = "/tilsyn/rettigheder"
LONGEST_ID: Final = 64
Youth = Annotated[str, Form(min_length=1, max_length=LONGEST_ID)]
Line = Annotated[str, Form(max_length=LONGEST)]


@dataclass(frozen=True)
class DisputeRow:
    """A record that waits for its source's answer."""

    number: int
    youth: str
    what: str
    why: str
    due: str
    is_overdue: bool


@dataclass(frozen=True)
class StandingRow:
    """An objection or a hold that stands."""

    youth: str
    told: str
    number: int = 0


@dataclass(frozen=True)
class RightsPage:
    """What stands open; `title` and `answer` are empty until something went wrong."""

    disputes: tuple[DisputeRow, ...]
    objections: tuple[StandingRow, ...]
    holds: tuple[StandingRow, ...]
    erased: str
    tables: tuple[Choice, ...]
    answers: tuple[Choice, ...]
    longest: int
    today: str
    title: str = ""
    answer: str = ""


@router.get(RIGHTS)
def rights_page(reader: Somebody) -> Response:
    """What stands open."""
    return _page(reader)


@router.post(f"{RIGHTS}/indsigelse")
def store_objection(reader: Somebody, youth_id: Youth) -> Response:
    """Keep a youth's objection to computing."""
    check_may(reader.actor, Act.RECORD_OBJECTION)

    def store(work: Work) -> None:
        object_to_profiling(work, reader.actor, _known(work, youth_id), at=reader.at)

    return _done(reader, "objected", store)


@router.post(f"{RIGHTS}/indsigelse/slut")
def store_end(reader: Somebody, youth_id: Youth) -> Response:
    """End a youth's objection."""
    check_may(reader.actor, Act.RECORD_OBJECTION)
    return _done(
        reader, "objection_ended", lambda work: end_objection(work, reader.actor, YouthId(youth_id), at=reader.at)
    )


@router.post(f"{RIGHTS}/bestridt")
def store_dispute(
    reader: Somebody,
    youth_id: Youth,
    table: Annotated[str, Form(max_length=40)],
    on: Annotated[date, Form()],
    reason: Line,
) -> Response:
    """Keep that a record is disputed."""
    check_may(reader.actor, Act.RECORD_DISPUTE)
    lake = Lake(reader.service.folders.lake)

    def store(work: Work) -> None:
        made = Complaint(Disputed(_known(work, youth_id), table, on), one_line(reason))
        contest(work, lake, made, actor=reader.actor, at=reader.at)

    return _done(reader, "contested", store)


@router.post(f"{RIGHTS}/bestridt/{{number}}")
def store_answer(reader: Somebody, number: Number, said: Annotated[Answer, Form()]) -> Response:
    """Keep what the source answers."""
    check_may(reader.actor, Act.RECORD_DISPUTE)
    return _done(reader, "answered", lambda work: answer_dispute(work, reader.actor, number, said=said, at=reader.at))


@router.post(f"{RIGHTS}/gem")
def store_hold(reader: Somebody, youth_id: Youth, reason: Line) -> Response:
    """Forbid erasing a youth for now."""
    check_may(reader.actor, Act.ANSWER_SUBJECT)

    def store(work: Work) -> None:
        set_hold(work, reader.actor, _known(work, youth_id), reason=one_line(reason), at=reader.at)

    return _done(reader, "held", store)


@router.post(f"{RIGHTS}/gem/{{number}}/slut")
def store_release(reader: Somebody, number: Number) -> Response:
    """Lift a hold."""
    check_may(reader.actor, Act.ANSWER_SUBJECT)
    return _done(reader, "released", lambda work: release(work, reader.actor, number, at=reader.at))


class _Unknown(UnknownThing):
    """The youth of a form is not known."""


def _known(work: Work, written: str) -> YouthId:
    """The youth of a form.

    Raises: UnknownThing if the published night does not know them, so that a slip of the pen is not kept as somebody's right.
    """
    youth_id = YouthId(written.strip())
    if not is_known(work, youth_id):
        raise _Unknown(
            "youth: got an id that is not known here, allowed are those of residents. Look at how it is written."
        )
    return youth_id


def _done(reader: SignedIn, done: str, do: Callable[[Work], object]) -> Response:
    """Do something in one transaction, then read the page again; what cannot be is told on the page."""
    try:
        with reader.service.store.begin() as work:
            do(work)
    except WrongUse:
        return _page(reader, said="wrong", status=422)
    except _Unknown:
        return _page(reader, said="unknown", status=404)
    except UnknownThing:
        return _page(reader, said="no_record" if done == "contested" else "gone", status=404)
    return go_to(f"{RIGHTS}?gjort={done}")


def _page(reader: SignedIn, *, said: str = "", status: int = 200) -> Response:
    with reader.service.store.begin() as work:
        found = read_rights(work, reader.actor, at=reader.at)
    language, today = reader.language, local_day(reader.at)
    since = {one.youth_id: medium_day(local_day(one.at), language) for one in found.objections}
    page = RightsPage(
        tuple(_dispute(reader, one, today) for one in found.disputes),
        tuple(StandingRow(key, reader.say("claims.objection.since", on=on)) for key, on in since.items()),
        tuple(StandingRow(one.youth_id, one.reason, one.number) for one in found.holds),
        say_count("claims.erased", found.erased, language) if found.erased else "",
        tuple(Choice(name, reader.say(f"rights.table.{name}")) for name in DISPUTABLE),
        tuple(Choice(str(one), reader.say(f"claims.answer.{one}")) for one in Answer),
        LONGEST,
        today.isoformat(),
        reader.say(f"claims.{said}.title") if said else "",
        reader.say(f"claims.{said}") if said else "",
    )
    return reader.page("rights.html.j2", page, status=status)


def _dispute(reader: SignedIn, one: Dispute, today: date) -> DisputeRow:
    kind, on = reader.say(f"rights.table.{one.what.table}"), medium_day(one.what.on, reader.language)
    due = medium_day(one.due_on, reader.language)
    return DisputeRow(one.number, one.what.youth_id, f"{kind}, {on}", one.reason, due, one.is_overdue(today))
