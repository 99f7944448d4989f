"""The front page and Ugens liste: who is on a place's list now, or was in an earlier week. Facts only, in an order no score can move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from features.calendar import iso_week, monday_of, monday_of_week
from features.errors import WindowError
from features.vocabulary import YouthId
from service.casework.seeing import check_may_overlook, check_may_see_list, hidden_from, local_day
from service.domain.access import Act, may, may_see_place
from service.domain.audit import Event
from service.domain.errors import UnknownThing
from service.domain.flag_life import FlagState
from service.domain.night import Run, RunState
from service.domain.sight import PlaceSight
from service.domain.weekly import WeeklyList
from service.edge.problems import Kind, Refused
from service.store import lists, nights
from service.store.lists import CurrentYouth, ListPlace
from service.store.publication import risk_from
from service.store.unit_of_work import Work
from service.store.youth_keys import keys_of_store
from service.texts.catalogue import say_count
from service.texts.wording import Seen, WordedList, word_list
from service.web.freshness import EARLIER, freshness
from service.web.reading import SignedIn, Somebody, go_to
from service.web.rendering import Link
from service.web.views import ListPage, StartPage

router = APIRouter(include_in_schema=False)
WEEKS_SHOWN: Final = 12
_NIGHTS_IN_WEEKS: Final = 7 * WEEKS_SHOWN


@dataclass(frozen=True)
class _Found:
    """A list and the night it is of. `youths`: with their flags as they are now; none of an earlier week."""

    weekly: WeeklyList
    run: Run
    is_current: bool
    youths: tuple[CurrentYouth, ...] = ()


@router.get("/")
def front_page(reader: Somebody) -> Response:
    """This week's list of the reader's own place; for who sees no youths, a page that says so."""
    if not may(reader.actor, Act.SEE_YOUTHS):
        return reader.page("start.html.j2", StartPage())
    with reader.service.store.read() as work:
        run, seen = _published(work), _places(work, reader)
    if not seen:
        raise UnknownThing("list: got a reader of no place, allowed is one with a district. Give the user a district.")
    return go_to(_href(seen[0].place, iso_week(monday_of(run.business_on))))


@router.get("/lister")
def lists_page() -> Response:
    """Where the menu leads: to the reader's own list."""
    return go_to("/")


@router.get("/lister/{place:path}/{week}")
def list_page(reader: Somebody, place: str, week: str) -> Response:
    """A place's list of a week: this week's as it stands now, an earlier one as it was published.

    Raises: UnknownThing if there is none, or it is not the reader's to see.
    """
    seen = check_may_see_list(reader.actor, place, at=reader.at)
    with reader.service.store.read() as work:
        found = _list(work, seen, week)
        hidden = hidden_from(work, reader.actor, [youth.youth_id for youth in found.weekly.youths], at=reader.at)
        here, weeks = _places(work, reader), _weeks(work)
    found = _without(found, hidden)
    reader.service.looks.write(_look(reader, found, place, week))
    return reader.page("list.html.j2", _page(found, reader, hidden, _Around(place, week, here, weeks)))


def _look(reader: SignedIn, found: _Found, place: str, week: str) -> Event:
    run_id, count = found.run.run_id, len(found.weekly.youths)
    return Event(
        reader.at,
        reader.actor,
        "list.looked",
        detail={"run": run_id, "place": place, "week": week, "count": count},
    )


@dataclass(frozen=True)
class _Around:
    place: str
    week: str
    places: tuple[ListPlace, ...]
    weeks: tuple[str, ...]


def _list(work: Work, seen: PlaceSight, week: str) -> _Found:
    run = _published(work)
    if week == iso_week(monday_of(run.business_on)):
        current = lists.current_list(work, seen, at=seen.at)
        return _Found(current.weekly, current.run, True, current.youths)
    try:
        monday_of_week(week)
    except WindowError as error:
        raise UnknownThing("list: got a text that is no ISO week, allowed is one such as 2026-W47.") from error
    earlier = lists.published_list(work, seen, week=week)
    return _Found(earlier.weekly, earlier.run, False)


