"""A few hundred of the hostile inputs of tests/soak, before every merge: none is answered by a defect, and none hangs."""

from __future__ import annotations

from pathlib import Path

from tests.lib.besieged import besieged
from tests.lib.hostile import SHARES, throw

COUNT = 600


def test_hostile_inputs_are_refused_and_never_a_defect(tmp_path: Path):
    with besieged(tmp_path) as (app, _, callers):
        tally = throw(app, callers, count=COUNT, seed=20261116, folder=tmp_path)
    assert tally.wrong == [], "\n".join(tally.wrong)
    assert set(tally.sent) == set(SHARES) and sum(tally.sent.values()) == COUNT
    assert {"200", "401", "404", "422", "refused in words"} <= set(tally.answered)
