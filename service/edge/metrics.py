"""What is counted about requests, and one line of log for each: by route template, never by address, so that no id gets out."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.domain.watching import Level, Matter, Standing
from service.edge.problems import Kind, Problem, problem_answer
from service.logs import LOG, place_of

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which several processes keep their counts together; prometheus_client reads it by itself."""
UNROUTED: Final = "(none)"
_HEIGHTS: Final = (Level.FINE, Level.WATCH, Level.STOP)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "alleskalmed_requests_total", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "alleskalmed_request_seconds", "Time to answer", ["method", "route"], registry=self.registry
        )
        self.scored = Counter("alleskalmed_scored_youths_total", "Youths scored over HTTP", registry=self.registry)
        self.refused = Counter(
            "alleskalmed_refused_looks_total", "Looks refused for their number", ["kind"], registry=self.registry
        )
        self.published_age = Gauge(
            "alleskalmed_published_age_seconds",
            "Age of the published night",
            registry=self.registry,
            multiprocess_mode="mostrecent",
        )
        self.alarm_level = Gauge(
            "alleskalmed_alarm_level",
            "Worst level of a matter: 0 fine, 1 watch, 2 stop",
            ["matter"],
            registry=self.registry,
            multiprocess_mode="mostrecent",
        )
        self.alarms = Gauge(
            "alleskalmed_alarms",
            "Series that are watched, by level",
            ["level"],
            registry=self.registry,
            multiprocess_mode="mostrecent",
        )
        self.watched_age = Gauge(
            "alleskalmed_watched_age_seconds",
            "Age of the Monday whose week was watched last",
            registry=self.registry,
            multiprocess_mode="mostrecent",
        )

    def show_watched(self, standings: Sequence[Standing], age: timedelta | None) -> None:
        """Show how what is watched stands, by matter and by level; the subjects stand on the page and in `GET /alarms`."""
        for matter in Matter:
            levels = [_HEIGHTS.index(one.level) for one in standings if one.matter is matter]
            self.alarm_level.labels(matter).set(max(levels, default=0))
        for level in Level:
            self.alarms.labels(level).set(sum(one.level is level for one in standings))
        if age is not None:
            self.watched_age.set(age.total_seconds())

    def text(self) -> bytes:
        """Everything in Prometheus' text format, of all processes that share the address."""
        if SHARED not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the library leaves it untyped
        return generate_latest(together)


class Measured:
    """Middleware: counts, times and logs each request, and is where a defect ends.

    A defect is told by its place in the code alone: its message might hold data.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and write down how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:  # noqa: BLE001 - the edge of HTTP: every failure must end in an answer and a line of log
            LOG.error("defect", route=route_of(scope), **place_of(error))
            if not status:
                problem = Problem(
                    Kind.DEFECT, "The operator's log names the place. Try again; if it stays, tell the operator."
                )
                await problem_answer(Request(scope, receive), problem)(scope, receive, send_and_note)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = method_of(scope), route_of(scope)
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.seconds.labels(method, route).observe(seconds)
        LOG.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


def method_of(scope: Scope) -> str:
    """The method, if it is one of HTTP's; whoever calls may have made up another, and put into it what they like."""
    return scope["method"] if scope["method"] in METHODS else "OTHER"


def route_of(scope: Scope) -> str:
    """The template of the route that answered, such as /api/v1/youths/{youth_id}."""
    return str(getattr(scope.get("route"), "path", UNROUTED))
