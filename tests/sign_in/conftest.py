"""The service beside a provider of identities, with Hanne let in as a counsellor and a journal as a system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.app import build_app
from service.domain.access import Role
from service.domain.users import User
from service.settings import Settings
from service.store import users
from service.store.unit_of_work import Store
from tests.lib.databases import migrated
from tests.lib.issuer import CLIENT, SECRET, Issuer, issuing

PUBLIC = "https://alleskalmed.example"
AUDIENCE = "alleskalmed-api"
HANNE = User("hanne", "Hanne Overmark", Role.COUNSELLOR, "C01", "D01")
ENDED = User("gone", "Gone", Role.LEADER)
JOURNAL = User("journal", "Fagsystem", Role.SYSTEM)
DEMO = User("demo-C01", "Demo", Role.COUNSELLOR, "C02", "D02", is_demo=True)


@dataclass
class Desk:
    """A service whose clock can be moved, its provider, and browsers."""

    store: Store
    issuer: Issuer
    settings: Settings
    at: datetime

    def browser(self) -> TestClient:
        """A browser that keeps its cookies; nothing follows redirects by itself."""
        return TestClient(
            self.app,
            base_url=PUBLIC,
            headers={"sec-fetch-site": "same-origin", "accept": "text/html"},
            follow_redirects=False,
        )

    def sign_in(self, browser: TestClient, *, sub: str = "hanne") -> None:
        """Both halves of a sign-in that must work."""
        answer = browser.get(f"/log-ind/svar?{self.leave(browser, sub=sub)}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")

    def leave(self, browser: TestClient, *, sub: str = "hanne") -> str:
        """The first half: what the browser brings back from the provider."""
        return self.issuer.authorize(browser.get("/log-ind/udbyder").headers["location"], sub=sub)

    def system(self, token: str) -> TestClient:
        """A system that calls with a token."""
        return TestClient(self.app, base_url=PUBLIC, headers={"authorization": f"Bearer {token}".encode()})

    def __post_init__(self) -> None:
        self.app = build_app(self.settings, store=self.store, now=lambda: self.at)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The service and its provider, both at this instant."""
    at = datetime.now(UTC)
    (tmp_path / "client.secret").write_text(SECRET + "\n", encoding="utf-8")
    with issuing() as issuer, migrated(f"sqlite:///{tmp_path / 'store.db'}") as store:
        settings = Settings(
            var=tmp_path,
            mode="synthetic",
            public_url=PUBLIC,
            issuer=issuer.address,
            client_id=CLIENT,
            client_secret_file=tmp_path / "client.secret",
            token_audience=AUDIENCE,
            failure_seconds=0.05,
        )
        with store.begin() as work:
            users.add(work, [HANNE, ENDED, JOURNAL, DEMO], at=at)
            users.end(work, ENDED.user_id, at=at)
        yield Desk(store, issuer, settings, at)
