"""Which nights are run, over daylight saving, year ends, missed nights and clocks that step."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from service.batch.dates import MOST_MISSED, business_date, night_that_takes, nights_to_run
from service.domain.errors import WrongUse

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("instant", "local"),
    [
        (datetime(2026, 11, 15, 22, 59, tzinfo=UTC), date(2026, 11, 15)),
        (datetime(2026, 11, 15, 23, 0, tzinfo=UTC), MONDAY),
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),  # the night that loses an hour
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),  # half past two for the first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),  # and for the second
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_business_date_is_the_local_date_over_daylight_saving_and_year_ends(instant, local):
    assert business_date(instant) == local


def test_the_first_night_runs_its_own_date_alone():
    assert nights_to_run(MONDAY, published_on=None) == (MONDAY,)


def test_a_published_date_is_not_run_again():
    assert nights_to_run(MONDAY, published_on=MONDAY) == ()
    assert nights_to_run(MONDAY + timedelta(days=3), published_on=MONDAY, asked=MONDAY) == ()


def test_missed_nights_are_run_in_order_each_as_its_own_date():
    ran = nights_to_run(date(2027, 1, 2), published_on=date(2026, 12, 30))
    assert ran == (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2))


def test_no_night_is_lost_or_doubled_over_daylight_saving():
    published = date(2026, 3, 20)
    for night in (date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25)):
        if (night - published).days <= MOST_MISSED:
            assert nights_to_run(night, published_on=published)[-1] == night
    every = nights_to_run(date(2026, 4, 5), published_on=published)
    assert [(day - published).days for day in every] == list(range(1, 17))


def test_a_date_that_is_asked_for_is_run_alone():
    assert nights_to_run(MONDAY, published_on=date(2026, 11, 9), asked=MONDAY) == (MONDAY,)


def test_a_clock_that_stepped_back_publishes_nothing_and_is_told():
    with pytest.raises(WrongUse, match=r"clock: got 2026-11-15.*2026-11-16 or later"):
        nights_to_run(date(2026, 11, 15), published_on=MONDAY)


def test_an_earlier_date_than_the_published_one_is_refused():
    with pytest.raises(WrongUse, match="--date: got 2026-11-10"):
        nights_to_run(MONDAY, published_on=MONDAY, asked=date(2026, 11, 10))


def test_a_clock_that_jumped_ahead_is_not_followed_without_a_word():
    assert len(nights_to_run(MONDAY + timedelta(days=MOST_MISSED), published_on=MONDAY)) == MOST_MISSED
    far = MONDAY + timedelta(days=MOST_MISSED + 1)
    with pytest.raises(WrongUse, match=rf"32 nights after the published one.*--date {far}"):
        nights_to_run(far, published_on=MONDAY)
    assert nights_to_run(far, published_on=MONDAY, asked=far) == (far,)


def test_a_delivery_is_taken_by_the_first_missed_night_that_it_would_have_been_there_for():
    missed = [date(2026, 11, day) for day in (14, 15, 16, 17)]
    assert night_that_takes(date(2026, 11, 15), missed) == MONDAY
    assert night_that_takes(date(2026, 11, 1), missed) == missed[0]
    assert night_that_takes(date(2026, 11, 17), missed) == missed[-1]
    assert night_that_takes(None, missed) == missed[-1]
