"""The application over a store, with a system's token and people's sessions, at a frozen instant."""

from __future__ import annotations

import atexit
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from starlette.testclient import TestClient

from models.bundle import Bundle
from service.app import build_app
from service.domain.access import Role, Scope
from service.domain.users import User
from service.edge.active import ActiveModels
from service.edge.actors import COOKIE
from service.settings import Settings
from service.store import bundles, users
from service.store.bundles import Registered
from service.store.unit_of_work import Store
from tests.lib.databases import migrated
from tests.lib.straight import Straight

NOW = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)
SYSTEM = User("journal", "Fagsystem", Role.SYSTEM, is_demo=True)
BASE = "http://testserver"


@dataclass(frozen=True)
class Served:
    """A running application without a network."""

    app: FastAPI
    store: Store

    def system(self, scopes: Collection[Scope] = tuple(Scope)) -> TestClient:
        """A system that calls with a token of these scopes."""
        with self.store.begin() as work:
            users.add(work, [SYSTEM], at=NOW)
            token = users.make_token(work, SYSTEM.user_id, scopes, at=NOW, days=1)
        return _caller(self.app, headers={"authorization": f"Bearer {token}"})

    def person(self, user: User) -> TestClient:
        """Somebody who is signed in and whose browser asks from our own page."""
        with self.store.begin() as work:
            users.add(work, [user], at=NOW)
            secret = users.open_session(work, user.user_id, at=NOW, hours=1)
        headers = {"sec-fetch-site": "same-origin"}
        return _caller(self.app, headers=headers, cookies={COOKIE: secret})

    def nobody(self) -> TestClient:
        """Somebody who has not said who they are."""
        return _caller(self.app)


def _caller(app: FastAPI, **given: Any) -> TestClient:
    """Somebody whose requests go straight to the application; beside a browser, whose loop is this thread's, by one that all share."""
    client = TestClient(app, raise_server_exceptions=False, **given)
    client.portal = _loop()
    client._transport = Straight(app, beside=client._transport)  # the library has no other way to say how to ask
    return client


@cache
def _loop() -> BlockingPortal:
    """The loop in which applications of this process answer, until it ends."""
    opening = start_blocking_portal()
    atexit.register(opening.__exit__, None, None, None)
    return opening.__enter__()


def served(store: Store, folder: Path, bundle: Bundle, *, at: datetime = NOW, **settings: object) -> Served:
    """The application over a store, whose active model is the bundle."""
    models = ActiveModels(lambda _: bundle.model_id, lambda _: bundle)
    return Served(build_app(Settings(var=folder, **settings), store=store, now=lambda: at, models=models), store)  # type: ignore[arg-type]  # settings by name


def activate(store: Store, bundle: Bundle) -> None:
    """Let the store say that the bundle is the active one, as an answer that tells of it needs."""
    with store.begin() as work:
        bundles.add(work, Registered(bundle.model_id, "synthetic", bundle.model_id, bundle.manifest, NOW))
        bundles.activate(work, bundle.model_id, actor_id="test", at=NOW)


@contextmanager
def served_on_sqlite(folder: Path, bundle: Bundle) -> Iterator[Served]:
    """The application over a new store in a file."""
    with migrated(f"sqlite:///{folder / 'store.db'}") as store:
        yield served(store, folder, bundle)
