"""Every refusal over HTTP: a closed list of problems with stable types, told as RFC 9457 says and never echoing a value.

A problem says where and what is allowed; what was sent stays out of it, and so do the names of unknown fields, since either may be a
CPR number. Pages get the same problems as a page; whoever serves pages hands in how it looks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from features.errors import ProfilingRefused, RecordError, WindowError
from models.errors import ModelError
from service.domain.errors import (
    IntegrityBroken,
    LockHeld,
    MoveRefused,
    NoModel,
    NotPermitted,
    Outdated,
    ServiceError,
    StoreUnavailable,
    TooManyLooks,
    UnknownThing,
    WrongUse,
)
from service.edge.addresses import methods_at

MEDIA_TYPE: Final = "application/problem+json"
URN: Final = "urn:alleskalmed:problem:"
MOST_ERRORS: Final = 20
"""Places named in one answer; who sends more mistakes than this learns of the rest the next time."""


class Kind(Enum):
    """A problem: the end of its type, its status and its title. Types are promises; titles are for people."""

    INVALID_JSON = ("invalid-json", 400, "The body is no sound JSON")
    SIGN_IN = ("sign-in", 401, "Sign in first")
    FORBIDDEN = ("forbidden", 403, "You may not do this")
    FOREIGN_ORIGIN = ("foreign-origin", 403, "The request did not come from this site")
    PROFILING_REFUSED = ("profiling-refused", 403, "There is no permission to profile")
    NOT_FOUND = ("not-found", 404, "There is no such thing, or you may not see it")
    METHOD = ("method-not-allowed", 405, "This address does not take that method")
    NOT_READY = ("not-ready", 409, "It is not there yet, or will not come")
    MOVE_REFUSED = ("move-refused", 409, "The flag cannot make this move")
    OUTDATED = ("outdated", 412, "It was changed in the meantime")
    TOO_LARGE = ("too-large", 413, "The body is too large")
    MEDIA = ("unsupported-media-type", 415, "The body is not of an allowed type")
    INVALID_BODY = ("invalid-body", 422, "The body does not keep to the declared form")
    INVALID_PARAMETER = ("invalid-parameter", 422, "A parameter does not keep to the declared form")
    KEY_REUSED = ("key-reused", 422, "The Idempotency-Key was used for another request")
    RECORDS_REFUSED = ("records-refused", 422, "The records break rules of the records format")
    TOO_MANY_LOOKS = ("too-many-looks", 429, "You have looked up too many youths today")
    TOO_MANY = ("too-many-requests", 429, "Too much was asked for in a short time")
    DEFECT = ("defect", 500, "Something went wrong here")
    NO_MODEL = ("no-model", 503, "No model is active that can be used")
    NOTHING_PUBLISHED = ("nothing-published", 503, "No night has been published yet")
    UNAVAILABLE = ("unavailable", 503, "The service cannot answer just now")

    def __init__(self, word: str, status: int, title: str) -> None:
        self.word = word
        self.status = status
        self.title = title


@dataclass(frozen=True)
class Place:
    """One mistake: where it stands, as a JSON pointer or a parameter's name, and what is allowed there."""

    where: str
    allowed: str


@dataclass(frozen=True)
class Problem:
    """A refusal as it is told. `detail` carries no value that was sent; `headers`: such as when to come back."""

    kind: Kind
    detail: str
    places: Sequence[Place] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> dict[str, object]:
        """What the answer's JSON says."""
        told: dict[str, object] = {
            "type": URN + self.kind.word,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
        }
        if self.places:
            told["errors"] = [{"where": place.where, "allowed": place.allowed} for place in self.places[:MOST_ERRORS]]
        return told


