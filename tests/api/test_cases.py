"""Lists, cases, flags and moves over HTTP, on both databases: facts for who may see them, and every look in the trail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import sqlalchemy as sa

from features.vocabulary import AreaId, AssignmentScope, CounsellorId, YouthId
from models.scores import COLUMNS
from service.api.answers import JUDGEMENT
from service.casework.assessing import assess
from service.casework.assigning import recuse
from service.domain.access import Role, Scope
from service.domain.casework import Concern, Recusal
from service.domain.errors import StoreUnavailable
from service.domain.users import User, actor_of
from service.edge import looks
from service.store import audit
from service.store.organisations import published_organisation
from service.store.tables import YOUTHS
from service.store.unit_of_work import Store
from tests.lib.copied_town import Template, copy_of, published_town
from tests.lib.databases import KINDS
from tests.lib.posted import one_youth
from tests.lib.served import NOW, Served, served
from tests.lib.small_bundle import small_bundle
from tests.lib.small_town import WEEK

HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, "hanne", is_demo=True)  # type: ignore[arg-type]
OLE = User("ole", "Ole Vang", Role.COUNSELLOR, "ole", is_demo=True)  # type: ignore[arg-type]
LEADER = User("leader", "Leder, Nord", Role.LEADER, area_id=AreaId("A1"), is_demo=True)
ANALYST = User("analyst", "Analytiker", Role.ANALYST, is_demo=True)
SAID_BY_THE_MODEL = (*(set(JUDGEMENT) - {"reasons"}), "contribution", "rank", "cut_off", "rank_within_capacity")
"""Names that only judgement has; a list has reasons of its own, which are rules."""
LIST = f"/api/v1/weekly-lists/D1/{WEEK}"


@pytest.fixture(scope="module", params=KINDS)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with published_town(request.param, tmp_path_factory.mktemp("town"), server) as found:
        yield found


@pytest.fixture
def town(template: Template, tmp_path: Path) -> Iterator[Served]:
    with copy_of(template, tmp_path) as store:
        yield served(store, tmp_path, small_bundle())


def check_schema(town: Served, path: str, content: object, *, method: str = "get", status: str = "200") -> None:
    told = town.nobody().get("/api/v1/openapi.json").json()
    schema = told["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator({**schema, "components": told["components"]}, format_checker=checker).validate(
        content
    )


def actions(store: Store) -> list[tuple[str, str | None]]:
    with store.read() as work:
        return [(line.action, line.youth_id) for line in audit.lines(work)]


def test_a_system_reads_lists_cases_and_flags_and_each_look_is_written_down(town: Served):
    system = town.system([Scope.READ])
    weekly, case, flags = system.get(LIST), system.get("/api/v1/youths/jonas"), system.get("/api/v1/flags?district=D1")
    for path, answer in (
        ("/api/v1/weekly-lists/{district}/{week}", weekly),
        ("/api/v1/youths/{youth_id}", case),
        ("/api/v1/flags", flags),
    ):
        assert answer.status_code == 200, answer.text
        check_schema(town, path, answer.json())
        for word in SAID_BY_THE_MODEL:
            assert f'"{word}":' not in answer.text, (path, word)
    names = [youth["youth_id"] for youth in weekly.json()["youths"]]
    assert {"jonas", "bilal"} <= set(names)
    due = [youth["due_on"] or "9999" for youth in weekly.json()["youths"]]
    assert due == sorted(due), "deadlines first"
    assert {flag["source"] for flag in case.json()["flags"]} == {"risk"}
    assert {flag["youth_id"] for flag in flags.json()["flags"]} >= {"jonas", "bilal"}
    assert actions(town.store)[-3:] == [("list.looked", None), ("youth.looked", "jonas"), ("flags.looked", None)]


def test_a_list_is_not_told_before_it_is_published_nor_to_who_has_another_district(town: Served, tmp_path: Path):
    early = served(town.store, tmp_path, small_bundle(), at=NOW.replace(hour=4, minute=59))
    assert early.system().get(LIST).status_code == 404
    risk = [flag for flag in early.system().get("/api/v1/flags").json()["flags"] if flag["source"] == "risk"]
    assert risk == []
    assert town.system().get("/api/v1/weekly-lists/D1/2026-W48").status_code == 404
    assert town.system().get(f"/api/v1/weekly-lists/D9/{WEEK}").status_code == 404
    assert town.system().get("/api/v1/weekly-lists/D1/last-week").json()["type"].endswith("invalid-parameter")
    assert town.person(HANNE).get(LIST).status_code == 200
    assert town.person(OLE).get(LIST).status_code == 404
    assert town.person(ANALYST).get(LIST).status_code == 403


def test_other_districts_youths_are_as_if_there_were_none(town: Served):
    hanne = town.person(HANNE)
    answers = [hanne.get(f"/api/v1/youths/{name}") for name in ("niels", "nobody-at-all")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert "niels" not in answers[0].text
    assert hanne.get("/api/v1/flags?district=D2").status_code == 404
    assert {flag["district_id"] for flag in hanne.get("/api/v1/flags").json()["flags"]} == {"D1"}


def test_a_flag_of_another_districts_youth_is_as_if_there_were_none(town: Served):
    told = town.system([Scope.READ]).get("/api/v1/flags?district=D2").json()["flags"]
    theirs = next(flag["flag_id"] for flag in told if flag["youth_id"] == "niels")
    hanne = town.person(HANNE)
    answers = [hanne.post(f"/api/v1/flags/{flag}/moves", json={"move": "take_up"}) for flag in (theirs, "0" * 16)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("path", [LIST, f"/lister/D1/{WEEK}"])
def test_a_counsellor_is_not_told_of_whom_she_has_a_conflict_of_interest_in_and_everybody_else_is(
    town: Served, path: str
):
    hanne, leader, system = town.person(HANNE), town.person(LEADER), town.system([Scope.READ])
    whole = hanne.get(path).content
    assert all(name in whole for name in (b"jonas", b"ida", b"clara"))
    with town.store.begin() as work:
        for scope, scope_id in ((AssignmentScope.YOUTH, "jonas"), (AssignmentScope.INSTITUTION, "V1")):
            recuse(work, actor_of(HANNE, None), Recusal(CounsellorId("hanne"), scope, scope_id), at=NOW)
    left = hanne.get(path).content
    assert (b"jonas" in left, b"ida" in left, b"clara" in left) == (False, False, True)
    assert "2 unge er ikke vist, fordi du er inhabil." in left.decode()
    assert hanne.get("/api/v1/youths/ida").status_code == 404  # at no municipal school, but at V1
    others = [leader.get(path).content, system.get(LIST).content]
    assert all(name in other for other in others for name in (b"jonas", b"ida", b"clara"))
    assert not any("inhabil" in other.decode() for other in others)


def test_who_has_moved_away_since_stays_hidden_on_an_old_list(town: Served):
    hanne = town.person(HANNE)
    with town.store.begin() as work:
        recusal = Recusal(CounsellorId("hanne"), AssignmentScope.YOUTH, "jonas")
        recuse(work, actor_of(HANNE, None), recusal, at=NOW)
        work.execute(sa.delete(YOUTHS).where(YOUTHS.c.youth_id == "jonas"))
    left = hanne.get(LIST)
    check_schema(town, "/api/v1/weekly-lists/{district}/{week}", left.json())
    assert b"jonas" not in left.content
    assert "1 ung er ikke vist, fordi du er inhabil." in left.json()["notes"]


def test_a_counsellor_gets_judgement_on_no_route_before_her_own_assessment(town: Served):
    hanne = town.person(HANNE)
    refused = hanne.get("/api/v1/youths/jonas/scores")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:alleskalmed:problem:forbidden")
    for path in ("/api/v1/youths/jonas", "/api/v1/flags", "/api/v1/runs", LIST):
        answer = hanne.get(path)
        assert answer.status_code == 200
        for word in (*SAID_BY_THE_MODEL, "high", "late_starter"):
            assert f'"{word}"' not in answer.text.replace('":"risk"', ""), (path, word)
    for path in ("/api/v1/scores", "/api/v1/youths/jonas/scores"):
        assert hanne.post(path, json=one_youth()).status_code == 403
    with town.store.begin() as work:
        actor = actor_of(HANNE, published_organisation(work))
        assess(work, actor, YouthId("jonas"), level=Concern.A_LITTLE, at=NOW)
    told = hanne.get("/api/v1/youths/jonas/scores")
    assert told.status_code == 200
    check_schema(town, "/api/v1/youths/{youth_id}/scores", told.json())
    assert told.json()["scores"][0]["band"] == "high"
    assert set(told.json()["scores"][0]) == {*COLUMNS, "own_assessment_recorded"}
    assert hanne.get("/api/v1/youths/karla/scores").status_code == 403, "one youth's assessment opens no other's"
    assert ("judgement.looked", "jonas") in actions(town.store)


def test_a_system_needs_the_scope_of_judgement_and_is_told_of_the_assessment(town: Served):
    path = "/api/v1/youths/jonas/scores"
    assert town.system([Scope.READ]).get(path).status_code == 403
    row = town.system([Scope.READ, Scope.JUDGEMENT]).get(path).json()["scores"][0]
    assert row["own_assessment_recorded"] is False
    with town.store.begin() as work:
        assess(work, actor_of(HANNE, published_organisation(work)), YouthId("jonas"), level=Concern.NOT, at=NOW)
    assert town.system([Scope.READ, Scope.JUDGEMENT]).get(path).json()["scores"][0]["own_assessment_recorded"] is True


def test_a_flag_is_raised_moved_and_followed(town: Served):
    system = town.system([Scope.READ, Scope.WRITE])
    since = system.get("/api/v1/changes?limit=1000").json()["next"]
    raised = system.post("/api/v1/flags", json={"youth_id": "anna", "asked_by": "school", "why": "Et fælles møde"})
    assert raised.status_code == 201, raised.text
    check_schema(town, "/api/v1/flags", raised.json(), method="post", status="201")
    flag = raised.json()
    assert (flag["state"], flag["source"], flag["asked_by"], flag["counsellor_id"]) == (
        "new",
        "manual",
        "school",
        "hanne",
    )
    path, etag = f"/api/v1/flags/{flag['flag_id']}/moves", raised.headers["etag"]
    begun = system.post(path, json={"move": "take_up"}, headers={"if-match": etag})
    assert (begun.status_code, begun.json()["state"], begun.headers["etag"][:3]) == (200, "in_progress", '"2-')
    assert system.post(path, json={"move": "close"}, headers={"if-match": etag}).json()["type"].endswith("outdated")
    refused = system.post(path, json={"move": "dismiss", "reason": "x"})
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:alleskalmed:problem:forbidden")
    assert system.post(path, json={"move": "take_up"}).json()["type"].endswith("move-refused")
    assert system.post(path, json={"move": "close"}).json()["state"] == "closed"
    told = system.get(f"/api/v1/changes?since={since}").json()
    check_schema(town, "/api/v1/changes", told)
    assert [change["move"] for change in told["changes"]] == ["ask", "take_up", "close"]
    assert "anna" not in str(told)
    assert actions(town.store)[-1][0] == "changes.looked"
    assert ("flag.raised", "anna") in actions(town.store)


def test_pages_of_flags_follow_one_another_without_gap(town: Served):
    system = town.system([Scope.READ])
    every = [flag["flag_id"] for flag in system.get("/api/v1/flags?limit=200").json()["flags"]]
    found, cursor = [], ""
    while cursor is not None:
        page = system.get("/api/v1/flags", params={"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        found += [flag["flag_id"] for flag in page["flags"]]
        cursor = page["next"]
    assert found == every
    assert len(every) > 6
    states = {flag["state"] for flag in system.get("/api/v1/flags?state=new&state=seen").json()["flags"]}
    assert states == {"new"}
    for cursor in ("x", "MDEwMQ==", "8J+YgA=="):
        assert system.get(f"/api/v1/flags?cursor={cursor}").json()["type"].endswith("invalid-parameter")


def test_unknown_flags_and_words_are_refused(town: Served):
    system = town.system()
    assert system.post("/api/v1/flags/00112233aabbccdd/moves", json={"move": "close"}).status_code == 404
    assert system.post("/api/v1/flags/not-a-flag/moves", json={"move": "close"}).status_code == 422
    assert system.post("/api/v1/flags/00112233aabbccdd/moves", json={"move": "fly"}).status_code == 422
    assert (
        system.post("/api/v1/flags", json={"youth_id": "nobody", "asked_by": "school", "why": "x"}).status_code == 404
    )
    assert (
        system.post("/api/v1/flags", json={"youth_id": "anna", "asked_by": "school", "why": "x" * 501}).status_code
        == 422
    )


@pytest.mark.parametrize(
    "path", [LIST, "/api/v1/youths/jonas", "/api/v1/youths/jonas/scores", "/api/v1/flags", "/api/v1/changes"]
)
def test_nothing_is_shown_if_the_look_cannot_be_written(town: Served, path: str):
    system = town.system()
    with town.store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE audit RENAME TO audit_gone"))
    answer = system.get(path)
    assert answer.status_code >= 500
    assert "jonas" not in answer.text
    assert set(answer.json()) == {"type", "title", "status", "detail"}


def test_a_store_that_cannot_be_written_is_told_as_such(town: Served, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise StoreUnavailable("database: got OperationalError, allowed is a database that can be reached and written.")

    monkeypatch.setattr(looks.audit, "append", full)
    answer = town.system().get(LIST)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:alleskalmed:problem:unavailable")


def test_the_service_says_that_it_is_ready_and_when_the_list_is_old(town: Served, tmp_path: Path):
    assert town.nobody().get("/readyz").json() == {"status": "ok", "business_on": "2026-11-16", "is_overdue": False}
    late = served(town.store, tmp_path, small_bundle(), at=NOW.replace(day=18))
    assert late.nobody().get("/readyz").json()["status"] == "overdue"
    assert "alleskalmed_published_age_seconds" in town.nobody().get("/metrics").text


def test_nights_are_told_in_pages_and_drift_and_model_when_there_are_some(town: Served):
    system = town.system([Scope.READ])
    first = system.get("/api/v1/runs?limit=2").json()
    second = system.get("/api/v1/runs", params={"limit": 2, "cursor": first["next"]}).json()
    check_schema(town, "/api/v1/runs", first)
    days = [run["business_on"] for run in (*first["runs"], *second["runs"])]
    assert days == ["2026-11-16", "2026-11-09", "2026-10-19"]
    assert second["next"] is None
    assert system.get("/api/v1/drift/latest").status_code == 404
    assert system.get("/api/v1/validations/latest").status_code == 404
    assert system.get("/api/v1/models/active").json()["type"].endswith("no-model")
