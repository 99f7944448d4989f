"""An application asked thousands of times: each request goes to it on one loop, with no thread between."""

from __future__ import annotations

import asyncio
import atexit
import threading
from functools import cache
from typing import Any, Final

import httpx2
from fastapi import FastAPI

_HERE: Final = ("testserver", 80)
_CALLER: Final = ("testclient", 50000)


class Straight(httpx2.BaseTransport):
    """The way to an application without a network; `beside` is the way where this thread runs a loop
    already, as beside an open browser, and for other threads."""

    def __init__(self, app: FastAPI, beside: httpx2.BaseTransport) -> None:
        self._app, self._beside = app, beside

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if _runs_a_loop() or threading.current_thread() is not threading.main_thread():
            return self._beside.handle_request(request)
        return _loop().run_until_complete(self._answer(request))

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        told, body, is_answered = list[Any](), [request.read()], asyncio.Event()

        async def receive() -> dict[str, Any]:
            if body:
                return {"type": "http.request", "body": body.pop(), "more_body": False}
            await is_answered.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            told.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                is_answered.set()

        try:
            await self._app(_scope(request), receive, send)
        except Exception:  # what broke is told as the answer that there is, as a server over a network would
            if not told:
                raise
        content = b"".join(message.get("body", b"") for message in told[1:])
        return httpx2.Response(told[0]["status"], headers=told[0]["headers"], content=content, request=request)


def _runs_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The loop in which applications of this process answer, until it ends."""
    loop = asyncio.new_event_loop()
    atexit.register(_close, loop)
    return loop


def _close(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_until_complete(loop.shutdown_default_executor())
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
