"""The dossier in a real browser: read by anybody, on a phone, by keyboard and on paper, and reaching nothing outside itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.lib.small_bundle import small_bundle
from tests.lib.small_figures import small_figures, words_of
from training.dossier import CARD, SHEET, Published, write_dossier

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    found = tmp_path_factory.mktemp("dossier")
    figures = small_figures()
    write_dossier(found, Published(small_bundle(), figures, words_of(figures)))
    return found


@pytest.mark.parametrize("part", [CARD, SHEET])
def test_a_page_of_the_dossier_is_accessible_fits_a_phone_and_asks_nobody(folder, page, part):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{folder / part}.html")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    for summary in page.locator("summary").all():
        summary.click()
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    for width in (320, 390, 1200):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_plot_on_a_phone_can_be_read(folder, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"file://{folder / CARD}.html")
    sizes = page.locator("svg text").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(sizes) > 100
    assert min(sizes) >= 11


def test_on_paper_every_table_is_open_and_no_menu_stands_in_the_way(folder, page):
    page.goto(f"file://{folder / CARD}.html")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    heights = page.locator("details table").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert heights and min(heights) > 20
