"""`alleskalmed drift`: compare two frames, in a process of its own, because the library that draws the report is heavy."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from features.exits import say
from service.monitoring.process import compare_files


def run(*, reference: Path, current: Path, out: Path, as_json: bool) -> None:
    """Write `drift.html` and `drift.json`, and say how many columns drifted."""
    compare_files(reference, current, out=out)
    written = (out / "drift.json").read_text(encoding="utf-8")
    if as_json:
        sys.stdout.write(written)
    summary = json.loads(written)
    compared, drifted, left_out = summary["compared"], len(summary["drifted"]), len(summary["left_out"])
    say(f"{compared} columns compared, {drifted} drifted, {left_out} left out: {out / 'drift.html'}")
