"""Loaded by the process that children are forked from: everything is imported, and the compiled pass has run."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from features.build import build_indicators
from tests.lib import killed_nights
from tests.lib.small_town import MONDAY, write_small_town

LOADED = killed_nights.begin
"""What children run."""

with TemporaryDirectory() as folder:
    build_indicators(write_small_town(Path(folder)), as_of=MONDAY)
