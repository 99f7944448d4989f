"""Kandidat ved siden af: how a candidate on trial compares with the model in use, in counts of many; and beginning and ending a trial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form
from starlette.responses import Response

from features.calendar import LOCAL
from service.domain.access import Act, check_may, may
from service.domain.audit import Event
from service.domain.places import place_name
from service.domain.routing import CENTRAL, Organisation
from service.domain.shadow import FEWEST_DROPOUTS
from service.operating.comparing import Trial, read_trial
from service.operating.shadowing import begin_shadow, end_shadow
from service.store.youths import organisation
from service.texts.catalogue import say_count
from service.texts.dates import day, whole
from service.web.actors import actor_names
from service.web.model_pages import LONGEST_NAME
from service.web.model_pages import PAGE as MODEL_PAGE
from service.web.overview_pages import Table
from service.web.reading import SignedIn, Somebody, go_to

router = APIRouter(include_in_schema=False)
PAGE: Final = f"{MODEL_PAGE}/kandidat"
RECALL: Final = "recall_at_capacity"


@dataclass(frozen=True)
class ShadowPage:
    """Everything on the page; empty where there is nothing yet."""

    standing: str
    may_end: bool
    may_use: bool
    told: tuple[str, ...]
    lists: Table | None
    bands: tuple[Table, ...]
    profiles: Table | None
    foretold: Table | None
    happened: Table | None
    verdict: tuple[str, ...]


@router.get(PAGE)
def shadow_page(reader: Somebody) -> Response:
    """The candidate on trial beside the model in use."""
    check_may(reader.actor, Act.SEE_MODEL)
    reader.service.looks.write(Event(reader.at, reader.actor, "shadow.looked"))
    with reader.service.store.read() as work:
        trial, known = read_trial(work), organisation(work)
        names = actor_names(work, reader.language)
    return reader.page("shadow.html.j2", _page(_Words(reader, trial, known, names)))


@router.post(f"{MODEL_PAGE}/proeve")
def begin(reader: Somebody, model_id: Annotated[str, Form(max_length=LONGEST_NAME)]) -> Response:
    """Put a candidate on trial."""
    service = reader.service
    begin_shadow(service.settings, service.store, model_id, actor=reader.actor, at=reader.at)
    return go_to(f"{PAGE}?gjort=shadow_begun")


@router.post(f"{PAGE}/slut")
def end(reader: Somebody) -> Response:
    """End the trial that stands."""
    with reader.service.store.begin() as work:
        end_shadow(work, reader.actor, at=reader.at)
    return go_to(f"{PAGE}?gjort=shadow_ended")


@dataclass(frozen=True)
class _Words:
    """A trial, and what its words need."""

    reader: SignedIn
    trial: Trial
    known: Organisation
    names: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """A sentence of this page."""
        return self.reader.say(f"shadow.{key}", **values)

    def number(self, count: int | None) -> str:
        """A count, or that it is hidden."""
        return self.reader.say("overview.hidden") if count is None else whole(count, self.reader.language)

    def standing(self) -> str:
        """Who is on trial since when."""
        on_trial = self.trial.on_trial
        if on_trial is None:
            return self.say("over", name=self.trial.of) if self.trial.of else self.say("none")
        who = self.names.get(on_trial.actor_id, on_trial.actor_id)
        on = day(on_trial.at.astimezone(LOCAL).date(), self.reader.language)
        return self.say("standing", name=on_trial.model_id, on=on, who=who)

    def told(self, compared: Mapping[str, Any] | None) -> Iterator[str]:
        """Of which night the figures are, of how many youths, and how long it took."""
        if compared is None or self.trial.business_on is None:
            yield self.say("waits" if self.trial.on_trial else "none.next")
            return
        yield self.say("of", on=day(self.trial.business_on, self.reader.language), active=compared["active_id"])
        told = {name: compared[name] for name in ("youths", "only_active", "only_shadow")}
        fewer = self.say("fewer")
        yield self.say("youths", **{name: fewer if one is None else self.number(one) for name, one in told.items()})
        if len(self.trial.seconds) == 2:
            spent = {who: max(1, round(seconds)) for who, seconds in self.trial.seconds.items()}
            took = {who: say_count("shadow.second", count, self.reader.language) for who, count in spent.items()}
            yield self.say("seconds", **took)

    def lists(self, table: Mapping[str, Any]) -> Table | None:
        """By district, whom both would put on the list, and one alone."""
        if not table["rows"]:
            return None
        heads = tuple(self.say(f"lists.{name}") for name in ("place", *table["columns"]))
        names = [
            self.reader.say("list.queue.central") if one == CENTRAL else place_name(one, self.known)
            for one in table["rows"]
        ]
        return self._table("", heads, names, table["counts"])

    def crossed(self, caption: str, table: Mapping[str, Any], prefix: str) -> Table:
        """Youths by what the one says and what the other says; words that neither says of anybody are left out."""
        *inner, _ = table["counts"]
        kept = [
            place
            for place in range(len(table["rows"]))
            if any(count != 0 for count in (*inner[place], *(line[place] for line in inner)))
        ]
        words = [self.reader.say(f"{prefix}.{table['rows'][place]}") for place in kept]
        places = [*kept, len(table["columns"])]
        lines = [[line[place] for place in places] for line in (*(inner[row] for row in kept), table["counts"][-1])]
        return self._table(caption, (self.say("profiles.head"), *words), words, lines)

    def foretold(self, both: Mapping[str, Sequence[int]]) -> Table:
        """By kind of data, how many dropouts each expects."""
        heads = (self.say("foretold.regime"), self.say("active"), self.say("shadow"))
        rows = tuple((self.say(f"regime.{name}"), *map(self.number, each)) for name, each in both.items())
        return Table("", heads, rows)

    def happened(self, told: Mapping[str, Any]) -> Table | None:
        """Both by what happened, of a hundred, with their intervals."""
        if not told["gaps"]:
            return None
        heads = tuple(self.say(key) for key in ("happened.of", "active", "shadow", "difference"))
        rows = tuple(
            (self.say(gap["name"]), *(self._of_hundred(gap[each]) for each in ("active", "shadow", "difference")))
            for gap in told["gaps"]
        )
        return Table("", heads, rows)

    def verdict(self, told: Mapping[str, Any]) -> Iterator[str]:
        """Which of the two finds more of those who drop out, where it can be told; else what it takes."""
        gap = next((one for one in told["gaps"] if one["name"] == RECALL), None)
        if gap is not None:
            yield self.say(f"verdict.recall.{_verdict(gap['difference'])}")
            yield self.say("happened.about", weeks=self.number(told["weeks"]))
            return
        yield self.say("happened.not_yet")
        found = told["dropouts"]
        yield self.say("happened.needs", needed=FEWEST_DROPOUTS, found=self.say("fewer") if found is None else found)
        if self.trial.known_from_on is not None:
            yield self.say("happened.from", on=day(self.trial.known_from_on, self.reader.language))

    def _of_hundred(self, interval: Sequence[float | None]) -> str:
        value, low, high = ("–" if one is None else str(round(100 * one)) for one in interval)
        return self.say("interval", value=value, low=low, high=high)

    def _table(
        self, caption: str, heads: tuple[str, ...], names: Sequence[str], lines: Sequence[Sequence[int | None]]
    ) -> Table:
        total = self.say("sum")
        rows = tuple((name, *map(self.number, line)) for name, line in zip((*names, total), lines, strict=True))
        return Table(caption, (*heads, total), rows)


def _verdict(difference: Sequence[float | None]) -> str:
    """Only an interval that is clear of zero says anything."""
    _, low, high = difference
    if low is not None and low > 0:
        return "more"
    return "fewer" if high is not None and high < 0 else "open"


def _page(words: _Words) -> ShadowPage:
    compared = words.trial.compared
    actor = words.reader.actor
    may_end = words.trial.on_trial is not None and may(actor, Act.SHADOW_BUNDLE)
    may_use = may(actor, Act.PROPOSE_BUNDLE) or may(actor, Act.CONFIRM_BUNDLE)
    told = tuple(words.told(compared))
    if compared is None:
        return ShadowPage(words.standing(), may_end, may_use, told, None, (), None, None, None, ())
    return ShadowPage(
        words.standing(),
        may_end,
        may_use,
        told,
        words.lists(compared["lists"]),
        tuple(words.crossed(words.say(f"regime.{name}"), one, "band") for name, one in compared["bands"].items()),
        words.crossed("", compared["profiles"], "profile"),
        words.foretold(compared["foretold"]),
        words.happened(compared["happened"]),
        tuple(words.verdict(compared["happened"])),
    )
