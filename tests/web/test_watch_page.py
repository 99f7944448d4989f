"""Overvågning: what stands out, week by week, by whom it is looked into; and what the list says while computing rests."""

from __future__ import annotations

import re

import pytest

from service.domain.users import User
from service.domain.watching import Level, Matter
from service.operating.alarms import tell_alarms
from service.store import alarm_events, legal
from service.texts.catalogue import TEXTS
from service.web.watch_pages import PAGE
from tests.lib.served import Served
from tests.lib.watched import CODE, MONDAY, NEWS, SILENT, WEEK, instant, keep_week
from tests.web.test_model_pages import ANALYST, HANNE, LEADER, OPERATOR, STEWARD

F, W, S = Level.FINE, Level.WATCH, Level.STOP
LIST = "/lister/D1/2026-W47"


def watch(town: Served, *weeks: dict[tuple[Matter, str], Level]) -> None:
    """Watch weeks, the last of them that of the small town's Monday."""
    for number, levels in enumerate(weeks):
        monday = MONDAY - (len(weeks) - 1 - number) * WEEK
        with town.store.begin() as work:
            keep_week(work, monday, levels)
            tell_alarms(work, monday_on=monday, at=instant(monday))


def section(text: str, name: str) -> str:
    found = re.search(rf'<h2 id="{name}">.*?</section>', text, re.S)
    assert found is not None
    return found.group().replace("\xa0", " ")


def test_before_anything_was_measured_the_page_says_when_it_will_be(town: Served):
    text = town.person(ANALYST).get(PAGE).text
    assert TEXTS["watch.none"][0] in text
    assert 'href="/drift"' in text


@pytest.mark.parametrize("user", [LEADER, STEWARD], ids=lambda user: user.user_id)
def test_who_answers_for_data_or_model_sees_the_worst_first_and_each_sign_in_words(town: Served, user: User):
    watch(town, {NEWS: F, SILENT: W, CODE: F}, {NEWS: W, SILENT: W, CODE: S})
    now = section(town.person(user).get(PAGE).text, "nu")
    titles = re.findall(r"<h3><a[^>]*>([^<]+)</a></h3>", now)
    assert titles == [
        "Koder, vi ikke kender: fravær dag for dag",
        "Om skolen sender fravær: Søskolen",
        "Alder på de nyeste data: skole, uddannelse og job",
    ]
    assert re.findall(r'<span class="level (\w+)">([^<]+)</span>', now) == [
        ("stop", "Stop"),
        ("watch", "Hold øje"),
        ("watch", "Hold øje"),
    ]
    assert "9. nov. 2026" in now and now.count(TEXTS["watch.seen.nobody"][0]) == 3


def test_a_counsellor_is_told_that_the_page_is_for_others(town: Served):
    assert town.person(HANNE).get(PAGE).status_code == 403


def test_whoever_looks_into_it_says_so_and_is_named(town: Served):
    watch(town, {NEWS: W})
    taken = {"matter": "no_news", "subject": "spells", "line": "Ringer  til\nkilden"}
    shown = town.person(OPERATOR).post(f"{PAGE}/set", data=taken)
    assert TEXTS["done.alarm_taken"][0] in shown.text
    assert "Operator, 16. nov. 2026: Ringer til kilden" in section(shown.text, "nu")
    assert town.person(HANNE).post(f"{PAGE}/set", data=taken).status_code == 403
    for wrong, status in (({"matter": "weather"}, 422), ({"subject": "youths"}, 404), ({"line": "x"}, 422)):
        assert town.person(OPERATOR).post(f"{PAGE}/set", data=taken | wrong).status_code == status
    with town.store.read() as work:
        assert len(alarm_events.seen(work)) == 1


