"""The lists of the published nights: as they were published, and as they are now. Facts only; no score is read here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

import sqlalchemy as sa

from features.calendar import LOCAL, cut, iso_week, monday_of, monday_of_week
from features.vocabulary import CounsellorId, InstitutionId, YouthId
from service.domain.canonical import from_text
from service.domain.errors import UnknownThing
from service.domain.flag_life import Move, Moved, StoredFlag
from service.domain.flags import Source
from service.domain.list_past import MATURE, ListPast, list_past
from service.domain.night import Run, YouthFacts
from service.domain.places import Places, is_queue
from service.domain.routing import CENTRAL, Organisation
from service.domain.rules import Responsible
from service.domain.sight import Many, OnePlace
from service.domain.unanswered import unanswered_since
from service.domain.weekly import Listed, Reason, WeeklyList, in_order
from service.store import flags
from service.store.casework import last_spoken
from service.store.identities import protected, protected_before
from service.store.matured import dropped_after
from service.store.nights import latest_published, published, published_for
from service.store.publication import risk_from
from service.store.tables import LISTED, LISTS
from service.store.unit_of_work import Work
from service.store.youths import facts_of, organisation


@dataclass(frozen=True)
class PublishedList:
    """A place's list of a week as the night of its Monday published it."""

    weekly: WeeklyList
    run: Run


@dataclass(frozen=True)
class CurrentYouth:
    """One youth on a list now.

    `flags`: those that are open. `is_new_since_monday`: one of them joined after Monday's night. `last_act`: the latest move that a person
    made with one of them. `spoken_on`: when somebody last spoke with the youth, by records or by what is written here.
    """

    listed: Listed
    flags: tuple[StoredFlag, ...]
    is_new_since_monday: bool
    last_act: Moved | None = None
    spoken_on: date | None = None

    @cached_property
    def unanswered_since(self) -> date | None:
        """The day from which a sign stands that nobody has acted on; None where somebody has."""
        return unanswered_since(self.flags, spoken_on=self.spoken_on)


