"""How often somebody may ask: a bucket of tokens for each person or system, and for each address that is nobody yet.

A full bucket holds what may be asked for in a minute and fills up evenly. Each process of the service has its own buckets: with several
of them somebody may ask that many times as often. A limit across processes would be a write for each request; this one is there so that
a loop gone wild is told so, and does not keep the others waiting.
Source: draft-ietf-httpapi-ratelimit-headers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final

from starlette.requests import Request

from service.edge.problems import Kind, Refused

MOST_BUCKETS: Final = 10_000
"""Buckets that are kept; beyond that the full ones go, for nothing is forgotten by it."""
_MINUTE: Final = 60.0
HEADERS: Final = "headers"
"""Where a request's state keeps headers for its answer, whatever that will be."""


@dataclass(frozen=True)
class Bucket:
    """What was left in a bucket at an instant."""

    left: float
    at: datetime


@dataclass(frozen=True)
class Taken:
    """What became of one request: `left` in the bucket, and the seconds until there is a token again (0 if there is one)."""

    policy: str
    limit: int
    left: int
    wait_seconds: int

    @property
    def headers(self) -> Mapping[str, str]:
        """The limit and what is left of it, as the answer tells it."""
        told = {
            "ratelimit-policy": f'"{self.policy}";q={self.limit};w={_MINUTE:.0f}',
            "ratelimit": f'"{self.policy}";r={self.left};t={self.wait_seconds or math.ceil(_MINUTE / self.limit)}',
        }
        return told | ({"retry-after": str(self.wait_seconds)} if self.wait_seconds else {})


@dataclass(frozen=True)
class Rates:
    """The buckets of a process for one policy: `limit` requests a minute by each of those who ask."""

    policy: str
    limit: int
    now: Callable[[], datetime]
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, who: str) -> Taken:
        """Take a token out of somebody's bucket, if there is one."""
        at = self.now()
        with self._lock:
            left = self._left(who, at)
            is_enough = left >= 1
            self._buckets[who] = Bucket(left - is_enough, at)
            if len(self._buckets) > MOST_BUCKETS:
                self._drop_full(at)
        wait = 0 if is_enough else math.ceil((1 - left) * _MINUTE / self.limit)
        return Taken(self.policy, self.limit, int(left - is_enough), wait)

    def check(self, request: Request, who: str) -> None:
        """Pass if there is a token for the request; its answer tells what is left.

        Raises: Refused with the seconds to wait.
        """
        taken = self.take(who)
        if taken.wait_seconds:
            detail = f"Allowed are {self.limit:,} requests a minute. Wait as long as Retry-After says."
            raise Refused(Kind.TOO_MANY, detail, headers=taken.headers)
        answer_headers(request).update(taken.headers)

    def _left(self, who: str, at: datetime) -> float:
        bucket = self._buckets.get(who, Bucket(self.limit, at))
        seconds = max(0.0, (at - bucket.at).total_seconds())
        return min(float(self.limit), bucket.left + seconds * self.limit / _MINUTE)

    def _drop_full(self, at: datetime) -> None:
        full = [who for who in self._buckets if self._left(who, at) >= self.limit]
        for who in full:
            del self._buckets[who]
        if len(self._buckets) > MOST_BUCKETS:  # somebody comes from everywhere at once: nobody is told apart any more
            self._buckets.clear()


def answer_headers(request: Request) -> dict[str, str]:
    """Headers that the answer will have, to be added to."""
    found: dict[str, str] = request.scope.setdefault("state", {}).setdefault(HEADERS, {})
    return found


def address_of(request: Request) -> str:
    """Where a request comes from, as the server knows it."""
    return request.client.host if request.client is not None else ""
