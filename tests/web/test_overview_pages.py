"""Overblik: what a leader sees of the area's deadlines, queue, waiting, load and results, and what nobody else sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from features.vocabulary import AreaId, CounsellorId, YouthId
from service.domain.access import Role
from service.domain.users import User
from service.store import audit
from service.store.youth_keys import keys_of_store
from service.texts.catalogue import TEXTS
from service.web.reading import LANGUAGE_COOKIE
from tests.lib.served import Served, served_on_sqlite
from tests.lib.small_bundle import small_bundle
from tests.web.test_pages import widest

LEADER = User("leader", "Lea Leder", Role.LEADER, area_id=AreaId("A1"), is_demo=True)
ELSEWHERE = User("elsewhere", "Else Leder", Role.LEADER, area_id=AreaId("A9"), is_demo=True)
OTHERS = (
    User("hanne", "Hanne Holm", Role.COUNSELLOR, CounsellorId("hanne"), is_demo=True),
    *(User(f"u-{role}", str(role), role, is_demo=True) for role in Role if role not in {Role.LEADER, Role.COUNSELLOR, Role.SYSTEM}),
)  # fmt: skip


def key_of(town: Served, youth_id: str) -> str:
    return keys_of_store(town.store).key_of(YouthId(youth_id))


def section(text: str, name: str) -> str:
    found = re.search(rf'<h2 id="{name}">.*?</section>', text, re.S)
    assert found is not None
    return found.group()


def test_a_leader_sees_what_is_past_and_what_waits_and_may_open_each(town: Served):
    page = town.person(LEADER).get("/overblik")
    assert page.status_code == 200 and "Nord: hvad haster" in page.text
    queue = section(page.text, "queue")
    assert "niels" in queue and f"/unge/{key_of(town, 'niels')}" in queue
    assert "karla" not in section(page.text, "late")


def test_a_youth_from_the_queue_is_given_to_a_counsellor_and_waits_no_more(town: Served):
    leader, key = town.person(LEADER), key_of(town, "niels")
    answer = leader.post(f"/overblik/koe/{key}", data={"counsellor_id": "ole"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/overblik?gjort=assigned")
    shown = leader.get(answer.headers["location"]).text
    assert "niels" not in section(shown, "queue") and TEXTS["done.assigned"][0] in shown
    with town.store.read() as work:
        assert "tovholder.appointed" in [line.action for line in audit.lines(work)]


@pytest.mark.parametrize("user", OTHERS, ids=lambda user: user.user_id)
def test_nobody_but_a_leader_sees_it_or_gives_a_youth_away(town: Served, user: User):
    person = town.person(user)
    assert person.get("/overblik").status_code == 403
    given = person.post(f"/overblik/koe/{key_of(town, 'niels')}", data={"counsellor_id": "ole"})
    assert given.status_code == 403


def test_a_leader_elsewhere_sees_none_of_the_areas_youths(town: Served):
    text = town.person(ELSEWHERE).get("/overblik").text
    assert [name for name in ("niels", "karla", "bilal", "emma") if name in text] == []
    given = town.person(ELSEWHERE).post(f"/overblik/koe/{key_of(town, 'niels')}", data={"counsellor_id": "ole"})
    assert given.status_code == 404


def test_somebody_who_is_no_counsellor_is_given_nobody(town: Served):
    given = town.person(LEADER).post(f"/overblik/koe/{key_of(town, 'niels')}", data={"counsellor_id": "nobody"})
    assert given.status_code == 422


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_not_measured_says_so_and_no_rank_or_risk_is_told(town: Served, language: str):
    leader, place = town.person(LEADER), ("da", "en").index(language)
    leader.cookies.set(LANGUAGE_COOKIE, language)
    text = leader.get("/overblik").text
    assert TEXTS["overview.missed.none"][place] in text
    assert TEXTS["overview.results.none"][place] in text
    assert TEXTS["overview.agreement.none"][place] in text
    assert not re.search(r"0[.,]\d|raised|late_starter|\brank|Mange tegn", text)


def test_before_the_first_night_the_leader_is_told_to_come_back(tmp_path: Path):
    with served_on_sqlite(tmp_path, small_bundle()) as empty:
        answer = empty.person(LEADER).get("/overblik", headers={"accept": "text/html"})
    assert answer.status_code == 503 and TEXTS["error.no_list.next"][0] in answer.text


def test_the_look_is_a_line_of_the_trail(town: Served):
    town.person(LEADER).get("/overblik")
    with town.store.read() as work:
        assert [line.action for line in audit.lines(work)][-1] == "overview.looked"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("Leder, Nord", ("/overblik", "/data-og-model", "/hjaelp")),
        ("Databeskyttelsesrådgiver", ("/tilsyn", "/tilsyn/rettigheder")),
    ],
)
def test_a_narrow_screen_holds_every_table_and_form(shared_site, page, who: str, paths: tuple[str, ...]):
    page.set_viewport_size({"width": 320, "height": 844})
    shared_site.sign_in(page, who)
    for path in paths:
        page.goto(f"{shared_site.address}{path}")
        for summary in page.locator("summary").all():
            summary.click()
        assert widest(page) <= 320, path
        assert [violation["id"] for violation in Axe().run(page).response["violations"]] == [], path
