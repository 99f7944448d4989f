"""The front page and Ugens liste: who is on a place's list now, or was in an earlier week. Facts only, in an order no score can move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from features.calendar import monday_of_week
from features.vocabulary import YouthId
from service.casework.follow_up import due_within
from service.casework.seeing import check_may_overlook, check_may_see_list, local_day
from service.domain.access import Act, may
from service.domain.audit import Event
from service.domain.errors import UnknownThing
from service.domain.list_past import ListPast
from service.domain.unanswered import is_unanswered
from service.store.lists import ListPlace, past_of
from service.store.publication import risk_from
from service.store.unit_of_work import Work
from service.store.youth_keys import keys_of_store
from service.texts.catalogue import say_count
from service.texts.dates import span
from service.texts.list_wording import say_past
from service.texts.wording import PAST, Seen, WordedList, word_list
from service.web.freshness import EARLIER, freshness
from service.web.list_filters import EVERYBODY, Filtered, Sieve, View, Wanted, wanted
from service.web.list_reading import Address, Found, own_places, published, published_weeks, read_list, week_of
from service.web.list_rows import Acts, Rows, acts_of, draw
from service.web.list_views import ListPage, ListRow
from service.web.reading import SignedIn, Somebody, go_to
from service.web.rendering import Link
from service.web.resting import resting
from service.web.views import StartPage

router = APIRouter(include_in_schema=False)
LONGEST_CODE: Final = 64
Part = Annotated[Wanted, Depends(wanted)]
"""A page's parameter: what of the list is asked for."""


@dataclass(frozen=True)
class Reading:
    """A list and what stands around it; `filtered`: None of an earlier week, which is shown whole. `only`: whom a search found.

    `follow_ups`: how many the reader has to do before the week is over. `past`: what became of those
    whom an earlier list named; None while that is not known. `resting`: what is said while computing is switched off.
    """

    address: Address
    found: Found
    places: tuple[ListPlace, ...]
    weeks: tuple[str, ...]
    acts: Acts = field(default_factory=Acts)
    filtered: Filtered | None = None
    only: frozenset[YouthId] | None = None
    follow_ups: int = 0
    past: ListPast | None = None
    resting: tuple[str, ...] = ()

    @property
    def shown(self) -> frozenset[YouthId] | None:
        """Whom the page shows; None: everybody on the list."""
        if self.only is not None or self.filtered is None:
            return self.only
        return frozenset(youth.listed.youth_id for youth in self.filtered.kept)


@router.get("/")
def front_page(reader: Somebody) -> Response:
    """This week's list of the reader's own place; for who sees no youths, a page that says so."""
    if not may(reader.actor, Act.SEE_YOUTHS):
        return reader.page("start.html.j2", StartPage())
    with reader.service.store.read() as work:
        run, seen = published(work), own_places(work, reader)
    if not seen:
        raise UnknownThing("list: got a reader of no place, allowed is one with a district. Give the user a district.")
    return go_to(Address(seen[0].place, week_of(run)).href)


@router.get("/lister")
def lists_page() -> Response:
    """Where the menu leads: to the reader's own list."""
    return go_to("/")


@router.get("/lister/{place:path}/{week}")
def list_page(reader: Somebody, place: str, week: str, part: Part) -> Response:
    """A place's list of a week, or the wanted part of it: this week's as it stands now, an earlier one as it was published.

    Raises: UnknownThing if there is none, or it is not the reader's to see.
    """
    return reader.page("list.html.j2", _page(reader, read_for(reader, Address(place, week, part))))


@router.post("/lister/{place:path}/{week}/soeg")
def search_list(
    reader: Somebody, place: str, week: str, code: Annotated[str, Form(max_length=LONGEST_CODE)] = ""
) -> Response:
    """Find a youth on the list by the code or a part of it, which no address holds; the only one that fits is opened.

    Raises: UnknownThing as for the list.
    """
    read, written = read_for(reader, Address(place, week)), code.strip()
    if not written:
        return go_to(read.address.href)
    part = written.casefold()
    ids = (youth.youth_id for youth in read.found.weekly.youths)
    fitting = frozenset(youth_id for youth_id in ids if part in youth_id.casefold())
    if len(fitting) == 1:
        return go_to(f"/unge/{keys_of_store(reader.service.store).key_of(*fitting)}")
    page = _page(reader, replace(read, only=fitting))
    said = reader.say("search.found" if fitting else "search.nobody")
    return reader.page("list.html.j2", replace(page, said=said, written=written))


def read_for(reader: SignedIn, address: Address) -> Reading:
    """A list that the reader may see, with what stands around it; the look is written down.

    Raises: UnknownThing if there is none, or it is not the reader's to see.
    """
    seen = check_may_see_list(reader.actor, address.place, at=reader.at)
    with reader.service.store.read() as work:
        found = read_list(work, reader, seen, week=address.week)
        read = Reading(address, found, own_places(work, reader), published_weeks(work))
        if found.is_current:
            filtered = _filtered(reader, found, address.part)
            read = replace(
                read,
                address=replace(address, part=filtered.wanted),
                acts=acts_of(work, seen, found.youths),
                filtered=filtered,
                follow_ups=_follow_ups(work, reader, found),
                past=past_of(work, seen, on=local_day(reader.at)),
                resting=resting(work, reader, address.place),
            )
    reader.service.looks.write(_look(reader, read))
    return read


