"""Machine code is kept apart by what it was made from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numba import config

from features import windows
from features.windows import made_from

FEATURES = Path(windows.__file__).parent


def test_a_change_of_any_source_makes_machine_code_anew(tmp_path):
    for name in ("kernels.py", "windows.py"):
        (tmp_path / name).write_bytes((FEATURES / name).read_bytes())
    before = made_from(tmp_path.glob("*.py"))
    assert made_from(tmp_path.glob("*.py")) == before
    (tmp_path / "windows.py").write_bytes((FEATURES / "windows.py").read_bytes() + b"\n")
    assert made_from(tmp_path.glob("*.py")) != before


def test_what_runs_here_was_made_from_these_sources():
    lessons = np.array([0, 3], np.int32)
    assert windows._share(lessons, 2 * lessons, 0, 1) == 0.5
    assert Path(config.CACHE_DIR).name == f"compiled-{made_from(FEATURES.glob('*.py'))}"
    assert any(Path(config.CACHE_DIR).rglob("*.nbi"))
