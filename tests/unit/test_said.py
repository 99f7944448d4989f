"""What may be shown of the figures on what was said and what happened: nobody is found in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.domain.canonical import from_text, to_text
from service.domain.said import Calibrated, Figures, shown
from tests.lib.said_figures import FIGURES


def test_figures_are_read_as_they_were_kept():
    assert from_text(Figures, to_text(FIGURES)) == FIGURES


def bands(people: dict[str, int]) -> Figures:
    """Two regimes of two bands each with so many youths who dropped out, as `attendance low`, and the sums of each regime."""
    rows = [Calibrated("", "", 900, sum(people.values()) * 8, sum(people.values()), 1.0)]
    for regime in ("attendance", "status_only"):
        own = {key.split()[1]: count for key, count in people.items() if key.startswith(regime)}
        rows.append(Calibrated(regime, "", 400, sum(own.values()) * 8, sum(own.values()), 1.0))
        rows += [Calibrated(regime, band, 200, count * 8, count, 1.0) for band, count in own.items()]
    return replace(FIGURES, calibration=tuple(rows))


@pytest.mark.parametrize(
    ("people", "hidden"),
    [
        ("20 20 20 20", ""),
        ("20 0 20 20", ""),  # nobody at all is shown as nobody
        ("20 3 20 30", "attendance low, attendance high"),  # another goes with it, so that the sum does not tell
        ("4 30 20 4", "attendance, attendance low, status_only, status_only high"),
        ("1 2 20 30", "attendance low, attendance high, status_only low, attendance, status_only"),
    ],
)
def test_a_band_of_fewer_than_five_youths_is_hidden_and_cannot_be_worked_out(people: str, hidden: str):
    names = ("attendance low", "attendance high", "status_only low", "status_only high")
    told = shown(bands(dict(zip(names, map(int, people.split()), strict=True))))
    found = {f"{one.regime} {one.band}".strip() for one in told.calibration if one.events is None}
    assert found == set(hidden.split(", ")) - {""}
    assert all(one.share is None for one in told.calibration if one.events is None)


def test_many_rows_of_few_youths_are_as_small_as_the_youths_are_few():
    told = shown(replace(FIGURES, listed=replace(FIGURES.listed, hits=40, people=4, found=4)))
    assert (told.listed.hits, told.listed.precision, told.listed.found, told.listed.recall) == (None, None, None, None)
    assert shown(replace(FIGURES, people=3)).events is None
    assert shown(replace(FIGURES, censored=4)).censored is None


def test_where_nobody_was_found_is_told_as_far_as_the_sum_gives_nothing_away():
    assert dict(shown(FIGURES).missed) == {"waited": 11, "busy": None, "low": 34, "not_assessed": None}
    told = shown(replace(FIGURES, missed=(("waited", 2), ("busy", 0), ("low", 34), ("not_assessed", 9))))
    assert dict(told.missed) == {"waited": None, "busy": 0, "low": 34, "not_assessed": None}


def test_small_counts_of_a_month_and_a_lead_of_few_are_left_out():
    assert [one.hits for one in FIGURES.periods] == [8, 12, 3]
    # the 23 of all lists are told, and 23 - 8 - 12 is 3
    assert [one.hits for one in shown(FIGURES).periods] == [None, 12, None]
    assert FIGURES.lead is not None
    assert shown(replace(FIGURES, lead=replace(FIGURES.lead, cases=4))).lead is None


@pytest.mark.parametrize(
    ("endings", "found", "told"),
    [
        (16, 9, (16, 9)),
        (16, 16, (16, 16)),
        (16, 14, (16, None)),  # the two who were not found
        (16, 3, (16, None)),
        (4, 4, (None, None)),
        (3, 0, (None, None)),
        (0, 0, (0, 0)),
    ],
)
def test_neither_the_found_nor_those_who_were_not_are_told_of_where_they_are_few(
    endings: int, found: int, told: tuple[int | None, int | None]
):
    listed = shown(replace(FIGURES, listed=replace(FIGURES.listed, endings=endings, found=found))).listed
    assert (listed.endings, listed.found) == told
    assert (listed.recall is None) is (listed.found is None)
