"""Who is away when: for any day the cover recorded last counts, and one by oneself says that one is back."""

from __future__ import annotations

from datetime import date

import pytest

from features.vocabulary import CounsellorId
from service.domain.casework import Cover, standing_covers

CASES = [
    ("one", "hanne ole 1 9", "hanne ole 1 9"),
    ("back early", "hanne ole 1 9 | hanne hanne 5 9", "hanne ole 1 4"),
    ("back at once", "hanne ole 1 9 | hanne hanne 1 9", ""),
    ("another covers in the middle", "hanne ole 1 9 | hanne pia 4 5", "hanne ole 1 3 | hanne pia 4 5 | hanne ole 6 9"),
    ("longer than planned", "hanne ole 1 9 | hanne ole 9 12", "hanne ole 1 8 | hanne ole 9 12"),
    ("days that touch", "hanne ole 1 4 | hanne pia 5 9", "hanne ole 1 4 | hanne pia 5 9"),
    ("two who are away", "hanne ole 1 9 | pia ole 2 3", "hanne ole 1 9 | pia ole 2 3"),
    ("away again after being back", "hanne ole 1 9 | hanne hanne 1 9 | hanne pia 2 3", "hanne pia 2 3"),
]


def covers(drawn: str) -> tuple[Cover, ...]:
    rows = (row.split() for row in drawn.split("|") if row.strip())
    return tuple(
        Cover(CounsellorId(who), CounsellorId(by), date(2026, 12, int(first)), date(2026, 12, int(last)))
        for who, by, first, last in rows
    )


@pytest.mark.parametrize(("recorded", "standing"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_cover_recorded_last_counts_for_each_day(recorded: str, standing: str):
    assert standing_covers(covers(recorded)) == covers(standing)


@pytest.mark.parametrize("recorded", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_it_says_of_each_day_what_routing_does(recorded: str):
    for day in range(1, 14):
        on = date(2026, 12, day)
        latest = {one.counsellor_id: one.by_id for one in covers(recorded) if one.holds(on)}
        away = {who: by for who, by in latest.items() if who != by}
        assert {one.counsellor_id: one.by_id for one in standing_covers(covers(recorded)) if one.holds(on)} == away
