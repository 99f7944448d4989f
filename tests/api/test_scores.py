"""POST /scores: the score frame's columns for who may have judgement, facts for who may not, and nobody in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from features.build import build_indicators
from models.scores import COLUMNS
from models.scoring import score_youths
from service.api.answers import JUDGEMENT
from service.domain.access import Role, Scope
from service.domain.users import User
from service.store import audit
from tests.lib.posted import AS_OF, changed, one_youth
from tests.lib.served import NOW, Served
from tests.lib.small_bundle import small_bundle

SAMPLE = Path(__file__).parents[2] / "service" / "guide" / "samples" / "youth.json"
HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, "hanne", "D1", is_demo=True)  # type: ignore[arg-type]


def test_a_youth_is_scored_as_the_command_would(api: Served):
    body = one_youth(200)
    answer = api.system().post("/api/v1/scores", json=body)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    frames = {name: pd.DataFrame(rows) for name, rows in body["records"].items()}
    for frame in frames.values():
        for name in frame.columns.intersection(["birth_on", "started_on", "on"]):
            frame[name] = pd.to_datetime(frame[name])
    expected = score_youths(small_bundle(), build_indicators(frames, as_of=AS_OF), data="synthetic").iloc[0]
    (row,) = told["scores"]
    assert set(row) == {*COLUMNS, "own_assessment_recorded"}
    assert row["risk"] == expected["risk"]
    assert row["reasons"] == json.loads(expected["reasons"])
    assert row["band"] == expected["band"]
    assert row["as_of"] == "2026-11-16"
    assert row["own_assessment_recorded"] is False
    assert told["left_out"] == []
    assert told["model_id"] == small_bundle().model_id


def test_the_guide_s_own_body_is_scored(api: Served):
    answer = api.system().post("/api/v1/scores", json=json.loads(SAMPLE.read_bytes()))
    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["scores"]
    assert row["youth_id"] == "y-7Qm2"
    assert row["risk"] is not None


def test_without_the_scope_of_judgement_there_is_none_of_it_in_the_bytes(api: Served):
    answer = api.system([Scope.SCORE]).post("/api/v1/scores", json=one_youth())
    assert answer.status_code == 200
    assert set(answer.json()["scores"][0]) == set(COLUMNS) - set(JUDGEMENT)
    for word in (*JUDGEMENT, "contribution", "raises"):
        assert f'"{word}"' not in answer.text


@pytest.mark.parametrize("scopes", [[Scope.READ], [Scope.JUDGEMENT], []], ids=["read", "judgement", "none"])
def test_a_token_for_something_else_scores_nobody(api: Served, scopes: list[Scope]):
    answer = api.system(scopes).post("/api/v1/scores", json=one_youth())
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:alleskalmed:problem:forbidden"


def test_a_counsellor_cannot_have_judgement_by_sending_records(api: Served):
    answer = api.person(HANNE).post("/api/v1/scores", json=one_youth())
    assert answer.status_code == 403
    assert "risk" not in answer.text


def test_who_is_not_in_the_population_is_told_by_place_and_not_by_name(api: Served):
    body = one_youth()
    body["records"]["youths"].append({"youth_id": "grown-up", "birth_on": "1999-01-01", "district_id": None})
    told = api.system().post("/api/v1/scores", json=body).json()
    assert told["left_out"] == [{"index": 1, "why": "not_in_population"}]
    assert len(told["scores"]) == 1


def test_what_a_system_was_told_of_a_youth_stands_in_the_trail(api: Served):
    api.system().post("/api/v1/scores", json=one_youth(youth_id="traced"))
    with api.store.read() as work:
        lines = [line for line in audit.lines(work) if line.youth_id == "traced"]
    assert [(line.action, line.actor_id, line.at) for line in lines] == [("scores.computed", "journal", NOW)]


def test_more_youths_than_a_thousand_are_refused(api: Served):
    body = one_youth(0)
    body["records"]["youths"] = [
        {"youth_id": f"y{n}", "birth_on": "2011-03-01", "district_id": None} for n in range(1001)
    ]
    answer = api.system().post("/api/v1/scores", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"where": "/records/youths", "allowed": "rows of at most 1,000 youths"}]


def test_real_data_are_refused_where_the_installation_is_a_demonstration(api: Served):
    answer = api.system().post("/api/v1/scores", json={**one_youth(), "data": "real"})
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:alleskalmed:problem:profiling-refused"


def test_one_row_against_the_rules_refuses_all_and_is_told_by_its_place(api: Served):
    body = changed(one_youth(300), "records/attendance/120/unlawful", 3)
    answer = api.system().post("/api/v1/scores", json=body)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:alleskalmed:problem:records-refused"
    assert answer.json()["errors"][0]["where"] == "/records/attendance/120/unlawful"


def test_a_whole_number_may_be_written_as_a_float_where_a_column_has_gaps(api: Served):
    body = one_youth()
    plain = api.system().post("/api/v1/scores", json=body).json()
    assert api.system().post("/api/v1/scores", json=changed(body, "records/spells/0/grade", 9.0)).json() == plain


@pytest.mark.parametrize("grade", [9.5, "9", True, 1e300])
def test_what_is_no_whole_number_is_not_made_one(api: Served, grade: object):
    answer = api.system().post("/api/v1/scores", json=changed(one_youth(), "records/spells/0/grade", grade))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"].startswith("/records/spells/0/grade")
