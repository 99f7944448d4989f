"""A refusal as a page: what happened, and what to do now. It repeats nothing that was sent."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from service.edge.problems import Kind, Problem
from service.web.reading import go_to, reader_of
from service.web.views import ErrorPage

SAID_AS: Final = {
    Kind.FORBIDDEN: "403",
    Kind.FOREIGN_ORIGIN: "403",
    Kind.PROFILING_REFUSED: "403",
    Kind.NOT_FOUND: "404",
    Kind.METHOD: "404",
    Kind.OUTDATED: "409",
    Kind.TOO_MANY_LOOKS: "looks",
    Kind.TOO_MANY: "429",
    Kind.NO_MODEL: "503",
    Kind.UNAVAILABLE: "503",
    Kind.NOTHING_PUBLISHED: "no_list",
    Kind.DEFECT: "500",
}
"""Which sentences tell a problem; those not named here are mistakes in a form."""


def error_page(request: Request, problem: Problem) -> Response:
    """The page of a problem; who is not signed in is sent to do so."""
    if problem.kind is Kind.SIGN_IN:
        return go_to("/log-ind")
    reader, said = reader_of(request), f"error.{SAID_AS.get(problem.kind, '400')}"
    page = ErrorPage(reader.say(f"{said}.title"), reader.say(said), reader.say(f"{said}.next"))
    return reader.page("error.html.j2", page, status=problem.kind.status)