@dataclass(frozen=True)
class CurrentList:
    """A place's list at an instant: of the newest published night, without what has ended since, with what was raised by hand.

    `youths` stand in the order of the list, as do those of `weekly`. `names`: what institutions are called.
    """

    weekly: WeeklyList
    run: Run
    youths: tuple[CurrentYouth, ...]
    names: Mapping[InstitutionId, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ListPlace:
    """A place that has a list: its id as in addresses, its name, and how many youths the night put on it."""

    place: str
    name: str
    count: int
    is_queue: bool


def published_list(work: Work, seen: OnePlace, *, week: str) -> PublishedList:
    """The list of a place as it was published for a week, without those whose address has been protected since.

    Raises: UnknownThing if no night was published for the Monday of the week, or it had no such place.
    """
    run = published_for(work, monday_of_week(week))
    if run is None:
        raise UnknownThing("list: got a week for whose Monday no night was published. GET /runs tells which were.")
    weekly = _heading(work, run, seen.place)
    listed = _listed(work, run, seen.place)
    now = protected(work, seen, youth_ids=[youth.youth_id for youth in listed])
    later = now - protected_before(work, seen, before=cut(run.business_on))
    return PublishedList(replace(weekly, youths=in_order(listed)).without(later), run)


def current_list(work: Work, seen: OnePlace, *, at: datetime) -> CurrentList:
    """The list of a place at an instant; before Monday 06:00 the risk flags are still those of the week before.

    Raises: UnknownThing if no night has been published, or the published one has no such place.
    """
    run, place = _newest(work), seen.place
    weekly = _heading(work, run, place)
    now = _Now(monday_of(run.business_on), at, organisation(work))
    listed = {youth.youth_id: youth for youth in _listed(work, run, place)}
    stored = _open_flags(work, seen, listed, now.organisation)
    facts = facts_of(work, seen, youth_ids=[youth_id for youth_id in stored if youth_id not in listed])
    shown = (
        now.youth(listed.get(youth_id) or _unlisted(facts[youth_id]), group)
        for youth_id, group in stored.items()
        if youth_id in listed or youth_id in facts
    )
    youths = _with_acts(work, seen, [youth for youth in shown if youth is not None])
    order = in_order([youth.listed for youth in youths.values()], seen_on=_seen_before(youths, at))
    waiting = _waited_before(work, now.monday, place) if now.is_before_risk else weekly.waiting
    weekly = replace(weekly, youths=order, waiting=waiting)
    names = now.organisation.institution_names
    return CurrentList(weekly, run, tuple(youths[item.youth_id] for item in order), names)


def past_of(work: Work, seen: OnePlace, *, on: date) -> ListPast | None:
    """What is known now of those whom the latest list named that is old enough on a day; None if there is none, or it named too few."""
    run = latest_published(work, until=on - MATURE)
    if run is None:
        return None
    asked = sa.select(LISTED.c.youth_id).where(LISTED.c.run_id == run.run_id, LISTED.c.place == seen.place)
    named = [YouthId(row.youth_id) for row in work.rows(asked)]
    dropped = dropped_after(work, seen, week=iso_week(run.business_on))
    return list_past(
        named, facts_of(work, seen, youth_ids=named), monday_on=monday_of(run.business_on), dropped=dropped
    )


def _with_acts(work: Work, seen: OnePlace, youths: list[CurrentYouth]) -> dict[YouthId, CurrentYouth]:
    """The youths with what people have done, and without the place of those whose address is protected by now."""
    placeless = protected(work, seen, youth_ids=[youth.listed.youth_id for youth in youths])
    youths = [_placeless(youth) if youth.listed.youth_id in placeless else youth for youth in youths]
    moved = [flag.flag_id for youth in youths for flag in youth.flags if flag.last_move is not Move.RAISE]
    acts = flags.last_acts(work, seen, flag_ids=moved)
    spoken = last_spoken(work, seen, youth_ids=[youth.listed.youth_id for youth in youths])
    return {youth.listed.youth_id: _with_act(youth, acts, spoken.get(youth.listed.youth_id)) for youth in youths}


def _with_act(youth: CurrentYouth, acts: Mapping[str, Moved], here_on: date | None) -> CurrentYouth:
    made = [acts[flag.flag_id] for flag in youth.flags if flag.flag_id in acts]
    days = [day for day in (youth.listed.spoken_on, here_on) if day is not None]
    last = max(made, key=lambda moved: moved.number or 0, default=None)
    return CurrentYouth(youth.listed, youth.flags, youth.is_new_since_monday, last, max(days, default=None))


def _placeless(youth: CurrentYouth) -> CurrentYouth:
    return replace(youth, listed=replace(youth.listed, institution_ids=()))


def _seen_before(youths: Mapping[YouthId, CurrentYouth], at: datetime) -> dict[YouthId, date]:
    """The day on which somebody last saw to each youth, today apart: the list keeps its order while somebody works through it."""
    today = at.astimezone(LOCAL).date()
    acted = {
        youth_id: youth.last_act.at.astimezone(LOCAL).date() for youth_id, youth in youths.items() if youth.last_act
    }
    return {youth_id: day for youth_id, day in acted.items() if day < today}


def places(work: Work, _seen: Many) -> tuple[ListPlace, ...]:
    """Every place of the published night, districts by name first, then queues.

    Raises: UnknownThing if no night has been published.
    """
    run = _newest(work)
    counted = sa.select(LISTED.c.place, sa.func.count().label("youths")).where(LISTED.c.run_id == run.run_id)
    counts = {row.place: row.youths for row in work.rows(counted.group_by(LISTED.c.place))}
    contents = work.rows(sa.select(LISTS.c.content).where(LISTS.c.run_id == run.run_id))
    headings = (_read_heading(row.content) for row in contents)
    found = (
        ListPlace(item.place, item.place_name, counts.get(item.place, 0), is_queue(item.place)) for item in headings
    )
    return tuple(sorted(found, key=lambda item: (item.is_queue, item.place == CENTRAL, item.name, item.place)))


@dataclass(frozen=True)
class _Now:
    """What of a night's list is shown at an instant. `monday`: of the night's week."""

    monday: date
    at: datetime
    organisation: Organisation

    @cached_property
    def is_before_risk(self) -> bool:
        """Whether it is so early on Monday that last week's risk flags are shown."""
        return self.at < risk_from(self.monday)

    def youth(self, listed: Listed, stored: Iterable[StoredFlag]) -> CurrentYouth | None:
        """The youth with the flags that are open and shown; None if there are none."""
        told = {reason.flag_id: (place, reason) for place, reason in enumerate(listed.reasons)}
        shown = sorted(
            (flag for flag in stored if not self._is_early(flag)),
            key=lambda flag: (
                told[flag.flag_id][0] if flag.flag_id in told else len(told),
                flag.joined_at,
                flag.flag_id,
            ),
        )
        if not shown:
            return None
        reasons = tuple(told[flag.flag_id][1] if flag.flag_id in told else _by_hand(flag) for flag in shown)
        first = shown[0]
        now = (reasons, self._name(first.counsellor_id), first.queue or "")
        is_as_at_night = now == (listed.reasons, listed.owner, listed.queue)
        return CurrentYouth(
            listed if is_as_at_night else replace(listed, reasons=now[0], owner=now[1], queue=now[2]),
            tuple(shown),
            any(self._came_since(flag) for flag in shown),
        )

    def _came_since(self, flag: StoredFlag) -> bool:
        """Whether a later night raised the flag, or a person did once Monday's list was out."""
        by_hand = flag.source is Source.MANUAL and flag.joined_at > risk_from(self.monday)
        return by_hand or flag.raised_on > self.monday

    def _is_early(self, flag: StoredFlag) -> bool:
        return self.is_before_risk and flag.source is Source.RISK and flag.cause_on >= self.monday

    def _name(self, counsellor_id: CounsellorId | None) -> str:
        if counsellor_id is None:
            return ""
        counsellor = self.organisation.counsellors.get(counsellor_id)
        return (counsellor.name if counsellor else "") or counsellor_id


def _open_flags(
    work: Work, seen: OnePlace, listed: Mapping[YouthId, Listed], known: Organisation
) -> dict[YouthId, list[StoredFlag]]:
    """Open flags by youth: of those on the night's list, and of those whom somebody put there by hand since."""
    wanted = flags.open_of(work, seen, youth_ids=listed)
    raised = flags.open_by_hand(work, seen)
    of_place = Places.of(known, raised).of_routed
    by_hand = [flag for flag in raised if seen.place in of_place(flag)]
    found: dict[YouthId, list[StoredFlag]] = defaultdict(list)
    for flag in {flag.flag_id: flag for flag in (*wanted, *by_hand)}.values():
        found[flag.youth_id].append(flag)
    return found


def _unlisted(facts: YouthFacts) -> Listed:
    """A youth of whom the night had no flag, with the facts that it had."""
    situation = facts.situation
    return Listed(
        facts.youth_id,
        situation.age_years,
        (),
        facts.facts,
        facts.coverage,
        data_until_on=situation.last_attendance_on,
        has_school=bool(situation.schools),
    )


def _by_hand(flag: StoredFlag) -> Reason:
    return Reason(flag.rule, flag.source, Responsible.UU, True, flag.due_on, flag.flag_id, flag.cause_on)


def _newest(work: Work) -> Run:
    run = published(work)
    if run is None:
        raise UnknownThing("list: got none, because no night has been published. Run `alleskalmed nightly`.")
    return run


def _heading(work: Work, run: Run, place: str) -> WeeklyList:
    asked = sa.select(LISTS.c.content).where(LISTS.c.run_id == run.run_id, LISTS.c.place == place)
    found = work.first(asked)
    if found is None:
        raise UnknownThing(
            "list: got a place that the night does not know, allowed are districts, `area:ID` and `central`."
        )
    return _read_heading(found.content)


@lru_cache(maxsize=200)
def _read_heading(content: str) -> WeeklyList:
    return from_text(WeeklyList, content)


def _listed(work: Work, run: Run, place: str) -> list[Listed]:
    asked = sa.select(LISTED.c.content).where(LISTED.c.run_id == run.run_id, LISTED.c.place == place)
    return [_read(row.content) for row in work.rows(asked.order_by(LISTED.c.youth_id))]


@lru_cache(maxsize=2_000)
def _read(content: str) -> Listed:
    """What a night wrote of a youth; it never changes, and is read at every look."""
    return from_text(Listed, content)


def _waited_before(work: Work, monday: date, place: str) -> int:
    """How many waited below the line in the week before, by its last night."""
    run = latest_published(work, until=monday - timedelta(days=1))
    if run is None:
        return 0
    found = work.first(sa.select(LISTS.c.content).where(LISTS.c.run_id == run.run_id, LISTS.c.place == place))
    return 0 if found is None else from_text(WeeklyList, found.content).waiting
