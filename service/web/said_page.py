"""What was said and what happened: whether the computing was right, whom lists found and how early, beside the best simple rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from service.domain.access import Act, check_may, may
from service.domain.audit import Event
from service.domain.routing import Organisation
from service.domain.said import Afresh, Calibrated, Chosen, Figures, GroupMeasure, Interval, OfGroup
from service.store import matured
from service.store.youths import organisation
from service.texts.catalogue import say_count
from service.texts.dates import day, month, percent, whole
from service.web.overview_pages import Table
from service.web.reading import SignedIn, Somebody
from service.web.said_chart import SaidChart, said_chart

router = APIRouter(include_in_schema=False)
PAGE: Final = "/det-der-skete"
OF_MANY: Final = {"flag_rate": 1_000, "predicted_over_observed": 100}
"""Measures that are told of so many, since whole hundredths would say too little, or since they are no shares."""
NOT_ESTIMABLE: Final = "not estimable"
_DISTRICT: Final = "district"


@dataclass(frozen=True)
class Told:
    """The figures in words, tables and a picture; empty where there is nothing to say."""

    counted: tuple[str, ...]
    periods: Table
    calibration: Table
    ratio: tuple[str, ...]
    chart: SaidChart | None
    listed: tuple[str, ...]
    lead: str
    missed: Table | None
    beside: Table | None
    beside_notes: tuple[str, ...]
    groups: Table | None
    groups_few: str


@dataclass(frozen=True)
class SaidPage:
    """The page; `told` is None until a list is mature."""

    told: Told | None
    may_overlook: bool


@router.get(PAGE)
def said_page(reader: Somebody) -> Response:
    """What was said and what happened, in counts of many."""
    check_may(reader.actor, Act.SEE_DRIFT)
    reader.service.looks.write(Event(reader.at, reader.actor, "said.looked"))
    with reader.service.store.read() as work:
        figures, known = matured.latest_shown(work), organisation(work)
    told = None if figures is None else _told(_Words(reader, figures, known))
    return reader.page("said.html.j2", SaidPage(told, may(reader.actor, Act.SEE_OVERVIEW)))


def _told(words: _Words) -> Told:
    rows = [(words.who(one), one) for one in words.figures.calibration]
    return Told(
        words.counted(),
        words.periods(),
        words.calibration(rows),
        tuple(words.ratio()),
        said_chart([(name, one) for name, one in rows if one.band]),
        tuple(words.listed()),
        words.lead(),
        words.missed(),
        words.beside(),
        tuple(words.beside_notes()),
        words.groups(),
        words.groups_few(),
    )


class _Words:
    """The figures in the reader's words."""

    def __init__(self, reader: SignedIn, figures: Figures, known: Organisation) -> None:
        self.reader, self.figures, self.language = reader, figures, reader.language
        self.districts = {str(key): row.name or str(key) for key, row in known.districts.items()}

    def say(self, key: str, **values: object) -> str:
        return self.reader.say(f"said.{key}", **values)

    def counted(self) -> tuple[str, ...]:
        """What is counted, and what came of it."""
        told = self.figures
        span = {"first": day(told.first_on, self.language), "last": day(told.last_on, self.language)}
        return (
            self.say("counted", lists=told.lists, youths=whole(told.youths, self.language), **span),
            self.say(
                "counted.became",
                rows=whole(told.rows, self.language),
                events=self._count(told.events),
                censored=self._count(told.censored),
                not_assessed=whole(told.not_assessed, self.language),
            ),
        )

    def periods(self) -> Table:
        """The lists of each month."""
        names = ("lists", "youths", "events", "censored", "placed", "hits")
        rows = tuple(
            (month(one.month_on, self.language), *(self._count(getattr(one, name)) for name in names))
            for one in self.figures.periods
        )
        return Table("", tuple(self.say(f"period.{name}") for name in ("month", *names)), rows)

    def who(self, one: Calibrated) -> str:
        """Of whom a row of the calibration is."""
        if not one.regime:
            return self.say("calibration.all")
        regime = self.say(f"regime.{one.regime}")
        return self.say("who", regime=regime, band=self.say(f"band.{one.band}")) if one.band else regime

    def calibration(self, rows: list[tuple[str, Calibrated]]) -> Table:
        """What was foretold and what happened."""
        heads = tuple(self.say(f"calibration.{name}") for name in ("who", "n", "expected", "events", "share"))
        return Table("", heads, tuple((name, *self._calibrated(one)) for name, one in rows))

    def ratio(self) -> Iterator[str]:
        """Whether too much or too little was foretold, and whether figures are too extreme."""
        whole_town = next(one for one in self.figures.calibration if not one.regime)
        if whole_town.ratio is not None:
            yield self.say("ratio", **_whole(100, whole_town.ratio))
        if whole_town.slope is not None:
            slope = whole_town.slope
            yield self.say(f"slope.{'low' if slope.high < 1 else 'high' if slope.low > 1 else 'right'}")

    def listed(self) -> Iterator[str]:
        """What the places of the lists were given to, and how many of those who dropped out had one."""
        told: Chosen = self.figures.listed
        places, endings = whole(told.places, self.language), self._count(told.endings)
        if told.hits is None or told.precision is None:
            yield self.say("places.few", places=places)
        else:
            yield self.say("places", places=places, hits=self._count(told.hits), share=self._share(told.precision))
        if told.endings is None:
            yield self.say("endings.few")
        elif told.found is None or told.recall is None:
            yield self.say("found.few", endings=endings)
        else:
            yield self.say("found", endings=endings, found=self._count(told.found), share=self._share(told.recall))

    def lead(self) -> str:
        """How early those who were found stood on a list."""
        told = self.figures.lead
        if told is None:
            return self.say("lead_time.none")
        days = {"lower": round(told.lower_quartile), "upper": round(told.upper_quartile)}
        middle = {name: round(getattr(told.median, name)) for name in ("low", "high")}
        return self.say("lead_time.days", median=round(told.median.value), cases=told.cases, **days, **middle)

    def missed(self) -> Table | None:
        """Where those stood whom no list had chosen."""
        told = self.figures.missed
        if not any(count is None or count for _, count in told):
            return None
        rows = tuple((self.say(f"missed.{why}"), self._count(count)) for why, count in told)
        return Table("", (self.say("missed.why"), self.say("missed.count")), rows)

    def beside(self) -> Table | None:
        """The computing beside the rules."""
        told = self.figures.beside
        if told.risk is None or told.hindsight is None:
            return None
        best = self.say("beside.hindsight", rule=self.say(f"rule.{told.hindsight.name}"))
        rows = [self._afresh(self.say("beside.risk"), told.risk), self._afresh(best, told.hindsight)]
        if told.chosen is not None:
            names = ", ".join(self.say(f"rule.{name}") for name in told.chosen_names)
            rows.append(self._afresh(self.say("beside.chosen", rule=names), told.chosen))
        heads = tuple(self.say(f"beside.{name}") for name in ("who", "recall", "precision", "ahead"))
        return Table("", heads, tuple(rows))

    def beside_notes(self) -> Iterator[str]:
        """What the comparison leaves out."""
        told = self.figures.beside
        if not told.lists:
            yield self.say("beside.gone.all")
            return
        if told.gone:
            yield say_count("said.beside.gone", told.gone, self.language)
        if told.chosen is None:
            yield self.say("beside.unchosen")

    def groups(self) -> Table | None:
        """The groups of which something can be said."""
        heads = tuple(self.say(f"groups.{name}") for name in ("group", "youths", "measure", "own", "others", "verdict"))
        rows = tuple(
            (self._group(one), whole(one.youths, self.language), *self._measured(each))
            for one in self.figures.groups
            for each in one.measures
            if each.verdict != NOT_ESTIMABLE
        )
        return Table("", heads, rows) if rows else None

    def groups_few(self) -> str:
        """The groups that are too small."""
        few = [one for one in self.figures.groups if all(each.verdict == NOT_ESTIMABLE for each in one.measures)]
        return self.say("groups.few", groups=", ".join(map(self._group, few))) if few else ""

    def _calibrated(self, one: Calibrated) -> tuple[str, ...]:
        share = self.say("hidden") if one.share is None else self._of(1_000, one.share)
        return whole(one.n, self.language), whole(round(one.expected), self.language), self._count(one.events), share

    def _afresh(self, name: str, one: Afresh) -> tuple[str, ...]:
        ahead = "–" if one.ahead is None else self._of(100, one.ahead)
        return name, self._maybe(one.recall), self._maybe(one.precision), ahead

    def _group(self, one: OfGroup) -> str:
        if one.dimension == _DISTRICT:
            return self.districts.get(one.group, one.group)
        if one.dimension == "age":
            return self.reader.say("about.group.age", age=one.group)
        return self.reader.say(f"about.group.{one.dimension}.{one.group}")

    def _measured(self, one: GroupMeasure) -> tuple[str, ...]:
        told = (self._by_measure(one.measure, found) for found in (one.value, one.others))
        return self.say(f"measure.{one.measure}"), *told, self.say(f"verdict.{one.verdict}")

    def _by_measure(self, measure: str, found: Interval | None) -> str:
        if found is None:
            return self.say("few")
        return self._of(OF_MANY[measure], found) if measure in OF_MANY else self._share(found)

    def _count(self, count: int | None) -> str:
        return self.say("hidden") if count is None else whole(count, self.language)

    def _maybe(self, found: Interval | None) -> str:
        return self.say("few") if found is None else self._share(found)

    def _share(self, found: Interval) -> str:
        figures = {name: percent(getattr(found, name), self.language) for name in ("value", "low", "high")}
        return self.say("range", **figures).replace(" %", "\xa0%")

    def _of(self, many: int, found: Interval) -> str:
        """Of so many, in whole ones."""
        return self.say("range", **_whole(many, found))


def _whole(many: int, found: Interval) -> dict[str, str]:
    """The figures of so many; below none with a minus."""
    counts = {name: round(many * getattr(found, name)) for name in ("value", "low", "high")}
    return {name: f"−{-count}" if count < 0 else str(count) for name, count in counts.items()}
