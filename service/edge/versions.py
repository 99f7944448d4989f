"""Every answer that is looked at has a version, its ETag: who has seen it and names it in If-None-Match is told only that it still stands.

The version of an answer is a hash of its bytes, so that it stands for all that is told, whatever it was made from. What somebody may see
is decided, and the look written down, before that.
Source: RFC 9110, sections 8.8.3 and 13.1.2.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BELOW: Final = "/api/"
_DIGITS: Final = 32


class Versions:
    """Middleware: puts an ETag on what a GET below /api answers, and answers 304 to who has that version already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and keep its answer back until its version is known."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not scope["path"].startswith(BELOW):
            await self.app(scope, receive, send)
            return
        seen = Headers(scope=scope).get("if-none-match", "")
        start: Message = {}
        pieces: list[bytes] = []

        async def send_with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            pieces.append(message.get("body", b""))
            if not message.get("more_body", False):
                body = _versioned(start, b"".join(pieces), seen)
                await send(start)
                await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, send_with_version)


def version_of(content: bytes) -> str:
    """The ETag of an answer's bytes."""
    return f'"{sha256(content).hexdigest()[:_DIGITS]}"'


def _versioned(start: Message, body: bytes, seen: str) -> bytes:
    """The body that is left to be sent; `start` gets the version, and 304 if it was seen."""
    if start["status"] != 200:
        return body
    headers = MutableHeaders(raw=start["headers"])
    headers.setdefault("etag", version_of(body))
    if not _names(seen, headers["etag"]):
        return body
    start["status"] = 304
    for name in ("content-length", "content-type"):
        del headers[name]
    return b""


def _names(seen: str, version: str) -> bool:
    """Whether an If-None-Match names a version; a weak one is as good here."""
    named = {one.strip().removeprefix("W/") for one in seen.split(",")}
    return "*" in named or version in named
