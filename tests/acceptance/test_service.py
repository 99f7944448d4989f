"""The whole service on both databases: a year of a small town's nights, then the people and systems that use it on the Monday."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pandas as pd
import pytest

from tests.acceptance.conftest import LAST, WEEK
from tests.lib import robot
from tests.lib.databases import KINDS, new_database

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Served:
    """A running installation, and what its processes are told."""

    address: str
    environment: dict[str, str]
    printed: str


@pytest.fixture(scope="module", params=KINDS)
def service(request: pytest.FixtureRequest, town, tmp_path_factory) -> Iterator[Served]:
    """Twelve past weeks and last night of the small town, published by the demo's command and served."""
    folder = tmp_path_factory.mktemp("service")
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with new_database(request.param, folder, server) as url:
        environment = {
            "ALLESKALMED_VAR": str(folder / "var"),
            "ALLESKALMED_DATABASE_URL": url,
            "ALLESKALMED_TRUSTED_KEYS": str(town.trusted),
            "ALLESKALMED_DEMO_TODAY": LAST,
            "COLUMNS": "80",
            "NO_COLOR": "1",
        }
        words = ["demo", "--records", town.records, "--bundle", town.bundle, "--last", LAST, "--out", folder / "out"]
        done = subprocess.run(
            [robot.PROGRAM, *map(str, words)],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        with robot.served(environment) as address:
            yield Served(address, environment, done.stdout)


def test_the_list_is_printed_and_twelve_past_weeks_and_last_night_are_published(service):
    assert "Ugens liste" in service.printed
    bearer = {"Authorization": f"Bearer {robot.token(service.environment)}"}
    runs = httpx2.get(f"{service.address}/api/v1/runs?limit=50", headers=bearer).json()
    assert len({run["business_on"] for run in runs["runs"] if run["state"] == "published"}) == 13


def test_the_counsellor_of_nord_goes_from_sign_in_to_a_recorded_contact(service):
    seen = _alone(robot.work_as_counsellor, service.address, of="UU-vejleder, Nord")
    assert seen.week == WEEK
    assert seen.youths_listed > 0
    assert "tegn på frafald" in seen.judgement


def test_a_system_with_a_token_scores_a_youth_and_reads_the_list(service, town):
    bearer = {"Authorization": f"Bearer {robot.token(service.environment)}"}
    youth = pd.read_parquet(town.scores).query("band != 'not_assessed'")["youth_id"].iloc[0]
    tables = {name: _of(town.records / f"{name}.parquet", youth) for name in ("youths", "spells")}
    rows = {name: json.loads(frame.to_json(orient="records", date_format="iso")) for name, frame in tables.items()}
    rows = {name: [_plain(row) for row in found] for name, found in rows.items()}
    answer = httpx2.post(f"{service.address}/api/v1/scores", json={"as_of": LAST, "records": rows}, headers=bearer)
    assert answer.status_code == 200, answer.text
    assert [row["youth_id"] for row in answer.json()["scores"]] == [youth]
    districts = pd.read_parquet(town.records / "districts.parquet")["district_id"]
    listed = httpx2.get(f"{service.address}/api/v1/weekly-lists/{districts.iloc[0]}/{WEEK}", headers=bearer)
    assert listed.status_code == 200
    assert listed.json()["week"] == WEEK


def test_the_drift_page_shows_a_report(service):
    text = _alone(robot.look_at_drift, service.address, who="Analytiker")
    assert re.search("drift", text, re.IGNORECASE)
    latest = httpx2.get(
        f"{service.address}/api/v1/drift/latest",
        headers={"Authorization": f"Bearer {robot.token(service.environment)}"},
    ).json()
    assert latest


def test_nothing_in_the_installation_s_own_folder_names_a_youth(service):
    names = [path.name for path in Path(service.environment["ALLESKALMED_VAR"]).rglob("*")]
    assert names
    assert not [name for name in names if re.match(r"Y\d{4,}", name)]


def _alone(act: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What an act of the robot gives in a thread of its own: another test's browser may hold this one's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(act, *given, **named).result()


def _of(path: Path, youth: str) -> pd.DataFrame:
    rows = pd.read_parquet(path)
    return rows[rows["youth_id"] == youth]


def _plain(row: dict[str, object]) -> dict[str, object]:
    """A row as a system sends it: dates as days, nothing for what is missing."""
    plain = {}
    for name, value in row.items():
        if value is not None:
            plain[name] = str(value)[:10] if name.endswith("_on") else value
    return plain
