"""The pictures of README and guide, drawn from the demonstration by `make pictures`: on a desk, on a phone and on paper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.lib.robot import served

pytestmark = [pytest.mark.browser, pytest.mark.pictures]
PICTURES = Path(__file__).parents[2] / "service" / "guide" / "pictures"
DAY = "2026-11-16"
FORMS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 1000}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "paper": {"viewport": {"width": 720, "height": 1018}},
}
PAGES = ("list", "youth", "follow-up", "year")


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The demonstration as it was made, served on its Monday."""
    with served({"ALLESKALMED_VAR": os.environ["ALLESKALMED_VAR"], "ALLESKALMED_DEMO_TODAY": DAY}) as address:
        yield address


@pytest.mark.parametrize("form", FORMS)
def test_the_guide_has_pictures_of_a_counsellors_monday(browser: Browser, demo: str, form: str):
    context = browser.new_context(locale="da-DK", **FORMS[form])
    page = context.new_page()
    page.goto(demo)
    page.get_by_role("button", name="Log ind som Hanne").first.click()
    places = _places(page, demo)
    if form == "paper":
        page.emulate_media(media="print")
    for name in PAGES:
        page.goto(places[name])
        drawn = page.screenshot()
        assert len(drawn) > 10_000
        (PICTURES / f"{name}-{form}.png").write_bytes(drawn)
    context.close()


def _places(page: Page, demo: str) -> dict[str, str]:
    """Where each page is; the youth is the first on the list."""
    youth = f"{demo}{page.locator('article h3 a').first.get_attribute('href')}"
    return {"list": page.url, "youth": youth, "follow-up": f"{youth}/opfoelgning", "year": f"{demo}/aarshjul"}
