"""What is sent twice under the same Idempotency-Key is done once, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from service.domain.access import Role, Scope
from service.domain.users import User
from service.store.done_requests import REMEMBERED
from service.store.kept_tables import DONE_REQUESTS
from service.store.tables import FLAG_MOVES, FLAGS
from tests.lib.copied_town import Template, copy_of, published_town
from tests.lib.databases import KINDS
from tests.lib.served import NOW, Served, served
from tests.lib.small_bundle import small_bundle

HANNE = User("hanne", "Hanne Holm", Role.COUNSELLOR, "hanne", is_demo=True)  # type: ignore[arg-type]
WANTED = {"youth_id": "anna", "asked_by": "school", "why": "Et fælles møde"}
KEY = {"idempotency-key": "one-wish"}
PATH = "/api/v1/flags"


@pytest.fixture(scope="module", params=KINDS)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with published_town(request.param, tmp_path_factory.mktemp("town"), server) as found:
        yield found


@pytest.fixture
def town(template: Template, tmp_path: Path) -> Iterator[Served]:
    with copy_of(template, tmp_path) as store:
        yield served(store, tmp_path, small_bundle())


def count(town: Served, table: sa.Table) -> int:
    with town.store.read() as work:
        return int(work.first(sa.select(sa.func.count()).select_from(table))[0])


def test_a_flag_that_is_asked_for_twice_is_raised_once_and_told_twice(town: Served):
    system = town.system([Scope.WRITE])
    before = count(town, FLAG_MOVES)
    answers = [system.post(PATH, json=WANTED, headers=KEY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["etag"] == answers[1].headers["etag"]
    assert count(town, FLAG_MOVES) == before + 1


def test_a_move_that_is_sent_twice_is_made_once_and_without_a_key_it_is_refused(town: Served):
    system = town.system([Scope.WRITE])
    flag = system.post(PATH, json=WANTED).json()["flag_id"]
    moves = f"{PATH}/{flag}/moves"
    again = [system.post(moves, json={"move": "take_up"}, headers=KEY) for _ in range(2)]
    assert [(one.status_code, one.json()["state"]) for one in again] == [(200, "in_progress")] * 2
    assert system.post(moves, json={"move": "take_up"}).json()["type"].endswith("move-refused")


@pytest.mark.parametrize("other", [{**WANTED, "why": "Noget andet"}, {**WANTED, "youth_id": "jonas"}])
def test_a_key_that_was_used_for_another_request_is_refused(town: Served, other: dict[str, str]):
    system = town.system([Scope.WRITE])
    assert system.post(PATH, json=WANTED, headers=KEY).status_code == 201
    before = count(town, FLAGS)
    refused = system.post(PATH, json=other, headers=KEY)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:alleskalmed:problem:key-reused")
    assert count(town, FLAGS) == before


def test_what_was_refused_is_not_remembered(town: Served):
    system = town.system([Scope.WRITE])
    assert system.post(PATH, json={**WANTED, "youth_id": "nobody"}, headers=KEY).status_code == 404
    assert system.post(PATH, json=WANTED, headers=KEY).status_code == 201


def test_a_key_is_its_owners(town: Served):
    assert town.system([Scope.WRITE]).post(PATH, json=WANTED, headers=KEY).status_code == 201
    assert town.person(HANNE).post(PATH, json={**WANTED, "youth_id": "jonas"}, headers=KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 101, "two words", "æ"])
def test_a_key_that_is_none_is_refused(town: Served, key: str):
    answer = town.system([Scope.WRITE]).post(PATH, json=WANTED, headers={"idempotency-key": key.encode("latin-1")})
    assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[1]) == (422, "invalid-parameter")


def test_many_at_once_under_one_key_do_it_once(town: Served):
    before, clients = count(town, FLAG_MOVES), [town.system([Scope.WRITE]) for _ in range(12)]

    def ask(client: TestClient) -> tuple[int, str]:
        answer = client.post(PATH, json=WANTED, headers=KEY)
        return answer.status_code, answer.json()["flag_id"]

    with ThreadPoolExecutor(len(clients)) as threads:
        told = set(threads.map(ask, clients))
    assert len(told) == 1
    assert count(town, FLAG_MOVES) == before + 1


def test_after_a_day_a_key_is_forgotten_and_what_it_did_is_not_kept(town: Served):
    system = town.system([Scope.WRITE])
    system.post(PATH, json=WANTED, headers=KEY)
    with town.store.begin() as work:
        work.execute(sa.update(DONE_REQUESTS).values(done_at=NOW - REMEMBERED - timedelta(seconds=1)))
    assert system.post(PATH, json={**WANTED, "youth_id": "jonas"}, headers=KEY).status_code == 201
    assert count(town, DONE_REQUESTS) == 1


def test_nothing_of_a_youth_is_remembered_with_a_key(town: Served):
    town.system([Scope.WRITE]).post(PATH, json=WANTED, headers=KEY)
    with town.store.read() as work:
        row = work.first(sa.select(DONE_REQUESTS))
    assert not [cell for cell in map(str, row) if any(word in cell for word in (*WANTED.values(), *KEY.values()))]
