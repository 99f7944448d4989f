"""Mine unge in words: the lines that are wanted, in the order that is wanted, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from features.vocabulary import InstitutionId
from service.domain.flag_life import LONGEST_REASON, AskedBy
from service.domain.night import Run
from service.domain.own_youths import OwnYouth
from service.store.youth_keys import YouthKeys
from service.texts.dates import medium_day, weekday
from service.texts.ordering import danish_key
from service.web.freshness import stale
from service.web.mine_views import Column, MinePage, MineRow, PutForm
from service.web.reading import SignedIn
from service.web.rendering import Link
from service.web.views import Choice

PATH: Final = "/mine"
A_PAGE: Final = 50


class Whose(StrEnum):
    """Whose youths are shown, as it stands in the address."""

    MINE = "mine"
    DISTRICT = "distrikt"


class Show(StrEnum):
    """Which of them."""

    ALL = "alle"
    LISTED = "paa-listen"
    SILENT = "ikke-hoert-fra"


class Order(StrEnum):
    """What they are sorted by."""

    YOUTH = "ung"
    STATUS = "status"
    SCHOOL = "sted"
    SPOKEN = "talt-med"
    NEXT = "dato"


_TITLES: Final[Mapping[Order, str]] = {
    Order.YOUTH: "mine.youth",
    Order.STATUS: "mine.status",
    Order.SCHOOL: "mine.school",
    Order.SPOKEN: "mine.spoken",
    Order.NEXT: "mine.next",
}
_SHOWN_AS: Final[Mapping[Show, str]] = {
    Show.ALL: "mine.show.all",
    Show.LISTED: "mine.show.listed",
    Show.SILENT: "mine.show.silent",
}


@dataclass(frozen=True)
class Wish:
    """What of one's youths is wanted."""

    whose: Whose = Whose.MINE
    show: Show = Show.ALL
    order: Order = Order.YOUTH
    page: int = 1

    @property
    def query(self) -> str:
        """What comes after the path in the address; empty for what is shown by itself."""
        told = {"hvis": self.whose, "vis": self.show, "orden": self.order, "side": self.page}
        usual = {Whose.MINE, Show.ALL, Order.YOUTH, 1}
        chosen = {word: str(value) for word, value in told.items() if value not in usual}
        return f"?{urlencode(chosen)}" if chosen else ""

    @property
    def href(self) -> str:
        """Its address."""
        return f"{PATH}{self.query}"


@dataclass(frozen=True)
class Mine:
    """Somebody's youths as they stand on a day, the run that knew them, and what places are called."""

    wish: Wish
    youths: tuple[OwnYouth, ...]
    run: Run
    names: Mapping[InstitutionId, str]
    on: date

    def shown(self, show: Show) -> list[OwnYouth]:
        """Those that are shown."""
        tests: Mapping[Show, Callable[[OwnYouth], bool]] = {
            Show.ALL: lambda _: True,
            Show.LISTED: lambda one: one.state is not None,
            Show.SILENT: lambda one: one.is_silent(self.on),
        }
        return [one for one in self.youths if tests[show](one)]


def word_mine(reader: SignedIn, mine: Mine, keys: YouthKeys) -> MinePage:
    """The page of what is wanted."""
    words, wish = _Words(reader, mine, keys), mine.wish
    shown = sorted(mine.shown(wish.show), key=words.sorting(wish.order))
    first = (wish.page - 1) * A_PAGE
    return MinePage(
        wish.query,
        words.lead,
        reader.say("mine.seen", on=weekday(mine.run.business_on, reader.language)),
        stale(mine.run, reader),
        words.scopes(),
        tuple(words.show(show) for show in Show),
        tuple(words.column(order) for order in Order),
        words.caption(len(shown)),
        tuple(words.row(one) for one in shown[first : first + A_PAGE]),
        words.pages(len(shown)),
        reader.say("mine.none" if mine.youths else "mine.empty"),
        put_form(reader),
    )


