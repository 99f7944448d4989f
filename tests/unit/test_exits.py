"""How a command ends when whoever reads its output has gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from features.exits import READER_GONE

ROOT = Path(__file__).parents[2]
TALKS = "def run():\n    for number in range(100_000):\n        print(number)\n"


def test_a_reader_who_has_seen_enough_is_no_failure_to_tell_of(tmp_path: Path):
    (tmp_path / "talks.py").write_text(TALKS)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    command = [sys.executable, "-c", "from features.exits import run; run('talks')"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as talking:
        assert talking.stdout is not None and talking.stderr is not None
        assert talking.stdout.readline() == b"0\n"
        talking.stdout.close()
        assert talking.stderr.read() == b""
        assert talking.wait(60) == READER_GONE
