"""The quality of the sources as the night measures it, from its own records and from what was set aside on arrival."""

from __future__ import annotations

from features.calendar import monday_of
from service.batch.night import Night
from service.domain.watching import Measured
from service.ingest.taking import open_intake
from service.monitoring.sources import measure_sources, receive
from service.monitoring.unknown_codes import SPAN, quarantined


def measured_sources(night: Night) -> list[Measured]:
    """What a weekly run measures of the sources, as it was known on the morning of its Monday."""
    monday_on = monday_of(night.as_of)
    intake = open_intake(night.house.settings, night.store, mark=night.house.mark)
    unknown = quarantined(intake.quarantine.since(monday_on - SPAN))
    return measure_sources(
        receive(night.records, first=monday_on, last=monday_on, unknown=unknown), monday_on=monday_on
    )
