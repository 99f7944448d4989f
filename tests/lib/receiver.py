"""A real HTTP receiver on a loopback port, which applies what it is sent by id, and fails as it is told to."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from standardwebhooks import Webhook as Signer

SLOW_SECONDS = 0.12
WAYS = ("server_error", "busy", "redirect", "no_answer", "lost_answer", "too_slow")
"""How it fails; in the last two it has applied the event before."""


@dataclass
class Receiver:
    """What a receiver saw. `applied`: contents in the order in which they were applied. `share`: of requests that fail."""

    share: float = 0.0
    ways: tuple[str, ...] = WAYS
    seed: int = 7
    secrets: tuple[str, ...] = ()
    applied: list[dict[str, Any]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    requests: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    failed: dict[str, int] = field(default_factory=dict)
    strayed: int = 0
    again: int = 0
    badly_signed: int = 0
    url: str = ""
    lock: Lock = field(default_factory=Lock)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def is_slow(self) -> bool:
        """Whether some of its answers come too late."""
        return self.share > 0 and "too_slow" in self.ways

    def way(self) -> str | None:
        """How this request fails, None if it does not."""
        with self.lock:
            if self.chance.random() >= self.share:
                return None
            way = self.chance.choice(self.ways)
            self.failed[way] = self.failed.get(way, 0) + 1
            return way

    def take(self, body: bytes, headers: dict[str, str]) -> None:
        """Apply an event, unless one of its id was applied before."""
        with self.lock:
            self.requests.append(headers)
            self.bodies.append(body)
            self.badly_signed += not self.is_signed(body, headers)
            if headers["webhook-id"] in self.ids:
                self.again += 1
                return
            self.ids.add(headers["webhook-id"])
            self.applied.append(json.loads(body)["data"])

    def is_signed(self, body: bytes, headers: dict[str, str]) -> bool:
        """Whether one of the signatures is by each of the secrets this receiver knows."""
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        given = headers["webhook-signature"].split(" ")
        return all(Signer(secret).sign(headers["webhook-id"], at, body.decode()) in given for secret in self.secrets)


@contextmanager
def receiving(receiver: Receiver) -> Iterator[Receiver]:
    """The receiver, listening on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.path != "/hook":
                receiver.strayed += 1
            _answer(self, receiver, body)

        do_GET = do_POST  # noqa: N815 - the name that the server looks for

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *args: object) -> None:
            """Lines that the caller cut are expected."""

    with Server(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


def _answer(handler: BaseHTTPRequestHandler, receiver: Receiver, body: bytes) -> None:
    headers = {name.lower(): value for name, value in handler.headers.items()}
    way = receiver.way()
    if way in {None, "lost_answer", "too_slow"}:
        receiver.take(body, headers)
    if way == "too_slow":
        time.sleep(SLOW_SECONDS)
    if way in {"no_answer", "lost_answer", "too_slow"}:
        handler.close_connection = True
        return
    status = {"server_error": 500, "busy": 503, "redirect": 307, "gone": 410}.get(way or "", 204)
    handler.send_response(status)
    if status == 307:
        handler.send_header("location", "/elsewhere")
    handler.send_header("content-length", "0")
    handler.end_headers()
