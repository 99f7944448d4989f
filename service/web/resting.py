"""What a list says while computing is switched off for its place: since when, why, who looks into it, and what to do meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from features.calendar import LOCAL
from features.permission import Stop, StopKind
from service.domain.alarm_events import AlarmEvent
from service.operating.alarms import raised
from service.store import alarm_events, bundles, legal
from service.store.legal import Thrown
from service.store.organisations import published_organisation
from service.store.unit_of_work import Work
from service.texts.alarm_wording import Names, say_stop
from service.texts.dates import day
from service.web.actors import actor_names
from service.web.reading import SignedIn


def resting(work: Work, reader: SignedIn, place: str) -> tuple[str, ...]:
    """The sentences, those of the oldest switch first; none while computing runs."""
    active = bundles.active(work)
    mine = {Stop(StopKind.ENGINE), Stop(StopKind.DISTRICT, place)}
    if active is not None:
        mine.add(Stop(StopKind.MODEL, active.model_id))
    thrown = [one for one in legal.stops(work) if one.stop in mine]
    return tuple(_said(work, reader, thrown)) if thrown else ()


def _said(work: Work, reader: SignedIn, thrown: Sequence[Thrown]) -> Iterator[str]:
    since = min(one.at for one in thrown).astimezone(LOCAL).date()
    behind = alarm_events.behind_stops(work, [one.number for one in thrown])
    people = actor_names(work, reader.language)
    organisation = published_organisation(work)
    names = organisation.institution_names if organisation else {}
    yield reader.say("resting.since", on=day(since, reader.language))
    for one in thrown:
        yield reader.say("resting.why", why=say_why(reader, one, behind.get(one.number, ()), names=names))
    yield from _who(work, reader, [event for events in behind.values() for event in events], people)
    yield reader.say("resting.do")


def say_why(reader: SignedIn, thrown: Thrown, behind: Sequence[AlarmEvent], *, names: Names) -> str:
    """Why a switch was thrown: what a person wrote, or the alarms behind it in the reader's language."""
    return say_stop([one.change.series for one in behind], names, reader.language) if behind else thrown.reason


def _who(work: Work, reader: SignedIn, behind: Sequence[AlarmEvent], people: dict[str, str]) -> Iterator[str]:
    """Who looks into the alarms behind; nobody is asked for where a person threw the switch and said why."""
    if not behind:
        return
    series = {one.change.series for one in behind}
    seen = [one.seen for one in raised(work) if one.seen is not None and one.standing.series in series]
    for one in seen:
        yield reader.say("resting.who", who=people.get(one.actor_id, one.actor_id), line=one.line)
    if not seen:
        yield reader.say("resting.nobody")
