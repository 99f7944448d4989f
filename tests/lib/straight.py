"""An application asked thousands of times: each request goes to it on one loop, with no thread and no loop made anew for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

_HERE: Final = ("testserver", 80)
_CALLER: Final = ("testclient", 50000)


class _Straight(httpx2.BaseTransport):
    def __init__(self, app: FastAPI, loop: asyncio.AbstractEventLoop) -> None:
        self._app, self._loop = app, loop

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._loop.run_until_complete(self._answer(request))

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        messages = list[Any]()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": request.read(), "more_body": False}

        async def send(message: Any) -> None:
            messages.append(message)

        await self._app(_scope(request), receive, send)
        body = b"".join(message.get("body", b"") for message in messages[1:])
        return httpx2.Response(messages[0]["status"], headers=messages[0]["headers"], content=body, request=request)


@contextmanager
def straight(client: TestClient, app: FastAPI) -> Iterator[httpx2.Client]:
    """The same caller, with the same cookies and headers, asking straight."""
    loop = asyncio.new_event_loop()
    try:
        with httpx2.Client(
            base_url=client.base_url, headers=client.headers, cookies=client.cookies, transport=_Straight(app, loop)
        ) as asking:
            yield asking
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        loop.close()


def _scope(request: httpx2.Request) -> dict[str, Any]:
    path, _, query = request.url.raw_path.partition(b"?")
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": _CALLER,
        "server": _HERE,
        "state": {},
    }
