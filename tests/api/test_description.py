"""The description of the API: valid OpenAPI 3.1, an example for every body and answer, each holding to its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from service.edge.problems import MEDIA_TYPE, URN, Kind
from tests.lib.served import Served

PROMISED = {
    "POST /api/v1/scores",
    "POST /api/v1/youths/{youth_id}/scores",
    "GET /api/v1/youths/{youth_id}/scores",
    "GET /api/v1/youths/{youth_id}",
    "GET /api/v1/weekly-lists/{district}/{week}",
    "GET /api/v1/flags",
    "POST /api/v1/flags",
    "POST /api/v1/flags/{flag_id}/moves",
    "GET /api/v1/changes",
    "GET /api/v1/models/active",
    "GET /api/v1/runs",
    "GET /api/v1/drift/latest",
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
            assert operation["security"] == [{"token": []}], name
            success = [content for place, content in contents(operation) if place.startswith("2")]
            assert success and all("example" in content for content in success), name


def test_the_types_of_problems_stay_as_they_were_promised(told: dict[str, Any]):
    words = """
        invalid-json sign-in forbidden foreign-origin profiling-refused not-found method-not-allowed move-refused outdated too-large
        unsupported-media-type invalid-body invalid-parameter key-reused records-refused
            too-many-looks defect no-model nothing-published unavailable
    """.split()
    assert [kind.word for kind in Kind] == words
    assert told["components"]["schemas"]["Problem"]["properties"]["type"]["enum"] == [URN + word for word in words]
    problems = {place for _, operation in operations(told) for place, _ in contents(operation) if MEDIA_TYPE in place}
    assert {f"{status} {MEDIA_TYPE}" for status in ("401", "403", "404", "409", "412", "422", "503")} <= problems
