"""Drift as a process of its own: whoever wants a report starts one and never loads the library that draws it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from service.domain.errors import DriftFailed

FRAME_POLICY: Final = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:"
)
"""Content-Security-Policy of the report: it draws itself with inline scripts, so it runs in a sandbox without origin and network."""
MOST_SECONDS: Final = 600


def compare_files(reference: Path, current: Path, *, out: Path) -> None:
    """Compare two Parquet frames; `drift.html` and `drift.json` are then in `out`.

    Raises: DriftFailed with what the process said.
    """
    command = [
        sys.executable,
        "-m",
        "service.monitoring.drift",
        "--reference",
        reference,
        "--current",
        current,
        "--out",
        out,
    ]
    environment = {**os.environ, "DO_NOT_TRACK": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(  # noqa: S603 - our own module, and paths as separate arguments
        [str(word) for word in command],
        capture_output=True,
        text=True,
        env=environment,
        timeout=MOST_SECONDS,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise DriftFailed(f"drift: got no report ({said}). Compare again; nothing else depends on it.")
