"""How Alembic runs a migration: on the connection it is given, and nowhere else."""

from __future__ import annotations

from alembic import context

from service.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
