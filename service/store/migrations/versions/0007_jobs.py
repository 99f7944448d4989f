"""Jobs: what waits, what was sent, and what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.columns import Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the database here."""
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("with_judgement", sa.Boolean(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("beat_at", Instant(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("model_id", sa.String(length=120), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_asked_at", "jobs", ["asked_at"], unique=False)
    op.create_table(
        "job_records",
        sa.Column("job_id", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.job_id"], name=op.f("fk_job_records_job_id")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_records")),
    )
    op.create_table(
        "job_scores",
        sa.Column("job_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Text(), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.job_id"], name=op.f("fk_job_scores_job_id")),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_job_scores")),
    )
    op.create_index("ix_job_scores_youth_id", "job_scores", ["youth_id"], unique=False)
