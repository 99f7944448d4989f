"""The pages in a real browser: what a counsellor does on a Monday, with and without script, by mouse and by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from service.store import audit, documents, nights
from tests.lib.looking import widest
from tests.lib.small_service import MORNING
from tests.web.conftest import open_site

pytestmark = pytest.mark.browser
ROLES = ("Hanne Holm", "Leder, Nord", "Analytiker", "Databeskyttelsesrådgiver")
"""One who sees youths, one who sees figures as well, one who sees reports alone, and one who looks at what all of them do."""


def test_a_counsellor_signs_in_opens_the_list_and_a_youth_assesses_reads_and_records_a_contact(site, strict_page):
    page = strict_page
    page.goto(site.address)
    assert page.url.endswith("/log-ind")
    page.get_by_role("button", name="Log ind som Hanne Holm").click()
    assert page.url.endswith("/lister/D1/2026-W47")
    assert page.locator("h3").all_inner_texts() == "bilal ida emma gert jonas david farah clara".split()
    page.get_by_role("link", name="jonas", exact=True).click()
    assert page.locator("#judgement").count() == 0
    page.get_by_role("button", name="Lidt").click()
    page.locator("#judgement").wait_for()
    assert "Mange tegn på frafald" in page.locator(".judgement").inner_text()
    assert "I udskolingen eller senere (sen starter)" in page.locator(".judgement").inner_text()
    assert page.locator("#told").inner_text().strip() == "Din vurdering er gemt."
    assert page.evaluate("document.activeElement.id") == "assess-a_little"
    page.get_by_role("button", name="Talt med").click()
    page.get_by_text("Talt med den unge 16. november 2026").wait_for()
    assert page.locator(".flag .badge").first.inner_text() == "I gang"


def test_a_flag_that_waits_names_its_day_and_can_be_taken_back(site, plain_page):
    site.sign_in(plain_page, "Hanne Holm")
    site.open_youth(plain_page, "jonas")
    plain_page.locator("summary", has_text="Afvent").click()
    plain_page.get_by_label("Afvent til").fill("2026-11-30")
    plain_page.get_by_role("button", name="Afvent").click()
    assert "til 30. nov." in plain_page.inner_text(".flag")
    plain_page.get_by_role("button", name="Genoptag").click()
    assert plain_page.locator(".flag .badge").first.inner_text() == "I gang"


def test_a_flag_somebody_else_has_moved_is_not_moved_again_unseen(site, browser):
    first, second = (browser.new_context(locale="da-DK", java_script_enabled=False).new_page() for _ in range(2))
    for page in (first, second):
        site.sign_in(page, "Hanne Holm")
        site.open_youth(page, "jonas")
    first.get_by_role("button", name="Tag op").click()
    second.get_by_role("button", name="Afslut").click()
    assert "Markeringen er ændret af en anden" in second.inner_text("main")
    for page in (first, second):
        page.context.close()


def test_the_youths_page_is_accessible_before_and_after_the_assessment(site, page):
    site.sign_in(page, "Hanne Holm")
    site.open_youth(page, "jonas")
    for summary in page.locator("summary").all():
        summary.click()
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    page.get_by_role("button", name="Ved det ikke endnu").click()
    page.locator("#judgement").wait_for()
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    for summary in page.locator(".behind summary").all():
        summary.click()
    assert page.locator(".behind tbody tr").first.is_visible()
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    for width in (320, 390, 768, 1200):
        page.set_viewport_size({"width": width, "height": 844})
        assert widest(page) <= width


def test_the_days_behind_a_reason_open_by_keyboard_and_without_script_and_are_printed_only_if_open(site, plain_page):
    page = plain_page
    site.sign_in(page, "Hanne Holm")
    site.open_youth(page, "jonas")
    page.get_by_role("button", name="Lidt").click()
    assert page.locator(".behind").count() == 2
    page.locator(".behind summary").first.focus()
    page.keyboard.press("Enter")
    page.emulate_media(media="print")
    assert [found.is_visible() for found in page.locator(".behind").all()] == [True, False]
    assert "11. nov. 2026" in page.locator(".behind").first.inner_text().replace("\xa0", " ")
    assert not page.locator(".behind summary").first.is_visible()


def test_the_keyboard_reaches_everything_and_the_way_past_the_menu_comes_first(shared_site, page):
    shared_site.sign_in(page, "Hanne Holm")
    shared_site.open_youth(page, "ida")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skipnav"
    wanted = page.evaluate(
        "[...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select')]"
        ".filter(one => one.checkVisibility()).length"
    )
    reached = 1
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        reached += page.evaluate("document.activeElement !== document.body")
        if page.evaluate("document.activeElement === document.body"):
            break
    assert reached == wanted > 10


def test_on_paper_there_are_no_buttons_and_a_line_to_write_on(shared_site, page):
    shared_site.sign_in(page, "Hanne Holm")
    page.emulate_media(media="print")
    assert page.locator(".plan").first.is_visible()
    assert [button for button in page.locator("button, nav").all() if button.is_visible()] == []
    styles = page.locator("article").evaluate_all("all => all.map(one => getComputedStyle(one).breakInside)")
    assert set(styles) == {"avoid"}
    shared_site.open_youth(page, "emma")
    assert [button for button in page.locator("button, form, nav").all() if button.is_visible()] == []


def test_an_old_list_says_that_it_is_old_and_a_fresh_one_does_not(site, plain_page):
    site.sign_in(plain_page, "Hanne Holm")
    assert "Nattens kørsel mangler" not in plain_page.inner_text("main")
    site.at += timedelta(hours=48)
    site.sign_in(plain_page, "Hanne Holm")
    assert "Du ser det, vi vidste mandag 16. november 2026." in plain_page.inner_text("main .alert")


def test_an_earlier_week_is_shown_as_it_was_published(shared_site, plain_page):
    shared_site.sign_in(plain_page, "Hanne Holm")
    plain_page.get_by_role("link", name="Uge 46").click()
    assert "Du ser en tidligere liste" in plain_page.inner_text("main")
    assert "uge 46 (9.–15. november 2026)" in plain_page.inner_text("main")


REPORT = b"""<!DOCTYPE html><html lang="en"><title>report</title><p id="said">no script</p><script>
const said = document.getElementById("said");
let cookie = "denied";
try { cookie = document.cookie; } catch (error) { }
fetch("/koersler").then(() => "reached").catch(() => "unreached").then(net => { said.textContent = `${cookie} ${net}`; });
</script></html>"""


def test_the_drift_report_draws_itself_in_a_frame_that_reaches_nothing_of_ours(site, browser):
    with site.store.begin() as work:
        run = nights.published(work)
        documents.put(work, run.run_id, documents={"drift.html": REPORT})
    strict = browser.new_context(locale="da-DK").new_page()
    site.sign_in(strict, "Leder, Nord")
    strict.goto(f"{site.address}/drift")
    frame = strict.frame_locator("iframe")
    frame.get_by_text("denied unreached").wait_for()
    answer = strict.goto(f"{site.address}/drift/rapport")
    assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts; default-src 'none'")
    strict.get_by_text("denied unreached").wait_for()
    strict.context.close()


def test_a_counsellor_has_no_drift_report_and_is_told_what_to_do(shared_site, plain_page):
    shared_site.sign_in(plain_page, "Hanne Holm")
    assert plain_page.goto(f"{shared_site.address}/drift").status == 403
    assert "Tal med din leder" in plain_page.inner_text("main")


def test_a_night_that_failed_is_told_with_its_reason(site, plain_page):
    with site.store.begin() as work:
        run = nights.start_run(work, MORNING.date() + timedelta(days=1), fence=99, at=site.at)
        nights.finish_run(
            work,
            run,
            report={"failed_at": "ingest", "reason": "delivery: got no attendance"},
            at=site.at,
            has_failed=True,
        )
    site.sign_in(plain_page, "Driftsansvarlig")
    plain_page.get_by_role("link", name="Data og model").click()
    plain_page.get_by_role("link", name="Se alle kørsler").click()
    assert "ingest: delivery: got no attendance" in plain_page.inner_text("table")
    assert "Fejlet" in plain_page.inner_text("table")


def test_before_the_first_night_the_page_says_so(tmp_path, plain_page):
    with open_site(tmp_path) as site:
        plain_page.goto(site.address)
        assert "Der er ingen demobrugere endnu" in plain_page.inner_text("main")


def test_every_look_is_in_the_trail_and_the_trail_holds(site, plain_page):
    site.sign_in(plain_page, "Hanne Holm")
    site.open_youth(plain_page, "jonas")
    plain_page.get_by_role("button", name="Lidt").click()
    with site.store.read() as work:
        lines = [(line.action, line.youth_id) for line in audit.lines(work)]
    assert lines[0] == ("session.opened", None)
    assert lines.count(("list.looked", None)) == 2
    assert lines.count(("youth.looked", "jonas")) == 2
    assert ("assessment.stored", "jonas") in lines
    assert audit.verify(site.store).is_whole
