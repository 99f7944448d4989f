"""Every page in every state in a real browser: full, empty, in error, stale and not permitted; a new page without its row fails."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

import pytest
from playwright.sync_api import Page

from service.domain.users import User
from service.texts.catalogue import say
from service.texts.dates import Language
from tests.lib.every_route import ways
from tests.lib.languages import foreign_to, pieces_of, read_aloud
from tests.lib.looking import Looker, widest
from tests.lib.worlds import ANALYST, CPR, HANNE, LATER, LEADER, OFFICER, OLE, OPERATOR, World

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Readers:
    """Who reads a page, and who may not: None where anybody may."""

    who: User | None
    not_for: User | None = None


PAGES = {
    "/": Readers(HANNE),
    "/aarshjul": Readers(HANNE, ANALYST),
    "/aarshjul/{district}": Readers(LEADER, ANALYST),
    "/data-og-model": Readers(ANALYST),
    "/det-der-skete": Readers(LEADER, HANNE),
    "/data-og-model/kandidat": Readers(ANALYST),
    "/data-og-model/overvaagning": Readers(ANALYST, HANNE),
    "/drift": Readers(LEADER, HANNE),
    "/ferie": Readers(HANNE, ANALYST),
    "/hjaelp": Readers(HANNE),
    "/koersler": Readers(OPERATOR),
    "/lister/{place:path}/{week}": Readers(HANNE, ANALYST),
    "/log-ind": Readers(None),
    "/mine": Readers(HANNE, ANALYST),
    "/noedadgang": Readers(HANNE, ANALYST),
    "/noedadgang/gennemgang": Readers(LEADER, HANNE),
    "/om-listen": Readers(None),
    "/opfoelgning": Readers(HANNE, ANALYST),
    "/overblik": Readers(LEADER, HANNE),
    "/overlevering": Readers(HANNE, ANALYST),
    "/tilsyn": Readers(OFFICER, HANNE),
    "/tilsyn/rettigheder": Readers(OFFICER, HANNE),
    "/virker-det": Readers(LEADER, HANNE),
    "/unge/{key}": Readers(HANNE, OLE),
    "/unge/{key}/moeder": Readers(HANNE, OLE),
    "/unge/{key}/moeder/nyt/{kind}": Readers(HANNE, OLE),
    "/unge/{key}/moeder/{number}": Readers(HANNE, OLE),
    "/unge/{key}/moeder/{number}/invitation": Readers(HANNE, OLE),
    "/unge/{key}/moeder/{number}/ret": Readers(HANNE, OLE),
    "/unge/{key}/opfoelgning": Readers(HANNE, OLE),
    "/unge/{key}/opfoelgning/indsats": Readers(HANNE, OLE),
    "/unge/{key}/opfoelgning/indsats/{number}": Readers(HANNE, OLE),
    "/unge/{key}/opkald": Readers(HANNE, OLE),
    "/unge/{key}/overlevering": Readers(HANNE, OLE),
    "/vejleder": Readers(HANNE, ANALYST),
}
NO_PAGES = {
    "/api/docs": "long, the same in every state, and looked at by a test of its own",
    "/drift/rapport": "a report in a frame of its own, with a policy of its own",
    "/lister": "leads to the front page",
    "/log-ind/svar": "leads on, or tells in words that nobody was signed in",
    "/log-ind/udbyder": "leads to the provider",
}
NEXT = say("error.next", Language.DA)
STALE = say("fresh.stale.title", Language.DA)
UNKNOWN = {"key": "x" * 22, "place": "D9", "district": "D9", "week": "2026-W47", "number": "999", "kind": "network"}
FRONT = (
    "/lister/{place:path}/{week}",
    "/unge/{key}",
    "/unge/{key}/moeder/{number}",
    "/unge/{key}/opkald",
    "/unge/{key}/opfoelgning",
    "/mine",
    "/aarshjul",
)
"""Those that are looked at on every width, on paper and in forced colours."""
WIDTHS = (320, 390, 768, 1280)


def address(route: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values[found[1]], route)


def test_every_page_has_its_row_and_no_row_is_left_over(worlds: dict[str, World]):
    routes = {way.route for way in ways(worlds["full"].app) if way.method == "GET" and "/api/v1" not in way.route}
    assert routes - {"/livez", "/readyz", "/metrics"} == set(PAGES) | set(NO_PAGES)


@pytest.mark.parametrize("route", PAGES)
def test_a_page_that_is_full(worlds: dict[str, World], looker: Looker, route: str):
    page, status = looker.open(worlds["full"], PAGES[route].who, address(route, worlds["full"].values))
    assert status == 200
    assert STALE not in page.inner_text("main")


@pytest.mark.parametrize("route", PAGES)
def test_a_page_on_which_there_is_nothing_says_so(worlds: dict[str, World], looker: Looker, route: str):
    page, status = looker.open(worlds["empty"], PAGES[route].who, address(route, worlds["empty"].values))
    assert status == 200
    assert len(page.inner_text("main").split()) > 8


@pytest.mark.parametrize("route", PAGES)
def test_a_page_in_error_says_what_to_do_next(worlds: dict[str, World], looker: Looker, route: str):
    page, status = looker.open(worlds["new"], PAGES[route].who, address(route, worlds["new"].values))
    check_is_told(page, status, 200, 404, 503)
    if "{" in route:
        check_is_told(*looker.open(worlds["full"], PAGES[route].who, address(route, UNKNOWN)), 404)


@pytest.mark.parametrize("route", PAGES)
def test_a_page_whose_night_is_missing_says_so(worlds: dict[str, World], looker: Looker, route: str):
    full = worlds["full"]
    full.at += LATER
    try:
        page, status = looker.open(full, PAGES[route].who, address(route, full.values))
        assert status == 200
        if page.locator(".fresh").count():
            assert STALE in page.inner_text("main")
    finally:
        full.at -= LATER


@pytest.mark.parametrize("route", [route for route, readers in PAGES.items() if readers.not_for])
def test_a_page_for_others_says_what_to_do_next(worlds: dict[str, World], looker: Looker, route: str):
    full = worlds["full"]
    check_is_told(*looker.open(full, PAGES[route].not_for, address(route, full.values)), 403, 404)
    page, status = looker.open(full, None, address(route, full.values))
    assert (status, page.url) == (200, f"{full.address}/log-ind")


def check_is_told(page: Page, status: int, *allowed: int) -> None:
    """An error is a page that says what happened and what to do now."""
    assert status in allowed
    if status >= 400:
        assert page.locator("h2").all_inner_texts() == [NEXT]
        assert page.locator("main p").count() >= 2
        assert page.locator("main a[href='/']").count() == 1


ANSWERS = {
    "how to reach a youth": ("/unge/{key}", HANNE, {}, say("identity.show", Language.DA)),
    "whose a youth is": ("/vejleder", HANNE, {"cpr": CPR}, say("colleague.ask", Language.DA)),
    "a number that is none": ("/vejleder", HANNE, {"cpr": "123"}, say("colleague.ask", Language.DA)),
    "a glass that cannot be broken": (
        "/noedadgang", HANNE, {"whom": "123", "reason": "Den unge ringer"}, say("glass.open", Language.DA),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_what_a_form_answers_with_is_a_page_like_any_other(worlds: dict[str, World], looker: Looker, name: str):
    route, who, fields, button = ANSWERS[name]
    page = looker.page(worlds["full"], who)
    page.goto(f"{worlds['full'].address}{address(route, worlds['full'].values)}")
    for field, value in fields.items():
        page.locator(f"[name={field}]").fill(value)
    with page.expect_navigation() as answered:
        page.get_by_role("button", name=button).click()
    looker.judge(page, answered.value)


@pytest.mark.parametrize("route", FRONT)
def test_a_page_fits_every_width_paper_and_forced_colours(worlds: dict[str, World], looker: Looker, route: str):
    page = looker.page(worlds["full"], HANNE)
    page.goto(f"{worlds['full'].address}{address(route, worlds['full'].values)}")
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert widest(page) <= width, width
    page.emulate_media(forced_colors="active")
    assert invisible(page) == []
    page.emulate_media(forced_colors="none", media="print")
    assert [one.inner_text() for one in page.locator("button, nav, select, textarea").all() if one.is_visible()] == []
    printed = page.pdf(prefer_css_page_size=True)
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)", printed)) == {(b"594", b"841")}
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})


def invisible(page: Page) -> list[str]:
    """Controls that forced colours leave without any edge or underline, so that nobody could tell them from text.

    A radio button or a box to tick is drawn by its label.
    """
    return page.evaluate(INVISIBLE)  # type: ignore[no-any-return] # a list of texts, as the script makes it


INVISIBLE = """() => [...document.querySelectorAll('main :is(button, input:not([type=hidden]), select, textarea, a)')]
    .filter(one => one.checkVisibility())
    .filter(one => {
        const drawn = one.matches('[type=radio], [type=checkbox]') ? [one.labels[0], '::before'] : [one];
        const style = getComputedStyle(...drawn);
        return [style.borderTopStyle, style.textDecorationLine, style.outlineStyle].every(edge => edge === 'none');
    })
    .map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("language", Language)
def test_a_page_speaks_one_language(worlds: dict[str, World], language: Language):
    told: dict[str, list[str]] = {}
    heard = 0
    for world, (route, readers) in product(worlds.values(), PAGES.items()):
        client = world.client(readers.who)
        client.cookies.set("sprog", language)
        for values in (world.values, UNKNOWN):
            page = client.get(address(route, values)).text.replace(
                OFFICER.name, ""
            )  # a name is the same in every language
            heard += any(piece in read_aloud(page) for piece in pieces_of(language))
            told[address(route, values)] = foreign_to(language, page)
    assert heard > len(PAGES)
    assert {path: said for path, said in told.items() if said} == {}
