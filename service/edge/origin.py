"""A write with a person's cookie must come from our own pages: told by what browsers say and scripts elsewhere cannot."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.edge.problems import Kind, Problem, problem_answer

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class OwnOrigin:
    """Middleware: refuses a write from another site, and any whose origin is not told.

    A bearer token excuses: a browser never sends one by itself, so nobody can be made to. A call of the API without a cookie acts for
    nobody, and is told to sign in.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is safe or our own; answer the rest with a problem."""
        if scope["type"] == "http" and scope["method"] not in SAFE:
            request = Request(scope, receive)
            if not (has_bearer(request) or _is_nobodys(request) or is_own(request)):
                detail = "Send it from a page of this service, or with a bearer token."
                await problem_answer(request, Problem(Kind.FOREIGN_ORIGIN, detail))(scope, receive, send)
                return
        await self.app(scope, receive, send)


def has_bearer(request: Request) -> bool:
    """Whether the request carries a token rather than a cookie."""
    return request.headers.get("authorization", "").lower().startswith("bearer ")


def _is_nobodys(request: Request) -> bool:
    return request.url.path.startswith("/api/") and "cookie" not in request.headers


def is_own(request: Request) -> bool:
    """Whether a browser says that one of our own pages sent the request; silence is a no."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", ""))
    return bool(origin.netloc) and origin.scheme == request.url.scheme and origin.netloc == request.headers.get("host")
