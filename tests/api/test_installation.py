"""Scores over HTTP on an installation that has run a night: the active bundle, the lake, the levels of institutions, the stop switches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from features.permission import Stop, StopKind
from features.reading import read_records
from features.records import ATTENDANCE
from features.vocabulary import YouthId
from service.api.warming import warm_up
from service.app import build_app
from service.store import legal
from service.store.tables import SCORES
from tests.lib.served import NOW, Served
from tests.lib.small_night import Home, night, small_home
from tests.lib.small_town import MONDAY, write_small_town


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("installation")
    made = small_home(folder, f"sqlite:///{folder / 'store.db'}")
    night(made)
    warm_up()
    return made


@pytest.fixture
def town(home: Home) -> Iterator[Served]:
    store = home.open()
    try:
        yield Served(build_app(home.settings, store=store, now=lambda: NOW), store)
    finally:
        store.close()


def published(town: Served) -> dict[str, dict[str, Any]]:
    """What the night said, by youth."""
    with town.store.read() as work:
        return {row.youth_id: dict(row._mapping) for row in work.rows(sa.select(SCORES))}


def posted(folder: Path, youth_id: str) -> dict[str, Any]:
    """The records of one youth of the town, as another system would send them."""
    records = read_records(write_small_town(folder / "again"))
    tables = {**records.tables, ATTENDANCE.name: records.attendance.to_pandas()}  # type: ignore[union-attr]
    sent = {}
    for name in ("youths", "spells", "attendance", "risk_reports", "institutions"):
        rows = tables[name]
        rows = rows[rows["youth_id"] == youth_id] if "youth_id" in rows else rows
        sent[name] = [
            {key: cell(key, value) for key, value in row.items() if not pd.isna(value)}
            for row in rows.to_dict("records")
        ]
    return {"as_of": str(MONDAY), "records": {name: rows for name, rows in sent.items() if rows}}


def cell(name: str, value: Any) -> Any:
    if name.endswith("_at"):
        return pd.Timestamp(value).isoformat()
    return str(pd.Timestamp(value).date()) if isinstance(value, date | datetime) else value


def test_a_youth_scored_now_gets_what_the_night_said_to_the_last_digit(town: Served):
    system, told = town.system(), published(town)
    assert {"anna", "jonas", "ida"} <= set(told)
    for name in sorted(told):
        answer = system.post(f"/api/v1/youths/{name}/scores")
        assert answer.status_code == 200, answer.text
        (row,) = answer.json()["scores"]
        for column in ("risk", "risk_low", "risk_high", "band", "profile", "coverage", "raw_logit"):
            assert row[column] == told[name][column], (name, column)
        assert row["reasons"] == json.loads(told[name]["reasons"])


def test_a_youth_sent_alone_is_compared_with_the_school_of_the_night(town: Served, tmp_path: Path):
    told = published(town)["jonas"]
    answer = town.system().post("/api/v1/scores", json=posted(tmp_path, "jonas"))
    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["scores"]
    assert (row["risk"], row["raw_logit"]) == (told["risk"], told["raw_logit"])
    stranger = json.loads(json.dumps(posted(tmp_path, "jonas")).replace('"jonas"', '"somebody-new"'))
    (other,) = town.system().post("/api/v1/scores", json=stranger).json()["scores"]
    assert other["risk"] is not None


def test_who_is_not_scored_by_the_night_is_left_out_now(town: Served):
    answer = town.system().post("/api/v1/youths/farah/scores")
    assert answer.json() == {**answer.json(), "scores": [], "left_out": [{"index": 0, "why": "not_in_population"}]}
    assert town.system().post("/api/v1/youths/nobody/scores").status_code == 404


def test_stop_switches_and_objections_hold_over_http(town: Served, tmp_path: Path):
    system, body = town.system(), posted(tmp_path, "jonas")
    for stop in (Stop(StopKind.ENGINE), Stop(StopKind.MODEL, published(town)["jonas"]["model_id"])):
        with town.store.begin() as work:
            number = legal.throw_stop(work, stop, reason="Vi ser på det", actor_id="leader", at=NOW)
        for answer in (system.post("/api/v1/scores", json=body), system.post("/api/v1/youths/jonas/scores")):
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:alleskalmed:problem:profiling-refused")
            assert "stop switch" in answer.json()["detail"]
        with town.store.begin() as work:
            legal.lift_stop(work, number, reason="Fundet", actor_id="leader", at=NOW)
    with town.store.begin() as work:
        number = legal.throw_stop(work, Stop(StopKind.DISTRICT, "D1"), reason="x", actor_id="leader", at=NOW)
        objection = legal.record_objection(work, YouthId("jonas"), actor_id="officer", at=NOW)
    for path, sent in (("/api/v1/scores", body), ("/api/v1/youths/jonas/scores", None)):
        told = system.post(path, json=sent).json()
        assert (told["scores"], told["left_out"]) == ([], [{"index": 0, "why": "objection"}])
    with town.store.begin() as work:
        legal.end_objection(work, objection, at=NOW)
    assert system.post("/api/v1/scores", json=body).json()["left_out"][0]["why"] == "district_stopped"
    with town.store.begin() as work:
        legal.lift_stop(work, number, reason="Fundet", actor_id="leader", at=NOW)
    assert system.post("/api/v1/scores", json=body).json()["left_out"] == []


def test_the_active_model_is_told_with_its_card_and_the_drift_of_the_night(town: Served):
    system = town.system()
    told = system.get("/api/v1/models/active").json()
    assert told["model_id"] == published(town)["jonas"]["model_id"]
    assert told["card"]["recipe"]["name"] == "herning"
    drift = system.get("/api/v1/drift/latest").json()
    assert drift["run_id"] == "2026-11-16.1"
    assert set(drift["drift"]) == {"rows"}


def test_without_an_active_bundle_nobody_is_scored_and_the_rest_is_served(town: Served, tmp_path: Path):
    with town.store.begin() as work:
        work.execute(
            sa.text("UPDATE activations SET ended_at = :at"),
            [{"at": datetime(2026, 11, 16, tzinfo=UTC).isoformat(sep=" ")}],
        )
    answer = town.system().post("/api/v1/scores", json=posted(tmp_path, "jonas"))
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:alleskalmed:problem:no-model")
    assert town.system().get("/api/v1/youths/jonas").status_code == 200
