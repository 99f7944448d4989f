"""How much of a one-youth POST /scores is scoring: against an endpoint of the same application that only parses and validates the body."""

from __future__ import annotations

import http.client
import json
import logging
import multiprocessing
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import structlog
import uvicorn
from fastapi import FastAPI
from starlette.responses import JSONResponse

from service.api.answers import ScoresAsked
from service.api.warming import warm_up
from service.app import build_app
from service.edge.actors import ApiActor
from service.edge.json_bodies import JsonBytes, read_body
from tests.lib.posted import one_youth
from tests.lib.ratios import interleaved, record
from tests.lib.served import NOW, Served
from tests.lib.small_night import night, small_home

SCHOOL_DAYS = 200
REQUESTS = 40
"""In a round, by all clients together."""
LIMIT = 1 / 0.3
"""At least 0.3 times the requests per second: at most 3.3 times the time."""
ONLY_VALIDATES = "/api/v1/only-validates"


def only_validates(app: FastAPI) -> None:
    """Add an endpoint that signs in, parses and validates like POST /scores and then answers."""

    @app.post(ONLY_VALIDATES)
    def _(_: ApiActor, raw: JsonBytes) -> JSONResponse:
        return JSONResponse({"youths": len(read_body(ScoresAsked, raw).records.youths)})  # type: ignore[attr-defined]


def serve(folder: Path, listening: socket.socket, told: Connection) -> None:
    """A process of its own, as in an installation: tell a token, then answer until killed."""
    home = small_home(folder, f"sqlite:///{folder / 'store.db'}")
    night(home)
    warm_up()
    settings = home.settings.model_copy(update={"requests_per_minute": 1_000_000})
    app = build_app(settings, store=(store := home.open()), now=lambda: NOW)
    only_validates(app)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    told.send(Served(app, store).system().headers["authorization"])
    uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off")).run(sockets=[listening])


@pytest.fixture
def address(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where the application answers, and a token for it."""
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = processes.Process(target=serve, args=(tmp_path, listening, there))
        server.start()
        try:
            yield f"127.0.0.1:{listening.getsockname()[1]}", here.recv()
        finally:
            server.kill()
            server.join()


def caller(address: str, token: str, path: str, *, clients: int) -> Callable[[], None]:
    """A round of requests by so many clients at once, each over one connection."""
    body = json.dumps(one_youth(SCHOOL_DAYS)).encode()
    headers = {"authorization": token, "content-type": "application/json"}

    def call(_: int) -> None:
        connection = http.client.HTTPConnection(
            address
        )  # a new one: an idle one is closed while the other has its round
        for _ in range(REQUESTS // clients):
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            told = answer.read()
            assert answer.status == 200, told
        connection.close()

    def round_of_calls() -> None:
        with ThreadPoolExecutor(clients) as threads:
            assert list(threads.map(call, range(clients))) == [None] * clients

    return round_of_calls


@pytest.mark.bench
@pytest.mark.alone
@pytest.mark.parametrize("clients", [1, 4])
def test_scoring_one_youth_leaves_three_tenths_of_the_speed_of_validation_alone(
    address: tuple[str, str], threads: dict[str, int], clients: int
):
    scoring, validating = (caller(*address, path, clients=clients) for path in ("/api/v1/scores", ONLY_VALIDATES))
    median = record(
        f"http_scores_over_validation_by_{clients}",
        interleaved(scoring, validating),
        what=f"time of POST /scores with one youth and {SCHOOL_DAYS} school days over that of parsing and validating the same body, "
        f"by {clients} at once",
        limit=round(LIMIT, 2),
        threads=threads,
    )
    assert median <= LIMIT
