"""Nights killed at random moments, again and again, on both databases: the list is the old or the new one, and nothing is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.lib.copied_town import copied_database
from tests.lib.databases import KINDS, new_database
from tests.lib.killed_nights import Way, before_monday, begin, context, copied, ended, kept
from tests.lib.small_night import Home, shown

pytestmark = pytest.mark.soak

KILLS = int(os.environ.get("SOAK_KILLS", "200"))
IN_A_ROW = 4
"""So often a night is killed before it is left to end."""
RESULTS = Path(__file__).parent / "results"


def killed_after(home: Home, seconds: float, *, goes_on: bool) -> bool:
    """Begin a night and kill it; whether it was still running."""
    child = begin(home, Way(goes_on=goes_on, has_drift=True))
    child.join(seconds)
    if child.exitcode is None and child.pid is not None:
        os.kill(child.pid, signal.SIGKILL)
    return ended(child) == -signal.SIGKILL


@pytest.mark.parametrize("kind", KINDS)
def test_nights_killed_at_random_leave_the_old_or_the_new_list_and_end_alike(kind, tmp_path, postgresql):
    chance, counted, began = random.Random(kind), Counter[str](), time.monotonic()
    asleep = context().Process(target=time.sleep, args=(0,))
    asleep.start()  # the process that forks is warm when the first night is timed
    ended(asleep)
    with new_database(kind, tmp_path, postgresql) as url:
        base = before_monday(tmp_path / "base", url)
        with copied_database(base.url, tmp_path) as quiet_url:
            quiet = copied(base, tmp_path / "quiet", quiet_url)
            start = time.monotonic()
            assert ended(begin(quiet, Way(has_drift=True))) == 0
            usual, new, untouched = time.monotonic() - start, shown(quiet), kept(quiet)
        old = shown(base)
        while counted["kills"] < KILLS:
            place = tmp_path / f"home-{counted['homes']}"
            place.mkdir()
            with copied_database(base.url, place) as copy_url:
                home = copied(base, place / "var", copy_url)
                for _ in range(IN_A_ROW):
                    if not killed_after(home, chance.uniform(0, usual), goes_on=chance.random() < 0.5):
                        break
                    counted["kills"] += 1
                    found = shown(home)
                    assert found in {old, new}
                    counted["left_the_new_list" if found == new else "left_the_old_list"] += 1
                assert ended(begin(home, Way(goes_on=chance.random() < 0.5))) == 0
                assert (shown(home), kept(home)) == (new, untouched)
                counted["homes"] += 1
    RESULTS.mkdir(exist_ok=True)
    result = {
        **counted,
        "lost_or_doubled": 0,
        "usual_seconds": round(usual, 1),
        "minutes": round((time.monotonic() - began) / 60, 1),
    }
    (RESULTS / f"random_kills_{kind}.json").write_text(
        json.dumps(result, indent=2, sort_keys=True) + "\n", encoding="utf-8"
    )
