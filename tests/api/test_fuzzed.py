"""Schemathesis asks every operation of the description, with what it allows and what it does not, on both databases."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.domain.access import Scope
from service.store import users
from tests.lib.copied_town import copy_of, published_town
from tests.lib.databases import KINDS
from tests.lib.running import running
from tests.lib.served import NOW, SYSTEM, activate, served
from tests.lib.small_bundle import small_bundle

PROGRAM = Path(sys.executable).parent / "schemathesis"
SEED = 1
OPERATIONS = 23
FEW, MANY = 4, 100
"""Examples of each operation: in the gate, and with a night's time."""
ACCEPTED = '[checks.positive_data_acceptance]\nexpected-statuses = ["2xx", "304", "401", "403", "404", "409", "412", "422", "429"]\n'
"""What may be said to a request that keeps to the description: 304 to who has it already, 412 of an old ETag, 422 of records that
contradict one another, 429 of more jobs than may wait."""


@dataclass(frozen=True)
class Run:
    """One run: on which kind of database, with requests that keep to the description, break it, or both, and how many."""

    kind: str
    mode: str
    examples: int
    fewest: int


GATE = (
    Run("sqlite", "positive", FEW, 600),
    Run("postgresql", "positive", FEW, 600),
    Run("sqlite", "negative", FEW, 1_500),
)
"""What breaks the description is refused before the database is asked, so that one kind of it is enough."""
NIGHT = tuple(Run(kind, "all", MANY, 4_000) for kind in KINDS)


def name_of(run: Run) -> str:
    return f"{run.kind}-{run.mode}"


@contextmanager
def published(run: Run, folder: Path, server: str | None) -> Iterator[tuple[str, str]]:
    """The address of the service on a town of its own, and a token for everything."""
    (folder / "copy").mkdir()
    with published_town(run.kind, folder, server) as template, copy_of(template, folder / "copy") as store:
        bundle = small_bundle()
        activate(store, bundle)
        with store.begin() as work:
            users.add(work, [SYSTEM], at=NOW)
            token = users.make_token(work, SYSTEM.user_id, tuple(Scope), at=NOW, days=1)
        with running(served(store, folder, bundle, requests_per_minute=10_000_000).app) as address:
            yield address, token


def ask(run: Run, folder: Path, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("postgresql") if run.kind == "postgresql" else None
    (folder / "schemathesis.toml").write_text(ACCEPTED, encoding="utf-8")
    with published(run, folder, server) as (address, token):
        phases = "examples,coverage" if run.mode == "negative" else "examples,coverage,fuzzing"
        asked = subprocess.run(
            [
                *(str(PROGRAM), "run", f"{address}/api/v1/openapi.json", "-H", f"Authorization: Bearer {token}"),
                *("-c", "all", "--phases", phases, "--mode", run.mode, "-n", str(run.examples)),
                *("--seed", str(SEED), "--workers", "1", "--continue-on-failure", "--no-color"),
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    assert asked.returncode == 0, asked.stdout[-6_000:]
    assert f"{OPERATIONS}/{OPERATIONS}" in asked.stdout.replace(" ", "").replace("Selected:", "")
    generated = re.search(r"(\d+) generated,", asked.stdout)
    assert generated and int(generated[1]) > run.fewest


@pytest.mark.parametrize("run", GATE, ids=name_of)
def test_nothing_that_is_asked_breaks_what_is_described(run: Run, tmp_path: Path, request: pytest.FixtureRequest):
    ask(run, tmp_path, request)


@pytest.mark.soak
@pytest.mark.parametrize("run", NIGHT, ids=name_of)
def test_nothing_that_is_asked_a_night_long_breaks_it_either(run: Run, tmp_path: Path, request: pytest.FixtureRequest):
    ask(run, tmp_path, request)
