"""The weekly watch, when people have their list: what is measured of the service itself, and the level at which each series then stands.

The first night of a week measures; the others of the week leave it alone. Whatever goes wrong here leaves the published list alone.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from features.calendar import cut, monday_of
from features.errors import FeaturesError
from models.errors import ModelError
from service.batch.earlier import sides
from service.batch.night import Counts, Night
from service.batch.sources import measured_sources
from service.domain.alarms import judge
from service.domain.errors import ServiceError
from service.domain.sight import AT_NIGHT
from service.domain.watching import Measured
from service.monitoring.answers import measure_answers
from service.monitoring.foretold import measure_foretold
from service.monitoring.weekly import measure_nearest
from service.operating.alarms import tell_alarms
from service.store import flags, matured, watching

QUARTER, YEAR = timedelta(weeks=13), timedelta(weeks=52)


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
        tell_alarms(work, monday_on=monday, at=night.house.clock.instant)
    levels = Counter(f"level_{one.level}" for one in standings)
    return {"series": len(measured), **dict(sorted(levels.items()))}


def measure(night: Night) -> list[Measured]:
    """Everything that is measured of a week, one measurement of each series; what cannot be measured is told, and the rest is."""
    found: list[Measured] = []
    for part in (measured_sources, _shifts, _foretold, _answers):
        try:
            found += part(night)
        except (FeaturesError, ModelError, ServiceError) as failed:
            night.trouble("watch", f"not measured: {failed}", exit_code=failed.exit_code)
    return found


def _shifts(night: Night) -> list[Measured]:
    """The week's frame beside the same school weeks of earlier years; nothing where nobody could be profiled."""
    indicators = night.indicators
    if indicators is None:
        return []
    compared = sides(night, indicators)
    return measure_nearest(compared.now, compared.earlier)


def _foretold(night: Night) -> list[Measured]:
    """What lists that became mature tonight had foretold."""
    with night.store.read() as work:
        figures = matured.figures_of(work, night.run.run_id)
    return [] if figures is None else measure_foretold(figures)


def _answers(night: Night) -> list[Measured]:
    """How many of the risk flags that people ended they called not relevant, in a quarter beside the year before it."""
    with night.store.read() as work:
        now, before = (
            flags.ended_by_people(work, AT_NIGHT, since=cut(night.as_of - back), until=cut(night.as_of - end))
            for back, end in ((QUARTER, timedelta(0)), (QUARTER + YEAR, QUARTER))
        )
    return measure_answers(now, before)
