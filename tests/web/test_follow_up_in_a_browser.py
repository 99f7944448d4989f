"""Opfølgning in a real browser: accessible with everything open, by plain forms alone, and a text that is copied with one press."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from features.vocabulary import YouthId
from service.store.youth_keys import keys_of_store

pytestmark = pytest.mark.browser


def address(site, youth_id: str = "jonas") -> str:
    return f"{site.address}/unge/{keys_of_store(site.store).key_of(YouthId(youth_id))}/opfoelgning"


def read(page, where: str = "main") -> str:
    return page.inner_text(where).replace("\N{NO-BREAK SPACE}", " ")


def plan(page, site, kind: str, **texts: str) -> None:
    """Plan an effort as somebody does: choose it on the ladder, and fill in what its step asks for."""
    page.goto(address(site))
    page.get_by_role("link", name="Planlæg en indsats").click()
    page.get_by_label(kind).check()
    page.get_by_role("button", name="Videre").click()
    for name, text in texts.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name="Gem indsatsen").click()


def test_everything_is_done_by_plain_forms_without_script(site, plain_page):
    page = plain_page
    site.sign_in(page, "Hanne Holm")
    page.goto(address(site))
    page.locator("summary", has_text="Notér en kontakt").click()
    page.get_by_label("Talt med").check()
    page.get_by_label("Hvilken dag?").fill("2026-11-13")
    page.get_by_label("Kort note").first.fill("Vil gerne i praktik")
    page.get_by_role("button", name="Gem kontakten").click()
    assert "Kontakten er noteret." in page.inner_text("#told")
    plan(page, site, "Samtale med den unge")
    page.locator("summary", has_text="Følg op nu").click()
    page.get_by_label("Det hjalp noget").check()
    page.get_by_role("button", name="Gem, og afslut indsatsen").click()
    assert "Indsatsen er afsluttet." in page.inner_text("#told")
    page.get_by_role("button", name="Fortryd: Samtale med den unge").click()
    assert "Følg op mandag 30. november" in read(page, ".effort")
    page.locator("summary", has_text="Afslut forløbet").click()
    page.get_by_label("Hvor er den unge nu?").select_option("education")
    page.get_by_role("group", name="Hjalp det, som du ser det?").get_by_label("Ja").check()
    page.get_by_role("group", name="Hjalp det, som den unge ser det?").get_by_label("Noget").check()
    page.get_by_role("button", name="Afslut forløbet").click()
    assert "Om tre måneder ser I tilbage." in page.inner_text("#told")
    assert page.get_by_role("button", name="Kopiér teksten").count() == 0
    assert "Talt med den unge 13. november 2026 (Hanne Holm): Vil gerne i praktik" in page.input_value("#journal-text")
    page.get_by_role("link", name="Opfølgning", exact=True).click()
    assert "Se tilbage, tre måneder efter afslutning" in read(page)


def test_the_journals_text_is_copied_with_one_press_and_nothing_is_complained_of(site, strict_page):
    page = strict_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    site.sign_in(page, "Hanne Holm")
    plan(page, site, "Samtale med den unge")
    page.get_by_role("button", name="Kopiér teksten").click()
    page.get_by_text("Teksten er kopieret.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.input_value("#journal-text")
    assert copied.startswith("Opfølgning, jonas, 16. november 2026")


def test_axe_finds_nothing_with_everything_open_nor_on_the_smallest_screen(site, page):
    page.set_viewport_size({"width": 320, "height": 700})
    site.sign_in(page, "Hanne Holm")
    plan(page, site, "Mentor", goal="Tre dage om ugen", wish="I praktik", way_down="Når det holder")
    for summary in page.locator("summary").all():
        summary.click()
    seen = {address(site): Axe().run(page)}
    for path in (
        f"{address(site)}/indsats",
        f"{address(site)}/indsats?slags=home_visit",
        f"{site.address}/opfoelgning",
    ):
        page.goto(path)
        seen[path] = Axe().run(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert {path: found.generate_report() for path, found in seen.items() if found.violations_count} == {}
