"""Nights of the small town, through every real step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from features.calendar import cut
from service.batch.replay import make_again
from tests.lib.small_night import Home, house_of, night, shown, small_home
from tests.lib.small_town import MONDAY


@pytest.fixture
def home(tmp_path, database_url):
    return small_home(tmp_path / "var", database_url)


def replayed(home: Home, day):
    store = home.open()
    try:
        return make_again(house_of(home, store, cut(day) + timedelta(days=20)), day)
    finally:
        store.close()


def test_a_night_is_published_and_its_rerun_changes_nothing(home):
    (report,) = night(home)
    assert report.state == "published"
    assert report.troubles == ()
    before = shown(home)
    assert before[0] == report.run_id
    (again,) = night(home)
    assert (again.state, again.run_id) == ("unchanged", report.run_id)
    assert shown(home) == before
    assert replayed(home, MONDAY).differing == ()
