"""The first steps: what lies in the inbox is taken into the lake, and the records are looked over."""

from __future__ import annotations

from datetime import date

from features.checking import check_tables
from service.batch.dates import night_that_takes
from service.batch.night import SOURCES, Counts, Night
from service.domain.delivery import DeliveryState
from service.domain.errors import DeliveryRefused
from service.ingest.inbox import Found, take_inbox, tidy
from service.ingest.taking import open_intake
from service.store import nights


def take_deliveries(night: Night) -> Counts:
    """Take what was delivered, each for the first night to come that it would have been there for; fix the version that is read.

    A delivery that is refused, or waits for a human yes, does not stop the night: it goes on with what is known, and says so.
    """
    house = night.house
    intake = open_intake(house.settings, house.store, mark=house.mark)
    at, inbox = house.clock.instant, house.settings.folders.inbox

    def night_for(delivered_on: date | None) -> date:
        return night_that_takes(delivered_on, night.to_come)

    found = take_inbox(intake, inbox, night_for=night_for, at=at)
    for each in found:
        _tell(night, each)
    tidy(intake, inbox, on=night.as_of)
    version = house.lake.compact(house.lake.newest(), at=at)
    night.artefacts.write_json(SOURCES, {"lake_version": version, "permits_at": at.isoformat()})
    data = str(house.lake.version(version).data)
    with night.store.begin() as work:
        nights.note_sources(work, night.run, nights.MadeFrom(lake_version=version, data=data))
    taken = sum(each.taken is not None and each.taken.delivered.state is DeliveryState.TAKEN for each in found)
    return {"taken": taken, "not_taken": len(found) - taken, "lake_version": version}


def check_quality(night: Night) -> Counts:
    """Whether the small tables can be trusted, and how many of their rows were left out as faulty.

    Raises: DeliveryRefused if nothing was ever delivered; TooManyFaults if they cannot be trusted. The list of the night before stands.
    """
    records = night.records
    if records.tables["youths"].empty:
        raise DeliveryRefused(
            "lake: got no youth that was received for this night, allowed is a night after the first delivery. Put one into the inbox, or "
            "take it in with `alleskalmed ingest`."
        )
    checked = check_tables(records, as_of=night.as_of)
    night.house.mark("quality.done")
    rows = {f"rows_{name}": len(frame) for name, frame in sorted(records.tables.items()) if len(frame)}
    return {**rows, "faulty_rows": sum(checked.faulty_rows.values())}


def _tell(night: Night, found: Found) -> None:
    if found.taken is None:
        night.trouble("ingest", f"a delivery was refused: {found.refusal}", exit_code=found.exit_code)
    elif found.taken.delivered.state is DeliveryState.WAITING:
        short = found.taken.delivered.content_hash[:16]
        words = f"delivery {short} waits for a human yes; look at it with `alleskalmed ingest --waiting`"
        night.trouble("ingest", words, exit_code=DeliveryRefused.exit_code)
