"""The towns and the real events that several proofs look at, made once a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.lib.own_towns import SEEDS, Later, real, town
from training import real_events

FOLDER = Path(os.environ.get("OULAD_RECORDS", "../shared/data/oulad_2013"))


@pytest.fixture(scope="session")
def own_towns(tmp_path_factory: pytest.TempPathFactory) -> list[Later]:
    """Each town with what was learned of it and its later rows."""
    return [town(tmp_path_factory.mktemp(f"town{seed}"), seed=seed) for seed in SEEDS]


@pytest.fixture(scope="session")
def real_autumn() -> Later:
    """The real events, which are not part of the repository."""
    if not FOLDER.exists():
        pytest.skip(f"no folder {FOLDER}: {real_events.SOURCE}")
    return real(FOLDER)
