"""Mine unge: everybody somebody answers for, on a list or not, and how one is put on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from features.vocabulary import AssignmentScope, ContactKind, CounsellorId, YouthId
from service.casework.assigning import recuse, set_tovholder
from service.casework.contacts import Contacted, record_contact
from service.domain.access import Actor, Role
from service.domain.casework import Recusal
from service.domain.sight import AT_NIGHT
from service.store import flags
from service.store.unit_of_work import Store
from tests.lib.small_service import MORNING
from tests.web.conftest import copied_store
from tests.web.test_list_page import HANNE, path_of, text_of
from tests.web.test_no_judgement_before_the_assessment import browser_of

OWN = "anna bilal clara david emma farah ida jonas karla lars oda".split()
LEADER = Actor("demo-leader-A1", Role.LEADER, districts=frozenset({"D1", "D2"}), area_id="A1")  # type: ignore[arg-type] # words are enough


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Iterator[Store]:
    with copied_store(published, tmp_path) as opened:
        yield opened


@pytest.fixture
def hanne(store: Store) -> TestClient:
    return browser_of(store, "demo-hanne")


def rows(page: str) -> list[str]:
    """The youths a page names, in order."""
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page)


def line(page: str, youth: str) -> str:
    found = next(row for row in re.findall(r"<tr>(.*?)</tr>", page, re.S) if f">{youth}</a>" in row)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).replace("\xa0", " ").split())


def test_a_counsellor_sees_everybody_she_answers_for_whether_on_a_list_or_not(hanne):
    page = hanne.get("/mine").text
    assert rows(page) == OWN  # gert has a tovholder elsewhere, niels another district
    assert line(page, "anna") == "anna 15 år Grundskole Søskolen Ingen samtale noteret Ingen dato"
    assert (
        line(page, "emma")
        == "emma 17 år På listen: Ny Ingen aktivitet Intet sted i vores data 29. okt. 2026 28. nov. 2026"
    )


def test_the_whole_district_is_one_click_away(hanne):
    assert rows(hanne.get("/mine?hvis=distrikt").text) == sorted([*OWN, "gert"])


def test_a_leader_sees_the_area_and_is_offered_no_youths_of_her_own(store):
    leader = browser_of(store, "demo-leader-A1")
    page = leader.get("/mine").text
    assert rows(page) == sorted([*OWN, "gert", "niels"])
    assert "Alle unge i dit område." in page and "Hvis unge" not in page


def test_whoever_becomes_tovholder_has_the_youth_among_her_own(store, hanne):
    with store.begin() as work:
        set_tovholder(work, LEADER, YouthId("niels"), counsellor_id=CounsellorId("hanne"), at=MORNING)
    assert "niels" in rows(hanne.get("/mine").text)


def test_a_youth_in_whom_she_has_a_conflict_of_interest_is_nowhere(store, hanne):
    with store.begin() as work:
        recuse(work, HANNE, Recusal(CounsellorId("hanne"), AssignmentScope.YOUTH, "anna"), at=MORNING)
    assert "anna" not in hanne.get("/mine").text
    assert "anna" not in hanne.get("/mine?hvis=distrikt").text


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("?vis=paa-listen", "bilal", 7),
        ("?vis=ikke-hoert-fra", "anna", 10),  # all but emma
        ("?orden=status", "jonas", 11),  # 10. klasse
        ("?orden=sted", "ida", 11),  # Erhvervsskolen
        ("?orden=dato", "bilal", 11),
        ("?orden=talt-med", "anna", 11),
        ("?side=2", None, 0),
    ],
)
def test_they_are_chosen_and_sorted_by_what_stands_in_the_address(hanne, query, first, count):
    shown = rows(hanne.get(f"/mine{query}").text)
    assert (shown[0] if shown else None, len(shown)) == (first, count)


def test_a_contact_of_today_counts_at_once(store, hanne):
    with store.begin() as work:
        record_contact(
            work, HANNE, YouthId("anna"), contacted=Contacted(ContactKind.MEETING, MORNING.date()), at=MORNING
        )
    assert "16. nov. 2026" in line(hanne.get("/mine").text, "anna")
    assert "anna" not in rows(hanne.get("/mine?vis=ikke-hoert-fra").text)


@pytest.mark.parametrize("word", ["orden=score", "hvis=alle", "side=0", "vis=x"])
def test_there_is_no_other_order_and_nothing_else_to_ask_for(hanne, word):
    assert hanne.get(f"/mine?{word}").status_code == 422


def test_a_youth_is_found_by_the_code_without_its_being_in_an_address(store, hanne):
    found = hanne.post("/mine/soeg", data={"code": "kar"}, follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, path_of(store, "karla"))
    assert rows(hanne.post("/mine/soeg", data={"code": "la"}).text) == ["bilal", "clara", "karla", "lars"]
    assert "Prøv hele distriktet" in hanne.post("/mine/soeg", data={"code": "gert"}).text
    whole = hanne.post("/mine/soeg?hvis=distrikt", data={"code": "gert"}, follow_redirects=False)
    assert whole.headers["location"] == path_of(store, "gert")


# Put on the list


def test_a_youth_is_put_on_the_list_by_hand_with_who_asks_and_why(store, hanne):
    form = {"code": "anna", "asked_by": "school", "why": "Er ofte alene"}
    page = hanne.post("/mine/markering", data=form).text
    assert "Markeringen er sat." in page and "På listen: Ny" in line(page, "anna")
    with store.read() as work:
        (raised,) = flags.of_youth(work, AT_NIGHT.of(YouthId("anna")))
    assert (raised.source, raised.asked_by) == ("manual", "school")
    assert ">anna</a>" in hanne.get("/lister/D1/2026-W47").text


@pytest.mark.parametrize(
    ("code", "why", "status", "said"),
    [
        ("niels", "Er ofte alene", 404, "Vi kan ikke finde den unge"),
        ("nobody", "Er ofte alene", 404, "Vi kan ikke finde den unge"),
        ("'; DROP", "Er ofte alene", 404, "Vi kan ikke finde den unge"),
        ("anna", "   ", 400, "Skriv en linje om hvorfor."),
    ],
)
def test_what_was_written_is_there_again_where_it_could_not_be_done(hanne, code, why, status, said):
    answer = hanne.post("/mine/markering", data={"code": code, "asked_by": "parent", "why": why})
    assert (answer.status_code, said in answer.text) == (status, True)
    page = unescape(answer.text)
    assert f'value="{code}"' in page and f'value="{why}"' in page
    assert '<option value="parent" selected>' in page


@pytest.mark.parametrize("who", ["demo-protection_officer", "demo-analyst", "demo-operator"])
def test_whoever_works_with_no_youths_has_no_such_page(store, who):
    other = browser_of(store, who)
    assert other.get("/mine").status_code == 403
    assert other.post("/mine/soeg", data={"code": "anna"}).status_code == 403
    assert "Mine unge" not in text_of(other.get("/").text)
