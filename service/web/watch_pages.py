"""Overvågning: how what is watched stands now and week by week, how good the sources are, and who looks into an alarm; of no youth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.responses import Response

from features.calendar import monday_of
from service.casework.seeing import local_day
from service.domain.access import Act, check_may, may
from service.domain.alarm_events import LONGEST_LINE
from service.domain.audit import Event
from service.domain.break_glass import one_line
from service.domain.errors import WrongUse
from service.domain.known_breaks import BREAKS, KnownBreak
from service.domain.watching import Level, Matter, Standing
from service.operating.alarms import Raised, raised, take_alarm
from service.store import watching
from service.store.organisations import published_organisation
from service.store.unit_of_work import Work
from service.store.watching import Week
from service.texts.alarm_wording import Names, say_alarm, say_matter, say_subject, say_value
from service.texts.dates import Language, day, medium_day, short_months, whole
from service.texts.ordering import danish_key
from service.web.actors import actor_names
from service.web.list_views import Chosen
from service.web.overview_pages import Table
from service.web.reading import SignedIn, Somebody, go_to
from service.web.series_chart import Drawn, has_begun, series_chart
from service.web.views import Choice
from service.web.watch_views import AlarmRow, MatterRow, WatchedSeries, WatchPage

router = APIRouter(include_in_schema=False)
PAGE: Final = "/data-og-model/overvaagning"
LOOKED_BACK: Final = timedelta(weeks=53)
STALE_AFTER: Final = timedelta(days=14)
"""From the Monday of a measurement on; the next one comes after a week."""
MOST_SERIES: Final = 12
LONGEST: Final = 120
SCHOOLS: Final = (Matter.SCHOOL_SILENT, Matter.SCHOOL_ABSENCE, Matter.SCHOOL_KINDS)
TABLES: Final = (Matter.NO_NEWS, Matter.DELAY, Matter.UNKNOWN_CODE, Matter.CORRECTIONS)
_ORDER: Final = {Level.STOP: 0, Level.WATCH: 1, Level.FINE: 2}
Series = tuple[Matter, str]
Text = Annotated[str, Form(max_length=LONGEST)]


@dataclass(frozen=True)
class Wanted:
    """Which series are shown week by week; of neither, those that stand out."""

    matter: Matter | None = None
    subject: str = ""

    def takes(self, series: Series) -> bool:
        """Whether a series is one of them."""
        return self.matter in (None, series[0]) and self.subject in ("", series[1].partition("/")[0], series[1])


@dataclass(frozen=True)
class _Read:
    """What was read for the page. `latest`: the last Monday that was measured."""

    standings: Sequence[Standing]
    raised: Sequence[Raised]
    weeks: Mapping[Series, Sequence[Week]]
    latest: date | None
    names: Names
    people: Mapping[str, str]


@router.get(PAGE)
def watch_page(reader: Somebody, sag: str = "", hvor: str = "") -> Response:
    """How what is watched stands."""
    check_may(reader.actor, Act.SEE_DRIFT)
    reader.service.looks.write(Event(reader.at, reader.actor, "alarms.looked"))
    wanted = Wanted(Matter(sag) if sag in set(Matter) else None, hvor[:LONGEST])
    with reader.service.store.read() as work:
        read = _read(work, reader.language, today=local_day(reader.at))
    return reader.page("watching.html.j2", _Words(reader, read, wanted).page())


@router.post(f"{PAGE}/set")
def store_taken(
    reader: Somebody, matter: Text, subject: Text, line: Annotated[str, Form(max_length=LONGEST_LINE)]
) -> Response:
    """Write down that the reader looks into an alarm.

    Raises: WrongUse for a matter that is none.
    """
    if matter not in set(Matter):
        raise WrongUse("matter: got a word that names nothing here, allowed are those of the form. Choose one.")
    with reader.service.store.begin() as work:
        take_alarm(work, reader.actor, (Matter(matter), subject), line=one_line(line), at=reader.at)
    return go_to(f"{PAGE}?gjort=alarm_taken")


def _read(work: Work, language: Language, *, today: date) -> _Read:
    weeks: dict[Series, list[Week]] = {}
    for week in watching.history(work, since=monday_of(today) - LOOKED_BACK):
        weeks.setdefault(week.standing.series, []).append(week)
    organisation = published_organisation(work)
    return _Read(
        watching.standings(work),
        raised(work),
        weeks,
        max((found[-1].monday_on for found in weeks.values()), default=None),
        organisation.institution_names if organisation else {},
        actor_names(work, language),
    )


class _Words:
    """What was read, in the reader's words."""

    def __init__(self, reader: SignedIn, read: _Read, wanted: Wanted) -> None:
        self.reader, self.read, self.wanted = reader, read, wanted
        self.language = reader.language

    def page(self) -> WatchPage:
        """The whole page."""
        on, shown = self.read.latest, self.shown()
        is_stale = on is not None and local_day(self.reader.at) - on >= STALE_AFTER
        written = day(on, self.language) if on else ""
        more = self.reader.say("watch.history.most", count=MOST_SERIES) if len(shown) > MOST_SERIES else ""
        return WatchPage(
            self.reader.say("watch.of", on=written) if on else "",
            self.reader.say("watch.stale", on=written) if is_stale else "",
            tuple(map(self.alarm, self.read.raised)),
            may(self.reader.actor, Act.TAKE_ALARM),
            LONGEST_LINE,
            tuple(self.matters()),
            self.chosen(
                [(str(matter), self.matter(matter)) for matter in self.watched()], str(self.wanted.matter or "")
            ),
            self.chosen(self.places(), self.wanted.subject),
            tuple(self.one(series) for series in shown[:MOST_SERIES]),
            more,
            tuple(self.sources()),
        )

    def matter(self, matter: Matter) -> str:
        """What is watched."""
        return say_matter(matter, self.language)

    def watched(self) -> list[Matter]:
        """Matters of which anything stands, in their own order."""
        there = {one.matter for one in self.read.standings}
        return [matter for matter in Matter if matter in there]

    def alarm(self, one: Raised) -> AlarmRow:
        """A series that stands out, with what was measured of it last."""
        now, seen = one.standing, one.seen
        last = self.read.weeks[now.series][-1].measured if now.series in self.read.weeks else None
        told = "" if seen is None else self.reader.say(
            "watch.seen.told", who=self.read.people.get(seen.actor_id, seen.actor_id),
            on=medium_day(local_day(seen.at), self.language), line=seen.line,
        )  # fmt: skip
        return AlarmRow(
            say_alarm(now.series, self.read.names, self.language),
            str(now.level),
            self.reader.say(f"alarm.level.{now.level}"),
            medium_day(now.since_on, self.language),
            self.value(now.series, last.value) if last else "–",
            self.value(now.series, last.usual) if last else "–",
            told,
            _href(*now.series),
            str(now.matter),
            now.subject,
        )

    def value(self, series: Series, value: float) -> str:
        """A measurement of a series."""
        return say_value(*series, value, self.language)

    def matters(self) -> Iterator[MatterRow]:
        """Of each matter how many series there are, and how the worst of them stands."""
        counts = Counter(one.matter for one in self.read.standings)
        for matter in self.watched():
            worst = min((one.level for one in self.read.standings if one.matter is matter), key=_ORDER.__getitem__)
            level = self.reader.say(f"alarm.level.{worst}")
            yield MatterRow(self.matter(matter), _href(matter), str(counts[matter]), str(worst), level)

    def chosen(self, found: Sequence[tuple[str, str]], value: str) -> tuple[Chosen, ...]:
        """What a filter offers, the choice of everything first."""
        every = [("", self.reader.say("watch.filter.any")), *found]
        return tuple(Chosen(Choice(key, text), key == value) for key, text in every)

    def places(self) -> list[tuple[str, str]]:
        """Schools, tables and indicators that are watched, by name."""
        called: dict[str, set[str]] = {}
        for one in self.read.standings:
            key = one.subject.partition("/")[0]
            called.setdefault(key, set()).add(say_subject((one.matter, key), self.read.names, self.language))
        named = [(key, " / ".join(sorted(words))) for key, words in called.items()]
        return sorted(named, key=lambda one: danish_key(one[1]))

    def shown(self) -> list[Series]:
        """The series that are shown week by week: those that were asked for, else those that stand out."""
        if self.wanted == Wanted():
            return [one.standing.series for one in self.read.raised if one.standing.series in self.read.weeks]
        found = [one for one in self.read.standings if self.wanted.takes(one.series) and one.series in self.read.weeks]
        return [one.series for one in sorted(found, key=lambda one: (_ORDER[one.level], one.series))]

    def one(self, series: Series) -> WatchedSeries:
        """A series week by week."""
        weeks = self.read.weeks[series]
        known = {name for week in weeks for name in week.standing.known_breaks}
        breaks = [one for one in BREAKS if one.name in known]
        drawn = Drawn(breaks, short_months(self.language), lambda value: self.value(series, value))
        title, last = say_alarm(series, self.read.names, self.language), weeks[-1].standing
        told = ", ".join(map(self.known, breaks))
        return WatchedSeries(
            title,
            self.reader.say(f"alarm.level.{last.level}"),
            series_chart(weeks, drawn),
            self.table(series, weeks, title),
            self.reader.say("watch.explained", names=told) if told else "",
        )

    def known(self, one: KnownBreak) -> str:
        """A known break in words, with its day."""
        return f"{self.reader.say(f'alarm.break.{one.name}')} ({medium_day(one.from_on, self.language)})"

    def table(self, series: Series, weeks: Sequence[Week], title: str) -> Table:
        """The same as figures, the newest first."""
        keys = ("watch.week", "watch.value", "watch.usual", "watch.level")
        heads = tuple(map(self.reader.say, keys))
        return Table(title, heads, tuple(self.week(series, week) for week in reversed(weeks)))

    def week(self, series: Series, week: Week) -> tuple[str, ...]:
        """A week as a row."""
        level = self.reader.say(f"alarm.level.{week.standing.level}")
        begun = f" – {self.reader.say('watch.chart.alarm')}" if has_begun(week) else ""
        values = (self.value(series, value) for value in (week.measured.value, week.measured.usual))
        return (medium_day(week.monday_on, self.language), *values, f"{level}{begun}")

    def sources(self) -> Iterator[Table]:
        """Of each school and each table what was measured last."""
        for name, matters in (("schools", SCHOOLS), ("tables", TABLES)):
            now = {
                series: weeks[-1]
                for series, weeks in self.read.weeks.items()
                if series[0] in matters and weeks[-1].monday_on == self.read.latest
            }
            if now:
                heads = (
                    self.reader.say("watch.where"),
                    self.reader.say(f"watch.rows.{name}"),
                    *map(self.matter, matters),
                )
                yield Table(self.reader.say(f"watch.sources.{name}"), heads, tuple(self.source_rows(now, matters)))

    def source_rows(self, now: Mapping[Series, Week], matters: Sequence[Matter]) -> Iterator[tuple[str, ...]]:
        """A row for each source, by name; the first matter is measured on the rows that came."""
        places = {subject.partition("/")[0] for _, subject in now}
        named = sorted((say_subject((matters[0], place), self.read.names, self.language), place) for place in places)
        for name, place in sorted(named, key=lambda one: danish_key(one[0])):
            counted = now.get((matters[0], place))
            rows = whole(counted.measured.n, self.language) if counted else "–"
            yield (name, rows, *(self.cell(now, matter, place) for matter in matters))

    def cell(self, now: Mapping[Series, Week], matter: Matter, place: str) -> str:
        """What was measured of a matter at a source: each part of it, and in words how it stands unless it is as usual."""
        told = []
        for (of, subject), week in sorted(now.items()):
            here, _, part = subject.partition("/")
            if of is matter and here == place:
                words = [say_subject((of, part), self.read.names, self.language)] if part else []
                words.append(self.value((of, subject), week.measured.value))
                if week.standing.level is not Level.FINE:
                    words.append(f"({self.reader.say(f'alarm.level.{week.standing.level}')})")
                told.append(" ".join(words))
        return ", ".join(told) or "–"


def _href(matter: Matter, subject: str = "") -> str:
    return f"{PAGE}?{urlencode({'sag': matter, **({'hvor': subject} if subject else {})})}#historie"
