"""Numbered migrations: where a database stands, and how it is brought to what this code expects."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.domain.errors import IntegrityBroken
from service.store.schema import METADATA
from service.store.unit_of_work import Store

FOLDER: Final = Path(__file__).parent / "migrations"


def newest() -> str:
    """The number of the newest migration this code knows, as `0001`."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def current(store: Store) -> str | None:
    """The number of the migration the database stands at; None if it is empty."""
    with store.read() as work:
        found = MigrationContext.configure(work.connection).get_current_revision()
    return None if found is None else str(found)


def upgrade(store: Store) -> str:
    """Bring the database to the newest migration, whole or not at all; returns its number."""
    config = _config()
    with store.begin() as work:
        config.attributes["connection"] = work.connection
        command.upgrade(config, "head")
    return newest()


def differences(store: Store) -> list[str]:
    """What the database has or lacks against the declared tables; empty if nothing."""
    with store.read() as work:
        found = compare_metadata(MigrationContext.configure(work.connection), METADATA)
    return [str(item[0] if isinstance(item, tuple) else item[0][0]) for item in found]


def check_current(store: Store) -> None:
    """Pass if the database stands at the newest migration.

    Raises: IntegrityBroken naming both numbers.
    """
    found, wanted = current(store), newest()
    if found != wanted:
        raise IntegrityBroken(
            f"database: got migration {found or 'none'}, allowed is {wanted}. Run `alleskalmed db upgrade` (after `alleskalmed db backup`)."
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
