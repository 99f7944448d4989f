"""Which youths of a list are shown: a choice of closed words in the address, nothing of which names anybody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Query

from features.vocabulary import CounsellorId, InstitutionId
from service.domain.flags import Source
from service.domain.unanswered import is_unanswered
from service.store.lists import CurrentYouth
from service.texts.ordering import danish_key
from service.web.list_views import Chosen, FilterBar
from service.web.reading import SignedIn
from service.web.rendering import Link
from service.web.views import Choice

SILENT: Final = timedelta(days=60)
"""Since when nobody has spoken with those whom the view `NO_CONTACT` shows."""
LONGEST: Final = 64


class View(StrEnum):
    """A part of the list, as it stands in the address."""

    ALL = "alle"
    DEADLINE = "frist"
    NEW = "nye"
    MINE = "mine"
    NO_CONTACT = "uden-kontakt"
    UNANSWERED = "uden-opfoelgning"


@dataclass(frozen=True)
class Wanted:
    """Which part of the list is wanted; None: whatever the source or the school."""

    view: View = View.ALL
    source: Source | None = None
    school: InstitutionId | None = None

    @property
    def query(self) -> str:
        """What comes after the path in the address; empty for the whole list."""
        view = None if self.view is View.ALL else self.view
        told = {"vis": view, "kilde": self.source, "skole": self.school}
        chosen = {name: str(value) for name, value in told.items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""


EVERYBODY: Final = Wanted()
"""The whole list."""
Word = Annotated[str, Query(max_length=LONGEST)]


def wanted(vis: Word = "", kilde: Word = "", skole: Word = "") -> Wanted:
    """What the address asks for; a word that there is not asks for nothing."""
    view = View(vis) if vis in list(View) else View.ALL
    source = Source(kilde) if kilde in list(Source) else None
    return Wanted(view, source, InstitutionId(skole) if skole else None)


@dataclass(frozen=True)
class Sieve:
    """What the choice is judged by: the day, and whose list is read."""

    on: date
    counsellor_id: CounsellorId | None

    def viewed(self, youths: Iterable[CurrentYouth], view: View) -> list[CurrentYouth]:
        """Those of the youths whom a view shows."""
        return [youth for youth in youths if _SHOWS[view](youth, self)]


_SHOWS: Final[Mapping[View, Callable[[CurrentYouth, Sieve], bool]]] = {
    View.ALL: lambda _youth, _sieve: True,
    View.DEADLINE: lambda youth, _: youth.listed.due_on is not None,
    View.NEW: lambda youth, _: youth.listed.is_new,
    View.MINE: lambda youth, sieve: any(sieve.counsellor_id == flag.counsellor_id for flag in youth.flags),
    View.NO_CONTACT: lambda youth, sieve: youth.spoken_on is None or youth.spoken_on < sieve.on - SILENT,
    View.UNANSWERED: lambda youth, sieve: is_unanswered(youth.unanswered_since, on=sieve.on),
}


@dataclass(frozen=True)
class Filtered:
    """The youths of a list and what of them is wanted."""

    youths: Collection[CurrentYouth]
    wanted: Wanted
    sieve: Sieve
    names: Mapping[InstitutionId, str]

    @property
    def kept(self) -> list[CurrentYouth]:
        """Those that are shown."""
        return self.sieve.viewed(self._sifted, self.wanted.view)

    def bar(self, reader: SignedIn, href: str) -> FilterBar:
        """What can be chosen, each view with how many it would show."""
        views = [view for view in View if view is not View.MINE or self.sieve.counsellor_id is not None]
        every = Choice("", reader.say("filter.every"))
        sources = [Choice(str(source), reader.say(f"source.{source}")) for source in self._sources]
        is_all = self.wanted == EVERYBODY
        shown = reader.say("filter.shown", shown=len(self.kept), count=len(self.youths))
        return FilterBar(
            tuple(self._view(view, reader, href) for view in views),
            tuple(Chosen(one, one.value == str(self.wanted.source or "")) for one in (every, *sources)),
            tuple(Chosen(one, one.value == (self.wanted.school or "")) for one in (every, *self._schools)),
            "" if self.wanted.view is View.ALL else str(self.wanted.view),
            "" if is_all else shown,
            href,
        )

    @cached_property
    def _sifted(self) -> list[CurrentYouth]:
        """Those of the source and the school that are chosen."""
        source, school = self.wanted.source, self.wanted.school
        return [
            youth
            for youth in self.youths
            if source is None or any(flag.source is source for flag in youth.flags)
            if school is None or school in youth.listed.institution_ids
        ]

    def _view(self, view: View, reader: SignedIn, href: str) -> Link:
        count = len(self.sieve.viewed(self._sifted, view))
        text = reader.say("filter.count", text=reader.say(f"filter.{view}"), count=count)
        return Link(text, f"{href}{replace(self.wanted, view=view).query}", view is self.wanted.view)

    @property
    def _sources(self) -> list[Source]:
        there = {flag.source for youth in self.youths for flag in youth.flags}
        return [source for source in Source if source in there]

    @property
    def _schools(self) -> list[Choice]:
        """Where the youths of the list are, by name; those without a name by their id."""
        there = {place for youth in self.youths for place in youth.listed.institution_ids}
        named = [Choice(place, self.names.get(place, place)) for place in there]
        return sorted(named, key=lambda choice: danish_key(choice.text))