def _published(work: Work) -> Run:
    run = nights.published(work)
    if run is None:
        raise Refused(Kind.NOTHING_PUBLISHED, "Run `alleskalmed nightly` first.")
    return run


def _places(work: Work, reader: SignedIn) -> tuple[ListPlace, ...]:
    """Places whose list the reader may see, the reader's own district first of all."""
    own = sorted(reader.actor.districts or ())
    every = lists.places(work, check_may_overlook(reader.actor, at=reader.at))
    seen = [place for place in every if may_see_place(reader.actor, place.place)]
    return tuple(sorted(seen, key=lambda place: place.place not in own))


def _weeks(work: Work) -> tuple[str, ...]:
    """Weeks whose Monday's night was published, the latest first."""
    runs = nights.runs(work, limit=_NIGHTS_IN_WEEKS)
    mondays = {run.business_on for run in runs if run.state is RunState.PUBLISHED and run.business_on.weekday() == 0}
    return tuple(iso_week(monday) for monday in sorted(mondays, reverse=True))


def _without(found: _Found, hidden: frozenset[YouthId]) -> _Found:
    kept = tuple(youth for youth in found.youths if youth.listed.youth_id not in hidden)
    return replace(found, weekly=found.weekly.without(hidden), youths=kept)


def _page(found: _Found, reader: SignedIn, hidden: frozenset[YouthId], around: _Around) -> ListPage:
    keys = keys_of_store(reader.service.store)
    marks = {youth.listed.youth_id: _marks(youth, reader) for youth in found.youths}
    return ListPage(
        _worded(found, reader, len(hidden)),
        freshness(found.run, reader, said="fresh.list" if found.is_current else EARLIER),
        {youth.youth_id: f"/unge/{keys.key_of(youth.youth_id)}" for youth in found.weekly.youths},
        {youth.youth_id: marks.get(youth.youth_id, ()) for youth in found.weekly.youths},
        tuple(_place_link(place, reader, around) for place in around.places) if len(around.places) > 1 else (),
        tuple(_week_link(week, reader, around) for week in around.weeks),
    )


def _worded(found: _Found, reader: SignedIn, hidden: int) -> WordedList:
    seen = Seen(found.run.business_on, _day_of(found, reader))
    words = word_list(found.weekly, reader.language, seen=seen)
    more = [say_count("list.recused", hidden, reader.language)] if hidden else []
    if found.is_current and reader.at < risk_from(found.weekly.monday_on):
        more.append(reader.say("fresh.risk_monday"))
    return replace(words, unseen=(*words.unseen, *more))


def _day_of(found: _Found, reader: SignedIn) -> date:
    """The day on which deadlines are judged: today on this week's list, its Monday on an earlier one."""
    return local_day(reader.at) if found.is_current else found.run.business_on


def _marks(youth: CurrentYouth, reader: SignedIn) -> tuple[str, ...]:
    """What has happened: states other than new, and whether something joined after Monday."""
    states = sorted({flag.state for flag in youth.flags if flag.state is not FlagState.NEW}, key=list(FlagState).index)
    marks = [reader.say(f"state.{state}") for state in states]
    return (*marks, reader.say("list.since_monday")) if youth.is_new_since_monday else tuple(marks)


def _place_link(place: ListPlace, reader: SignedIn, around: _Around) -> Link:
    kind = place.place.partition(":")[0] if place.is_queue else ""
    names = {"central": reader.say("list.queue.central"), "area": reader.say("list.queue.area", area=place.name)}
    return Link(names.get(kind, place.name), _href(place.place, around.week), place.place == around.place)


def _week_link(week: str, reader: SignedIn, around: _Around) -> Link:
    number = monday_of_week(week).isocalendar().week
    return Link(reader.say("list.week", week=number), _href(around.place, week), week == around.week)


def _href(place: str, week: str) -> str:
    return f"/lister/{quote(place, safe='')}/{week}"
