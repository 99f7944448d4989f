"""Nights of the small town, through every real step, on both databases."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from features.calendar import cut
from service.batch.replay import make_again
from service.store import nights
from tests.lib.small_night import Home, deliver_news, house_of, night, shown, small_home
from tests.lib.small_town import MONDAY

DAY = timedelta(days=1)


@pytest.fixture
def home(tmp_path, database_url):
    return small_home(tmp_path / "var", database_url)


def replayed(home: Home, day):
    store = home.open()
    try:
        return make_again(house_of(home, store, cut(day) + timedelta(days=20)), day)
    finally:
        store.close()


def published(home: Home) -> list[str]:
    store = home.open()
    try:
        with store.read() as work:
            return [str(run.business_on) for run in reversed(nights.runs(work)) if run.state == "published"]
    finally:
        store.close()


def test_nights_are_published_caught_up_and_made_again_to_the_byte(home):
    (report,) = night(home, MONDAY - 2 * DAY)
    assert (report.state, report.troubles) == ("published", ())
    told = json.loads((home.settings.folders.runs / report.run_id / "report.json").read_text())
    steps = [step["step"] for step in told["steps"]]
    assert steps.index("publish") < steps.index("shadow") < steps.index("watch") < steps.index("drift")
    before = shown(home)
    (again,) = night(home, MONDAY - 2 * DAY)
    assert (again.state, again.run_id) == ("unchanged", report.run_id)
    assert shown(home) == before
    deliver_news(home)
    caught_up = night(home, MONDAY)
    assert [str(each.business_on) for each in caught_up] == ["2026-11-15", "2026-11-16"]
    assert published(home) == ["2026-11-14", "2026-11-15", "2026-11-16"]
    for day in (MONDAY - 2 * DAY, MONDAY - DAY, MONDAY):
        assert replayed(home, day).differing == ()
