"""The audit of lists by group: what is compared, what is not told, and what stops a release."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from features.records import BY_NAME, empty
from models.fairness import FEWEST_OUTCOMES, MEASURES, Verdict, audit, group_columns, verdict
from models.measures import Estimate, Resampling

FEW = Resampling(seed=1, resamples=400)
MONDAY = pd.Timestamp("2025-09-01")


def people(group, *, n, dropouts, flags, caught, risk=None, profile="none"):
    """One row a youth: the first drop out; of these the first `caught` are on the list, and `flags` youths in all."""
    outcome = np.arange(n) < dropouts
    listed = (np.arange(n) < caught) | ((np.arange(n) >= dropouts) & (np.arange(n) < dropouts + flags - caught))
    return pd.DataFrame(
        {
            "youth_id": [f"{group}{number:04}" for number in range(n)],
            "group": group,
            "risk": dropouts / n if risk is None else risk,
            "outcome": outcome.astype(int),
            "listed": listed.astype(float),
            "profile": profile,
        }
    )


def audited(*parts, absent=None):
    rows = pd.concat(parts, ignore_index=True)
    groups = pd.DataFrame({"dimension": rows["group"]})
    told = audit(rows.drop(columns="listed"), rows["listed"].to_numpy(), groups, absent=absent or {}, resampling=FEW)
    found = {(group.group, item.measure): item for group in told.groups for item in group.measures}
    return told, found


def alike(group, **changes):
    return people(group, **{"n": 400, "dropouts": 60, "flags": 80, "caught": 40, **changes})


def test_every_measure_by_hand():
    _, found = audited(alike("a", profile="undetermined"), alike("b", dropouts=50, flags=50, caught=20, risk=0.25))
    values = {name: (found["a", name].value.value, found["b", name].value.value) for name in MEASURES}
    assert values == {
        "flag_rate": pytest.approx((80 / 400, 50 / 400)),
        "false_positive_rate": pytest.approx((40 / 340, 30 / 350)),
        "false_negative_rate": pytest.approx((20 / 60, 30 / 50)),
        "precision": pytest.approx((40 / 80, 20 / 50)),
        "predicted_over_observed": pytest.approx((1, 2)),
        "undecided_share": pytest.approx((1, 0)),
    }
    assert found["a", "flag_rate"].others.value == found["b", "flag_rate"].value.value
    assert found["a", "flag_rate"].ratio.value == pytest.approx(80 / 50)
    numbers = {name: found["a", name].n for name in MEASURES}
    assert (numbers["false_positive_rate"], numbers["false_negative_rate"], numbers["precision"]) == (340, 60, 80)


def test_a_group_that_is_flagged_three_times_as_often_is_outside_the_limits():
    _, found = audited(alike("a", flags=150, caught=50), alike("b", flags=50, caught=17))
    assert found["a", "flag_rate"].verdict is found["b", "flag_rate"].verdict is Verdict.OUTSIDE
    assert found["a", "flag_rate"].ratio.low > 1.25
    assert found["b", "flag_rate"].ratio.high < 0.8


def test_like_groups_are_never_outside_the_limits():
    _, found = audited(
        alike("a", n=4000, dropouts=600, flags=800, caught=400), alike("b", n=4000, dropouts=600, flags=800, caught=400)
    )
    decided = {found["a", name].verdict for name in MEASURES if name != "undecided_share"}
    assert decided == {Verdict.WITHIN}


def test_a_youth_who_is_told_of_on_many_dates_is_one_dropout():
    few = [people(group, n=400, dropouts=10, flags=80, caught=5) for group in "ab"]
    rows = [pd.concat([part] * 7, ignore_index=True) for part in few]
    _, found = audited(*rows)
    assert {item.verdict for item in found.values()} == {Verdict.NOT_ESTIMABLE}


def test_to_miss_all_of_thirty_is_not_to_miss_all_there_are():
    """Thirty of thirty missed, beside others of whom four in five are: with three more found it would be within the limits."""
    small = people("a", n=400, dropouts=30, flags=20, caught=0)
    _, found = audited(small, people("b", n=4000, dropouts=600, flags=400, caught=120))
    mine = found["a", "false_negative_rate"]
    assert (mine.value.value, mine.value.low) == (1.0, pytest.approx(0.9))
    assert mine.ratio.low == pytest.approx(0.9 / 0.8)
    assert mine.verdict is Verdict.UNCLEAR
    beside = found["b", "false_negative_rate"]
    assert beside.others.low == pytest.approx(0.9)
    assert beside.ratio.high == pytest.approx(0.8 / 0.9)
    assert beside.verdict is Verdict.UNCLEAR


@pytest.mark.parametrize(("dropouts", "told"), [(FEWEST_OUTCOMES - 1, False), (FEWEST_OUTCOMES, True)])
def test_below_thirty_dropouts_on_either_side_nothing_is_estimable(dropouts, told):
    small = alike("small", dropouts=dropouts, flags=300, caught=dropouts)
    _, found = audited(small, alike("large"))
    for group in ("small", "large"):
        assert (found[group, "flag_rate"].verdict is not Verdict.NOT_ESTIMABLE) is told


def test_no_verdict_says_fair():
    assert not [item for item in Verdict if "fair" in item]


def test_nothing_seen_among_few_is_no_proof_of_nothing():
    _, found = audited(alike("a", n=70, dropouts=35, flags=35, caught=35), alike("b", flags=140, caught=60, n=700))
    clean = found["a", "false_positive_rate"]
    assert (clean.value.value, clean.value.high) == (0, pytest.approx(3 / 35))
    assert clean.ratio.high == pytest.approx(3 / 35 / (80 / 640))


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.8, 1.25, Verdict.WITHIN),
        (0.79, 1.25, Verdict.UNCLEAR),
        (0.7, 0.8, Verdict.UNCLEAR),
        (0.7, 0.799, Verdict.OUTSIDE),
        (1.25, 2.0, Verdict.UNCLEAR),
        (1.251, 2.0, Verdict.OUTSIDE),
        (math.nan, 2.0, Verdict.NOT_ESTIMABLE),
        (0.5, math.inf, Verdict.NOT_ESTIMABLE),
    ],
)
def test_the_limits_count_only_where_the_whole_interval_lies_beyond_them(low, high, said):
    assert verdict(Estimate(1.0, low, high)) is said


def test_rows_of_one_youth_are_drawn_together_so_repeating_them_narrows_nothing():
    once, found = audited(alike("a"), alike("b", flags=60, caught=30))
    rows = [alike("a"), alike("b", flags=60, caught=30)]
    _, twice = audited(*rows, *rows)
    assert twice["a", "flag_rate"].ratio == found["a", "flag_rate"].ratio
    assert once.groups[0].rows == once.groups[0].youths == 400


def youths(**columns):
    table = empty(BY_NAME["youths"])
    ids = {"youth_id": [f"y{number}" for number in range(3)], "birth_on": "2009-01-01"}
    return pd.concat([table, pd.DataFrame({**ids, **columns})]).astype(table.dtypes.to_dict())


ROWS = pd.DataFrame(
    {
        "youth_id": ["y0", "y1", "y2"],
        "as_of": pd.Series([MONDAY] * 3, dtype="datetime64[s]"),
        "age_years": pd.array([15, 16, None], dtype="Int16"),
        "district_id": ["D1", "D2", ""],
        "kind": ["fgu", "other", "other"],
        "regime": "attendance",
    }
)


def test_sex_and_newcomer_are_examined_only_where_they_were_delivered():
    columns, absent = group_columns(youths(), ROWS)
    assert absent == {"sex": "not delivered", "newcomer": "not delivered"}
    assert list(columns) == ["age", "district", "school_kind", "regime"]


def test_groups_are_told_as_of_the_date():
    given = youths(sex=["F", "M", None], moved_in_on=["2023-09-01", "2015-01-01", None])
    columns, absent = group_columns(given, ROWS)
    assert absent == {}
    assert columns["newcomer"].tolist() == ["newcomer", "settled", "settled"]
    assert columns["sex"].tolist()[:2] == ["F", "M"]
    assert columns["sex"].isna().tolist() == [False, False, True]
    assert columns["age"].tolist()[:2] == ["15", "16"]
    assert columns["district"].isna().tolist() == [False, False, True]


def test_what_was_not_examined_is_said():
    told, _ = audited(alike("a"), alike("b"), absent={"sex": "not delivered"})
    assert set(told.not_examined) == {"origin", "disability", "sex"}
    alone, found = audited(alike("a"))
    assert alone.not_examined["dimension"] == "everybody is in one group"
    assert not found
