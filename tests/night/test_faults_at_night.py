"""What goes wrong at night is told, keeps the list of the last good night readable, and is healed by the next run."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from features.calendar import cut
from features.permission import Stop, StopKind
from service.batch.night import Clock, House
from service.batch.nightly import UNWATCHED, Asked, run_nights
from service.domain.errors import DeliveryRefused, LockHeld, StoreUnavailable, WrongUse
from service.store import nights
from service.store.legal import lift_stop, throw_stop
from service.store.locks import hold
from service.store.records_lake import Lake
from tests.lib.databases import new_database
from tests.lib.killed_nights import before_monday, copied
from tests.lib.small_night import Home, draw_nothing, house_of, night, shown, small_home
from tests.lib.small_town import MONDAY

DAY = timedelta(days=1)
DROP = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
BEFORE_PUBLISHING = ("ingest", "quality", "duties", "gate", "indicators", "scores", "flags")
THREE = timedelta(hours=3)


@pytest.fixture(scope="module")
def sunday(tmp_path_factory) -> Home:
    folder = tmp_path_factory.mktemp("sunday")
    return before_monday(folder / "base", f"sqlite:///{folder / 'base/service/store.db'}")


@pytest.fixture
def home(sunday, tmp_path) -> Home:
    """An installation with Sunday published and news in the inbox."""
    return copied(sunday, tmp_path / "var", f"sqlite:///{tmp_path / 'var/service/store.db'}")


def with_mark(home: Home, mark) -> list:
    """Monday's night without its drift report, which takes as long as all else and is no part of these faults."""
    store = home.open()
    try:
        house = replace(house_of(home, store, cut(MONDAY) + THREE), mark=mark)
        return list(run_nights(house, Asked(MONDAY), steps=UNWATCHED))
    finally:
        store.close()


def fails_at(place: str, error: Exception):
    def mark(passed: str) -> None:
        if passed == place:
            raise error

    return mark


def last_run(home: Home):
    store = home.open()
    try:
        with store.read() as work:
            return nights.runs(work, limit=1)[0]
    finally:
        store.close()


