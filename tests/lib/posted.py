"""Bodies for POST /scores."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from tests.lib.small_town import school_days

AS_OF = date(2026, 11, 16)


def one_youth(days: int = 40, *, youth_id: str = "y1") -> dict[str, Any]:
    """The body for a pupil of grade 9 with so many school days, every ninth of them partly missed."""
    wanted = list(school_days(date(2025, 8, 11), date(2026, 11, 15)))[-days:] if days else []
    return {
        "as_of": str(AS_OF),
        "records": {
            "youths": [{"youth_id": youth_id, "birth_on": "2011-03-01", "district_id": "D1"}],
            "spells": [
                {
                    "youth_id": youth_id,
                    "status": "compulsory_school",
                    "institution_id": "S1",
                    "started_on": "2017-08-10",
                    "grade": 9,
                }
            ],
            "institutions": [{"institution_id": "S1", "kind": "municipal_school", "delivers_attendance": True}],
            "attendance": [
                {
                    "youth_id": youth_id,
                    "on": str(day),
                    "institution_id": "S1",
                    "scheduled": 2,
                    "sick": 0,
                    "permitted": 0,
                    "unlawful": int(number % 9 == 0),
                }
                for number, day in enumerate(wanted)
            ],
        },
    }


def changed(body: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The body with another value at a place such as records/youths/0/birth_on."""
    result = copy.deepcopy(body)
    *way, last = [int(step) if step.isdecimal() else step for step in path.split("/")]
    place: Any = result
    for step in way:
        place = place[step]
    place[last] = value
    return result
