"""Indicators shard by shard in processes of their own: what is done is kept as it comes, so that a stopped night does the rest alone.

The shard of a youth is a stable hash, so a bunch of shards holds whole lives, and parts joined in any order give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import joblib
import pandas as pd
from joblib import Parallel, delayed

from features.asof import known_on
from features.parts import Part, measure_dates
from features.permission import Permits, Phase, check_may_profile
from features.population import ages
from features.records import ATTENDANCE, Records
from features.vocabulary import DistrictId, YouthId
from service.batch.artefacts import Artefacts
from service.disputed import without_disputed
from service.domain.disputes import Disputed
from service.situations import AGES
from service.store.lake_rows import SHARDS
from service.store.lake_versions import Version
from service.store.records_lake import Lake

BUNCH: Final = 16
"""Shards measured at one go: small enough to lose little by a stop, large enough that reading what all share costs little."""
FEW_ROWS: Final = 500_000
"""With fewer rows of attendance than this all shards are one bunch: more would cost more than they save."""


@dataclass(frozen=True)
class Slices:
    """Where the records of some shards are read from, and what permits it; sent to the processes."""

    lake: Path
    version: int
    as_of: date
    permits: Permits
    disputed: frozenset[Disputed] = frozenset()

    def records(self, shards: Sequence[int]) -> Records:
        """The records of the youths of these shards, with all that is not about youths, and without what is disputed."""
        return without_disputed(
            Lake(self.lake).records(self.version, as_of=self.as_of, shard=tuple(shards)), self.disputed
        )


def bunch_size(version: Version) -> int:
    """How many shards are measured at one go."""
    rows = sum(file.rows for file in version.of_table(ATTENDANCE.name))
    return SHARDS if rows < FEW_ROWS else BUNCH


def bunches(size: int) -> list[tuple[int, ...]]:
    """All shards, in bunches."""
    return [tuple(range(first, min(first + size, SHARDS))) for first in range(0, SHARDS, size)]


def measure_shards(slices: Slices, kept: Artefacts, *, jobs: int, size: int) -> list[Part]:
    """The parts of all shards, `size` at one go; those already kept are not measured again.

    Raises: ProfilingRefused before anything is measured that nobody permits.
    """
    asked = bunches(size)
    left = [bunch for bunch in asked if not kept.has(_name(bunch))]
    for bunch, part in _measured(slices, left, jobs):
        kept.write(_name(bunch), _packed(part))
        kept.mark("shard.measured")
    return [joblib.load(io.BytesIO(kept.read(_name(bunch)))) for bunch in asked]


def measure(slices: Slices, shards: Sequence[int]) -> tuple[tuple[int, ...], Part]:
    """The part of some shards."""
    records, permits = slices.records(shards), slices.permits
    check_may_profile(
        records.delivery.data, Phase.OPERATION, tables=records.contained, on=slices.as_of, permits=permits
    )
    return tuple(shards), measure_dates(records, [slices.as_of], youths=_profiled(records, slices))


def _profiled(records: Records, slices: Slices) -> pd.Index[str]:
    """Youths of 14 to 18 whom nothing leaves out."""
    youths = known_on(replace(records, tables={"youths": records.tables["youths"]}), slices.as_of)["youths"]
    aged = youths[ages(youths, slices.as_of).between(*AGES).to_numpy(bool)]
    named = zip(aged["youth_id"], aged["district_id"], strict=True)
    chosen = [
        youth_id
        for youth_id, district_id in named
        if slices.permits.why_left_out(
            YouthId(youth_id), DistrictId(district_id) if isinstance(district_id, str) else None
        )
        is None
    ]
    profiled: pd.Index[str] = pd.Index(chosen, dtype="str")
    return profiled


def _measured(slices: Slices, left: Sequence[tuple[int, ...]], jobs: int) -> Iterator[tuple[tuple[int, ...], Part]]:
    many = Parallel(n_jobs=max(1, min(jobs, len(left))), return_as="generator_unordered")
    yield from many(delayed(measure)(slices, bunch) for bunch in left)


def _name(bunch: Sequence[int]) -> str:
    return f"part-{bunch[0]:02d}-{bunch[-1]:02d}.joblib"


def _packed(part: Part) -> bytes:
    sink = io.BytesIO()
    joblib.dump(part, sink)
    return sink.getvalue()
