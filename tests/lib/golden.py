"""Golden files: what people read, kept whole, so that a change of a word is seen before a counsellor sees it.

`UPDATE_GOLDEN=1 pytest tests/...` writes them anew; the difference is then read and committed by a person.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "golden"


def check_golden(name: str, written: bytes) -> None:
    """Pass if `written` is the golden file of that name, to the byte."""
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(written)
    assert path.read_bytes() == written, f"{name} reads differently; look at it, then run with UPDATE_GOLDEN=1"
