"""The printable list in a real browser: accessible, self-contained, and readable on the smallest phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

GOLDEN = Path(__file__).parents[1] / "golden" / "weekly_list.html"
GUIDE = Path(__file__).parents[2] / "service" / "guide"
pytestmark = pytest.mark.browser


def test_the_page_is_accessible(page):
    page.goto(GOLDEN.as_uri())
    found = Axe().run(page)
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert len(found.response["passes"]) > 10


def test_the_page_asks_for_nothing_and_complains_of_nothing(page):
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(GOLDEN.as_uri(), wait_until="networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [GOLDEN.as_uri()]
    assert said == []


@pytest.mark.parametrize("width", [320, 390, 768, 1200])
def test_nothing_runs_over_the_edge(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(GOLDEN.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_speaks_danish_and_has_one_heading_and_a_way_past_it(page):
    page.goto(GOLDEN.as_uri())
    assert page.locator("html").get_attribute("lang") == "da"
    assert page.locator("h1").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skipnav"


def test_on_paper_no_youth_is_torn_over_two_pages_and_there_is_a_line_to_write_on(page):
    page.goto(GOLDEN.as_uri())
    page.emulate_media(media="print")
    assert page.locator("article").count() == 8
    styles = page.locator("article").evaluate_all("all => all.map(one => getComputedStyle(one).breakInside)")
    assert set(styles) == {"avoid"}
    assert page.locator(".plan").first.is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
