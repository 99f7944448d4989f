"""A job: the scores of many youths, computed after the answer to who asked for them, fetched later and then forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

MOST_YOUTHS: Final = 20_000
"""Youths of one job."""
KEPT_FOR: Final = timedelta(hours=24)
"""How long scores can be fetched after a job was asked for; then nothing of it is kept."""
LEASE: Final = timedelta(minutes=5)
"""A job of whose process nothing was heard for so long was interrupted, and is begun again."""
MOST_ATTEMPTS: Final = 3
MOST_OF_ACTOR, MOST_OF_ALL = 5, 50
"""Jobs that may wait or run at one time."""


class JobState(StrEnum):
    """Where a job is; the last two are its end."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Job:
    """A job as it stands: `done` of its `of` youths have been looked at. `problem`: why it failed, as JSON.

    `with_judgement`: whether whoever asked may have judgement; if not, none is kept. `attempt`: how often it was begun, so that who was
    taken for dead can write nothing more.
    """

    job_id: str
    actor_id: str
    of: int
    with_judgement: bool
    asked_at: datetime
    state: JobState = JobState.QUEUED
    done: int = 0
    attempt: int = 0
    started_at: datetime | None = None
    beat_at: datetime | None = None
    finished_at: datetime | None = None
    model_id: str | None = None
    problem: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {JobState.DONE, JobState.FAILED}

    @property
    def forgotten_at(self) -> datetime:
        """When it is deleted."""
        return self.asked_at + KEPT_FOR


@dataclass(frozen=True)
class Outcome:
    """What came of one youth of a job: a score as JSON, or why there is none; `number`: the row that first named the youth."""

    number: int
    youth_id: str
    score: str | None = None
    why: str | None = None
