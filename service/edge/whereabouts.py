"""Whether a request comes from the machine itself: a demonstration, where anybody may be anybody, lets nobody else in."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

from service.operating.strength import is_loopback

PASSED_ON: Final = ("forwarded", "x-forwarded-for", "x-real-ip")
"""What a proxy adds to a request that came from elsewhere."""


def is_from_this_machine(request: Request) -> bool:
    """Whether the request came over loopback and no proxy passed it on."""
    if request.client is None or any(name in request.headers for name in PASSED_ON):
        return False
    return is_loopback(request.client.host)
