"""Tables of jobs: what waits, what was sent (encrypted, until the job is over) and what came of it (for a day)."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from service.store.columns import ID, JSON_TEXT, WORD, Instant
from service.store.tables import METADATA


def _job() -> sa.Column[str]:
    return sa.Column("job_id", sa.String(16), sa.ForeignKey("jobs.job_id"), primary_key=True)


JOBS: Final = sa.Table(
    "jobs",
    METADATA,
    sa.Column("job_id", sa.String(16), primary_key=True),
    sa.Column("actor_id", ID, nullable=False),
    sa.Column("of", sa.Integer, nullable=False),
    sa.Column("with_judgement", sa.Boolean, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("state", WORD, nullable=False),  # queued, running, done, failed
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("started_at", Instant),
    sa.Column("beat_at", Instant),  # when its process was last heard of
    sa.Column("finished_at", Instant),
    sa.Column("model_id", sa.String(120)),
    sa.Column("problem", JSON_TEXT),
    sa.Index("ix_jobs_asked_at", "asked_at"),
)
JOB_RECORDS: Final = sa.Table(
    "job_records",
    METADATA,
    _job(),
    sa.Column("sealed", sa.LargeBinary, nullable=False),  # encrypted under a key outside the database
)
JOB_SCORES: Final = sa.Table(
    "job_scores",
    METADATA,
    _job(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("youth_id", ID, nullable=False),
    sa.Column("score", JSON_TEXT),
    sa.Column("why", WORD),
    sa.Index("ix_job_scores_youth_id", "youth_id"),
)
