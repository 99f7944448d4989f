"""Whether the read-out at the line of capacity tells the truth: in towns whose effect is set, over and over."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from service.domain.mattering import HERNING as MATTERS
from service.monitoring import effect
from service.monitoring.one_more import one_more, together
from service.monitoring.read_out import Verdict, verdict_of, wilson
from tests.lib.line_towns import HEAVY, HERNING, LARGE, Plan, live

pytestmark = pytest.mark.prove

RESULT = Path(__file__).parent / "results" / "effect.json"
TOWNS = 200
TOWNS_FOR_POWER = 900
"""The share that is found then has a standard error of 1.6 points at most; 300 towns leave up to 2.9, too many to judge five by."""
CHANGE = MATTERS[0].change
COVERED = (0.90, 0.98)
POINTS = 0.05


@dataclass(frozen=True)
class Told:
    """What was told of one town, and its truth."""

    found: effect.Jump
    truth: float

    def covers(self, truth: float) -> bool:
        """Whether the truth lies in the interval."""
        return self.found.low <= truth <= self.found.high


def told_of(plan: Plan, *, towns: int) -> list[Told]:
    told = []
    for seed in range(towns):
        town = live(plan, seed=seed)
        near = effect.at_the_line(town.rows)
        found = effect.jump(near, effect.beyond_risk(near))
        assert found is not None
        assert town.truth is not None
        told.append(Told(found, town.truth))
    return told


def figures(told: list[Told]) -> dict[str, Any]:
    truth = float(np.mean([one.truth for one in told]))
    covered = sum(one.covers(truth) for one in told)
    rejected = sum(not one.found.holds_zero for one in told)
    verdicts = [verdict_of(one.found, CHANGE) for one in told]
    claimed = [one.found.power(truth) for one in told]
    return {
        "towns": len(told),
        "truth": round(truth, 4),
        "mean_estimate": round(float(np.mean([one.found.value for one in told])), 4),
        "standard_deviation": round(float(np.std([one.found.value for one in told])), 4),
        "mean_standard_error": round(float(np.mean([one.found.se for one in told])), 4),
        "covered": covered / len(told),
        "covered_interval": [round(end, 4) for end in wilson(covered, len(told))],
        "told_from_zero": rejected / len(told),
        "told_from_zero_interval": [round(end, 4) for end in wilson(rejected, len(told))],
        "power_claimed": round(float(np.mean(claimed)), 4),
        "smallest_change_found": round(float(np.mean([one.found.smallest for one in told])), 4),
        "youths_at_the_line": round(float(np.mean([one.found.listed + one.found.waiting for one in told]))),
        "verdicts": {str(verdict): verdicts.count(verdict) for verdict in Verdict if verdict in verdicts},
    }


def kept(name: str, found: dict[str, Any]) -> dict[str, Any]:
    """Write it beside the others."""
    held = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    text = json.dumps(held | {name: found}, indent=2, sort_keys=True)
    RESULT.write_text(text + "\n", encoding="utf-8")
    return found


@pytest.mark.parametrize(("name", "plan"), [("herning", HERNING), ("large", LARGE)])
def test_the_intervals_cover_the_true_effect(name: str, plan: Plan):
    found = kept(name, figures(told_of(plan, towns=TOWNS)))
    assert COVERED[0] <= found["covered"] <= COVERED[1]
    assert found["truth"] < 0


@pytest.mark.parametrize(("name", "plan"), [("herning_zero", HERNING), ("large_zero", LARGE)])
def test_no_effect_is_called_none(name: str, plan: Plan):
    told = told_of(replace(plan, ratio=1.0), towns=TOWNS)
    found = kept(name, figures(told))
    claims = sum(found["verdicts"].get(str(one), 0) for one in (Verdict.FEWER, Verdict.MORE))
    assert found["truth"] == 0
    assert COVERED[0] <= found["covered"] <= COVERED[1]
    assert claims / TOWNS <= 1 - COVERED[0]


@pytest.mark.parametrize(("name", "ratio"), [("heavy_quarter", 0.25), ("heavy_none", 0.0)])
def test_the_power_that_is_claimed_is_the_share_that_is_found(name: str, ratio: float):
    found = kept(name, figures(told_of(replace(HEAVY, ratio=ratio), towns=TOWNS_FOR_POWER)))
    assert abs(found["power_claimed"] - found["told_from_zero"]) <= POINTS
    assert COVERED[0] <= found["covered"] <= COVERED[1]


def test_what_one_more_place_would_find_lies_where_it_is_said_to():
    towns = [one_more(live(HERNING, seed=seed).rows) for seed in range(TOWNS)]
    mean = float(np.mean([together(more)[1] for more in towns]))
    covered = sum(together(more)[0] <= mean <= together(more)[2] for more in towns)
    districts = [one for more in towns for one in more]
    by_district = sum(one.low <= mean / HERNING.districts <= one.high for one in districts)
    found = kept(
        "one_more_place",
        {
            "towns": TOWNS,
            "found_in_a_school_year": round(mean, 3),
            "covered": covered / TOWNS,
            "covered_interval": [round(end, 4) for end in wilson(covered, TOWNS)],
            "covered_by_district": round(by_district / len(districts), 4),
        },
    )
    assert COVERED[0] <= found["covered"] <= 1
