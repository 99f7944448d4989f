"""The public page about the list, as anybody reads it: without signing in, of nobody, and of the model that is in use."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from features.permission import Stop, StopKind
from service.operating.bundles import FIGURES
from service.settings import Settings
from service.store import bundles, legal, matured, nights
from service.store.bundles import Registered
from service.texts.about_texts import ABOUT_TEXTS
from tests.lib.looking import widest
from tests.lib.said_figures import FIGURES as PAST
from tests.lib.small_town import RISKS
from tests.unit.test_about_wording import FIGURES as SAID
from tests.unit.test_about_wording import MANIFEST
from tests.web.test_pages import ROLES

pytestmark = pytest.mark.browser
PATH = "/om-listen"
AT = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
MODEL = MANIFEST["model_id"]


def activate(site, *, figures=None) -> Path:
    """Let the model of the wording's tests be in use, with figures beside it if given."""
    with site.store.begin() as work:
        bundles.add(work, Registered(MODEL, "synthetic", MODEL, MANIFEST, AT))
        bundles.activate(work, MODEL, actor_id="test", at=AT)
    place = Settings(var=Path(site.store.seal.anchor).parents[1]).folders.bundles / MODEL
    place.mkdir(parents=True)
    if figures is not None:
        (place / FIGURES).write_text(json.dumps(figures), encoding="utf-8")
    return place


def test_anybody_may_read_it_and_it_is_of_nobody(site, strict_page):
    activate(site, figures=SAID)
    assert strict_page.goto(f"{site.address}{PATH}").status == 200
    text = strict_page.inner_text("main")
    assert "Af 20 unge på listen faldt 4 fra" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "I brug siden 2. november 2026" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert not [name for name in RISKS if re.search(rf"\b{name}\b", text.lower())]
    strict_page.get_by_role("button", name="In English").click()
    assert strict_page.url.endswith(PATH)
    assert "Of 20 youths on the list 4 dropped out" in strict_page.inner_text("main").replace("\N{NO-BREAK SPACE}", " ")


def test_what_became_of_those_on_past_lists_is_told_without_small_counts(site, plain_page):
    activate(site, figures=None)
    with site.store.begin() as work:
        run_id = nights.published_id(work)
        matured.keep_figures(work, run_id, replace(PAST, listed=replace(PAST.listed, found=3)))
    plain_page.goto(f"{site.address}{PATH}")
    text = plain_page.inner_text("main").replace("\N{NO-BREAK SPACE}", " ")
    assert "De gav 164 pladser. 23 gange faldt den unge fra bagefter." in text
    assert "3 gange havde" not in text


@pytest.mark.parametrize("figures", [None, {**SAID, "model_id": "another"}])
def test_figures_of_no_or_another_model_are_not_told(site, plain_page, figures):
    activate(site, figures=figures)
    plain_page.goto(f"{site.address}{PATH}")
    assert "Det er endnu ikke målt her." in plain_page.inner_text("main")
    assert "Af 20" not in plain_page.inner_text("main")


def test_figures_that_cannot_be_read_are_no_page_of_half_truths(site, plain_page):
    (activate(site) / FIGURES).write_text("[]", encoding="utf-8")
    assert plain_page.goto(f"{site.address}{PATH}").status == 503


def test_a_stopped_model_is_told_as_soon_as_it_is_stopped(site, plain_page):
    activate(site)
    with site.store.begin() as work:
        legal.throw_stop(work, Stop(StopKind.MODEL, MODEL), reason="checked", actor_id="test", at=AT)
    plain_page.goto(f"{site.address}{PATH}")
    assert "Modellen er slået fra lige nu." in plain_page.inner_text("main")


def test_without_a_model_it_says_that_there_is_none(shared_site, plain_page):
    plain_page.goto(f"{shared_site.address}{PATH}")
    assert ABOUT_TEXTS["about.looks.none"][0] in plain_page.inner_text("main")


@pytest.mark.parametrize("who", ROLES)
def test_every_page_leads_to_it_and_who_is_signed_in_keeps_the_menu(shared_site, plain_page, who):
    shared_site.sign_in(plain_page, who)
    menu = plain_page.locator(".site-nav a").all_inner_texts()
    for path in ("/", "/koersler", "/findes-ikke"):
        plain_page.goto(f"{shared_site.address}{path}")
        assert plain_page.locator("footer a").get_attribute("href") == PATH, path
    plain_page.locator("footer a").click()
    assert plain_page.url.endswith(PATH)
    assert plain_page.locator(".site-nav a").all_inner_texts() == menu


def test_it_is_accessible_and_fits_every_width_and_paper(site, page):
    activate(site, figures=SAID)
    page.goto(f"{site.address}{PATH}")
    assert page.locator("h1").count() == 1
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    for width in (320, 390, 768, 1200):
        page.set_viewport_size({"width": width, "height": 844})
        assert widest(page) <= width
    page.emulate_media(media="print")
    assert [button for button in page.locator("button, form, footer").all() if button.is_visible()] == []
