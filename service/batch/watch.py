"""The weekly watch, when people have their list: what is measured of the service itself, and the level at which each series then stands.

The first night of a week measures; the others of the week leave it alone. Whatever goes wrong here leaves the published list alone.
"""

from __future__ import annotations

from collections import Counter

from features.calendar import monday_of
from service.batch.earlier import sides
from service.batch.night import Counts, Night
from service.domain.alarms import judge
from service.domain.watching import Measured
from service.monitoring.weekly import measure_nearest
from service.store import watching


def watch(night: Night) -> Counts:
    """Measure the week once, judge every series from how it stood before, and keep both."""
    monday = monday_of(night.as_of)
    with night.store.read() as work:
        if watching.is_measured(work, monday, but_by=night.run):
            return {}
        before = watching.standings(work, before=monday)
    measured = measure(night)
    standings = judge(before, measured, monday_on=monday)
    with night.store.begin() as work:
        watching.keep(work, night.run, measured, standings)
    levels = Counter(f"level_{one.level}" for one in standings)
    return {"series": len(measured), **dict(sorted(levels.items()))}


def measure(night: Night) -> list[Measured]:
    """Everything that is measured of a week, one measurement of each series."""
    return [*_shifts(night)]


def _shifts(night: Night) -> list[Measured]:
    """The week's frame beside the same school weeks of earlier years; nothing where nobody could be profiled."""
    indicators = night.indicators
    if indicators is None:
        return []
    compared = sides(night, indicators)
    return measure_nearest(compared.now, compared.earlier)
