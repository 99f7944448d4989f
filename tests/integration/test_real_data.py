"""On data declared real nobody is profiled without a basis, whoever asks; duties run on the tables that have one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from starlette.testclient import TestClient

from features.calendar import cut
from features.errors import ProfilingRefused
from features.permission import LegalBasis, Stop, StopKind
from features.reading import read_records
from features.records import Records
from models.bundle import save
from models.keys import signing_key
from models.recipe import load_recipe
from service.__main__ import app
from service.batch.report import Report
from service.domain.access import Actor, Role, Scope
from service.domain.errors import NotPermitted
from service.domain.users import User, actor_of
from service.edge.actors import api_actor
from service.monitoring.inputs import frame_from_records
from service.operating.permits import object_to_profiling, throw_stop
from service.store.tables import RUN_FLAGS, SCORES
from tests.lib.databases import migrated
from tests.lib.posted import one_youth
from tests.lib.real_night import DUTIES, EVERYTHING, PROFILING, RealHome, declared_real, real_home
from tests.lib.served import served
from tests.lib.small_bundle import small_bundle
from tests.lib.small_night import night
from tests.lib.small_town import MONDAY, YOUTHS, write_small_town
from training.fit import fit
from training.later import score_dates
from training.splits import label

OFFICER = Actor("officer", Role.PROTECTION_OFFICER, districts=None)
EVENING = cut(MONDAY) - timedelta(hours=6)
SOME = EVERYTHING - {"attendance", "risk_reports"}
BARE = "without a legal basis for: .*attendance.*spells.*youths"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return declared_real(write_small_town(tmp_path_factory.mktemp("real") / "town"))


@pytest.fixture(scope="module")
def records(folder: Path) -> Records:
    return read_records(folder)


# Callers in code

CALLERS: dict[str, Callable[[Records], object]] = {
    "fit": lambda records: fit(records, until=MONDAY),
    "label": lambda records: label(records, as_of=[MONDAY], known_before=MONDAY, recipe=load_recipe("herning")),
    "evaluate": lambda records: score_dates(small_bundle(), records, dates=[MONDAY]),
    "drift": lambda records: frame_from_records(records, None, days=[MONDAY], on=MONDAY),
}


@pytest.mark.parametrize("caller", CALLERS)
def test_no_caller_makes_an_indicator_of_real_data_without_a_basis(records: Records, caller: str):
    with pytest.raises(ProfilingRefused, match=BARE):
        CALLERS[caller](records)


# Callers at the command line


@pytest.mark.parametrize("command", ["indicators", "score"])
def test_no_command_writes_a_frame_of_real_data(folder: Path, tmp_path: Path, monkeypatch, command: str):
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path))
    save(small_bundle(), tmp_path / "bundle", key=signing_key(None, tmp_path / "keys"))
    bundle = ["--bundle", str(tmp_path / "bundle")] if command == "score" else []
    out = tmp_path / "out.parquet"
    asked = [command, "--records", str(folder), "--as-of", str(MONDAY), "--out", str(out), *bundle]
    refused = CliRunner().invoke(app, asked)
    assert refused.exit_code == 3
    assert "without a legal basis for: areas, assignments, attendance, contacts" in refused.stderr
    assert not out.exists()


# Over HTTP


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[TestClient]:
    """A system of a real installation that records no basis; how it came in is not what is asked here."""
    with migrated(f"sqlite:///{tmp_path / 'store.db'}") as store:
        system = served(store, tmp_path, small_bundle(), mode="real")
        journal = actor_of(User("journal", "Fagsystem", Role.SYSTEM), None, scopes=frozenset(Scope))
        system.app.dependency_overrides[api_actor] = lambda: journal
        yield TestClient(system.app, raise_server_exceptions=False)


def test_records_that_are_sent_to_a_real_installation_are_not_scored_without_a_basis(asking: TestClient):
    refused = asking.post("/api/v1/scores", json=one_youth())
    assert refused.status_code == 403
    assert refused.json()["type"] == "urn:alleskalmed:problem:profiling-refused"
    assert "attendance, institutions, spells, youths" in refused.text
    assert "risk" not in refused.json().get("scores", {})


# The night


def everything() -> tuple[LegalBasis, LegalBasis]:
    """Bases for both engines and every table."""
    return replace(DUTIES, tables=EVERYTHING), replace(PROFILING, tables=EVERYTHING)


def living_in(district: str, youths: Iterable[str]) -> set[str]:
    return {name for name in youths if YOUTHS[name][1] == district}


def made(home: RealHome) -> set[str]:
    """What the night left in its folder."""
    return {path.name for path in home.settings.folders.runs.glob("*/*")}


def stored(home: RealHome, query: sa.Select[Any]) -> list[Any]:
    store = home.open()
    try:
        with store.read() as work:
            return work.rows(query)
    finally:
        store.close()


def flags_of(home: RealHome) -> set[tuple[str, str]]:
    return {(row.youth_id, row.rule) for row in stored(home, sa.select(RUN_FLAGS.c.youth_id, RUN_FLAGS.c.rule))}


def scored_of(home: RealHome) -> dict[str, str]:
    return {row.youth_id: row.data for row in stored(home, sa.select(SCORES.c.youth_id, SCORES.c.data))}


def test_without_a_basis_for_profiling_duties_run_on_the_tables_that_have_one(tmp_path: Path, database_url: str):
    home = real_home(tmp_path / "var", database_url, replace(DUTIES, tables=SOME))
    (report,) = night(home)
    said = {trouble.step: trouble.words for trouble in report.troubles}
    assert report.state == "published"
    assert "without a legal basis for: areas" in said["gate"]
    assert said["duties"] == "left out for want of a legal basis: attendance, risk_reports"
    assert not {"indicators.parquet", "scores.parquet", "levels.parquet"} & made(home)
    assert scored_of(home) == {}
    found = flags_of(home)
    assert ("bilal", "contact_5") in found
    assert not {rule for _, rule in found} & {"risk", "guidance_10", "absence_quarter_10", "absence_quarter_15"}


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> tuple[RealHome, Report]:
    """A night on which everything is permitted and nothing is stopped."""
    place = tmp_path_factory.mktemp("free")
    home = real_home(place / "var", f"sqlite:///{place / 'store.db'}", *everything())
    (report,) = night(home)
    return home, report


def test_with_a_basis_the_same_night_profiles(free: tuple[RealHome, Report]):
    home, report = free
    assert [trouble.words for trouble in report.troubles if trouble.step in {"gate", "duties"}] == []
    assert {"jonas", "karla"} <= set(scored_of(home))
    assert set(scored_of(home).values()) == {"real"}
    assert ("ida", "guidance_10") in flags_of(home)


def test_who_objects_or_lives_in_a_stopped_district_is_not_scored_and_keeps_every_duty(
    free: tuple[RealHome, Report], tmp_path: Path
):
    held = real_home(tmp_path / "var", f"sqlite:///{tmp_path / 'held.db'}", *everything())
    store = held.open()
    with store.begin() as work:
        object_to_profiling(work, OFFICER, "jonas", at=EVENING)
        throw_stop(work, OFFICER, Stop(StopKind.DISTRICT, "D2"), reason="Pilot", at=EVENING)
    store.close()
    night(held)
    everybody = scored_of(free[0])
    assert "jonas" in everybody
    assert set(everybody) - set(scored_of(held)) == {"jonas"} | living_in("D2", everybody)
    duties = {flag for flag in flags_of(free[0]) if flag[1] != "risk"}
    assert {flag for flag in flags_of(held) if flag[1] != "risk"} == duties


def test_a_stopped_engine_leaves_duties_alone(tmp_path: Path):
    home = real_home(tmp_path / "var", f"sqlite:///{tmp_path / 'store.db'}", *everything())
    store = home.open()
    with store.begin() as work:
        throw_stop(work, OFFICER, Stop(StopKind.ENGINE), reason="Vi ser på det", at=EVENING)
    store.close()
    (report,) = night(home)
    assert "thrown stop switch" in {trouble.step: trouble.words for trouble in report.troubles}["gate"]
    assert scored_of(home) == {}
    assert ("ida", "guidance_10") in flags_of(home)


def test_without_any_basis_nothing_is_decided_and_nothing_published(tmp_path: Path):
    home = real_home(tmp_path / "var", f"sqlite:///{tmp_path / 'store.db'}")
    with pytest.raises(NotPermitted, match=r"duties: .*Nothing can be decided without spells and youths"):
        night(home)
    assert flags_of(home) == set()
    assert not {"indicators.parquet", "scores.parquet", "duties.parquet"} & made(home)