class Refused(Exception):
    """A problem on its way to whoever asked."""

    def __init__(
        self, kind: Kind, detail: str, places: Sequence[Place] = (), *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(kind, detail, places, headers or {})


ErrorPage = Callable[[Request, Problem], Response]
"""How a problem looks to somebody with a browser."""

_KINDS: Final[Mapping[type[Exception], Kind]] = {
    UnknownThing: Kind.NOT_FOUND,
    MoveRefused: Kind.MOVE_REFUSED,
    Outdated: Kind.OUTDATED,
    NotPermitted: Kind.FORBIDDEN,
    TooManyLooks: Kind.TOO_MANY_LOOKS,
    WrongUse: Kind.INVALID_PARAMETER,
    LockHeld: Kind.UNAVAILABLE,
    StoreUnavailable: Kind.UNAVAILABLE,
    IntegrityBroken: Kind.UNAVAILABLE,
    NoModel: Kind.NO_MODEL,
    ServiceError: Kind.DEFECT,
    ProfilingRefused: Kind.PROFILING_REFUSED,
    WindowError: Kind.INVALID_PARAMETER,
    RecordError: Kind.RECORDS_REFUSED,
    ModelError: Kind.NO_MODEL,
}
"""What a refusal from further in is told as; a class not named here as its nearest ancestor."""

_STATUSES: Final[Mapping[int, tuple[Kind, str]]] = {
    401: (Kind.SIGN_IN, "Send a bearer token, or sign in on the page."),
    403: (Kind.FORBIDDEN, "Your role or token does not allow it."),
    404: (Kind.NOT_FOUND, "Look at the address; /api/v1/openapi.json lists every one."),
    405: (Kind.METHOD, "The header Allow names the methods of this address."),
    413: (Kind.TOO_LARGE, "Send fewer rows at a time."),
    415: (Kind.MEDIA, "Send application/json."),
}


def problem_answer(request: Request, problem: Problem) -> Response:
    """The problem as JSON, or as a page for somebody with a browser."""
    page: ErrorPage | None = getattr(request.app.state, "error_page", None)
    answer = page(request, problem) if page is not None and wants_page(request) else _as_json(problem)
    answer.headers.update(problem.headers)
    return answer


def _as_json(problem: Problem) -> Response:
    content = json.dumps(problem.content, ensure_ascii=False).encode()
    answer = Response(content, status_code=problem.kind.status, media_type=MEDIA_TYPE)
    if problem.kind is Kind.SIGN_IN:
        answer.headers["www-authenticate"] = 'Bearer realm="alleskalmed"'
    return answer


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asks, rather than a system."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def kind_of(error: Exception) -> Kind:
    """The kind that an error from further in is told as."""
    return next((_KINDS[ancestor] for ancestor in type(error).__mro__ if ancestor in _KINDS), Kind.DEFECT)


def tell_problems(app: FastAPI, *, error_page: ErrorPage | None = None) -> None:
    """Let every refusal leave as a problem."""
    app.state.error_page = error_page
    app.exception_handler(Refused)(_refused)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(RequestValidationError)(_parameters)
    for error in (ServiceError, ProfilingRefused, WindowError, RecordError, ModelError):
        app.exception_handler(error)(_from_within)


def _refused(request: Request, error: Refused) -> Response:
    return problem_answer(request, error.problem)


def _http(request: Request, error: HTTPException) -> Response:
    kind, detail = _STATUSES.get(error.status_code, (Kind.INVALID_JSON, "The request could not be read."))
    answer = problem_answer(request, Problem(kind, detail))
    if error.headers:
        answer.headers.update(error.headers)
    if kind is Kind.METHOD:  # the first route that has the address would name its own methods alone
        answer.headers["allow"] = ", ".join(sorted(methods_at(request.app, request.url.path)))
    return answer


def _parameters(request: Request, error: RequestValidationError) -> Response:
    places = [Place(str(fault["loc"][-1]), _allowed(fault)) for fault in error.errors()]
    return problem_answer(request, Problem(Kind.INVALID_PARAMETER, "Look at the places named in `errors`.", places))


def _from_within(request: Request, error: Exception) -> Response:
    return problem_answer(request, Problem(kind_of(error), str(error)))


def _allowed(fault: Mapping[str, object]) -> str:
    """Pydantic's word for what is wrong, without the value that it may carry."""
    return str(fault["type"]).replace("_", " ")
