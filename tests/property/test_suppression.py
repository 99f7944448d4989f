"""No count of under five people is shown, and none that is hidden can be worked out from the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from service.domain.suppression import FEWEST, safe_table

COUNTS = st.integers(0, 30) | st.integers(0, 6)
TABLES = st.tuples(st.integers(1, 4), st.integers(1, 5)).flatmap(
    lambda size: st.lists(st.lists(COUNTS, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)


def test_a_table_without_small_groups_is_shown_whole():
    shown = safe_table([[12, 0, 7], [9, 30, 5]])
    assert shown.is_whole
    assert shown.lines == ((12, 0, 7, 19), (9, 30, 5, 44), (21, 30, 12, 63))


def test_a_hidden_count_takes_three_others_with_it_so_that_no_margin_gives_it_away():
    shown = safe_table([[3, 20, 10], [9, 30, 40], [50, 60, 70]])
    assert shown.lines == ((None, None, 10, 33), (None, None, 40, 79), (50, 60, 70, 180), (62, 110, 120, 292))


def test_two_small_groups_of_a_row_are_not_told_as_their_sum():
    shown = safe_table([[1, 1, 40], [20, 20, 20]])
    assert shown.lines[0][0] is None and shown.lines[0][1] is None
    assert shown.lines[0][3] is None or shown.lines[0][2] is None


def test_that_none_of_a_small_group_is_somewhere_does_not_say_where_all_of_it_is():
    assert safe_table([[9, 66], [4, 0]]).lines == ((None, None, None), (None, None, None), (13, 66, 79))


@settings(max_examples=200, deadline=None)
@given(TABLES)
def test_of_no_group_of_too_few_it_is_told_that_none_are_in_a_place_where_others_are(counts: list[list[int]]):
    shown, columns = safe_table(counts).lines, [sum(column) for column in zip(*counts, strict=True)]
    for row, line in zip(shown, counts, strict=False):
        if 0 < sum(line) < FEWEST:
            assert not [place for place, total in enumerate(columns) if total and row[place] is not None]


@pytest.mark.parametrize("counts", [[[1]], [[4, 0], [0, 0]], [[2, 2], [0, 0]]])
def test_a_town_of_too_few_tells_nothing(counts: list[list[int]]):
    lines = safe_table(counts).lines
    assert {count for line in lines for count in line} <= {None, 0}


@pytest.mark.parametrize("counts", [[[1, 2], [3]], [[-1]]])
def test_what_is_no_table_of_counts_is_refused(counts: list[list[int]]):
    with pytest.raises(ValueError, match="suppression"):
        safe_table(counts)


@settings(max_examples=200, deadline=None)
@given(TABLES)
def test_nobody_works_out_a_hidden_count_from_what_is_shown(counts: list[list[int]]):
    shown = safe_table(counts).lines
    assert not [count for line in shown for count in line if count is not None and 0 < count < FEWEST]
    for row, column in hidden_of(shown):
        low, high = could_be(shown, row, column)
        assert high - low >= 1, (row, column, low, high)


@settings(max_examples=200, deadline=None)
@given(TABLES)
def test_no_difference_of_a_sum_and_what_is_shown_of_it_is_a_group_of_too_few(counts: list[list[int]]):
    shown = safe_table(counts).lines
    for line in (*shown, *zip(*shown, strict=True)):
        if line[-1] is not None:
            assert not 0 < line[-1] - sum(count or 0 for count in line[:-1]) < FEWEST


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_nothing_is_hidden_where_nobody_needs_it(counts: list[list[int]]):
    small = any(0 < count < FEWEST for row in counts for count in row)
    assert safe_table(counts).is_whole is not small


def hidden_of(shown: Sequence[Sequence[int | None]]) -> list[tuple[int, int]]:
    return [(row, column) for row, line in enumerate(shown) for column, count in enumerate(line) if count is None]


def could_be(shown: Sequence[Sequence[int | None]], row: int, column: int) -> tuple[float, float]:
    """The least and the most that a hidden count could be, as somebody with a computer would ask."""
    shape = len(shown), len(shown[0])
    equations, wanted = list[np.ndarray](), np.zeros(shape)
    for line in range(shape[0]):
        one = np.zeros(shape)
        one[line, :-1], one[line, -1] = 1, -1
        equations.append(one.ravel())
    for line in range(shape[1]):
        one = np.zeros(shape)
        one[:-1, line], one[-1, line] = 1, -1
        equations.append(one.ravel())
    wanted[row, column] = 1
    bounds = [(0, None) if count is None else (count, count) for line in shown for count in line]
    zeros = np.zeros(len(equations))
    found = [linprog(sign * wanted.ravel(), A_eq=np.array(equations), b_eq=zeros, bounds=bounds) for sign in (1, -1)]
    return found[0].fun, -found[1].fun if found[1].status == 0 else float("inf")
