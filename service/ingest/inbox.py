"""The inbox: one folder a delivery, taken by the night in the order of the nights they are for.

Whoever delivers makes the folder under a name that begins with a dot and renames it when it is complete. What was taken lies in `done`,
what was refused in `refused`, each by night and content, for as long as the raw copy is kept; what waits for a human yes stays.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from features.calendar import LOCAL
from features.errors import FeaturesError
from features.reading import read_delivery
from service.domain.delivery import DeliveryState
from service.domain.errors import DeliveryRefused
from service.ingest.taking import OPENED, Asked, Intake, Taken, ingest
from service.store.raw_deliveries import KEPT_DAYS, content_hash

DONE: Final = "done"
REFUSED: Final = "refused"


@dataclass(frozen=True)
class Found:
    """What became of one folder of the inbox: taken, waiting, or refused in these words."""

    taken: Taken | None
    refusal: str = ""
    exit_code: int = 0


def take_inbox(intake: Intake, inbox: Path, *, night_for: Callable[[date | None], date], at: datetime) -> list[Found]:
    """Take every delivery of the inbox; one that is refused does not keep the others out.

    `night_for`: the night that takes a delivery of some day, or of an unknown one; never before a night that has taken one.
    Raises: OSError, StoreUnavailable if something could not be written; what was taken before stays taken.
    """
    found = []
    for night, folder in sorted((_night(intake, folder, night_for), folder) for folder in waiting_folders(inbox)):
        try:
            taken = ingest(intake, folder, Asked(received_for=night), at=at)
        except (FeaturesError, DeliveryRefused) as refusal:
            _put_away(folder, inbox / REFUSED, at)
            found.append(Found(None, str(refusal), refusal.exit_code))
            continue
        if taken.delivered.state is DeliveryState.TAKEN:
            _put_away(folder, inbox / DONE, at)
        intake.mark("ingest.moved")
        found.append(Found(taken))
    return found


def waiting_folders(inbox: Path) -> list[Path]:
    """Folders of the inbox that are complete and not dealt with."""
    if not inbox.is_dir():
        return []
    return sorted(
        path for path in inbox.iterdir() if path.is_dir() and path.name[0] != "." and path.name not in (DONE, REFUSED)
    )


def tidy(intake: Intake, inbox: Path, *, on: date, days: int = KEPT_DAYS) -> int:
    """Remove what has been kept long enough - raw copies, quarantine, and folders put away - and say how many."""
    removed = intake.raw.expire(on, days=days) + intake.quarantine.expire(on, days=days)
    for left in intake.raw.folder.glob(f"{OPENED}*"):
        shutil.rmtree(left)
    for folder in (*(inbox / DONE).glob("????-??-??_*"), *(inbox / REFUSED).glob("????-??-??_*")):
        if date.fromisoformat(folder.name[:10]) <= on - timedelta(days=days):
            shutil.rmtree(folder)
            removed += 1
    return removed


def _night(intake: Intake, folder: Path, night_for: Callable[[date | None], date]) -> date:
    try:
        delivered_on = read_delivery(folder).delivered_on
    except FeaturesError:  # it will be refused with these words when it is taken
        delivered_on = None
    last = intake.lake.version(intake.lake.newest()).last_night
    night = night_for(delivered_on)
    return night if last is None else max(night, last)


def _put_away(folder: Path, under: Path, at: datetime) -> None:
    place = under / f"{at.astimezone(LOCAL).date()}_{_label(folder)}"
    under.mkdir(parents=True, exist_ok=True)
    if place.exists():
        shutil.rmtree(folder)
    else:
        folder.rename(place)


def _label(folder: Path) -> str:
    try:
        return content_hash(folder)[:16]
    except DeliveryRefused:  # it holds what is no file
        return hashlib.sha256(folder.name.encode()).hexdigest()[:16]
