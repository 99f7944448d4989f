"""The description of the API, served by the service itself: OpenAPI 3.1 with an example for every body and answer."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import JSONResponse

from service.domain.access import ROLE_ACTS, SCOPE_ACTS, Act
from service.edge.problems import MEDIA_TYPE, URN, Kind

BELOW: Final = "/api/v1"
PATH: Final = f"{BELOW}/openapi.json"
_REF: Final = "#/components/schemas/{model}"
_ABOUT: Final = (
    "Early warning for youths of 15-18 who have dropped out of education or work, or are about to. Systems receive facts; judgement "
    "(risk, band, reasons, profile) needs the scope `scores:judgement` and says whether a counsellor's own assessment stands. Every "
    "refusal is `application/problem+json` of a stable type and echoes nothing that was sent."
)
_ACT: Final = "x-act"
_DONE: Final = {200: "Done", 201: "Made", 202: "Taken up, to be done later", 204: "Done, and nothing to tell"}
_BODIES: list[type[BaseModel]] = []
_EXAMPLES: list[object] = []
"""Examples by number: FastAPI drops whatever is null from a description, so they are put in after it."""


def takes(body: type[BaseModel], example: object) -> dict[str, Any]:
    """The part of a route's description that tells its JSON body, which is read by `read_body`."""
    if body not in _BODIES:
        _BODIES.append(body)
    schema = {"$ref": _REF.format(model=body.__name__)}
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "example": _kept(example)}},
        }
    }


def needs(act: Act) -> dict[str, Any]:
    """The part of a route's description that tells who may: whoever may do such an act at all; of whom is another question."""
    return {_ACT: act}


def tells(example: object, *refusals: Kind, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """The part of a route's description that tells its answer by an example, and what it may refuse."""
    told: dict[int | str, dict[str, Any]] = {status: {"description": _DONE[status]}}
    if example is not None:
        told[status]["content"] = {"application/json": {"example": _kept(example)}}
    for kind in refusals:
        told.setdefault(kind.status, _problem(kind))
    return told


def _kept(example: object) -> int:
    _EXAMPLES.append(example)
    return len(_EXAMPLES) - 1


def operation_id(route: APIRoute) -> str:
    """What generated clients call an operation, such as jobs_asked_for."""
    return "_".join(str(word) for word in (*route.tags, route.name))


def describe(app: FastAPI) -> None:
    """Let the app tell its own description at `PATH`."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _description(app)
        return app.openapi_schema

    def answer(_: Request) -> JSONResponse:
        return JSONResponse(described())

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way to extend the description
    app.add_route(PATH, answer, include_in_schema=False)


def _description(app: FastAPI) -> dict[str, Any]:
    told = get_openapi(
        title=app.title, version=app.version, description=_ABOUT, routes=app.routes, summary="Alle skal med"
    )
    schemas = told.setdefault("components", {}).setdefault("schemas", {})
    _, bodies = models_json_schema([(body, "validation") for body in _BODIES], ref_template=_REF)
    schemas |= bodies.get("$defs", {})
    schemas["Problem"] = _PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    told["components"]["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "`alleskalmed users token --role system` in demo mode",
        }
    }
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            _complete(path, operation)
            if method == "get" and path.startswith("/api/"):
                _tell_versions(operation)
    return told


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Every route may refuse, and those below /api ask for a token."""
    answers = operation["responses"]
    for told in (operation.get("requestBody", {}), *answers.values()):
        for content in told.get("content", {}).values():
            if isinstance(content.get("example"), int):
                content["example"] = _EXAMPLES[content["example"]]
    if "HTTPValidationError" in str(answers.get("422", "")):
        answers["422"] = _problem(Kind.INVALID_PARAMETER)
    answers.setdefault("422", _problem(Kind.INVALID_PARAMETER))
    if "requestBody" in operation:
        answers |= {str(kind.status): _problem(kind) for kind in (Kind.TOO_LARGE, Kind.MEDIA)}
    answers["default"] = _problem(Kind.UNAVAILABLE)
    if path.startswith("/api/"):
        _tell_who_may(operation)
        answers.setdefault("401", _problem(Kind.SIGN_IN))
        answers.setdefault("429", _problem(Kind.TOO_MANY))


def _tell_who_may(operation: dict[str, Any]) -> None:
    """Scopes stand where OpenAPI 3.1 has them; roles of people, whose own pages ask with their session, in words."""
    act = Act(operation.pop(_ACT))
    scopes = sorted(str(scope) for scope, acts in SCOPE_ACTS.items() if act in acts)
    roles = sorted(str(role).replace("_", " ") for role, acts in ROLE_ACTS.items() if act in acts)
    people = f"; people who are a {', '.join(roles)}" if roles else ""
    operation["security"] = [{"token": [scope]} for scope in scopes]
    operation["description"] += f"\n\nOpen to systems with the scope {' or '.join(scopes)}{people}."


def _tell_versions(operation: dict[str, Any]) -> None:
    """Whatever is looked at has an ETag, and is not sent again to who has it."""
    operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
    operation["responses"]["200"].setdefault("headers", {})["ETag"] = {
        "description": "the version of what is told",
        "schema": {"type": "string"},
    }
    operation["responses"]["304"] = {"description": "What you have is what there is"}


def _problem(kind: Kind) -> dict[str, Any]:
    example = {"type": URN + kind.word, "title": kind.title, "status": kind.status, "detail": "What to do."}
    schema = {"$ref": _REF.format(model="Problem")}
    return {"description": kind.title, "content": {MEDIA_TYPE: {"schema": schema, "example": example}}}


_IF_NONE_MATCH: Final = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETags you have; the answer is 304 and empty if one of them still stands",
    "schema": {"type": "string"},
}
_PROBLEM: Final = {
    "type": "object",
    "description": "A refusal as RFC 9457 tells it. `type` is stable; nothing that was sent is echoed.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "enum": [URN + kind.word for kind in Kind]},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "allowed"],
                "properties": {"where": {"type": "string"}, "allowed": {"type": "string"}},
            },
        },
    },
}
