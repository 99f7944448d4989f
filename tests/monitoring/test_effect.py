"""Whether being listed helps, at the line of capacity: whose rows count, how the figures come about, and when nothing is said."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from service.domain.mattering import Matters, matters_on
from service.monitoring import effect
from service.monitoring.effect import Jump
from service.monitoring.read_out import Verdict, verdict_of, wilson

LISTS = """
week     | district | youth | risk | listed | outcome
2026-W10 | D1       | anna  | 0.50 | yes    | 1
2026-W10 | D1       | bilal | 0.40 | no     | 0
2026-W10 | D1       | clara | 0.05 | no     | 0
2026-W11 | D1       | bilal | 0.45 | yes    | 1
2026-W11 | D1       | david | 0.40 | no     |
2026-W12 | D1       | emma  | 0.30 | yes    | 0
2026-W12 | D1       | bilal | 0.25 | no     | 1
2026-W12 | D2       | farah | 0.30 | yes    | 0
"""


def lists(table: str) -> pd.DataFrame:
    head, *lines = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    told = pd.DataFrame(lines, columns=head).rename(columns={"district": "district_id", "youth": "youth_id"})
    told["cut_off"] = told.pop("listed") == "no"
    return told.assign(risk=told["risk"].astype(float), outcome=pd.to_numeric(told["outcome"]).astype("Int8"))


def drawn(rng: np.random.Generator, size: int, *, step: float, youths: int | None = None) -> pd.DataFrame:
    """Rows on both sides of the line whose outcome jumps by `step` there."""
    x = rng.uniform(-1, 1, size)
    youth = np.arange(size) if youths is None else rng.integers(0, youths, size)
    happened = (rng.random(size) < 0.3 + 0.05 * x + step * (x > 0)).astype(float)
    return pd.DataFrame({"distance": x, "youth_id": youth, "outcome": happened, "risk": 0.3})


def test_who_stood_near_a_known_line_counts_up_to_the_first_list_that_named_the_youth():
    near = effect.at_the_line(lists(LISTS))
    told = list(zip(near["week"], near["youth_id"], near["distance"] > 0, strict=True))
    assert told == [
        ("2026-W10", "anna", True),
        ("2026-W10", "bilal", False),
        ("2026-W11", "bilal", True),
        ("2026-W12", "emma", True),
    ]


def test_the_line_lies_halfway_between_the_last_listed_and_the_first_who_waits():
    near = effect.at_the_line(lists(LISTS)).set_index(["week", "youth_id"])["distance"]
    halfway = (np.log(0.5 / 0.5) - np.log(0.4 / 0.6)) / 2
    assert near["2026-W10", "anna"] == pytest.approx(halfway)
    assert near["2026-W10", "bilal"] == pytest.approx(-halfway)


def test_two_straight_lines_are_met_exactly():
    x = np.concatenate([np.linspace(-1, -0.01, 200), np.linspace(0.01, 1, 200)])
    near = pd.DataFrame({"distance": x, "youth_id": np.arange(400)})
    found = effect.jump(near, np.where(x > 0, 0.4 + 0.2 * x, 0.5 - 0.1 * x))
    assert found is not None
    assert found.value == pytest.approx(-0.1)
    assert found.se == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("step", [-0.2, 0.0])
def test_the_interval_holds_what_is_true_in_about_nineteen_of_twenty(step: float):
    held, zeros = 0, 0
    for seed in range(100):
        near = drawn(np.random.default_rng(seed), 1_500, step=step)
        found = effect.jump(near, near["outcome"].to_numpy())
        assert found is not None
        held += found.low <= step <= found.high
        zeros += found.holds_zero
    assert 89 <= held <= 99
    assert zeros == held if step == 0 else zeros <= 20


def test_rows_of_the_same_youths_tell_less_than_as_many_of_others():
    rng = np.random.default_rng(5)
    alone = drawn(rng, 1_000, step=0)
    many = pd.concat([alone] * 4, ignore_index=True)
    one, four = (effect.jump(rows, rows["outcome"].to_numpy(), bend=0) for rows in (alone, many))
    assert one is not None
    assert four is not None
    assert four.se == pytest.approx(one.se, rel=0.02)


def test_the_interval_reaches_further_where_more_bending_is_allowed():
    near = drawn(np.random.default_rng(7), 3_000, step=0)
    happened = near["outcome"].to_numpy()
    straight, bent = (effect.jump(near, happened, bend=bend) for bend in (0.0, 2.0))
    assert straight is not None
    assert bent is not None
    assert straight.times == pytest.approx(1.96, abs=0.001)
    assert bent.times > 1.97
    assert bent.width < straight.width


@pytest.mark.parametrize(("listed", "is_told"), [(29, False), (30, True)])
def test_nothing_is_computed_with_fewer_than_thirty_youths_on_a_side(listed: int, is_told: bool):
    x = np.concatenate([np.linspace(-1, -0.01, 200), np.linspace(0.01, 1, listed)])
    near = pd.DataFrame({"distance": x, "youth_id": np.arange(len(x))})
    happened = np.random.default_rng(1).integers(0, 2, len(x)).astype(float)
    assert (effect.jump(near, happened) is not None) == is_told
    assert effect.ratio(near, happened, happened) is None or is_told


def test_the_power_at_the_smallest_change_is_four_in_five():
    found = Jump(0.0, 0.02, 1.98, 1.0, 200, 300)
    assert found.power(found.smallest) == pytest.approx(0.80, abs=0.001)
    assert found.power(0) == pytest.approx(0.048, abs=0.001)
    assert found.youths_for(found.smallest / 2) == 2_000


def test_contact_in_time_is_told_from_what_it_moved():
    rng = np.random.default_rng(11)
    near = drawn(rng, 20_000, step=0)
    contacted = (rng.random(20_000) < 0.2 + 0.6 * (near["distance"] > 0)).astype(float)
    dropped = (rng.random(20_000) < 0.4 - 0.2 * contacted).astype(float)
    found = effect.ratio(near, dropped, contacted)
    assert found is not None
    assert found.is_told
    assert found.low < -0.2 < found.high < 0
    alike = (rng.random((2, 20_000)) < 0.5).astype(float)
    nowhere = effect.ratio(near, *alike)
    assert nowhere is not None
    assert not nowhere.is_told


SAID = """
value | se    | matters | verdict
-0.10 | 0.030 | 0.05    | open
-0.10 | 0.010 | 0.05    | fewer
 0.10 | 0.010 | 0.05    | more
-0.01 | 0.010 | 0.05    | none
"""


@pytest.mark.parametrize("line", SAID.strip().splitlines()[1:])
def test_what_is_said_follows_from_what_could_have_been_seen(line: str):
    value, se, matters, verdict = (cell.strip() for cell in line.split("|"))
    assert verdict_of(Jump(float(value), float(se), 1.96, 1.0, 100, 100), float(matters)) is Verdict(verdict)


def test_nothing_is_said_of_too_few():
    assert verdict_of(None, 0.05) is Verdict.NOTHING


def test_what_matters_is_what_was_chosen_before_the_day():
    chosen = (Matters(date(2026, 8, 1), 0.05), Matters(date(2027, 8, 1), 0.03))
    days = (date(2026, 1, 1), date(2027, 7, 31), date(2027, 8, 1))
    assert [matters_on(chosen, on) for on in days] == [0.05, 0.05, 0.03]


def test_a_share_of_few_has_a_wide_interval():
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(5, 20) == pytest.approx((0.1119, 0.4687), abs=1e-4)
