"""A candidate scores in silence beside the model in use: what people see is the same with it as without, to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from features.calendar import cut
from features.permission import Stop, StopKind
from models.bundle import save
from models.keys import signing_key
from models.manifest import Origin
from service.batch.night import Night, open_night
from service.batch.shadow import score_beside
from service.domain.access import COMMAND_LINE, Actor, Role
from service.domain.errors import NotPermitted, UnknownThing, WrongUse
from service.domain.sight import AT_NIGHT
from service.operating.bundles import activate_bundle, active_model, add_bundle
from service.operating.comparing import Trial, read_trial
from service.operating.permits import throw_stop
from service.operating.shadowing import begin_shadow, end_shadow
from service.store import audit, nights, shadow
from service.store.matured_tables import MATURED
from service.store.shadow_tables import SHADOW_SCORES
from service.store.unit_of_work import Store
from tests.lib.databases import new_database
from tests.lib.real_night import DUTIES, EVERYTHING, PROFILING, add_own_bundle, real_home
from tests.lib.small_bundle import small_bundle
from tests.lib.small_night import RARE, Home, house_of, night, shown, small_home
from tests.lib.small_town import MONDAY

AT = cut(date(2026, 9, 2))
DAY = timedelta(days=1)
ANALYST = Actor("analyst", Role.ANALYST)


def candidate(home: Home, store: Store) -> str:
    """A second model, brought in and not in use."""
    small, made = small_bundle(), home.var / "candidate"
    models = {regime: replace(model, training=RARE) for regime, model in small.models.items()}
    other = replace(small, models=models, origin=Origin("synthetic", date(2025, 12, 2), 4, ("on trial",), ""))
    save(other, made, key=signing_key(None, home.var / "keys"))
    return add_bundle(home.settings, store, made, actor=COMMAND_LINE, at=AT)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A town with a model in use and a candidate on trial, after one night."""
    folder = tmp_path_factory.mktemp("shadow")
    with new_database("sqlite", folder, None) as url:
        made = small_home(folder / "var", url)
        store = made.open()
        begin_shadow(made.settings, store, candidate(made, store), actor=ANALYST, at=AT)
        store.close()
        (report,) = night(made, has_drift=False)
        assert (report.state, report.troubles) == ("published", ())
        yield made


@pytest.fixture
def opened(home: Home) -> Iterator[Store]:
    store = home.open()
    yield store
    store.close()


def kept(store: Store) -> list[tuple[object, ...]]:
    with store.read() as work:
        return [tuple(row) for row in work.rows(sa.select(SHADOW_SCORES).order_by(SHADOW_SCORES.c.youth_id))]


def trial(store: Store) -> Trial:
    with store.read() as work:
        return read_trial(work)


def made_again(home: Home, store: Store) -> Night:
    """The published night as it stands when its steps are done."""
    with store.read() as work:
        run = nights.published(work)
    assert run is not None
    day = run.business_on
    return open_night(house_of(home, store, cut(day) + timedelta(hours=4)), run, (day,))


def test_what_people_see_is_the_same_as_without_it(home: Home, opened: Store, tmp_path: Path):
    assert kept(opened) != []
    with new_database("sqlite", tmp_path, None) as url:
        alone = small_home(tmp_path / "var", url)
        night(alone, has_drift=False)
        assert shown(alone) == shown(home)


def test_what_it_says_is_compared_in_counts_and_told_of_nobody(opened: Store):
    found = trial(opened)
    assert found.compared is not None and found.of == found.compared["shadow_id"]
    assert found.compared["happened"] == {"weeks": 0, "youths": 0, "dropouts": 0, "gaps": []}
    names = {str(row[1]) for row in kept(opened)}
    assert names and not [name for name in names if name in json.dumps(found.as_json)]
    assert set(found.seconds) == {"active", "shadow"}


def test_a_step_that_is_done_again_leaves_the_same(home: Home, opened: Store):
    before = kept(opened)
    assert score_beside(made_again(home, opened)) == {"youths": len(before)}
    assert kept(opened) == before


def test_one_candidate_at_a_time_which_is_not_the_one_in_use(home: Home, opened: Store):
    standing = trial(opened).on_trial
    assert standing is not None
    with opened.read() as work:
        active = active_model(work)
    for model_id, words in ((standing.model_id, "one at a time"), (active, "the model in use")):
        with pytest.raises(WrongUse, match=words):
            begin_shadow(home.settings, opened, str(model_id), actor=ANALYST, at=AT)
    with pytest.raises(UnknownThing):
        begin_shadow(home.settings, opened, "nothing", actor=ANALYST, at=AT)
    with pytest.raises(NotPermitted), opened.begin() as work:
        end_shadow(work, Actor("leader", Role.LEADER), at=AT)


