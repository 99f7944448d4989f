"""What is being typed outlives a browser and a server that are killed: a real process, a real Chromium, and at most two seconds lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from features.vocabulary import YouthId
from service.app import build_app
from service.domain.users import demo_users
from service.operating.opening import open_installation
from service.settings import Settings
from service.store import users
from service.store.migration import upgrade
from service.store.organisations import published_organisation
from service.store.youth_keys import keys_of_store
from tests.lib.chromium import chromium
from tests.lib.robot import serving
from tests.lib.running import running
from tests.lib.small_service import small_service

LOST_AT_MOST = 2.0
"""Seconds."""
BETWEEN_KEYS = 0.05
TEXT = "Jeg vil gerne tale om et nyt fag, om at komme op om morgenen, om min plads i klassen, og om hvem der kan hente mig. "


@pytest.fixture
def form(tmp_path: Path) -> str:
    """The path of a form in an installation of which the small town's nights are published."""
    store = open_installation(Settings(var=tmp_path))
    upgrade(store)
    small_service(store, tmp_path)
    with store.begin() as work:
        organisation = published_organisation(work)
        assert organisation is not None
        users.add(work, demo_users(organisation), at=datetime.now(UTC))
    key = keys_of_store(store).key_of(YouthId("jonas"))
    store.close()
    return f"/unge/{key}/moeder/nyt/network"


def test_killing_browser_and_server_while_typing_loses_at_most_two_seconds(form: str, tmp_path: Path):
    environment = {"ALLESKALMED_VAR": str(tmp_path)}
    with serving(environment) as (address, process), chromium() as browser:
        page = _opened(browser, address, form)
        typed = _type(page)
        os.kill(_process_of(browser), signal.SIGKILL)
        process.kill()
        killed = time.monotonic()
        process.wait()
    with _again(tmp_path) as address, chromium() as browser:
        found = _opened(browser, address, form).locator("#agenda").input_value()
    kept = "".join(sign for sign, at in typed if at < killed - LOST_AT_MOST)
    assert len(kept) > len(TEXT) / 2
    assert found.startswith(kept)
    assert TEXT.startswith(found)


@contextmanager
def _again(folder: Path) -> Iterator[str]:
    """The installation served anew, by this process, which has loaded everything already."""
    store = open_installation(Settings(var=folder))
    with running(build_app(Settings(var=folder), store=store, now=lambda: datetime.now(UTC))) as address:
        yield address
    store.close()


def _opened(browser: Browser, address: str, form: str) -> Page:
    page = browser.new_context(locale="da-DK").new_page()
    page.goto(f"{address}/log-ind")
    page.get_by_role("button", name="Log ind som Hanne Holm").click()
    page.goto(f"{address}{form}")
    return page


def _type(page: Page) -> list[tuple[str, float]]:
    """Type as a person does; what was typed when."""
    page.locator("#agenda").focus()
    typed = []
    for sign in TEXT:
        page.keyboard.type(sign)
        typed.append((sign, time.monotonic()))
        time.sleep(BETWEEN_KEYS)
    return typed


def _process_of(browser: Browser) -> int:
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    return next(int(one["id"]) for one in told["processInfo"] if one["type"] == "browser")
