"""Taking a delivery in: raw copy, check, comparison with what stands, lake, and a line in the store; each step can be done again.

    taken = ingest(intake, folder, Asked(received_for=date(2026, 11, 16)), at=now)

Whatever stops it, what was kept is found again by the content's hash: the raw copy is not written twice, a version of the lake that
took it is the one it gets, and only then is it written down as taken, together with its line in the audit trail.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from features.calendar import LOCAL
from features.checking import LIMIT, Checked
from features.errors import FeaturesError, TooManyFaults
from features.faults import Report
from features.records import Delivery
from features.vocabulary import DataKind
from service.domain.access import NIGHT, Actor
from service.domain.audit import Event
from service.domain.delivery import Delivered, DeliveryState
from service.domain.errors import DeliveryRefused, UnknownThing
from service.ingest.mappings import Mappings, mapping_of
from service.ingest.quarantine import Quarantine
from service.ingest.reading import checked
from service.ingest.unusual import USUAL_NIGHTS, unusual
from service.settings import Mode, Settings
from service.store import deliveries
from service.store.audit import append
from service.store.raw_deliveries import RawDeliveries, content_hash, open_raw_key
from service.store.records_lake import Lake, Mark, News, unmarked
from service.store.unit_of_work import Store

OPENED: Final = ".opened-"
"""How the name of a folder begins into which a raw copy was opened for a moment."""


@dataclass(frozen=True)
class Intake:
    """Where deliveries go in an installation, and what it lets in; `mark` hears of the named places that the work passes."""

    home: Path
    mode: Mode
    store: Store
    raw_key: bytes
    limit: float = LIMIT
    mark: Mark = unmarked

    @cached_property
    def lake(self) -> Lake:
        """The records lake."""
        return Lake(self.home / "lake")

    @cached_property
    def raw(self) -> RawDeliveries:
        """Raw deliveries, encrypted."""
        return RawDeliveries(self.home / "raw", self.raw_key)

    @cached_property
    def quarantine(self) -> Quarantine:
        """Reports on faulty rows."""
        return Quarantine(self.home / "quarantine")

    @cached_property
    def mappings(self) -> Mappings:
        """Mapping files by source."""
        return Mappings(self.home / "mappings")


@dataclass(frozen=True)
class Asked:
    """How a delivery is to be taken.

    `received_for`: the night that takes it; None for a first load, whose rows tell when they were known.
    `is_accepted`: a person has said yes to what is unusual about it.
    """

    received_for: date | None
    mapping: Path | None = None
    is_accepted: bool = False
    actor: Actor = NIGHT


@dataclass(frozen=True)
class Taken:
    """What became of a delivery; `is_repeat`: it had been dealt with before, and nothing was done now."""

    delivered: Delivered
    is_repeat: bool = False
    report: Report | None = None


def open_intake(settings: Settings, store: Store, *, mark: Mark = unmarked) -> Intake:
    """The intake of an installation.

    Raises: IntegrityBroken if a real installation names no key for raw deliveries.
    """
    key = open_raw_key(settings.raw_key_file, settings.folders.keys, may_make=settings.mode is not Mode.REAL)
    return Intake(settings.folders.home, settings.mode, store, key, mark=mark)


def ingest(intake: Intake, folder: Path, asked: Asked, *, at: datetime) -> Taken:
    """Take a delivered folder in; the folder is not changed.

    Raises: RecordError, DeliveryRefused, MappingError if it cannot be taken (then it is written down as refused, and the lake is as it
    was); OSError, StoreUnavailable if it could not be written.
    """
    content = content_hash(folder)
    intake.mark("ingest.begun")
    with intake.store.read() as work:
        found = deliveries.find(work, content)
    if found is not None and _is_dealt_with(found, asked):
        return Taken(found, is_repeat=True)
    intake.raw.keep(folder, content=content, on=at.astimezone(LOCAL).date())
    intake.mark("ingest.raw_kept")
    return _take(intake, folder, asked, content=content, at=at)


def accept(intake: Intake, beginning: str, asked: Asked, *, at: datetime) -> Taken:
    """Take a waiting delivery from its raw copy, because a person has said yes; its hash may be cut short.

    Raises: UnknownThing unless just one waiting delivery has a hash that begins so.
    """
    with intake.store.read() as work:
        waiting = [each for each in deliveries.of_prefix(work, beginning) if each.state is DeliveryState.WAITING]
    if len(waiting) != 1:
        raise UnknownThing(
            f"--accept: got the beginning of {len(waiting)} waiting deliveries, allowed is that of one. "
            "`alleskalmed ingest --waiting` lists them."
        )
    content = waiting[0].content_hash
    with tempfile.TemporaryDirectory(prefix=OPENED, dir=intake.raw.folder) as place:
        folder = intake.raw.restore(content, Path(place) / "delivery")
        return _take(intake, folder, replace(asked, is_accepted=True), content=content, at=at)


def _is_dealt_with(found: Delivered, asked: Asked) -> bool:
    return found.state is DeliveryState.TAKEN or (found.state is DeliveryState.WAITING and not asked.is_accepted)


def _take(intake: Intake, folder: Path, asked: Asked, *, content: str, at: datetime) -> Taken:
    seen = Delivered(content, DeliveryState.REFUSED, at)
    try:
        mapping = intake.mappings.find(folder, asked.mapping)
        sound = checked(folder, mapping_of(mapping), limit=intake.limit)
        seen = _described(seen, sound)
        intake.mark("ingest.checked")
        check_declared(sound.records.delivery, intake.mode)
        news = intake.lake.compare(sound.records, received_for=asked.received_for)
    except (FeaturesError, DeliveryRefused) as refusal:
        _note_refused(intake, seen, asked, refusal)
        raise
    seen = _compared(seen, news)
    reasons = () if asked.is_accepted else _unusual(intake, seen, news)
    if reasons:
        _note(intake, replace(seen, state=DeliveryState.WAITING, reasons=reasons), asked)
        return Taken(replace(seen, state=DeliveryState.WAITING, reasons=reasons), report=sound.report)
    if sound.faulty_rows:
        intake.quarantine.keep(sound.report, content=content, on=at.astimezone(LOCAL).date())
    version = intake.lake.take(news, content_hash=content, mark=intake.mark)
    intake.mark("ingest.in_lake")
    if mapping is not None:
        intake.mappings.remember(mapping, sound.records.delivery.source)
    taken = _in_lake(intake, replace(seen, state=DeliveryState.TAKEN), version)
    _note(intake, taken, asked)
    intake.mark("ingest.registered")
    return Taken(taken, report=sound.report)


def _in_lake(intake: Intake, seen: Delivered, version: int) -> Delivered:
    """As the lake took it, which may have been before an earlier try was stopped."""
    return replace(seen, lake_version=version, received_for=intake.lake.version(version).received_for)


def check_declared(delivery: Delivery, mode: Mode) -> None:
    """Pass if data declared so may come into an installation of this mode.

    Raises: DeliveryRefused saying what may.
    """
    allowed = {DataKind.REAL} if mode is Mode.REAL else {DataKind.SYNTHETIC, DataKind.PUBLIC}
    if delivery.data not in allowed:
        raise DeliveryRefused(
            f"delivery.json, data: got {delivery.data}, allowed in mode {mode} is {' or '.join(sorted(allowed))}. "
            "State what the data are, and take them in where they belong. Nothing was changed."
        )


def _described(seen: Delivered, sound: Checked) -> Delivered:
    delivery = sound.records.delivery
    rows = {tally.table: tally.rows - tally.faulty for tally in sound.report.tallies}
    counts = {"faulty": dict(sound.faulty_rows), "known_at_assumed": dict(sound.known_at_assumed)}
    return replace(seen, source=delivery.source, data=str(delivery.data), rows=rows, counts=counts)


def _compared(seen: Delivered, news: News) -> Delivered:
    added: dict[str, Mapping[str, int]] = {
        "new": {table.table: table.rows.num_rows for table in news.tables},
        "rewritten": {table.table: table.rewritten for table in news.tables if table.rewritten},
    }
    return replace(seen, received_for=news.received_for, counts={**seen.counts, **added})


def _unusual(intake: Intake, seen: Delivered, news: News) -> tuple[str, ...]:
    with intake.store.read() as work:
        earlier = deliveries.latest(work, limit=USUAL_NIGHTS + 1, source=seen.source, state=DeliveryState.TAKEN)
    nightly = [each.rows for each in earlier if each.received_for is not None]
    return unusual(news.tables, held=seen.rows, before=nightly if news.received_for is not None else ())


def _note_refused(intake: Intake, seen: Delivered, asked: Asked, refusal: Exception) -> None:
    if isinstance(refusal, TooManyFaults) and isinstance(refusal.report, Report):
        on = seen.seen_at.astimezone(LOCAL).date()
        intake.quarantine.keep(refusal.report, content=seen.content_hash, on=on)
    _note(intake, replace(seen, reasons=(type(refusal).__name__,)), asked)


def _note(intake: Intake, delivered: Delivered, asked: Asked) -> None:
    detail = {"delivery": delivered.content_hash, "source": delivered.source, "lake_version": delivered.lake_version}
    with intake.store.begin() as work:
        deliveries.note(work, delivered)
        append(work, Event(delivered.seen_at, asked.actor, f"delivery.{delivered.state}", detail=detail))
