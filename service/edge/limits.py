"""How much a request may bring: refused at its declared length, or as soon as more has come."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.edge.problems import Kind, Problem, problem_answer


class BodyLimit:
    """Middleware: no body of more than `most` bytes is read."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what declares itself too large; count what declares nothing."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        declared = request.headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared[:20]) > self.most:
            detail = f"Allowed are {self.most:,} bytes. Send fewer rows at a time."
            await problem_answer(request, Problem(Kind.TOO_LARGE, detail))(scope, receive, send)
            return
        await self.app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        come = 0

        async def receive_within_limit() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > self.most:
                raise HTTPException(413)
            return message

        return receive_within_limit
