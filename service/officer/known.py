"""What the pack tells, read from where it lives: settings, declarations, the permission table, retention, and the bundle's own words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from features.calendar import LOCAL
from features.legal import HeldFor, Reference
from features.permission import LegalBasis, Phase, Purpose
from features.records import TABLES, Column, Table
from service.domain.access import Role
from service.domain.jobs import KEPT_FOR
from service.domain.retention import Limits
from service.operating.bundles import active, decision_beside, figures_beside
from service.settings import Mode, Settings
from service.store import bundles, legal, matured, users, webhooks
from service.store.purposes import LAKE, STORE, held_for, kept_until
from service.store.raw_deliveries import KEPT_DAYS
from service.store.records_lake import Lake
from service.store.subjects import mapping
from service.store.unit_of_work import Work
from service.texts.about_wording import InUse

POOLED: Final = "pooled"
MEASURES: Final = (
    "auroc",
    "recall_at_5_percent",
    "precision_at_5_percent",
    "calibration_slope",
    "predicted_over_observed",
)
"""Figures of an evaluation that a reader of the pack is told; the dossier has them all."""


@dataclass(frozen=True)
class StoredTable:
    """A table that holds something: where, for what, by which law, until which limit, and whether it speaks of a youth."""

    of: str
    name: str
    purpose: HeldFor
    law: Reference
    limit: str | None
    is_about_youths: bool
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class Measured:
    """A figure of the model's evaluation with its interval; None where it could not be estimated."""

    name: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Known:
    """Everything the pack is made from; it names no youth and nobody who works here.

    `model`: None without a bundle. `systems`: other systems that may sign in; `told`: those told of flags.
    `data`: what the lake is declared as, "" if it is empty.
    """

    on: date
    mode: Mode
    municipality: str
    database: str
    data: str
    limits: Mapping[str, int]
    tables: tuple[StoredTable, ...]
    model: InUse | None
    measured: tuple[Measured, ...]
    bases: tuple[LegalBasis, ...]
    stops: int
    systems: tuple[str, ...]
    told: tuple[str, ...]

    @property
    def model_id(self) -> str | None:
        """The name of the model; None without one."""
        return None if self.model is None else str(self.model.manifest["model_id"])

    def profiling_law(self, tables: Collection[str] = ()) -> str | None:
        """The law by which these tables may be profiled in operation, as a standing basis says; None where none covers them all."""
        return next(
            (
                basis.law
                for basis in self.bases
                if Purpose.PROFILING in basis.scope
                and Phase.OPERATION in basis.phases
                and not basis.wanting
                and set(tables) <= basis.tables
            ),
            None,
        )

    @property
    def is_real(self) -> bool:
        """Whether the installation is for real records."""
        return self.mode is Mode.REAL

    @property
    def is_measured_on_real(self) -> bool:
        """Whether the model's figures speak of real youths of this municipality."""
        return self.model is not None and self.model.manifest["origin"]["data"] == "real"


def read_known(settings: Settings, work: Work, model_id: str | None, *, at: datetime) -> Known:
    """What is known now; of the model of a name, else of the active one.

    Raises: UnknownThing for a bundle that was never brought in; IntegrityBroken if what was said of it cannot be read.
    """
    on = at.astimezone(LOCAL).date()
    model = _in_use(settings, work, model_id, on)
    standing = tuple(sorted(legal.permits(work, at=at).bases, key=lambda basis: (basis.valid_from_on, basis.law)))
    systems = sorted(user.user_id for user in users.users(work) if user.role is Role.SYSTEM)
    limits = {**vars(Limits()), "raw_days": KEPT_DAYS, "session_hours": settings.session_hours}
    limits["job_hours"] = KEPT_FOR // timedelta(hours=1)
    return Known(
        on,
        settings.mode,
        settings.municipality,
        settings.url.partition(":")[0].partition("+")[0],
        _data(Lake(settings.folders.lake)),
        limits,
        stored_tables(),
        model,
        _measured(model),
        standing,
        len(legal.stops(work)),
        tuple(systems),
        tuple(sorted(webhooks.names(work))),
    )


def stored_tables() -> tuple[StoredTable, ...]:
    """Every table, of the records format and of the database."""
    return (*(_of_records(table) for table in TABLES), *(_of_store(name) for name in sorted(held_for())))


def _of_records(table: Table) -> StoredTable:
    is_about = not mapping(LAKE)[table.name].none
    limit = kept_until(LAKE, table.name)
    return StoredTable(LAKE, table.name, table.purpose, table.legal_reference, limit, is_about, table.columns)


def _of_store(name: str) -> StoredTable:
    held, is_about = held_for()[name], not mapping(STORE)[name].none
    return StoredTable(STORE, name, held.purpose, held.legal_reference, kept_until(STORE, name), is_about)


def _in_use(settings: Settings, work: Work, model_id: str | None, on: date) -> InUse | None:
    standing = active(work)
    if model_id is None and standing is None:
        return None
    if standing is not None and model_id in {None, standing.model_id}:
        found, since_on = standing.bundle, standing.since_at.astimezone(LOCAL).date()
    else:
        found, since_on = bundles.bundle_of(work, str(model_id)), on
    figures, decision = (beside(settings, found.model_id) for beside in (figures_beside, decision_beside))
    return InUse(found.manifest, since_on, figures, decision, matured.latest_shown(work))


def _measured(model: InUse | None) -> tuple[Measured, ...]:
    """The pooled figures, good and bad alike."""
    if model is None or model.figures is None:
        return ()
    groups: list[Mapping[str, Any]] = [one for one in model.figures["pooled"] if one["group"] == POOLED]
    cells = [
        (name, group["measures"][name]) for group in groups for name in MEASURES if name in (group["measures"] or {})
    ]
    return tuple(Measured(name, cell["value"], cell["low"], cell["high"]) for name, cell in cells)


def _data(lake: Lake) -> str:
    newest = lake.newest()
    return str(lake.version(newest).data) if newest else ""
