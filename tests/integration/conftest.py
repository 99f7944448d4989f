"""Where the tests of fitting and publishing keep their keys."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def own_keys(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bundles are signed with a key of this run, whatever the environment names."""
    folder: Path = tmp_path_factory.getbasetemp() / "var"
    monkeypatch.setenv("ALLESKALMED_VAR", str(folder))
    monkeypatch.delenv("ALLESKALMED_SIGNING_KEY", raising=False)
