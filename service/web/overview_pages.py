"""Overblik: what is urgent, who waits, who has what, and how it went - for a leader, of the leader's own area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Form
from starlette.responses import Response

from features.vocabulary import CounsellorId, DistrictId, YouthId
from models.scores import OnsetProfile
from service.casework.assigning import set_tovholder
from service.casework.overseeing import Overseen, read_overview
from service.casework.results import Read, Results, read_results
from service.casework.seeing import local_day
from service.domain.access import Act, check_may
from service.domain.closings import Helped
from service.domain.overview import (
    CLOCKS,
    Agreement,
    Below,
    Came,
    Clock,
    Kept,
    Load,
    Waiting,
    late_ones,
    reasons_of,
    weeks_of,
)
from service.domain.places import place_name
from service.domain.suppression import safe_table
from service.edge.problems import Kind, Refused
from service.store import nights
from service.store.agreement import Compared
from service.store.records_lake import Lake
from service.store.youth_keys import keys_of_store
from service.texts.catalogue import say_count
from service.texts.dates import deadline, medium_day, month
from service.texts.wording import say_due, say_queue
from service.web.freshness import freshness
from service.web.reading import SignedIn, Somebody, go_to
from service.web.views import Choice, Freshness

router = APIRouter(include_in_schema=False)
STEPS: Final = ("1", "2", "3", "4")
LEAST_PEOPLE: Final = 2
"""People who must have assessed before the figures of a district are no longer those of a person."""
LONGEST_ID: Final = 64


@dataclass(frozen=True)
class Table:
    """A table of figures: its caption, empty where a heading names it; heads of columns; rows whose first cell names the row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class YouthRow:
    """A youth on the leader's page; empty texts where there is nothing to say."""

    youth: str
    href: str
    what: str = ""
    due: str = ""
    why: str = ""
    since: str = ""
    queue: str = ""
    give: str = ""


@dataclass(frozen=True)
class OverviewPage:
    """The leader's page; None or nothing where there are no figures yet."""

    lead: str
    freshness: Freshness
    sums: tuple[str, ...]
    late: tuple[YouthRow, ...]
    queue: tuple[YouthRow, ...]
    counsellors: tuple[Choice, ...]
    waiting: tuple[YouthRow, ...]
    clocks: tuple[Table, ...]
    reasons: tuple[str, ...]
    load: Table
    results: tuple[Table, ...]
    agreement: Table | None
    missed: Table | None


@router.get("/overblik")
def overview_page(reader: Somebody) -> Response:
    """The leader's page; that it was read is written down before it is shown."""
    service = reader.service
    check_may(reader.actor, Act.SEE_OVERVIEW)
    with service.store.begin() as work:
        if nights.published_id(work) is None:
            raise Refused(Kind.NOTHING_PUBLISHED, "Run `alleskalmed nightly` first.")
        found = read_overview(work, reader.actor, at=reader.at)
    with service.store.read() as work:
        results = read_results(work, Lake(service.folders.lake), found.seen, Read(found.run, found.permits))
    return reader.page("overview.html.j2", _page(_Words(reader, found, results)))


@router.post("/overblik/koe/{key}")
def give_to(reader: Somebody, key: str, counsellor_id: Annotated[str, Form(max_length=LONGEST_ID)]) -> Response:
    """Give a youth from a queue to a counsellor, who becomes the coordinator."""
    check_may(reader.actor, Act.ASSIGN)
    youth_id = keys_of_store(reader.service.store).youth_of(key)
    with reader.service.store.begin() as work:
        set_tovholder(work, reader.actor, youth_id, counsellor_id=CounsellorId(counsellor_id), at=reader.at)
    return go_to("/overblik?gjort=assigned")


