"""What the page Overvågning shows, as values: its template reads these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from service.web.list_views import Chosen
from service.web.overview_pages import Table
from service.web.series_chart import SeriesChart


@dataclass(frozen=True)
class AlarmRow:
    """A series that stands out. `sign`: the level for the style sheet, whose words stand beside it. `seen`: empty if nobody looks."""

    title: str
    sign: str
    level: str
    since: str
    value: str
    usual: str
    seen: str
    href: str
    matter: str
    subject: str


@dataclass(frozen=True)
class MatterRow:
    """One kind of thing that is watched, how many there are of it, and how the worst of them stands."""

    name: str
    href: str
    count: str
    sign: str
    level: str


@dataclass(frozen=True)
class WatchedSeries:
    """A series week by week: its picture, the same as a table, and how it stands. `explained`: empty unless a known break explains it."""

    title: str
    level: str
    chart: SeriesChart
    table: Table
    explained: str


@dataclass(frozen=True)
class WatchPage:
    """Everything on the page; nothing was measured yet while `of` is empty."""

    of: str
    stale: str
    alarms: tuple[AlarmRow, ...]
    may_take: bool
    longest: int
    matters: tuple[MatterRow, ...]
    chosen_matters: tuple[Chosen, ...]
    chosen_subjects: tuple[Chosen, ...]
    series: tuple[WatchedSeries, ...]
    more: str
    sources: tuple[Table, ...]