def test_a_series_is_drawn_and_told_as_a_table_with_its_gap_and_its_alarm(town: Served):
    levels = [{NEWS: F}] * 5 + [{}] + [{NEWS: W}] * 2
    watch(town, *levels)
    history = section(town.person(ANALYST).get(f"{PAGE}?sag=no_news").text, "historie")
    assert history.count('<line class="measured"') == 1 + 4 + 1  # the key's sample; four steps, a gap of two, one step
    assert history.count('<line class="alarmed"') == 1 + 1
    table = re.search(r"<table.*?</table>", history, re.S)
    assert table is not None
    rows = re.findall(r'<th scope="row"[^>]*>([^<]+)</th>', table.group())
    assert (len(rows), rows[0], rows[-1]) == (7, "16. nov. 2026", "28. sep. 2026")
    assert table.group().count(TEXTS["watch.chart.alarm"][0]) == 1


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Om skolen sender fravær: Søskolen"]),
        ("?sag=no_news", ["Alder på de nyeste data: skole, uddannelse og job"]),
        ("?hvor=S1", ["Om skolen sender fravær: Søskolen", "Slags af fravær på en skole: Søskolen – sygdom"]),
        ("?sag=recall", []),
        ("?sag=weather&hvor=", ["Om skolen sender fravær: Søskolen"]),
    ],
)
def test_what_is_shown_week_by_week_is_what_was_asked_for_and_else_what_stands_out(
    town: Served, query: str, titles: list[str]
):
    watch(town, {NEWS: F, SILENT: W, (Matter.SCHOOL_KINDS, "S1/sick"): F})
    history = section(town.person(ANALYST).get(f"{PAGE}{query}").text, "historie")
    assert re.findall(r"<figcaption[^>]*><h3>([^<]+)</h3>", history) == titles


def test_each_source_tells_what_was_measured_of_it_last(town: Served):
    watch(town, {NEWS: F, SILENT: W, (Matter.SCHOOL_KINDS, "S1/sick"): F, (Matter.SCHOOL_KINDS, "S1/unlawful"): F})
    sources = section(town.person(STEWARD).get(PAGE).text, "kilder")
    cells = dict(re.findall(r'<td data-title="([^"]+)">([^<]*)</td>', sources))
    assert cells["Slags af fravær på en skole"] == "sygdom 0 %, ulovligt fravær 0 %"
    assert cells["Om skolen sender fravær"] == "100 % (Hold øje)"
    assert cells["Alder på de nyeste data"] == "0 dage"
    assert cells["Rækker den uge"] == "900"


def test_an_old_measurement_says_that_it_is_old(town: Served):
    with town.store.begin() as work:
        keep_week(work, MONDAY - 2 * WEEK, {NEWS: F})
    assert TEXTS["watch.stale.title"][0] in town.person(ANALYST).get(PAGE).text
    watch(town, {NEWS: F})
    assert TEXTS["watch.stale.title"][0] not in town.person(ANALYST).get(PAGE).text


# The list while computing rests


def test_the_list_says_since_when_computing_rests_why_who_looks_and_what_to_do(town: Served):
    hanne = town.person(HANNE)
    assert TEXTS["resting.title"][0] not in hanne.get(LIST).text
    watch(town, {NEWS: S})
    told = section(hanne.get(LIST).text, "resting")
    assert "16. november 2026" in told
    assert "der kommer ingen nye data (skole, uddannelse og job)" in told
    assert TEXTS["resting.nobody"][0] in told and TEXTS["resting.do"][0] in told
    town.person(OPERATOR).post(
        f"{PAGE}/set", data={"matter": "no_news", "subject": "spells", "line": "Ringer til kilden"}
    )
    assert "Hvem ser på det: Operator: Ringer til kilden" in section(hanne.get(LIST).text, "resting")
    hanne.cookies.set("sprog", "en")
    assert "no new data come (school, education and work)" in section(hanne.get(LIST).text, "resting")


def test_a_stop_that_a_person_threw_tells_the_persons_reason_on_the_lists_it_touches(town: Served):
    leader, hanne = town.person(LEADER), town.person(HANNE)
    leader.post("/data-og-model/stop", data={"what": "district:D9", "reason": "Vi undersøger en fejl"})
    assert TEXTS["resting.title"][0] not in hanne.get(LIST).text
    leader.post("/data-og-model/stop", data={"what": "district:D1", "reason": "Vi undersøger en fejl"})
    told = section(hanne.get(LIST).text, "resting")
    assert "Vi undersøger en fejl" in told and TEXTS["resting.nobody"][0] not in told


def test_a_leader_lets_computing_run_again_with_a_reason(town: Served):
    watch(town, {NEWS: S})
    leader = town.person(LEADER)
    start = "/data-og-model/stop/1/start"
    shown = leader.get("/data-og-model").text
    assert start in shown and "der kommer ingen nye data (skole, uddannelse og job)" in shown
    assert leader.post(start, data={"reason": "  x "}).status_code == 422
    assert TEXTS["done.lifted"][0] in leader.post(start, data={"reason": "Kilden sender igen"}).text
    with town.store.read() as work:
        assert legal.stops(work) == []
    assert TEXTS["resting.title"][0] not in town.person(HANNE).get(LIST).text
