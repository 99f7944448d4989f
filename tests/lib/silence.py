"""Whoever opens a line out of the machine while this listens is told on, by Python's own audit events."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

LINES = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname")
_heard: list[str] | None = None
_is_hooked = False

IN_A_PROCESS = """
import os, sys
def _hook(event, args):
    if event in %r:
        where = args[0] if event in ("socket.getaddrinfo", "socket.gethostbyname") else args[1]
        host = where[0] if isinstance(where, tuple) else where
        if isinstance(host, (bytes, type(None))) or str(host).startswith(("/", "127.", "::1", "localhost")) or host == "":
            return
        with open(os.environ["HEARD"], "a") as file:
            file.write(f"{event} {host}\\n")
sys.addaudithook(_hook)
"""
"""The same for a process of its own, as a `sitecustomize` of the path that it is started with."""


@contextmanager
def listening() -> Iterator[list[str]]:
    """The lines out of the machine that anything in this process tries to open meanwhile."""
    global _heard, _is_hooked  # noqa: PLW0603 - an audit hook cannot be taken away again
    if not _is_hooked:
        sys.addaudithook(_hear)
        _is_hooked = True
    _heard = []
    try:
        yield _heard
    finally:
        _heard = None


def sitecustomize() -> str:
    """The module for a process of its own."""
    return IN_A_PROCESS % (LINES,)


def _hear(event: str, args: tuple[object, ...]) -> None:
    if _heard is None or event not in LINES:
        return
    where = args[0] if event in {"socket.getaddrinfo", "socket.gethostbyname"} else args[1]
    host = where[0] if isinstance(where, tuple) else where
    if not _is_here(host):
        _heard.append(f"{event} {host!r}")


def _is_here(host: object) -> bool:
    if host is None or isinstance(host, bytes) or host in {"", "localhost", "testserver"}:
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return str(host).startswith("/")