def _follow_ups(work: Work, reader: SignedIn, found: Found) -> int:
    """What the reader has promised to do before the week is over, whatever is past as well."""
    if not may(reader.actor, Act.FOLLOW_UP):
        return 0
    promised = due_within(work, check_may_overlook(reader.actor, at=reader.at))
    return sum(item.due_on <= found.weekly.sunday_on for item in promised)


def _look(reader: SignedIn, read: Reading) -> Event:
    run_id, count = read.found.run.run_id, len(read.found.weekly.youths)
    detail: dict[str, str | int] = {
        "run": run_id,
        "place": read.address.place,
        "week": read.address.week,
        "count": count,
    }
    return Event(reader.at, reader.actor, "list.looked", detail=detail)


def _filtered(reader: SignedIn, found: Found, part: Wanted) -> Filtered:
    """What is wanted of a list; a school that nobody on it goes to is not asked for, and not repeated."""
    there = {place for youth in found.youths for place in youth.listed.institution_ids}
    part = part if part.school in there else replace(part, school=None)
    sieve = Sieve(local_day(reader.at), reader.actor.counsellor_id)
    return Filtered(found.youths, part, sieve, found.names)


def _page(reader: SignedIn, read: Reading) -> ListPage:
    found, shown = read.found, read.shown
    words, rows = _worded(reader, read), _rows(reader, read)
    words = words if shown is None else words.only(shown)
    return ListPage(
        read.address.path,
        read.address.part.query,
        words,
        freshness(found.run, reader, said="fresh.list" if found.is_current else EARLIER),
        rows,
        {one.youth_id: draw(one, rows[one.youth_id], reader.language) for one in words.youths},
        tuple(_place_link(place, reader, read.address) for place in read.places) if len(read.places) > 1 else (),
        tuple(_week_link(week, reader, read.address) for week in read.weeks),
        filters=read.filtered.bar(reader, read.address.path) if read.filtered else None,
        unanswered=_unanswered(reader, read),
        may_take_up=found.is_current and may(reader.actor, Act.MOVE_FLAG),
        may_download=bool(found.weekly.youths),
        resting=read.resting,
    )


def _rows(reader: SignedIn, read: Reading) -> Mapping[str, ListRow]:
    keys = keys_of_store(reader.service.store)
    if not read.found.is_current:
        return {youth.youth_id: ListRow(f"/unge/{keys.key_of(youth.youth_id)}") for youth in read.found.weekly.youths}
    rows = Rows(reader, keys, read.acts, local_day(reader.at), may(reader.actor, Act.MOVE_FLAG))
    return {youth.listed.youth_id: rows.row(youth) for youth in read.found.youths}


def _worded(reader: SignedIn, read: Reading) -> WordedList:
    found = read.found
    seen = Seen(found.run.business_on, _day_of(found, reader), read.follow_ups)
    words = word_list(found.weekly, reader.language, seen=seen)
    more = [say_count("list.recused", found.hidden, reader.language)] if found.hidden else []
    if found.is_current and reader.at < risk_from(found.weekly.monday_on):
        more.append(reader.say("fresh.risk_monday"))
    notes = (*words.notes, reader.say("spark.note")) if found.is_current else words.notes
    if read.past is not None:
        unknown = reader.say(PAST)
        notes = tuple(say_past(read.past, reader.language) if note == unknown else note for note in notes)
    return replace(words, unseen=(*words.unseen, *more), notes=notes)


def _day_of(found: Found, reader: SignedIn) -> date:
    """The day on which deadlines are judged: today on this week's list, its Monday on an earlier one."""
    return local_day(reader.at) if found.is_current else found.run.business_on


def _unanswered(reader: SignedIn, read: Reading) -> Link | None:
    """How many signs nobody has acted on, whatever part of the list is read, and where they are shown; None if there are none."""
    today = local_day(reader.at)
    count = sum(is_unanswered(youth.unanswered_since, on=today) for youth in read.found.youths)
    there = replace(read.address, part=Wanted(View.UNANSWERED))
    return Link(say_count("unanswered", count, reader.language), there.href) if count else None


def _place_link(place: ListPlace, reader: SignedIn, address: Address) -> Link:
    kind = place.place.partition(":")[0] if place.is_queue else ""
    names = {"central": reader.say("list.queue.central"), "area": reader.say("list.queue.area", area=place.name)}
    there = replace(address, place=place.place, part=replace(address.part, school=None))
    return Link(names.get(kind, place.name), there.href, place.place == address.place)


def _week_link(week: str, reader: SignedIn, address: Address) -> Link:
    monday = monday_of_week(week)
    days = span(monday, monday + timedelta(days=6), reader.language)
    text = reader.say("list.week", week=monday.isocalendar().week, span=days)
    return Link(text, replace(address, week=week, part=EVERYBODY).href, week == address.week)