def test_beginning_computing_and_ending_are_in_the_trail(tmp_path: Path, store: Store):
    home = Home(tmp_path / "var", "sqlite://")
    model_id = candidate(home, store)
    begin_shadow(home.settings, store, model_id, actor=ANALYST, at=AT)
    with store.begin() as work:
        assert end_shadow(work, ANALYST, at=AT + DAY) == model_id
        assert shadow.standing(work) is None
    with store.begin() as work, pytest.raises(UnknownThing):
        end_shadow(work, ANALYST, at=AT + DAY)
    with store.read() as work:
        said = [(line.action, line.actor_id) for line in audit.lines(work) if line.action.startswith("shadow.")]
    assert said == [("shadow.begun", "analyst"), ("shadow.ended", "analyst")]


def test_a_candidate_that_is_put_to_use_is_no_longer_on_trial(tmp_path: Path, store: Store):
    home = Home(tmp_path / "var", "sqlite://")
    model_id = candidate(home, store)
    begin_shadow(home.settings, store, model_id, actor=ANALYST, at=AT)
    activate_bundle(home.settings, store, model_id, actor=COMMAND_LINE, at=AT)
    assert trial(store).on_trial is None


def test_a_later_night_of_the_week_is_compared_and_keeps_nothing_of_a_youth(home: Home, opened: Store):
    before = kept(opened)
    (report,) = night(home, MONDAY + DAY, has_drift=False)
    assert {one.step: dict(one.counts) for one in report.steps}["shadow"] == {"youths": len(before)}
    assert trial(opened).business_on == MONDAY + DAY
    assert kept(opened) == before


def test_a_stopped_candidate_does_not_score_and_the_list_stands(home: Home, opened: Store):
    before, standing = shown(home), trial(opened).on_trial
    assert standing is not None
    with opened.begin() as work:
        throw_stop(work, COMMAND_LINE, Stop(StopKind.MODEL, standing.model_id), reason="Vi ser på den", at=AT)
    again = made_again(home, opened)
    assert score_beside(again) == {"youths": 0}
    assert [(one.step, one.exit_code) for one in again.troubles] == [("shadow", 0)]
    assert "thrown stop switch" in again.troubles[0].words
    assert shown(home) == before


def test_real_data_are_tried_only_with_a_basis_for_it(tmp_path: Path):
    bases = [replace(one, tables=EVERYTHING) for one in (DUTIES, PROFILING)]
    with new_database("sqlite", tmp_path, None) as url:
        home = real_home(tmp_path / "var", url, *bases)
        store = home.open()
        model_id = add_own_bundle(home, store, until=date(2025, 12, 2))
        begin_shadow(home.settings, store, model_id, actor=ANALYST, at=AT)
        (report,) = night(home, has_drift=False)
        assert (report.state, report.exit_code) == ("published", 0)
        assert ["phase shadow" in one.words for one in report.troubles] == [True]
        assert kept(store) == []
        store.close()


def test_only_who_has_a_risk_by_both_and_an_outcome_is_held_against_what_happened(store: Store):
    names, day = ["anna", "bilal", "clara", "david", "emma"], [MONDAY] * 5
    with store.begin() as work:
        run = nights.start_run(work, MONDAY, fence=1, at=AT)
        said = {"youth_id": names, "as_of": day, "model_id": ["tried"] * 4 + ["another"], "regime": ["attendance"] * 5}
        risks = {"risk": [0.1, None, 0.3, 0.4, 0.5], "band": ["low"] * 5, "profile": ["none"] * 5}
        shadow.keep(work, run, {**said, **risks, "is_first": [True] + [False] * 4, "is_first_beside": [False] * 5})
        known = {"run_id": run.run_id, "known_by": run.run_id, "week": "2026-W47", "monday_on": MONDAY, "as_of": MONDAY}
        came = {"anna": (0.2, 1), "bilal": (0.2, 1), "clara": (None, 1), "david": (0.2, None), "emma": (0.2, 1)}
        words = {"regime": "attendance", "band": "low", "profile": "none"}
        rows = [{**known, **words, "youth_id": name, "risk": one[0], "outcome": one[1]} for name, one in came.items()]
        work.execute(sa.insert(MATURED), rows)
    with store.read() as work:
        (row,) = shadow.said_and_happened(work, AT_NIGHT, model_id="tried").to_dict("records")
    risks_of_anna = {"risk": 0.2, "risk_shadow": 0.1, "is_first_beside": False, "is_first": True}
    assert row == {"run_id": run.run_id, "youth_id": "anna", "outcome": 1, **risks_of_anna}
