"""Virker det?: whether the list helps, what one more place would bring, and how it went for those listed; of nobody in particular."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from service.domain.access import Act, check_may
from service.domain.audit import Event
from service.domain.places import place_name
from service.domain.retention import Limits
from service.domain.routing import Organisation
from service.domain.suppression import safe_table
from service.edge.problems import Kind, Refused
from service.monitoring.one_more import together
from service.monitoring.read_out import NO_EFFORT, Outcome, ReadOut, Verdict
from service.operating.weighing import weigh
from service.store import nights
from service.store.records_lake import Lake
from service.store.youths import organisation
from service.texts.dates import day, whole
from service.web.charts import Bar
from service.web.overview_pages import Table
from service.web.reading import SignedIn, Somebody

router = APIRouter(include_in_schema=False)
DECIDED: Final = frozenset({Verdict.FEWER, Verdict.MORE, Verdict.NONE})


@dataclass(frozen=True)
class EffectPage:
    """What is known, in words; a table is None, and a picture missing, where there is nothing to tell."""

    verdict: str
    is_open: bool
    about: tuple[str, ...]
    figures: Table | None
    bar: Interval | None
    places: tuple[Table, ...]
    outcomes: tuple[Table, ...]


@dataclass(frozen=True)
class Interval:
    """An interval between -100 and 100 of 100 as a picture, in hundredths of the width; the table beside it says the same."""

    band: Bar
    middle: float
    matters: tuple[float, float]
    told: str


@router.get("/virker-det")
def effect_page(reader: Somebody) -> Response:
    """What can be said by the published night; that it was read is written down."""
    service = reader.service
    check_may(reader.actor, Act.SEE_EFFECT)
    service.looks.write(Event(reader.at, reader.actor, "effect.looked"))
    with service.store.read() as work:
        if nights.published_id(work) is None:
            raise Refused(Kind.NOTHING_PUBLISHED, "Run `alleskalmed nightly` first.")
        found = weigh(work, Lake(service.folders.lake), reader.actor, at=reader.at)
        words = _Words(reader, found, organisation(work))
    return reader.page("effect.html.j2", words.page())


class _Words:
    """What was read, in the reader's words."""

    def __init__(self, reader: SignedIn, found: ReadOut, known: Organisation) -> None:
        self.reader, self.found, self.known = reader, found, known

    def page(self) -> EffectPage:
        """The whole page."""
        found = self.found
        return EffectPage(
            self.reader.say(f"effect.verdict.{found.verdict}"),
            found.verdict not in DECIDED,
            tuple(self._about()),
            self._figures(),
            self._bar(),
            tuple(self._places()),
            tuple(self._outcomes()),
        )

    def _about(self) -> Iterator[str]:
        """What the verdict rests on, and when there can be one."""
        say, found, language = self.reader.say, self.found, self.reader.language
        if found.effect is None or found.since_on is None or found.until_on is None:
            yield say("effect.nothing.about")
            return
        told = "decided" if found.verdict in DECIDED else "open"
        yield say(f"effect.{told}.about", matters=_hundreds(found.matters), smallest=ceil(found.effect.smallest * 100))
        if found.verdict is Verdict.OPEN:
            yield self._when()
        yield say(
            "effect.counted",
            lists=whole(found.lists, language),
            since=day(found.since_on, language),
            until=day(found.until_on, language),
            listed=whole(found.effect.listed, language),
            waiting=whole(found.effect.waiting, language),
        )
        if found.soon is not None:
            yield say("effect.soon", share=_hundreds(found.soon))
        if not found.has_records:
            yield say("effect.no_records")

    def _when(self) -> str:
        found, months = self.found, Limits().judgement_months
        if found.decided_on is None or found.since_on is None:
            return self.reader.say("effect.when.never")
        kept_days = months * 365 / 12
        if (found.decided_on - found.since_on).days > kept_days:
            return self.reader.say("effect.when.kept", months=months)
        return self.reader.say("effect.when", on=day(found.decided_on, self.reader.language))

    def _figures(self) -> Table | None:
        found = self.found
        if found.effect is None:
            return None
        heads = tuple(self.reader.say(f"effect.figures.{name}") for name in ("what", "value", "interval"))
        rows = (("dropout", found.effect), ("contact", found.contact), ("by_contact", found.by_contact))
        told = tuple(
            (self.reader.say(f"effect.figures.{name}"), *self._between(one.value, one.low, one.high))
            for name, one in rows
            if one is not None
        )
        return Table("", heads, told)

    def _between(self, value: float, low: float, high: float) -> tuple[str, str]:
        if not -1 < low <= high < 1:
            return (self.reader.say("effect.untold"),) * 2
        between = self.reader.say("effect.from_to", low=self._of_hundred(low), high=self._of_hundred(high))
        return self._of_hundred(value), between

    def _of_hundred(self, share: float) -> str:
        count = round(share * 100)
        told = "same_of" if count == 0 else "fewer_of" if count < 0 else "more_of"
        return self.reader.say(f"effect.{told}", count=abs(count))

    def _bar(self) -> Interval | None:
        """The interval of the effect, from 25 fewer to 25 more of 100, or as wide as it is."""
        found = self.found.effect
        if found is None or self.found.verdict is Verdict.NOTHING:
            return None
        reach = max(_REACH, abs(found.low), abs(found.high))
        at = [
            round(50 + 50 * share / reach, 2)
            for share in (found.low, found.high, -self.found.matters, self.found.matters)
        ]
        _, between = self._between(found.value, found.low, found.high)
        told = f"{self.reader.say('effect.figures.dropout')}: {between}"
        return Interval(
            Bar("interval", at[0], 8, round(at[1] - at[0], 2), 16),
            round(50 + 50 * found.value / reach, 2),
            (at[2], at[3]),
            told,
        )

    def _places(self) -> Iterator[Table]:
        """What one more place would bring by district, and whom one fewer would leave."""
        say, more = self.reader.say, sorted(self.found.more, key=lambda one: self._place(one.district_id))
        if not more:
            return
        heads = tuple(say(f"effect.places.{name}") for name in ("place", "names", "found", "expected", "year"))
        names = [self._place(one.district_id) for one in more]
        safe = safe_table([[one.found, one.names - one.found] for one in more]).lines
        years = [(one.low, one.high) for one in more]
        low, _, high = together(more)
        expected = [one.expected for one in more]
        rows = tuple(
            (name, self._count(line[2]), self._count(line[0]), str(round(awaited)), self._whole(*year))
            for name, line, awaited, year in zip(
                (*names, say("effect.places.all")), safe, (*expected, sum(expected)), (*years, (low, high)), strict=True
            )
        )
        yield Table("", heads, rows)
        fewer = sorted(self.found.fewer, key=lambda one: self._place(one.district_id))
        if fewer:
            kinds = ("fewer.lost", "fewer.kept")
            yield self._safe(
                say("effect.places.fewer"),
                (say("effect.places.place"), *(say(f"effect.places.{kind}") for kind in kinds)),
                [self._place(one.district_id) for one in fewer],
                [[one.dropouts, one.names - one.dropouts] for one in fewer],
            )

    def _whole(self, low: float, high: float) -> str:
        return self.reader.say("effect.places.between", low=floor(low), high=ceil(high))

    def _place(self, district_id: str) -> str:
        return place_name(district_id, self.known)

    def _count(self, count: int | None) -> str:
        return self.reader.say("overview.hidden") if count is None else whole(count, self.reader.language)

    def _outcomes(self) -> Iterator[Table]:
        """How it went for those listed, by what was begun and by profile; each share as an interval, where its counts are shown."""
        groups: Mapping[str, Sequence[Outcome]] = {"step": self.found.by_step, "profile": self.found.by_profile}
        for name, found in groups.items():
            if found:
                heads = tuple(self.reader.say(f"effect.outcomes.{word}") for word in (name, "lost", "kept"))
                rows = [self._group(name, one.group) for one in found]
                table = self._safe("", heads, rows, [[one.dropouts, one.n - one.dropouts] for one in found])
                everybody = Outcome("", sum(one.n for one in found), sum(one.dropouts for one in found))
                shares = [self._share(row, one) for row, one in zip(table.rows, (*found, everybody), strict=True)]
                told = tuple((*row, share) for row, share in zip(table.rows, shares, strict=True))
                yield Table("", (*table.heads, self.reader.say("effect.outcomes.share")), told)

    def _share(self, row: tuple[str, ...], one: Outcome) -> str:
        hidden = self.reader.say("overview.hidden")
        return hidden if hidden in row else self._whole(100 * one.interval[0], 100 * one.interval[1])

    def _group(self, name: str, group: str) -> str:
        if group == NO_EFFORT and name == "step":
            return self.reader.say("effect.outcomes.none")
        if name == "profile":
            return self.reader.say(f"profile.{group}")
        return self.reader.say("overview.results.one_step", step=group, name=self.reader.say(f"help.step.{group}"))

    def _safe(
        self, caption: str, heads: tuple[str, ...], names: Sequence[str], numbers: Sequence[Sequence[int]]
    ) -> Table:
        """Counts of people with their sums, as far as nobody can be found in them."""
        total = self.reader.say("overview.sum")
        shown = zip((*names, total), safe_table(numbers).lines, strict=True)
        return Table(caption, (*heads, total), tuple((name, *map(self._count, line)) for name, line in shown))


_REACH: Final = 0.25


def _hundreds(share: float) -> int:
    return round(share * 100)
