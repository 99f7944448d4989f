"""Whoever waits for the night is called after it, and no failure to reach them stops anything."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from service.batch.signal import call_dead_man


class Listener(BaseHTTPRequestHandler):
    """Answers as its server is told, and notes what was asked."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Listener)
    server.asked, server.answer = [], 200
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def address(server: HTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}/alive"


def test_the_address_is_called_and_told_nothing(listener):
    assert call_dead_man(address(listener)) is None
    assert listener.asked == ["/alive"]


def test_without_an_address_nobody_is_called():
    assert call_dead_man("") is None


def test_a_refusal_is_told_in_words(listener):
    listener.answer = 500
    assert "500" in (call_dead_man(address(listener)) or "")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/alive", "nonsense", "http://[broken"])
def test_nobody_there_is_told_in_words(url):
    assert "the list is published all the same" in (call_dead_man(url) or "")
