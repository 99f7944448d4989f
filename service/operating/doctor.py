"""The doctor: is everything there that the service needs, and if not, what to do; no check changes anything.

Each check is a function that returns what it saw; one that cannot even look says so instead of stopping the others.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from features.calendar import LOCAL, cut
from service.domain.break_glass import REVIEW_WITHIN
from service.domain.delivery import DeliveryState
from service.domain.errors import ServiceError
from service.operating.strength import weaknesses
from service.settings import Mode, Settings
from service.store import audit, bundles, deliveries, nights, openings
from service.store.migration import check_current
from service.store.raw_deliveries import open_raw_key
from service.store.records_lake import Lake
from service.store.unit_of_work import Store

LEAST_FREE: Final = 2 * 1024**3
"""Bytes that a night of a large municipality may need beside what is there."""
FIRST_YEAR: Final = 2026
"""No clock of this program's life is earlier."""


@dataclass(frozen=True)
class Finding:
    """What one check saw: `is_well`, what it saw, and what to do if not."""

    check: str
    is_well: bool
    saw: str
    do: str = ""


@dataclass(frozen=True)
class Patient:
    """The installation as the checks see it; `store` is None if it could not be opened, and `unopened` says why."""

    settings: Settings
    at: datetime
    store: Store | None
    unopened: str = ""


Check = Callable[[Patient], Finding]


def examine(patient: Patient, *, only: frozenset[str] | None = None) -> list[Finding]:
    """Every check, or some by name, in order; those that need the store are left out, but for one, if it could not be opened."""
    asked = [name for name in CHECKS if only is None or name in only]
    if patient.store is None:
        closed = Finding(
            "database",
            False,
            f"the store could not be opened: {patient.unopened}",
            "Run `alleskalmed db upgrade`, or name the right one.",
        )
        return [*(_looked(name, patient) for name in asked if name in WITHOUT_STORE), closed]
    return [_looked(name, patient) for name in asked]


def _looked(name: str, patient: Patient) -> Finding:
    try:
        return CHECKS[name](patient)
    except ServiceError as error:
        return Finding(name, False, f"{type(error).__name__}: {error}", "Do what the words say, then ask again.")
    except OSError as error:
        return Finding(
            name,
            False,
            f"{type(error).__name__}: {error.strerror or 'cannot be used'}",
            "Look at the disk and the rights.",
        )


def _store(patient: Patient) -> Store:
    if patient.store is None:
        raise ServiceError(patient.unopened)
    return patient.store


def _database(patient: Patient) -> Finding:
    store = _store(patient)
    with store.read():
        kind = "PostgreSQL" if store.is_postgresql else "SQLite"
    if patient.settings.mode is Mode.REAL and not store.is_postgresql:
        return Finding("database", True, f"{kind}; PostgreSQL is meant for several machines")
    return Finding("database", True, kind)


def _migration(patient: Patient) -> Finding:
    check_current(_store(patient))
    return Finding("migration", True, "the newest")


def _clock(patient: Patient) -> Finding:
    at = patient.at
    midnight = cut(at.astimezone(LOCAL).date()).astimezone(ZoneInfo("Europe/Copenhagen"))
    if at.year < FIRST_YEAR or midnight.hour != 0:
        return Finding(
            "clock", False, f"{at:%Y-%m-%d %H:%M} UTC", "Set the machine's clock and install the time zones (tzdata)."
        )
    if patient.store is None:
        return Finding("clock", True, f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M} in Denmark")
    with patient.store.read() as work:
        published = nights.published(work)
    if (
        published is not None
        and published.published_at is not None
        and published.published_at > at + timedelta(minutes=5)
    ):
        return Finding(
            "clock",
            False,
            f"{at:%Y-%m-%d %H:%M} UTC, before the published night ({published.published_at:%Y-%m-%d %H:%M})",
            "The clock stepped back: set it right before the next night.",
        )
    return Finding("clock", True, f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M} in Denmark")


def _folders(patient: Patient) -> Finding:
    home = patient.settings.folders.home
    closed = [
        path.name for path in (home, *home.glob("*/")) if path.is_dir() and not os.access(path, os.W_OK | os.X_OK)
    ]
    if not home.is_dir():
        return Finding(
            "folders",
            False,
            "the installation's folder is not there",
            "Run `alleskalmed db upgrade`, or name the right one by ALLESKALMED_VAR.",
        )
    if closed:
        return Finding(
            "folders",
            False,
            f"cannot be written: {', '.join(sorted(closed))}",
            "Give the service's user the right to write there.",
        )
    return Finding("folders", True, "can be written")


def _disk(patient: Patient) -> Finding:
    free = shutil.disk_usage(_nearest(patient.settings.folders.home)).free
    saw = f"{free / 1024**3:.1f} GB free"
    if free < LEAST_FREE:
        return Finding(
            "disk",
            False,
            saw,
            f"Make room: a night may need {LEAST_FREE / 1024**3:.0f} GB. The list stays readable meanwhile.",
        )
    return Finding("disk", True, saw)


def _nearest(path: Path) -> Path:
    return path if path.exists() else _nearest(path.parent)


