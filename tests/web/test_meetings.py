"""Møder og aftaler as pages: written, changed by two, agreed and followed up; and drafts, which are their author's alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from features.vocabulary import AreaId, CounsellorId, YouthId
from service.domain.access import Role
from service.domain.drafts import KEPT, DraftOf, Form
from service.domain.due import DueKind
from service.domain.sight import AT_NIGHT
from service.domain.users import User
from service.store import audit, drafts, meetings
from service.store.youth_keys import keys_of_store
from tests.lib.copied_town import published_town
from tests.lib.pages import read_page
from tests.lib.served import NOW, Served

HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, CounsellorId("hanne"), is_demo=True)
OLE = User("ole", "Ole Vang", Role.COUNSELLOR, CounsellorId("ole"), is_demo=True)
LEADER = User("leader", "Lea Leder", Role.LEADER, area_id=AreaId("A1"), is_demo=True)
OFFICER = User("officer", "Råd Giver", Role.PROTECTION_OFFICER, is_demo=True)
JONAS, GERT = YouthId("jonas"), YouthId("gert")
MEETING = {
    "on": "2026-11-23",
    "clock": "14:30",
    "venue": "Ungehuset",
    "chair": "hanne",
    "agenda": "Jeg vil gerne tale om et nyt fag",
    "private": "Mor, Anne\nMoster Lis",
    "professions": ["psychologist", "school"],
    "professionals": "Per Poulsen, mentor",
    "consent_by": "youth",
    "consent_on": "2026-11-13",
    "consent_to": "Fravær og skole, med dem der er med til mødet",
    "state": "planned",
    "agreed": "",
    "version": "1",
}
PROMISE = {"what": "Ringer til skolen om et møde", "who": "Moster Lis", "due_on": "2026-11-30"}
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def template(request, tmp_path_factory: pytest.TempPathFactory):
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with published_town(request.param, tmp_path_factory.mktemp("town"), server) as found:
        yield found


def at(town: Served, youth_id: YouthId = JONAS) -> str:
    return f"/unge/{keys_of_store(town.store).key_of(youth_id)}"


def called(town: Served, client: TestClient, **other: object) -> str:
    """The address of a network meeting that was called."""
    answer = client.post(f"{at(town)}/moeder/nyt/network", data={**MEETING, **other}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def fields_of(page: str) -> dict[str, str]:
    """What stands in the lines and texts of a form."""
    lines = re.findall(r'<input class="form-input" type="\w+" id="(\w+)" name="\w+" value="([^"]*)"', page)
    texts = re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>\n([^<]*)</textarea>', page)
    return dict((*lines, *texts))


def events(town: Served, action: str) -> int:
    with town.store.read() as work:
        return sum(line.action == action for line in audit.lines(work))


def test_a_meeting_is_kept_as_it_was_written_and_told_in_words(town):
    hanne = town.person(HANNE)
    page = hanne.get(called(town, hanne)).text
    for words in (
        "Inddragende netværksmøde 23.",
        "mandag 23.",
        "kl. 14.30",
        "Ungehuset",
        "Hanne Holm",
        "Moster Lis",
        "Psykolog",
        "Per Poulsen, mentor",
        "Den unge sagde ja 13.",
        "Aftalt",
    ):
        assert words in page.replace("\N{NO-BREAK SPACE}", " "), words
    assert events(town, "meeting.called") == 1
    assert page.count("<h1") == 1 and read_page(page.encode())


def test_a_meeting_without_consent_says_that_nothing_may_be_shared(town):
    hanne = town.person(HANNE)
    page = hanne.get(called(town, hanne, consent_by="")).text
    assert "Der er ikke sagt ja til at dele noget" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": ""},
        {"on": "2026-02-30"},
        {"on": "2036-11-23"},
        {"clock": "25:00"},
        {"chair": "nobody"},
        {"agenda": "x" * 2_001},
        {"private": "\n".join(f"Fætter {number}" for number in range(30))},
        {"professions": ["astrologer"]},
        {"consent_on": "2026-12-24"},
        {"consent_to": ""},
        {"state": "held"},
    ],
)
def test_what_cannot_be_is_shown_again_with_every_word_that_was_typed(town, wrong):
    typed = {**MEETING, **wrong}
    answer = town.person(HANNE).post(f"{at(town)}/moeder/nyt/network", data=typed, headers=HTML)
    assert answer.status_code == 422
    assert "Din tekst står her endnu" in answer.text
    shown = fields_of(answer.text)
    assert {name: typed[name] for name in ("venue", "agenda", "consent_to")} == {
        name: shown[name] for name in ("venue", "agenda", "consent_to")
    }


def test_from_18_only_the_youth_can_consent(town):
    ole = town.person(OLE)
    assert "Forældremyndigheden" not in ole.get(f"{at(town, GERT)}/moeder/nyt/network").text
    typed = {**MEETING, "chair": "ole", "consent_by": "holder"}
    assert ole.post(f"{at(town, GERT)}/moeder/nyt/network", data=typed).status_code == 422


def test_two_who_write_at_once_lose_nothing(town):
    hanne, leader = town.person(HANNE), town.person(LEADER)
    href = called(town, hanne)
    first = leader.post(f"{href}/ret", data={**MEETING, "agenda": "Lederens ord"}, follow_redirects=False)
    assert first.status_code == 303
    late = hanne.post(f"{href}/ret", data={**MEETING, "agenda": "Hannes ord"}, headers=HTML)
    assert late.status_code == 409
    assert "Lea Leder har rettet i det samme" in late.text
    assert "Lederens ord" in late.text and fields_of(late.text)["agenda"] == "Hannes ord"
    assert "Ungehuset" not in re.findall(r"<table.*?</table>", late.text, re.S)[0], "what is alike is not told"
    again = hanne.post(f"{href}/ret", data={**MEETING, "agenda": "Begges ord", "version": "2"}, follow_redirects=False)
    assert again.status_code == 303 and "Begges ord" in hanne.get(href).text


def test_what_was_agreed_is_due_until_somebody_has_asked(town):
    hanne = town.person(HANNE)
    href = called(town, hanne)
    assert hanne.post(f"{href}/aftaler", data=PROMISE, follow_redirects=False).status_code == 303
    with town.store.read() as work:
        due = {item.kind: item for item in meetings.due_of(work, AT_NIGHT.of(JONAS))}
        assert meetings.youths_with_due(work, AT_NIGHT) == {JONAS}
    assert (due[DueKind.AGREEMENT].what, due[DueKind.AGREEMENT].who) == (PROMISE["what"], PROMISE["who"])
    assert due[DueKind.MEETING].due_on.isoformat() == MEETING["on"]
    assert "Aftale: Moster Lis: Ringer til skolen" in hanne.get("/opfoelgning").text
    assert "Moster Lis" not in town.person(OLE).get("/opfoelgning").text
    assert PROMISE["what"] in hanne.get(f"{at(town)}/moeder").text
    kept = hanne.post(f"{href}/aftaler/1", data={"outcome": "kept"}, follow_redirects=False)
    assert kept.status_code == 303 and "Aftalen blev holdt" in hanne.get(href).text
    assert hanne.post(f"{href}/aftaler/1", data={"outcome": "not_kept"}).status_code == 412
    with town.store.read() as work:
        assert [item.kind for item in meetings.due_of(work, AT_NIGHT.of(JONAS))] == [DueKind.MEETING]


def test_an_agreement_that_says_too_little_is_shown_again(town):
    hanne = town.person(HANNE)
    href = called(town, hanne)
    answer = hanne.post(f"{href}/aftaler", data={**PROMISE, "due_on": ""}, headers=HTML)
    assert answer.status_code == 422
    assert f'value="{PROMISE["what"]}"' in answer.text and f'value="{PROMISE["who"]}"' in answer.text


def test_an_invitation_holds_what_was_written_and_nothing_else_of_the_youth(town):
    hanne = town.person(HANNE)
    href = called(town, hanne)
    page = hanne.get(f"{href}/invitation").text
    assert "Jeg vil gerne tale om et nyt fag" in page and "Fravær og skole, med dem der er med til mødet" in page
    assert "jonas" not in page and "Fortroligt" not in page
    discussion = hanne.post(f"{at(town)}/moeder/nyt/discussion", data=MEETING, follow_redirects=False)
    number = discussion.headers["location"].partition("?")[0]
    assert hanne.get(f"{number}/invitation").status_code == 404


def test_another_youths_meeting_and_anybody_elses_youth_are_not_found(town):
    hanne, ole = town.person(HANNE), town.person(OLE)
    number = called(town, hanne).rpartition("/")[2]
    assert hanne.get(f"{at(town, YouthId('ida'))}/moeder/{number}").status_code == 404
    assert ole.get(f"{at(town)}/moeder/{number}").status_code == 404
    assert ole.post(f"{at(town)}/moeder/{number}/ret", data=MEETING).status_code == 404
    assert ole.post(f"{at(town)}/kladde/meeting/{number}", data=MEETING).status_code == 404
    assert ole.post(f"{at(town)}/moeder/{number}/aftaler", data=PROMISE).status_code == 404


def test_the_officer_reads_and_writes_nothing(town):
    hanne, officer = town.person(HANNE), town.person(OFFICER)
    href = called(town, hanne)
    page = officer.get(href)
    assert page.status_code == 200 and 'action="/unge' not in page.text
    assert officer.post(f"{href}/aftaler", data=PROMISE).status_code == 403
    assert officer.get(f"{at(town)}/moeder/nyt/network").status_code == 403


def test_what_people_write_is_told_as_text(town):
    hanne = town.person(HANNE)
    script = "<script>alert(1)</script>"
    href = called(town, hanne, agenda=script, venue=script, private=script, consent_to=script)
    hanne.post(f"{href}/aftaler", data={**PROMISE, "what": script})
    for path in (href, f"{href}/ret", f"{href}/invitation", f"{at(town)}/moeder"):
        assert script not in hanne.get(path).text


# Drafts


def test_a_draft_is_found_again_by_its_author_alone_and_gone_when_sent(town):
    hanne, leader = town.person(HANNE), town.person(LEADER)
    new = f"{at(town)}/moeder/nyt/network"
    kept = hanne.post(
        f"{at(town)}/kladde/network/0",
        data={"agenda": "Halvt skrevet\n", "venue": "Bib"},
        headers={"hx-request": "true"},
    )
    assert kept.text.strip() == '<span id="kept-words">Kladde gemt kl. 08.30</span>'
    opened = hanne.get(new).text
    assert fields_of(opened)["agenda"].strip() == "Halvt skrevet" and fields_of(opened)["venue"] == "Bib"
    assert "Det er din kladde" in opened
    assert "Halvt skrevet" not in leader.get(new).text
    called(town, hanne)
    assert "Det er din kladde" not in hanne.get(new).text


def test_without_a_script_a_button_keeps_the_draft_and_another_throws_it_away(town):
    hanne = town.person(HANNE)
    kept = hanne.post(f"{at(town)}/kladde/discussion/0", data={"agenda": "Kun begyndt"}, follow_redirects=False)
    assert kept.headers["location"] == f"{at(town)}/moeder/nyt/discussion?gjort=drafted"
    assert "Kun begyndt" in hanne.get(kept.headers["location"]).text
    gone = hanne.post(f"{at(town)}/kladde/discussion/0/vaek", follow_redirects=False)
    assert "Kun begyndt" not in hanne.get(gone.headers["location"]).text


def test_the_trail_says_that_a_draft_was_begun_and_not_every_key(town):
    hanne = town.person(HANNE)
    for text in ("H", "Ha", "Hal"):
        hanne.post(f"{at(town)}/kladde/network/0", data={"agenda": text})
    assert events(town, "draft.begun") == 1


def test_a_draft_of_a_change_keeps_the_version_that_it_was_begun_from(town):
    hanne, leader = town.person(HANNE), town.person(LEADER)
    href = called(town, hanne)
    number = href.rpartition("/")[2]
    hanne.post(f"{at(town)}/kladde/meeting/{number}", data={**MEETING, "agenda": "Hannes kladde"})
    leader.post(f"{href}/ret", data={**MEETING, "agenda": "Lederens ord"})
    opened = hanne.get(f"{href}/ret").text
    assert fields_of(opened)["agenda"] == "Hannes kladde" and 'name="version" value="1"' in opened


EFFORT = {
    "effort": "mentor",
    "goal": "Tilbage i klassen",
    "wish": "En at tale med",
    "way_down": "",
    "counsellor_id": "hanne",
    "follow_up_on": "2026-11-30",
    "started_on": "2026-11-16",
    "reason": "Det første hjalp ikke",
}


def test_a_plan_that_is_being_written_is_kept_and_gone_when_stored(town):
    hanne = town.person(HANNE)
    form, draft = f"{at(town)}/opfoelgning/indsats?slags=mentor", f"{at(town)}/kladde/effort/0"
    kept = hanne.post(draft, data=EFFORT, follow_redirects=False)
    assert kept.headers["location"] == f"{form}&gjort=drafted"
    opened = hanne.get(form).text
    assert "Tilbage i klassen" in opened and "Det er din kladde" in opened
    assert "Tilbage i klassen" not in hanne.get(form.replace("mentor", "home_visit")).text, (
        "another effort, another form"
    )
    stored = {**EFFORT, "way_down": "Færre samtaler"}
    assert hanne.post(form.partition("?")[0], data=stored, follow_redirects=False).status_code == 303
    assert "Det er din kladde" not in hanne.get(form).text


def test_a_draft_of_a_plan_meets_what_somebody_else_stored_meanwhile(town):
    hanne, leader = town.person(HANNE), town.person(LEADER)
    stored = {**EFFORT, "way_down": "Færre samtaler"}
    hanne.post(f"{at(town)}/opfoelgning/indsats", data=stored)
    form = f"{at(town)}/opfoelgning/indsats/1"
    hanne.post(f"{at(town)}/kladde/plan/1", data={**stored, "version": "1", "goal": "Hannes mål"})
    assert leader.post(
        form, data={**stored, "version": "1", "goal": "Lederens mål"}, follow_redirects=False
    ).is_redirect
    opened = hanne.get(form).text
    assert "Hannes mål" in opened and 'name="version" value="1"' in opened
    late = hanne.post(form, data={**stored, "version": "1", "goal": "Hannes mål"}, headers=HTML)
    assert late.status_code == 409 and "Lederens mål" in late.text and "Hannes mål" in late.text


def test_a_closing_that_is_being_written_is_open_when_the_page_is_opened_again(town):
    hanne = town.person(HANNE)
    hanne.post(f"{at(town)}/kladde/closing/0", data={"youth_words": "Det var godt med en at ringe til"})
    page = hanne.get(f"{at(town)}/opfoelgning").text
    assert "Det var godt med en at ringe til" in page and '<details class="details act" open>' in page


def test_a_draft_that_is_never_sent_is_let_go(town):
    mine = DraftOf(JONAS, Form.NETWORK)
    with town.store.begin() as work:
        assert drafts.keep(work, mine, {"agenda": ("Gammel",)}, actor_id="hanne", at=NOW)
        assert drafts.draft(work, AT_NIGHT.of(JONAS), of=mine, actor_id="hanne", at=NOW + KEPT) is not None
        later = NOW + KEPT + timedelta(seconds=1)
        assert drafts.draft(work, AT_NIGHT.of(JONAS), of=mine, actor_id="hanne", at=later) is None
        drafts.keep(work, DraftOf(GERT, Form.NETWORK), {"agenda": ("Ny",)}, actor_id="ole", at=later)
        assert drafts.draft(work, AT_NIGHT.of(JONAS), of=mine, actor_id="hanne", at=NOW) is None
