"""What a night tells of itself when it ends: for the operator, the store and the file beside its artefacts; no identity in it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from service.batch.night import Counts, Trouble


@dataclass(frozen=True)
class StepReport:
    """One step: what it counted and how long it took; `is_left_over` if an earlier try had done it."""

    step: str
    counts: Counts
    seconds: float
    is_left_over: bool = False


@dataclass(frozen=True)
class Report:
    """One night. `state`: published, failed, or unchanged if it had been published before."""

    run_id: str
    business_on: date
    state: str
    steps: Sequence[StepReport] = ()
    troubles: Sequence[Trouble] = ()
    content_hash: str | None = None
    seconds: float = 0.0
    failed_at: str | None = None
    reason: str | None = None
    sources: Mapping[str, Any] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """The gravest code of its troubles; 0 without any."""
        return max((trouble.exit_code for trouble in self.troubles), default=0)

    @property
    def as_json(self) -> dict[str, Any]:
        """The report as JSON takes it."""
        return {**asdict(self), "business_on": str(self.business_on), "exit_code": self.exit_code}


def in_words(error: Exception) -> str:
    """Why something failed: in its own words if it is a refusal made for people, else by kind and place, since a message may hold data."""
    if hasattr(error, "exit_code"):
        return str(error)
    if isinstance(error, OSError):
        return f"{type(error).__name__}: {error.strerror or 'a file could not be used'}"
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {where.name}, line {where.lineno} of {where.filename.rsplit('/', 1)[-1]}"
