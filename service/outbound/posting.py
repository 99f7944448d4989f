"""One attempt over the wire: to the address that was looked at, within a time, following nothing and reading only the status."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Event, Timer
from typing import Final

from service.domain.webhooks import Outcome
from service.outbound.addresses import AddressRefused, Destination, LookUp, Reach, destination, resolve
from service.outbound.signing import Message

SECONDS: Final = 10.0
"""How long a receiver may take, all in all; it should take a message first and work on it later."""
_GONE: Final = 410


@dataclass(frozen=True)
class Post:
    """Posts messages as far as `reach` goes, each within `seconds`."""

    reach: Reach
    seconds: float = SECONDS
    look_up: LookUp = resolve
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def __call__(self, url: str, message: Message) -> Outcome:
        """Make one attempt and say what became of it; where it led and what was answered is said to nobody."""
        try:
            place = destination(url, self.reach, look_up=self.look_up)
            status = self._status(place, message)
        except AddressRefused:
            return Outcome.FORBIDDEN
        except (OSError, HTTPException, ValueError):  # also a certificate that does not hold, and a status that is none
            return Outcome.NO_ANSWER
        if 200 <= status < 300:
            return Outcome.TAKEN
        return Outcome.GONE if status == _GONE else Outcome.REFUSED

    def _status(self, place: Destination, message: Message) -> int:
        with self._connected(place) as sock, _cut_after(self.seconds, sock) as is_cut:
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            connection = HTTPConnection(place.host, place.port)
            connection.sock = sock
            headers = {"host": place.authority, **message.headers, "connection": "close"}
            connection.request("POST", place.target, message.body, headers)
            status = connection.getresponse().status
            if is_cut.is_set():
                raise TimeoutError
            return status

    @contextmanager
    def _connected(self, place: Destination) -> Iterator[socket.socket]:
        with self._first_of(place) as plain:
            if not place.is_tls:
                yield plain
                return
            with self.context.wrap_socket(plain, server_hostname=place.host, do_handshake_on_connect=False) as secured:
                yield secured

    def _first_of(self, place: Destination) -> socket.socket:
        """A line to the first address that takes one.

        Raises: OSError if none does.
        """
        for address in place.addresses:
            with suppress(OSError):  # the next address may be reached
                return socket.create_connection((address, place.port), self.seconds)
        raise ConnectionError


@contextmanager
def _cut_after(seconds: float, sock: socket.socket) -> Iterator[Event]:
    """Cut the line after some seconds, and tell: a time-out of the socket alone begins anew with every byte."""
    is_cut = Event()

    def cut() -> None:
        is_cut.set()
        with suppress(OSError):  # it was closed in the meantime
            sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_cut
    finally:
        timer.cancel()
