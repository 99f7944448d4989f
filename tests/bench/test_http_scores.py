"""How much of a one-youth POST /scores is scoring: against an endpoint of the same application that only parses and validates the body."""

from __future__ import annotations

import http.client
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import structlog
from fastapi import FastAPI
from starlette.responses import JSONResponse

from service.api.answers import ScoresAsked
from service.api.warming import warm_up
from service.app import build_app
from service.edge.actors import ApiActor
from service.edge.json_bodies import JsonBytes, read_body
from tests.lib.posted import one_youth
from tests.lib.ratios import interleaved, record
from tests.lib.running import running
from tests.lib.served import NOW, Served
from tests.lib.small_night import night, small_home

SCHOOL_DAYS = 200
CLIENTS = 4
"""At once, so that requests per second are what the machine can do, not how long one of them waits for the disk."""
AT_ONCE = 10
"""Requests of a client in a round."""
LIMIT = 1 / 0.3
"""At least 0.3 times the requests per second: at most 3.3 times the time."""
ONLY_VALIDATES = "/api/v1/only-validates"


def only_validates(app: FastAPI) -> None:
    """Add an endpoint that signs in, parses and validates like POST /scores and then answers."""

    @app.post(ONLY_VALIDATES)
    def _(_: ApiActor, raw: JsonBytes) -> JSONResponse:
        return JSONResponse({"youths": len(read_body(ScoresAsked, raw).records.youths)})  # type: ignore[attr-defined]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where the application answers, and a token for it."""
    home = small_home(tmp_path, f"sqlite:///{tmp_path / 'store.db'}")
    night(home)
    warm_up()
    store = home.open()
    app = build_app(home.settings, store=store, now=lambda: NOW)
    only_validates(app)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    token = Served(app, store).system().headers["authorization"]
    with running(app) as found:
        yield found.removeprefix("http://"), token
    structlog.reset_defaults()
    store.close()


def caller(address: str, token: str, path: str) -> Callable[[], None]:
    """A round of requests by a few clients at once, each over one connection."""
    body = json.dumps(one_youth(SCHOOL_DAYS)).encode()
    headers = {"authorization": token, "content-type": "application/json"}

    def call(_: int) -> None:
        connection = http.client.HTTPConnection(
            address
        )  # a new one: an idle one is closed while the other has its round
        for _ in range(AT_ONCE):
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            told = answer.read()
            assert answer.status == 200, told
        connection.close()

    def round_of_calls() -> None:
        with ThreadPoolExecutor(CLIENTS) as clients:
            assert list(clients.map(call, range(CLIENTS))) == [None] * CLIENTS

    return round_of_calls


@pytest.mark.bench
@pytest.mark.alone
def test_scoring_one_youth_leaves_three_tenths_of_the_speed_of_validation_alone(
    address: tuple[str, str], threads: dict[str, int]
):
    ratios = interleaved(caller(*address, "/api/v1/scores"), caller(*address, ONLY_VALIDATES))
    median = record(
        "http_scores_over_validation",
        ratios,
        what=f"time of POST /scores with one youth and {SCHOOL_DAYS} school days over that of parsing and validating the same body",
        limit=round(LIMIT, 2),
        threads=threads,
    )
    assert median <= LIMIT
