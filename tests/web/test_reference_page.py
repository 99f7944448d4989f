"""The API's own page: everything of the description, readable by everybody, with nothing from elsewhere."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.lib.looking import widest

pytestmark = pytest.mark.browser
PATH = "/api/docs"


def test_every_operation_and_every_shape_of_the_description_is_on_it_without_a_script(shared_site, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    told = context.request.get(f"{shared_site.address}/api/v1/openapi.json").json()
    page.goto(f"{shared_site.address}{PATH}")
    text = page.inner_text("main")
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            assert f"{method.upper()} {path}" in text
            for parameter in operation.get("parameters", ()):
                assert parameter["name"] in text
    ids = set(page.eval_on_selector_all("[id]", "found => found.map(one => one.id)"))
    assert {f"shape-{name}" for name in told["components"]["schemas"]} <= ids
    links = page.eval_on_selector_all("main a[href^='#']", "found => found.map(one => one.hash.slice(1))")
    assert len(links) > 60 and set(links) <= ids
    assert "Open to systems with the scope lists:read; people who are a" in text
    assert all(url.startswith(f"{shared_site.address}/") for url in asked)
    context.close()


def test_the_policy_blocks_nothing_of_it_and_the_pages_of_the_framework_are_off(shared_site, strict_page):
    strict_page.goto(f"{shared_site.address}{PATH}")
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert strict_page.request.get(f"{shared_site.address}{path}").status == 404


def test_it_is_accessible_and_fits_every_width_and_paper(shared_site, page):
    page.goto(f"{shared_site.address}{PATH}")
    assert page.locator("h1").count() == 1
    page.eval_on_selector_all("details", "found => found.forEach(one => one.open = true)")
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    for width in (320, 768, 1200):
        page.set_viewport_size({"width": width, "height": 844})
        assert widest(page) <= width
    page.emulate_media(media="print")
    assert page.locator("footer").is_hidden()
