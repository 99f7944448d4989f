"""The weekly watch of a town that knows its past: what it is compared with, measured once a week and kept as it was judged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from features.calendar import cut
from service.batch.earlier import Compared, earlier_frames, sides
from service.batch.night import Night, open_night
from service.batch.report import Report
from service.domain.watching import Matter
from service.ingest.taking import Asked as Delivering
from service.ingest.taking import ingest, open_intake
from service.monitoring.inputs import COMPARED
from service.monitoring.weekly import LEFT_OUT
from service.store import nights, watching
from service.store.migration import upgrade
from tests.lib.small_night import Home, bring_bundle, house_of, night
from tests.lib.small_town import MONDAY, write_small_town

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
YEARS_AGO = [date(2025, 11, 17), date(2024, 11, 18), date(2023, 11, 20)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An installation whose first load tells when everything was known, and two nights of one week."""
    folder = tmp_path_factory.mktemp("watched")
    made = Home(folder / "var", f"sqlite:///{folder / 'store.db'}")
    store = made.open()
    upgrade(store)
    ingest(
        open_intake(made.settings, store), write_small_town(folder / "town"), Delivering(None), at=cut(MONDAY - WEEK)
    )
    bring_bundle(made, store)
    store.close()
    return made


@pytest.fixture(scope="module")
def reports(home: Home) -> list[Report]:
    """Monday's night and Tuesday's."""
    return [night(home, day)[0] for day in (MONDAY, MONDAY + DAY)]


def monday_night(home: Home) -> Night:
    store = home.open()
    with store.read() as work:
        run = nights.published_for(work, MONDAY)
    assert run is not None
    return open_night(house_of(home, store, cut(MONDAY)), run, (MONDAY,))


def test_the_first_night_of_a_week_measures_and_draws_and_the_others_leave_it(home, reports):
    told = [{step.step: dict(step.counts) for step in report.steps} for report in reports]
    assert [report.troubles for report in reports] == [(), ()]
    assert told[0]["drift"]["earlier_years"] == len(monday_sides(home).weeks[0]) > 0
    assert told[0]["watch"]["series"] == told[0]["watch"]["level_fine"]
    assert (told[1]["watch"], told[1]["drift"]) == ({}, {})


def monday_sides(home: Home):
    made = monday_night(home)
    return sides(made, made.indicators)


def test_what_was_measured_stands_in_the_store_with_its_level(home, reports):
    store = home.open()
    with store.read() as work:
        weeks = watching.history(work, since=MONDAY - WEEK)
        standing = watching.standings(work)
    store.close()
    assert {week.monday_on for week in weeks} == {MONDAY}
    assert len(standing) == len(weeks) == reports[0].steps[-2].counts["series"]
    assert {week.measured.subject for week in weeks if week.measured.matter is Matter.INDICATOR} == {
        *COMPARED, "status",
    } - LEFT_OUT  # fmt: skip


def test_a_week_is_compared_with_the_same_weeks_of_earlier_years_and_those_around(home, reports):
    found = monday_sides(home)
    assert found.with_what is Compared.EARLIER_YEARS
    assert set(found.weeks[0]) <= set(YEARS_AGO)
    assert [{(day - same) // DAY for day, same in zip(days, found.weeks[0], strict=True)} for days in found.weeks] == [
        {0}, {-7}, {7},
    ]  # fmt: skip
    assert list(found.earlier[0][0]) == list(found.now)


def test_where_no_earlier_year_is_known_it_is_compared_with_the_mornings_the_model_learned_from(home, reports):
    with_what, weeks = earlier_frames(monday_night(home), fewest=1_000)
    assert with_what is Compared.TRAINING_WINDOW
    assert [[*frames] for frames in weeks] == [[date(2026, 10, 26)]]
    assert len(weeks[0][date(2026, 10, 26)]) == 14
