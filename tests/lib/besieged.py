"""The small town behind a closed gate: an application, and callers with a session or a token, for hostile inputs to be thrown at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
import structlog
from fastapi import FastAPI

from service.domain.access import Role, Scope
from service.domain.users import User
from service.edge.actors import COOKIE
from service.store import users
from service.store.schema import METADATA
from service.store.unit_of_work import Store
from tests.lib.copied_town import copy_of, published_town
from tests.lib.served import NOW, SYSTEM, served
from tests.lib.small_bundle import small_bundle

ENOUGH = 1_000_000
"""Requests that each caller may send while the clock stands still, so that no input stops at the limit of rates."""
HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, "hanne", "D1", is_demo=True)  # type: ignore[arg-type]


@contextmanager
def besieged(folder: Path) -> Iterator[tuple[FastAPI, Store, Sequence[Mapping[str, str]]]]:
    """The application, its store, and the headers of nobody, a counsellor, a leader and a system; lines of log are thrown away."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    (folder / "template").mkdir()
    (folder / "copy").mkdir()
    with published_town("sqlite", folder / "template", None) as template, copy_of(template, folder / "copy") as store:
        with store.begin() as work:
            leader = User("leader", "Leder", Role.LEADER, is_demo=True, area_id="A1")  # type: ignore[arg-type]
            users.add(work, [HANNE, leader, SYSTEM], at=NOW)
            secrets = [users.open_session(work, one.user_id, at=NOW, hours=1) for one in (HANNE, leader)]
            token = users.make_token(work, SYSTEM.user_id, tuple(Scope), at=NOW, days=1)
        people = [
            {"cookie": f"{COOKIE}={secret}", "sec-fetch-site": "same-origin", "accept": "text/html"}
            for secret in secrets
        ]
        yield (
            served(store, folder / "copy", small_bundle(), requests_per_minute=ENOUGH).app,
            store,
            [{}, *people, {"authorization": f"Bearer {token}"}],
        )
    structlog.reset_defaults()


def rows(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.read() as work:
        return {
            name: work.rows(sa.select(sa.func.count()).select_from(table))[0][0]
            for name, table in METADATA.tables.items()
        }
