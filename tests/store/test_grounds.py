"""What a judgement is read against: one youth's rows of the lake, as the night saw them and as far as they may be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from features.permission import NO_PERMITS, LegalBasis, Permits, Phase, Purpose, Stop, StopKind
from features.records import TABLES
from features.vocabulary import DataKind, DistrictId, InterventionKind, InterventionResult, YouthId
from service.casework.grounds import Asked, Grounds, read_grounds
from service.domain.help import Effort
from service.domain.sight import AT_NIGHT
from service.store.records_lake import Lake
from tests.lib.lakes import YOUTHS, present, take, told

MENTOR, TALK = InterventionKind.MENTOR, InterventionKind.INDIVIDUAL_TALK
ANNA = Asked(
    AT_NIGHT.of(YouthId("anna")), DistrictId("D1"), date(2026, 11, 16), 1, frozenset({"absence_share_10d"}), NO_PERMITS
)
BERT = {**YOUTHS[0], "youth_id": "bert"}


def effort(kind: str, started_on: str, **more: object) -> dict[str, object]:
    row = {"youth_id": "anna", "started_on": started_on, "kind": kind, "known_at": "2026-10-01"}
    return {**row, "ended_on": None, "result": None, **more}


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return filled(tmp_path)


def filled(folder: Path, *, data: DataKind = DataKind.SYNTHETIC) -> Lake:
    lake = Lake(folder / "lake")
    delivery = told(
        data=data,
        youths=(YOUTHS[0], BERT),
        attendance=[
            present("anna", "2026-11-02", unlawful=3, known_at="2026-11-03"),
            present("anna", "2026-11-03", known_at="2026-11-04"),
            present("bert", "2026-11-03", unlawful=6, known_at="2026-11-04"),
        ],
        areas=[{"area_id": "A1", "name": "Nord"}],
        institutions=[{"institution_id": "S1", "name": "Søskolen", "kind": "municipal_school"}],
        interventions=[
            effort("mentor", "2026-09-01"),
            effort("individual_talk", "2026-08-20", ended_on="2026-09-10", result="no_effect"),
            effort("home_visit", "2026-09-01", ended_on="2026-12-01", result="helped"),
            effort("study_help", "2026-12-01"),
            effort("bridging", "2026-09-01", youth_id="bert"),
        ],
    )
    take(lake, delivery, night=None)
    return lake


def test_the_days_behind_are_the_youths_own_and_as_the_night_saw_them(lake):
    late = told(attendance=[present("anna", "2026-11-02", unlawful=0, known_at="2026-11-17")])
    take(lake, late, night="2026-11-17")
    for version in (1, 2):
        found = read_grounds(lake, replace(ANNA, version=version)).behind["absence_share_10d"]
        assert [(row.on, row.unlawful) for row in found.counted] == [(date(2026, 11, 2), 3)]
        assert [row.on for row in found.beside] == [date(2026, 11, 3)]


def test_the_efforts_are_those_that_had_begun_and_an_end_that_lies_ahead_is_not_seen(lake):
    assert read_grounds(lake, ANNA).efforts == (
        Effort(TALK, is_open=False, result=InterventionResult.NO_EFFECT),
        Effort(InterventionKind.HOME_VISIT, is_open=True),
        Effort(MENTOR, is_open=True),
    )


def test_one_youths_records_are_theirs_alone_with_the_institutions_and_nothing_else(lake):
    whole, own = (
        lake.records(1, as_of=ANNA.as_of),
        lake.records_of_youth(1, AT_NIGHT.of(YouthId("anna")), as_of=ANNA.as_of),
    )
    assert set(own.attendance["youth_id"].to_pylist()) == {"anna"}
    assert own.delivery == whole.delivery
    assert own.contained == whole.contained - {"areas"}
    for table in TABLES:
        if table.name == "attendance":
            continue
        rows = whole.tables[table.name]
        wanted = (
            rows[rows["youth_id"] == "anna"]
            if "youth_id" in rows
            else rows.iloc[: 0 if table.name == "areas" else None]
        )
        pd.testing.assert_frame_equal(own.tables[table.name], wanted.reset_index(drop=True), obj=table.name)


def test_without_a_table_of_efforts_it_is_not_known_what_was_tried(tmp_path):
    lake = Lake(tmp_path / "lake")
    take(lake, told(), night=None)
    assert read_grounds(lake, ANNA).efforts is None


@pytest.mark.parametrize("version", [None, 9])
def test_what_the_lake_does_not_hold_is_not_known(lake, version):
    assert read_grounds(lake, replace(ANNA, version=version)) == Grounds()


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_data_file_that_is_gone_or_damaged_leaves_nothing_to_read(lake, is_gone):
    for path in (lake.folder / "attendance").iterdir():
        if is_gone:
            path.unlink()
        else:
            path.write_bytes(b"no Parquet any more")
    assert read_grounds(lake, ANNA) == Grounds()


@pytest.mark.parametrize(
    "permits",
    [
        Permits(stops=frozenset({Stop(StopKind.ENGINE)})),
        Permits(stops=frozenset({Stop(StopKind.DISTRICT, "D1")})),
        Permits(objections=frozenset({YouthId("anna")})),
    ],
)
def test_a_stop_or_an_objection_closes_the_days_behind_and_leaves_the_efforts(lake, permits):
    found = read_grounds(lake, replace(ANNA, permits=permits))
    assert found.behind is None
    assert len(found.efforts) == 3


def test_of_real_data_only_what_has_a_basis_is_read(tmp_path):
    lake = filled(tmp_path, data=DataKind.REAL)
    duties = LegalBasis(
        law="a law",
        scope=frozenset({Purpose.DUTIES}),
        phases=frozenset({Phase.OPERATION}),
        tables=frozenset({"youths", "spells", "interventions"}),
        valid_from_on=date(2026, 1, 1),
        approved_by="somebody",
    )
    assert read_grounds(lake, ANNA) == Grounds()
    found = read_grounds(lake, replace(ANNA, permits=Permits(bases=(duties,))))
    assert (found.behind, len(found.efforts)) == (None, 3)
    without = replace(duties, tables=frozenset({"youths", "spells"}))
    assert read_grounds(lake, replace(ANNA, permits=Permits(bases=(without,)))).efforts is None
