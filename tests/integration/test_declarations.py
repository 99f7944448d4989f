"""What a delivery declares its data to be is carried to everything that is made from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from starlette.testclient import TestClient

from features.calendar import cut
from models.bundle import save
from models.keys import signing_key
from service.__main__ import app
from service.app import build_app
from service.domain.access import Role, Scope
from service.domain.users import User
from service.frames import DECLARED
from service.store import users
from service.store.tables import DELIVERIES, LISTS, RUNS, SCORES
from tests.lib.small_bundle import small_bundle
from tests.lib.small_night import Home, night, small_home
from tests.lib.small_town import MONDAY, WEEK, write_small_town

SAID = "public"
EXEMPT = {"/api/v1/changes", "/api/v1/flags/{flag_id}", "/api/v1/jobs/{job_id}"}
"""Ids of moves, one flag and how far a job is: what they are of is told where the flags and the job's scores are."""
NOON = cut(MONDAY) + timedelta(hours=12)


def declared(folder: Path) -> Path:
    """A records folder that says its data are published research data."""
    said = json.loads((folder / "delivery.json").read_bytes())
    (folder / "delivery.json").write_text(json.dumps({**said, "data": SAID}), encoding="utf-8")
    return folder


def said_in(value: Any) -> Iterator[str]:
    """Everything that stands under a `data` in an answer."""
    if isinstance(value, dict):
        if isinstance(value.get("data"), str):
            yield value["data"]
        for inner in value.values():
            yield from said_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from said_in(inner)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    place = tmp_path_factory.mktemp("declared")
    found = small_home(place / "var", f"sqlite:///{place / 'store.db'}")
    declared(found.inbox / "town")
    (report,) = night(found)
    assert report.state == "published"
    return found


@pytest.fixture(scope="module")
def asking(home: Home) -> Iterator[TestClient]:
    store = home.open()
    with store.begin() as work:
        users.add(work, [User("journal", "Fagsystem", Role.SYSTEM, is_demo=True)], at=NOON)
        token = users.make_token(work, "journal", frozenset(Scope), at=NOON, days=1)
    service = build_app(home.settings, store=store, now=lambda: NOON)
    yield TestClient(service, headers={"authorization": f"Bearer {token}"})
    store.close()


def test_it_is_carried_into_the_store(home: Home):
    store = home.open()
    with store.read() as work:
        for table in (DELIVERIES, RUNS, SCORES):
            rows = work.rows(sa.select(table.c.data))
            assert rows
            assert {row.data for row in rows} == {SAID}, table.name
        lists = work.rows(sa.select(LISTS.c.content))
    store.close()
    assert len(lists) >= 3
    assert all(SAID in set(said_in(json.loads(row.content))) for row in lists)


def test_it_is_carried_into_every_file_of_the_run(home: Home):
    files = sorted(home.settings.folders.runs.rglob("*.parquet"))
    assert {file.name for file in files} >= {"indicators.parquet", "scores.parquet", "flags.parquet", "current.parquet"}
    assert {file.name: pq.read_schema(file).metadata[DECLARED].decode() for file in files} == {
        file.name: SAID for file in files
    }
    [report] = home.settings.folders.runs.glob("*/report.json")
    assert SAID in set(said_in(json.loads(report.read_bytes())))


ANSWERS = [
    "/api/v1/runs",
    f"/api/v1/weekly-lists/D1/{WEEK}",
    "/api/v1/flags",
    "/api/v1/youths/jonas",
    "/api/v1/youths/jonas/scores",
]


@pytest.mark.parametrize("path", ANSWERS)
def test_it_is_carried_into_every_answer(asking: TestClient, path: str):
    answer = asking.get(path)
    assert answer.status_code == 200, answer.text
    found = set(said_in(answer.json()))
    assert found == {SAID}


def test_it_is_carried_into_a_score_made_now(asking: TestClient):
    answer = asking.post("/api/v1/youths/jonas/scores")
    assert answer.status_code == 200, answer.text
    assert set(said_in(answer.json())) == {SAID}


def test_a_model_tells_what_it_was_made_from_itself(asking: TestClient):
    assert set(said_in(asking.get("/api/v1/models/active").json())) == {"synthetic"}


def test_every_description_of_an_answer_says_what_the_data_are(asking: TestClient):
    paths = asking.get("/api/v1/openapi.json").json()["paths"]
    told = {}
    for path, methods in paths.items():
        if path.startswith("/api/v1/") and "get" in methods:
            answer = methods["get"]["responses"]["200"]["content"]["application/json"]
            told[path] = '"data"' in json.dumps(answer.get("example", answer.get("examples")))
    assert len(told) >= 7
    assert {path for path, has_it in told.items() if not has_it} <= EXEMPT


def test_it_is_carried_into_what_commands_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path))
    folder = declared(write_small_town(tmp_path / "town"))
    save(small_bundle(), tmp_path / "bundle", key=signing_key(None, tmp_path / "keys"))
    asked = ["--records", str(folder), "--as-of", str(MONDAY)]
    for command, given in (("indicators", []), ("score", ["--bundle", str(tmp_path / "bundle")]), ("flags", [])):
        out = tmp_path / f"{command}.parquet"
        done = CliRunner().invoke(app, [command, *asked, *given, "--out", str(out)])
        assert done.exit_code == 0, done.output
        assert pq.read_schema(out).metadata[DECLARED].decode() == SAID
    wanted = ["--district", "D1", "--week", WEEK, "--flags", str(tmp_path / "flags.parquet"), "--format", "json"]
    listed = CliRunner().invoke(app, ["weekly-list", "--records", str(folder), *wanted])
    assert set(said_in(json.loads(listed.stdout))) == {SAID}
