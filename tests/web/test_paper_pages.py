"""The officer's papers and the letters in a real browser: read by anybody, on a phone and on paper, and amended on the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from service.domain.retention import Limits
from service.officer.known import Known, Measured, stored_tables
from service.officer.notices import To, letter_of_notice
from service.officer.pack import INDEX, pack_of
from service.settings import Mode
from service.texts.dates import Language
from service.web.paper_page import Around, paper_page

pytestmark = pytest.mark.browser
KNOWN = Known(
    date(2026, 11, 17),
    Mode.SYNTHETIC,
    "",
    "sqlite",
    "synthetic",
    {**vars(Limits()), "raw_days": 30, "session_hours": 10, "job_hours": 24},
    stored_tables(),
    None,
    (Measured("calibration_slope", 0.8, 0.6, 0.9),),
    (),
    0,
    ("fagsystem",),
    ("journalen",),
)
LETTER = "letter.html"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    found = tmp_path_factory.mktemp("papers")
    for name, content in pack_of(replace(KNOWN), Language.DA).files.items():
        (found / name).write_bytes(content)
    around = Around(Language.DA, "Kladde", ("Læs og ret.",), "Fortroligt", is_letter=True)
    (found / LETTER).write_bytes(paper_page(letter_of_notice(To.YOUTH, None, Language.DA), around))
    return found


def test_every_paper_is_accessible_fits_a_phone_and_asks_nobody(folder, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in sorted(folder.glob("*.html")):
        page.goto(f"file://{path}")
        assert [violation["id"] for violation in Axe().run(page).response["violations"]] == [], path.name
        for width in (320, 390, 1200):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert (folder / INDEX).is_file()


def test_the_overview_leads_to_the_open_place(folder, page):
    page.goto(f"file://{folder / 'overview.html'}")
    page.get_by_role("link", name="hvem der drifter").click()
    assert page.url.endswith("record.html#open-4")
    assert page.locator("#open-4").is_visible()


def test_on_paper_nothing_is_cut_off_and_of_a_letter_only_the_letter_is_left(folder, page):
    page.goto(f"file://{folder / 'record.html'}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 900})  # A4 within its margins
    assert not page.locator("nav").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    page.goto(f"file://{folder / LETTER}")
    assert page.locator(".around").evaluate_all("all => all.map(one => one.offsetHeight)") == [0, 0]
    assert page.locator("main").is_visible()


def test_a_letter_is_amended_on_the_page(folder, page):
    page.goto(f"file://{folder / LETTER}")
    page.locator("#open-1").click()
    page.keyboard.type("Jonas")
    assert "Jonas" in page.locator("main").inner_text()
