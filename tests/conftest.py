"""What every test shares: a deterministic Hypothesis, and real databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from playwright.sync_api import Browser

from service.store.unit_of_work import Store
from tests.lib.chromium import chromium
from tests.lib.databases import KINDS, migrated, new_database, postgresql_server

settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    phases=[Phase.explicit, Phase.generate],  # an example is the same each time; shrinking one takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


LONG: Final = (
    "test_service.py",
    "test_kills.py",
    "acceptance",
    "night",
    "outbound",
    "monitoring",
    "hardening",
    "integration",
    "property",
)
"""Files and folders of tests that take long, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long ones first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if name in item.path.parts), len(LONG)))


@pytest.fixture(autouse=True)
def own_umask() -> Iterator[None]:
    """A real installation keeps what it writes to itself, for as long as its process runs; the next test is another."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Real Chromium; of a module and not of the run, for while it is open no other test of the worker can run a loop of its own."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server for the whole run."""
    with postgresql_server() as url:
        yield url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database; the test runs on each kind."""
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with new_database(request.param, tmp_path, server) as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store made by the real migrations; the test runs on each kind of database."""
    with migrated(database_url) as found:
        yield found
