"""Alarms over HTTP and in the metrics: what stands out and who looks into it, to whoever may see drift, and no subject in a metric."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.domain.access import COMMAND_LINE, Scope
from service.domain.watching import Level
from service.operating.alarms import take_alarm
from service.store import documents, nights
from tests.lib.copied_town import copy_of, published_town
from tests.lib.served import NOW, Served, served
from tests.lib.small_bundle import small_bundle
from tests.lib.watched import CODE, MONDAY, NEWS, SILENT, watch_week

F, W, S = Level.FINE, Level.WATCH, Level.STOP
ALARMS = "/api/v1/alarms"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("town")
    (folder / "copy").mkdir()
    with published_town("sqlite", folder, None) as template, copy_of(template, folder / "copy") as store:
        yield served(store, folder, small_bundle())


@pytest.fixture(scope="module")
def watched(town: Served) -> Served:
    with town.store.begin() as work:
        watch_week(work, MONDAY, {CODE: F, NEWS: S, SILENT: W})
        take_alarm(work, COMMAND_LINE, SILENT, line="Ringer til skolen", at=NOW)
    return town


def test_before_anything_was_watched_there_are_no_alarms_and_no_age(town: Served):
    assert town.system([Scope.READ]).get(ALARMS).json() == {"data": "synthetic", "monday_on": None, "alarms": []}
    assert 'alleskalmed_alarm_level{matter="no_news"} 0.0' in town.nobody().get("/metrics").text


@pytest.mark.parametrize(
    ("query", "told"),
    [("", [NEWS, SILENT]), ("?level=stop", [NEWS]), ("?level=watch", [SILENT]), ("?level=fine", [])],
)
def test_alarms_are_told_the_worst_first_or_those_of_a_level(watched: Served, query: str, told: list):
    answer = watched.system([Scope.READ]).get(f"{ALARMS}{query}").json()
    assert answer["monday_on"] == "2026-11-16"
    assert [(one["matter"], one["subject"]) for one in answer["alarms"]] == told


def test_an_alarm_tells_since_when_it_stands_and_who_looks_into_it(watched: Served):
    [stop, watch] = watched.system([Scope.READ]).get(ALARMS).json()["alarms"]
    assert (stop["since_on"], stop["taken_by"], stop["taken_at"]) == ("2026-11-16", None, None)
    assert (watch["taken_by"], watch["taken_at"]) == ("command-line", "2026-11-16T07:30:00Z")


def test_who_may_not_see_drift_is_told_no_alarm(watched: Served):
    assert watched.system([Scope.WRITE]).get(ALARMS).status_code == 403
    assert watched.system([Scope.READ]).get(f"{ALARMS}?level=loud").status_code == 422


def test_the_latest_drift_tells_how_everything_that_is_watched_stands(watched: Served):
    with watched.store.begin() as work:
        run = nights.published(work)
        assert run is not None
        documents.put(work, run.run_id, documents={"drift.json": json.dumps({"drifted": []}).encode()})
    told = watched.system([Scope.READ]).get("/api/v1/drift/latest").json()
    assert told["drift"] == {"drifted": []}
    assert [(one["matter"], one["level"]) for one in told["standings"]] == [
        ("no_news", "stop"),
        ("school_silent", "watch"),
        ("unknown_code", "fine"),
    ]


def test_metrics_tell_levels_by_matter_and_never_a_subject(watched: Served):
    lines = watched.nobody().get("/metrics").text.splitlines()
    told = dict(line.rsplit(" ", 1) for line in lines if line.startswith(("alleskalmed_alarm", "alleskalmed_watched")))
    assert told['alleskalmed_alarm_level{matter="no_news"}'] == "2.0"
    assert told['alleskalmed_alarm_level{matter="school_silent"}'] == "1.0"
    assert told['alleskalmed_alarm_level{matter="recall"}'] == "0.0"
    assert [told[f'alleskalmed_alarms{{level="{level}"}}'] for level in Level] == ["1.0", "1.0", "1.0"]
    assert float(told["alleskalmed_watched_age_seconds"]) == 8.5 * 3600  # since Monday 00:00 in Copenhagen
    assert "spells" not in str(told) and "S1" not in str(told)
