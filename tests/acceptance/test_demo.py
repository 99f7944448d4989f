"""`DEMO_SERVE=0 make demo` from a fresh clone to twelve past weeks, last night and a printed list, in the work and size promised."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[2]
MINUTES = 6
"""Of one core's work, which other tests beside this one do not change; on two idle cores the clock shows about four."""
AGAIN = 1


def cpu_minutes() -> float:
    """What the programs that were started from here have worked so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) / 60


def make_demo(clone: Path, environment: dict[str, str]) -> tuple[subprocess.CompletedProcess[str], float]:
    start = cpu_minutes()
    done = subprocess.run(
        ["make", "--silent", "demo"],
        cwd=clone,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done, cpu_minutes() - start


def test_the_demo_goes_from_a_fresh_clone_to_a_printed_list(tmp_path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    (clone / ".venv").mkdir()
    (clone / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    shutil.copy(ROOT / ".venv" / "ready", clone / ".venv" / "ready")
    environment = {**os.environ, "DEMO_SERVE": "0", "PYTHONPATH": str(clone), "NO_COLOR": "1", "COLUMNS": "80"}
    environment = {name: value for name, value in environment.items() if not name.startswith(("ALLESKALMED", "COV"))}
    done, minutes = make_demo(clone, environment)
    assert done.returncode == 0, done.stderr
    assert minutes < MINUTES, f"took {minutes:.1f} minutes of work"
    assert "Ugens liste" in done.stdout
    page = next(line.split()[-1] for line in reversed(done.stdout.splitlines()) if line.endswith(".html"))
    assert '<html lang="da"' in (clone / page).read_text(encoding="utf-8")
    assert done.stderr.count(": published in ") == 13
    again, minutes = make_demo(clone, environment)
    assert minutes < AGAIN, f"took {minutes:.1f} minutes of work though everything was there"
    assert (again.returncode, again.stdout) == (0, done.stdout)
    assert ": published in " not in again.stderr
    records = clone / "var" / "demo" / "town" / "records"
    youths = pd.read_parquet(records / "youths.parquet").drop_duplicates("youth_id", keep="last")
    here = youths[youths["left_municipality_on"].isna()]
    age = (pd.Timestamp("2026-11-16") - pd.to_datetime(here["birth_on"])).dt.days / 365.2425
    assert abs(int(((age >= 14) & (age < 19)).sum()) - 4500) < 45
    days = pd.read_parquet(records / "attendance.parquet", columns=["on"])["on"]
    assert pd.to_datetime(days.min()) <= pd.Timestamp("2018-08-31")
