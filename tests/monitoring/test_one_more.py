"""What one more place a week would have found, and one fewer left: the lists cut again."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy.stats import gamma

from service.monitoring import one_more
from service.monitoring.one_more import More

LISTS = """
monday     | youth | risk | listed | outcome | ended
2026-03-02 | anna  | 0.50 | yes    | 0       |
2026-03-02 | bilal | 0.40 | no     | 1       | 2026-05-01
2026-03-02 | clara | 0.30 | no     | 0       |
2026-03-09 | clara | 0.45 | yes    | 0       |
2026-03-09 | bilal | 0.40 | no     | 1       | 2026-05-01
2026-03-09 | david | 0.35 | no     | 1       | 2026-03-12
2026-03-16 | david | 0.35 | yes    | 1       | 2026-03-12
2026-03-16 | emma  | 0.30 | no     | 1       | 2026-08-01
2026-03-16 | farah | 0.30 | no     | 1       | 2026-08-01
2026-03-23 | emma  | 0.30 | yes    | 1       | 2026-08-01
2026-03-23 | anna  | 0.20 | no     | 0       |
"""


def lists() -> pd.DataFrame:
    head, *lines = ([cell.strip() for cell in line.split("|")] for line in LISTS.strip().splitlines())
    told = pd.DataFrame(lines, columns=head)
    return pd.DataFrame(
        {
            "week": told["monday"],
            "monday_on": pd.to_datetime(told["monday"]).astype("datetime64[s]"),
            "district_id": "D1",
            "youth_id": told["youth"],
            "risk": told["risk"].astype(float),
            "cut_off": (told["listed"] == "no").astype("boolean"),
            "capacity": pd.array([1] * len(told), dtype="Int64"),
            "outcome": pd.to_numeric(told["outcome"]).astype("Int8"),
            "ended_on": pd.to_datetime(told["ended"].replace("", None)).astype("datetime64[s]"),
        }
    )


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_more, "FEWEST_LISTS", 1)
    monkeypatch.setattr(one_more, "FEWEST_NAMES", 1)


@pytest.mark.usefixtures("few")
def test_the_place_goes_to_somebody_new_each_week_and_equals_who_do_not_fit_stay_below():
    (more,) = one_more.one_more(lists())
    # bilal in the first week, david instead of bilal in the second; in the third david is no candidate any more, emma and farah are
    # equal and fit both; anna, in the fourth, had been listed before and is nobody new
    assert (more.lists, more.names) == (4, 4)
    assert more.expected == pytest.approx(0.40 + 0.35 + 0.30 + 0.30)


@pytest.mark.usefixtures("few")
def test_found_is_who_dropped_out_without_a_list_having_named_the_youth_in_time():
    (more,) = one_more.one_more(lists())
    # bilal and farah were never named, david only when it had happened; emma was named a week later, in time
    assert (more.found, more.sooner) == (3, 1)


def test_nothing_is_said_of_a_few_lists():
    assert one_more.one_more(lists()) == ()


def test_one_place_fewer_leaves_who_had_the_last_one():
    (fewer,) = one_more.one_fewer(lists())
    assert (fewer.names, fewer.dropouts) == (
        4,
        2,
    )  # anna, clara, david and emma, each at the first list that named them


def more(found: int, lists: int = 40) -> More:
    return More("D1", lists, 50, found, 0, 3.0, 0.0, 0.0, 0.0)


def test_all_districts_together_have_the_interval_of_their_count():
    low, middle, high = one_more.together([more(3), more(5)])
    assert middle == 8
    assert (low, high) == pytest.approx((gamma.ppf(0.025, 8), gamma.ppf(0.975, 9)))
    assert one_more.together([more(0), more(0)])[0] == 0


@pytest.mark.usefixtures("few")
def test_a_district_where_none_was_found_is_not_said_to_have_none():
    quiet = lists().assign(outcome=pd.array([0] * len(lists()), dtype="Int8"))
    both = pd.concat([lists(), quiet.assign(district_id="D2", youth_id=quiet["youth_id"] + "2")])
    first, second = one_more.one_more(both)
    assert (first.found, second.found) == (3, 0)
    assert 0 < second.middle < first.middle
    assert second.high > 0
