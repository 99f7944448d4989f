"""Opfølgning as pages: a contact, an effort, its follow-up and a closing by plain forms; nothing that was written is lost."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from features.vocabulary import AreaId, CounsellorId, InterventionResult, YouthId
from service.domain.access import Role
from service.domain.closings import Helped, WhereNow
from service.domain.due import DueKind
from service.domain.efforts import EffortMove, EffortResult
from service.domain.users import User
from service.store import audit
from service.store.youth_keys import keys_of_store
from service.texts.catalogue import TEXTS
from service.texts.follow_up_texts import FOLLOW_UP_TEXTS
from service.web.reading import LANGUAGE_COOKIE
from tests.lib.pages import read_page
from tests.lib.served import Served
from tests.unit.test_texts import lix

HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, CounsellorId("hanne"), is_demo=True)
OLE = User("ole", "Ole Vang", Role.COUNSELLOR, CounsellorId("ole"), is_demo=True)
LEADER = User("leader", "Lea Leder", Role.LEADER, area_id=AreaId("A1"), is_demo=True)
ELSEWHERE = User("elsewhere", "Else", Role.LEADER, area_id=AreaId("A9"), is_demo=True)
OFFICER = User("officer", "Råd Giver", Role.PROTECTION_OFFICER, is_demo=True)
TALK = {"effort": "individual_talk", "counsellor_id": "hanne", "started_on": "2026-11-16", "follow_up_on": "2026-11-30"}
MENTOR = {
    **TALK,
    "effort": "mentor",
    "goal": "Møder tre dage om ugen",
    "wish": "Jeg vil gerne i praktik",
    "way_down": "Når det holder i en måned",
}
LOOK = {"version": "1", "result": "partly", "note": "Bedre nu", "follow_up_on": "2026-12-14", "then": "again"}
CLOSED = {
    "where_now": "education",
    "helped": "yes",
    "youth_view": "partly",
    "youth_words": "Det var rart",
    "looks_again": "hanne",
}


class Desk:
    """Somebody at the follow-up of one youth."""

    def __init__(self, town: Served, user: User, youth_id: str = "jonas", language: str = "da") -> None:
        self.client: TestClient = town.person(user)
        self.client.cookies.set(LANGUAGE_COOKIE, language)
        self.client.headers["accept"] = "text/html"
        self.href = f"/unge/{keys_of_store(town.store).key_of(YouthId(youth_id))}/opfoelgning"

    def page(self, below: str = "", status: int = 200) -> str:
        answer = self.client.get(f"{self.href}{below}")
        assert answer.status_code == status
        read_page(answer.content)
        return text_of(answer.text)

    def send(self, below: str, data: dict[str, str], status: int = 200) -> str:
        answer = self.client.post(f"{self.href}/{below}", data=data)
        assert answer.status_code == status, answer.text
        read_page(answer.content)
        return text_of(answer.text)


def text_of(page: str) -> str:
    """What is read of a page, with what stands in its fields."""
    values = " ".join(re.findall(r'value="([^"]*)"', page))
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page) + values))


def test_a_counsellor_notes_a_contact_of_another_day_with_a_note(town):
    desk = Desk(town, HANNE)
    page = desk.send("kontakt", {"kind": "reached", "contacted_on": "2026-11-13", "note": "Vil gerne i praktik"})
    assert "Kontakten er noteret." in page
    assert "Talt med den unge 13. november 2026 (Hanne Holm): Vil gerne i praktik" in page
    assert "Forsøgt" not in page.partition("Notér en kontakt")[0]


def test_a_day_to_come_is_refused_and_what_was_written_is_given_back(town):
    written = {"kind": "meeting", "contacted_on": "2026-11-17", "note": "En lang tekst, som ingen vil skrive igen"}
    page = Desk(town, HANNE).send("kontakt", written, status=422)
    assert "Det blev ikke gemt" in page and written["note"] in page and "2026-11-17" in page
    assert "Ingen kontakt noteret endnu." in Desk(town, HANNE).page()


def test_on_steps_1_and_2_a_kind_and_a_day_are_enough(town):
    desk = Desk(town, HANNE)
    form = desk.page("/indsats?slags=individual_talk")
    assert "Mere skal der ikke til på trin 1 og 2." in form and "Mål" not in form
    assert "2026-11-30" in form  # fourteen days ahead
    page = desk.send("indsats", TALK)
    assert "Indsatsen er gemt." in page
    assert "Følg op: Samtale med den unge mandag 30. november" in page
    assert "Samtale med den unge Trin 2: målrettet vejledning" in page


def test_from_step_3_the_plan_asks_for_goal_wish_and_way_down_and_gives_back_the_rest(town):
    desk = Desk(town, HANNE)
    page = desk.send("indsats", {**MENTOR, "goal": " ", "way_down": ""}, status=422)
    assert "Der mangler: mål, vej ned ad trappen." in page and MENTOR["wish"] in page
    page = desk.send("indsats", MENTOR)
    assert all(MENTOR[name] in page for name in ("goal", "wish", "way_down"))
    assert "Ansvarlig Hanne Holm" in page


def test_a_step_up_has_a_line_of_reason(town):
    desk = Desk(town, HANNE)
    desk.send("indsats", TALK)
    assert "Derfor et trin op" in desk.page("/indsats?slags=mentor")
    assert "Der mangler: derfor et trin op." in desk.send("indsats", MENTOR, status=422)
    page = desk.send("indsats", {**MENTOR, "reason": "Samtaler alene var ikke nok"})
    assert "Samtaler alene var ikke nok" in page


def test_the_ladder_has_four_steps_with_the_least_intrusive_first(town):
    desk = Desk(town, HANNE)
    desk.send("indsats", TALK)
    page = desk.page("/indsats")
    places = [page.index(f"Trin {step}: ") for step in (1, 2, 3, 4)]
    assert places == sorted(places)
    assert "Trin 5:" not in page and "Trin 5 og 6 bliver ikke noteret her." in page
    assert "Samtale med den unge – i gang" in page


def test_an_effort_is_looked_at_again_and_ended(town):
    desk = Desk(town, HANNE)
    desk.send("indsats", TALK)
    page = desk.send("indsats/1/set", LOOK)
    assert "Følg op mandag 14. december" in page
    assert "det hjalp noget (Hanne Holm): Bedre nu" in page
    page = desk.send("indsats/1/set", {**LOOK, "version": "2", "then": "end", "result": "helped", "follow_up_on": ""})
    assert "Indsatsen er afsluttet." in page and "Ingen indsatser er i gang." in page
    assert "Tidligere indsatser" in page


def test_who_comes_second_sees_both_texts_and_can_store_their_own(town):
    hanne, lea = Desk(town, HANNE), Desk(town, LEADER)
    hanne.send("indsats", MENTOR)
    mine = {"version": "1", "counsellor_id": "hanne", "follow_up_on": "2026-12-01", "wish": "b", "way_down": "c"}
    lea.send("indsats/1", {**mine, "goal": "Leas mål"})
    page = hanne.send("indsats/1", {**mine, "goal": "Hannes mål"}, status=409)
    assert "En anden har ændret det imens" in page
    assert "Leas mål" in page and "Hannes mål" in page
    page = hanne.send("indsats/1", {**mine, "version": "2", "goal": "Hannes mål"})
    assert "Hannes mål" in page and "Leas mål" not in page


def test_a_plan_that_was_kept_as_a_draft_still_meets_what_another_stored_meanwhile(town):
    hanne, lea = Desk(town, HANNE), Desk(town, LEADER)
    hanne.send("indsats", MENTOR)
    mine = {"version": "1", "counsellor_id": "hanne", "follow_up_on": "2026-12-01", "wish": "b", "way_down": "c"}
    hanne.client.post(
        f"{hanne.href.removesuffix('/opfoelgning')}/kladde/plan/1", data={**mine, "goal": "Hannes kladde"}
    )
    lea.send("indsats/1", {**mine, "goal": "Leas mål"})
    form = hanne.client.get(f"{hanne.href}/indsats/1").text
    assert "Hannes kladde" in form and '<input type="hidden" name="version" value="1">' in form
    page = hanne.send("indsats/1", {**mine, "goal": "Hannes kladde"}, status=409)
    assert "Leas mål" in page and "Hannes kladde" in page


@pytest.mark.parametrize("number", ["0", "7", "2147483648", "9" * 30, "-1"])
def test_a_number_that_no_row_has_is_refused_in_words(town, number):
    desk = Desk(town, HANNE)
    sent = {"indsats/{}/set": LOOK, "tilbageblik/{}": {"where_now": "work"}, "indsats/{}": {**MENTOR, "version": "1"}}
    answers = [desk.client.post(f"{desk.href}/{below.format(number)}", data=data) for below, data in sent.items()]
    answers.append(desk.client.post(f"{desk.href}/fortryd", data={"what": "effort", "number": number}))
    assert {answer.status_code for answer in answers} <= {404, 422}


def test_what_was_written_of_an_effort_that_was_ended_meanwhile_can_be_copied(town):
    hanne, lea = Desk(town, HANNE), Desk(town, LEADER)
    hanne.send("indsats", TALK)
    lea.send("indsats/1/set", {**LOOK, "then": "end"})
    page = hanne.send("indsats/1/set", {**LOOK, "note": "Min egen tekst", "version": "2"}, status=409)
    assert "Det er afsluttet imens." in page and "Min egen tekst" in page


def test_closing_ends_what_is_open_and_opens_a_look_back_in_three_months(town):
    desk = Desk(town, HANNE)
    desk.send("indsats", TALK)
    page = desk.send("afslutning", CLOSED)
    assert "Forløbet er slut. Om tre måneder ser I tilbage." in page
    assert "Se tilbage, tre måneder efter afslutning tirsdag 16. februar" in page
    assert "Ingen indsatser er i gang." in page and "Det var rart" in page
    page = desk.send("tilbageblik/1", {"where_now": "work", "note": "Har fået læreplads"})
    assert "Set tilbage 16. november 2026: i job. Har fået læreplads" in page
    assert "Der er ikke aftalt noget endnu." in page


@pytest.mark.parametrize("what", ["contact", "effort", "closing"])
def test_what_was_recorded_by_mistake_is_taken_back_by_who_did_it_and_stays_in_the_trail(town, what):
    desk, lea = Desk(town, HANNE), Desk(town, LEADER)
    sent = {
        "contact": ("kontakt", {"kind": "meeting", "contacted_on": "2026-11-16"}, "Møde 16. november 2026"),
        "effort": ("indsats", TALK, "Følg op: Samtale med den unge"),
        "closing": ("afslutning", CLOSED, "Det var rart"),
    }[what]
    assert sent[2] in desk.send(sent[0], sent[1])
    assert f'value="{what}"' not in lea.client.get(lea.href).text
    lea.send("fortryd", {"what": what, "number": "1"}, status=409)
    page = desk.send("fortryd", {"what": what, "number": "1"})
    assert "Det er fortrudt." in page and sent[2] not in page
    with town.store.read() as work:
        told = [line.action for line in audit.lines(work) if line.youth_id == "jonas"]
    assert (
        told.count({"contact": "contact.recorded", "effort": "effort.started", "closing": "course.closed"}[what]) == 1
    )
    assert {"contact.taken_back", "effort.moved", "course.taken_back"} & set(told)


def test_the_journal_text_tells_what_was_noted_in_a_field_that_can_be_selected(town):
    desk = Desk(town, HANNE)
    desk.send("kontakt", {"kind": "attempt", "contacted_on": "2026-11-16"})
    desk.send("indsats", MENTOR)
    page = desk.client.get(desk.href).text
    journal = unescape(
        re.search(r'<textarea class="form-input" id="journal-text"[^>]*readonly[^>]*>\n(.*?)</textarea>', page, re.S)[1]
    )
    assert journal.startswith("Opfølgning, jonas, 16. november 2026")
    assert "Forsøgt 16. november 2026 (Hanne Holm)" in journal
    assert "Mål: Møder tre dage om ugen" in journal


def test_what_is_mine_to_follow_up_is_on_one_page_and_the_overdue_come_first(town):
    jonas, emma = Desk(town, HANNE), Desk(town, HANNE, "emma")
    assert "Der er ikke noget at følge op på lige nu." in text_of(jonas.client.get("/opfoelgning").text)
    jonas.send("indsats", {**TALK, "follow_up_on": "2026-11-18"})
    emma.send("indsats", {**TALK, "follow_up_on": "2026-11-16"})
    page = text_of(jonas.client.get("/opfoelgning").text)
    assert page.index("emma") < page.index("jonas")
    assert "De næste syv dage" in page and "Senere" not in page
    others = {user.user_id: text_of(town.person(user).get("/opfoelgning").text) for user in (OLE, LEADER, ELSEWHERE)}
    assert {name: "jonas" in told for name, told in others.items()} == {
        "ole": False,
        "leader": True,
        "elsewhere": False,
    }
    assert "Hos Hanne Holm" in others["leader"]
    assert town.person(OFFICER).get("/opfoelgning").status_code == 403


def test_the_week_counts_what_is_due_and_mine_tells_the_next_day(town):
    desk = Desk(town, HANNE)
    desk.send("indsats", {**TALK, "follow_up_on": "2026-11-16"})
    Desk(town, HANNE, "emma").send("indsats", TALK)
    assert "1 opfølgning" in text_of(desk.client.get("/").text)
    assert "16. nov. 2026" in text_of(desk.client.get("/mine").text)


def test_the_officer_reads_but_finds_no_form_and_a_stranger_finds_nothing(town):
    Desk(town, HANNE).send("indsats", TALK)
    officer, ole = Desk(town, OFFICER), Desk(town, OLE)
    assert "Følg op: Samtale med den unge" in officer.page()
    assert '<form class="manual"' not in officer.client.get(officer.href).text
    assert officer.client.post(f"{officer.href}/indsats", data=TALK).status_code == 403
    ole.page(status=404)
    assert ole.client.post(f"{ole.href}/indsats", data=TALK).status_code == 404


def test_an_effort_lets_the_one_who_looks_again_see_the_youth_until_it_is_over(town):
    ole = Desk(town, OLE)
    ole.page(status=404)
    Desk(town, LEADER).send("indsats", {**TALK, "counsellor_id": "ole"})
    assert "Følg op nu" in ole.page()
    ole.send("indsats/1/set", {**LOOK, "then": "end"}, status=404)  # done, and no longer to be seen
    Desk(town, LEADER).page()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../etc/passwd", '" onload="x'])
def test_what_means_harm_is_shown_as_text_and_nothing_else(town, text):
    desk = Desk(town, HANNE)
    desk.send("kontakt", {"kind": "reached", "contacted_on": "2026-11-16", "note": text})
    desk.send("indsats", {**MENTOR, "goal": text, "wish": text, "way_down": text})
    page = desk.client.get(desk.href).text
    assert "<script>alert" not in page and 'onload="x' not in page.replace("&#34; onload=&#34;x", "")
    assert text in unescape(page)


def test_the_page_is_whole_in_english(town):
    desk = Desk(town, HANNE, language="en")
    desk.send("indsats", MENTOR)
    page = desk.page()
    danish = [
        da for da, en in FOLLOW_UP_TEXTS.values() if da != en and len(da) > 6 and "{" not in da and f" {da} " in page
    ]
    assert danish == []
    assert "Follow-up of jonas" in page


# Words


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("due", [*DueKind, "on", "past"]),
        ("result", {*EffortResult, *InterventionResult}),
        ("moved", EffortMove),
        ("where", WhereNow),
        ("helped", Helped),
        ("youth_view", Helped),
    ],
)
def test_everything_that_can_be_shown_has_its_words(prefix, words):
    assert {key.removeprefix(f"{prefix}.") for key in TEXTS if key.startswith(f"{prefix}.")} == {
        str(word) for word in words
    }


def test_the_danish_is_easy_to_read():
    prose = [danish for danish, _ in FOLLOW_UP_TEXTS.values() if danish.endswith((".", "?"))]
    assert len(prose) > 25
    assert lix(" ".join(prose)) <= 40
    assert [danish for danish in prose if len(danish.split()) >= 8 and lix(danish) > 45] == []


def test_no_sentence_is_left_over():
    root = Path(__file__).parents[2] / "service"
    files = (*root.rglob("*.py"), *root.rglob("*.j2"))
    said = "".join(path.read_text(encoding="utf-8") for path in files if path.name != "follow_up_texts.py")
    composed = "due result moved where helped youth_view done kept.wrong kept.outdated kept.refused ladder.in_vain ladder.tried"
    composed += " ladder.goal ladder.wish ladder.way_down follow.goal follow.wish follow.way_down"
    asked = [key for key in FOLLOW_UP_TEXTS if not key.startswith(tuple(composed.split()))]
    assert [key for key in asked if f'"{key}"' not in said and f"'{key}'" not in said] == []