@pytest.mark.parametrize("place", ["lake.file_written", "indicators.written", "report.written"])
def test_a_full_disk_is_told_and_the_next_night_heals(home, place):
    before = shown(home)
    with pytest.raises(OSError, match="No space left"):
        with_mark(home, fails_at(place, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
    run = last_run(home)
    if place == "report.written":
        assert run.state == "published"
        return
    assert shown(home) == before
    assert run.state == "failed"
    assert "No space left" in run.report
    (healed,) = night(home, goes_on=place == "indicators.written", has_drift=False)
    assert (healed.state, healed.exit_code) == ("published", 0)
    assert shown(home) != before


def test_a_database_that_goes_away_fails_the_night_and_the_next_one_goes_on(home):
    before = shown(home)
    lost = StoreUnavailable("database: got OperationalError, allowed is a database that can be reached and written.")
    with pytest.raises(StoreUnavailable):
        with_mark(home, fails_at("publish.flags_written", lost))
    assert shown(home) == before
    (healed,) = night(home, goes_on=True, has_drift=False)
    assert healed.state == "published"
    assert [step.step for step in healed.steps if step.is_left_over][:3] == ["ingest", "quality", "duties"]


def test_a_database_server_that_drops_every_connection_costs_at_most_a_second_try(tmp_path, postgresql):
    with new_database("postgresql", tmp_path, postgresql) as url:
        home, server = before_monday(tmp_path / "var", url), sa.create_engine(postgresql)
        before = shown(home)

        def drop(passed: str) -> None:
            if passed in {"scores.written", "publish.flags_written"}:
                with server.begin() as connection:
                    connection.execute(DROP, {"name": sa.make_url(url).database})

        with pytest.raises(StoreUnavailable, match="database: got"):
            with_mark(home, drop)
        assert shown(home) == before
        (healed,) = night(home, goes_on=True, has_drift=False)
        assert healed.state == "published"
        assert {step.step for step in healed.steps if step.is_left_over} == {*BEFORE_PUBLISHING}
        server.dispose()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes into folders that are read-only")
def test_a_read_only_folder_is_told_and_the_next_night_heals(home):
    runs = home.settings.folders.runs
    runs.chmod(0o500)
    with pytest.raises(PermissionError):
        night(home)
    runs.chmod(0o700)
    assert night(home)[0].state == "published"


def test_a_file_in_the_place_of_a_folder_is_told_and_the_next_night_heals(home):
    before, runs = shown(home), home.settings.folders.runs
    shutil.rmtree(runs)
    runs.write_text("in the way")
    with pytest.raises(OSError, match=r"exists|directory"):
        night(home, has_drift=False)
    assert shown(home) == before
    runs.unlink()
    assert night(home, has_drift=False)[0].state == "published"


def test_a_corrupt_delivery_is_refused_and_the_night_goes_on_with_what_is_known(home):
    (home.inbox / "broken").mkdir()
    (home.inbox / "broken" / "youths.parquet").write_bytes(b"PAR1 and then nothing")
    (report,) = night(home)
    assert report.state == "published"
    assert report.exit_code == 3
    assert [trouble.step for trouble in report.troubles] == ["ingest"]
    assert not (home.inbox / "broken").exists()
    assert [each.exit_code for each in night(home, MONDAY + DAY)] == [0]


@pytest.mark.parametrize("fault", ["gone", "changed"])
def test_a_bundle_that_cannot_be_used_leaves_duties_and_the_next_night_scores_again(home, fault):
    bundles, aside = home.settings.folders.bundles, home.var / "aside"
    shutil.copytree(bundles, aside)
    if fault == "gone":
        shutil.rmtree(bundles)
    else:
        next(bundles.rglob("model.joblib")).write_bytes(b"another model")
    (report,) = night(home)
    assert (report.state, report.exit_code, report.sources["model_id"]) == ("published", 5, None)
    assert "duties stand" in report.troubles[0].words
    counted = {step.step: step.counts for step in report.steps}
    assert counted["publish"]["scores"] == 0
    assert counted["publish"]["flags"] >= counted["duties"]["flags"] > 0
    shutil.rmtree(bundles, ignore_errors=True)
    shutil.copytree(aside, bundles)
    (healed,) = night(home, MONDAY + DAY)
    assert healed.exit_code == 0
    assert healed.sources["model_id"] is not None


def test_a_stop_switch_leaves_duties_alone_and_is_no_failure(home):
    store = home.open()
    with store.begin() as work:
        stop = Stop(StopKind.ENGINE)
        number = throw_stop(work, stop, reason="a look into it", actor_id="leader", at=cut(MONDAY))
    (report,) = night(home)
    assert (report.state, report.exit_code) == ("published", 0)
    assert "stop switch" in report.troubles[0].words
    with store.begin() as work:
        lift_stop(work, number, reason="Fundet", actor_id="leader", at=cut(MONDAY) + timedelta(hours=9))
    store.close()
    assert night(home, MONDAY + DAY)[0].troubles == ()


def test_a_stop_thrown_while_a_night_is_stopped_is_not_overlooked_when_it_goes_on(home):
    with pytest.raises(OSError, match="No space"):
        with_mark(home, fails_at("flags.written", OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
    store = home.open()
    with store.begin() as work:
        throw_stop(
            work, Stop(StopKind.ENGINE), reason="a look into it", actor_id="leader", at=cut(MONDAY) + THREE + THREE
        )
    store.close()
    with pytest.raises(Exception, match="came after the scores were made"):
        night(home, goes_on=True, at=cut(MONDAY) + timedelta(hours=7))
    (anew,) = night(home, at=cut(MONDAY) + timedelta(hours=8))
    assert (anew.state, anew.sources["model_id"]) == ("published", None)


def test_a_second_night_is_refused_while_one_runs(home):
    store = home.open()
    with hold(store, home.settings.folders.lock, at=cut(MONDAY)), pytest.raises(LockHeld):
        night(home)
    store.close()
    assert night(home, has_drift=False)[0].state == "published"


def test_a_clock_that_stepped_back_publishes_nothing(home):
    before = shown(home)
    with pytest.raises(WrongUse, match="clock"):
        night(home, MONDAY - 3 * DAY)
    assert shown(home) == before


def test_an_earlier_night_that_was_never_published_is_refused_and_a_published_one_is_left_alone(home):
    store = home.open()
    house = House(home.settings, store, Clock(cut(MONDAY)), compare=draw_nothing)
    with pytest.raises(WrongUse, match="--date"):
        list(run_nights(house, Asked(MONDAY, MONDAY - 3 * DAY)))
    (left,) = run_nights(house, Asked(MONDAY, MONDAY - DAY))
    assert left.state == "unchanged"
    store.close()


def test_a_service_without_any_delivery_publishes_no_empty_list(tmp_path):
    home = small_home(tmp_path / "var", f"sqlite:///{tmp_path / 'store.db'}", has_bundle=False)
    shutil.rmtree(home.inbox)
    with pytest.raises(DeliveryRefused, match="no youth that was received"):
        night(home)
    assert last_run(home).state == "failed"
    home.deliver()
    (report,) = night(home)
    assert report.state == "published"
    assert "no active bundle" in report.troubles[0].words


def test_what_was_received_after_a_night_is_not_seen_when_it_is_made_again(home):
    night(home, has_drift=False)
    lake = Lake(home.settings.folders.lake)
    seen = [len(lake.records(lake.newest(), as_of=day).attendance) for day in (MONDAY - DAY, MONDAY)]
    assert seen[1] == seen[0] + 1


def test_the_night_leaves_no_identity_in_its_report_or_file_names(home):
    (report,) = night(home)
    with home.open().read() as work:
        youths = [row[0] for row in work.rows(sa.text("SELECT youth_id FROM youths").columns(sa.column("youth_id")))]
    assert len(youths) > 10
    names = " ".join(str(path.relative_to(home.var)) for path in home.settings.folders.runs.rglob("*"))
    assert [youth for youth in youths if youth in str(report.as_json) or youth in names] == []
