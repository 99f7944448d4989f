"""How much a request may bring: refused at its declared length, or as soon as more has come."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.edge.problems import Kind, Problem, problem_answer


class BodyLimit:
    """Middleware: no body of more than `most` bytes is read, but for the paths that `most_at` names."""

    def __init__(self, app: ASGIApp, most: int, most_at: Mapping[str, int]) -> None:
        self.app = app
        self.most = most
        self.most_at = most_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what declares itself too large; count what declares nothing."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, most = Request(scope, receive), self.most_at.get(scope["path"], self.most)
        declared = request.headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared[:20]) > most:
            detail = f"Allowed are {most:,} bytes. Send fewer rows at a time."
            await problem_answer(request, Problem(Kind.TOO_LARGE, detail))(scope, receive, send)
            return
        await self.app(scope, _counted(receive, most), send)


def _counted(receive: Receive, most: int) -> Receive:
    come = 0

    async def receive_within_limit() -> Message:
        nonlocal come
        message = await receive()
        come += len(message.get("body", b""))
        if come > most:
            raise HTTPException(413)
        return message

    return receive_within_limit
