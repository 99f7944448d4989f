"""The picture of a watched series: gaps stay gaps, a steady series is a level line, and the band is where calm weeks lay."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.domain.known_breaks import KnownBreak
from service.domain.watching import Level, Matter, Measured, Standing
from service.store.watching import Week
from service.web.series_chart import BOTTOM, FEWEST_CALM, TOP, Drawn, calm_band, series_chart

MONDAY = date(2026, 1, 5)
WEEK = timedelta(weeks=1)
MONTHS = "jan feb mar apr maj jun jul aug sep okt nov dec".split()
PLAIN = Drawn((), MONTHS, lambda value: f"{value:g}")
SERIES = (Matter.SCHOOL_ABSENCE, "S1")


def week(
    number: int, value: float, *, usual: float = 5.0, level: Level = Level.FINE, since: int = 0, breaks=()
) -> Week:
    monday = MONDAY + number * WEEK
    standing = Standing(*SERIES, level, MONDAY + since * WEEK, known_breaks=breaks)
    return Week(monday, Measured(*SERIES, value, usual, 90, 90, 0.0, 1.0), standing)


@pytest.mark.parametrize(
    ("numbers", "steps"),
    [([0], 1), ([0, 1], 1), ([0, 1, 2], 2), ([0, 1, 3, 4], 2), ([0, 2, 4], 3), ([0, 1, 2, 9], 3)],
)
def test_weeks_are_joined_where_both_were_measured_and_a_week_alone_is_still_seen(numbers: list[int], steps: int):
    chart = series_chart([week(number, number) for number in numbers], PLAIN)
    assert len(chart.value) == len(chart.usual) == steps
    assert all(stroke.x2 > stroke.x1 for stroke in chart.value)


def test_the_highest_value_stands_on_top_and_the_lowest_below_and_both_are_told():
    chart = series_chart([week(0, 2.0), week(1, 12.0)], PLAIN)
    assert (chart.value[0].y1, chart.value[0].y2) == (BOTTOM, TOP)
    assert (chart.low, chart.high) == ("2", "12")


def test_what_never_differs_is_a_level_line_in_the_middle():
    [stroke] = series_chart([week(0, 5.0), week(1, 5.0)], PLAIN).value
    assert stroke.y1 == stroke.y2 == (TOP + BOTTOM) / 2


def test_the_band_is_where_nine_of_ten_calm_weeks_lay_and_needs_enough_of_them():
    calm = [week(number, 5.0 + (number % 21 - 10) / 10) for number in range(21)]
    assert calm_band(calm) == pytest.approx((-0.9, 0.9))
    assert calm_band(calm[: FEWEST_CALM - 1]) is None
    assert series_chart(calm[: FEWEST_CALM - 1], PLAIN).band == ()
    assert len(series_chart(calm, PLAIN).band) == 21


@pytest.mark.parametrize("far", [week(30, 99.0, level=Level.WATCH), week(30, 99.0, breaks=("covid",))])
def test_weeks_of_an_alarm_or_a_known_break_do_not_widen_the_band(far: Week):
    calm = [week(number, 5.0) for number in range(FEWEST_CALM)]
    assert calm_band([*calm, far]) == (0.0, 0.0)


def test_an_alarm_is_marked_where_it_began_and_a_break_where_it_is_inside_the_picture():
    weeks = [week(0, 5.0), week(1, 9.0, level=Level.WATCH, since=1), week(2, 9.0, level=Level.WATCH, since=1)]
    inside = KnownBreak("inside", MONDAY + WEEK + timedelta(days=3), MONDAY + WEEK + timedelta(days=3), ("*:*",))
    before = KnownBreak("before", MONDAY - WEEK, MONDAY - WEEK, ("*:*",))
    chart = series_chart(weeks, Drawn((inside, before), MONTHS, str))
    assert [tick.x for tick in chart.alarms] == [tick.x for tick in chart.breaks] == [50.0]


def test_months_stand_under_their_first_week_and_every_third_of_them_on_a_phone():
    ticks = series_chart([week(number, 1.0) for number in range(44)], PLAIN).months
    assert [tick.text for tick in ticks] == MONTHS[:10]
    assert [tick.text for tick in ticks if not tick.is_minor] == ["jan", "apr", "jul", "okt"]
