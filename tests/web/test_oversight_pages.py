"""Tilsyn and Rettigheder: the trail is searched and taken by the officer alone, each search a line; rights are recorded and answered."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from features.vocabulary import CounsellorId
from service.domain.access import Role
from service.domain.audit import Line
from service.domain.users import User
from service.store import audit, legal
from service.texts.catalogue import TEXTS
from tests.lib.copied_town import copy_of
from tests.lib.served import NOW, Served, served
from tests.lib.small_bundle import small_bundle
from tests.lib.small_service import keep_records, small_town_records

OFFICER = User("officer", "Råd Giver", Role.PROTECTION_OFFICER, is_demo=True)
HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, CounsellorId("hanne"), is_demo=True)
OTHERS = (
    HANNE,
    *(User(f"u-{role}", str(role), role, is_demo=True) for role in (Role.LEADER, Role.ANALYST, Role.OPERATOR)),
)
REASON = "Den unge var på skolen den dag"


@pytest.fixture
def town(template, tmp_path: Path) -> Iterator[Served]:
    keep_records(small_town_records(), tmp_path)
    with copy_of(template, tmp_path) as store:
        yield served(store, tmp_path, small_bundle())


def trail(town: Served) -> list[Line]:
    with town.store.read() as work:
        return list(audit.lines(work))


def rows(text: str) -> list[str]:
    return re.findall(r"<tr>(.*?)</tr>", text, re.S)[1:]


# The trail


@pytest.mark.parametrize("path", ["/tilsyn", "/tilsyn/rettigheder"])
@pytest.mark.parametrize("user", OTHERS, ids=lambda user: user.user_id)
def test_nobody_but_the_officer_comes_here(town: Served, user: User, path: str):
    assert town.person(user).get(path).status_code == 403


def test_the_officer_finds_who_did_what_and_the_search_is_a_line_itself(town: Served):
    town.person(HANNE).get("/lister/D1/2026-W47")
    officer = town.person(OFFICER)
    assert not rows(officer.get("/tilsyn").text), "nothing is found before somebody asks"
    found = rows(officer.post("/tilsyn", data={"actor_id": "hanne", "action": "list.looked"}).text)
    assert len(found) == 1 and "Hanne Holm (UU-vejleder)" in found[0] and "åbnede en liste" in found[0]
    last = trail(town)[-1]
    assert (last.action, json.loads(last.detail)) == ("audit.searched", {"action": "list.looked", "by": "hanne"})


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"from_on": "2026-11-16", "until_on": "2026-11-16"}, 1),
        ({"until_on": "2026-11-15"}, 0),
        ({"from_on": "2026-11-17"}, 0),
        ({"youth_id": "jonas"}, 0),
    ],
)
def test_days_and_a_youth_narrow_what_is_found(town: Served, asked: dict[str, str], count: int):
    town.person(HANNE).get("/lister/D1/2026-W47")
    answer = town.person(OFFICER).post("/tilsyn", data={**asked, "action": "list.looked"})
    assert len(rows(answer.text)) == count
    assert (TEXTS["trail.none"][0] in answer.text) is (count == 0)


def test_days_the_wrong_way_round_are_told_and_nothing_is_searched(town: Served):
    answer = town.person(OFFICER).post("/tilsyn", data={"from_on": "2026-11-17", "until_on": "2026-11-16"})
    assert answer.status_code == 422 and TEXTS["trail.wrong"][0] in answer.text
    assert "audit.searched" not in [line.action for line in trail(town)]


def test_more_than_a_page_is_read_on_from_where_it_ended(town: Served):
    officer = town.person(OFFICER)
    for _ in range(52):
        town.person(HANNE).get("/koersler")
    first = officer.post("/tilsyn", data={"action": "runs.looked"}).text
    before = re.search(r'name="before" value="(\d+)"', first)
    assert len(rows(first)) == 50 and before is not None
    second = officer.post("/tilsyn", data={"action": "runs.looked", "before": before[1]}).text
    assert len(rows(second)) == 2 and 'name="before"' not in second


def test_an_export_is_a_file_with_its_last_day_and_a_line_with_its_purpose(town: Served):
    town.person(HANNE).get("/lister/D1/2026-W47")
    officer = town.person(OFFICER)
    answer = officer.post("/tilsyn/eksport", data={"purpose": "supervision"})
    assert (
        answer.headers["content-type"].startswith("text/csv") and "attachment" in answer.headers["content-disposition"]
    )
    head, *lines = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert head[-1] == TEXTS["column.delete"][0] and {line[-1] for line in lines} == {"2026-12-14"}
    last = trail(town)[-1]
    assert (last.action, json.loads(last.detail)["purpose"]) == ("audit.exported", "supervision")
    assert json.loads(last.detail)["rows"] == len(lines)
    assert officer.post("/tilsyn/eksport", data={"purpose": "curiosity"}).status_code == 422
    assert town.person(HANNE).post("/tilsyn/eksport", data={"purpose": "supervision"}).status_code == 403


# Rights


def test_an_objection_is_recorded_shown_and_ended(town: Served):
    officer = town.person(OFFICER)
    shown = officer.post("/tilsyn/rettigheder/indsigelse", data={"youth_id": "jonas"}).text
    assert TEXTS["done.objected"][0] in shown and "jonas" in shown
    with town.store.read() as work:
        assert legal.permits(work, at=NOW).objections == {"jonas"}
    ended = officer.post("/tilsyn/rettigheder/indsigelse/slut", data={"youth_id": "jonas"}).text
    assert TEXTS["claims.objections.none"][0] in ended


def test_a_record_is_disputed_with_a_clock_and_answered(town: Served):
    officer = town.person(OFFICER)
    asked = {"youth_id": "bilal", "table": "spells", "on": "2026-08-10", "reason": REASON}
    shown = officer.post("/tilsyn/rettigheder/bestridt", data=asked).text
    assert REASON in shown and "16. dec. 2026" in shown.replace("\xa0", " ")
    number = re.search(r"/tilsyn/rettigheder/bestridt/(\d+)", shown)
    assert number is not None
    answered = officer.post(number.group(), data={"said": "corrected"}).text
    assert TEXTS["claims.disputes.none"][0] in answered
    assert officer.post(number.group(), data={"said": "corrected"}).status_code == 404


def test_a_hold_is_set_and_released(town: Served):
    officer = town.person(OFFICER)
    shown = officer.post(
        "/tilsyn/rettigheder/gem", data={"youth_id": "emma", "reason": "En klage er ikke afgjort"}
    ).text
    number = re.search(r"/tilsyn/rettigheder/gem/(\d+)/slut", shown)
    assert number is not None and "En klage er ikke afgjort" in shown
    assert TEXTS["claims.holds.none"][0] in officer.post(number.group()).text


@pytest.mark.parametrize(
    ("path", "data", "status", "said"),
    [
        ("indsigelse", {"youth_id": "nobody"}, 404, "claims.unknown"),
        ("gem", {"youth_id": "nobody", "reason": "En klage"}, 404, "claims.unknown"),
        ("gem", {"youth_id": "emma", "reason": "  x  "}, 422, "claims.wrong"),
        ("indsigelse/slut", {"youth_id": "emma"}, 404, "claims.gone"),
        ("bestridt", {"youth_id": "emma", "table": "spells", "on": "2020-01-01", "reason": REASON}, 404, "claims.no_record"),
        ("bestridt", {"youth_id": "emma", "table": "youths", "on": "2020-01-01", "reason": REASON}, 422, "claims.wrong"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_says_so_and_keeps_nothing(
    town: Served, path: str, data: dict[str, str], status: int, said: str
):
    answer = town.person(OFFICER).post(f"/tilsyn/rettigheder/{path}", data=data)
    assert answer.status_code == status and TEXTS[said][0] in answer.text
    assert "nobody" not in answer.text
    assert {line.action for line in trail(town)} <= {"rights.looked", "night.published"}


@pytest.mark.parametrize("path", ["indsigelse", "indsigelse/slut", "bestridt", "bestridt/1", "gem", "gem/1/slut"])
def test_a_counsellor_records_no_right(town: Served, path: str):
    data = {"youth_id": "emma", "table": "spells", "on": "2026-08-10", "reason": REASON, "said": "upheld"}
    assert town.person(HANNE).post(f"/tilsyn/rettigheder/{path}", data=data).status_code == 403
