"""Any past night is made again to the byte, whatever people did and whatever came in since."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from features.calendar import cut
from features.permission import Stop, StopKind
from features.vocabulary import ContactKind, YouthId
from service.batch.replay import check_same, make_again
from service.casework.contacts import Contacted, record_contact
from service.domain.errors import IntegrityBroken, UnknownThing
from service.store import nights
from service.store.legal import lift_stop, record_objection, throw_stop
from service.store.tables import RUN_FLAGS, RUNS
from tests.lib.killed_nights import HANNE
from tests.lib.small_night import Home, deliver_news, house_of, night, small_home
from tests.lib.small_town import MONDAY

WEEK, NOON = timedelta(weeks=1), timedelta(hours=12)
MONDAYS = [MONDAY - back * WEEK for back in range(11, -1, -1)]


def people_act(home: Home, day: date, week: int) -> None:
    """Something on each Monday: a contact, and in some weeks a stop, its end, an objection, or news."""
    store, at = home.open(), cut(day) + NOON
    with store.begin() as work:
        kind = ContactKind.REACHED if week % 3 == 0 else ContactKind.ATTEMPT
        record_contact(work, HANNE, YouthId("jonas"), contacted=Contacted(kind, day), at=at)
        if week == 3:
            throw_stop(work, Stop(StopKind.ENGINE), reason="a look into it", actor_id="leader", at=at)
        if week == 4:
            lift_stop(work, 1, reason="Fundet", actor_id="leader", at=at)
        if week == 8:
            record_objection(work, YouthId("karla"), actor_id="officer", at=at)
    store.close()
    if week == 10:
        deliver_news(home)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder: Path = tmp_path_factory.mktemp("past")
    made = small_home(folder / "var", f"sqlite:///{folder / 'store.db'}")
    for week, day in enumerate(MONDAYS):
        assert [report.state for report in night(made, day, asked=day, has_drift=False)] == ["published"]
        people_act(made, day, week)
    return made


def test_the_nights_differ_and_some_had_to_do_without_scores(home):
    with home.open().read() as work:
        runs = work.rows(sa.select(RUNS).order_by(RUNS.c.business_on))
        risks = work.rows(sa.select(RUN_FLAGS.c.run_id).where(RUN_FLAGS.c.source == "risk"))
    assert len({run.content_hash for run in runs}) == 12
    assert [run.model_id is None for run in runs].count(True) == 1
    assert len({run_id for (run_id,) in risks}) >= 5


def test_every_past_night_is_made_again_to_the_byte_in_any_order(home):
    store = home.open()
    again = random.Random(7).sample(MONDAYS, len(MONDAYS))
    found = [make_again(house_of(home, store, cut(MONDAY) + WEEK), day) for day in again]
    store.close()
    assert [replayed.differing for replayed in found] == [()] * 12


def test_a_night_that_comes_out_otherwise_is_told(home):
    store = home.open()
    with store.begin() as work:
        run = nights.published_for(work, MONDAYS[5])
        work.execute(sa.update(RUNS).where(RUNS.c.run_id == run.run_id).values(content_hash="0" * 64))
    found = make_again(house_of(home, store, cut(MONDAY) + WEEK), MONDAYS[5])
    assert found.differing == ("published content",)
    with pytest.raises(IntegrityBroken, match="published content"):
        check_same(found)
    with pytest.raises(UnknownThing):
        make_again(house_of(home, store, cut(MONDAY) + WEEK), MONDAY + timedelta(days=1))
    store.close()


def test_who_objects_is_left_out_of_scores_and_indicators_and_keeps_duties(home):
    runs = sorted(path for path in home.settings.folders.runs.iterdir() if path.name[0] != ".")
    scored = [
        set(pd.read_parquet(run / "scores.parquet")["youth_id"]) for run in runs if (run / "scores.parquet").exists()
    ]
    assert "karla" in scored[0]
    assert "karla" not in scored[-1]
    assert "karla" not in set(pd.read_parquet(runs[-1] / "indicators.parquet")["youth_id"])
