"""The weekly watch, when people have their list: what is measured of the service itself, and the level at which each series then stands.

The first night of a week measures; the others of the week leave it alone. Whatever goes wrong here leaves the published list alone.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from features.calendar import monday_of
from features.errors import FeaturesError
from models.errors import ModelError
from service.batch.earlier import sides
from service.batch.night import Counts, Night
from service.domain.alarms import judge
from service.domain.errors import ServiceError
from service.domain.watching import Measured
from service.monitoring.foretold import measure_foretold
from service.monitoring.sources import measure_sources, receive
from service.monitoring.unknown_codes import quarantined
from service.monitoring.weekly import measure_nearest
from service.operating.alarms import tell_alarms
from service.store import matured, watching

DATED: Final = "????-??-??_*.json"
"""Reports of the quarantine, by day."""


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
    for part in (_sources, _shifts, _foretold):
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


def _sources(night: Night) -> list[Measured]:
    """What each table and school sent, of those that may be used."""
    monday = monday_of(night.as_of)
    quarantine = night.house.settings.folders.quarantine
    reports = [path for path in sorted(quarantine.glob(DATED)) if path.name < str(night.as_of)]
    received = receive(night.lawful.records, first=monday, last=monday, unknown=quarantined(reports))
    return measure_sources(received, monday_on=monday)


def _foretold(night: Night) -> list[Measured]:
    """What lists that became mature tonight had foretold."""
    with night.store.read() as work:
        figures = matured.figures_of(work, night.run.run_id)
    return [] if figures is None else measure_foretold(figures)