def put_form(reader: SignedIn) -> PutForm:
    """The form that puts a youth on the list, with nothing written in it."""
    return PutForm(tuple(Choice(str(one), reader.say(f"asked_by.{one}")) for one in AskedBy), LONGEST_REASON)


@dataclass(frozen=True)
class _Words:
    reader: SignedIn
    mine: Mine
    keys: YouthKeys

    @property
    def lead(self) -> str:
        """Whose youths these are."""
        if self.mine.wish.whose is Whose.MINE:
            return self.reader.say("mine.lead")
        is_counsellor = self.reader.actor.counsellor_id is not None
        return self.reader.say("mine.lead.district" if is_counsellor else "mine.lead.area")

    def row(self, one: OwnYouth) -> MineRow:
        """One youth."""
        say = self.reader.say
        marks = [say("mine.listed", state=say(f"state.{one.state}"))] if one.state else []
        if one.spoken_on is not None and one.is_silent(self.mine.on):
            marks.append(say("mine.silent"))
        return MineRow(
            one.youth_id,
            f"/unge/{self.keys.key_of(one.youth_id)}",
            say("cell.age", years=one.age_years),
            self._status(one),
            self._school(one),
            medium_day(one.spoken_on, self.reader.language) if one.spoken_on else say("mine.never"),
            medium_day(one.next_on, self.reader.language) if one.next_on else say("mine.no_date"),
            tuple(marks),
        )

    def sorting(self, order: Order) -> Callable[[OwnYouth], Any]:
        """What is sorted by; the code decides between equals."""
        by: Mapping[Order, Callable[[OwnYouth], Any]] = {
            Order.YOUTH: lambda _: 0,
            Order.STATUS: lambda one: danish_key(self._status(one)),
            Order.SCHOOL: lambda one: danish_key(self._school(one)),
            Order.SPOKEN: lambda one: one.spoken_on or date.min,
            Order.NEXT: lambda one: one.next_on or date.max,
        }
        return lambda one: (by[order](one), danish_key(one.youth_id))

    def scopes(self) -> tuple[Link, ...]:
        """One's own, or everybody's of the district; no choice for who is no counsellor."""
        if self.reader.actor.counsellor_id is None:
            return ()
        there = {Whose.MINE: "mine.scope.mine", Whose.DISTRICT: "mine.scope.district"}
        wish = self.mine.wish
        return tuple(
            Link(self.reader.say(key), replace(wish, whose=whose, page=1).href, whose is wish.whose)
            for whose, key in there.items()
        )

    def show(self, show: Show) -> Link:
        """A part of the youths with how many they are."""
        wish, count = self.mine.wish, len(self.mine.shown(show))
        text = self.reader.say("filter.count", text=self.reader.say(_SHOWN_AS[show]), count=count)
        return Link(text, replace(wish, show=show, page=1).href, show is wish.show)

    def column(self, order: Order) -> Column:
        """A heading that sorts."""
        title, wish = self.reader.say(_TITLES[order]), self.mine.wish
        label = self.reader.say("mine.sort", column=title)
        return Column(title, replace(wish, order=order, page=1).href, order is wish.order, label)

    def caption(self, count: int) -> str:
        """How many there are, and how they are sorted."""
        if count == 1:
            return self.reader.say("mine.table.one")
        title = self.reader.say(_TITLES[self.mine.wish.order])
        return self.reader.say("mine.table", count=count, column=title[0].lower() + title[1:])

    def pages(self, count: int) -> tuple[Link, ...]:
        """The other pages, if one is not enough."""
        last, wish = -(-count // A_PAGE), self.mine.wish
        return tuple(
            Link(self.reader.say("mine.page", number=number), replace(wish, page=number).href, number == wish.page)
            for number in range(1, last + 1)
            if last > 1
        )

    def _status(self, one: OwnYouth) -> str:
        said = self.reader.say(f"status.{one.status or 'none'}")
        return said[0].upper() + said[1:]

    def _school(self, one: OwnYouth) -> str:
        if one.institution_id is None:
            return self.reader.say("mine.no_school")
        return self.mine.names.get(one.institution_id, one.institution_id)
