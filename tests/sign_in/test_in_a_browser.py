"""Real Chromium, a real provider, the service on a port: signing in, being signed out by the operator, signing out at both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import oidc_provider_mock
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from service.app import build_app
from service.settings import Settings
from service.store import users
from service.store.unit_of_work import Store
from tests.lib.databases import migrated
from tests.lib.running import running
from tests.sign_in.conftest import HANNE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings(
        "ignore:get_jwt_config.self, grant. is deprecated:DeprecationWarning"
    ),  # the provider's own, in its thread
]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that keeps our content policy and must find nothing blocked by it."""
    context = browser.new_context(locale="da-DK")
    opened, said = context.new_page(), list[str]()
    opened.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    yield opened
    context.close()
    assert said == []


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store in which Hanne is let in."""
    with migrated(f"sqlite:///{tmp_path / 'store.db'}") as made:
        with made.begin() as work:
            users.add(work, [HANNE], at=datetime.now(UTC))
        yield made


@pytest.fixture
def address(store: Store, tmp_path: Path) -> Iterator[str]:
    """The service on a port of this machine, beside the provider on another; its address is known only once it runs."""
    (tmp_path / "client.secret").write_text("the provider takes any", encoding="utf-8")
    with oidc_provider_mock.run_server_in_thread(require_nonce=True) as provider, running(app := FastAPI()) as found:
        settings = Settings(
            var=tmp_path,
            mode="synthetic",
            public_url=found,
            issuer=f"http://localhost:{provider.server_port}",
            client_id="alleskalmed",
            client_secret_file=tmp_path / "client.secret",
            failure_seconds=0.05,
        )
        app.mount("/", build_app(settings, store=store, now=lambda: datetime.now(UTC)))
        yield found


def sign_in(page: Page, address: str, sub: str) -> None:
    page.goto(f"{address}/log-ind")
    page.get_by_role("link", name="Log ind med din konto i kommunen").click()
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize").click()


def test_a_counsellor_signs_in_is_signed_out_by_the_operator_and_is_out_at_the_next_request(page, address, store):
    page.goto(f"{address}/koersler")
    assert page.url == f"{address}/log-ind"
    sign_in(page, address, "hanne")
    page.goto(f"{address}/koersler")
    assert page.url == f"{address}/koersler"
    assert "Hanne Overmark" in page.content()
    with store.begin() as work:
        assert users.close_sessions(work, "hanne", at=datetime.now(UTC)) == 1
    page.goto(f"{address}/koersler")
    assert page.url == f"{address}/log-ind"


def test_signing_out_here_ends_at_the_provider_and_leads_back(page, address):
    sign_in(page, address, "hanne")
    page.goto(f"{address}/koersler")
    page.get_by_role("button", name="Log ud").click()
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(f"{address}/log-ind")
    page.goto(f"{address}/koersler")
    assert page.url == f"{address}/log-ind"


def test_whom_the_provider_knows_and_nobody_let_in_reads_why_in_danish(page, address):
    sign_in(page, address, "somebody")
    page.get_by_role("heading", name="Vi kunne ikke logge dig ind").wait_for()
    assert "lukke dig ind" in page.content()
    page.goto(f"{address}/koersler")
    assert page.url == f"{address}/log-ind"


def test_who_thinks_better_of_it_at_the_provider_is_not_signed_in(page, address):
    page.goto(f"{address}/log-ind/udbyder")
    page.get_by_role("button", name="Deny").click()
    page.get_by_role("heading", name="Vi kunne ikke logge dig ind").wait_for()
