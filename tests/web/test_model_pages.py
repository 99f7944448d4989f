"""Data og model and Hjælp: who sees what stands, who stops and starts, and that a model takes two people."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from features.permission import LegalBasis, Phase, Purpose, Stop, StopKind
from features.records import TABLES
from features.vocabulary import AreaId, CounsellorId
from service.domain.access import Role
from service.domain.delivery import Delivered, DeliveryState
from service.domain.users import User
from service.operating.bundles import active_model
from service.store import audit, deliveries, documents, legal, nights
from service.texts.catalogue import TEXTS
from tests.lib.served import NOW, Served, activate
from tests.lib.small_bundle import small_bundle

PAGE = "/data-og-model"
HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, CounsellorId("hanne"), is_demo=True)
LEADER = User("leader", "Lea Leder", Role.LEADER, area_id=AreaId("A1"), is_demo=True)
OPERATOR, OTHER, ANALYST, OFFICER, STEWARD = (
    User(name, name.title(), role, is_demo=True)
    for name, role in (
        ("operator", Role.OPERATOR),
        ("other", Role.OPERATOR),
        ("analyst", Role.ANALYST),
        ("officer", Role.PROTECTION_OFFICER),
        ("steward", Role.DATA_STEWARD),
    )
)
EVERYBODY = (HANNE, LEADER, OPERATOR, ANALYST, OFFICER, STEWARD)


def section(text: str, name: str) -> str:
    found = re.search(rf'<h2 id="{name}">.*?</section>', text, re.S)
    assert found is not None
    return found.group()


@pytest.mark.parametrize("user", EVERYBODY, ids=lambda user: user.user_id)
def test_everybody_sees_how_data_and_model_stand_and_nothing_of_a_youth(town: Served, user: User):
    page = town.person(user).get(PAGE)
    assert page.status_code == 200 and "mandag 16. november 2026" in page.text
    assert not re.search(r"jonas|niels|emma|bilal", page.text)


def test_what_is_not_there_yet_says_what_to_do(town: Served):
    text = town.person(LEADER).get(PAGE).text
    for key in ("model_page.sources.none", "model_page.model.none", "model_page.stop.none", "model_page.two.none"):
        assert TEXTS[key][0] in text


def test_the_model_in_use_says_what_it_learned_from(town: Served):
    activate(town.store, small_bundle())
    text = section(town.person(ANALYST).get(PAGE).text, "model")
    assert small_bundle().model_id in text and "opdigtede unge" in text and "En lært model" in text


def test_the_latest_report_on_changes_says_how_many_and_of_which_night(town: Served):
    assert TEXTS["drift.none"][0] in town.person(ANALYST).get(PAGE).text
    with town.store.begin() as work:
        run = nights.published(work)
        assert run is not None
        documents.put(work, run.run_id, documents={"drift.json": json.dumps({"drifted": ["a", "b"]}).encode()})
    shown = town.person(ANALYST).get(PAGE).text
    assert "Rapporten er fra kørslen 16. november 2026. 2 oplysninger har ændret sig." in shown
    assert "har ændret sig." not in town.person(HANNE).get(PAGE).text


def test_each_source_tells_its_age_and_what_is_in_quarantine(town: Served):
    taken = Delivered(
        "a" * 64, DeliveryState.TAKEN, NOW, "Skolerne", "synthetic", date(2026, 11, 16), 1, {"spells": 40}, {"faulty": {"spells": 3}}
    )  # fmt: skip
    with town.store.begin() as work:
        deliveries.note(work, taken)
    cells = re.findall(
        r'<td data-title="([^"]+)">([^<]*)</td>', section(town.person(STEWARD).get(PAGE).text, "sources")
    )
    assert dict(cells) == {
        "Status": "Taget ind",
        "Modtaget": "16. nov. 2026",
        "Alder": "i dag",
        "Rækker": "40",
        "I karantæne": "3",
    }


# The stop switch


@pytest.mark.parametrize("user", [LEADER, OFFICER, OPERATOR], ids=lambda user: user.user_id)
def test_whoever_answers_for_it_stops_the_computing_with_a_reason(town: Served, user: User):
    shown = town.person(user).post(f"{PAGE}/stop", data={"what": "engine", "reason": "Vi  undersøger\nen fejl"})
    assert "Vi undersøger en fejl" in shown.text and TEXTS["done.stopped"][0] in shown.text
    with town.store.read() as work:
        assert legal.permits(work, at=NOW).stops == {Stop(StopKind.ENGINE)}
        assert [line.action for line in audit.lines(work)].count("stop.thrown") == 1


def test_only_a_leader_or_the_officer_starts_it_again(town: Served):
    town.person(OPERATOR).post(f"{PAGE}/stop", data={"what": "district:D1", "reason": "Vi undersøger en fejl"})
    page = town.person(LEADER).get(PAGE).text
    start = re.search(rf"{PAGE}/stop/\d+/start", page)
    assert start is not None and "Beregningen i Nordby" in section(page, "stop")
    assert start.group() not in town.person(OPERATOR).get(PAGE).text
    why = {"reason": "Fejlen er fundet"}
    assert town.person(OPERATOR).post(start.group(), data=why).status_code == 403
    assert TEXTS["model_page.stop.none"][0] in town.person(LEADER).post(start.group(), data=why).text


@pytest.mark.parametrize(
    ("user", "data", "status"),
    [
        (HANNE, {"what": "engine", "reason": "Vi undersøger en fejl"}, 403),
        (LEADER, {"what": "engine", "reason": "   x "}, 422),
        (LEADER, {"what": "district", "reason": "Vi undersøger en fejl"}, 422),
        (LEADER, {"what": "everything", "reason": "Vi undersøger en fejl"}, 422),
    ],
)
def test_nothing_is_stopped_without_right_reason_or_name(town: Served, user: User, data: dict[str, str], status: int):
    assert town.person(user).post(f"{PAGE}/stop", data=data).status_code == status
    with town.store.read() as work:
        assert legal.stops(work) == []


# Two people


def test_one_proposes_and_another_says_yes(town: Served, model_id: str):
    proposed = town.person(ANALYST).post(f"{PAGE}/forslag", data={"model_id": model_id})
    assert TEXTS["done.proposed"][0] in proposed.text and TEXTS["model_page.two.own"][0] in proposed.text
    yes = re.search(rf"{PAGE}/forslag/\d+/ja", town.person(LEADER).get(PAGE).text)
    assert yes is not None and yes.group() not in proposed.text
    with town.store.read() as work:
        assert active_model(work) is None
    confirmed = town.person(LEADER).post(yes.group())
    assert TEXTS["done.confirmed"][0] in confirmed.text and model_id in section(confirmed.text, "model")
    with town.store.read() as work:
        assert active_model(work) == model_id
        said = [(line.action, line.actor_id, json.loads(line.detail)) for line in audit.lines(work)]
    assert ("bundle.activated", "leader", {"model_id": model_id, "number": 1, "proposed_by": "analyst"}) in said


def test_nobody_says_yes_to_their_own_or_twice(town: Served, model_id: str):
    operator = town.person(OPERATOR)
    operator.post(f"{PAGE}/forslag", data={"model_id": model_id})
    assert operator.post(f"{PAGE}/forslag", data={"model_id": model_id}).status_code == 422
    assert operator.post(f"{PAGE}/forslag/1/ja").status_code == 403
    assert town.person(OTHER).post(f"{PAGE}/forslag/1/ja").status_code == 200
    assert town.person(OTHER).post(f"{PAGE}/forslag/1/ja").status_code == 404


@pytest.mark.parametrize(
    ("user", "status"), [(OPERATOR, 200), (LEADER, 200), (ANALYST, 403), (HANNE, 403), (OFFICER, 403)]
)
def test_a_proposal_is_taken_back_by_its_own_or_refused_by_who_could_confirm(
    town: Served, model_id: str, user: User, status: int
):
    town.person(OPERATOR).post(f"{PAGE}/forslag", data={"model_id": model_id})
    assert town.person(user).post(f"{PAGE}/forslag/1/nej").status_code == status
    with town.store.read() as work:
        assert active_model(work) is None


@pytest.mark.parametrize("user", [HANNE, LEADER, OFFICER, STEWARD], ids=lambda user: user.user_id)
def test_who_may_not_propose_is_refused(town: Served, model_id: str, user: User):
    assert town.person(user).post(f"{PAGE}/forslag", data={"model_id": model_id}).status_code == 403


def test_what_was_never_brought_in_is_not_proposed(town: Served):
    assert town.person(OPERATOR).post(f"{PAGE}/forslag", data={"model_id": "nothing"}).status_code == 404


# The law


def test_a_phase_tells_its_law_until_when_and_what_is_missing(town: Served):
    named = frozenset(table.name for table in TABLES) - {"attendance"}
    basis = LegalBasis(
        "Ungeloven § 1", frozenset({Purpose.PROFILING}), frozenset({Phase.DEVELOPMENT}), named, date(2026, 1, 1), "Rådet",
        valid_to_on=date(2027, 6, 30), dpia="sag 1",
    )  # fmt: skip
    with town.store.begin() as work:
        legal.record_basis(work, basis, actor_id="officer", at=NOW)
    law = section(town.person(OFFICER).get(PAGE).text, "law")
    rows = dict(re.findall(r'<th scope="row"[^>]*>([^<]+)</th>(.*?)</tr>', law, re.S))
    told = [cell.replace("\xa0", " ") for cell in re.findall(r"<td[^>]*>([^<]*)</td>", rows["Udvikling"])]
    assert told == ["Ungeloven § 1", "30. jun. 2027", TEXTS["pack.table.attendance"][0]]
    assert re.findall(r"<td[^>]*>([^<]*)</td>", rows["Drift"]) == ["nej", "–", "alle tabeller"]


# Help


@pytest.mark.parametrize("user", EVERYBODY, ids=lambda user: user.user_id)
def test_help_is_for_everybody_and_each_of_its_parts_can_be_gone_to(town: Served, user: User):
    text = town.person(user).get("/hjaelp").text
    linked, there = re.findall(r'<a href="#([\w-]+)">', text), re.findall(r'<h2 id="([\w-]+)">', text)
    assert linked == there and len(there) == 7
