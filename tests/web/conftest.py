"""A browser, and the application on the small town's Monday for it to look at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from models.bundle import save
from models.keys import signing_key
from models.manifest import Origin
from service.app import build_app
from service.domain.access import COMMAND_LINE
from service.domain.users import demo_users
from service.operating.bundles import add_bundle
from service.settings import Settings
from service.store import users
from service.store.migration import upgrade
from service.store.organisations import published_organisation
from service.store.seal import open_seal
from service.store.unit_of_work import Store, open_store
from tests.lib.copied_town import copy_of, published_town
from tests.lib.looking import failure
from tests.lib.running import running
from tests.lib.served import NOW, Served, served
from tests.lib.small_bundle import small_bundle
from tests.lib.small_service import MORNING, keep_records, small_service


@dataclass
class Site:
    """The application as a browser reaches it; `at` can be moved on."""

    address: str
    store: Store
    at: datetime

    def sign_in(self, page: Page, who: str) -> None:
        """Come in as a demo user, by the button on the page."""
        page.goto(f"{self.address}/log-ind")
        page.get_by_role("button", name=f"Log ind som {who}").click()

    def open_youth(self, page: Page, youth_id: str) -> None:
        """Open a youth from this week's list."""
        page.goto(self.address)
        page.get_by_role("link", name=youth_id, exact=True).click()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory):
    """The small town after its night, to be copied."""
    with published_town("sqlite", tmp_path_factory.mktemp("town"), None) as found:
        yield found


@pytest.fixture
def town(template, tmp_path: Path) -> Iterator[Served]:
    """A copy that a test may change."""
    with copy_of(template, tmp_path) as store:
        yield served(store, tmp_path, small_bundle())


@pytest.fixture
def model_id(town: Served, tmp_path: Path) -> str:
    """A model that was brought in and is not in use."""
    made = replace(small_bundle(), origin=Origin("synthetic", date(2025, 12, 1), 3, ("made for tests",), ""))
    save(made, tmp_path / "made", key=signing_key(None, tmp_path / "keys"))
    return add_bundle(Settings(var=tmp_path), town.store, tmp_path / "made", actor=COMMAND_LINE, at=NOW)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in which axe may be put."""
    context = browser.new_context(locale="da-DK", bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def strict_page(browser: Browser) -> Iterator[Page]:
    """A page that keeps our own policy, and fails the test when anything is blocked, missing or complained of."""
    context = browser.new_context(locale="da-DK")
    opened, said = context.new_page(), list[str]()
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("requestfailed", lambda request: said.extend(failure(request)))
    yield opened
    context.close()
    assert said == []


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page without any script."""
    context = browser.new_context(locale="da-DK", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small town's nights published into a store, and a demo user for every role; to be copied."""
    folder = tmp_path_factory.mktemp("published")
    store = open_store(f"sqlite:///{folder / 'store.db'}", seal=open_seal(None, folder / "keys", may_make=True))
    upgrade(store)
    keep_records(small_service(store, folder).records, folder)
    with store.begin() as work:
        organisation = published_organisation(work)
        assert organisation is not None
        users.add(work, demo_users(organisation), at=MORNING)
    store.close()
    return folder


@contextmanager
def copied_store(published: Path, folder: Path) -> Iterator[Store]:
    """A store of its own that begins as the published one."""
    copy = shutil.copytree(published, folder / "site")
    opened = open_store(f"sqlite:///{copy / 'store.db'}", seal=open_seal(None, copy / "keys", may_make=True))
    yield opened
    opened.close()


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Iterator[Site]:
    """The application over the small town's nights."""
    with open_site(shutil.copytree(published, tmp_path / "site")) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_site(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same for tests that only look."""
    with open_site(shutil.copytree(published, tmp_path_factory.mktemp("shared") / "site")) as opened:
        yield opened


@contextmanager
def open_site(folder: Path) -> Iterator[Site]:
    """The application running over the store in a folder, which is migrated."""
    store = open_store(f"sqlite:///{folder / 'store.db'}", seal=open_seal(None, folder / "keys", may_make=True))
    upgrade(store)
    site = Site("", store, MORNING.astimezone(UTC))
    app = build_app(Settings(var=folder), store=store, now=lambda: site.at)
    with running(app) as site.address:
        yield site
    store.close()
