"""Which list is read and by whom: its address, what of it the reader is told of, and the other lists there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote

from features.calendar import iso_week, monday_of, monday_of_week
from features.errors import WindowError
from features.vocabulary import InstitutionId
from service.casework.seeing import check_may_overlook, hidden_from
from service.domain.access import may_see_place
from service.domain.errors import UnknownThing
from service.domain.night import Run
from service.domain.routing import CENTRAL
from service.domain.sight import PlaceSight
from service.domain.weekly import WeeklyList
from service.edge.problems import Kind, Refused
from service.store import lists, nights
from service.store.lists import CurrentYouth, ListPlace
from service.store.unit_of_work import Work
from service.texts.ordering import danish_key
from service.web.list_filters import EVERYBODY, Wanted
from service.web.reading import SignedIn

WEEKS_SHOWN: Final = 12
_NIGHTS_IN_WEEKS: Final = 7 * WEEKS_SHOWN


@dataclass(frozen=True)
class Address:
    """Which list is read: a place's, of a week; `part`: what of it."""

    place: str
    week: str
    part: Wanted = EVERYBODY

    @property
    def path(self) -> str:
        """The list's own address, whatever part of it is read."""
        return f"/lister/{quote(self.place, safe='')}/{self.week}"

    @property
    def href(self) -> str:
        """The address of the part."""
        return f"{self.path}{self.part.query}"


@dataclass(frozen=True)
class Found:
    """A list and the night it is of.

    `youths`: with their flags as they are now; none of an earlier week. `hidden`: how many are left out.
    `names`: what places are called.
    """

    weekly: WeeklyList
    run: Run
    is_current: bool
    youths: tuple[CurrentYouth, ...] = ()
    hidden: int = 0
    names: Mapping[InstitutionId, str] = field(default_factory=dict)


def read_list(work: Work, reader: SignedIn, seen: PlaceSight, *, week: str) -> Found:
    """A place's list of a week without those whom the reader is not told of: this week's as it stands now, an earlier one as published.

    Raises: UnknownThing if there is none.
    """
    found = _found(work, seen, week)
    ids = [youth.youth_id for youth in found.weekly.youths]
    hidden = hidden_from(work, reader.actor, ids, at=reader.at)
    kept = tuple(youth for youth in found.youths if youth.listed.youth_id not in hidden)
    return replace(found, weekly=found.weekly.without(hidden), youths=kept, hidden=len(hidden))


def _found(work: Work, seen: PlaceSight, week: str) -> Found:
    run = published(work)
    if week == iso_week(monday_of(run.business_on)):
        current = lists.current_list(work, seen, at=seen.at)
        return Found(current.weekly, current.run, True, current.youths, names=current.names)
    try:
        monday_of_week(week)
    except WindowError as error:
        raise UnknownThing("list: got a text that is no ISO week, allowed is one such as 2026-W47.") from error
    earlier = lists.published_list(work, seen, week=week)
    return Found(earlier.weekly, earlier.run, False)


def published(work: Work) -> Run:
    """The run whose lists are read now.

    Raises: Refused before the first night.
    """
    run = nights.published(work)
    if run is None:
        raise Refused(Kind.NOTHING_PUBLISHED, "Run `alleskalmed nightly` first.")
    return run


def own_places(work: Work, reader: SignedIn) -> tuple[ListPlace, ...]:
    """Places whose list the reader may see: the reader's own district, then districts by name, then queues."""
    own = reader.actor.districts or ()
    every = lists.places(work, check_may_overlook(reader.actor, at=reader.at))
    seen = (place for place in every if may_see_place(reader.actor, place.place))
    return tuple(
        sorted(
            seen,
            key=lambda one: (one.place not in own, one.is_queue, one.place == CENTRAL, danish_key(one.name), one.place),
        )
    )


def published_weeks(work: Work) -> tuple[str, ...]:
    """Weeks whose Monday's night was published, the latest first."""
    days = nights.published_days(work, limit=_NIGHTS_IN_WEEKS)
    return tuple(iso_week(day) for day in days if day.weekday() == 0)


def week_of(run: Run) -> str:
    """The week whose list a run stands for."""
    return iso_week(monday_of(run.business_on))
