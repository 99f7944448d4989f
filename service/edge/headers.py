"""The headers of every answer: what a browser may load and keep, and the nonce that lets our own scripts run."""

from __future__ import annotations

import secrets
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.edge.rates import HEADERS

STATIC: Final = "/static/"
"""Below this path lie files that are the same for everybody; they may be kept."""
_SAME_FOR_ALL: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "SAMEORIGIN",
    "x-permitted-cross-domain-policies": "none",
    "strict-transport-security": "max-age=31536000",  # browsers heed it over TLS only, so a demonstration is not bound by it
}


class SecureHeaders:
    """Middleware: puts `nonce` into the request's state, and the headers on every answer that has not set its own; and those that the
    request has left for its answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a nonce, and the answer back with headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(18)
        scope.setdefault("state", {})["nonce"] = nonce

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SAME_FOR_ALL.items():
                    headers.setdefault(name, value)
                headers.update(scope["state"].get(HEADERS, {}))
                headers.setdefault("content-security-policy", content_policy(nonce))
                headers.setdefault("cache-control", _keeping(scope["path"], message["status"]))
            await send(message)

        await self.app(scope, receive, send_with_headers)


def content_policy(nonce: str) -> str:
    """What a page of ours may load: its own styles, pictures and fonts, and scripts that carry the nonce."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        )
    )


def _keeping(path: str, status: int) -> str:
    return "public, max-age=86400" if path.startswith(STATIC) and status < 400 else "no-store"
