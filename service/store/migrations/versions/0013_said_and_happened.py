"""What was said on a week's list and what happened: a row for each youth of it, and the figures counted of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Bring the database here."""
    op.create_table(
        "matured",
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("youth_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("monday_on", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("district_id", sa.String(length=64), nullable=True),
        sa.Column("regime", sa.String(length=40), nullable=False),
        sa.Column("risk", sa.Double(), nullable=True),
        sa.Column("band", sa.String(length=40), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("cut_off", sa.Boolean(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("known_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_matured_run_id")),
        sa.ForeignKeyConstraint(["known_by"], ["runs.run_id"], name=op.f("fk_matured_known_by")),
        sa.PrimaryKeyConstraint("run_id", "youth_id", name=op.f("pk_matured")),
    )
    op.create_index("ix_matured_youth_id", "matured", ["youth_id"], unique=False)
    op.create_table(
        "matured_figures",
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_matured_figures_run_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_matured_figures")),
    )
