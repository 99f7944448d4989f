"""Where messages may go: an address that the host resolves to now, never one inside the house that nobody named.

What was resolved is what is connected to, so that a name cannot lead elsewhere between the look and the call (DNS rebinding).
Source: OWASP, Server-Side Request Forgery Prevention Cheat Sheet; RFC 6890, special-purpose addresses.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from service.domain.errors import WrongUse

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LookUp = Callable[[str, int], Sequence[str]]
"""The addresses of a host; raises OSError if there are none."""
_CARRIERS: Final = tuple(ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""Addresses of IPv6 that stand for one of IPv4; what they lead to is not seen in them."""


class AddressRefused(Exception):
    """The host leads nowhere that messages may go; says nothing of where."""


@dataclass(frozen=True)
class Reach:
    """How far messages may go. `networks`: private ones that the municipality named. `may_stay_here`: to this machine, and without TLS."""

    networks: tuple[Network, ...] = ()
    may_stay_here: bool = False


@dataclass(frozen=True)
class Destination:
    """Where a message goes: the addresses to connect to, one after the other, and what is asked for there."""

    addresses: tuple[str, ...]
    host: str
    port: int
    target: str
    is_tls: bool

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_tls else 80) else f"{host}:{self.port}"


def read_networks(words: str) -> tuple[Network, ...]:
    """Networks as a setting names them, with spaces or commas between.

    Raises: WrongUse for one that is none, or that takes in this machine or link-local addresses.
    """
    try:
        found = tuple(ip_network(word) for word in words.replace(",", " ").split())
    except ValueError:
        raise _bad_network("a word that is no network") from None
    if any(net.is_loopback or net.is_link_local or net.is_multicast or not net.is_private for net in found):
        raise _bad_network("a network that is not a private one")
    return found


def check_url(url: str, reach: Reach) -> SplitResult:
    """The parts of a receiver's URL.

    Raises: WrongUse if nothing may be sent to such a URL.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _bad_url("one that cannot be read") from None
    schemes = ("https", "http") if reach.may_stay_here else ("https",)
    if parts.scheme not in schemes or not parts.hostname or port == 0:
        raise _bad_url("another kind")
    if parts.username is not None or parts.fragment or not url.isascii() or any(one <= " " for one in url):
        raise _bad_url("one with a user, a fragment or other signs")
    return parts


def destination(url: str, reach: Reach, *, look_up: LookUp) -> Destination:
    """Where a message to a URL goes, by what its host resolves to now.

    Raises: AddressRefused if any of its addresses is out of reach; WrongUse for the URL itself; OSError if it does not resolve.
    """
    parts = check_url(url, reach)
    host, is_tls = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    addresses = look_up(host, port)
    if not addresses or not all(_may_reach(ip_address(one), reach, is_tls=is_tls) for one in addresses):
        raise AddressRefused
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(tuple(addresses), host, port, target, is_tls)


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses that this machine's resolver gives."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def _may_reach(address: Address, reach: Reach, *, is_tls: bool) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return reach.may_stay_here
    if not is_tls or address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if any(address in net for net in _CARRIERS):
        return False
    return address.is_global or any(address in net for net in reach.networks)


def _bad_url(got: str) -> WrongUse:
    return WrongUse(
        f"url: got {got}, allowed is https://HOST/PATH without user and fragment (http to this machine in mode demo). Correct it."
    )


def _bad_network(got: str) -> WrongUse:
    return WrongUse(f"webhook_networks: got {got}, allowed are private ones as 10.20.0.0/16. Correct the setting.")
