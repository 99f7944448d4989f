"""Flags by rule in towns in which nothing changes: how far the weeks of two school years lie from the same weeks of three earlier years.

To decide flags for every week of five years takes hours, so that every sixth week is looked at. Where one lies beyond the line, the weeks
before and after those are taken as well, as the watch does; an alarm takes two weeks in a row, which are not followed through.
"""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache, partial
from pathlib import Path

import pytest

from features.records import Records
from service.domain.alarms import LINES, is_raised
from service.domain.watching import Matter, Measured
from service.flagging import decide_flags
from service.monitoring.inputs import drift_frame, mornings
from service.monitoring.reference import reference_days, weeks_around
from service.monitoring.tallies import Tallies, tally_columns
from service.monitoring.weekly import measure_nearest, measure_week
from tests.lib.watched_towns import town_records
from tests.prove.test_stable_weeks import FIRST_RUN, LAST, MONDAYS, YOUTHS

pytestmark = pytest.mark.prove

RESULT = Path(__file__).parent / "results" / "stable_flags.json"
SEEDS, EVERY, PROCESSES = (401, 402), 6, 2


def flags_on(records: Records, day: date) -> Tallies:
    """The morning's flags by rule, decided from what was known then."""
    ((_, indicators, _),) = mornings(records, None, days=[day], on=LAST)
    flags = decide_flags(records, as_of=day, scores=None)
    frame = drift_frame(indicators, None, flags, data=str(records.delivery.data))
    return tally_columns(frame[[name for name in frame if name.startswith("flag_")]])


def measured(seed: int) -> dict[str, list[Measured]]:
    """Of each week that is looked at what is measured of its flags."""
    flags = cache(partial(flags_on, town_records(seed=seed, youths=YOUTHS, last=LAST)))
    found = {}
    for monday in [day for day in MONDAYS if day >= FIRST_RUN][::EVERY]:
        days = reference_days(monday, MONDAYS.__contains__).days
        beside = measure_week(flags(monday), [flags(day) for day in days])
        if any(is_raised(one, likely=0.0) for one in beside):
            around = weeks_around(days, MONDAYS.__contains__)
            beside = measure_nearest(flags(monday), [[flags(day) for day in some] for some in around])
        found[str(monday)] = beside
    return found


def test_flags_by_rule_of_a_stable_town_stay_within_their_line() -> None:
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        towns = dict(zip(SEEDS, pool.map(measured, SEEDS), strict=True))
    every = [(seed, week, one) for seed, weeks in towns.items() for week, found in weeks.items() for one in found]
    beyond = [
        (seed, week, one.subject, round(one.effect, 1)) for seed, week, one in every if is_raised(one, likely=0.0)
    ]
    rules = sorted({one.subject for _, _, one in every})
    line = LINES[Matter.FLAGS].watch
    result = {
        "what": "flags by rule of towns in which nothing changes, each week beside the same weeks of three earlier years",
        "youths": YOUTHS,
        "seeds": SEEDS,
        "weeks": sum(map(len, towns.values())),
        "line_per_1000": line,
        "farthest_per_1000": {
            rule: round(max(abs(one.effect) for _, _, one in every if one.subject == rule), 1) for rule in rules
        },
        "beyond_the_line": beyond,
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    assert {one.matter for _, _, one in every} == {Matter.FLAGS}
    assert len(every) > 100
    assert not beyond