def _page(words: _Words) -> OverviewPage:
    reader, found = words.reader, words.found
    late = late_ones(found.clocks, on=words.today)
    numbers = {"late": len(late), "queue": len(found.queue), "below": found.below}
    return OverviewPage(
        reader.say("overview.lead", place=words.place()),
        freshness(found.run, reader, said="fresh.case"),
        tuple(say_count(f"overview.sum.{name}", count, reader.language) for name, count in numbers.items() if count),
        tuple(map(words.late, late)),
        tuple(map(words.queued, found.queue)),
        tuple(Choice(str(one.counsellor_id), words.load_name(one)) for one in found.loads),
        tuple(map(words.waiting, found.waiting)),
        tuple(words.clocks()),
        tuple(
            reader.say("overview.clocks.reason", why=reader.say(f"overview.why.{why}"), count=count)
            for why, count in reasons_of(found.clocks, on=words.today)
        ),
        words.load(),
        (*words.results(), *words.views()),
        words.agreement(),
        words.missed(),
    )


class _Words:
    """What was read, in the reader's words."""

    def __init__(self, reader: SignedIn, found: Overseen, counted: Results) -> None:
        self.reader, self.found, self.counted = reader, found, counted
        self.today = local_day(reader.at)
        self.keys = keys_of_store(reader.service.store)

    def place(self) -> str:
        """Where the reader leads."""
        area = self.reader.actor.area_id
        return place_name(f"area:{area}", self.found.organisation) if area else self.reader.say("overview.everywhere")

    def late(self, clock: Clock) -> YouthRow:
        """A deadline that is past."""
        return self._youth(
            clock.youth_id,
            what=self.reader.say(f"rule.{clock.rule}"),
            due=deadline(clock.due_on, self.reader.language),
            why=self.reader.say(f"overview.why.{clock.why_late}"),
        )

    def queued(self, one: Waiting) -> YouthRow:
        """A youth without a counsellor."""
        days = (self.today - one.since_on).days
        return self._youth(
            one.youth_id,
            what="; ".join(self.reader.say(f"rule.{rule}") for rule in one.rules),
            due=say_due(one.due_on, self.today, self.reader.language),
            since=say_count("overview.days", days, self.reader.language) if days else self.reader.say("overview.today"),
            queue=say_queue(one.queue, self.reader.language),
            give=f"/overblik/koe/{self.keys.key_of(one.youth_id)}",
        )

    def waiting(self, one: Below) -> YouthRow:
        """A youth who waits for a place."""
        lists = say_count("overview.waiting.lists", one.lists, self.reader.language)
        since = self.reader.say("case.since", on=medium_day(one.since_on, self.reader.language))
        return self._youth(one.youth_id, since=f"{lists}, {since}")

    def clocks(self) -> Iterator[Table]:
        """Of each of the two duties, the weeks by what became of the deadlines."""
        heads = (self.reader.say("overview.clocks.week"), *self._heads("overview.kept", Kept))
        for rule in CLOCKS:
            weeks = weeks_of(self.found.clocks, rule, on=self.today)
            rows = tuple((self._week(week.monday_on), *(str(count) for _, count in week.counts)) for week in weeks)
            if rows:
                yield Table(self.reader.say(f"overview.clocks.{rule}"), heads, rows)

    def load(self) -> Table:
        """Who has what."""
        heads = tuple(
            self.reader.say(f"overview.load.{name}") for name in ("who", "youths", "open", "overdue", "capacity")
        )
        rows = tuple(
            (self.load_name(one), *map(str, (one.youths, one.open_flags, one.overdue, one.capacity)))
            for one in self.found.loads
        )
        return Table("", heads, rows)

    def load_name(self, one: Load) -> str:
        """A counsellor, and who covers for whom."""
        told = [one.name]
        if one.covered_by:
            told.append(self.reader.say("overview.load.away", name=one.covered_by))
        if one.covers:
            told.append(self.reader.say("overview.load.covers", names=", ".join(one.covers)))
        return " – ".join(told)

    def results(self) -> Iterator[Table]:
        """What came of efforts, by step and by profile."""
        found = self.counted
        steps = {
            step: self.reader.say("overview.results.one_step", step=step, name=self.reader.say(f"help.step.{step}"))
            for step in STEPS
        }
        profiles = {str(profile): self.reader.say(f"profile.{profile}") for profile in OnsetProfile}
        for name, counts, rows in (("step", found.by_step, steps), ("profile", found.by_profile, profiles)):
            if counts:
                numbers = [[counts.get((key, came), 0) for came in Came] for key in rows]
                heads = (
                    self.reader.say(f"overview.results.{name}"),
                    *self._heads("overview.result", Came),
                )
                yield self._safe(self.reader.say(f"overview.results.{name}s"), heads, tuple(rows.values()), numbers)

    def views(self) -> Iterator[Table]:
        """Whether courses helped, as counsellors and the youths themselves saw it."""
        counts = self.counted.views
        if counts:
            names = tuple(self._heads("helped", Helped))
            heads = (self.reader.say("overview.views.counsellor"), *self._heads("youth_view", Helped))
            numbers = [[counts.get((mine, theirs), 0) for theirs in Helped] for mine in Helped]
            yield self._safe(self.reader.say("overview.views"), heads, names, numbers)

    def agreement(self) -> Table | None:
        """How assessments and computing stand to each other, by district; None where that would be by person."""
        rows = _districts(self.found.compared)
        if not rows:
            return None
        names = tuple(
            self.reader.say("overview.agreement.others") if key is None else place_name(key, self.found.organisation)
            for key in rows
        )
        heads = (self.reader.say("overview.agreement.place"), *self._heads("overview.agreement", Agreement))
        numbers = [[counts[kind] for kind in Agreement] for counts in rows.values()]
        return self._safe("", heads, names, numbers)

    def missed(self) -> Table | None:
        """Those whom no list told of, by month; None while no month is mature."""
        months = self.counted.months
        if not months:
            return None
        heads = tuple(self.reader.say(f"overview.missed.{name}") for name in ("month", "listed", "unlisted"))
        names = tuple(month(one.month_on, self.reader.language) for one in months)
        numbers = [[one.dropouts - one.unlisted, one.unlisted] for one in months]
        return self._safe("", heads, names, numbers)

    def _youth(self, youth_id: YouthId, **told: str) -> YouthRow:
        return YouthRow(str(youth_id), f"/unge/{self.keys.key_of(youth_id)}", **told)

    def _week(self, monday_on: date) -> str:
        return self.reader.say("overview.week", week=monday_on.isocalendar().week)

    def _heads(self, prefix: str, words: type[StrEnum]) -> Iterator[str]:
        return (self.reader.say(f"{prefix}.{word}") for word in words)

    def _safe(
        self, caption: str, heads: tuple[str, ...], names: Sequence[str], numbers: Sequence[Sequence[int]]
    ) -> Table:
        """Counts of people with their sums, as far as nobody can be found in them."""
        total, hidden = self.reader.say("overview.sum"), self.reader.say("overview.hidden")
        shown = zip((*names, total), safe_table(numbers).lines, strict=True)
        rows = tuple((name, *(hidden if count is None else str(count) for count in line)) for name, line in shown)
        return Table(caption, (*heads, total), rows)


def _districts(compared: Mapping[DistrictId, Compared]) -> Mapping[DistrictId | None, Counter[Agreement]]:
    """Districts in which several have assessed; the others together, if several have in them."""
    enough = {key: one for key, one in sorted(compared.items()) if len(one.people) >= LEAST_PEOPLE}
    others = [one for key, one in compared.items() if key not in enough]
    rows: dict[DistrictId | None, Counter[Agreement]] = {key: one.counts for key, one in enough.items()}
    if len({person for one in others for person in one.people}) >= LEAST_PEOPLE:
        rows[None] = sum((one.counts for one in others), Counter())
    return rows
