"""What a counsellor does on a Monday: in three clicks, by keyboard alone, and without any script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.lib.worlds import World, full_world, served_world

pytestmark = pytest.mark.browser
MOST_STEPS = 200


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with full_world(tmp_path / "world") as made, served_world(made) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="da-DK")
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page without any script."""
    context = browser.new_context(locale="da-DK", java_script_enabled=False)
    yield context.new_page()
    context.close()


def press(page: Page, name: str, *, back: bool = False) -> None:
    """Go on with Tab to what is called so, and press Enter."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("document.activeElement.innerText || document.activeElement.value || ''").strip() == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not come to {name!r} on {page.url}")


def close_the_course(page: Page) -> None:
    """From the youth's page to a course that is closed, with the youth's view and somebody who looks back."""
    page.goto(f"{page.url.partition('?')[0]}/opfoelgning")
    page.locator("summary", has_text="Afslut forløbet").click()
    form = page.locator("form[action$='/afslutning']")
    form.get_by_label("Hvor er den unge nu?").select_option("school")
    for name in ("helped", "youth_view"):
        form.locator(f"label[for={form.locator(f'[name={name}]').first.get_attribute('id')}]").click()
    form.get_by_label("Den unges egne ord").fill("Det er blevet lettere.")
    form.get_by_role("button", name="Afslut forløbet").click()
    assert "Afsluttet 16." in page.inner_text("main")


def test_from_the_served_page_it_is_three_clicks_to_a_recorded_contact(world: World, page: Page):
    page.goto(world.address)
    page.get_by_role("button", name="Log ind som Hanne Holm").click()
    page.get_by_role("link", name="jonas", exact=True).click()
    page.get_by_role("button", name="Talt med").click()
    page.get_by_text("Talt med den unge 16. november 2026").first.wait_for()


def test_a_youth_is_reviewed_by_keyboard_alone(world: World, page: Page):
    page.goto(world.address)
    press(page, "Log ind som Hanne Holm")
    page.wait_for_url("**/lister/D1/2026-W47")
    press(page, "jonas")
    page.wait_for_url("**/unge/*")
    press(page, "Lidt")
    page.locator("#judgement").wait_for()
    assert page.evaluate("document.activeElement.id") == "assess-a_little"
    press(page, "Talt med", back=True)
    page.get_by_text("Talt med den unge 16. november 2026").first.wait_for()
    assert page.evaluate("document.activeElement !== document.body")


def test_everything_works_without_script(world: World, plain_page: Page):
    page = plain_page
    page.goto(world.address)
    page.get_by_role("button", name="Log ind som Hanne Holm").click()
    page.get_by_role("link", name="jonas", exact=True).click()
    page.get_by_role("button", name="Meget").click()
    assert "Din vurdering er gemt." in page.inner_text("#told")
    page.get_by_role("button", name="Talt med").click()
    page.get_by_text("Talt med den unge 16. november 2026").first.wait_for()
    page.locator("summary", has_text="Ikke aktuel").click()
    page.get_by_label("Begrund kort").first.fill("Talt med skolen, det går fremad.")
    page.get_by_role("button", name="Ikke aktuel").click()
    assert "Markeringen er ændret." in page.inner_text("#told")
    page.get_by_label("Hvorfor? En linje er nok.").fill("Den unge har selv ringet.")
    page.get_by_role("button", name="Sæt markering").click()
    assert "Nogen har bedt om, at vi ser på det" in page.inner_text("main")
    page.get_by_role("button", name="Afslut").first.click()
    assert "Markeringen er ændret." in page.inner_text("#told")
    close_the_course(page)
    page.get_by_role("link", name="Årshjul").click()
    assert page.locator("h1").inner_text() == "Årshjul 2026"
    page.get_by_role("button", name="In English").click()
    assert page.locator("h1").inner_text() == "The year 2026"
    page.get_by_role("button", name="Sign out").click()
    page.goto(world.address)
    assert page.url.endswith("/log-ind")
