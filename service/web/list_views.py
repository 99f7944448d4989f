"""What the week's list and Mine unge show, as values: their templates read these and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from service.texts.wording import WordedList, WordedYouth
from service.web.rendering import Link
from service.web.views import Choice, Freshness


@dataclass(frozen=True)
class Spark:
    """Absence week by week as a picture: outlines in a box of `width` times `height`, and the words for it.

    `bars`: absence; `ground`: a line under each week of which anything is known, so that a gap is seen as one.
    """

    bars: str
    ground: str
    width: int
    height: int
    caption: str
    label: str


@dataclass(frozen=True)
class ListRow:
    """What stands beside a youth's facts. `href`: to the youth's page; `tick`: what is sent if they are chosen; empty if they cannot be.

    `is_unseen`: whether a flag of theirs is still new.
    """

    href: str
    marks: tuple[str, ...] = ()
    since: str = ""
    spark: Spark | None = None
    tick: str = ""
    is_unseen: bool = False


@dataclass(frozen=True)
class Chosen:
    """A choice in a form, and whether it is the one made."""

    choice: Choice
    is_chosen: bool


@dataclass(frozen=True)
class FilterBar:
    """What of the list is shown and what else could be. `shown` is empty while all of it is; `clear` leads back to that.

    `view`: what a form that chooses a source or a school sends along, empty if nothing.
    """

    views: tuple[Link, ...]
    sources: tuple[Chosen, ...]
    schools: tuple[Chosen, ...]
    view: str
    shown: str
    clear: str


@dataclass(frozen=True)
class ListPage:
    """A place's list. `filters`: None of an earlier week, which stands as it was. `said`: what became of a search; empty without one.
    `drawn`: the row of each youth that is shown, as HTML.

    `may_take_up`: whether the reader may move flags of this list. `unanswered`: how many nobody has acted on, and where they are.
    `query`: what stands in the address of the part that is shown. `written`: what was searched for.
    `resting`: what is said while computing is switched off.
    """

    href: str
    query: str
    list: WordedList
    freshness: Freshness
    rows: Mapping[str, ListRow]
    drawn: Mapping[str, Markup]
    places: tuple[Link, ...]
    weeks: tuple[Link, ...]
    filters: FilterBar | None = None
    unanswered: Link | None = None
    may_take_up: bool = False
    may_download: bool = False
    said: str = ""
    written: str = ""
    resting: tuple[str, ...] = ()

    @property
    def youths(self) -> tuple[WordedYouth, ...]:
        """The youths that are shown."""
        return self.list.youths

    @property
    def has_ticks(self) -> bool:
        """Whether any of the youths shown can be chosen."""
        return any(row.tick for row in self.rows.values())

    @property
    def has_unseen(self) -> bool:
        """Whether any of them has a flag that is still new."""
        return any(row.tick and row.is_unseen for row in self.rows.values())
