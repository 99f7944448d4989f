"""The small town's published nights, made once for each kind of database and copied for each test: a copy takes no time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from service.store.migration import upgrade
from service.store.seal import open_seal
from service.store.unit_of_work import Store, open_store
from tests.lib.databases import new_database
from tests.lib.small_service import small_service


@dataclass(frozen=True)
class Template:
    """A database with published nights that nobody is connected to, and the keys of its trail."""

    url: str
    keys: Path


@contextmanager
def published_town(kind: str, folder: Path, server: str | None) -> Iterator[Template]:
    """The nights of the small town in a database of a kind."""
    with new_database(kind, folder, server) as url:
        store = open_store(url, seal=open_seal(None, folder / "keys", may_make=True))
        try:
            upgrade(store)
            small_service(store, folder)
        finally:
            store.close()
        yield Template(url, folder / "keys")


@contextmanager
def copy_of(template: Template, folder: Path) -> Iterator[Store]:
    """A store of its own that begins as the template; dropped at the end."""
    shutil.copytree(template.keys, folder / "keys", dirs_exist_ok=True)
    with copied_database(template.url, folder) as url:
        store = open_store(url, seal=open_seal(None, folder / "keys", may_make=True))
        try:
            yield store
        finally:
            store.close()


@contextmanager
def copied_database(url: str, folder: Path) -> Iterator[str]:
    """The URL of a copy of a database that nobody is connected to; dropped at the end."""
    made = sa.make_url(url)
    if made.get_backend_name() == "sqlite":
        shutil.copy(str(made.database), folder / "copy.db")
        yield f"sqlite:///{folder / 'copy.db'}"
        return
    name = f"t_{uuid4().hex}"
    engine = sa.create_engine(made.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {made.database}"))
    try:
        yield made.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()
