"""A hundred thousand hostile inputs: no defect, no hang, and no growth of memory, open files or rows."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from tests.lib.besieged import besieged, rows
from tests.lib.hostile import growth, sent_of, throw

pytestmark = pytest.mark.soak

COUNT = int(os.environ.get("SOAK_INPUTS", "100000"))
SEED = 20261116
MOST_MB, MOST_FILES = 60, 4
"""What may come between a third of the way and the end: pools and caches fill, and an input leaves nothing."""
OWN = frozenset({"audit", "contacts", "assessments", "flags", "flag_moves", "flag_events", "done_requests", "lookups"})
"""Tables in which an input that happens to be sound is kept, and the look of whoever opened a youth with it counted."""
RESULTS = Path(__file__).parent / "results"


def test_a_hundred_thousand_hostile_inputs_break_hang_and_grow_nothing(tmp_path: Path):
    began = time.monotonic()
    with besieged(tmp_path) as (app, store, callers):
        before = rows(store)
        tally = throw(app, callers, count=COUNT, seed=SEED, folder=tmp_path)
        grown = {name: count - before[name] for name, count in rows(store).items() if count != before[name]}
    megabytes, files = growth(tally)
    result = {
        "sent": sum(tally.sent.values()),
        "by_kind": dict(sent_of(tally)),
        "answered": dict(sorted(tally.answered.items())),
        "defects_or_hangs": len(tally.wrong),
        "slowest_seconds": round(tally.slowest, 2),
        "growth_mb": megabytes,
        "growth_open_files": files,
        "rows_of_sound_inputs": grown,
        "seed": SEED,
        "minutes": round((time.monotonic() - began) / 60, 1),
    }
    print(json.dumps(result, indent=2))  # noqa: T201 - the run shows its figures
    assert tally.wrong == [], "\n".join(tally.wrong[:20])
    assert megabytes <= MOST_MB and files <= MOST_FILES
    assert set(grown) <= OWN
    if COUNT >= 100_000:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "hostile_inputs.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
