"""`alleskalmed ingest`: take a delivery in for the next night, or say yes to one that waits."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from features.calendar import LOCAL
from features.errors import FeaturesError, TooManyFaults
from features.exits import say
from features.faults import Report
from service.commands.clock import now
from service.domain.access import COMMAND_LINE
from service.domain.delivery import Delivered, DeliveryState
from service.domain.errors import DeliveryRefused, WrongUse
from service.ingest.quarantine import report_content
from service.ingest.taking import Asked, Intake, Taken, accept, ingest, open_intake
from service.operating.opening import open_installation
from service.settings import Settings
from service.store import deliveries, nights
from service.store.locks import hold
from service.store.migration import check_current
from service.store.unit_of_work import Store

WAITS: Final = 3
"""A delivery that waits for a human yes was not taken: data refused for now."""


@dataclass(frozen=True)
class Options:
    """What was typed; `records` or `accept` or `waiting`."""

    records: Path | None
    mapping: Path | None
    historic: bool
    accept: str | None
    day: date | None
    waiting: bool
    as_json: bool


def run(**typed: Any) -> None:
    """Take the delivery, and say what became of it.

    Raises: RecordError, DeliveryRefused (exit 3); LockHeld while a night runs (exit 4).
    """
    options, settings, at = Options(**typed), Settings(), now()
    if [options.records is not None, options.accept is not None, options.waiting].count(True) != 1:
        raise WrongUse("ingest: allowed is one of a records folder, --accept and --waiting. Give one of them.")
    store = open_installation(settings)
    try:
        check_current(store)
        if options.waiting:
            _list_waiting(store, as_json=options.as_json)
            return
        with hold(store, settings.folders.lock, at=at):
            taken = _taken(open_intake(settings, store), options, at)
    finally:
        store.close()
    _tell(taken, as_json=options.as_json)
    if taken.delivered.state is DeliveryState.WAITING:
        sys.exit(WAITS)


def _taken(intake: Intake, options: Options, at: datetime) -> Taken:
    asked = Asked(_night(intake.store, at, options), options.mapping, actor=COMMAND_LINE)
    try:
        if options.records is not None:
            return ingest(intake, options.records, asked, at=at)
        return accept(intake, str(options.accept), asked, at=at)
    except (FeaturesError, DeliveryRefused) as refusal:
        if options.as_json:
            found = refusal.report if isinstance(refusal, TooManyFaults) else None
            report = report_content(found) if isinstance(found, Report) else None
            _print({"state": "refused", "refusal": str(refusal), "report": report})
        raise


def _night(store: Store, at: datetime, options: Options) -> date | None:
    """The next night: today's if it has not been published, else tomorrow's; none for a first load."""
    if options.historic:
        return None
    with store.read() as work:
        published = nights.published(work)
    today = options.day or at.astimezone(LOCAL).date()
    if published is None or published.business_on < today:
        return today
    return published.business_on + timedelta(days=1)


def _list_waiting(store: Store, *, as_json: bool) -> None:
    with store.read() as work:
        found = deliveries.latest(work, limit=100, state=DeliveryState.WAITING)
    if as_json:
        _print([_content(each, is_repeat=True) for each in found])
        return
    for each in found:
        print(f"{each.content_hash[:16]}  seen {each.seen_at:%Y-%m-%d %H:%M} UTC  {' '.join(each.reasons)}")  # noqa: T201 - the data this command was asked for
    if not found:
        say("No delivery waits.")


def _tell(taken: Taken, *, as_json: bool) -> None:
    delivered = taken.delivered
    if as_json:
        content = dict(_content(delivered, is_repeat=taken.is_repeat))
        content["report"] = report_content(taken.report) if taken.report else None
        _print(content)
        return
    short = delivered.content_hash[:16]
    if delivered.state is DeliveryState.WAITING:
        say(f"Delivery {short} waits for a human yes; nothing was changed:")
        for reason in delivered.reasons:
            say(f"- {reason}")
        say(f"If it is right, take it by `alleskalmed ingest --accept {short}`; else have it delivered anew.")
        return
    if taken.is_repeat:
        say(f"Delivery {short} was taken before, as version {delivered.lake_version} of the lake; nothing was changed.")
        return
    _tell_taken(delivered, short)


def _tell_taken(delivered: Delivered, short: str) -> None:
    night = f"for the night of {delivered.received_for}" if delivered.received_for else "as a first load"
    say(f"Delivery {short} was taken {night}; the lake is at version {delivered.lake_version}.")
    for table, rows in delivered.rows.items():
        new, faulty = (delivered.counts.get(name, {}).get(table, 0) for name in ("new", "faulty"))
        left = f", {faulty:,} faulty ones in quarantine" if faulty else ""
        say(f"  {table}: {rows:,} rows, {new:,} of them new{left}")


def _content(delivered: Delivered, *, is_repeat: bool) -> Mapping[str, object]:
    """A delivery as JSON content; names here are promises."""
    return {
        "content_hash": delivered.content_hash,
        "state": str(delivered.state),
        "is_repeat": is_repeat,
        "source": delivered.source,
        "data": delivered.data,
        "received_for": str(delivered.received_for) if delivered.received_for else None,
        "lake_version": delivered.lake_version,
        "rows": dict(delivered.rows),
        "counts": {name: dict(counts) for name, counts in delivered.counts.items()},
        "reasons": list(delivered.reasons),
    }


def _print(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))  # noqa: T201 - the data this command was asked for
