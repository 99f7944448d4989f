"""`python -m tests.lib.machine_code`: compile what is compiled, once, before several workers of a test run would each do it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from features.build import build_indicators
from models.scoring import score_youths
from tests.lib.small_bundle import small_bundle
from tests.lib.small_town import MONDAY, write_small_town

if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        indicators = build_indicators(write_small_town(Path(folder) / "town"), as_of=MONDAY)
        score_youths(small_bundle(), indicators)
