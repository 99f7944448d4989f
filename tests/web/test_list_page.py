"""Ugens liste as it is read and worked with: what it counts, what of it is shown, and what is done from it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

from features.vocabulary import AssignmentScope, ContactKind, CounsellorId, InterventionKind, YouthId
from service.casework.assigning import recuse
from service.casework.contacts import Contacted, record_contact
from service.casework.efforts import start_effort
from service.domain.access import Actor, Role
from service.domain.casework import Recusal
from service.domain.efforts import Plan, WantedEffort
from service.domain.flag_life import FlagState
from service.domain.list_past import MATURE
from service.domain.sight import AT_NIGHT
from service.store import audit, flags
from service.store.unit_of_work import Store
from service.store.youth_keys import keys_of_store
from tests.lib.pages import read_page
from tests.lib.small_service import MORNING
from tests.web.conftest import copied_store
from tests.web.test_no_judgement_before_the_assessment import browser_of

LIST = "/lister/D1/2026-W47"
HANNE = Actor("demo-hanne", Role.COUNSELLOR, counsellor_id=CounsellorId("hanne"), districts=frozenset({"D1"}))  # type: ignore[arg-type] # a word is enough
EVERYBODY = "bilal ida emma gert jonas david farah clara".split()


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Iterator[Store]:
    with copied_store(published, tmp_path) as opened:
        yield opened


@pytest.fixture
def hanne(store: Store) -> TestClient:
    return browser_of(store, "demo-hanne")


def listed(page: str) -> list[str]:
    """The youths a page names, in order."""
    return re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", page)


def text_of(page: str) -> str:
    return " ".join(" ".join(read_page(page.encode()).text).replace("\xa0", " ").split())


def path_of(store: Store, youth: str) -> str:
    return f"/unge/{keys_of_store(store).key_of(YouthId(youth))}"


def states(store: Store, youth: str) -> set[FlagState]:
    with store.read() as work:
        return {flag.state for flag in flags.of_youth(work, AT_NIGHT.of(YouthId(youth))) if flag.is_open}


# What is counted and told


def test_the_list_counts_what_stands_on_it(hanne):
    page = text_of(hanne.get(LIST).text)
    assert "8 unge · 4 nye · 1 venter på plads · 3 med frist" in page
    assert "Det, vi ikke ser Vi modtager ikke fravær for 8 af 12 unge" in page
    assert "De fleste på listen falder ikke fra." in page
    assert "ikke målt her endnu" in page


def test_the_list_counts_its_own_past_once_a_list_is_old_enough_for_what_became_of_it_to_be_known(store):
    unknown = "Hvor mange på tidligere lister der faldt fra, er ikke målt her endnu."
    before, after = (
        text_of(browser_of(store, "demo-hanne", at=MORNING + MATURE - timedelta(days=early)).get(LIST).text)
        for early in (29, 0)
    )
    assert unknown in before and "nævnte" not in before  # the list of three weeks before named too few
    assert "Listen for uge 47 i 2026 nævnte 8 unge. Nu er 4 i gang, 4 er uden kendt aktivitet" in after
    assert unknown not in after


@pytest.mark.parametrize(("days", "told"), [(6, True), (7, False)])
def test_what_the_reader_has_promised_to_follow_up_before_sunday_is_counted_and_stands_on_mine_unge(
    store, hanne, days, told
):
    due_on = MORNING.date() + timedelta(days=days)
    talk = WantedEffort(InterventionKind.INDIVIDUAL_TALK, MORNING.date(), Plan(CounsellorId("hanne"), due_on))
    with store.begin() as work:
        start_effort(work, HANNE, YouthId("anna"), wanted=talk, at=MORNING)
    assert ("1 venter på plads · 1 opfølgning · 3 med frist" in text_of(hanne.get(LIST).text)) is told
    assert f"{due_on.day}. nov. 2026" in text_of(hanne.get("/mine?orden=dato").text)


@pytest.mark.parametrize(("later", "told"), [(2, "1 frist i dag"), (3, "1 frist er overskredet")])
def test_a_deadline_is_counted_on_its_day_and_once_it_is_past(store, later, told):
    assert told in text_of(browser_of(store, "demo-hanne", at=MORNING + timedelta(days=later)).get(LIST).text)


def test_absence_is_drawn_week_by_week_with_words_for_who_cannot_see_it(hanne):
    page = hanne.get(LIST).text
    labels = [unescape(label) for label in re.findall(r'class="spark"[^>]*aria-label="([^"]+)"', page)]
    assert len(labels) == 2  # of the two who go to the school that delivers
    assert all(label.startswith("Fravær i de sidste 12 uger, ældste først: 0 %, 0 %, ") for label in labels)
    assert all("ingen data" in label for label in labels)  # the autumn break
    assert "Sidste uge: 40 %. Højest: 60 %." in page.replace("\xa0", " ")


def test_who_has_seen_a_youth_is_told_by_name_and_day(store, hanne):
    assert "Set af" not in hanne.get(LIST).text
    hanne.get(path_of(store, "emma"))
    leader = browser_of(store, "demo-leader-A1")
    assert "Set af Hanne Holm 16. nov." in text_of(leader.get(LIST).text)


def test_signs_that_nobody_has_acted_on_are_counted_and_shown_until_somebody_speaks_with_the_youth(store, hanne):
    page = hanne.get(LIST).text
    assert "2 unge har stået på listen i mindst to uger, uden at nogen har gjort noget." in page
    assert listed(hanne.get(f"{LIST}?vis=uden-opfoelgning").text) == ["david", "farah"]
    assert "Ingen har fulgt op siden 19. okt." in text_of(page)
    hanne.get(path_of(store, "david"))  # a look is no act
    assert listed(hanne.get(f"{LIST}?vis=uden-opfoelgning").text) == ["david", "farah"]
    spoken = Contacted(ContactKind.REACHED, MORNING.date())
    with store.begin() as work:
        record_contact(work, HANNE, YouthId("david"), contacted=spoken, at=MORNING)
    assert listed(hanne.get(f"{LIST}?vis=uden-opfoelgning").text) == ["farah"]


def test_who_was_longest_unseen_comes_first_and_the_order_holds_while_somebody_works(store, hanne):
    assert listed(hanne.get(LIST).text) == EVERYBODY
    hanne.get(path_of(store, "david"))
    assert listed(hanne.get(LIST).text) == EVERYBODY
    tomorrow = browser_of(store, "demo-hanne", at=MORNING + timedelta(days=1))
    assert listed(tomorrow.get(LIST).text) == "bilal ida emma gert jonas farah clara david".split()


# What of it is shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", EVERYBODY),
        ("?vis=frist", ["bilal", "ida", "emma"]),
        ("?vis=nye", ["bilal", "ida", "gert", "jonas"]),
        ("?vis=mine", [name for name in EVERYBODY if name != "gert"]),
        ("?vis=uden-kontakt", [name for name in EVERYBODY if name != "emma"]),
        ("?skole=S1", ["jonas", "clara"]),
        ("?kilde=risk", ["jonas"]),
        ("?kilde=institution&skole=V1&vis=frist", ["ida"]),
        ("?kilde=risk&vis=frist", []),
        ("?vis=hvadsomhelst&kilde=&skole=ukendt", EVERYBODY),
    ],
)
def test_a_part_of_the_list_can_be_shown(hanne, query, shown):
    page = hanne.get(f"{LIST}{query}").text
    assert listed(page) == shown
    assert ("Viser" in page) is (shown != EVERYBODY)
    assert "8 unge · 4 nye" in page  # what is counted is the whole list
    assert "ukendt" not in page and "hvadsomhelst" not in page  # what the address says is not given back


def test_the_links_keep_what_is_chosen_and_count_what_they_show(hanne):
    links = dict(re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', hanne.get(f"{LIST}?skole=S1").text))
    assert {unescape(href): text for href, text in links.items() if "vis=" in href and "(" in text} == {
        f"{LIST}?vis=frist&skole=S1": "Med frist (0)",
        f"{LIST}?vis=nye&skole=S1": "Nye (1)",
        f"{LIST}?vis=mine&skole=S1": "Mine (2)",
        f"{LIST}?vis=uden-kontakt&skole=S1": "Ikke talt med i 2 måneder (2)",
        f"{LIST}?vis=uden-opfoelgning&skole=S1": "Ingen har fulgt op (0)",
    }


def test_a_youth_is_found_by_the_code_without_its_being_in_an_address(store, hanne):
    found = hanne.post(f"{LIST}/soeg", data={"code": " JON "}, follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, path_of(store, "jonas"))
    several = hanne.post(f"{LIST}/soeg", data={"code": "a"}, follow_redirects=False)
    assert listed(several.text) == [name for name in EVERYBODY if "a" in name]
    nobody = hanne.post(f"{LIST}/soeg", data={"code": "niels"}, follow_redirects=False)  # on another list
    assert (listed(nobody.text), "Ingen på listen har den kode." in nobody.text) == ([], True)
    assert hanne.post(f"{LIST}/soeg", data={"code": ""}, follow_redirects=False).headers["location"] == LIST


def test_no_address_on_the_page_names_a_youth(store, hanne):
    page = hanne.get(LIST).text
    addresses = re.findall(r'(?:href|action|value|id|for)="([^"]*)"', page)
    assert [one for one in addresses if any(name in one for name in EVERYBODY)] == []


# What is done from it


def test_only_youths_whom_the_reader_has_opened_can_be_taken_up_together(store, hanne):
    assert "Åbn først de unge, du vil tage op." in hanne.get(LIST).text
    keys = keys_of_store(store)
    for name in ("emma", "ida"):
        hanne.get(path_of(store, name))
    page = hanne.get(LIST).text
    ticks = re.findall(r'name="chosen" value="([^"]+)"', page)
    assert {keys.youth_of(tick) for tick in ticks} == {"emma", "ida"}
    chosen = [*ticks, keys.key_of(YouthId("jonas"))]  # whom nobody has opened
    done = hanne.post(f"{LIST}/flere", data={"move": "take_up", "chosen": chosen})
    assert "De valgte markeringer er ændret." in done.text
    assert [states(store, name) for name in ("emma", "ida", "jonas")] == [
        {FlagState.IN_PROGRESS},
        {FlagState.IN_PROGRESS},
        {FlagState.NEW},
    ]
    assert 'name="chosen"' not in done.text


def test_choosing_nobody_changes_nothing_and_says_so(hanne):
    done = hanne.post(f"{LIST}/flere", data={"move": "take_up"})
    assert "Ingen markering blev ændret." in done.text


@pytest.mark.parametrize("move", ["dismiss", "close", "wait", "raise"])
def test_what_needs_a_reason_or_ends_a_flag_is_done_one_by_one(store, hanne, move):
    hanne.get(path_of(store, "jonas"))
    key = keys_of_store(store).key_of(YouthId("jonas"))
    assert hanne.post(f"{LIST}/flere", data={"move": move, "chosen": [key]}).status_code == 422
    assert states(store, "jonas") == {FlagState.SEEN}


def test_a_youth_of_another_district_is_not_moved_with_others(store, hanne):
    keys = keys_of_store(store)
    hanne.get(path_of(store, "emma"))
    chosen = [keys.key_of(YouthId(name)) for name in ("emma", "niels")]
    assert hanne.post(f"{LIST}/flere", data={"move": "take_up", "chosen": chosen}).status_code == 404
    assert states(store, "emma") == {FlagState.SEEN}  # all or nothing


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_is_taken_away_as_it_is_shown_and_the_trail_says_by_whom_and_for_what(store, hanne, form):
    answer = hanne.post(f"{LIST}/hent?vis=frist", data={"form": form})
    assert answer.headers["content-disposition"] == f'attachment; filename="ugens-liste-2026-W47.{form}"'
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    else:
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert [row[3] for row in rows[1:]] == ["bilal", "ida", "emma"]
    with store.read() as work:
        last = list(audit.lines(work))[-1]
    assert (last.action, last.youth_id) == ("list.exported", None)
    assert json.loads(last.detail) == {
        "form": form,
        "place": "D1",
        "purpose": "casework",
        "rows": 3,
        "week": "2026-W47",
    }


def test_a_list_that_is_not_the_readers_is_not_searched_moved_or_taken(hanne):
    there = "/lister/D2/2026-W47"
    for path, form in (("soeg", {"code": "niels"}), ("hent", {"form": "csv"}), ("flere", {"move": "take_up"})):
        assert hanne.post(f"{there}/{path}", data=form).status_code == 404, path


def test_whoever_only_looks_has_nothing_to_move(store):
    officer = browser_of(store, "demo-protection_officer")
    officer.get(path_of(store, "emma"))
    page = officer.get(LIST).text
    assert 'name="chosen"' not in page and "Flere på én gang" not in page
    assert officer.post(f"{LIST}/flere", data={"move": "take_up"}).status_code == 403


def test_a_counsellor_with_a_conflict_of_interest_is_told_only_that_somebody_is_left_out(store, hanne):
    with store.begin() as work:
        recuse(work, HANNE, Recusal(CounsellorId("hanne"), AssignmentScope.YOUTH, "ida"), at=MORNING)
    page = hanne.get(LIST).text
    assert listed(page) == [name for name in EVERYBODY if name != "ida"]
    assert "1 ung er ikke vist, fordi du er inhabil." in page
    assert "ida" not in hanne.post(f"{LIST}/hent", data={"form": "csv"}).text
    assert "Ingen på listen har den kode." in hanne.post(f"{LIST}/soeg", data={"code": "ida"}).text
