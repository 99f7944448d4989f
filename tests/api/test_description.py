"""The description of the API: valid OpenAPI 3.1, an example for every body and answer, each holding to its schema."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from service.domain.access import Scope
from service.edge.problems import MEDIA_TYPE, URN, Kind
from tests.lib.served import Served

ACCESS = Path(__file__).parents[1] / "golden" / "access.csv"
JUDGES = "GET /api/v1/youths/{youth_id}/scores"
"""Asks for the scope of judgement besides."""
PROMISED = {
    "POST /api/v1/scores",
    "POST /api/v1/youths/{youth_id}/scores",
    "GET /api/v1/youths/{youth_id}/scores",
    "GET /api/v1/youths/{youth_id}",
    "GET /api/v1/weekly-lists/{district}/{week}",
    "POST /api/v1/jobs",
    "GET /api/v1/jobs/{job_id}",
    "GET /api/v1/jobs/{job_id}/scores",
    "DELETE /api/v1/jobs/{job_id}",
    "GET /api/v1/flags",
    "GET /api/v1/flags/{flag_id}",
    "POST /api/v1/flags",
    "POST /api/v1/flags/{flag_id}/moves",
    "GET /api/v1/changes",
    "GET /api/v1/models/active",
    "GET /api/v1/models/shadow",
    "GET /api/v1/runs",
    "GET /api/v1/validations/latest",
    "GET /api/v1/drift/latest",
    "GET /api/v1/alarms",
    "GET /livez",
    "GET /readyz",
    "GET /metrics",
}


@pytest.fixture(scope="module")
def told(api: Served) -> dict[str, Any]:
    answer = api.nobody().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    content: dict[str, Any] = answer.json()
    return content


def operations(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body and answer: where it is, and what is told of it."""
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"body {media}", content
    for status, answer in operation["responses"].items():
        for media, content in answer.get("content", {}).items():
            yield f"{status} {media}", content


def test_it_is_sound_openapi(told: dict[str, Any]):
    validate(told)
    assert told["openapi"].startswith("3.1")


def test_every_promised_route_is_there_and_no_page_is(told: dict[str, Any]):
    assert {name for name, _ in operations(told)} == PROMISED


def test_every_body_and_answer_has_an_example_that_holds_to_its_schema(told: dict[str, Any]):
    checked = 0
    for name, operation in operations(told):
        for place, content in contents(operation):
            if "/metrics" in name and "json" not in place:
                continue
            assert "example" in content, (name, place)
            schema = {**content["schema"], "components": told["components"]}
            checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
            assert [error.message for error in checker.iter_errors(content["example"])] == [], (name, place)
            checked += 1
    assert checked > 60


def test_every_route_below_api_tells_its_success_by_an_example_and_asks_for_a_token(told: dict[str, Any]):
    for name, operation in operations(told):
        assert operation["summary"], name
        if "/api/" in name:
            assert operation["security"] and all(len(one["token"]) == 1 for one in operation["security"]), name
            success = [content for place, content in contents(operation) if place.startswith("2")]
            assert (success or "204" in operation["responses"]) and all("example" in content for content in success), (
                name
            )


def test_the_types_of_problems_stay_as_they_were_promised(told: dict[str, Any]):
    words = """
        invalid-json sign-in forbidden foreign-origin profiling-refused not-found method-not-allowed not-ready move-refused outdated
        too-large unsupported-media-type invalid-body invalid-parameter key-reused records-refused too-many-looks
        too-many-requests defect no-model nothing-published unavailable
    """.split()
    assert [kind.word for kind in Kind] == words
    assert told["components"]["schemas"]["Problem"]["properties"]["type"]["enum"] == [URN + word for word in words]
    problems = {place for _, operation in operations(told) for place, _ in contents(operation) if MEDIA_TYPE in place}
    assert {f"{status} {MEDIA_TYPE}" for status in ("401", "403", "404", "409", "412", "422", "503")} <= problems


def test_the_scopes_that_are_told_are_those_that_open(told: dict[str, Any]):
    with ACCESS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    checked = 0
    for name, operation in operations(told):
        scopes = {scope for one in operation.get("security", ()) for scope in one["token"]}
        for row in rows:
            if f"{row['method']} {row['route']}" == name and "/api/" in name:
                refused = {scope for scope in map(str, Scope) if row[f"system, {scope}"] == "forbidden"}
                assert refused.isdisjoint(scopes) or JUDGES in name, (name, row["about"])
                opened = {scope for scope in map(str, Scope) if row[f"system, {scope}"] == "open"}
                assert opened <= scopes, (name, row["about"])
                checked += 1
    assert checked > 20
