"""The whole service on both databases: what `make demo` makes of a fresh clone, a small town's nights, and those who use them.

`DEMO_SERVE=0 make demo` goes to twelve past weeks, last night and a printed list, in the work and size promised.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
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
from tests.lib.yardstick import children_seconds, yardstick_beside

pytestmark = pytest.mark.browser


ROOT = Path(__file__).parents[2]
MOST_WORK = 2000
"""Yardsticks, whose length follows the machine and whatever is beside it; on two idle cores the clock shows about four minutes."""
AGAIN = 0.1
"""Of the work of the first time."""
WEEKS, FEW_WEEKS = 12, 2


@dataclass(frozen=True)
class Demo:
    """What `make demo` made of a fresh clone, told twice, and how many yardsticks of work each took."""

    clone: Path
    first: subprocess.CompletedProcess[str]
    again: subprocess.CompletedProcess[str]
    work: tuple[float, float]

    @property
    def var(self) -> Path:
        """Everything that was made."""
        return self.clone / "var"


@dataclass(frozen=True)
class Served:
    """A running installation, what its processes are told, and the records it was made of."""

    address: str
    environment: dict[str, str]
    printed: str
    records: Path
    weeks: int


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A fresh clone with the environment of these tests, in which `make demo` was typed twice."""
    clone = tmp_path_factory.mktemp("fresh") / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    (clone / ".venv").mkdir()
    (clone / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    shutil.copy(ROOT / ".venv" / "ready", clone / ".venv" / "ready")
    told = {**os.environ, "DEMO_SERVE": "0", "PYTHONPATH": str(clone), "NO_COLOR": "1", "COLUMNS": "80"}
    told = {name: value for name, value in told.items() if not name.startswith(("ALLESKALMED", "COV"))}
    with yardstick_beside() as one:
        first, took = _made(clone, told)
        again, took_again = _made(clone, told)
    return Demo(clone, first, again, (took / one.seconds, took_again / one.seconds))


@pytest.fixture(scope="module", params=KINDS)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Past weeks and last night, published by the demo's command and served: the demo itself, or fewer of the small town on PostgreSQL.

    The latter with a candidate on trial, and watched for two weeks.
    """
    if request.param == "sqlite":
        made: Demo = request.getfixturevalue("demo")
        environment = {"ALLESKALMED_VAR": str(made.var), "ALLESKALMED_DEMO_TODAY": LAST}
        with robot.served(environment) as address:
            yield Served(address, environment, made.first.stdout, made.var / "demo" / "town" / "records", WEEKS)
        return
    town, folder = request.getfixturevalue("town"), tmp_path_factory.mktemp("service")
    learned = ("--records", town.records, "--until", LAST, "--out", folder / "rule")
    request.getfixturevalue("command")("alleskalmed-train", "fit-rule", "absence_60_days", *learned)
    with new_database(request.param, folder, request.getfixturevalue("postgresql")) as url:
        environment = {
            "ALLESKALMED_VAR": str(folder / "var"),
            "ALLESKALMED_DATABASE_URL": url,
            "ALLESKALMED_TRUSTED_KEYS": str(town.trusted),
            "ALLESKALMED_DEMO_TODAY": LAST,
            "COLUMNS": "80",
            "NO_COLOR": "1",
        }
        words = ["demo", "--records", town.records, "--bundle", town.bundle, "--last", LAST, "--out", folder / "out"]
        words += ["--weeks", FEW_WEEKS, "--watched", 2, "--beside", folder / "rule"]
        done = subprocess.run(
            [robot.PROGRAM, *map(str, words)],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        with robot.served(environment) as address:
            yield Served(address, environment, done.stdout, town.records, FEW_WEEKS)


def test_the_demo_goes_from_a_fresh_clone_to_a_printed_list(demo):
    assert demo.first.returncode == 0, demo.first.stderr
    assert demo.work[0] < MOST_WORK, f"took {demo.work[0]:.0f} yardsticks"
    lines = demo.first.stdout.splitlines()
    page = next(line.split()[-1] for line in reversed(lines) if line.endswith(".html"))
    assert '<html lang="da"' in (demo.clone / page).read_text(encoding="utf-8")
    assert demo.first.stderr.count(": published in ") == 13


def test_a_second_demo_uses_what_the_first_one_made(demo):
    assert demo.work[1] < AGAIN * demo.work[0], f"took {demo.work[1]:.0f} yardsticks though everything was there"
    assert (demo.again.returncode, demo.again.stdout) == (0, demo.first.stdout)
    assert ": published in " not in demo.again.stderr


def test_the_demo_is_of_the_size_and_depth_promised(demo):
    records = demo.var / "demo" / "town" / "records"
    youths = pd.read_parquet(records / "youths.parquet").drop_duplicates("youth_id", keep="last")
    here = youths[youths["left_municipality_on"].isna()]
    age = (pd.Timestamp(LAST) - pd.to_datetime(here["birth_on"])).dt.days / 365.2425
    assert abs(int(((age >= 14) & (age < 19)).sum()) - 4500) < 45
    days = pd.read_parquet(records / "attendance.parquet", columns=["on"])["on"]
    assert pd.to_datetime(days.min()) <= pd.Timestamp("2018-08-31")


def test_the_list_is_printed_and_past_weeks_and_last_night_are_published(service):
    assert "Ugens liste" in service.printed
    bearer = {"Authorization": f"Bearer {robot.token(service.environment)}"}
    runs = httpx2.get(f"{service.address}/api/v1/runs?limit=50", headers=bearer).json()
    assert len({run["business_on"] for run in runs["runs"] if run["state"] == "published"}) == service.weeks + 1


def test_the_counsellor_of_nord_goes_from_sign_in_to_a_recorded_contact(service):
    seen = _alone(robot.work_as_counsellor, service.address, of="UU-vejleder, Nord")
    assert seen.week == WEEK
    assert seen.youths_listed > 0
    assert "tegn på frafald" in seen.judgement


def test_a_system_with_a_token_reads_the_list_and_scores_its_youths(service):
    bearer = {"Authorization": f"Bearer {robot.token(service.environment)}"}
    district = pd.read_parquet(service.records / "districts.parquet")["district_id"].iloc[0]
    listed = httpx2.get(f"{service.address}/api/v1/weekly-lists/{district}/{WEEK}", headers=bearer).json()
    assert listed["week"] == WEEK
    asked = [one["youth_id"] for one in listed["youths"]]
    tables = {name: _of(service.records / f"{name}.parquet", asked) for name in ("youths", "spells")}
    rows = {name: json.loads(frame.to_json(orient="records", date_format="iso")) for name, frame in tables.items()}
    rows = {name: [_plain(row) for row in found] for name, found in rows.items()}
    answer = httpx2.post(f"{service.address}/api/v1/scores", json={"as_of": LAST, "records": rows}, headers=bearer)
    assert answer.status_code == 200, answer.text
    scored = [row["youth_id"] for row in answer.json()["scores"]]
    assert scored
    assert set(scored) <= set(asked)


def test_the_drift_page_shows_a_report(service):
    text = _alone(robot.look_at_drift, service.address, who="Analytiker")
    assert re.search("drift", text, re.IGNORECASE)
    latest = httpx2.get(
        f"{service.address}/api/v1/drift/latest",
        headers={"Authorization": f"Bearer {robot.token(service.environment)}"},
    ).json()
    assert latest


def test_as_many_nights_watch_and_the_candidate_is_on_trial_as_was_asked_for(service):
    bearer = {"Authorization": f"Bearer {robot.token(service.environment)}"}
    trial = httpx2.get(f"{service.address}/api/v1/models/shadow", headers=bearer).json()
    reports = list(Path(service.environment["ALLESKALMED_VAR"]).glob("service/runs/*/drift/drift.html"))
    assert (trial["on_trial"] is None, len(reports)) == ((True, 1) if service.weeks == WEEKS else (False, 2))
    assert trial["on_trial"] is None or trial["compared"]["youths"] > 0


def test_nothing_in_the_installation_s_own_folder_names_a_youth(service):
    names = [path.name for path in Path(service.environment["ALLESKALMED_VAR"]).rglob("*")]
    assert names
    assert not [name for name in names if re.match(r"Y\d{4,}", name)]


def _made(clone: Path, environment: dict[str, str]) -> tuple[subprocess.CompletedProcess[str], float]:
    start = children_seconds()
    done = subprocess.run(
        ["make", "--silent", "demo"],
        cwd=clone,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done, children_seconds() - start


def _alone(act: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What an act of the robot gives in a thread of its own: another test's browser may hold this one's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(act, *given, **named).result()


def _of(path: Path, youths: Sequence[str]) -> pd.DataFrame:
    rows = pd.read_parquet(path)
    return rows[rows["youth_id"].isin(youths)]


def _plain(row: dict[str, object]) -> dict[str, object]:
    """A row as a system sends it: dates as days, nothing for what is missing."""
    plain = {}
    for name, value in row.items():
        if value is not None:
            plain[name] = str(value)[:10] if name.endswith("_on") else value
    return plain
