"""Schemathesis asks every operation of the description, with what it allows and what it does not, on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.domain.access import Scope
from service.store import bundles, users
from service.store.bundles import Registered
from tests.lib.copied_town import copy_of, published_town
from tests.lib.databases import KINDS
from tests.lib.running import running
from tests.lib.served import NOW, SYSTEM, served
from tests.lib.small_bundle import small_bundle

PROGRAM = Path(sys.executable).parent / "schemathesis"
EXAMPLES, SEED = 25, 1
ACCEPTED = '[checks.positive_data_acceptance]\nexpected-statuses = ["2xx", "401", "403", "404", "409", "412", "422"]\n'
"""What may be said to a request that keeps to the description: 412 of an old ETag, 422 of records that contradict one another."""


@pytest.fixture(params=KINDS)
def asked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[subprocess.CompletedProcess[str]]:
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    (tmp_path / "schemathesis.toml").write_text(ACCEPTED, encoding="utf-8")
    (tmp_path / "copy").mkdir()
    with published_town(request.param, tmp_path, server) as template, copy_of(template, tmp_path / "copy") as store:
        bundle = small_bundle()
        with store.begin() as work:
            bundles.add(work, Registered(bundle.model_id, "synthetic", bundle.model_id, bundle.manifest, NOW))
            bundles.activate(work, bundle.model_id, actor_id="test", at=NOW)
            users.add(work, [SYSTEM], at=NOW)
            token = users.make_token(work, SYSTEM.user_id, tuple(Scope), at=NOW, days=1)
        with running(served(store, tmp_path, bundle).app) as address:
            yield subprocess.run(
                [
                    *(str(PROGRAM), "run", f"{address}/api/v1/openapi.json", "-H", f"Authorization: Bearer {token}"),
                    *("-c", "all", "--phases", "examples,coverage,fuzzing", "-n", str(EXAMPLES), "--seed", str(SEED)),
                    *("--continue-on-failure", "--no-color"),
                ],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
            )


def test_nothing_that_is_asked_breaks_what_is_described(asked: subprocess.CompletedProcess[str]):
    assert asked.returncode == 0, asked.stdout[-6_000:]
    assert "15/15" in asked.stdout.replace(" ", "").replace("Selected:", "")
    generated = int(asked.stdout.split(" generated")[0].split()[-1])
    assert generated > 1_000
