"""Pages and static files travel compressed; answers that hold what somebody just sent, or that systems ask for, do not.

Compression tells by its length whether two parts of an answer are alike. So nothing is compressed in which a secret could stand beside
text that somebody else chose: only what is fetched by GET, whose addresses give back closed words alone, and which bears no secret that is
used twice. See decision 0024.
"""

from __future__ import annotations

from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SMALLEST: Final = 1_000
"""Bytes below which compressing costs more than it saves."""
LEVEL: Final = 4
"""Of nine: a list of 200 youths comes to the same size within a tenth as at nine, in a third of the time."""
API: Final = "/api/"


class Compressed:
    """Middleware: compresses what browsers fetch, if they take it so."""

    def __init__(self, app: ASGIApp) -> None:
        self.plain = app
        self.compressed = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back compressed if it may be."""
        is_fetched = scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith(API)
        await (self.compressed if is_fetched else self.plain)(scope, receive, send)
