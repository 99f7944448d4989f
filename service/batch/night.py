"""The night as a value: which run it is, on which installation, and where it leaves its artefacts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

import pandas as pd

from features.permission import Permits, Purpose
from features.records import Records
from service.batch.artefacts import Artefacts, Mark
from service.batch.failpoints import reached
from service.domain.disputes import Disputed
from service.domain.legal_basis import Lawful, tables_with_basis
from service.domain.night import NightContent, Run
from service.domain.sight import AT_NIGHT
from service.monitoring.process import compare_files
from service.night import Prepared, build_night, prepare_night
from service.settings import Settings
from service.store.disputes import disputed_at
from service.store.legal import permits
from service.store.records_lake import Lake
from service.store.unit_of_work import Store
from service.store.week import before_night

Compare = Callable[[Path, Path, Path], None]
SOURCES, TROUBLES, GATE, DUTIES = "sources.json", "troubles.json", "gate.json", "duties.parquet"
INDICATORS, LEVELS, SCORES, FLAGS = "indicators.parquet", "levels.parquet", "scores.parquet", "flags.parquet"
ARTEFACTS: Final = (DUTIES, INDICATORS, LEVELS, SCORES, FLAGS)
"""What a night leaves for good, and what making it again gives to the byte."""

Counts = Mapping[str, int]
"""What a step tells of itself: numbers of rows, youths and flags."""


@dataclass(frozen=True)
class Trouble:
    """Something that kept a part of the night from being done, though the list was published: in words, with the code to end with."""

    step: str
    words: str
    exit_code: int


@dataclass(frozen=True)
class Told:
    """One line of progress: a step of a run that begins (no counts yet) or is done."""

    run_id: str
    step: str
    counts: Counts | None = None
    seconds: float = 0.0
    is_left_over: bool = False
    """Whether an earlier try had already done it."""


def nobody(told: Told) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Clock:
    """Instants of a night that began `at`: counted on from there, so that a machine's clock that steps at night moves nothing."""

    at: datetime
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began

    @property
    def instant(self) -> datetime:
        """The instant by now."""
        return self.at + timedelta(seconds=self.seconds)


def in_own_process(reference: Path, current: Path, out: Path) -> None:
    """The drift report of two files, drawn by a process of its own."""
    compare_files(reference, current, out=out)


@dataclass(frozen=True)
class House:
    """The installation as the night uses it.

    `tell` hears of its progress, `mark` of the named places it passes; `compare` draws the drift report of two files into a folder.
    """

    settings: Settings
    store: Store
    clock: Clock
    tell: Callable[[Told], None] = nobody
    mark: Mark = reached
    compare: Compare = in_own_process

    @cached_property
    def lake(self) -> Lake:
        """The records lake."""
        return Lake(self.settings.folders.lake)


@dataclass(frozen=True)
class Sources:
    """What a run is made from, fixed by its first step: the version of the lake, and the instant at which it is asked what is permitted."""

    lake_version: int
    permits_at: datetime


@dataclass(frozen=True)
class Night:
    """One run being made, or made again. `to_come`: the business dates still to be run, this one first.

    What several steps need is read once and kept; a night that goes on after a stop reads it anew and finds the same.
    """

    house: House
    run: Run
    to_come: Sequence[date]
    artefacts: Artefacts
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def as_of(self) -> date:
        """The morning that the night looks from."""
        return self.run.business_on

    @property
    def store(self) -> Store:
        """The store of the installation."""
        return self.house.store

    @cached_property
    def sources(self) -> Sources:
        """What the run is made from."""
        found = self.artefacts.read_json(SOURCES)
        return Sources(found["lake_version"], datetime.fromisoformat(found["permits_at"]))

    @cached_property
    def records(self) -> Records:
        """Everything that was received for this night or an earlier one."""
        return self.house.lake.records(self.sources.lake_version, as_of=self.as_of)

    @property
    def data(self) -> str:
        """What the records are declared to be."""
        return str(self.records.delivery.data)

    @cached_property
    def permits(self) -> Permits:
        """What permits and stops profiling, as it stood when the run began."""
        with self.store.read() as work:
            return permits(work, at=self.sources.permits_at)

    @cached_property
    def disputed(self) -> frozenset[Disputed]:
        """The records that youths disputed when the run began; risk is told without them."""
        with self.store.read() as work:
            return disputed_at(work, AT_NIGHT, at=self.sources.permits_at)

    @cached_property
    def lawful(self) -> Lawful:
        """The records as far as duties may be decided from them."""
        return tables_with_basis(self.records, Purpose.DUTIES, on=self.as_of, permits=self.permits)

    @cached_property
    def prepared(self) -> Prepared:
        """What engine A sees."""
        with self.store.read() as work:
            before = before_night(work, AT_NIGHT, as_of=self.as_of)
        return prepare_night(self.lawful.records, before, as_of=self.as_of)

    @property
    def is_open(self) -> bool:
        """Whether the gate lets anybody be profiled."""
        return self.artefacts.read_json(GATE)["model_id"] is not None

    @property
    def indicators(self) -> pd.DataFrame | None:
        """The night's indicators, if there are any."""
        return self.artefacts.read_frame(INDICATORS) if self.artefacts.has(INDICATORS) else None

    @property
    def scores(self) -> pd.DataFrame | None:
        """The night's scores, if there are any."""
        return self.artefacts.read_frame(SCORES) if self.artefacts.has(SCORES) else None

    @cached_property
    def content(self) -> NightContent:
        """Everything that is published, from what the steps before left."""
        return build_night(self.prepared, scores=self.scores, indicators=self.indicators)

    def trouble(self, step: str, words: str, *, exit_code: int) -> None:
        """Note that a part could not be done; the night goes on, and says so when it ends, even after a stop."""
        self.troubles.append(Trouble(step, words, exit_code))
        self.artefacts.write_json(TROUBLES, {"troubles": [asdict(trouble) for trouble in self.troubles]})


def open_night(house: House, run: Run, to_come: Sequence[date]) -> Night:
    """The night of a run in its own folder, with the troubles it had before it was stopped."""
    artefacts = Artefacts(house.settings.folders.runs / run.run_id, house.mark)
    had = artefacts.read_json(TROUBLES)["troubles"] if artefacts.has(TROUBLES) else []
    return Night(house, run, to_come, artefacts, [Trouble(**trouble) for trouble in had])