def _keys(patient: Patient) -> Finding:
    settings = patient.settings
    named = [path for path in (settings.raw_key_file, settings.audit_key_file) if path is not None]
    made = sorted(settings.folders.keys.glob("made-*"))
    if settings.mode is Mode.REAL or settings.raw_key_file is not None:
        open_raw_key(settings.raw_key_file, settings.folders.keys, may_make=False)
    open_to_others = [
        path.name for path in (*named, *made) if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_to_others:
        return Finding(
            "keys", False, f"others may read {', '.join(open_to_others)}", "Take the rights of others away: chmod 600."
        )
    return Finding("keys", True, f"{len(named)} named, {len(made)} made here; only their owner reads them")


def _strength(patient: Patient) -> Finding:
    weak = weaknesses(patient.settings)
    if weak:
        return Finding("strength", False, "; ".join(weak), "Mend them; neither service nor night starts before.")
    return Finding("strength", True, f"nothing weak for mode {patient.settings.mode}")


def _sign_in(patient: Patient) -> Finding:
    settings = patient.settings
    systems = f"systems for {settings.token_audience}" if settings.token_audience else "no systems"
    if settings.issuer:
        return Finding("sign-in", True, f"people and {systems} through {settings.issuer}")
    if settings.mode is Mode.DEMO:
        return Finding("sign-in", True, "demo users, on this machine only")
    return Finding("sign-in", False, "nobody: no issuer is named", "Name one: service/guide/signing_in.md.")


def _lake(patient: Patient) -> Finding:
    lake = Lake(patient.settings.folders.lake)
    newest = lake.newest()
    if not newest:
        return Finding(
            "lake",
            False,
            "nothing was ever delivered",
            "Take a first delivery in: `alleskalmed ingest RECORDS --historic`.",
        )
    version = lake.version(newest)
    missing = [file.path for file in version.files if not (lake.folder / file.path).exists()]
    if missing:
        return Finding(
            "lake", False, f"{len(missing)} files of version {newest} are missing", "Restore the lake from a backup."
        )
    rows = sum(file.rows for file in version.files)
    return Finding(
        "lake", True, f"version {newest}, {len(version.files)} files, {rows:,} rows, declared {version.data}"
    )


def _waiting(patient: Patient) -> Finding:
    with _store(patient).read() as work:
        waiting = deliveries.latest(work, limit=100, state=DeliveryState.WAITING)
    if waiting:
        return Finding(
            "deliveries", False, f"{len(waiting)} wait for a human yes", "Look at them: `alleskalmed ingest --waiting`."
        )
    return Finding("deliveries", True, "none waits")


def _published(patient: Patient) -> Finding:
    with _store(patient).read() as work:
        run = nights.published(work)
    if run is None or run.published_at is None:
        return Finding("published", False, "no list was ever published", "Run the first night: `alleskalmed nightly`.")
    age, most = patient.at - run.published_at, timedelta(hours=patient.settings.overdue_hours)
    saw = f"run {run.run_id}, {age.total_seconds() / 3600:.0f} hours old"
    if age > most:
        return Finding(
            "published",
            False,
            f"{saw}, more than {patient.settings.overdue_hours}",
            "Find out why the night did not run: `alleskalmed nightly`.",
        )
    return Finding("published", True, saw)


def _bundle(patient: Patient) -> Finding:
    with _store(patient).read() as work:
        active = bundles.active(work)
    if active is None:
        return Finding(
            "bundle",
            False,
            "none is active: duties alone are flagged",
            "Bring one in and activate it: `alleskalmed bundle add`, `activate`.",
        )
    if not (patient.settings.folders.bundles / active.bundle.folder).is_dir():
        return Finding(
            "bundle",
            False,
            f"{active.model_id} is active but its folder is missing",
            "Bring it in again: `alleskalmed bundle add`.",
        )
    return Finding("bundle", True, f"{active.model_id}, declared {active.bundle.data}")


def _trail(patient: Patient) -> Finding:
    found = audit.verify(_store(patient))
    if not found.is_whole:
        return Finding(
            "audit",
            False,
            found.what,
            "Keep the database as it is and find out who changed it: `alleskalmed audit verify`.",
        )
    return Finding("audit", True, f"{found.count:,} lines, ending in {found.head[:12]}")


def _glass(patient: Patient) -> Finding:
    with _store(patient).read() as work:
        late = openings.late(work, at=patient.at)
    if late:
        saw = f"{late} waiting for a review for more than {REVIEW_WITHIN.days} days"
        return Finding("break-glass", False, saw, "Ask leaders and the officer: `alleskalmed break-glass list`.")
    return Finding("break-glass", True, "nothing waits too long for a review")


CHECKS: Final[Mapping[str, Check]] = {
    "clock": _clock,
    "folders": _folders,
    "disk": _disk,
    "keys": _keys,
    "strength": _strength,
    "sign-in": _sign_in,
    "database": _database,
    "migration": _migration,
    "lake": _lake,
    "deliveries": _waiting,
    "bundle": _bundle,
    "published": _published,
    "audit": _trail,
    "break-glass": _glass,
}
MAY_BE_SECRET: Final = frozenset({"database_url", "dead_man_url"})
"""Settings whose value lets somebody in who knows it."""
WITHOUT_STORE: Final = frozenset({"clock", "folders", "disk", "keys", "strength", "sign-in", "lake"})
"""Checks that need no database."""
OVERDUE: Final = frozenset({"published"})
"""The check that a timer asks for by itself."""


def told_settings(settings: Settings, *, environment: Collection[str], file: Collection[str]) -> list[dict[str, str]]:
    """Each setting with its value, where it comes from and what it means; what may be secret is only told to be there.

    `environment`, `file`: the names that the environment and the file of settings give.
    """
    given = {name.upper() for name in environment}
    rows = []
    for name, field in type(settings).model_fields.items():
        variable = f"ALLESKALMED_{name.upper()}"
        came = variable if variable in given else "the file" if name in file else "default"
        rows.append(
            {"setting": name, "value": _shown(name, settings), "from": came, "meaning": field.description or ""}
        )
    return rows


def _shown(name: str, settings: Settings) -> str:
    value = getattr(settings, name)
    if name in MAY_BE_SECRET:
        return "set" if name in settings.model_fields_set else "not set"
    return "not set" if value is None or value == "" else str(value)
